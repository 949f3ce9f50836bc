//! Declarations: one in full, and what became of each order.

use clearance_core::cn::codes::Tables;
use clearance_core::cn::message::frame::Frame;
use clearance_core::cn::message::{Body, Message, Transfer, parse};
use clearance_core::cn::tax::assess_declaration;
use clearance_core::cn::{self, Case};
use clearance_core::mask;
use clearance_core::status::{Event, State, Subject, fold};
use clearance_core::text::Text;

use super::{Desk, explain};
use crate::clock;
use crate::error::{Error, Result, fault};
use crate::facts;
use crate::people::Right;
use crate::store::declarations::{Documents, ListRow, SILENT_AFTER};
use crate::store::events::EventRow;
use crate::store::{
    activity, bills, clients, declarations, events, messages, moment, receipts, tables, to_u32,
};
use crate::view::{
    DeclarationDetail, DeclarationLine, FieldSection, FieldValue, FindingLine, OrderStatus, ReceiptLine,
    Said, TaxLine, TimelineEntry,
};

/// For so long a screen may draw anew what it shows revealed, without another entry in the log; in milliseconds.
pub(super) const AGAIN: i64 = 5 * 60 * 1_000;

/// The state on the screen: our own words until customs has spoken, then its code.
pub(super) fn state_on_screen(row: &ListRow, now: i64) -> String {
    match row.state.as_str() {
        "to-sign" if row.review == "waiting" => "to-review".to_owned(),
        "draft" if row.review == "back" => "sent-back".to_owned(),
        "received" if row.since < now - SILENT_AFTER => "silent".to_owned(),
        "waiting" if row.tried > 0 => "sending".to_owned(),
        "refused" => "failed".to_owned(),
        own @ ("draft" | "to-sign" | "waiting" | "received" | "cancelled" | "deleted") => own.to_owned(),
        _ => row.code.clone(),
    }
}

pub(super) fn line(row: &ListRow, now: i64) -> DeclarationLine {
    let state = state_on_screen(row, now);
    DeclarationLine {
        id: row.id.to_string(),
        client: String::new(),
        order_no: row.order_no.clone(),
        waybill_no: row.waybill_no.clone(),
        inventory_no: row.invt_no.clone(),
        needs_you: row.needs_you || state == "silent",
        state,
        buyer: row.buyer.clone(),
        goods: row.goods.clone(),
        lines: to_u32(row.line_count),
        value: row.value.clone(),
        tax: row.tax.clone(),
        customs: row.customs.clone(),
        mode: row.mode.clone(),
        updated: moment(row.updated).to_string(),
    }
}

