//! A double of the e-port control: its protocol on a port of its own, with a key in it, and faults on demand.

use std::collections::VecDeque;
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clearance_core::signing::Signer;
use serde_json::{Value, json};
use tungstenite::{Error, Message, WebSocket};

/// What goes wrong with the next answer.
#[derive(Clone, Debug)]
pub enum Fault {
    /// No answer comes.
    Silence,
    /// Frames that are no answers, and then none.
    Garbage,
    /// The answer to another question, and then none.
    OtherId,
    /// Answers to other questions and to this one twice; the first right one is good.
    Noise,
    /// The reader is lost. With `true` the control restarts right away.
    Reader(i64, bool),
    /// The connection breaks before the answer.
    Break,
    /// The key is pulled out before the answer, for good.
    Unplug,
    /// Another port has the place of the control and signs with a key of its own.
    Hijack,
    /// The result says no, and nothing says why.
    BareNo,
}

/// What the double holds and has seen.
pub struct Inside {
    key: Box<dyn Signer>,
    stranger: Box<dyn Signer>,
    pin: String,
    attempts: u8,
    plugged: bool,
    faults: VecDeque<(String, Fault)>,
    asked: Vec<String>,
    pins_tried: usize,
}

/// The double. It ends when it is dropped.
pub struct Double {
    address: String,
    inside: Arc<Mutex<Inside>>,
    ends: Arc<AtomicBool>,
    worker: Option<JoinHandle<()>>,
}

impl Double {
    /// A control with a key in it; `stranger` is somebody else's. Six attempts for the PIN.
    ///
    /// # Panics
    /// This computer has no free port.
    #[must_use]
    pub fn new(key: impl Signer + 'static, stranger: impl Signer + 'static, pin: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = format!("ws://{}", listener.local_addr().expect("its address"));
        let inside = Arc::new(Mutex::new(Inside {
            key: Box::new(key),
            stranger: Box::new(stranger),
            pin: pin.to_owned(),
            attempts: 6,
            plugged: true,
            faults: VecDeque::new(),
            asked: Vec::new(),
            pins_tried: 0,
        }));
        let ends = Arc::new(AtomicBool::new(false));
        let (shared, stop) = (Arc::clone(&inside), Arc::clone(&ends));
        listener.set_nonblocking(true).expect("a listener that can be looked at");
        let worker = thread::spawn(move || {
            while !stop.load(Ordering::Relaxed) {
                match listener.accept() {
                    Ok((stream, _)) => {
                        let (shared, stop) = (Arc::clone(&shared), Arc::clone(&stop));
                        thread::spawn(move || serve(stream, &shared, &stop));
                    }
                    Err(_) => thread::sleep(Duration::from_millis(5)),
                }
            }
        });
        Double { address, inside, ends, worker: Some(worker) }
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    fn held(&self) -> MutexGuard<'_, Inside> {
        held(&self.inside)
    }

    /// The next answers to a method go wrong, one after the other.
    pub fn fail(&self, method: &str, faults: &[Fault]) {
        self.held().faults.extend(faults.iter().map(|fault| (method.to_owned(), fault.clone())));
    }

    /// How often a method was asked.
    #[must_use]
    pub fn asked(&self, method: &str) -> usize {
        self.held().asked.iter().filter(|asked| asked.ends_with(method)).count()
    }

    /// How often a PIN came along.
    #[must_use]
    pub fn pins_tried(&self) -> usize {
        self.held().pins_tried
    }

    /// Puts the key back in.
    pub fn plug_in(&self) {
        self.held().plugged = true;
    }

    /// Somebody changes the PIN elsewhere.
    pub fn change_pin(&self, pin: &str) {
        pin.clone_into(&mut self.held().pin);
    }

    /// So many attempts are left.
    pub fn leave_attempts(&self, attempts: u8) {
        self.held().attempts = attempts;
    }
}

impl Drop for Double {
    fn drop(&mut self) {
        self.ends.store(true, Ordering::Relaxed);
        if let Some(worker) = self.worker.take() {
            let _ = worker.join();
        }
    }
}

fn held(inside: &Mutex<Inside>) -> MutexGuard<'_, Inside> {
    inside.lock().unwrap_or_else(PoisonError::into_inner)
}

fn serve(stream: TcpStream, inside: &Mutex<Inside>, ends: &AtomicBool) {
    stream.set_nonblocking(false).expect("a stream that waits");
    stream.set_read_timeout(Some(Duration::from_millis(500))).expect("but not for ever");
    let Ok(mut socket) = tungstenite::accept(stream) else { return };
    socket.get_ref().set_read_timeout(Some(Duration::from_millis(20))).expect("a short wait");
    while !ends.load(Ordering::Relaxed) {
        match socket.read() {
            Ok(Message::Text(frame)) => {
                if !answer(&mut socket, &frame, inside) {
                    return;
                }
            }
            Ok(_) => {}
            Err(Error::Io(error)) if error.kind() == std::io::ErrorKind::WouldBlock => {}
            Err(_) => return,
        }
    }
}

