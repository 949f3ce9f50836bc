//! Announcement 179: customs demands original payment data of an order, the platform uploads it signed.
//!
//! `POST /v1/payment-demands` asks (the port with its key; at a sandbox an enterprise may have itself asked),
//! `GET /v1/payment-demands` tells how an enterprise's demands stand, and the upload has its official path and form.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use clearance_core::check::Severity;
use clearance_core::cn::notice179::{self, UPLOAD_PARAMETER, Upload, UploadError, Verdict};
use clearance_core::exchange::{PaymentDemandAsked, PaymentDemandLine};
use clearance_core::time::BeijingTime;

use super::{bearer, signed_in, small_json};
use crate::auth::{Known, same_secret};
use crate::book::Job;
use crate::error::{Reason, Refused};
use crate::service::Service;

/// So many demands are told.
const SHOWN: usize = 500;
/// Largest upload, octets of the form: percent-encoding makes three of one.
pub(super) const LARGEST: usize = 12 << 20;

/// Asks an enterprise for the data of an order.
pub(super) async fn ask(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<(StatusCode, Json<PaymentDemandAsked>), Refused> {
    let mut asked: PaymentDemandAsked = small_json(&body)?;
    let key = service.config.admin_key.as_deref();
    let with_key = key.zip(bearer(&headers)).is_some_and(|(key, shown)| same_secret(key, shown));
    let known = if with_key {
        service.enterprise(&asked.code).ok_or_else(|| Refused::new(Reason::NotEnrolled))?
    } else {
        let known = signed_in(&service, &headers)?;
        if !service.config.sandbox || known.enterprise.code != asked.code {
            return Err(Reason::PortKey.into());
        }
        known
    };
    asked.session = service.demand(&known, &asked.order_no).await?;
    Ok((StatusCode::CREATED, Json(asked)))
}

/// How the demands of the enterprise that is signed in stand.
pub(super) async fn list(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
) -> Result<Json<Vec<PaymentDemandLine>>, Refused> {
    let reader = signed_in(&service, &headers)?;
    let id = reader.enterprise.id;
    let demands = service.read(move |store| store.payment_demands(id, SHOWN)).await?;
    let now = service.now().unix_ms();
    let lines = demands.into_iter().map(|demand| PaymentDemandLine {
        pace: notice179::pace(demand.done_at.unwrap_or(now) - demand.asked_at),
        asked: BeijingTime::from_unix_ms(demand.asked_at),
        done: demand.done_at.map(BeijingTime::from_unix_ms),
        session: demand.session,
        order_no: demand.order_no,
    });
    Ok(Json(lines.collect()))
}

/// An upload comes in; whatever is wrong with it is answered in the protocol's own words.
pub(super) async fn upload(State(service): State<Arc<Service>>, body: Bytes) -> Result<String, Refused> {
    let verdict = match take(&service, &body).await? {
        Ok(()) => Verdict { code: "10000".into(), message: "上传成功".into() },
        Err((code, message)) => Verdict { code: code.into(), message },
    };
    Ok(verdict.write(service.now().unix_ms()))
}

type Told = Result<(), (&'static str, String)>;

async fn take(service: &Arc<Service>, body: &Bytes) -> Result<Told, Refused> {
    let failed = |message: &str| Ok(Err(("20000", message.to_owned())));
    let text = form_urlencoded::parse(body).find(|(name, _)| name == UPLOAD_PARAMETER);
    let Some((_, text)) = text else { return failed("缺少参数payExInfoStr") };
    let text = text.into_owned();
    let judging = Arc::clone(service);
    let judged = tokio::task::spawn_blocking(move || (judge(&judging, &text), text)).await;
    let (judged, text) = judged.map_err(|_| Refused::new(Reason::Defect))?;
    let (session, known) = match judged {
        Ok(judged) => judged,
        Err(told) => return Ok(Err(told)),
    };
    let asked = session.clone();
    let demand = service.read(move |store| store.payment_demand(&asked)).await?;
    // A session of another enterprise is none of this one's business.
    if demand.is_none_or(|demand| demand.enterprise != known.enterprise.id) {
        return failed("上传失败，sessionID不存在");
    }
    let first = service.ask(|reply| Job::PaymentData { session, upload: text.into_bytes(), reply }).await?;
    // The real service answers a session that was used before in these words.
    if first { Ok(Ok(())) } else { failed("上传失败，入库失败") }
}

fn judge(service: &Service, text: &str) -> Result<(String, Arc<Known>), (&'static str, String)> {
    let told = |error: UploadError| (error.code(), error.text().zh.to_owned());
    let upload = Upload::read(text).map_err(told)?;
    let known = service.enterprise(&upload.data.head.platform_code).ok_or(told(UploadError::Certificate))?;
    upload.verify(&known.certificates).map_err(told)?;
    let found = notice179::judge(&upload.data, &service.tables_today());
    if let Some(finding) = found.iter().find(|finding| finding.severity == Severity::Stops) {
        return Err(("20000", format!("{}：{}", finding.at, finding.zh)));
    }
    Ok((upload.session_id, known))
}
