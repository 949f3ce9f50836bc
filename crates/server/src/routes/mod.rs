//! The table of contents of the service over HTTP: one file a path.

mod challenges;
mod enterprises;
mod health;
mod messages;
mod money;
mod officers;
mod payment_data;
mod published;
mod receipts;
mod sessions;
mod stream;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderMap, header};
use axum::routing::{get, post};
use clearance_core::cn::notice179::UPLOAD_PATH;
use clearance_core::exchange::path;

use crate::auth::{Known, same_secret};
use crate::error::{Reason, Refused};
use crate::service::Service;

/// The service over HTTP.
pub fn router(service: Arc<Service>) -> Router {
    Router::new()
        .route(path::MESSAGES, post(messages::post))
        .route(path::RECEIPTS, get(receipts::get))
        .route(path::RECEIPT_STREAM, get(stream::get))
        .route(path::RULES, get(published::rules))
        .route(path::TABLES, get(published::tables))
        .route(&format!("{}/{{name}}/{{version}}", path::TABLES), get(published::package))
        .route(path::ENTERPRISES, post(enterprises::post))
        .route(&format!("{}/{{code}}", path::ENTERPRISES), get(enterprises::get))
        .route(&format!("{}/{{code}}/revocations", path::ENTERPRISES), post(enterprises::revoke))
        .route(path::CHALLENGES, post(challenges::post))
        .route(path::SESSIONS, post(sessions::post))
        .route(path::OFFICERS, post(officers::enrol))
        .route(path::CASES, get(officers::cases))
        .route(&format!("{}/{{case}}", path::CASES), get(officers::case))
        .route(
            path::PROPOSALS,
            post(officers::propose).layer(DefaultBodyLimit::max(officers::LARGEST)).get(officers::proposals),
        )
        .route(&format!("{}/{{id}}/decision", path::PROPOSALS), post(officers::settle))
        .route(path::GUARANTEES, post(money::deposit).get(money::guarantees))
        .route(path::PAYMENT_BOOKS, get(money::payment_books))
        .route(path::HEALTH, get(health::get))
        .route(path::PAYMENT_DEMANDS, post(payment_data::ask).get(payment_data::list))
        .route(UPLOAD_PATH, post(payment_data::upload).layer(DefaultBodyLimit::max(payment_data::LARGEST)))
        .with_state(service)
}

/// The token of a call.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

/// Who calls.
fn signed_in(service: &Service, headers: &HeaderMap) -> Result<Arc<Known>, Refused> {
    let now = service.now().unix_ms();
    let known = bearer(headers).and_then(|token| service.registry.signed_in(token, now));
    known.ok_or_else(|| Reason::SignIn.into())
}

/// Whether the port calls, with its key.
fn is_port(service: &Service, headers: &HeaderMap) -> bool {
    let key = service.config.admin_key.as_deref();
    key.zip(bearer(headers)).is_some_and(|(key, shown)| same_secret(key, shown))
}

/// Reads a small JSON body, of at most 64 KiB.
fn small_json<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<T, Refused> {
    if body.len() > 64 << 10 {
        return Err(Reason::TooLarge.into());
    }
    serde_json::from_slice(body).map_err(|_| Reason::Unreadable.into())
}
