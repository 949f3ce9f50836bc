//! Station 8: declarations become signed messages, stored with their events in one transaction.
//!
//! # Invariants
//! - Only a case that passes the check again, with the facts of now, gets into a message.
//! - A record is in one live message at most; only after customs or the service refused that one does it travel again.
//! - The octets of a message never change after they were signed.

use std::sync::Arc;

use clearance_core::check::Checked;
use clearance_core::cn::life::{self, Document};
use clearance_core::cn::message::ceb621_inventory::Declaration;
use clearance_core::cn::message::{Body, Message, Transfer};
use clearance_core::cn::{self, Case, Facts, seal};
use clearance_core::exchange::Refusal;
use clearance_core::signing::{SignError, Signer};
use clearance_core::status::{Event, Operation, State, Subject};
use clearance_core::time::BeijingTime;
use rusqlite::{Connection, Transaction};

use crate::clock;
use crate::error::{Error, Result, fault};
use crate::facts;
use crate::store::declarations::Documents;
use crate::store::{
    Store, activity, batches, carried, declarations, events, handed as handed_over, messages, receipts,
    reviews, tables, to_i64,
};

mod handed;

pub(crate) use handed::{Collected, collect, take_back};

/// Most records in one message (message specification 202205).
const BATCH: usize = 100;

/// Who signs for whom.
pub(crate) struct Signing {
    pub(crate) client: String,
    pub(crate) key_id: String,
    pub(crate) signer: Arc<dyn Signer>,
    pub(crate) transfer: Transfer,
    /// Whether the client sends the orders too.
    pub(crate) sends_orders: bool,
}

/// A record that is about to travel.
struct Prepared {
    id: i64,
    cop_no: String,
    case: Checked<Case>,
}

/// Signs what a batch has left; how many were. `told` hears between two messages how many are done, and may stop it.
/// What was signed is in the outbox then, and the batch still has the rest.
pub(crate) fn sign(
    store: &Store,
    signing: &Signing,
    batch: &str,
    told: &dyn Fn(usize) -> Result<()>,
) -> Result<usize> {
    let mut signed = 0;
    loop {
        told(signed)?;
        let chunk = store.read(|c| batches::next(c, batch, BATCH))?;
        if chunk.is_empty() {
            return Ok(signed);
        }
        let now = clock::now();
        // A long batch may outlast a certificate.
        if now > signing.signer.certificate().not_after() {
            return Err(Error::new(&fault::KEY_EXPIRED));
        }
        let prepared = prepare(store, &chunk, now)?;
        if prepared.is_empty() {
            store.write(|tx| batches::leave(tx, batch, &chunk, 0))?;
        } else {
            signed += dispatch(store, signing, (batch, &chunk), &prepared, now)?;
        }
    }
}

/// Stamps and checks the documents again. What no longer passes goes back to the drafts.
fn prepare(store: &Store, ids: &[i64], now: BeijingTime) -> Result<Vec<Prepared>> {
    let mut prepared = Vec::with_capacity(ids.len());
    let mut stopped = Vec::new();
    for id in ids {
        let case = store.read(|c| stamped(c, *id, facts::bare(store.tables(), now), now))?;
        let Some((cop_no, case)) = case else { continue };
        match cn::accept(case) {
            Ok(case) => prepared.push(Prepared { id: *id, cop_no, case }),
            Err(_) => stopped.push(cop_no),
        }
    }
    if !stopped.is_empty() {
        store.write(|tx| {
            for cop_no in &stopped {
                let subject = Subject::declaration(cop_no);
                let at = not_before(tx, &subject, now)?;
                let event = Event::Declared { at, passes: false, answers: None };
                events::add(tx, &subject, &event, "", now.unix_ms())?;
                declarations::refresh(tx, cop_no)?;
            }
            Ok(())
        })?;
    }
    Ok(prepared)
}

fn stamped(c: &Connection, id: i64, facts: Facts, now: BeijingTime) -> Result<Option<(String, Case)>> {
    let Some(row) = declarations::find(c, &id.to_string())? else { return Ok(None) };
    let subject = Subject::declaration(&row.cop_no);
    // What is staged is declared when it is asked for by its number.
    let ready = matches!(row.state.as_str(), "to-sign" | "staged");
    if !ready || carried::is_live(c, &subject)? || handed_over::holds(c, &subject)? {
        return Ok(None);
    }
    if reviews::stands_in_the_way(c, id)? {
        return Ok(None);
    }
    let Documents { order, payment, waybill, mut declaration } = declarations::documents(c, id)?;
    declaration.head.guid = clock::guid()?;
    declaration.head.app_time = now;
    declaration.head.declared_on = now.date();
    declaration.head.app_status = "2".to_owned();
    let order = order.map(|mut order| {
        order.head.app_time = now;
        order
    });
    let mut case = Case { order, payment, waybill, declaration: Some(declaration), facts, ..Case::empty() };
    facts::gather(c, Some(id), &mut case)?;
    Ok(Some((row.cop_no, case)))
}

