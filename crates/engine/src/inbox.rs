//! Station 11: receipts become events and bills, stored together with how far the feed was read.
//!
//! Receipts may come late, twice and in any order: the octets decide whether one is new, the fold what it means.

use clearance_core::bill::{BillStatus, TaxBill, TaxBillLine};
use clearance_core::cn::life;
use clearance_core::cn::notice179::{ASK_KIND, Heard};
use clearance_core::cn::receipt::ceb816_tax::TaxBillMessage;
use clearance_core::cn::receipt::ceb900_format::FormatReceipt;
use clearance_core::cn::receipt::{Answer, Body};
use clearance_core::exchange::{Envelope, ReceiptPage};
use clearance_core::status::{Event, News, Subject};
use rusqlite::Transaction;

use crate::clock;
use crate::error::Result;
use crate::outbox;
use crate::payment_data;
use crate::store::{Store, activity, applications, bills, declarations, events, feeds, messages, receipts};

/// What a page brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Brought {
    /// Receipts that were new.
    pub(crate) receipts: u32,
    /// Tax bills that were new.
    pub(crate) bills: u32,
    /// Of the new receipts, those that cannot be read. They are kept, and a person must look.
    pub(crate) unread: u32,
    /// Demands of customs that are to be answered within seconds.
    pub(crate) demands: u32,
}

/// Takes a page in: all of it with its cursor, or nothing.
pub(crate) fn take(store: &Store, service: &str, code: &str, page: &ReceiptPage) -> Result<Brought> {
    let now = clock::now().unix_ms();
    store.write(|tx| {
        let mut brought = Brought::default();
        for envelope in &page.envelopes {
            take_one(tx, service, code, envelope, now, &mut brought)?;
        }
        feeds::advance(tx, service, code, i64::try_from(page.next).unwrap_or(i64::MAX))?;
        Ok(brought)
    })
}

/// Takes in one receipt that came as a file, inside the caller's transaction. Whether it is about something of ours.
pub(crate) fn take_file(
    tx: &Transaction<'_>,
    feed: &str,
    envelope: &Envelope,
    now: i64,
    brought: &mut Brought,
) -> Result<bool> {
    let ours = match Answer::read_text(&envelope.body) {
        Ok(answer) => concerns_us(tx, &answer)?,
        Err(_) => false,
    };
    // Demands for payment data come over the service's own channel only.
    take_one(tx, feed, "", envelope, now, brought)?;
    Ok(ours)
}

