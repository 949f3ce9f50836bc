//! The courier's first channel: a clearance service over HTTP.

use std::net::IpAddr;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use clearance_core::exchange::{
    Admitted, Challenge, ChallengeRequest, Enrolment, MESSAGE_ID_HEADER, ReceiptPage, Refusal, Role, Session,
    SignIn, path,
};
use clearance_core::signing::{Signer, TOLERATED};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, DATE, RETRY_AFTER};
use reqwest::{Method, Response, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Courier, Outcome};
use crate::clock;
use crate::error::{Error, Result, fault};
use crate::inbox::{self, Brought};
use crate::store::{Store, feeds, settings};

/// Largest answer that is read; a page of receipts has a few megabytes at most.
const LARGEST: usize = 64 << 20;
/// How many pages are pulled in one go.
const PAGES: usize = 200;

/// A service, and how an enterprise enters there.
#[derive(Clone)]
pub(crate) struct Line {
    /// Address, such as `http://127.0.0.1:8080`.
    pub(crate) base: String,
    /// Code of the enterprise.
    pub(crate) code: String,
    /// Its registered name.
    pub(crate) name: String,
    /// Its transport identity.
    pub(crate) dxp_id: String,
    /// Signs the enterprise in.
    pub(crate) signer: Arc<dyn Signer>,
    /// Whether the enterprise may make itself known: at a sandbox it may.
    pub(crate) enrols: bool,
}

