//! `POST /v1/enterprises`: an enterprise makes itself known.
//!
//! A sandbox takes anyone, a port only with its key. A code that is taken keeps its certificate: otherwise anybody could
//! read the feed of anybody. With the key of the port a certificate can be changed.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use base64::{Engine, engine::general_purpose::STANDARD};
use clearance_core::exchange::Enrolment;
use clearance_core::signing::Certificate;

use super::{bearer, small_json};
use crate::auth::same_secret;
use crate::book::Job;
use crate::error::{Reason, Refused};
use crate::service::Service;
use crate::store::Enterprise;

pub(super) async fn post(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<(StatusCode, Json<Enrolment>), Refused> {
    let enrolment: Enrolment = small_json(&body)?;
    let key = service.config.admin_key.as_deref();
    let with_key = key.zip(bearer(&headers)).is_some_and(|(key, shown)| same_secret(key, shown));
    if !with_key && !service.config.sandbox {
        return Err(Reason::PortKey.into());
    }
    let sized = |text: &str, most: usize| !text.trim().is_empty() && text.chars().count() <= most;
    let Enrolment { code, name, dxp_id, roles, certificate } = &enrolment;
    if !sized(code, 18) || !sized(name, 100) || !sized(dxp_id, 30) || roles.is_empty() {
        return Err(Reason::Enrolment.into());
    }
    let der = STANDARD.decode(certificate).map_err(|_| Refused::new(Reason::Certificate))?;
    Certificate::from_der(&der).map_err(|_| Refused::new(Reason::Certificate))?;
    let known = service.registry.by_code(code);
    if let Some(known) = &known {
        let same = known.enterprise.certificates.contains(&der);
        // A party that the sandbox plays gives way to the real one.
        if !same && !with_key && known.enterprise.own_key.is_none() {
            return Err(Reason::Enrolled.into());
        }
    }
    let enterprise = Enterprise {
        id: 0,
        code: code.clone(),
        name: name.clone(),
        dxp_id: dxp_id.clone(),
        roles: roles.clone(),
        certificates: vec![der],
        own_key: None,
    };
    service.ask(|reply| Job::Enrol(Box::new(enterprise), reply)).await?;
    let status = if known.is_some() { StatusCode::OK } else { StatusCode::CREATED };
    Ok((status, Json(enrolment)))
}