/// Whether a receipt is about a record, a declaration or a message that we know.
fn concerns_us(tx: &Transaction<'_>, answer: &Answer) -> Result<bool> {
    for news in answer.news() {
        if !events::of(tx, &news.subject)?.is_empty() {
            return Ok(true);
        }
    }
    match &answer.body {
        Body::TaxBills(all) => {
            for one in all {
                if declarations::of_invt_no(tx, &one.head.invt_no)?.is_some() {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        Body::TaxBillStatuses(all) => {
            for one in all {
                if declarations::of_invt_no(tx, &one.invt_no)?.is_some() {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        Body::Format(format) => Ok(refused_message(tx, format)?.is_some()),
        _ => Ok(false),
    }
}

/// The message of ours that a format receipt refuses: by the id of its envelope, which is that of the message; else by
/// the text that it gives back, which a client that makes envelopes of its own leaves as the only trace.
fn refused_message(tx: &Transaction<'_>, format: &FormatReceipt) -> Result<Option<String>> {
    if messages::find(tx, &format.message_id)?.is_some() {
        return Ok(Some(format.message_id.clone()));
    }
    match format.original_id() {
        Some(guid) if messages::find(tx, &guid)?.is_some() => Ok(Some(guid)),
        _ => Ok(None),
    }
}

fn take_one(
    tx: &Transaction<'_>,
    service: &str,
    code: &str,
    envelope: &Envelope,
    now: i64,
    brought: &mut Brought,
) -> Result<()> {
    if envelope.kind == ASK_KIND {
        let is_mine = |client: &str| payment_data::belongs(tx, client, code);
        let heard = payment_data::hear(tx, service, &envelope.body, is_mine)?;
        brought.demands += u32::from(heard == Heard::Accepted);
        return Ok(());
    }
    let answer = Answer::read_text(&envelope.body);
    let cursor = i64::try_from(envelope.cursor).unwrap_or(i64::MAX);
    let understood = answer.is_ok();
    let Some(id) = receipts::add(tx, service, cursor, &envelope.kind, &envelope.body, understood, now)?
    else {
        return Ok(());
    };
    brought.receipts += 1;
    let answer = match answer {
        Ok(answer) => answer,
        Err(error) => {
            // Kept and shown: a receipt that we cannot read may still be read by a person.
            tracing::warn!(%id, kind = %envelope.kind, %error, "a receipt cannot be read");
            brought.unread += 1;
            return activity::log(tx, now, "receipt-not-understood", &id);
        }
    };
    for news in answer.news() {
        let subject = news.subject.clone();
        if let Some(withdrawn) = withdrawn(tx, &news)? {
            let declaration = withdrawn.subject.clone();
            events::add(tx, &declaration, &Event::Receipt(withdrawn), &id, now)?;
            outbox::refresh(tx, &declaration)?;
        }
        events::add(tx, &subject, &Event::Receipt(news), &id, now)?;
        outbox::refresh(tx, &subject)?;
        if let Some(cop_no) = subject.0.strip_prefix("declaration:")
            && let Some(row) = declarations::find(tx, cop_no)?.filter(|row| !row.invt_no.is_empty())
        {
            bills::name_order(tx, &row.invt_no, &row.order_no)?;
        }
    }
    match answer.body {
        Body::TaxBills(all) => {
            for one in all {
                if bills::state(tx, &bill(tx, one)?, &id)? {
                    brought.bills += 1;
                }
            }
        }
        Body::TaxBillStatuses(all) => {
            for one in all {
                let status = bill_status(&one.status);
                bills::change(tx, &one.tax_no, &one.invt_no, status, one.duty_no.as_deref(), one.at.0)?;
            }
        }
        Body::Format(format) => {
            if let Some(guid) = refused_message(tx, &format)? {
                messages::refused_later(tx, &guid, &format.status)?;
                let words = (format.status.as_str(), format.info.as_str(), format.info.as_str());
                outbox::refuse_records(tx, &guid, words, format.at.0, &id)?;
            } else {
                activity::log(tx, now, "format-receipt-of-unknown-message", &id)?;
            }
        }
        Body::Orders(_)
        | Body::Payments(_)
        | Body::Waybills(_)
        | Body::Declarations(_)
        | Body::WaybillStatuses(_)
        | Body::Cancels(_)
        | Body::Returns(_)
        | Body::Entries(_) => {}
    }
    Ok(())
}

/// What an approved cancellation says of its declaration: found by the application that was made here, or by the number
/// that customs gave, for applications of other programs.
fn withdrawn(tx: &Transaction<'_>, news: &News) -> Result<Option<News>> {
    let Some(cop_no) = news.subject.0.strip_prefix("cancel:") else { return Ok(None) };
    let mut declaration = applications::declaration_of(tx, cop_no)?;
    if declaration.is_none()
        && let Some(invt_no) = &news.invt_no
    {
        declaration = declarations::of_invt_no(tx, invt_no)?.map(|(id, _)| id);
    }
    let Some(id) = declaration else { return Ok(None) };
    let row = declarations::find(tx, &id.to_string())?;
    Ok(row.and_then(|row| life::cancellation(news, Subject::declaration(&row.cop_no))))
}

/// What a bill's status means; an unknown number is a bill all the same.
fn bill_status(status: &str) -> BillStatus {
    match status {
        "2" => BillStatus::Summed,
        "3" => BillStatus::Void,
        _ => BillStatus::Made,
    }
}

/// The bill of a message, with the names of the goods and the order from the declaration that it taxes.
fn bill(tx: &Transaction<'_>, message: TaxBillMessage) -> Result<TaxBill> {
    let TaxBillMessage { head, lines } = message;
    let declared = declarations::of_invt_no(tx, &head.invt_no)?;
    let documents = declared.as_ref().map(|(id, _)| declarations::documents(tx, *id)).transpose()?;
    let name_of = |gnum: u32| {
        let lines = documents.as_ref().map(|documents| &documents.declaration.lines)?;
        lines.iter().find(|line| line.gnum == gnum).map(|line| line.name.clone())
    };
    let waybill = documents.as_ref().map(|documents| documents.declaration.head.waybill_no.clone());
    Ok(TaxBill {
        status: bill_status(&head.status),
        lines: lines
            .into_iter()
            .map(|line| TaxBillLine {
                gnum: line.gnum,
                name: name_of(line.gnum),
                gcode: line.gcode,
                tax_price: line.base,
                customs_tax: line.duty,
                value_added_tax: line.vat,
                consumption_tax: line.consumption_tax,
            })
            .collect(),
        tax_no: head.tax_no,
        invt_no: head.invt_no,
        return_time: head.at.0,
        ent_duty_no: head.duty_no,
        customs_tax: head.duty,
        value_added_tax: head.vat,
        consumption_tax: head.consumption_tax,
        note: head.note,
        assure_code: head.guarantor_code,
        ebc_code: head.seller_code,
        logistics_code: head.carrier_code,
        agent_code: head.declarant_code,
        customs_code: head.customs_code,
        order_no: head.order_no.or(declared.map(|(_, order_no)| order_no)),
        logistics_no: head.waybill_no.or(waybill),
    })
}
