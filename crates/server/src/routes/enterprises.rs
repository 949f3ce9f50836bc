//! `POST /v1/enterprises` and below: an enterprise makes itself known; how it stands; what is revoked of it.
//!
//! A sandbox takes anyone, a port only with its key. A code that is taken keeps its certificate: otherwise anybody could
//! read the feed of anybody. With the key of the port it gets further ones, each with the codes that it may declare for.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use base64::{Engine, engine::general_purpose::STANDARD};
use clearance_core::exchange::Enrolment;
use clearance_core::exchange::enterprise::{CertificateLine, EnterpriseLine, Revocation};
use clearance_core::signing::Certificate;
use clearance_core::time::BeijingTime;

use super::{is_port, signed_in, small_json};
use crate::auth::{Card, Known};
use crate::book::Job;
use crate::enrol::Enrols;
use crate::error::{Reason, Refused};
use crate::officers::reason_fits;
use crate::random::{from_hex, hex};
use crate::service::Service;
use crate::store::{Bound, Enterprise};

/// One certificate declares for at most so many others.
const MOST_CODES: usize = 2_000;

pub(super) async fn post(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<(StatusCode, Json<Enrolment>), Refused> {
    let enrolment: Enrolment = small_json(&body)?;
    let port = is_port(&service, &headers);
    // Whoever could say so themselves could declare for anybody, also where anybody may enrol.
    if !port && (!service.config.sandbox || enrolment.may_declare_for.is_some()) {
        return Err(Reason::PortKey.into());
    }
    let sized = |text: &str, most: usize| !text.trim().is_empty() && text.chars().count() <= most;
    let Enrolment { code, name, dxp_id, roles, certificate, may_declare_for } = &enrolment;
    let codes = may_declare_for.as_deref().unwrap_or_default();
    let codes_fit = codes.len() <= MOST_CODES && codes.iter().all(|code| sized(code, 18));
    if !sized(code, 18) || !sized(name, 100) || !sized(dxp_id, 30) || roles.is_empty() || !codes_fit {
        return Err(Reason::Enrolment.into());
    }
    let der = STANDARD.decode(certificate).map_err(|_| Refused::new(Reason::Certificate))?;
    let read = Certificate::from_der(&der).map_err(|_| Refused::new(Reason::Certificate))?;
    let now = service.now().unix_ms();
    if read.not_after().unix_ms() < now {
        return Err(Reason::Expired.into());
    }
    let known = service.enterprise(code).is_some();
    let enterprise = Enterprise {
        id: 0,
        code: code.clone(),
        name: name.clone(),
        dxp_id: dxp_id.clone(),
        roles: roles.clone(),
        certificates: vec![Bound::new(der, now)],
        own_key: None,
        revoked: None,
    };
    let enrols = Enrols { enterprise, codes: may_declare_for.clone(), port };
    service.ask(|reply| Job::Enrol(Box::new(enrols), reply)).await?;
    let status = if known { StatusCode::OK } else { StatusCode::CREATED };
    Ok((status, Json(enrolment)))
}

pub(super) async fn get(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    Path(code): Path<String>,
) -> Result<Json<EnterpriseLine>, Refused> {
    if !is_port(&service, &headers) && signed_in(&service, &headers)?.enterprise.code != code {
        return Err(Reason::PortKey.into());
    }
    let known = service.enterprise(&code).ok_or_else(|| Refused::new(Reason::NotEnrolled))?;
    Ok(Json(line(&known)))
}

pub(super) async fn revoke(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    Path(code): Path<String>,
    body: Bytes,
) -> Result<Json<EnterpriseLine>, Refused> {
    if !is_port(&service, &headers) {
        return Err(Reason::PortKey.into());
    }
    let Revocation { certificate, reason } = small_json(&body)?;
    reason_fits(&reason)?;
    let certificate = match certificate {
        Some(named) => Some(from_hex(&named).ok_or_else(|| Refused::new(Reason::Unreadable))?),
        None => None,
    };
    let (named, by) = (code.clone(), "port".to_owned());
    service.ask(|reply| Job::Revoke { code: named, certificate, by, reason, reply }).await?;
    let known = service.enterprise(&code).ok_or_else(|| Refused::new(Reason::NotEnrolled))?;
    Ok(Json(line(&known)))
}

fn line(known: &Known) -> EnterpriseLine {
    let certificate = |card: &Card| CertificateLine {
        fingerprint: hex(&card.fingerprint),
        serial: card.certificate.serial().to_owned(),
        not_before: card.certificate.not_before(),
        not_after: card.certificate.not_after(),
        may_declare_for: card.codes.clone(),
        revoked: card.revoked.map(BeijingTime::from_unix_ms),
    };
    let Enterprise { code, name, dxp_id, roles, revoked, .. } = &known.enterprise;
    EnterpriseLine {
        code: code.clone(),
        name: name.clone(),
        dxp_id: dxp_id.clone(),
        roles: roles.clone(),
        revoked: revoked.map(BeijingTime::from_unix_ms),
        certificates: known.cards.iter().map(certificate).collect(),
    }
}
