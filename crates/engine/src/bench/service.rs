//! The service beside us: intake and the whole line, over the wire, durable, with signatures verified and all rules on.
//! It is what a desk sees; `clearance-server bench` measures the service alone, with its floor and its growth.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clearance_core::cn::message::{Body, Message, Transfer};
use clearance_core::cn::sample;
use clearance_core::cn::seal::seal;
use clearance_core::exchange::Role;
use clearance_core::signing::Signer;
use clearance_core::text::Text;

use super::Measured;
use crate::courier::drive::Driver;
use crate::error::{Error, Result, fault};
use crate::sandbox::Sandbox;
use crate::{clock, keys, load};

const RECORDS: usize = 100;
/// Messages on their way at once, for each party.
const LANES: usize = 4;
/// So long without any news, and the measurement is given up.
const PATIENCE: Duration = Duration::from_secs(60);

/// Sends order, payment, waybill and declaration of `count` orders to a sandbox started for this, and waits until each
/// one is released and its tax bill is there.
///
/// # Errors
/// The sandbox does not start, refuses, or falls silent.
pub fn service(folder: &Path, count: usize) -> Result<Vec<Measured>> {
    let runtime = tokio::runtime::Runtime::new().map_err(|e| Error::new(&fault::SANDBOX).because(e))?;
    let sandbox = Sandbox::start(None, folder)?;
    let measured = runtime.block_on(drive(sandbox.address(), count));
    drop(sandbox);
    measured
}

/// A party: its code and name in the sample, and what it sends.
struct Party {
    code: &'static str,
    name: &'static str,
    role: Role,
}

const PARTIES: [Party; 4] = [
    Party { code: "3301961Q43", name: "杭州云帆电子商务有限公司", role: Role::Platform },
    Party { code: "31222699S7", name: "上海汇通支付有限公司", role: Role::Payment },
    Party { code: "3302460066", name: "宁波海信达物流有限公司", role: Role::Carrier },
    Party { code: "3301964J31", name: "杭州晴川报关有限公司", role: Role::Declarant },
];

async fn drive(base: &str, count: usize) -> Result<Vec<Measured>> {
    let mut drivers = Vec::new();
    let mut loads = Vec::new();
    for (kind, party) in PARTIES.iter().enumerate() {
        let signer = Arc::new(keys::throwaway(party.name, party.code)?);
        loads.push(messages(kind, party, signer.as_ref(), count)?);
        drivers.push(Arc::new(Driver::enter(base, party.code, party.role, signer).await?));
    }
    let declarant = Arc::clone(&drivers[3]);
    let declarations = loads.pop().unwrap_or_default();

    let since = Instant::now();
    let others = drivers
        .iter()
        .zip(loads)
        .map(|(driver, load)| tokio::spawn(Arc::clone(driver).post_all(load, LANES)));
    for other in others.collect::<Vec<_>>() {
        other.await.map_err(|e| Error::new(&fault::SERVICE).because(e))??;
    }
    let what = Text { zh: "订单、支付单、运单入库", en: "orders, payments, waybills admitted" };
    let partners = Measured::new("service-partners", what, count * 3, "records", since);

    let admitting = Instant::now();
    Arc::clone(&declarant).post_all(declarations, LANES).await?;
    let what = Text {
        zh: "清单入库（应答时已落盘）", en: "declarations admitted, on disk when answered"
    };
    let admitted = Measured::new("service-admit", what, count, "declarations", admitting);

    let (mut released, mut billed, mut after, mut news) = (0, 0, 0, Instant::now());
    while released < count || billed < count {
        let page = declarant.page(after).await?;
        after = page.next;
        if !page.envelopes.is_empty() {
            news = Instant::now();
        }
        if news.elapsed() > PATIENCE {
            return Err(
                Error::new(&fault::SERVICE).on(format!("{released} of {count} released, {billed} billed"))
            );
        }
        for envelope in &page.envelopes {
            released += envelope.body.matches("<returnStatus>800</returnStatus>").count();
            billed += envelope.body.matches("<TaxHeadRd>").count();
        }
    }
    let what = Text {
        zh: "全程：四单到放行、回执与税单",
        en: "full line: four documents to release, receipts and bill",
    };
    let whole = Measured::new("service-line", what, count, "declarations", since);
    Ok(vec![partners, admitted, whole])
}

/// Signed messages of 100 records, made before the clock starts.
fn messages(kind: usize, party: &Party, signer: &dyn Signer, count: usize) -> Result<Vec<(String, String)>> {
    let now = clock::now();
    let transfer = Transfer {
        company_code: party.code.to_owned(),
        company_name: party.name.to_owned(),
        ..sample::transfer()
    };
    let mut all = Vec::new();
    for start in (0..count).step_by(RECORDS) {
        let cases = (start..count.min(start + RECORDS)).map(|n| load::case(n as u64, now));
        let body = match kind {
            0 => Body::Orders(cases.filter_map(|case| case.order).collect()),
            1 => Body::Payments(cases.filter_map(|case| case.payment).collect()),
            2 => Body::Waybills(cases.filter_map(|case| case.waybill).collect()),
            _ => Body::Declarations(cases.filter_map(|case| case.declaration).collect()),
        };
        let id = load::guid(u32::try_from(kind + 10).unwrap_or(10), start as u64);
        let xml = Message::new(id.clone(), body, transfer.clone()).write();
        all.push((id, seal(&xml, signer)?.into_xml()));
    }
    Ok(all)
}
