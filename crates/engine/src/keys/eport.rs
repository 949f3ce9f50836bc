//! The e-port's USB key, by way of the official control that listens on this computer.
//!
//! The real key was not at hand when this was written: the control's protocol is carried over from its public clients,
//! and the tests speak to a double.
//!
//! # Invariants
//! - Only this computer is spoken to. The PIN crosses the port in clear, so it is in no log, no error and no frame
//!   that is kept.
//! - The PIN is not sent again after it was refused, nor while the control has lost its reader.
//! - A signature that does not fit the registered certificate never leaves this file: that catches another key, another
//!   algorithm and a hijacked port alike.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpStream, ToSocketAddrs as _};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clearance_core::signing::{Algorithm, Certificate, SignError, Signer, raw_sm2};
use secrecy::{ExposeSecret as _, SecretString};
use tungstenite::protocol::WebSocketConfig;
use tungstenite::{Error as SocketError, Message, WebSocket};

mod wire;
#[cfg(test)]
#[path = "../../../../tests/src/eport.rs"]
#[allow(
    unreachable_pub,
    dead_code,
    clippy::expect_used,
    reason = "the tests of the whole programs use it too"
)]
pub(crate) mod double;
#[cfg(test)]
mod tests;

use wire::{Heard, Method};

/// Where the control listens.
pub(crate) const ADDRESS: &str = "ws://127.0.0.1:61232";
/// Largest frame that is read: an answer holds a signature or a certificate.
const LARGEST: usize = 1 << 20;
/// So many frames that are no answers, and the port is not the control's.
const MOST_GARBAGE: usize = 50;
/// How often a connection is looked at while something is waited for.
const LOOK: Duration = Duration::from_millis(20);

/// How long the control may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    /// For an answer: a person may have to press a button.
    pub(crate) answer: Duration,
    /// For a restart that it begins by itself.
    pub(crate) restart: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Patience { answer: Duration::from_secs(30), restart: Duration::from_secs(5) }
    }
}

/// The connection to the control. One question at a time: the key does one thing at a time.
pub(crate) struct Control {
    address: SocketAddr,
    patience: Patience,
    line: Mutex<Line>,
}

#[derive(Default)]
struct Line {
    socket: Option<WebSocket<TcpStream>>,
    last_id: i64,
    /// The control has lost its reader, and this connection is from before its restart.
    broken: Option<i64>,
}

impl Control {
    /// The control at an address; it is spoken to when something is asked.
    ///
    /// # Errors
    /// The address is not on this computer.
    pub(crate) fn new(address: &str, patience: Patience) -> Result<Self, SignError> {
        let place = address.trim().strip_prefix("ws://").unwrap_or(address.trim()).trim_end_matches('/');
        let mut found = place.to_socket_addrs().map_err(|_| SignError::KeyGone)?;
        let address = found.find(|address| address.ip().is_loopback()).ok_or(SignError::KeyGone)?;
        Ok(Control { address, patience, line: Mutex::default() })
    }

    /// The certificate of the key that is plugged in.
    ///
    /// # Errors
    /// The control or the key is not there, or the answer is no certificate.
    pub(crate) fn certificate(&self) -> Result<Certificate, SignError> {
        let data = self.ask(&mut self.held(), Method::Certificate, &[])?;
        let text = data.first().ok_or(SignError::BadAnswer)?;
        let text: String = text
            .lines()
            .filter(|line| !line.starts_with("-----"))
            .flat_map(str::chars)
            .filter(|sign| !sign.is_whitespace())
            .collect();
        let der = STANDARD.decode(text).map_err(|_| SignError::BadAnswer)?;
        Certificate::from_der(&der).map_err(|_| SignError::BadAnswer)
    }

    /// The number and the validity, as the control tells them beside the certificate.
    ///
    /// # Errors
    /// As [`Control::certificate`].
    pub(crate) fn said(&self) -> Result<(String, String), SignError> {
        let mut line = self.held();
        let number = self.ask(&mut line, Method::CertificateNumber, &[])?;
        let validity = self.ask(&mut line, Method::Validity, &[])?;
        let first = |data: Vec<String>| data.into_iter().next().unwrap_or_default();
        Ok((first(number), first(validity)))
    }

