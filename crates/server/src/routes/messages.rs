//! `POST /v1/messages`: a signed message comes in.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use clearance_core::exchange::{Admitted, MESSAGE_ID_HEADER};

use super::signed_in;
use crate::auth::Known;
use crate::error::{Reason, Refused};
use crate::service::{Room, Service};

/// Of a message that is refused unread so many bytes are still taken from the wire, for so long.
const MOST_DISCARDED: usize = 64 << 20;
const LONGEST_DISCARD: Duration = Duration::from_secs(10);

pub(super) async fn post(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<Admitted>), Refused> {
    let (sender, room, most) = match may_come(&service, &headers) {
        Ok(may) => may,
        Err(refused) => {
            discard(body).await;
            return Err(refused);
        }
    };
    let bytes = read(body, most).await?;
    let id = headers.get(MESSAGE_ID_HEADER).and_then(|id| id.to_str().ok());
    let admitted = service.admit_in(room, &sender, bytes, id).await?;
    let status = if admitted.again { StatusCode::OK } else { StatusCode::ACCEPTED };
    Ok((status, Json(admitted)))
}

/// Who sends, and room for the message before a byte of it is read: for as much as is said, or for the largest.
fn may_come(service: &Service, headers: &HeaderMap) -> Result<(Arc<Known>, Room, usize), Refused> {
    let sender = signed_in(service, headers)?;
    let said = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    let most = said.unwrap_or(service.config.most_bytes);
    Ok((sender, service.room(most)?, most))
}

async fn read(mut body: Body, most: usize) -> Result<Bytes, Refused> {
    let mut bytes = Vec::with_capacity(most.min(1 << 20));
    while let Some(data) = next(&mut body).await? {
        if bytes.len() + data.len() > most {
            discard(body).await;
            return Err(Reason::TooLarge.into());
        }
        bytes.extend_from_slice(&data);
    }
    Ok(bytes.into())
}

/// Takes a refused message from the wire: a sender that is cut off while it still writes never reads why.
async fn discard(mut body: Body) {
    let mut taken = 0;
    let all = async {
        while let Ok(Some(data)) = next(&mut body).await {
            taken += data.len();
            if taken > MOST_DISCARDED {
                break;
            }
        }
    };
    // Whoever writes this slowly is cut off.
    let _ = tokio::time::timeout(LONGEST_DISCARD, all).await;
}

/// The next piece of a body; nothing at its end.
async fn next(body: &mut Body) -> Result<Option<Bytes>, Refused> {
    loop {
        match poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await {
            None => return Ok(None),
            Some(Ok(frame)) => {
                if let Ok(data) = frame.into_data() {
                    return Ok(Some(data));
                }
            }
            // The sender has gone; nobody reads the answer.
            Some(Err(_)) => return Err(Reason::Unreadable.into()),
        }
    }
}
