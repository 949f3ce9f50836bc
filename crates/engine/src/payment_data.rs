//! Announcement 179 at the desk: original payment data is kept, customs' demands are heard, answered once and logged.
//!
//! # Invariants
//! - A session is answered once: the upload is stored before it is sent and never made anew.
//! - What is told comes from the order book and the original data; nothing is made up where either is missing.
//! - Neither the original texts nor the receiver's account are in any log.

use clearance_core::cn::message::ceb311_order::{Order, OrderHead};
use clearance_core::cn::notice179::{
    Goods, Heard, LIMIT_MS, OpenRequest, PaidOrder, PaymentData, PaymentHead, SKEW_MS, Sealed, Verdict,
    judge, judge_against,
};
use clearance_core::money::Money;
use clearance_core::signing::Signer;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::clock;
use crate::error::{Error, Result, fault};
use crate::profile::Client;
use crate::store::payment_data::{self as table, DemandRow};
use crate::store::{Store, activity, clients, declarations, from_json};

mod originals;

pub(crate) use originals::read;

/// Customs' code of the yuan.
const YUAN: &str = "142";

/// What passed between platform and payment company about one order, as it was taken in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Original {
    pub(crate) order_no: String,
    pub(crate) inital_request: String,
    pub(crate) inital_response: String,
    /// Where the order book does not say it.
    pub(crate) pay_code: String,
    pub(crate) pay_transaction_id: String,
    /// What the whole transaction paid, where it paid several orders.
    pub(crate) total_amount: String,
    pub(crate) currency: String,
    pub(crate) ver_dept: String,
    pub(crate) pay_type: String,
    pub(crate) trading_time: String,
    pub(crate) note: String,
    pub(crate) recp_account: String,
    pub(crate) recp_code: String,
    pub(crate) recp_name: String,
    pub(crate) goods_info: Vec<OriginalGoods>,
}

/// One of the goods; a name that is not given is that of the order's line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct OriginalGoods {
    pub(crate) gname: String,
    pub(crate) item_link: String,
}

/// Hears a demand: what is answered at once. A demand that repeats a session gets the same answer and nothing else.
/// `is_mine` says whether an order of this client may be told through the channel.
pub(crate) fn hear(
    tx: &Connection,
    channel: &str,
    text: &str,
    is_mine: impl Fn(&str) -> Result<bool>,
) -> Result<Heard> {
    let now = clock::now().unix_ms();
    let Some(request) = OpenRequest::read(text) else {
        activity::log(tx, now, "payment-demand-unreadable", channel)?;
        return Ok(Heard::Unreadable);
    };
    if let Some(known) = table::find(tx, &request.session_id)? {
        activity::log(tx, now, "payment-demand-again", &request.session_id)?;
        return Ok(if known.heard == Heard::Accepted.code() { Heard::Accepted } else { Heard::Again });
    }
    let mut client = String::new();
    for row in declarations::of_order(tx, &request.order_no)? {
        if is_mine(&row.client)? {
            client = row.client;
            break;
        }
    }
    let heard = if client.is_empty() {
        Heard::UnknownOrder
    } else if table::original(tx, &client, &request.order_no)?.is_none() {
        Heard::NoData
    } else {
        Heard::Accepted
    };
    if (now - request.service_time).abs() > SKEW_MS {
        activity::log(tx, now, "payment-demand-clock-differs", &request.session_id)?;
    }
    let accepted = heard == Heard::Accepted;
    activity::log(tx, now, "payment-demand-heard", &request.session_id)?;
    table::hear(
        tx,
        &DemandRow {
            session: request.session_id,
            client,
            order_no: request.order_no,
            channel: channel.to_owned(),
            asked_at: request.service_time,
            heard_at: now,
            heard: heard.code().to_owned(),
            state: if accepted { "waiting" } else { "refused" }.to_owned(),
            upload: String::new(),
            attempts: 0,
            done_at: None,
            code: if accepted { String::new() } else { heard.code().to_owned() },
            message: heard.message().to_owned(),
        },
    )?;
    Ok(heard)
}

/// Whether a demand in the feed of an enterprise may be about an order of this client.
pub(crate) fn belongs(c: &Connection, client: &str, enterprise: &str) -> Result<bool> {
    let Some(row) = clients::find(c, client)? else { return Ok(false) };
    let profile = Client::read(row)?.profile;
    Ok(profile.platform.code == enterprise || profile.declarant.code == enterprise)
}

/// An order as the order book has it.
pub(crate) fn book(c: &Connection, client: &str, order_no: &str) -> Result<Option<Order>> {
    let row = declarations::of_order(c, order_no)?.into_iter().find(|row| row.client == client);
    Ok(row.map(|row| declarations::documents(c, row.id)).transpose()?.and_then(|documents| documents.order))
}

