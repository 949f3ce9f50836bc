//! `GET /v1/rules`, `/v1/tables`, `/v1/tables/NAME/VERSION`: by what this service judges. Anyone may ask: it is the law.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use clearance_core::exchange::published::TableVersion;
use clearance_core::time::date_from_wire;

use crate::error::{Reason, Refused};
use crate::service::Service;

/// What judges a day: today's where none is asked for.
pub(super) async fn rules(
    State(service): State<Arc<Service>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Refused> {
    let mut day = service.now().date();
    for pair in query.as_deref().unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
        if let Some(("day", text)) = pair.split_once('=') {
            day = date_from_wire(text).ok_or_else(|| Refused::new(Reason::Unreadable))?;
        }
    }
    // Made once a day that is asked for; rows that come and go are put together then.
    let made = tokio::task::spawn_blocking(move || service.published.day(&service.config.tables, day));
    let made = made.await.map_err(|_| Refused::new(Reason::Defect))?;
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], made).into_response())
}

/// Every package that is held.
pub(super) async fn tables(State(service): State<Arc<Service>>) -> Json<Vec<TableVersion>> {
    Json(service.config.tables.packages().iter().map(|package| TableVersion::of(package)).collect())
}

/// One package as its text, with the seal where it has one.
pub(super) async fn package(
    State(service): State<Arc<Service>>,
    Path((name, version)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let held = service.config.tables.packages();
    let found = held.iter().find(|one| one.table().name == name && one.version().to_string() == version);
    let found = Arc::clone(found.ok_or_else(|| Refused::new(Reason::NoTable))?);
    let tag = format!("\"{}\"", found.hash());
    let tag = HeaderValue::from_str(&tag).map_err(|_| Refused::new(Reason::Defect))?;
    if headers.get(header::IF_NONE_MATCH) == Some(&tag) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    let text = tokio::task::spawn_blocking(move || service.published.package(&found));
    let text: Bytes = text.await.map_err(|_| Refused::new(Reason::Defect))?;
    let kind = HeaderValue::from_static("text/tab-separated-values; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, kind), (header::ETAG, tag)], text).into_response())
}
