//! Station 9: the only one who speaks HTTP. Carries stored messages to the service and brings receipts back.
//!
//! # Invariants
//! - What is sent are the stored octets, under the id they were signed with, every time.
//! - Nothing about an attempt lives in memory only: a kill at any point loses nothing and repeats nothing but the same
//!   octets under the same id, which the service takes once.
//! - Only an answer in the service's own language settles a message; anything else means "try again later".

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use clearance_core::exchange::{
    Admitted, Challenge, ChallengeRequest, Enrolment, MESSAGE_ID_HEADER, ReceiptPage, Refusal, Role, Session,
    SignIn, path,
};
use clearance_core::signing::Signer;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};
use reqwest::{Method, Response, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::clock;
use crate::error::{Error, Result, fault};
use crate::inbox::{self, Brought};
use crate::outbox;
use crate::store::messages::MessageRow;
use crate::store::{Store, feeds, messages};

pub(crate) mod drive;
pub(crate) mod payment_data;

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(5);
/// How long an answer may take when nothing else is said.
const ANSWER: Duration = Duration::from_secs(30);
/// Largest answer that is read; a page of receipts has a few megabytes at most.
const LARGEST: usize = 64 << 20;
/// First and longest pause between attempts, in milliseconds; each is drawn anew below its bound (full jitter).
const PAUSE: (u64, u64) = (2_000, 5 * 60_000);
/// The longest pause that a service may ask for.
const LONGEST_WAIT: Duration = Duration::from_secs(3_600);
/// How many pages are pulled in one go.
const PAGES: usize = 200;

/// One enterprise at one service.
#[derive(Clone)]
pub(crate) struct Route {
    /// The feed's name in the store; stays the same when a sandbox listens elsewhere.
    pub(crate) service: String,
    /// Address, such as `http://127.0.0.1:8080`.
    pub(crate) base: String,
    /// Code of the enterprise.
    pub(crate) code: String,
    /// Its registered name.
    pub(crate) name: String,
    /// Its transport identity.
    pub(crate) dxp_id: String,
    /// The clients that travel on it.
    pub(crate) clients: Vec<String>,
    /// Signs the enterprise in.
    pub(crate) signer: Arc<dyn Signer>,
    /// Whether the enterprise may make itself known: at a sandbox it may.
    pub(crate) enrols: bool,
}

/// What a round of sending came to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sent {
    pub(crate) delivered: u32,
    pub(crate) refused: u32,
    /// Why the rest still waits.
    pub(crate) trouble: Option<&'static str>,
}

/// The answer to one message.
enum Outcome {
    Delivered,
    Refused(Box<Refusal>),
    Later(Error),
}

/// Speaks to services.
pub(crate) struct Courier {
    http: reqwest::Client,
    /// For this computer itself, past any proxy.
    direct: reqwest::Client,
    tokens: Mutex<HashMap<(String, String), String>>,
    /// How long an answer may take, beyond the time we asked the service to wait.
    answer: Duration,
}

impl Courier {
    pub(crate) fn new(answer: Option<Duration>) -> Result<Self> {
        let client = |direct: bool| {
            let builder = reqwest::Client::builder()
                .connect_timeout(CONNECT)
                .redirect(reqwest::redirect::Policy::none())
                .user_agent(concat!("clearance-desk/", env!("CARGO_PKG_VERSION")));
            let builder = if direct { builder.no_proxy() } else { builder };
            builder.build().map_err(|e| Error::new(&fault::OFFLINE).because(e))
        };
        Ok(Courier {
            http: client(false)?,
            direct: client(true)?,
            tokens: Mutex::default(),
            answer: answer.unwrap_or(ANSWER),
        })
    }