/// What would be told of one order alone. What only the order book knows is filled in so that its absence is not
/// called a mistake of the data.
pub(crate) fn form(original: &Original, order: Option<&Order>) -> PaymentData {
    const LATER: &str = "-";
    let head = order.map(|order| &order.head);
    let book = |of: fn(&OrderHead) -> Option<&str>| head.map_or(Some(LATER), of);
    PaymentData {
        head: PaymentHead {
            guid: LATER.to_owned(),
            request: original.inital_request.clone(),
            response: original.inital_response.clone(),
            platform_code: book(|h| Some(&h.platform_code)).unwrap_or_default().to_owned(),
            pay_code: or(&original.pay_code, book(|h| h.pay_code.as_deref())),
            transaction_id: or(&original.pay_transaction_id, book(|h| h.pay_transaction_id.as_deref())),
            total: if original.total_amount.is_empty() {
                head.map_or(Money(1.into()), |head| head.paid)
            } else {
                // What is no amount is told as one that is not positive.
                Money::parse(&original.total_amount).unwrap_or(Money::ZERO)
            },
            currency: or(&original.currency, head.map_or(Some(YUAN), |h| Some(&h.currency))),
            verifier: original.ver_dept.clone(),
            pay_type: original.pay_type.clone(),
            traded_at: original.trading_time.clone(),
            note: original.note.clone(),
        },
        orders: vec![PaidOrder {
            order_no: original.order_no.clone(),
            goods_info: goods(original, order),
            recp_account: original.recp_account.clone(),
            recp_code: original.recp_code.clone(),
            recp_name: original.recp_name.clone(),
        }],
    }
}

fn goods(original: &Original, order: Option<&Order>) -> Vec<Goods> {
    let name_of = |n: usize| match order {
        Some(order) => order.lines.get(n).map(|line| line.name.as_str()),
        None => Some("-"),
    };
    let each = original.goods_info.iter().enumerate();
    each.map(|(n, goods)| Goods { gname: or(&goods.gname, name_of(n)), item_link: goods.item_link.clone() })
        .collect()
}

fn or(given: &str, known: Option<&str>) -> String {
    if given.is_empty() { known.unwrap_or_default().to_owned() } else { given.to_owned() }
}

/// Puts together what is told of an order: its original data, and that of every order that the same transaction paid.
fn assemble(c: &Connection, client: &str, order_no: &str, guid: String) -> Result<(PaymentData, Vec<Order>)> {
    let gone = || Error::new(&fault::NO_PAYMENT_DATA).on(order_no);
    let asked: Original = from_json(&table::original(c, client, order_no)?.ok_or_else(gone)?)?;
    let order = book(c, client, order_no)?.ok_or_else(gone)?;
    let mut data = form(&asked, Some(&order));
    data.head.guid = guid;
    let mut orders = vec![order];
    for (other, original) in table::of_transaction(c, client, &data.head.transaction_id)? {
        if other != order_no
            && let Some(order) = book(c, client, &other)?
        {
            data.orders.append(&mut form(&from_json(&original)?, Some(&order)).orders);
            orders.push(order);
        }
    }
    if asked.total_amount.is_empty() {
        data.head.total = orders.iter().map(|order| order.head.paid).sum();
    }
    Ok((data, orders))
}

/// The stored upload of a demand; signs it the first time.
pub(crate) fn seal(store: &Store, demand: &DemandRow, signer: &dyn Signer) -> Result<String> {
    if !demand.upload.is_empty() {
        return Ok(demand.upload.clone());
    }
    let guid = clock::guid()?;
    let (data, orders) = store.read(|c| assemble(c, &demand.client, &demand.order_no, guid))?;
    let found = judge(&data, store.tables().on(clock::now().date()));
    if let Some(stops) = found.iter().find(|f| f.severity == clearance_core::check::Severity::Stops) {
        return Err(Error::new(&fault::PAYMENT_DATA).on(format_args!("{} [{}]", stops.at, stops.rule)));
    }
    let differs = judge_against(&data, &orders.iter().collect::<Vec<_>>());
    let now = clock::now().unix_ms();
    let sealed = Sealed::new(&demand.session, &data, now, signer)?;
    store.write(|tx| {
        for finding in &differs {
            activity::log(tx, now, &format!("payment-demand-{}", finding.rule), &demand.session)?;
        }
        table::seal(tx, &demand.session, &sealed.text)
    })?;
    // Whoever sealed it first has the last word: the stored octets are sent.
    let stored = store.read(|c| table::find(c, &demand.session))?.map(|row| row.upload);
    Ok(stored.filter(|upload| !upload.is_empty()).unwrap_or(sealed.text))
}

/// What customs answered is the end of a demand.
pub(crate) fn settle(store: &Store, demand: &DemandRow, verdict: &Verdict) -> Result<()> {
    let now = clock::now().unix_ms();
    let state = if verdict.is_good() { "stored" } else { "failed" };
    store.write(|tx| {
        table::settle(tx, &demand.session, state, &verdict.code, &verdict.message, now)?;
        activity::log(tx, now, &format!("payment-demand-{state}"), &demand.session)?;
        late(tx, demand, now)
    })
}

/// It cannot be answered as things are: a person has to act. Logged once.
pub(crate) fn give_up(store: &Store, demand: &DemandRow, error: &Error) -> Result<()> {
    let now = clock::now().unix_ms();
    store.write(|tx| {
        table::settle(tx, &demand.session, "failed", error.code(), &error.says().zh, now)?;
        activity::log(tx, now, "payment-demand-failed", &demand.session)?;
        late(tx, demand, now)
    })
}

fn late(c: &Connection, demand: &DemandRow, now: i64) -> Result<()> {
    if now - demand.heard_at > LIMIT_MS {
        activity::log(c, now, "payment-demand-late", &demand.session)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