/// Answers one frame; `false` when the connection ends.
fn answer(socket: &mut WebSocket<TcpStream>, frame: &str, inside: &Mutex<Inside>) -> bool {
    let Ok(question) = serde_json::from_str::<Value>(frame) else { return false };
    let method = question["_method"].as_str().unwrap_or_default().to_owned();
    let mut inside = held(inside);
    inside.asked.push(method.clone());
    inside.pins_tried += usize::from(question["args"]["passwd"].is_string());
    let at = inside.faults.iter().position(|(on, _)| method.ends_with(on.as_str()));
    let fault = at.and_then(|at| inside.faults.remove(at)).map(|(_, fault)| fault);
    let mut say = |value: &Value| socket.send(Message::text(value.to_string())).is_ok();
    let no = |errors: &[&str]| json!({"Result": false, "Data": [], "Error": errors});
    let whole =
        |id: &Value, args: Value| json!({"_id": id, "_method": method, "_status": "00", "_args": args});
    let id = &question["_id"];
    match fault {
        Some(Fault::Silence) => return true,
        Some(Fault::Garbage) => {
            let _ = socket.send(Message::text("<html>"));
            let _ = socket.send(Message::binary(vec![0_u8, 159, 146, 150]));
            return true;
        }
        Some(Fault::OtherId) => {
            let other = json!(id.as_i64().unwrap_or_default() + 1);
            return say(&whole(&other, json!({"Result": true, "Data": ["AAAA", "00"], "Error": []})));
        }
        Some(Fault::Noise) => {
            let args = act(&mut inside, &method, &question["args"], false);
            let forged = json!({"Result": true, "Data": ["AAAA", "00"], "Error": []});
            let text = json!(id.to_string());
            let mut good = say(&whole(&json!(0), forged.clone()));
            good &=
                say(&json!({"_id": id, "_method": "cus-sec_SpcGetUName", "_status": "00", "_args": forged}));
            good &= say(&whole(&text, args.clone()));
            return good && say(&whole(id, args));
        }
        Some(Fault::Reader(code, restarts)) => {
            let (first, second) =
                (format!("[读卡器底层库]复位读卡器失败:错误码：{code}"), format!("Err:Custom{code}"));
            return say(&whole(id, no(&[&first, &second]))) && !restarts;
        }
        Some(Fault::Break) => return false,
        Some(Fault::Unplug) => inside.plugged = false,
        Some(Fault::BareNo) => return say(&whole(id, no(&[]))),
        Some(Fault::Hijack) => {
            let args = act(&mut inside, &method, &question["args"], true);
            return say(&whole(id, args));
        }
        None => {}
    }
    let args = act(&mut inside, &method, &question["args"], false);
    say(&whole(id, args))
}

/// What the control does when nothing goes wrong.
fn act(inside: &mut Inside, method: &str, args: &Value, hijacked: bool) -> Value {
    let no = |errors: &[&str]| json!({"Result": false, "Data": [], "Error": errors});
    let yes = |data: &[String]| json!({"Result": true, "Data": data, "Error": []});
    if !inside.plugged {
        return no(&["请插入当前用户绑定的电子钥匙", "Err:Custom51590"]);
    }
    if let Some(pin) = args["passwd"].as_str() {
        if inside.attempts == 0 {
            return no(&["卡已锁定"]);
        }
        if pin != inside.pin {
            inside.attempts -= 1;
            let left = inside.attempts;
            return no(&[&format!("PIN码错误，剩余次数：{left}")]);
        }
        inside.attempts = 6;
    }
    let key = if hijacked { &inside.stranger } else { &inside.key };
    let certificate = key.certificate();
    match method.rsplit('_').next().unwrap_or_default() {
        "SpcGetSignCertAsPEM" => yes(&[STANDARD.encode(certificate.der())]),
        "SpcGetCertNo" => yes(&[certificate.serial().to_owned()]),
        "SpcGetValidTimeFromCert" => {
            let (from, until) = (certificate.not_before(), certificate.not_after());
            yes(&[json!({"szStartTime": from.to_string(), "szEndTime": until.to_string()}).to_string()])
        }
        "SpcVerifyPIN" => yes(&[]),
        "SpcSignDataAsPEM" => {
            let text = args["inData"].as_str().unwrap_or_default();
            match key.sign(text.as_bytes()) {
                Ok(value) => yes(&[STANDARD.encode(value), certificate.serial().to_owned()]),
                Err(_) => no(&["签名失败"]),
            }
        }
        _ => no(&["未知方法"]),
    }
}