    /// Sends what waits and is due on a route, oldest first. Stops at the first sign that the service is not there.
    pub(crate) async fn send(&self, store: &Store, route: &Route) -> Result<Sent> {
        let mut sent = Sent::default();
        let due: Vec<MessageRow> = store.read(|c| messages::due(c, clock::now().unix_ms()))?;
        let mut due = due.into_iter().filter(|message| route.clients.contains(&message.client));
        while let Some(message) = due.next() {
            let Some(body) = store.read(|c| messages::body(c, &message.guid))? else { continue };
            // Until then nobody else tries; if we are killed now, the next start tries again at once.
            let lease = clock::now().unix_ms() + 2 * as_ms(self.answer);
            store.write(|tx| messages::attempt(tx, &message.guid, lease))?;
            match self.deliver(route, &message.guid, body).await {
                Outcome::Delivered => {
                    outbox::delivered(store, &message.guid)?;
                    sent.delivered += 1;
                }
                Outcome::Refused(refusal) => {
                    tracing::warn!(guid = %message.guid, code = %refusal.code, "the service refused a message");
                    outbox::refused(store, &message.guid, &refusal)?;
                    sent.refused += 1;
                }
                Outcome::Later(error) => {
                    tracing::info!(guid = %message.guid, %error, "a message waits");
                    let next = clock::now().unix_ms() + pause(message.attempts, error.wait());
                    store.write(|tx| {
                        messages::later(tx, &message.guid, next, error.code())?;
                        // The others would meet the same answer.
                        due.try_for_each(|other| messages::later(tx, &other.guid, next, error.code()))
                    })?;
                    sent.trouble = Some(error.code());
                    break;
                }
            }
        }
        Ok(sent)
    }

    async fn deliver(&self, route: &Route, guid: &str, body: String) -> Outcome {
        for fresh in [false, true] {
            let token = match self.token(route, fresh).await {
                Ok(token) => token,
                Err(error) => return Outcome::Later(error),
            };
            let request = self
                .request(route, Method::POST, path::MESSAGES)
                .header(AUTHORIZATION, format!("Bearer {token}"))
                .header(CONTENT_TYPE, "application/xml; charset=utf-8")
                .header(MESSAGE_ID_HEADER, guid)
                .timeout(self.answer)
                .body(body.clone());
            let answer = match request.send().await {
                Ok(answer) => answer,
                Err(error) => return Outcome::Later(offline(error)),
            };
            if answer.status() == StatusCode::UNAUTHORIZED {
                // The token ran out: sign in anew, once.
                continue;
            }
            return judge(answer, guid).await;
        }
        Outcome::Later(Error::new(&fault::NOT_SIGNED_IN))
    }

    /// Pulls receipts until there are no more; waits up to `wait` for the first.
    pub(crate) async fn pull(&self, store: &Store, route: &Route, wait: Duration) -> Result<Brought> {
        let mut all = Brought::default();
        let mut wait = wait;
        for _ in 0..PAGES {
            let after = store.read(|c| feeds::cursor(c, &route.service, &route.code))?;
            let page = self.page(route, after, wait).await?;
            if page.envelopes.is_empty() {
                break;
            }
            // A feed only grows; anything else is not ours to believe.
            if i64::try_from(page.next).is_ok_and(|next| next <= after) {
                return Err(Error::new(&fault::GARBAGE));
            }
            let brought = inbox::take(store, &route.service, &route.code, &page)?;
            all.receipts += brought.receipts;
            all.bills += brought.bills;
            wait = Duration::ZERO;
        }
        Ok(all)
    }

    async fn page(&self, route: &Route, after: i64, wait: Duration) -> Result<ReceiptPage> {
        for fresh in [false, true] {
            let token = self.token(route, fresh).await?;
            let request = self
                .request(
                    route,
                    Method::GET,
                    &format!("{}?after={after}&wait={}", path::RECEIPTS, wait.as_secs()),
                )
                .header(AUTHORIZATION, format!("Bearer {token}"))
                .timeout(wait + self.answer);
            let answer = request.send().await.map_err(offline)?;
            if answer.status() == StatusCode::UNAUTHORIZED {
                continue;
            }
            return settle(answer).await;
        }
        Err(Error::new(&fault::NOT_SIGNED_IN))
    }

