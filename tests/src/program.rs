//! The programs as a user has them, run with nothing of this machine's own.

use std::io::{BufRead as _, BufReader, Read};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::broker::{self, CLIENT, Form, Identity, PASSPHRASE, PASSWORD};

/// No command of a test takes longer.
const BOUND: Duration = Duration::from_secs(60);

/// A program of the workspace.
///
/// # Panics
/// It was not built.
#[must_use]
pub fn program(name: &str) -> PathBuf {
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    let own = std::env::current_exe().expect("the test knows where it is");
    // Test programs stand one folder deeper than the programs they test.
    let found = own.ancestors().skip(1).take(2).map(|folder| folder.join(&file)).find(|path| path.is_file());
    found.unwrap_or_else(|| panic!("{file} is not built: run `cargo build --bins` first"))
}

/// What a command came to.
#[derive(Debug)]
pub struct Ran {
    /// Exit code; −1 when it was ended by a signal.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Ran {
    /// Every line of standard output as JSON.
    ///
    /// # Panics
    /// One is not.
    #[must_use]
    pub fn lines(&self) -> Vec<Value> {
        let read = |line: &str| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"));
        self.out.lines().map(read).collect()
    }

    /// The one line of standard output as JSON.
    ///
    /// # Panics
    /// There is none, or more.
    #[must_use]
    pub fn value(&self) -> Value {
        let mut lines = self.lines();
        assert_eq!(lines.len(), 1, "{self:?}");
        lines.remove(0)
    }

    /// The failure on standard error, told in both languages.
    ///
    /// # Panics
    /// The program did not fail with such words.
    #[must_use]
    pub fn failure(&self) -> Value {
        assert_eq!(self.code, 2, "{self:?}");
        let told: Value = serde_json::from_str(self.err.trim()).unwrap_or_else(|e| panic!("{e}: {self:?}"));
        let error = &told["error"];
        for (key, chinese) in [("zh", true), ("en", false), ("help_zh", true), ("help_en", false)] {
            let words = error[key].as_str().unwrap_or_else(|| panic!("{key} is missing: {told}"));
            assert!(!words.is_empty(), "{key} is empty: {told}");
            // Behind a colon stands what it is about: a name, a path.
            let says = words.split([':', '：']).next().unwrap_or_default();
            assert_eq!(says.chars().any(|c| ('\u{4e00}'..'\u{a000}').contains(&c)), chinese, "{key}: {told}");
        }
        assert!(error["retry"].is_boolean(), "{told}");
        error.clone()
    }

    /// The stable code of the failure.
    ///
    /// # Panics
    /// As [`Ran::failure`].
    #[must_use]
    pub fn fails_with(&self) -> String {
        self.failure()["code"].as_str().expect("a code").to_owned()
    }
}

/// A user of this computer who has nothing yet: no home worth the name, no keyring, no display.
pub struct User {
    folder: tempfile::TempDir,
    passphrase: bool,
}

