//! Announcement 179: original payment data in, demands heard and answered, everything told.

use std::path::PathBuf;

use clearance_core::check::Severity;
use clearance_core::cn::notice179::{Heard, Verdict, judge, pace};

use super::declarations::finding_line;
use super::{Desk, Inner};
use crate::clock;
use crate::courier::pause;
use crate::courier::payment_data::upload_address;
use crate::error::{Error, Result, fault};
use crate::keys;
use crate::payment_data::{self, form};
use crate::people::Right;
use crate::store::payment_data::{self as table, DemandRow};
use crate::store::{activity, moment, to_json, to_u32};
use crate::view::{PaymentDataFinding, PaymentDataTaken, PaymentDemandLine, Said, count};

/// A demand is tried for so long, milliseconds: long after every limit customs gives up asking.
const LONGEST: i64 = 3_600_000;
/// While an attempt runs nobody else tries, milliseconds: longer than an upload may take.
const LEASE: i64 = 60_000;
/// How many demands are shown.
const SHOWN: i64 = 500;

impl Desk {
    /// Takes in original payment data from sheets or JSON. What cannot be sent as it is stays out and is told.
    ///
    /// # Errors
    /// There is no such client; a file cannot be read or names no order; the disk is full, and then nothing is kept.
    pub fn import_payment_data(&self, client: &str, files: &[PathBuf]) -> Result<PaymentDataTaken> {
        let _acting = self.may(Right::Import)?;
        let client = self.inner().client(client)?;
        let mut all = Vec::new();
        for file in files {
            all.extend(payment_data::read(file)?);
        }
        let tables = self.tables_today();
        let now = clock::now().unix_ms();
        self.store().write(|tx| {
            let mut taken = PaymentDataTaken::default();
            for original in all.iter().filter(|original| !original.order_no.is_empty()) {
                let order = payment_data::book(tx, &client.id, &original.order_no)?;
                let findings = judge(&form(original, order.as_ref()), &tables);
                let stops = findings.iter().any(|finding| finding.severity == Severity::Stops);
                taken.findings.extend(findings.iter().map(|finding| PaymentDataFinding {
                    order_no: original.order_no.clone(),
                    finding: finding_line(finding.clone()),
                }));
                if stops {
                    taken.refused += 1;
                    continue;
                }
                let transaction = form(original, order.as_ref()).head.transaction_id;
                let data = to_json(original)?;
                table::put_original(tx, &client.id, &original.order_no, &transaction, &data, now)?;
                taken.stored += 1;
                taken.unknown += u32::from(order.is_none());
            }
            activity::log(tx, now, "payment-data-taken", &taken.stored.to_string())?;
            Ok(taken)
        })
    }

    /// Hears a demand of customs that came over HTTP for a client: what is answered at once, and whether an upload
    /// follows. The upload itself is the business of [`Desk::answer_payment_demands`].
    ///
    /// # Errors
    /// The store; then the platform answers that it failed, and customs asks again.
    pub fn hear_payment_demand(&self, client: &str, text: &str) -> Result<(String, bool)> {
        let _acting = self.may(Right::Life)?;
        let client = self.inner().client(client)?;
        let heard =
            self.store().write(|tx| payment_data::hear(tx, "http", text, |id| Ok(id == client.id)))?;
        self.inner().wake.notify_waiters();
        Ok((heard.write(clock::now().unix_ms()), heard == Heard::Accepted))
    }

    /// Uploads what was demanded and is due; how many demands were settled.
    ///
    /// # Errors
    /// The store. An address that is down is no error: the upload waits.
    pub fn answer_payment_demands(&self) -> Result<u32> {
        let _acting = self.may(Right::Life)?;
        self.wait(|inner| async move { answer(&inner).await })
    }

    /// The newest demands of a client, or of all when it is empty.
    ///
    /// # Errors
    /// There is no such client.
    pub fn payment_demands(&self, client: &str) -> Result<Vec<PaymentDemandLine>> {
        let _acting = self.may(Right::Look)?;
        let client = self.id_or_all(client)?;
        let now = clock::now().unix_ms();
        let rows = self.store().read(|c| table::newest(c, &client, SHOWN))?;
        Ok(rows.iter().map(|row| line(row, now)).collect())
    }
}

/// Uploads what is due on every client's address.
pub(super) async fn answer(inner: &Inner) -> Result<u32> {
    let due = inner.store.read(|c| table::due(c, clock::now().unix_ms()))?;
    let mut settled = 0;
    for demand in due {
        let now = clock::now().unix_ms();
        // Two demands at once start two of these: whoever takes a demand first uploads it.
        if !inner.store.write(|tx| table::attempt(tx, &demand.session, now, now + LEASE))? {
            continue;
        }
        match upload(inner, &demand).await {
            Ok(verdict) => {
                payment_data::settle(&inner.store, &demand, &verdict)?;
                settled += 1;
            }
            Err(error) if error.retry() && clock::now().unix_ms() - demand.heard_at < LONGEST => {
                tracing::info!(session = %demand.session, %error, "an upload of payment data waits");
                let next = clock::now().unix_ms() + pause(demand.attempts, error.wait());
                inner.store.write(|tx| table::later(tx, &demand.session, next, error.code()))?;
            }
            Err(error) => {
                tracing::warn!(session = %demand.session, %error, "a demand for payment data cannot be answered");
                payment_data::give_up(&inner.store, &demand, &error)?;
                settled += 1;
            }
        }
    }
    Ok(settled)
}

async fn upload(inner: &Inner, demand: &DemandRow) -> Result<Verdict> {
    let client = inner.client(&demand.client)?;
    let address = if client.payment_data.is_empty() {
        let base = inner.service_of(&client)?;
        if base.is_empty() {
            return Err(Error::new(&fault::OFFLINE));
        }
        upload_address(&base)
    } else {
        client.payment_data.clone()
    };
    let key = keys::for_sign_in(&inner.store, &client.id)?.into_iter().next();
    let key = key.ok_or_else(|| Error::new(&fault::NO_KEY))?;
    let signer = inner.keys.signer(&key, &inner.store, &inner.secrets)?;
    let text = payment_data::seal(&inner.store, demand, signer.as_ref())?;
    inner.courier.upload_payment_data(&address, &text).await
}

fn line(row: &DemandRow, now: i64) -> PaymentDemandLine {
    let elapsed =
        row.done_at.unwrap_or(if row.state == "waiting" { now } else { row.heard_at }) - row.heard_at;
    let verdict = Verdict { code: row.code.clone(), message: row.message.clone() };
    let (says, help) = match row.state.as_str() {
        "waiting" => {
            (Said::new("等待上传", "waits for its upload"), Said::new("将自动上传", "it goes out by itself"))
        }
        "refused" => (
            Said::new(row.message.clone(), "answered with 20000: there is nothing to tell"),
            Said::from(fault::NO_PAYMENT_DATA.help),
        ),
        _ => match fault::ALL.iter().find(|fault| fault.code == row.code) {
            Some(fault) => (Said::from(fault.says), Said::from(fault.help)),
            None => {
                let (says, help) = verdict.says();
                (Said::from(says), Said::from(help))
            }
        },
    };
    PaymentDemandLine {
        session: row.session.clone(),
        client: row.client.clone(),
        order_no: row.order_no.clone(),
        channel: row.channel.clone(),
        heard: moment(row.heard_at).to_string(),
        state: row.state.clone(),
        pace: pace(elapsed),
        seconds: count(usize::try_from(elapsed / 1000).unwrap_or_default()),
        attempts: to_u32(row.attempts),
        code: row.code.clone(),
        says,
        help,
    }
}
