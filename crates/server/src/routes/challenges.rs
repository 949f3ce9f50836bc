//! `POST /v1/challenges`: something to sign in order to sign in.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use clearance_core::exchange::{Challenge, ChallengeRequest};

use super::small_json;
use crate::error::{Reason, Refused};
use crate::service::Service;

pub(super) async fn post(
    State(service): State<Arc<Service>>,
    body: Bytes,
) -> Result<Json<Challenge>, Refused> {
    let ChallengeRequest { code } = small_json(&body)?;
    match service.enterprise(&code) {
        Some(known) if known.enterprise.revoked.is_some() => return Err(Reason::Revoked.into()),
        None if service.officers.certificate(&code).is_none() => return Err(Reason::NotEnrolled.into()),
        _ => {}
    }
    Ok(Json(service.registry.challenge(&code, service.now().unix_ms())?))
}
