//! `POST /v1/messages`: a signed message comes in.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use clearance_core::exchange::{Admitted, MESSAGE_ID_HEADER};

use super::signed_in;
use crate::error::{Reason, Refused};
use crate::service::Service;

pub(super) async fn post(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<Admitted>), Refused> {
    let sender = signed_in(&service, &headers)?;
    let said = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if said.is_some_and(|length: usize| length > service.config.most_bytes) {
        return Err(Reason::TooLarge.into());
    }
    // Before a byte of it is read, there is room for it, or for the largest where the length is not said.
    let room = service.room(said.unwrap_or(service.config.most_bytes))?;
    let most = said.unwrap_or(service.config.most_bytes);
    let bytes = axum::body::to_bytes(body, most).await.map_err(|_| Refused::new(Reason::TooLarge))?;
    let id = headers.get(MESSAGE_ID_HEADER).and_then(|id| id.to_str().ok());
    let admitted = service.admit_in(room, &sender, bytes, id).await?;
    let status = if admitted.again { StatusCode::OK } else { StatusCode::ACCEPTED };
    Ok((status, Json(admitted)))
}