impl Desk {
    /// One declaration in full, by its id or its own number. What is personal is masked unless revealed; revealing is
    /// logged.
    ///
    /// # Errors
    /// There is no such declaration.
    pub fn declaration(&self, id: &str, reveal: bool) -> Result<DeclarationDetail> {
        let _acting = self.may(if reveal { Right::Reveal } else { Right::Look })?;
        let now = clock::now();
        let (row, documents, all, client) = self.store().read(|c| {
            let row = declarations::find(c, id)?.ok_or_else(|| Error::new(&fault::NO_DECLARATION))?;
            let documents = declarations::documents(c, row.id)?;
            let all = events::of(c, &Subject::declaration(&row.cop_no))?;
            let name = clients::names(c)?.remove(&row.client).unwrap_or_default();
            Ok((row, documents, all, name))
        })?;
        if reveal {
            self.store().write(|tx| {
                let at = now.unix_ms();
                if !activity::told_lately(tx, "revealed", &row.cop_no, at - AGAIN)? {
                    activity::log_of(tx, at, "revealed", &row.client, &row.cop_no, &[])?;
                }
                Ok(())
            })?;
        }
        let head = &documents.declaration.head;
        let shown = |text: &str, mask: fn(&str) -> String| if reveal { text.to_owned() } else { mask(text) };
        let mut line = DeclarationLine { client, ..line(&row, now.unix_ms()) };
        if reveal {
            line.buyer.clone_from(&head.buyer_name);
        }
        let mut case = Case {
            order: documents.order.clone(),
            payment: documents.payment.clone(),
            waybill: documents.waybill.clone(),
            declaration: Some(documents.declaration.clone()),
            facts: facts::bare(self.store().tables(), now),
            ..Case::empty()
        };
        self.store().read(|c| facts::gather(c, Some(row.id), &mut case))?;
        let tables = case.tables();
        let assessed =
            assess_declaration(&documents.declaration, case.facts.bought_this_year, tables.rates());
        let goods = |gnum: u32| {
            let lines = &documents.declaration.lines;
            lines.iter().find(|line| line.gnum == gnum).map(|line| line.name.clone()).unwrap_or_default()
        };
        let status = fold(&all.iter().map(|row| row.event.clone()).collect::<Vec<_>>());
        let explanation = status.as_ref().and_then(|status| {
            let (reason, words) = status.reason.clone().unwrap_or_default();
            let code = status.code.as_deref().unwrap_or(&row.code);
            explain::refusal(status.state, code, &reason.unwrap_or_default(), &words)
        });
        Ok(DeclarationDetail {
            phone: shown(&head.buyer_telephone, mask::phone),
            id_number: shown(&head.buyer_id_number, mask::id_number),
            sections: sections(&documents, tables, reveal)?,
            findings: cn::check(&case).findings.into_iter().map(finding_line).collect(),
            tax: assessed
                .lines
                .iter()
                .map(|one| TaxLine {
                    gnum: one.gnum,
                    gcode: one.gcode.clone(),
                    goods: goods(one.gnum),
                    base: one.base.to_string(),
                    duty: one.duty.to_string(),
                    consumption: one.consumption_tax.to_string(),
                    vat: one.vat.to_string(),
                })
                .collect(),
            versions: tables.versions().line(),
            tax_total: assessed.total.to_string(),
            explanation,
            timeline: timeline(&all),
            line,
        })
    }

    /// What became of orders, by order number or own number; all of them when none is named.
    ///
    /// # Errors
    /// The store.
    pub fn statuses(&self, orders: &[String]) -> Result<Vec<OrderStatus>> {
        let _acting = self.may(Right::Look)?;
        self.statuses_of("", orders)
    }

    /// As [`Desk::statuses`], of one client only, or of all when it is empty.
    ///
    /// # Errors
    /// There is no such client; the store.
    pub fn statuses_of(&self, client: &str, orders: &[String]) -> Result<Vec<OrderStatus>> {
        let _acting = self.may(Right::Look)?;
        let now = clock::now().unix_ms();
        let client = self.id_or_all(client)?;
        self.store().read(|c| {
            let mut rows = Vec::new();
            if orders.is_empty() {
                rows = declarations::all(c, &client)?;
            }
            for order in orders {
                let found = declarations::of_order(c, order)?;
                let own = if found.is_empty() { declarations::find(c, order)? } else { None };
                let all = found.into_iter().chain(own);
                rows.extend(all.filter(|row| client.is_empty() || row.client == client));
            }
            rows.iter().map(|row| order_status(c, row, now)).collect()
        })
    }

    /// The XML of a message or receipt, as it was sent or came.
    ///
    /// # Errors
    /// There is no such message.
    pub fn xml(&self, message: &str) -> Result<String> {
        let _acting = self.may(Right::Reveal)?;
        let found = self.store().read(|c| match messages::body(c, message)? {
            Some(body) => Ok(Some(body)),
            None => receipts::body(c, message),
        })?;
        let found = found.ok_or_else(|| Error::new(&fault::NO_MESSAGE))?;
        // Word for word, it shows what is personal.
        let at = clock::now().unix_ms();
        self.store().write(|tx| {
            if activity::told_lately(tx, "message-shown", message, at - AGAIN)? {
                return Ok(());
            }
            activity::log(tx, at, "message-shown", message)
        })?;
        Ok(found)
    }
}

