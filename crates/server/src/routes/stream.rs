//! `GET /v1/receipts/stream`: the feed as server-sent events.
//!
//! # Invariants
//! - The id of an event is its cursor: whoever comes back with the last one it has (`last-event-id`) misses nothing.
//! - A reader is sent what it takes: one page is read ahead, whatever it does.
//! - A stream lasts no longer than the sign-in that opened it.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use clearance_core::exchange::Envelope;
use futures_util::stream::unfold;

use super::signed_in;
use crate::error::{Reason, Refused};
use crate::service::Service;
use crate::store::EnterpriseId;
use crate::streams::Seat;

/// Where a reader says that it has everything up to.
const LAST_EVENT_ID: &str = "last-event-id";
/// The kind of content.
pub(super) const EVENT_STREAM: &str = "text/event-stream";
/// Said first: whoever loses the stream comes back after two seconds.
const OPENING: &str = "retry: 2000\n: receipts\n\n";
/// Said where nothing else is: the reader and everything between know that somebody is there.
const HEARTBEAT: &str = ": here\n\n";

/// A stream that is open.
struct Open {
    service: Arc<Service>,
    headers: HeaderMap,
    enterprise: EnterpriseId,
    /// The last cursor that was sent.
    after: u64,
    begun: bool,
    ended: bool,
    _seat: Seat,
}

pub(super) async fn get(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Refused> {
    open(service, headers, query.as_deref())
}

/// Opens a stream for whoever is signed in.
pub(super) fn open(
    service: Arc<Service>,
    headers: HeaderMap,
    query: Option<&str>,
) -> Result<Response, Refused> {
    let enterprise = signed_in(&service, &headers)?.enterprise.id;
    let number = |text: &str| text.trim().parse::<u64>().map_err(|_| Refused::new(Reason::Unreadable));
    let asked = query.unwrap_or_default().split('&').find_map(|pair| pair.strip_prefix("after="));
    let last = headers.get(LAST_EVENT_ID).map(|id| id.to_str().unwrap_or("?"));
    // A reader that comes back asks by the same address: what it has meanwhile counts.
    let after = last.or(asked).map_or(Ok(0), number)?;
    let seat = service.streams.enter(enterprise).ok_or_else(|| Refused::busy(30))?;
    let open = Open { service, headers, enterprise, after, begun: false, ended: false, _seat: seat };
    let body = Body::from_stream(unfold(open, |open| async move { open.next().await }));
    let kind = HeaderValue::from_static(EVENT_STREAM);
    let fresh = HeaderValue::from_static("no-store");
    Ok(([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, fresh)], body).into_response())
}

impl Open {
    /// What is sent next; nothing where the stream ends. It is asked for only when the reader took what was before.
    async fn next(mut self) -> Option<(Result<Bytes, std::convert::Infallible>, Open)> {
        if self.ended {
            return None;
        }
        if !std::mem::replace(&mut self.begun, true) {
            return Some((Ok(Bytes::from_static(OPENING.as_bytes())), self));
        }
        let wait = self.service.config.heartbeat.max(Duration::from_millis(1));
        let page = self.service.receipts(self.enterprise, self.after, wait).await;
        // Looked at after the wait: what came while the sign-in ended is not shown any more.
        let end = match signed_in(&self.service, &self.headers) {
            Ok(known) if known.enterprise.id == self.enterprise => None,
            Ok(_) => Some(Refused::new(Reason::SignIn)),
            Err(refused) => Some(refused),
        };
        let (end, page) = match (end, page) {
            (None, Ok(page)) => (None, Some(page)),
            (None, Err(refused)) => (Some(refused), None),
            (end, _) => (end, None),
        };
        let mut text = String::new();
        if let Some(page) = &page {
            page.envelopes.iter().for_each(|envelope| event(envelope, &mut text));
            self.after = page.next;
        }
        // The rest of the feed is there when the reader comes back.
        let end = end.or_else(|| self.service.is_closing().then(|| Refused::new(Reason::Closing)));
        if let Some(refused) = end {
            let why = serde_json::to_string(&refused.refusal).unwrap_or_default();
            text.push_str(&format!("event: end\ndata: {why}\n\n"));
            self.ended = true;
        } else if text.is_empty() {
            text.push_str(HEARTBEAT);
        }
        Some((Ok(Bytes::from(text)), self))
    }
}

/// One envelope as an event; JSON has no line ends of its own.
fn event(envelope: &Envelope, text: &mut String) {
    let json = serde_json::to_string(envelope).unwrap_or_default();
    text.push_str(&format!("id: {}\nevent: receipt\ndata: {json}\n\n", envelope.cursor));
}
