//! `POST /v1/messages`: a signed message comes in, plain or packed, alone or in its transport envelope.

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
use crate::unpack::{Growing, Packing};

/// Of a message that is refused unread so many bytes are still taken from the wire, for so long.
const MOST_DISCARDED: usize = 64 << 20;
const LONGEST_DISCARD: Duration = Duration::from_secs(10);

pub(super) async fn post(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    mut body: Body,
) -> Result<(StatusCode, Json<Admitted>), Refused> {
    let taken = take(&service, &headers, &mut body).await;
    let (sender, room, packing, bytes) = match taken {
        Ok(taken) => taken,
        Err(refused) => {
            // Whoever is too slow already had their time.
            if refused.status != StatusCode::REQUEST_TIMEOUT {
                discard(body).await;
            }
            return Err(refused);
        }
    };
    let (bytes, room) = service.unpack(packing, bytes, room).await?;
    let id = headers.get(MESSAGE_ID_HEADER).and_then(|id| id.to_str().ok());
    let admitted = service.admit_in(room, &sender, bytes.into(), id).await?;
    if !admitted.again {
        service.meter.pay(&sender.enterprise, admitted.records, service.now().unix_ms());
    }
    let status = if admitted.again { StatusCode::OK } else { StatusCode::ACCEPTED };
    Ok((status, Json(admitted)))
}

/// Who sends, and the body as it came. Nothing is read before the sender is known, and nothing is held beyond what came.
async fn take(
    service: &Service,
    headers: &HeaderMap,
    body: &mut Body,
) -> Result<(Arc<Known>, Room, Packing, Vec<u8>), Refused> {
    let sender = signed_in(service, headers)?;
    let packing = Packing::of(headers)?;
    let most = service.config.most_bytes;
    let said = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if said.is_some_and(|said: usize| said > most) {
        return Err(Reason::TooLarge.into());
    }
    service.meter.come(&sender.enterprise, service.now().unix_ms())?;
    let mut room = service.room()?;
    let mut bytes = Growing::new(most, |size| room.hold(size));
    let (idle, within) = (service.config.body_idle, service.config.body_within);
    let reading = async {
        loop {
            match tokio::time::timeout(idle, next(body)).await {
                Err(_) => return Err(Refused::new(Reason::Slow)),
                Ok(piece) => match piece? {
                    Some(piece) => bytes.push(&piece)?,
                    None => return Ok(()),
                },
            }
        }
    };
    tokio::time::timeout(within, reading).await.unwrap_or_else(|_| Err(Reason::Slow.into()))?;
    let bytes = bytes.into_bytes();
    Ok((sender, room, packing, bytes))
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