/// Our clock may have been put back since an event of our own: the next one still comes after it.
fn not_before(c: &Connection, subject: &Subject, now: BeijingTime) -> Result<BeijingTime> {
    Ok(events::last_of_ours(c, subject)?.map_or(now, |last| last.max(now)))
}

fn dispatch(
    store: &Store,
    signing: &Signing,
    (batch, chunk): (&str, &[i64]),
    prepared: &[Prepared],
    now: BeijingTime,
) -> Result<usize> {
    let orders = if signing.sends_orders { orders_to_send(store, prepared)? } else { Vec::new() };
    let mut written = Vec::new();
    if !orders.is_empty() {
        let mut orders = orders;
        for order in &mut orders {
            order.head.guid = clock::guid()?;
        }
        let asks = orders.iter().map(|order| Asks::new(order_subject(order), &order.head.guid)).collect();
        written.push(write(signing, Body::Orders(orders), asks)?);
    }
    let declared = prepared.iter().filter_map(|one| Some((one, one.case.get().declaration.clone()?)));
    let (asks, declarations) = declared
        .map(|(one, declaration)| (Asks::declaration(&one.cop_no, &declaration), declaration))
        .unzip();
    written.push(write(signing, Body::Declarations(declarations), asks)?);
    store.write(|tx| {
        for one in prepared {
            let case = one.case.get();
            let Some(declaration) = case.declaration.clone() else { continue };
            let documents = Documents {
                order: case.order.clone(),
                payment: case.payment.clone(),
                waybill: case.waybill.clone(),
                declaration,
            };
            declarations::set_documents(tx, one.id, &documents)?;
            tables::note(tx, one.id, &one.case.report().versions)?;
        }
        for message in &written {
            match message {
                Written::Sealed(message) => keep(tx, &signing.client, &signing.key_id, message, now)?,
                Written::Handed(message) => {
                    handed::remember(tx, &signing.client, &signing.key_id, message, now.unix_ms())?;
                }
            }
        }
        for one in prepared {
            declarations::refresh(tx, &one.cop_no)?;
        }
        batches::leave(tx, batch, chunk, prepared.len())?;
        let details = [("count", prepared.len().to_string()), ("key", signing.key_id.clone())];
        let message =
            written.last().map(|(Written::Sealed(last) | Written::Handed(last))| last.guid.as_str());
        activity::log_of(
            tx,
            now.unix_ms(),
            "signed",
            &signing.client,
            message.unwrap_or_default(),
            &details,
        )?;
        Ok(prepared.len())
    })
}

type Order = clearance_core::cn::message::ceb311_order::Order;

fn order_subject(order: &Order) -> Subject {
    Subject::order(&order.head.platform_code, &order.head.order_no)
}

/// Orders that no live message carries: after a rejected declaration its stored order is not sent again.
fn orders_to_send(store: &Store, prepared: &[Prepared]) -> Result<Vec<Order>> {
    let all = prepared.iter().filter_map(|one| one.case.get().order.clone());
    let mut orders: Vec<Order> = Vec::new();
    for order in all {
        let subject = order_subject(&order);
        if !store.read(|c| Ok(carried::is_live(c, &subject)? || handed_over::holds(c, &subject)?))? {
            orders.push(order);
        }
    }
    Ok(orders)
}

/// A signed message with the records it carries.
struct Sealed {
    guid: String,
    kind: String,
    xml: String,
    asks: Vec<Asks>,
}

/// What a message asks of one record.
pub(crate) struct Asks {
    pub(crate) subject: Subject,
    pub(crate) operation: Operation,
    /// Id of this submission of the record, where it is known.
    pub(crate) record: Option<String>,
}

impl Asks {
    /// To take a record as new.
    pub(crate) fn new(subject: Subject, record: &str) -> Self {
        Asks { subject, operation: Operation::New, record: Some(record.to_owned()) }
    }

    /// Whatever a declaration says that it asks.
    pub(crate) fn declaration(cop_no: &str, declaration: &Declaration) -> Self {
        let head = &declaration.head;
        let operation = Operation::of(&head.app_type);
        Asks { subject: Subject::declaration(cop_no), operation, record: Some(head.guid.clone()) }
    }
}

