//! What officers are served: `POST /v1/officers`, `GET /v1/officer/cases`, `…/proposals`.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use base64::{Engine, engine::general_purpose::STANDARD};
use clearance_core::exchange::officer::{
    CaseLine, CasePage, OfficerEnrolment, ProposalLine, Proposed, Settles,
};
use clearance_core::signing::Certificate;
use serde::Deserialize;

use super::{bearer, small_json};
use crate::auth::same_secret;
use crate::book::Job;
use crate::error::{Reason, Refused};
use crate::service::Service;
use crate::store::Clearance;

/// So many cases or proposals are told at once.
const SHOWN: usize = 200;
/// Rules of risk are larger than other calls.
pub(super) const LARGEST: usize = 4 << 20;

/// The officer who calls.
fn officer(service: &Service, headers: &HeaderMap) -> Result<String, Refused> {
    let now = service.now().unix_ms();
    let id = bearer(headers).and_then(|token| service.officers.signed_in(token, now));
    id.ok_or_else(|| Reason::SignIn.into())
}

/// The port makes an officer known, or gives one a new certificate.
pub(super) async fn enrol(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<(StatusCode, Json<OfficerEnrolment>), Refused> {
    let enrolment: OfficerEnrolment = small_json(&body)?;
    let key = service.config.admin_key.as_deref();
    if !key.zip(bearer(&headers)).is_some_and(|(key, shown)| same_secret(key, shown)) {
        return Err(Reason::PortKey.into());
    }
    let id = enrolment.id.clone();
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    if !(1..=32).contains(&id.len()) || !id.bytes().all(plain) {
        return Err(Reason::Enrolment.into());
    }
    let certificate =
        STANDARD.decode(&enrolment.certificate).map_err(|_| Refused::new(Reason::Certificate))?;
    Certificate::from_der(&certificate).map_err(|_| Refused::new(Reason::Certificate))?;
    service.ask(|reply| Job::EnrolOfficer { id, certificate, reply }).await?;
    Ok((StatusCode::CREATED, Json(enrolment)))
}

/// Where a page of cases begins.
#[derive(Deserialize)]
pub(super) struct From {
    #[serde(default)]
    after: i64,
}

pub(super) async fn cases(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    Query(from): Query<From>,
) -> Result<Json<CasePage>, Refused> {
    officer(&service, &headers)?;
    let cases = service.read(move |store| store.in_hand(from.after, SHOWN)).await?;
    let next = cases.last().map_or(from.after, |last| last.id);
    Ok(Json(CasePage { cases: cases.into_iter().map(line).collect(), next }))
}

pub(super) async fn case(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    Path(case): Path<i64>,
) -> Result<Json<CaseLine>, Refused> {
    officer(&service, &headers)?;
    let known = service.read(move |store| store.clearance(case)).await?;
    known.map(|known| Json(line(known))).ok_or_else(|| Reason::NoCase.into())
}

pub(super) async fn propose(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<(StatusCode, Json<ProposalLine>), Refused> {
    let by = officer(&service, &headers)?;
    let proposed: Proposed = serde_json::from_slice(&body).map_err(|_| Refused::new(Reason::Unreadable))?;
    let line = service.ask(|reply| Job::Propose { by, proposed: Box::new(proposed), reply }).await?;
    Ok((StatusCode::CREATED, Json(shown(line))))
}

pub(super) async fn proposals(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
) -> Result<Json<Vec<ProposalLine>>, Refused> {
    officer(&service, &headers)?;
    let lines = service.read(|store| store.proposals(SHOWN)).await?;
    Ok(Json(lines.into_iter().map(shown).collect()))
}

pub(super) async fn settle(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    Path(id): Path<i64>,
    body: Bytes,
) -> Result<Json<ProposalLine>, Refused> {
    let by = officer(&service, &headers)?;
    let Settles { approve } = small_json(&body)?;
    Ok(Json(shown(service.ask(|reply| Job::Settle { by, id, approve, reply }).await?)))
}

/// Of the hash of a buyer only so much leaves the service as tells two entries apart.
fn shown(mut line: ProposalLine) -> ProposalLine {
    if let Proposed::WatchBuyer { id_number, .. } = &mut line.proposed {
        id_number.truncate(6);
    }
    line
}

fn line(known: Clearance) -> CaseLine {
    CaseLine {
        case: known.id,
        declaration: known.declaration,
        order: known.order,
        waybill: known.waybill,
        stage: known.stage,
        pre_no: known.pre_no,
        invt_no: known.invt_no,
        why: known.why.and_then(|why| serde_json::from_str(&why).ok()),
    }
}
