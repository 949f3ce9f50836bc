//! `POST`/`GET /v1/guarantees`, `GET /v1/payment-books`: what port, officers and guarantors ask about money.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use clearance_core::exchange::money::{GuaranteeDeposit, GuaranteeLine, PaymentBookLine, PaymentBookState};
use clearance_core::time::BeijingTime;

use super::{bearer, signed_in, small_json};
use crate::auth::same_secret;
use crate::book::Job;
use crate::error::{Reason, Refused};
use crate::money::{guarantee_line, start_of};
use crate::service::Service;
use crate::store::{BookState, PaymentBook};

/// So many payment books are told at once.
const SHOWN: usize = 500;
/// No deposit is larger, in cents.
const LARGEST: i64 = 100_000_000_000_000;

/// The port deposits into a guarantee account.
pub(super) async fn deposit(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<GuaranteeLine>, Refused> {
    let key = service.config.admin_key.as_deref();
    if !key.zip(bearer(&headers)).is_some_and(|(key, shown)| same_secret(key, shown)) {
        return Err(Reason::PortKey.into());
    }
    let GuaranteeDeposit { code, amount_cents } = small_json(&body)?;
    let plain = (1..=64).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphanumeric());
    if !plain || amount_cents.abs() > LARGEST {
        return Err(Reason::Unreadable.into());
    }
    Ok(Json(service.ask(|reply| Job::Fund { code, amount: amount_cents, reply }).await?))
}

/// Whose money a caller may see: all of it, or that of one code.
fn sees(service: &Service, headers: &HeaderMap) -> Result<Option<String>, Refused> {
    let now = service.now().unix_ms();
    if bearer(headers).and_then(|token| service.officers.signed_in(token, now)).is_some() {
        return Ok(None);
    }
    Ok(Some(signed_in(service, headers)?.enterprise.code.clone()))
}

pub(super) async fn guarantees(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
) -> Result<Json<Vec<GuaranteeLine>>, Refused> {
    let only = sees(&service, &headers)?;
    let all = service.read(|store| store.guarantees()).await?;
    let seen = all.iter().filter(|one| only.as_ref().is_none_or(|code| one.code == *code));
    Ok(Json(seen.map(guarantee_line).collect()))
}

pub(super) async fn payment_books(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
) -> Result<Json<Vec<PaymentBookLine>>, Refused> {
    let only = sees(&service, &headers)?;
    let books = service.read(move |store| store.payment_books(only.as_deref(), SHOWN)).await?;
    Ok(Json(books.into_iter().map(line).collect()))
}

fn line(book: PaymentBook) -> PaymentBookLine {
    PaymentBookLine {
        duty_no: book.duty_no,
        payer: book.payer,
        released_on: BeijingTime::from_unix_ms(start_of(book.day)).date(),
        at: BeijingTime::from_unix_ms(book.at),
        bills: book.bills,
        amount_cents: book.amount,
        state: match book.state {
            BookState::Due => PaymentBookState::Due,
            BookState::Paid => PaymentBookState::Paid,
            BookState::Overdue => PaymentBookState::Overdue,
        },
    }
}