/// Signs one record in a message of its own and stores it together with `first`, in one transaction. A record that is
/// with customs travels again only once customs has answered what was asked last; gives the id of the message.
pub(crate) fn sign_one(
    store: &Store,
    signing: &Signing,
    body: Body,
    asks: Asks,
    first: impl FnOnce(&Transaction<'_>) -> Result<()>,
) -> Result<String> {
    let now = clock::now();
    let subject = asks.subject.clone();
    let Written::Sealed(sealed) = write(signing, body, vec![asks])? else {
        return Err(Error::new(&fault::SIGNS_ELSEWHERE));
    };
    store.write(|tx| {
        if handed_over::holds(tx, &subject)? {
            return Err(Error::new(&fault::ON_ITS_WAY));
        }
        if carried::is_live(tx, &subject)? {
            let all: Vec<Event> = events::of(tx, &subject)?.into_iter().map(|row| row.event).collect();
            if !clearance_core::status::fold(&all).is_some_and(|status| status.answered) {
                return Err(Error::new(&fault::ON_ITS_WAY));
            }
            carried::release(tx, &subject)?;
        }
        first(tx)?;
        keep(tx, &signing.client, &signing.key_id, &sealed, now)?;
        refresh(tx, &subject)?;
        let asked = sealed.asks.first().map(|asks| asks.operation);
        let (kind, number) = subject.0.split_once(':').unwrap_or(("", &subject.0));
        let word = match (kind, asked) {
            ("cancel", _) => "cancel-signed",
            ("return", _) => "return-signed",
            ("declaration", Some(Operation::Delete)) => "delete-signed",
            ("declaration", _) => "change-signed",
            _ => "signed",
        };
        let details = [("message", sealed.guid.clone()), ("key", signing.key_id.clone())];
        activity::log_of(tx, now.unix_ms(), word, &signing.client, number, &details)?;
        Ok(sealed.guid.clone())
    })
}

/// What became of a message that was written.
enum Written {
    Sealed(Sealed),
    /// It waits for another program to sign it.
    Handed(Sealed),
}

fn write(signing: &Signing, body: Body, asks: Vec<Asks>) -> Result<Written> {
    let guid = clock::guid()?;
    let kind = body.kind().root().trim_end_matches("Message").to_owned();
    let message = Message::new(guid.clone(), body, signing.transfer.clone());
    let unsigned = message.write();
    match seal::seal(&unsigned, signing.signer.as_ref()) {
        Ok(signed) => Ok(Written::Sealed(Sealed { guid, kind, xml: signed.into_xml(), asks })),
        Err(SignError::Pending) => Ok(Written::Handed(Sealed { guid, kind, xml: unsigned, asks })),
        Err(error) => Err(error.into()),
    }
}

fn keep(tx: &Transaction<'_>, client: &str, key: &str, message: &Sealed, now: BeijingTime) -> Result<()> {
    messages::insert(
        tx,
        &messages::Fresh {
            guid: &message.guid,
            client,
            key,
            kind: &message.kind,
            records: to_i64(message.asks.len()),
            body: &message.xml,
            at: now.unix_ms(),
        },
    )?;
    for Asks { subject, operation, record } in &message.asks {
        if !carried::add(tx, &message.guid, subject)? {
            return Err(Error::new(&fault::ON_ITS_WAY));
        }
        let at = not_before(tx, subject, now)?;
        let (operation, record) = (*operation, record.clone());
        let event = Event::Signed { at, message: message.guid.clone(), operation, record };
        events::add(tx, subject, &event, &message.guid, now.unix_ms())?;
    }
    Ok(())
}

/// The service has the message.
pub(crate) fn delivered(store: &Store, guid: &str) -> Result<()> {
    let now = clock::now();
    store.write(|tx| {
        if messages::done(tx, guid, "received", "", now.unix_ms())? {
            for subject in carried::of(tx, guid)? {
                let at = not_before(tx, &subject, now)?;
                let event = Event::Delivered { at, message: guid.to_owned() };
                events::add(tx, &subject, &event, guid, now.unix_ms())?;
                refresh(tx, &subject)?;
            }
        }
        Ok(())
    })
}

/// The service will never take the message: its records may be corrected and travel again.
pub(crate) fn refused(store: &Store, guid: &str, refusal: &Refusal) -> Result<()> {
    let now = clock::now();
    store.write(|tx| {
        if messages::done(tx, guid, "refused", &refusal.code, now.unix_ms())? {
            if let Some(receipt) = &refusal.receipt {
                receipts::add(tx, "answer", 0, "CEB900Message", receipt, true, now.unix_ms())?;
            }
            let words = (refusal.code.as_str(), refusal.says.zh.as_str(), refusal.says.en.as_str());
            refuse_records(tx, guid, words, now, guid)?;
        }
        Ok(())
    })
}

/// A message was taken from us and not sent on: its records are handed to a person. `false` when they were before.
pub(crate) fn given_up(store: &Store, guid: &str, words: (&str, &str, &str)) -> Result<bool> {
    let now = clock::now();
    store.write(|tx| {
        if messages::find(tx, guid)?.is_none_or(|message| message.state == "refused") {
            return Ok(false);
        }
        messages::refused_later(tx, guid, words.0)?;
        refuse_records(tx, guid, words, now, guid)?;
        Ok(true)
    })
}

/// Tells every record of a message that the message was refused.
pub(crate) fn refuse_records(
    tx: &Transaction<'_>,
    guid: &str,
    (code, zh, en): (&str, &str, &str),
    at: BeijingTime,
    source: &str,
) -> Result<()> {
    for subject in carried::of(tx, guid)? {
        let event = Event::Refused {
            at: not_before(tx, &subject, at)?,
            message: guid.to_owned(),
            code: code.to_owned(),
            zh: zh.to_owned(),
            en: en.to_owned(),
        };
        events::add(tx, &subject, &event, source, clock::now().unix_ms())?;
        refresh(tx, &subject)?;
    }
    Ok(())
}

/// Folds the events of a record, and lets it travel again if its submission came to nothing.
pub(crate) fn refresh(tx: &Transaction<'_>, subject: &Subject) -> Result<Option<State>> {
    let status = match subject.0.strip_prefix("declaration:") {
        Some(cop_no) => declarations::refresh(tx, cop_no)?,
        None => {
            let all: Vec<Event> = events::of(tx, subject)?.into_iter().map(|row| row.event).collect();
            clearance_core::status::fold(&all)
        }
    };
    let state = status.map(|status| status.state);
    // What is staged or deleted lies with nobody, and an approved application is done: no message carries it any more.
    let of = Document::of(subject);
    let done = |state: State| {
        matches!(state, State::Staged | State::Deleted)
            || (matches!(of, Document::Cancel | Document::Return) && life::is_accepted(of, state))
    };
    if state.is_some_and(|state| state.may_be_sent_again() || done(state)) {
        carried::release(tx, subject)?;
    }
    Ok(state)
}

/// Whether a declaration passes the check as it would be submitted anew.
pub(crate) fn passes_again(store: &Store, id: i64, documents: &Documents) -> Result<bool> {
    let mut case = Case {
        order: documents.order.clone(),
        payment: documents.payment.clone(),
        waybill: documents.waybill.clone(),
        declaration: Some(documents.declaration.clone()),
        facts: facts::bare(store.tables(), clock::now()),
        ..Case::empty()
    };
    store.read(|c| facts::gather(c, Some(id), &mut case))?;
    Ok(cn::check(&case).passes())
}

/// Makes a refused, rejected or returned declaration ready for a new submission, with documents that were judged.
pub(crate) fn submit_anew(
    tx: &Transaction<'_>,
    id: i64,
    documents: &Documents,
    passes: bool,
    now: BeijingTime,
) -> Result<()> {
    let row = declarations::find(tx, &id.to_string())?.ok_or_else(|| Error::new(&fault::NO_DECLARATION))?;
    let subject = Subject::declaration(&row.cop_no);
    if carried::is_live(tx, &subject)? {
        return Err(Error::new(&fault::ON_ITS_WAY));
    }
    // By the clock of customs: everything it said so far is about the submission before.
    let answers = events::of(tx, &subject)?
        .iter()
        .filter_map(|row| match &row.event {
            Event::Receipt(news) => Some(news.at),
            _ => None,
        })
        .max();
    let event = Event::Declared { at: not_before(tx, &subject, now)?, passes, answers };
    events::add(tx, &subject, &event, "", now.unix_ms())?;
    declarations::set_documents(tx, id, documents)?;
    reviews::keep_hands(tx, &row.cop_no)?;
    reviews::changed(tx, &row.cop_no)?;
    declarations::refresh(tx, &row.cop_no)?;
    Ok(())
}

/// A reviewer sent a declaration back: it is a draft until somebody corrects it or asks again.
pub(crate) fn send_back(tx: &Transaction<'_>, cop_no: &str) -> Result<()> {
    let now = clock::now();
    let subject = Subject::declaration(cop_no);
    let event = Event::Declared { at: not_before(tx, &subject, now)?, passes: false, answers: None };
    events::add(tx, &subject, &event, "", now.unix_ms())?;
    declarations::refresh(tx, cop_no)?;
    Ok(())
}