    /// Has the key check a PIN. Once: a wrong one costs an attempt.
    ///
    /// # Errors
    /// It is wrong, or the key is locked or gone.
    pub(crate) fn verify_pin(&self, pin: &SecretString) -> Result<(), SignError> {
        self.ask(&mut self.held(), Method::VerifyPin, &[("passwd", pin.expose_secret())]).map(|_| ())
    }

    fn held(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn connect(&self) -> Result<WebSocket<TcpStream>, SignError> {
        let gone = |_| SignError::KeyGone;
        let stream =
            TcpStream::connect_timeout(&self.address, self.patience.answer.min(Duration::from_secs(5)));
        let stream = stream.map_err(gone)?;
        stream.set_nodelay(true).map_err(gone)?;
        stream.set_read_timeout(Some(self.patience.answer)).map_err(gone)?;
        stream.set_write_timeout(Some(self.patience.answer)).map_err(gone)?;
        let config = WebSocketConfig::default().max_message_size(Some(LARGEST)).max_frame_size(Some(LARGEST));
        let url = format!("ws://{}/", self.address);
        let (socket, _) = tungstenite::client::client_with_config(url, stream, Some(config)).map_err(
            |error| match error {
                tungstenite::HandshakeError::Interrupted(_) => SignError::NoAnswer,
                tungstenite::HandshakeError::Failure(_) => SignError::BadAnswer,
            },
        )?;
        Ok(socket)
    }

    /// One question and its answer. A connection that broke between two questions is made again; a question that was
    /// sent is never sent a second time.
    fn ask(&self, line: &mut Line, method: Method, args: &[(&str, &str)]) -> Result<Vec<String>, SignError> {
        if let Some(code) = line.broken
            && !self.restarted(line, Duration::ZERO)
        {
            return Err(SignError::NeedsRestart { code });
        }
        if line.socket.as_mut().is_some_and(|socket| !self.is_open(socket)) {
            line.socket = None;
        }
        let mut socket = match line.socket.take() {
            Some(socket) => socket,
            None => self.connect()?,
        };
        line.last_id += 1;
        let answer = self.exchange(&mut socket, method, line.last_id, args);
        match &answer {
            // What may still come on this connection belongs to a question that was given up.
            Err(SignError::NoAnswer | SignError::BadAnswer | SignError::KeyGone) => {}
            Err(SignError::NeedsRestart { code }) => {
                line.broken = Some(*code);
                line.socket = Some(socket);
            }
            _ => line.socket = Some(socket),
        }
        answer
    }

    fn exchange(
        &self,
        socket: &mut WebSocket<TcpStream>,
        method: Method,
        id: i64,
        args: &[(&str, &str)],
    ) -> Result<Vec<String>, SignError> {
        let frame = wire::question(method, id, args);
        socket.send(Message::text(frame.as_str())).map_err(|_| SignError::KeyGone)?;
        drop(frame);
        let until = Instant::now() + self.patience.answer;
        let mut garbage = 0;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(if garbage > 0 { SignError::BadAnswer } else { SignError::NoAnswer });
            }
            // A time-out of zero would mean none.
            let wait = left.max(Duration::from_millis(1));
            socket.get_ref().set_read_timeout(Some(wait)).map_err(|_| SignError::KeyGone)?;
            match socket.read() {
                Ok(Message::Text(frame)) => match wire::read(&frame, method, id) {
                    Heard::Answer(answer) => return answer,
                    Heard::Another => {}
                    Heard::Garbage => garbage += 1,
                },
                Ok(Message::Binary(_)) => garbage += 1,
                Ok(_) => {}
                Err(SocketError::Io(error)) if is_wait(&error) => {}
                Err(SocketError::Io(_) | SocketError::ConnectionClosed | SocketError::AlreadyClosed) => {
                    return Err(SignError::KeyGone);
                }
                Err(SocketError::Protocol(
                    tungstenite::error::ProtocolError::ResetWithoutClosingHandshake,
                )) => {
                    return Err(SignError::KeyGone);
                }
                Err(_) => return Err(SignError::BadAnswer),
            }
            if garbage > MOST_GARBAGE {
                return Err(SignError::BadAnswer);
            }
        }
    }

    /// Whether the other side still holds the connection. Answers that came too late are dropped here.
    fn is_open(&self, socket: &mut WebSocket<TcpStream>) -> bool {
        if socket.get_ref().set_read_timeout(Some(Duration::from_millis(1))).is_err() {
            return false;
        }
        for _ in 0..MOST_GARBAGE {
            match socket.read() {
                Ok(Message::Close(_)) => return false,
                Ok(_) => {}
                Err(SocketError::Io(error)) => return is_wait(&error),
                Err(_) => return false,
            }
        }
        false
    }

    /// Waits for the control to go away and come back: only that counts as a restart.
    fn restarted(&self, line: &mut Line, within: Duration) -> bool {
        let until = Instant::now() + within;
        loop {
            if line.socket.as_mut().is_some_and(|socket| !self.is_open(socket)) {
                line.socket = None;
            }
            if line.socket.is_none()
                && let Ok(socket) = self.connect()
            {
                line.socket = Some(socket);
                line.broken = None;
                return true;
            }
            if Instant::now() >= until {
                return false;
            }
            thread::sleep(LOOK);
        }
    }
}

