//! `GET /v1/receipts`: what came after a cursor.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use clearance_core::exchange::ReceiptPage;

use super::signed_in;
use crate::error::{Reason, Refused};
use crate::service::Service;

pub(super) async fn get(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Json<ReceiptPage>, Refused> {
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
    let page = service.receipts(reader.enterprise.id, after, Duration::from_secs(wait)).await?;
    Ok(Json(page))
}