    /// Makes an enterprise known.
    pub(crate) async fn enrol(&self, route: &Route) -> Result<()> {
        let enrolment = Enrolment {
            code: route.code.clone(),
            name: route.name.clone(),
            dxp_id: route.dxp_id.clone(),
            roles: vec![Role::Declarant, Role::Platform],
            certificate: BASE64.encode(route.signer.certificate().der()),
        };
        let request =
            self.request(route, Method::POST, path::ENTERPRISES).timeout(self.answer).json(&enrolment);
        let answer = request.send().await.map_err(offline)?;
        if answer.status().is_success() { Ok(()) } else { Err(told(answer).await) }
    }

    async fn token(&self, route: &Route, fresh: bool) -> Result<String> {
        let feed = (route.base.clone(), route.code.clone());
        let known = || self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        if fresh {
            known().remove(&feed);
        } else if let Some(token) = known().get(&feed) {
            return Ok(token.clone());
        }
        let session = match self.sign_in(route).await {
            Err(error) if route.enrols && error.is(&fault::NOT_SIGNED_IN) => {
                self.enrol(route).await?;
                self.sign_in(route).await?
            }
            other => other?,
        };
        known().insert(feed, session.token.clone());
        Ok(session.token)
    }

    /// Signs a challenge with the enterprise's key.
    async fn sign_in(&self, route: &Route) -> Result<Session> {
        let wanted = ChallengeRequest { code: route.code.clone() };
        let challenge: Challenge = self.ask(route, path::CHALLENGES, &wanted).await?;
        let signature = route.signer.sign(challenge.text.as_bytes())?;
        let sign_in = SignIn {
            id: challenge.id,
            signature: BASE64.encode(signature),
            algorithm: route.signer.algorithm().name().to_owned(),
        };
        self.ask(route, path::SESSIONS, &sign_in).await
    }

    /// A step of signing in: whatever the service refuses here is a refused sign-in.
    async fn ask<T: DeserializeOwned>(&self, route: &Route, path: &str, body: &impl Serialize) -> Result<T> {
        let request = self.request(route, Method::POST, path).timeout(self.answer).json(body);
        let answer = request.send().await.map_err(offline)?;
        let status = answer.status();
        if status.is_client_error() && status != StatusCode::TOO_MANY_REQUESTS {
            let error = told(answer).await;
            return Err(Error::new(&fault::NOT_SIGNED_IN).on(status).because(error));
        }
        settle(answer).await
    }

    fn request(&self, route: &Route, method: Method, path: &str) -> reqwest::RequestBuilder {
        let url = format!("{}{path}", route.base.trim_end_matches('/'));
        self.client(&route.base).request(method, url)
    }

    fn client(&self, base: &str) -> &reqwest::Client {
        if is_this_computer(base) { &self.direct } else { &self.http }
    }
}

/// Whether a text is the address of a service.
pub(crate) fn is_address(text: &str) -> bool {
    reqwest::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

fn is_this_computer(base: &str) -> bool {
    let Ok(url) = reqwest::Url::parse(base) else { return false };
    match url.host_str() {
        Some("localhost") => true,
        Some(host) => host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback()),
        None => false,
    }
}

/// Full jitter: anywhere below a bound that doubles with each attempt, but never before the service asked for.
pub(crate) fn pause(attempts: i64, asked: Option<Duration>) -> i64 {
    let doublings = u32::try_from(attempts.clamp(0, 16)).unwrap_or(16);
    let bound = (PAUSE.0 << doublings).min(PAUSE.1);
    let drawn = i64::try_from(bound * clock::millionth() / 1_000_000).unwrap_or(i64::MAX);
    // Not at once: a service that answers nonsense immediately would otherwise be asked in a tight loop.
    let drawn = drawn.max(200);
    asked.map_or(drawn, |asked| as_ms(asked.min(LONGEST_WAIT)).max(drawn))
}