fn is_wait(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted)
}

/// The key that is plugged in, with its registered certificate.
pub(crate) struct EportKey {
    control: Control,
    certificate: Certificate,
    algorithm: Algorithm,
    pin: SecretString,
}

impl EportKey {
    /// Finds the registered key plugged in, and has it check the PIN once.
    ///
    /// # Errors
    /// The control or the key is not there; another key is; the PIN is wrong.
    pub(crate) fn open(
        control: Control,
        certificate: Certificate,
        pin: SecretString,
    ) -> Result<Self, SignError> {
        if control.certificate()? != certificate {
            return Err(SignError::OtherKey);
        }
        control.verify_pin(&pin)?;
        // The card decides, not the user.
        let algorithm = Algorithm::default_for(certificate.key());
        Ok(EportKey { control, certificate, algorithm, pin })
    }

    fn ask(&self, line: &mut Line, text: &str) -> Result<Vec<String>, SignError> {
        self.control.ask(line, Method::Sign, &[("inData", text), ("passwd", self.pin.expose_secret())])
    }
}

impl Signer for EportKey {
    fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        // The control takes text only, and what we sign is text.
        let text = std::str::from_utf8(message).map_err(|_| SignError::Form)?;
        let mut line = self.control.held();
        let data = match self.ask(&mut line, text) {
            // Once more, and only after the control was seen to go and come back.
            Err(SignError::NeedsRestart { code }) => {
                if self.control.restarted(&mut line, self.control.patience.restart) {
                    self.ask(&mut line, text)?
                } else {
                    return Err(SignError::NeedsRestart { code });
                }
            }
            other => other?,
        };
        let value = data.first().ok_or(SignError::BadAnswer)?;
        let value: String = value.chars().filter(|sign| !sign.is_whitespace()).collect();
        let value = STANDARD.decode(value).map_err(|_| SignError::BadAnswer)?;
        let value = match (self.algorithm, raw_sm2(&value)) {
            (Algorithm::Sm2Sm3, Some(raw)) if value.len() != raw.len() => raw.to_vec(),
            _ => value,
        };
        if self.certificate.verifies(self.algorithm, message, &value) {
            return Ok(value);
        }
        let bare = |number: &str| number.trim().trim_start_matches('0').to_lowercase();
        let other = data.get(1).is_some_and(|number| bare(number) != bare(self.certificate.serial()));
        Err(if other { SignError::OtherKey } else { SignError::WrongSignature })
    }
}
