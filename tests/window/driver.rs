//! The real window, driven as a person would: it is found by what it shows, clicked and typed into.

mod access;

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

/// How long something may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(45);
/// How long between two looks.
const PAUSE: Duration = Duration::from_millis(45);

/// Where cargo puts its programs, and the pictures beside them.
pub(crate) fn programs() -> PathBuf {
    let this = std::env::current_exe().expect("the test has a file");
    this.ancestors().nth(2).expect("target/profile/deps/test").to_path_buf()
}

/// An open window and the driver that holds it. Both end with it.
pub(crate) struct Window {
    client: Client,
    driver: Child,
    screens: PathBuf,
    data: PathBuf,
}

impl Window {
    /// Opens the desk on a data folder.
    pub(crate) async fn open(data: &Path) -> Window {
        Window::open_in(data, &[]).await
    }

    /// Opens the desk in a changed environment.
    pub(crate) async fn open_in(data: &Path, environment: &[(&str, &str)]) -> Window {
        let port = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port").port();
        let driver = Command::new("WebKitWebDriver")
            .args([format!("--port={port}"), "--host=127.0.0.1".to_owned()])
            .envs(environment.iter().copied())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("WebKitWebDriver is installed (webkit2gtk-driver)");
        let program = programs().join("clearance-desktop");
        assert!(
            program.exists(),
            "build it first: cargo build --bins --workspace --features clearance-desktop/custom-protocol"
        );
        let options = json!({ "binary": program, "args": ["--data", data] });
        let wanted = [("webkitgtk:browserOptions".to_owned(), options)].into_iter().collect();
        let screens = programs().parent().expect("target").join("screens");
        std::fs::create_dir_all(&screens).expect("a place for the pictures");
        let client = connect(port, wanted).await;
        Window { client, driver, screens, data: data.to_path_buf() }
    }

    /// Waits until an element is there.
    pub(crate) async fn see(&self, test_id: &str) -> Element {
        self.find(&format!("[data-testid='{test_id}']")).await
    }

    async fn find(&self, css: &str) -> Element {
        let end = tokio::time::Instant::now() + PATIENCE;
        loop {
            match self.client.find(Locator::Css(css)).await {
                Ok(found) => return found,
                // Not there yet, or drawn anew while it was being looked at.
                Err(_) if tokio::time::Instant::now() < end => tokio::time::sleep(PAUSE).await,
                Err(error) => {
                    self.picture("failed").await;
                    panic!("{css} did not appear: {error}\n{}", self.page().await)
                }
            }
        }
    }