impl User {
    /// One without a passphrase: whatever needs a data folder cannot work.
    #[must_use]
    pub fn bare() -> User {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("home")).expect("a home");
        User { folder, passphrase: false }
    }

    /// One with a data folder.
    #[must_use]
    pub fn with_data() -> User {
        let user = User { passphrase: true, ..User::bare() };
        broker::light_lock(&user.data());
        user
    }

    /// One with a client and its key.
    #[must_use]
    pub fn with_client(form: &Form, identity: &Identity) -> User {
        let user = User::with_data();
        let mut form = form.clone();
        form.remove("name");
        let profile = user.file("profile.json", serde_json::to_string(&form).expect("plain").as_bytes());
        let made = user.run(&["client", "add", CLIENT, "--profile", &profile]);
        assert_eq!(made.code, 0, "{made:?}");
        let card = user.file("card.p12", &identity.p12);
        let password = user.file("password", format!("{PASSWORD}\n").as_bytes());
        let added = user.run(&["key", "add", &card, "--client", CLIENT, "--password-file", &password]);
        assert_eq!(added.code, 0, "{added:?}");
        user
    }

    /// The data folder.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Where the user's own files lie.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file and names it.
    ///
    /// # Panics
    /// It cannot be written.
    #[must_use]
    pub fn file(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).expect("a file");
        path.display().to_string()
    }

    /// Everything that programs left behind in the home.
    ///
    /// # Panics
    /// The home cannot be read.
    #[must_use]
    pub fn left_behind(&self) -> Vec<PathBuf> {
        let listed = std::fs::read_dir(self.folder.path().join("home")).expect("the home");
        listed.map(|entry| entry.expect("an entry").path()).collect()
    }

    /// The surroundings of a program.
    #[must_use]
    pub fn command(&self, program: &Path) -> Command {
        let home = self.folder.path().join("home");
        let mut command = Command::new(program);
        command.env_clear().current_dir(self.folder.path()).env("HOME", &home).env("LANG", "C.UTF-8");
        for name in
            ["XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"]
        {
            command.env(name, &home);
        }
        for name in ["PATH", "SystemRoot", "TMPDIR"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        if self.passphrase {
            command.env("CLEARANCE_PASSPHRASE", PASSPHRASE);
        }
        command
    }

    /// `clearance` with these words, not yet started. With a data folder, it is named.
    #[must_use]
    pub fn clearance(&self, words: &[&str]) -> Command {
        let mut command = self.command(&program("clearance"));
        if self.passphrase {
            command.arg("--data").arg(self.data());
        }
        command.args(words);
        command
    }

    /// Runs `clearance --json` with these words.
    #[must_use]
    pub fn run(&self, words: &[&str]) -> Ran {
        run(self.clearance(&[&["--json"], words].concat()))
    }

    /// Runs `clearance` with these words, for a person.
    #[must_use]
    pub fn tell(&self, words: &[&str]) -> Ran {
        run(self.clearance(words))
    }
}

/// Runs a command to its end. It must not panic, and not take for ever.
///
/// # Panics
/// It does.
#[must_use]
pub fn run(mut command: Command) -> Ran {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|e| panic!("{command:?}: {e}"));
    let (out, err) = (reader(child.stdout.take()), reader(child.stderr.take()));
    let end = Instant::now() + BOUND;
    let status = loop {
        if let Some(status) = child.try_wait().expect("a child of ours") {
            break status;
        }
        if Instant::now() > end {
            // The test fails now; what is left of the child does not matter.
            let _ = child.kill();
            let _ = child.wait();
            panic!("{command:?} took longer than {BOUND:?}");
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let text = |reader: std::thread::JoinHandle<Vec<u8>>| {
        String::from_utf8(reader.join().expect("a reader")).expect("programs speak UTF-8")
    };
    let ran = Ran { code: status.code().unwrap_or(-1), out: text(out), err: text(err) };
    for sign in ["panicked at", "RUST_BACKTRACE", "stack overflow"] {
        assert!(!ran.err.contains(sign), "{command:?}: {ran:?}");
    }
    ran
}

fn reader(stream: Option<impl Read + Send + 'static>) -> std::thread::JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut stream) = stream {
            stream.read_to_end(&mut bytes).expect("a pipe");
        }
        bytes
    })
}

/// `clearance-server sandbox` as a process of its own, to be killed.
pub struct ServerProgram {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl ServerProgram {
    /// Starts it over a store; `address` with port 0 takes a free one.
    ///
    /// # Panics
    /// It does not start.
    #[must_use]
    pub fn start(store: &Path, address: SocketAddr) -> ServerProgram {
        let mut child = Command::new(program("clearance-server"))
            .args(["sandbox", "--listen", &address.to_string(), "--partners-after-ms", "0", "--with-parent"])
            .arg("--store")
            .arg(store)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("a pipe");
        BufReader::new(stdout).read_line(&mut line).expect("a line");
        let ready: Value = serde_json::from_str(&line).unwrap_or_else(|e| panic!("{e}: {line}"));
        let address = ready["listening"].as_str().and_then(|text| text.parse().ok()).expect("an address");
        ServerProgram { child, address }
    }

    /// Its address as a client writes it.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Kills it where it stands.
    pub fn kill(self) {
        drop(self);
    }
}

impl Drop for ServerProgram {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