impl Courier {
    pub(super) async fn deliver(&self, line: &Line, guid: &str, body: String) -> Outcome {
        for fresh in [false, true] {
            let token = match self.token(line, fresh).await {
                Ok(token) => token,
                Err(error) => return Outcome::Later(error),
            };
            let request = self
                .request(line, Method::POST, path::MESSAGES)
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
    pub(super) async fn pull_http(
        &self,
        store: &Store,
        service: &str,
        line: &Line,
        wait: Duration,
    ) -> Result<Brought> {
        let mut all = Brought::default();
        let mut wait = wait;
        for _ in 0..PAGES {
            let after = store.read(|c| feeds::cursor(c, service, &line.code))?;
            let (page, apart) = self.page(line, after, wait).await?;
            note_clock(store, apart)?;
            if page.envelopes.is_empty() {
                break;
            }
            // A feed only grows; anything else is not ours to believe.
            if i64::try_from(page.next).is_ok_and(|next| next <= after) {
                return Err(Error::new(&fault::GARBAGE));
            }
            let brought = inbox::take(store, service, &line.code, &page)?;
            all.receipts += brought.receipts;
            all.bills += brought.bills;
            all.unread += brought.unread;
            all.demands += brought.demands;
            wait = Duration::ZERO;
        }
        Ok(all)
    }

    async fn page(&self, line: &Line, after: i64, wait: Duration) -> Result<(ReceiptPage, Option<i64>)> {
        for fresh in [false, true] {
            let token = self.token(line, fresh).await?;
            let request = self
                .request(
                    line,
                    Method::GET,
                    &format!("{}?after={after}&wait={}", path::RECEIPTS, wait.as_secs()),
                )
                .header(AUTHORIZATION, format!("Bearer {token}"))
                .timeout(wait + self.answer);
            let answer = request.send().await.map_err(offline)?;
            if answer.status() == StatusCode::UNAUTHORIZED {
                continue;
            }
            let apart = apart(&answer);
            return Ok((settle(answer).await?, apart));
        }
        Err(Error::new(&fault::NOT_SIGNED_IN))
    }

    /// Makes an enterprise known.
    pub(crate) async fn enrol(&self, line: &Line) -> Result<()> {
        let enrolment = Enrolment {
            code: line.code.clone(),
            name: line.name.clone(),
            dxp_id: line.dxp_id.clone(),
            roles: vec![Role::Declarant, Role::Platform],
            certificate: BASE64.encode(line.signer.certificate().der()),
            may_declare_for: None,
        };
        let request =
            self.request(line, Method::POST, path::ENTERPRISES).timeout(self.answer).json(&enrolment);
        let answer = request.send().await.map_err(offline)?;
        if answer.status().is_success() { Ok(()) } else { Err(told(answer).await) }
    }

    pub(super) async fn token(&self, line: &Line, fresh: bool) -> Result<String> {
        let feed = (line.base.clone(), line.code.clone());
        let known = || self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        if fresh {
            known().remove(&feed);
        } else if let Some(token) = known().get(&feed) {
            return Ok(token.clone());
        }
        let session = match self.sign_in(line).await {
            Err(error) if line.enrols && error.is(&fault::NOT_SIGNED_IN) => {
                self.enrol(line).await?;
                self.sign_in(line).await?
            }
            other => other?,
        };
        known().insert(feed, session.token.clone());
        Ok(session.token)
    }

    /// Signs a challenge with the enterprise's key.
    async fn sign_in(&self, line: &Line) -> Result<Session> {
        let wanted = ChallengeRequest { code: line.code.clone() };
        let challenge: Challenge = self.ask(line, path::CHALLENGES, &wanted).await?;
        if !challenge.may_be_signed(&line.code) {
            return Err(Error::new(&fault::GARBAGE));
        }
        let signature = line.signer.sign(challenge.text.as_bytes())?;
        let sign_in = SignIn {
            id: challenge.id,
            signature: BASE64.encode(signature),
            algorithm: line.signer.algorithm().name().to_owned(),
        };
        self.ask(line, path::SESSIONS, &sign_in).await
    }

    /// A step of signing in: whatever the service refuses here is a refused sign-in.
    async fn ask<T: DeserializeOwned>(&self, line: &Line, path: &str, body: &impl Serialize) -> Result<T> {
        let request = self.request(line, Method::POST, path).timeout(self.answer).json(body);
        let answer = request.send().await.map_err(offline)?;
        let status = answer.status();
        if status.is_client_error() && status != StatusCode::TOO_MANY_REQUESTS {
            let error = told(answer).await;
            return Err(Error::new(&fault::NOT_SIGNED_IN).on(status).because(error));
        }
        settle(answer).await
    }

    pub(super) fn request(&self, line: &Line, method: Method, path: &str) -> reqwest::RequestBuilder {
        let url = format!("{}{path}", line.base.trim_end_matches('/'));
        self.client(&line.base).request(method, url)
    }

    pub(super) fn client(&self, base: &str) -> &reqwest::Client {
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

pub(super) fn offline(error: reqwest::Error) -> Error {
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
pub(super) async fn settle<T: DeserializeOwned>(answer: Response) -> Result<T> {
    if answer.status().is_success() { read(answer).await } else { Err(told(answer).await) }
}

pub(super) async fn told(answer: Response) -> Error {
    let (status, wait) = (answer.status(), retry_after(&answer));
    match read::<Refusal>(answer).await {
        Ok(refusal) => failed(status, wait).on(format_args!("{} {}", status.as_u16(), refusal.code)),
        Err(_) => failed(status, wait).on(status.as_u16()),
    }
}

pub(super) fn failed(status: StatusCode, wait: Option<Duration>) -> Error {
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
pub(super) fn retry_after(answer: &Response) -> Option<Duration> {
    let text = answer.headers().get(RETRY_AFTER)?.to_str().ok()?;
    if let Ok(seconds) = text.trim().parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let at = jiff::fmt::rfc2822::parse(text.trim()).ok()?.timestamp().as_millisecond();
    u64::try_from(at - clock::now().unix_ms()).ok().map(Duration::from_millis)
}

/// How far our clock is ahead of the service's, in milliseconds, by the date of its answer (whole seconds).
fn apart(answer: &Response) -> Option<i64> {
    let text = answer.headers().get(DATE)?.to_str().ok()?;
    let theirs = jiff::fmt::rfc2822::parse(text.trim()).ok()?.timestamp().as_millisecond();
    Some(clock::now().unix_ms() - theirs)
}

/// Remembers clocks that differ too much, and that they do no longer: customs looks at our times too.
fn note_clock(store: &Store, apart: Option<i64>) -> Result<()> {
    let Some(apart) = apart else { return Ok(()) };
    let value = if apart.abs() > TOLERATED { (apart / 60_000 * 60_000).to_string() } else { String::new() };
    let known = store.read(|c| settings::get(c, settings::CLOCK_APART))?.unwrap_or_default();
    if known != value {
        if !value.is_empty() {
            tracing::warn!(minutes = apart / 60_000, "our clock and the service's differ");
        }
        store.write(|tx| settings::set(tx, settings::CLOCK_APART, &value))?;
    }
    Ok(())
}

/// Reads an answer, but never more than is sensible.
pub(super) async fn octets(mut answer: Response) -> Result<Vec<u8>> {
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
    fn clocks_that_differ_are_remembered_until_they_agree_again() {
        let (_folder, store) = crate::store::testing::store();
        let known = || store.read(|c| settings::get(c, settings::CLOCK_APART)).expect("a read");
        for (apart, expected) in [
            (Some(TOLERATED), None),
            (Some(-61 * 60_000 - 5), Some("-3660000")),
            (None, Some("-3660000")),
            (Some(12), Some("")),
            (Some(TOLERATED + 1), Some("300000")),
        ] {
            note_clock(&store, apart).expect("it is noted");
            assert_eq!(known().as_deref(), expected, "{apart:?}");
        }
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