fn as_ms(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

fn offline(error: reqwest::Error) -> Error {
    // The address may hold a name and password; the rest says enough.
    Error::new(&fault::OFFLINE).because(error.without_url())
}

/// What the service said to a message.
async fn judge(answer: Response, guid: &str) -> Outcome {
    let status = answer.status();
    if status.is_success() {
        return match settle::<Admitted>(answer).await {
            Ok(admitted) if admitted.message == guid => Outcome::Delivered,
            Ok(_) => Outcome::Later(Error::new(&fault::GARBAGE)),
            Err(error) => Outcome::Later(error),
        };
    }
    let wait = retry_after(&answer);
    // A proxy in between can answer anything: only the service's own words refuse a message for good.
    let may_refuse = matches!(
        status,
        StatusCode::BAD_REQUEST
            | StatusCode::FORBIDDEN
            | StatusCode::CONFLICT
            | StatusCode::PAYLOAD_TOO_LARGE
            | StatusCode::UNSUPPORTED_MEDIA_TYPE
            | StatusCode::UNPROCESSABLE_ENTITY
    );
    if may_refuse
        && let Ok(refusal) = read::<Refusal>(answer).await
        && !refusal.retry
    {
        return Outcome::Refused(Box::new(refusal));
    }
    Outcome::Later(failed(status, wait))
}

/// A good answer as its value, a bad one as its error.
async fn settle<T: DeserializeOwned>(answer: Response) -> Result<T> {
    if answer.status().is_success() { read(answer).await } else { Err(told(answer).await) }
}

async fn told(answer: Response) -> Error {
    let (status, wait) = (answer.status(), retry_after(&answer));
    match read::<Refusal>(answer).await {
        Ok(refusal) => failed(status, wait).on(format_args!("{} {}", status.as_u16(), refusal.code)),
        Err(_) => failed(status, wait).on(status.as_u16()),
    }
}

fn failed(status: StatusCode, wait: Option<Duration>) -> Error {
    let error = match status {
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => Error::new(&fault::SERVICE_BUSY),
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Error::new(&fault::NOT_SIGNED_IN),
        status if status.is_server_error() => Error::new(&fault::SERVICE),
        _ => Error::new(&fault::GARBAGE),
    };
    match wait {
        Some(wait) => error.after(wait),
        None => error,
    }
}

/// `Retry-After` as seconds or as a date (RFC 9110, 10.2.3).
fn retry_after(answer: &Response) -> Option<Duration> {
    let text = answer.headers().get(RETRY_AFTER)?.to_str().ok()?;
    if let Ok(seconds) = text.trim().parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let at = jiff::fmt::rfc2822::parse(text.trim()).ok()?.timestamp().as_millisecond();
    u64::try_from(at - clock::now().unix_ms()).ok().map(Duration::from_millis)
}

/// Reads an answer, but never more than is sensible.
async fn octets(mut answer: Response) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(offline)? {
        if bytes.len() + chunk.len() > LARGEST {
            return Err(Error::new(&fault::GARBAGE));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

async fn read<T: DeserializeOwned>(answer: Response) -> Result<T> {
    serde_json::from_slice(&octets(answer).await?).map_err(|e| Error::new(&fault::GARBAGE).because(e))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_heed_what_the_service_asked_for() {
        for attempts in 0..40 {
            let drawn = pause(attempts, None);
            assert!((200..=300_000).contains(&drawn), "{attempts}: {drawn}");
            assert!(pause(attempts, Some(Duration::from_secs(600))) >= 600_000);
        }
        assert!(pause(0, None) <= 2_000);
        assert!(pause(0, Some(Duration::from_secs(86_400))) <= 3_600_000);
    }

    #[test]
    fn only_this_computer_is_asked_past_the_proxy() {
        for (address, ours) in [
            ("http://127.0.0.1:8080", true),
            ("http://[::1]:8080", true),
            ("http://localhost", true),
            ("https://clearance.example.invalid", false),
            ("http://127.0.0.1.example.invalid", false),
            ("nonsense", false),
        ] {
            assert_eq!(is_this_computer(address), ours, "{address}");
        }
    }
}
