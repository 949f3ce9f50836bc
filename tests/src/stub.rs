//! A service that misbehaves on demand, for `clearance send` and `sync`; it lives as long as the test.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

use clearance_core::exchange::{Admitted, Challenge, ChallengeRequest, Envelope, ReceiptPage, Session};
use serde::Serialize;

use crate::broker::now;

/// Nothing is kept open longer.
const BOUND: Duration = Duration::from_secs(20);

/// How it answers.
#[derive(Clone, Debug)]
pub enum Mood {
    /// 500 with a page of a proxy.
    Fails,
    /// 429 with so many seconds to wait.
    Busy(u32),
    /// 200 with something that makes no sense.
    Garbage,
    /// Takes the request and never answers.
    Never,
    /// Stores a message, then closes without an answer.
    StoresAndDies,
}

#[derive(Default)]
struct State {
    messages: VecDeque<Mood>,
    receipts: VecDeque<Mood>,
    stored: Vec<(String, String)>,
    asked: usize,
    feed: Vec<Envelope>,
}

/// The service.
#[derive(Clone)]
pub struct Stub {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

struct Request {
    line: String,
    id: String,
    body: String,
}

impl Stub {
    /// Listens on a free port.
    #[must_use]
    pub fn start() -> Stub {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let stub = Stub { address, state: Arc::default() };
        let serving = stub.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let stub = serving.clone();
                thread::spawn(move || stub.serve(stream));
            }
        });
        stub
    }

    /// Its address as a client writes it.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How it answers the next messages.
    pub fn will(&self, moods: impl IntoIterator<Item = Mood>) {
        self.state().messages.extend(moods);
    }

    /// How it answers the next questions for receipts.
    pub fn will_say(&self, moods: impl IntoIterator<Item = Mood>) {
        self.state().receipts.extend(moods);
    }

    /// What it stored: id and octets, once each.
    #[must_use]
    pub fn stored(&self) -> Vec<(String, String)> {
        self.state().stored.clone()
    }

    /// How often it was asked to store something.
    #[must_use]
    pub fn asked(&self) -> usize {
        self.state().asked
    }

    /// Puts a receipt into the feed.
    pub fn says(&self, kind: &str, body: &str) {
        let mut state = self.state();
        let cursor = u64::try_from(state.feed.len()).expect("a short feed") + 1;
        state.feed.push(Envelope { cursor, kind: kind.into(), at: now(), body: body.into() });
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no test breaks off while it holds this")
    }

    fn serve(&self, mut stream: TcpStream) {
        // Whoever connects may be gone before the answer; that is what is tested.
        let _ = stream.set_read_timeout(Some(BOUND));
        let Some(request) = read(&stream) else { return };
        if let Some(answer) = self.answer(&request) {
            let _ = stream.write_all(answer.as_bytes());
        }
    }

    fn answer(&self, request: &Request) -> Option<String> {
        if request.line.contains("/v1/challenges") {
            let asked: ChallengeRequest = serde_json::from_str(&request.body).ok()?;
            let text = format!("{}c", Challenge::opening(&asked.code));
            return Some(json(200, &Challenge { id: "c".into(), text }));
        }
        if request.line.contains("/v1/sessions") {
            return Some(json(200, &Session { token: "t".into(), until: now() }));
        }
        let receipts = request.line.contains("/v1/receipts");
        let mood = {
            let mut state = self.state();
            if receipts {
                state.receipts.pop_front()
            } else {
                state.asked += 1;
                state.messages.pop_front()
            }
        };
        match mood {
            None if receipts => Some(self.page(&request.line)),
            None => Some(self.store(request)),
            Some(Mood::StoresAndDies) => {
                self.store(request);
                None
            }
            Some(Mood::Never) => {
                thread::sleep(BOUND);
                None
            }
            Some(Mood::Fails) => Some(text(500, "", "<html>it hurts</html>")),
            Some(Mood::Busy(seconds)) => Some(text(429, &format!("retry-after: {seconds}\r\n"), "")),
            Some(Mood::Garbage) => Some(text(200, "", "<html>Welcome to the airport</html>")),
        }
    }

    fn store(&self, request: &Request) -> String {
        let mut state = self.state();
        let known = state.stored.iter().find(|(id, _)| *id == request.id);
        let again = known.is_some();
        if let Some((_, body)) = known {
            assert_eq!(*body, request.body, "other octets under the same id");
        } else {
            state.stored.push((request.id.clone(), request.body.clone()));
        }
        json(202, &Admitted { message: request.id.clone(), records: 1, at: now(), again })
    }

    fn page(&self, line: &str) -> String {
        let after = line.split("after=").nth(1).and_then(|rest| rest.split(['&', ' ']).next());
        let after: u64 = after.and_then(|n| n.parse().ok()).unwrap_or(0);
        let envelopes: Vec<Envelope> =
            self.state().feed.iter().filter(|one| one.cursor > after).cloned().collect();
        let next = envelopes.last().map_or(after, |last| last.cursor);
        json(200, &ReceiptPage { envelopes, next })
    }
}

fn read(stream: &TcpStream) -> Option<Request> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let (mut id, mut length) = (String::new(), 0);
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let Some((name, value)) = header.trim().split_once(':') else { break };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.trim().parse().ok()?,
            "x-message-id" => value.trim().clone_into(&mut id),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Request { line, id, body: String::from_utf8(body).ok()? })
}

fn json(status: u16, value: &impl Serialize) -> String {
    text(status, "", &serde_json::to_string(value).expect("plain values"))
}

fn text(status: u16, headers: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status} X\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
}