fn order_status(c: &rusqlite::Connection, row: &ListRow, now: i64) -> Result<OrderStatus> {
    let line = line(row, now);
    let all = events::of(c, &Subject::declaration(&row.cop_no))?;
    let receipts = all.into_iter().filter_map(|row| match row.event {
        Event::Receipt(news) => Some(ReceiptLine {
            state: news.code,
            at: news.at.to_string(),
            code: news.reason.unwrap_or_default(),
            text: news.text,
        }),
        _ => None,
    });
    Ok(OrderStatus {
        order_no: row.order_no.clone(),
        cop_no: row.cop_no.clone(),
        pre_no: row.pre_no.clone(),
        invt_no: row.invt_no.clone(),
        state: line.state,
        at: moment(row.since).to_string(),
        needs_you: line.needs_you,
        receipts: receipts.collect(),
        versions: tables::noted(c, row.id)?,
        applications: super::life::applications_of(c, row.id, now)?,
    })
}

pub(super) fn finding_line(finding: clearance_core::check::Finding) -> FindingLine {
    FindingLine {
        rule: finding.rule.into_owned(),
        mark: finding.severity.into(),
        at: finding.at,
        says: Said::new(finding.zh, finding.en),
        help: Said::new(finding.help_zh, finding.help_en),
    }
}

/// Everything that happened, in the order of the times that each side gave.
fn timeline(all: &[EventRow]) -> Vec<TimelineEntry> {
    let mut released = false;
    all.iter()
        .map(|row| {
            let late = released;
            let (state, code, title, detail, raw) = match &row.event {
                Event::Declared { passes, .. } => {
                    let state = if *passes { State::ToSign } else { State::Draft };
                    let title = Text { zh: "生成清单", en: "Declared" };
                    (screen_word(state), String::new(), title.into(), Said::default(), String::new())
                }
                Event::TakenBack { .. } => {
                    let title =
                        Text { zh: "整批导入被撤销，清单收回", en: "Taken back with its import" };
                    (screen_word(State::Deleted), String::new(), title.into(), Said::default(), String::new())
                }
                Event::Signed { .. } => own(State::Waiting),
                Event::Delivered { .. } => own(State::Received),
                Event::Refused { code, zh, en, .. } => {
                    let (state, _, title, _, _) = own(State::Refused);
                    (state, code.clone(), title, Said::new(zh.clone(), en.clone()), String::new())
                }
                Event::Receipt(news) => {
                    released |= news.state.is_release();
                    let title = explain::state(news.state).into();
                    let reason = news.reason.clone().unwrap_or_default();
                    let known = explain::refusal(news.state, &news.code, &reason, &news.text);
                    let detail = known.map_or_else(|| Said::same(news.text.clone()), |known| known.title);
                    (news.code.clone(), reason, title, detail, news.text.clone())
                }
            };
            let late = late && !matches!(&row.event, Event::Receipt(news) if news.state.is_release());
            let at = row.event.at().to_string();
            // What was made here has no message behind it yet.
            let made_here = matches!(row.event, Event::Declared { .. });
            let message_id = if made_here { String::new() } else { row.source.clone() };
            TimelineEntry { at, state, code, title, detail, raw, message_id, late }
        })
        .collect()
}

type Told = (String, String, Said, Said, String);

fn own(state: State) -> Told {
    (screen_word(state), String::new(), explain::state(state).into(), Said::default(), String::new())
}

fn screen_word(state: State) -> String {
    match state {
        State::Refused => "failed".to_owned(),
        other => declarations::state_word(other).unwrap_or_default(),
    }
}

