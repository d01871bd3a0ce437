//! Chromium, asked what it makes of a page: over the pipe of its own protocol, so that no driver is needed.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

/// What a page has to hold, in the browser: a list of what it does not.
const CHECKS: &str = include_str!("browser.js");
/// The names that Chromium goes by.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
/// Nothing here takes a second.
const PATIENCE: Duration = Duration::from_secs(60);
/// How wide a telephone is, in pixels.
const TELEPHONE_WIDTH: u32 = 390;
const DESKTOP_WIDTH: u32 = 1_100;

/// A browser with one page open.
pub(crate) struct Browser {
    process: Child,
    questions: ChildStdin,
    answers: Receiver<Value>,
    session: Option<String>,
    asked: u64,
    /// What was told without having been asked.
    events: Vec<Value>,
    _profile: tempfile::TempDir,
}

impl Browser {
    /// Starts it. Where there is none the test says that it skips, unless `HANDRAISE_REQUIRE` asks for `chromium`.
    pub(crate) fn start() -> Option<Self> {
        let Some(name) = NAMES.into_iter().find(|name| is_installed(name)) else {
            let required = std::env::var("HANDRAISE_REQUIRE").unwrap_or_default();
            let required = required.split([',', ' ']).any(|word| word == "chromium");
            assert!(!required, "HANDRAISE_REQUIRE asks for chromium, and none of {NAMES:?} is installed");
            eprintln!("skipped: none of {NAMES:?} is installed");
            return None;
        };
        let profile = tempfile::tempdir().expect("a temporary folder");
        // The protocol is spoken over the file descriptors 3 and 4.
        let command = format!(
            "exec {name} --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --disable-extensions \
             --disable-background-networking --no-first-run --hide-scrollbars --user-data-dir='{}' --remote-debugging-pipe about:blank \
             3<&0 4>&1 0</dev/null 1>/dev/null",
            profile.path().display()
        );
        let mut process = Command::new("sh")
            .args(["-c", &command])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a shell");
        let questions = process.stdin.take().expect("a pipe");
        let output = process.stdout.take().expect("a pipe");
        let (told, answers) = channel();
        std::thread::spawn(move || {
            for message in BufReader::new(output).split(0).map_while(Result::ok) {
                let message = serde_json::from_slice(&message).expect("JSON of the browser");
                if told.send(message).is_err() {
                    return;
                }
            }
        });
        let session = None;
        let mut browser =
            Self { process, questions, answers, session, asked: 0, events: Vec::new(), _profile: profile };
        browser.attach();
        Some(browser)
    }

    /// What is wrong with the page, in either theme, on a desk, a telephone and paper; nothing if all is well.
    pub(crate) fn faults(&mut self, page: &Path) -> Vec<String> {
        let url = format!("file://{}", page.display());
        let mut faults = Vec::new();
        let mut grounds = Vec::new();
        for (name, width, scheme, media) in [
            ("light", DESKTOP_WIDTH, "light", "screen"),
            ("dark", DESKTOP_WIDTH, "dark", "screen"),
            ("telephone", TELEPHONE_WIDTH, "light", "screen"),
            ("paper", 680, "dark", "print"),
        ] {
            let metrics = json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500});
            self.ask("Emulation.setDeviceMetricsOverride", metrics);
            let features = json!([{"name": "prefers-color-scheme", "value": scheme}]);
            self.ask("Emulation.setEmulatedMedia", json!({"media": media, "features": features}));
            self.events.clear();
            self.ask("Page.navigate", json!({"url": url}));
            self.wait_for("Page.loadEventFired");
            let found = self.evaluate(CHECKS);
            let found = found["faults"].as_array().expect("a list of faults").iter().map(|fault| fault.to_string());
            faults.extend(found.chain(self.noises(&url)).map(|fault| format!("{name}: {fault}")));
            grounds.push(self.evaluate("getComputedStyle(document.body).backgroundColor"));
        }
        if grounds[0] == grounds[1] || grounds[0] != grounds[3] {
            faults.push(format!("the grounds of light, dark, telephone and paper are {grounds:?}"));
        }
        faults
    }

    /// What a page says to the console, opens, or asks of a network.
    fn noises(&self, url: &str) -> Vec<String> {
        let noise = |event: &Value| match event["method"].as_str()? {
            "Network.requestWillBeSent" if event["params"]["request"]["url"] == url => None,
            "Network.requestWillBeSent"
            | "Log.entryAdded"
            | "Runtime.exceptionThrown"
            | "Runtime.consoleAPICalled"
            | "Page.javascriptDialogOpening" => Some(event.to_string()),
            _ => None,
        };
        self.events.iter().filter_map(noise).collect()
    }

    /// The value of an expression in the page.
    fn evaluate(&mut self, expression: &str) -> Value {
        let answer = self.ask("Runtime.evaluate", json!({"expression": expression, "returnByValue": true}));
        assert!(answer["exceptionDetails"].is_null(), "{answer}");
        answer["result"]["value"].clone()
    }

    fn attach(&mut self) {
        let target = self.ask("Target.createTarget", json!({"url": "about:blank"}));
        let session = self.ask("Target.attachToTarget", json!({"targetId": target["targetId"], "flatten": true}));
        self.session = session["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page", "Runtime", "Log", "Network"] {
            self.ask(&format!("{domain}.enable"), json!({}));
        }
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        self.asked += 1;
        let mut question = json!({"id": self.asked, "method": method, "params": params});
        if let Some(session) = &self.session {
            question["sessionId"] = json!(session);
        }
        write!(self.questions, "{question}\0").expect("the browser listens");
        loop {
            let message = self.hear();
            if message["id"] == self.asked {
                assert!(message["error"].is_null(), "{method}: {message}");
                return message["result"].clone();
            }
            self.events.push(message);
        }
    }

    fn wait_for(&mut self, method: &str) {
        while !self.events.iter().any(|event| event["method"] == method) {
            let message = self.hear();
            self.events.push(message);
        }
    }

    fn hear(&self) -> Value {
        self.answers.recv_timeout(PATIENCE).expect("the browser answers")
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Asked to, it ends its other processes, too; what cannot be said any more needs no answer.
        let _ = write!(self.questions, "{}\0", json!({"id": 0, "method": "Browser.close"}));
        for _ in 0..50 {
            if let Ok(Some(_)) = self.process.try_wait() {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn is_installed(name: &str) -> bool {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders).any(|folder| folder.join(name).is_file())
}
