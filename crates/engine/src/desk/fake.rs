//! A service for tests that misbehaves on demand, over a real connection of this computer.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use clearance_core::exchange::{
    Admitted, Challenge, ChallengeRequest, Envelope, ReceiptPage, Refusal, Session,
};
use clearance_core::text::Sentence;
use serde::Serialize;

use crate::clock;

/// How it answers one message.
#[derive(Clone, Debug)]
pub(super) enum Mood {
    /// 500 with a page of a proxy.
    Fails,
    /// 429 with so many seconds to wait.
    Busy(u32),
    /// 200 with something that is not ours.
    Garbage,
    /// Takes the request and never answers.
    Never,
    /// Closes in the middle of its answer, without having stored anything.
    ClosesHalfway,
    /// Stores the message, then dies before it answers.
    StoresAndDies,
    /// The token is no longer good.
    SignedOut,
    /// 422: never.
    Refuses,
    /// 422 from something that does not speak our language.
    RefusesInGarbage,
}

#[derive(Default)]
struct State {
    moods: VecDeque<Mood>,
    /// Messages it stored: id and octets, once each.
    stored: Vec<(String, String)>,
    /// How often it was asked to store one.
    asked: usize,
    /// Other octets under an id that it has.
    forged: usize,
    feed: Vec<Envelope>,
    /// Gives every page with the one before it once more.
    repeats: bool,
}

/// The service; ends with the test.
#[derive(Clone)]
pub(super) struct Fake {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

impl Fake {
    pub(super) fn start() -> Fake {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let fake = Fake { address, state: Arc::default() };
        let shared = Arc::clone(&fake.state);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = Arc::clone(&shared);
                thread::spawn(move || serve(stream, &state));
            }
        });
        fake
    }

    pub(super) fn address(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(super) fn will(&self, moods: impl IntoIterator<Item = Mood>) {
        self.state.lock().expect("the state").moods.extend(moods);
    }

    pub(super) fn repeats_itself(&self) {
        self.state.lock().expect("the state").repeats = true;
    }

    pub(super) fn stored(&self) -> Vec<(String, String)> {
        self.state.lock().expect("the state").stored.clone()
    }

    pub(super) fn asked(&self) -> usize {
        self.state.lock().expect("the state").asked
    }

    pub(super) fn forged(&self) -> usize {
        self.state.lock().expect("the state").forged
    }

    /// Puts a receipt into the feed.
    pub(super) fn says(&self, kind: &str, body: &str) {
        let mut state = self.state.lock().expect("the state");
        let cursor = state.feed.len() as u64 + 1;
        state.feed.push(Envelope { cursor, kind: kind.into(), at: clock::now(), body: body.into() });
    }
}

struct Request {
    line: String,
    id: String,
    body: String,
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

fn serve(mut stream: TcpStream, state: &Mutex<State>) {
    let Some(request) = read(&stream) else { return };
    let answer = if request.line.contains("/v1/challenges") {
        let asked: ChallengeRequest = serde_json::from_str(&request.body).expect("who wants to sign in");
        let text = format!("{}c", Challenge::opening(&asked.code));
        json(200, &Challenge { id: "c".into(), text })
    } else if request.line.contains("/v1/sessions") {
        json(200, &Session { token: "t".into(), until: clock::now() })
    } else if request.line.contains("/v1/receipts") {
        page(&request.line, state)
    } else {
        let mood = {
            let mut state = state.lock().expect("the state");
            state.asked += 1;
            state.moods.pop_front()
        };
        match mood {
            None => store(&request, state),
            Some(Mood::StoresAndDies) => {
                store(&request, state);
                return;
            }
            Some(Mood::Never) => {
                thread::sleep(Duration::from_secs(3));
                return;
            }
            Some(Mood::ClosesHalfway) => {
                // The rest never comes; the other side may have gone as well.
                let _ =
                    stream.write_all(b"HTTP/1.1 202 Accepted\r\ncontent-length: 500\r\n\r\n{\"message\":\"");
                return;
            }
            Some(mood) => sulk(&mood, &request.id),
        }
    };
    // A desk that was closed does not listen any more.
    let _ = stream.write_all(answer.as_bytes());
}

fn sulk(mood: &Mood, id: &str) -> String {
    match mood {
        Mood::Busy(seconds) => {
            format!(
                "HTTP/1.1 429 Too Many Requests\r\nretry-after: {seconds}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            )
        }
        Mood::Garbage => text(200, "<html>Welcome to the airport</html>"),
        Mood::SignedOut => text(401, "{}"),
        Mood::RefusesInGarbage => text(422, "<html>blocked by policy</html>"),
        Mood::Refuses => json(
            422,
            &Refusal {
                code: "-621029".into(),
                says: Sentence::new("验签失败", "the signature was not accepted"),
                help: Sentence::new("请重新签名", "sign again"),
                retry: false,
                findings: Vec::new(),
                receipt: Some(format!("<refused id=\"{id}\"/>")),
            },
        ),
        _ => text(500, "<html>it hurts</html>"),
    }
}

fn store(request: &Request, state: &Mutex<State>) -> String {
    let mut state = state.lock().expect("the state");
    let known = state.stored.iter().find(|(id, _)| *id == request.id).map(|(_, body)| body.clone());
    let again = known.is_some();
    match known {
        Some(body) if body != request.body => state.forged += 1,
        Some(_) => {}
        None => state.stored.push((request.id.clone(), request.body.clone())),
    }
    json(202, &Admitted { message: request.id.clone(), records: 1, at: clock::now(), again })
}

fn page(line: &str, state: &Mutex<State>) -> String {
    let after = line.split("after=").nth(1).and_then(|rest| rest.split(['&', ' ']).next());
    let after: u64 = after.and_then(|n| n.parse().ok()).unwrap_or(0);
    let state = state.lock().expect("the state");
    let from = if state.repeats { after.saturating_sub(1) } else { after };
    let envelopes: Vec<Envelope> =
        state.feed.iter().filter(|one| one.cursor > from).take(3).cloned().collect();
    let next = envelopes.last().map_or(after, |last| last.cursor);
    let envelopes = if next > after { envelopes } else { Vec::new() };
    json(200, &ReceiptPage { envelopes, next })
}

fn json(status: u16, value: &impl Serialize) -> String {
    text(status, &serde_json::to_string(value).expect("plain values"))
}

fn text(status: u16, body: &str) -> String {
    format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
}