/// All fields of all documents. They are read back from what would be written, so that the screen shows what customs sees.
fn sections(documents: &Documents, tables: &Tables, reveal: bool) -> Result<Vec<FieldSection>> {
    let mut all = Vec::new();
    let declaration = Body::Declarations(vec![documents.declaration.clone()]);
    document(&mut all, declaration, Text { zh: "清单", en: "Declaration" }, tables, reveal)?;
    if let Some(order) = &documents.order {
        document(
            &mut all,
            Body::Orders(vec![order.clone()]),
            Text { zh: "订单", en: "Order" },
            tables,
            reveal,
        )?;
    }
    if let Some(payment) = &documents.payment {
        document(
            &mut all,
            Body::Payments(vec![payment.clone()]),
            Text { zh: "支付单", en: "Payment" },
            tables,
            reveal,
        )?;
    }
    if let Some(waybill) = &documents.waybill {
        document(
            &mut all,
            Body::Waybills(vec![waybill.clone()]),
            Text { zh: "运单", en: "Waybill" },
            tables,
            reveal,
        )?;
    }
    Ok(all)
}

fn document(
    all: &mut Vec<FieldSection>,
    body: Body,
    title: Text,
    tables: &Tables,
    reveal: bool,
) -> Result<()> {
    let text = |text: &str| text.to_owned();
    let transfer = Transfer {
        company_code: text("0"),
        company_name: text("0"),
        mode: text("DXP"),
        dxp_id: text("0"),
        note: None,
    };
    let xml = Message::new(String::new(), body, transfer).write();
    let unreadable = |e: cn::message::ReadError| Error::new(&fault::STORED).because(e);
    let tree = parse(&xml).map_err(unreadable)?;
    let frame = Frame::read(&tree.document).map_err(unreadable)?;
    for entity in &frame.entities {
        let parts = entity.head.iter().chain(&entity.lines).enumerate();
        for (n, part) in parts {
            let fields = part.group.fields.iter().zip(&part.values);
            let fields = fields.filter_map(|(field, value)| {
                let value = value.as_deref()?;
                let shown = if reveal { None } else { hidden(field.element, value) };
                let masked = shown.is_some();
                let value = shown.unwrap_or_else(|| named(tables, field, value));
                Some(FieldValue {
                    element: field.element.to_owned(),
                    name: Said::new(field.zh, field.en),
                    value,
                    masked,
                })
            });
            let title = match n {
                0 => Said::from(title),
                n => Said::new(format!("{}商品 {n}", title.zh), format!("{}, goods {n}", title.en)),
            };
            all.push(FieldSection { title, fields: fields.collect() });
        }
    }
    Ok(())
}

/// What a person sees of a personal field; `None` for one that is not personal.
fn hidden(element: &str, value: &str) -> Option<String> {
    Some(match element {
        "buyerName" | "consignee" | "payerName" => mask::name(value),
        "buyerIdNumber" | "payerIdNumber" => mask::id_number(value),
        "buyerTelephone" | "consigneeTelephone" | "telephone" => mask::phone(value),
        "consigneeAddress" => mask::address(value),
        _ => return None,
    })
}

/// A code with its name beside it.
fn named(tables: &Tables, field: &cn::fields::Field, value: &str) -> String {
    let name = match field.values {
        cn::fields::Values::Table(table) => tables.name(table, value),
        _ => None,
    };
    name.filter(|name| *name != value).map_or_else(|| value.to_owned(), |name| format!("{value} {name}"))
}

impl Desk {
    /// The declarations that an import made.
    ///
    /// # Errors
    /// The store.
    pub fn ids_of_import(&self, import: &str) -> Result<Vec<String>> {
        let _acting = self.may(Right::Look)?;
        let ids = self.store().read(|c| declarations::ids_of_import(c, import))?;
        Ok(ids.iter().map(ToString::to_string).collect())
    }

    /// How many of these declarations customs has not settled, or left to a person, yet.
    ///
    /// # Errors
    /// The store.
    pub fn open_of(&self, ids: &[String]) -> Result<usize> {
        let _acting = self.may(Right::Look)?;
        self.store().read(|c| {
            let mut open = 0;
            for id in ids {
                let Some(row) = declarations::find(c, id)? else { continue };
                let settled = match row.state.as_str() {
                    // A release is followed by its bill.
                    "released" => bills::of_invt_no(c, &row.invt_no)?,
                    "closed" | "review" | "draft" => true,
                    _ => row.needs_you,
                };
                open += usize::from(!settled);
            }
            Ok(open)
        })
    }
}
