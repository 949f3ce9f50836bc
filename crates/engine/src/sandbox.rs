//! The sandbox: the clearance service with all other parties, run beside the desk for practice.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use crate::error::{Error, Result, fault};

/// How long it may take to say where it listens.
const START: Duration = Duration::from_secs(30);
/// How long it may take to end by itself.
const END: Duration = Duration::from_secs(3);

/// A running sandbox; ends with its parent.
pub(crate) struct Sandbox {
    child: Child,
    address: String,
}

impl Sandbox {
    /// Starts the sandbox on a free port of this computer, with its store in `folder`.
    pub(crate) fn start(program: Option<&Path>, folder: &Path) -> Result<Self> {
        let program = match program {
            Some(path) => path.to_path_buf(),
            None => find().ok_or_else(|| Error::new(&fault::NO_SANDBOX))?,
        };
        let failed = |e: std::io::Error| Error::new(&fault::SANDBOX).because(e);
        std::fs::create_dir_all(folder).map_err(|e| Error::new(&fault::DATA_FOLDER).because(e))?;
        let log = std::fs::File::create(folder.join("sandbox.log")).map_err(failed)?;
        let mut child = Command::new(&program)
            .args(["sandbox", "--listen", "127.0.0.1:0", "--with-parent", "--store"])
            .arg(folder.join("sandbox.db"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .map_err(|e| match e.kind() {
                std::io::ErrorKind::NotFound => Error::new(&fault::NO_SANDBOX),
                _ => failed(e),
            })?;
        match where_it_listens(&mut child) {
            Ok(address) => Ok(Sandbox { child, address }),
            Err(error) => {
                end(&mut child, Duration::ZERO);
                Err(error)
            }
        }
    }

    /// Its address, such as `http://127.0.0.1:40001`.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Whether it still runs.
    pub(crate) fn runs(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        end(&mut self.child, END);
    }
}

/// The program beside this one.
fn find() -> Option<PathBuf> {
    let name = format!("clearance-server{}", std::env::consts::EXE_SUFFIX);
    let own = std::env::current_exe().ok()?;
    // Test programs stand one folder deeper than the programs they test.
    own.ancestors().skip(1).take(2).map(|folder| folder.join(&name)).find(|path| path.is_file())
}

/// The sandbox prints one line of JSON with its address, then goes on in silence.
fn where_it_listens(child: &mut Child) -> Result<String> {
    let silent = || Error::new(&fault::SANDBOX);
    let stdout = child.stdout.take().ok_or_else(silent)?;
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        let mut lines = BufReader::new(stdout).lines();
        let first = lines.find_map(|line| line.ok().and_then(|line| address_in(&line)));
        // Whoever asked may have given up.
        let _ = tell.send(first);
        // Read on, so that the sandbox never blocks on a full pipe.
        lines.for_each(drop);
    });
    told.recv_timeout(START).ok().flatten().ok_or_else(silent)
}

fn address_in(line: &str) -> Option<String> {
    let value: serde_json::Value = serde_json::from_str(line).ok()?;
    let address =
        ["url", "address", "listen", "listening"].iter().find_map(|name| value.get(name)?.as_str())?;
    let with_scheme = address.starts_with("http://") || address.starts_with("https://");
    Some(if with_scheme { address.to_owned() } else { format!("http://{address}") })
}

/// Closes its input, which tells it to end; after a while it is ended.
fn end(child: &mut Child, patience: Duration) {
    drop(child.stdin.take());
    let until = Instant::now() + patience;
    while Instant::now() < until {
        if !matches!(child.try_wait(), Ok(None)) {
            return;
        }
        thread::sleep(Duration::from_millis(20));
    }
    // It may have ended in between; then there is nothing to end.
    let _ = child.kill();
    let _ = child.wait();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_read_in_any_spelling() {
        for (line, address) in [
            (r#"{"listen":"127.0.0.1:40001"}"#, Some("http://127.0.0.1:40001")),
            (r#"{"address":"http://127.0.0.1:1","version":"0.1.0"}"#, Some("http://127.0.0.1:1")),
            (r#"{"version":"0.1.0"}"#, None),
            ("starting", None),
        ] {
            assert_eq!(address_in(line).as_deref(), address, "{line}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_program_that_is_missing_or_says_nothing_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let missing = Sandbox::start(Some(&folder.path().join("nothing")), folder.path());
        assert_eq!(missing.err().expect("it is missing").code(), "sandbox-missing");
        let silent = Sandbox::start(Some(Path::new("/bin/true")), folder.path());
        assert_eq!(silent.err().expect("it says nothing").code(), "sandbox-failed");
    }
}