    async fn press_on(&self, css: &str) {
        self.still(css).await;
        let end = tokio::time::Instant::now() + PATIENCE;
        loop {
            match self.find(css).await.click().await {
                Ok(()) => return,
                Err(error) if tokio::time::Instant::now() > end => {
                    self.picture("failed").await;
                    panic!("{css} could not be clicked: {error}\n{}", self.page().await)
                }
                // Something that stays in its place lies over it: a person scrolls it to the middle.
                Err(_) => {
                    let scroll =
                        format!("document.querySelector(\"{css}\")?.scrollIntoView({{ block: 'center' }})");
                    drop(self.client.execute(&scroll, vec![]).await);
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }

    /// Whether an element is there now.
    pub(crate) async fn has(&self, test_id: &str) -> bool {
        let css = format!("[data-testid='{test_id}']");
        !self.client.find_all(Locator::Css(&css)).await.expect("the page answers").is_empty()
    }

    /// Waits until an element stays where it is: answers that arrive may move it from under the pointer.
    async fn still(&self, css: &str) {
        let place =
            format!("return JSON.stringify(document.querySelector(\"{css}\")?.getBoundingClientRect())");
        let (mut before, mut same) = (Value::Null, 0);
        let end = tokio::time::Instant::now() + PATIENCE;
        while same < 2 && tokio::time::Instant::now() < end {
            let now = self.client.execute(&place, vec![]).await.unwrap_or(Value::Null);
            same = if now != Value::Null && now == before { same + 1 } else { 0 };
            before = now;
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Clicks, once it may be clicked.
    pub(crate) async fn click(&self, test_id: &str) {
        self.until(&format!("{test_id} may be clicked"), &usable(test_id)).await;
        self.press_on(&format!("[data-testid='{test_id}']")).await;
    }

    /// Clicks the first such element inside another.
    pub(crate) async fn click_in(&self, outer: &str, test_id: &str) {
        self.press_on(&format!("[data-testid='{outer}'] [data-testid='{test_id}']")).await;
    }

    /// Types into a field in place of what stands there.
    pub(crate) async fn fill(&self, test_id: &str, text: &str) {
        self.click(test_id).await;
        let field = self.see(test_id).await;
        let clear = format!("{}.select()", element(test_id));
        self.client.execute(&clear, vec![]).await.expect("the field can be selected");
        field.send_keys(text).await.expect("the field takes text");
    }

    /// Presses a key together with others, wherever the focus is.
    pub(crate) async fn press(&self, keys: &[Key], last: char) {
        let mut chord = KeyActions::new("keyboard".to_owned());
        for key in keys {
            chord = chord.then(KeyAction::Down { value: char::from(*key) });
        }
        chord = chord.then(KeyAction::Down { value: last }).then(KeyAction::Up { value: last });
        for key in keys.iter().rev() {
            chord = chord.then(KeyAction::Up { value: char::from(*key) });
        }
        self.client.perform_actions(chord).await.expect("the keys can be pressed");
    }

    /// Whether the focus is on such an element.
    pub(crate) async fn focused(&self, test_id: &str) {
        let is = format!("document.activeElement === {}", element(test_id));
        self.until(&format!("{test_id} has the focus"), &is).await;
    }

    /// Puts the focus on an element, as a person does who comes there by Tab.
    pub(crate) async fn focus(&self, test_id: &str) {
        self.see(test_id).await;
        let focus = format!("{}.focus()", element(test_id));
        self.client.execute(&focus, vec![]).await.expect("it takes the focus");
    }

    /// Whether an expression of the page is true now.
    pub(crate) async fn holds(&self, expression: &str) -> bool {
        self.value(&format!("return Boolean({expression})")).await == Value::Bool(true)
    }

    /// What a script of the page returns.
    pub(crate) async fn value(&self, script: &str) -> Value {
        self.client.execute(script, vec![]).await.expect("the page answers")
    }

    /// What a script of the page comes to; it calls its last argument when it is done, within so long.
    pub(crate) async fn ask(&self, script: &str, patience: Duration) -> Value {
        let wait = fantoccini::wd::TimeoutConfiguration::new(Some(patience), None, None);
        self.client.update_timeouts(wait).await.expect("the driver waits so long");
        let script = format!("const done = arguments[arguments.length - 1]; {script}");
        let told = tokio::time::timeout(patience, self.client.execute_async(&script, vec![])).await;
        told.expect("the page answers in time").expect("the script runs")
    }

    /// Waits until an element is no longer there.
    pub(crate) async fn gone(&self, test_id: &str) {
        self.until(&format!("{test_id} is gone"), &format!("!{}", element(test_id))).await;
    }

    /// Waits until an expression of the page is true.
    pub(crate) async fn until(&self, what: &str, expression: &str) {
        let script = format!("return Boolean({expression})");
        let end = tokio::time::Instant::now() + PATIENCE;
        while tokio::time::Instant::now() < end {
            if self.client.execute(&script, vec![]).await.ok() == Some(Value::Bool(true)) {
                return;
            }
            tokio::time::sleep(PAUSE).await;
        }
        self.picture("failed").await;
        panic!("waited in vain until {what}\n{}", self.page().await);
    }

    /// Pictures of what is shown now, in Chinese and in English; ends in Chinese.
    pub(crate) async fn pictures(&self, name: &str) {
        for lang in ["en", "zh"] {
            self.language(lang).await;
            self.picture(&format!("{name}-{lang}")).await;
        }
    }

    /// One picture of what is shown now.
    pub(crate) async fn picture(&self, name: &str) {
        let drawn = "const done = arguments[arguments.length - 1]; \
                     document.fonts.ready.then(() => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 220))))";
        let timed = tokio::time::timeout(PATIENCE, self.client.execute_async(drawn, vec![])).await;
        timed.expect("the page answers").expect("the page draws");
        // The driver's own picture never comes back from this WebKit, so the screen is pictured: it is as large as the
        // window and there is nothing else on it.
        let file = self.screens.join(format!("{name}.png"));
        let taken = Command::new("import").args(["-window", "root"]).arg(file).status();
        assert!(taken.expect("imagemagick is installed").success(), "the screen can be pictured");
    }

    /// Clicks what belongs to the frame, also while a question lies over the page: the question is looked at in both
    /// languages and themes.
    async fn click_beneath(&self, test_id: &str) {
        if self.holds("document.querySelector('[role=dialog]')").await {
            self.value(&format!("{}.click()", element(test_id))).await;
        } else {
            self.click(test_id).await;
        }
    }

    /// Switches the language.
    pub(crate) async fn language(&self, lang: &str) {
        self.click_beneath(&format!("lang-{lang}")).await;
        let shown = if lang == "zh" { "zh-CN" } else { "en" };
        self.until("the language has changed", &format!("document.documentElement.lang === '{shown}'")).await;
    }

    /// Switches to the light or the dark theme.
    pub(crate) async fn theme(&self, theme: &str) {
        let now = "return document.documentElement.dataset.theme";
        if self.client.execute(now, vec![]).await.expect("the page answers") != json!(theme) {
            self.click_beneath("theme").await;
        }
        self.until("the theme has changed", &format!("document.documentElement.dataset.theme === '{theme}'"))
            .await;
    }

    /// Closes the window, and the driver after it. The program ends a moment later than its window, and only then lets
    /// go of the data folder; the driver has to live until it did, for it is the one that ends the program.
    pub(crate) async fn close(mut self) {
        self.client.clone().close().await.expect("the window closes");
        let end = tokio::time::Instant::now() + Duration::from_secs(10);
        while let Some(process) = runs_on(&self.data) {
            if tokio::time::Instant::now() > end {
                drop(Command::new("kill").arg(process).status());
            }
            tokio::time::sleep(PAUSE).await;
        }
        self.driver.kill().expect("the driver was running");
        self.driver.wait().expect("the driver ends");
    }

    async fn page(&self) -> String {
        let text = self.client.execute("return document.body.innerText", vec![]).await;
        text.ok().and_then(|t| t.as_str().map(str::to_owned)).unwrap_or_default()
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        // After a failed test nobody has closed it.
        drop(self.driver.kill());
    }
}

/// The process of a desk that still runs on this data folder.
fn runs_on(data: &Path) -> Option<String> {
    let folder = data.to_string_lossy();
    let mut processes = std::fs::read_dir("/proc").expect("Linux").filter_map(Result::ok);
    let found = processes.find(|process| {
        let line = std::fs::read(process.path().join("cmdline")).unwrap_or_default();
        let line = String::from_utf8_lossy(&line);
        line.contains("clearance-desktop") && line.contains(folder.as_ref())
    });
    found.map(|process| process.file_name().to_string_lossy().into_owned())
}

/// The driver needs a moment before it listens.
async fn connect(port: u16, wanted: fantoccini::wd::Capabilities) -> Client {
    let mut builder = ClientBuilder::new(HttpConnector::new());
    builder.capabilities(wanted);
    let end = tokio::time::Instant::now() + PATIENCE;
    loop {
        let tried =
            tokio::time::timeout(PATIENCE, builder.connect(&format!("http://127.0.0.1:{port}"))).await;
        match tried.expect("the window opens; is TAURI_WEBVIEW_AUTOMATION set?") {
            Ok(client) => return client,
            Err(error) if tokio::time::Instant::now() > end => panic!("no window: {error}"),
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}

/// An element of the page, as an expression.
pub(crate) fn element(test_id: &str) -> String {
    format!("document.querySelector(\"[data-testid='{test_id}']\")")
}

pub(crate) fn usable(test_id: &str) -> String {
    format!("{0} && !{0}.disabled", element(test_id))
}
