//! `POST /v1/sessions`: a signed challenge becomes a token.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use clearance_core::exchange::{Session, SignIn};
use clearance_core::time::BeijingTime;

use super::small_json;
use crate::auth::{Who, hash};
use crate::book::Job;
use crate::error::{Reason, Refused};
use crate::random;
use crate::service::Service;
use crate::store::OpenSession;

pub(super) async fn post(
    State(service): State<Arc<Service>>,
    body: Bytes,
) -> Result<(StatusCode, Json<Session>), Refused> {
    let sign_in: SignIn = small_json(&body)?;
    let now = service.now().unix_ms();
    let answering = Arc::clone(&service);
    let answered = tokio::task::spawn_blocking(move || {
        answering.registry.answer(&sign_in, now, |code| answering.officers.certificate(code))
    });
    let who = answered.await.map_err(|_| Refused::new(Reason::Defect))??;
    let secret = random::hex(&random::octets::<32>());
    let token = hash(&secret);
    let lasts = i64::try_from(service.config.session.as_millis()).unwrap_or(i64::MAX / 4);
    let until = now + lasts;
    match who {
        Who::Enterprise(enterprise, certificate) => {
            let session = OpenSession { token, enterprise, certificate, until };
            service.ask(|reply| Job::SignIn(session, reply)).await?;
            service.registry.open(session, now);
        }
        Who::Officer(id) => service.officers.open(token, &id, until, now),
    }
    Ok((StatusCode::CREATED, Json(Session { token: secret, until: BeijingTime::from_unix_ms(until) })))
}
