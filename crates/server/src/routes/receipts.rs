//! `GET /v1/receipts`: what came after a cursor; as a stream where that is what the reader takes.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};

use super::{signed_in, stream};
use crate::error::{Reason, Refused};
use crate::service::Service;

pub(super) async fn get(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Refused> {
    let takes = headers.get(header::ACCEPT).and_then(|kinds| kinds.to_str().ok()).unwrap_or_default();
    if takes
        .split(',')
        .any(|kind| kind.split(';').next().is_some_and(|kind| kind.trim() == stream::EVENT_STREAM))
    {
        return stream::open(service, headers, query.as_deref());
    }
    let reader = signed_in(&service, &headers)?;
    let (mut after, mut wait) = (0, 0);
    for pair in query.as_deref().unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
        let number = |text: &str| text.parse::<u64>().map_err(|_| Refused::new(Reason::Unreadable));
        match pair.split_once('=') {
            Some(("after", value)) => after = number(value)?,
            Some(("wait", value)) => wait = number(value)?,
            _ => {}
        }
    }
    let mut changes = service.registry.changes();
    let mut page = pin!(service.receipts(reader.enterprise.id, after, Duration::from_secs(wait)));
    let page = loop {
        tokio::select! {
            page = &mut page => break page?,
            // Whoever is revoked while they wait gets nothing more, and hears it at once.
            _ = changes.changed() => { signed_in(&service, &headers)?; }
        }
    };
    Ok(Json(page).into_response())
}
