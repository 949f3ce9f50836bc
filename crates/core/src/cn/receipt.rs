//! Receipts: what customs answers. Station 11.
//!
//! One file a receipt, and beside it the function that says what it means. Unknown states and codes are kept whole.

use serde::{Deserialize, Serialize};

use super::message::frame::Frame;
use super::message::layout::Kind;
use super::message::record::Record;
use super::message::{Prefix, ReadError, Writer, read_head, read_with_lines};
use crate::status::{News, State, Subject};
use crate::time::BeijingTime;

pub mod ceb312_order;
pub mod ceb412_payment;
pub mod ceb512_waybill;
pub mod ceb514_waybill_status;
pub mod ceb622_inventory;
pub mod ceb624_cancel;
pub mod ceb626_return;
pub mod ceb712_entry;
pub mod ceb816_tax;
pub mod ceb818_tax_status;
pub mod ceb900_format;
pub mod dictionary;
pub mod drift;

/// A message from customs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Attribute `guid`.
    pub id: String,
    /// What it says.
    pub body: Body,
}

/// The receipts in an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Body {
    /// CEB312.
    Orders(Vec<ceb312_order::OrderReceipt>),
    /// CEB412.
    Payments(Vec<ceb412_payment::PaymentReceipt>),
    /// CEB512.
    Waybills(Vec<ceb512_waybill::WaybillReceipt>),
    /// CEB622.
    Declarations(Vec<ceb622_inventory::InventoryReceipt>),
    /// CEB816.
    TaxBills(Vec<ceb816_tax::TaxBillMessage>),
    /// CEB818.
    TaxBillStatuses(Vec<ceb818_tax_status::TaxBillStatus>),
    /// CEB900.
    Format(ceb900_format::FormatReceipt),
    /// CEB514.
    WaybillStatuses(Vec<ceb514_waybill_status::WaybillStatusReceipt>),
    /// CEB624.
    Cancels(Vec<ceb624_cancel::CancelReceipt>),
    /// CEB626.
    Returns(Vec<ceb626_return::ReturnReceipt>),
    /// CEB712.
    Entries(Vec<ceb712_entry::EntryReceipt>),
}

impl Body {
    /// Which message it makes.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Body::Orders(_) => Kind::Ceb312,
            Body::Payments(_) => Kind::Ceb412,
            Body::Waybills(_) => Kind::Ceb512,
            Body::Declarations(_) => Kind::Ceb622,
            Body::TaxBills(_) => Kind::Ceb816,
            Body::TaxBillStatuses(_) => Kind::Ceb818,
            Body::Format(_) => Kind::Ceb900,
            Body::WaybillStatuses(_) => Kind::Ceb514,
            Body::Cancels(_) => Kind::Ceb624,
            Body::Returns(_) => Kind::Ceb626,
            Body::Entries(_) => Kind::Ceb712,
        }
    }
}

impl Answer {
    /// Reads an answer from its frame.
    ///
    /// # Errors
    /// The path of the first element that cannot be read.
    pub fn read(frame: &Frame<'_>) -> Result<Answer, ReadError> {
        fn heads<T: Record>(frame: &Frame<'_>) -> Result<Vec<T>, ReadError> {
            frame
                .entities
                .iter()
                .map(read_head)
                .collect::<Result<_, _>>()
                .map_err(|e| ReadError::Element(e.to_owned()))
        }
        let body = match frame.kind {
            Kind::Ceb312 => Body::Orders(heads(frame)?),
            Kind::Ceb412 => Body::Payments(heads(frame)?),
            Kind::Ceb512 => Body::Waybills(heads(frame)?),
            Kind::Ceb622 => Body::Declarations(heads(frame)?),
            Kind::Ceb816 => Body::TaxBills(
                frame
                    .entities
                    .iter()
                    .map(|e| {
                        read_with_lines(e).map(|(head, lines)| ceb816_tax::TaxBillMessage { head, lines })
                    })
                    .collect::<Result<_, _>>()
                    .map_err(|e| ReadError::Element(e.to_owned()))?,
            ),
            Kind::Ceb818 => Body::TaxBillStatuses(heads(frame)?),
            Kind::Ceb900 => {
                let first = heads(frame)?.into_iter().next();
                Body::Format(first.ok_or_else(|| ReadError::Element("MessageReturn".into()))?)
            }
            Kind::Ceb514 => Body::WaybillStatuses(heads(frame)?),
            Kind::Ceb624 => Body::Cancels(heads(frame)?),
            Kind::Ceb626 => Body::Returns(heads(frame)?),
            Kind::Ceb712 => Body::Entries(heads(frame)?),
            other => return Err(ReadError::Root(other.root().to_owned())),
        };
        Ok(Answer { id: frame.guid.clone().into_owned(), body })
    }

    /// Reads an answer from XML text; the service's and the desk's way in.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn read_text(xml: &str) -> Result<Answer, ReadError> {
        let parsed = super::message::parse(xml)?;
        Answer::read(&Frame::read(&parsed.document)?)
    }

    /// Reads an answer from an archive, whose encoding may be another than UTF-8: see
    /// [`archive_text`](super::message::archive_text).
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn read_archive(octets: &[u8]) -> Result<Answer, ReadError> {
        Answer::read_text(&super::message::archive_text(octets)?)
    }

    /// Writes the answer in the default namespace, unsigned, as customs does.
    #[must_use]
    pub fn write(&self) -> String {
        let kind = self.body.kind();
        let mut out = Writer::open(kind, &self.id, Prefix::Default);
        match &self.body {
            Body::Orders(all) => all.iter().for_each(|one| out.single(kind, one)),
            Body::Payments(all) => all.iter().for_each(|one| out.single(kind, one)),
            Body::Waybills(all) => all.iter().for_each(|one| out.single(kind, one)),
            Body::Declarations(all) => all.iter().for_each(|one| out.single(kind, one)),
            Body::TaxBills(all) => all.iter().for_each(|one| out.document(kind, &one.head, &one.lines)),
            Body::TaxBillStatuses(all) => all.iter().for_each(|one| out.single(kind, one)),
            Body::Format(one) => out.single(kind, one),
            Body::WaybillStatuses(all) => all.iter().for_each(|one| out.single(kind, one)),
            Body::Cancels(all) => all.iter().for_each(|one| out.single(kind, one)),
            Body::Returns(all) => all.iter().for_each(|one| out.single(kind, one)),
            Body::Entries(all) => all.iter().for_each(|one| out.single(kind, one)),
        }
        out.close(kind)
    }

    /// What each receipt means for the document that it answers. Tax bills are no news of a document: see `body`.
    #[must_use]
    pub fn news(&self) -> Vec<News> {
        match &self.body {
            Body::Orders(all) => all.iter().map(ceb312_order::OrderReceipt::news).collect(),
            Body::Payments(all) => all.iter().map(ceb412_payment::PaymentReceipt::news).collect(),
            Body::Waybills(all) => all.iter().map(ceb512_waybill::WaybillReceipt::news).collect(),
            Body::Declarations(all) => all.iter().map(ceb622_inventory::InventoryReceipt::news).collect(),
            Body::WaybillStatuses(all) => {
                all.iter().map(ceb514_waybill_status::WaybillStatusReceipt::news).collect()
            }
            Body::Cancels(all) => all.iter().map(ceb624_cancel::CancelReceipt::news).collect(),
            Body::Returns(all) => all.iter().map(ceb626_return::ReturnReceipt::news).collect(),
            Body::Entries(all) => all.iter().map(ceb712_entry::EntryReceipt::news).collect(),
            Body::TaxBills(_) | Body::TaxBillStatuses(_) | Body::Format(_) => Vec::new(),
        }
    }
}

/// What a `returnStatus` means. Unknown numbers stay visible as they are.
#[must_use]
pub fn state_of(return_status: &str) -> State {
    match return_status {
        "1" => State::Staged,
        "2" => State::Declaring,
        "3" => State::SentOn,
        "4" => State::SendFailed,
        "100" => State::Rejected,
        "120" => State::Stored,
        "300" => State::Review,
        "399" => State::Approved,
        "400" => State::AwaitingArrival,
        "500" => State::Inspection,
        "501" | "502" | "503" | "599" => State::Detained,
        "600" => State::Suspended,
        "700" => State::ShipBack,
        "800" => State::Released,
        "899" => State::Closed,
        negative if negative.starts_with('-') => State::Error,
        _ => State::Unknown,
    }
}

/// The numbers in `[Code:1332;Desc:…]` groups and bare `code:` marks, without regard to case, blanks and the width of
/// signs; also a number with a colon that the words begin with (`22001:支付企业未备案`).
#[must_use]
pub fn codes_in(text: &str) -> Vec<String> {
    let fold = |sign: char| match sign {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(sign) - 0xFEE0).unwrap_or(sign),
        other => other,
    };
    let folded: String = text.chars().map(fold).map(|sign| sign.to_ascii_lowercase()).collect();
    let number = |text: &str| -> String {
        text.chars().take_while(|sign| sign.is_ascii_digit() || *sign == '-').collect()
    };
    let mut codes = Vec::new();
    let mut rest = folded.as_str();
    while let Some(at) = rest.find("code") {
        rest = rest[at + 4..].trim_start();
        let digits = rest.strip_prefix(':').map(|after| number(after.trim_start())).unwrap_or_default();
        if !digits.is_empty() {
            codes.push(digits);
        }
    }
    if codes.is_empty() {
        let first = number(folded.trim_start());
        let colon = folded.trim_start()[first.len()..].trim_start().starts_with(':');
        codes.extend((colon && (4..=6).contains(&first.len())).then_some(first));
    }
    codes
}

/// In the text of a 2 that answers a deletion (by analogy with 新增申报成功).
const DELETED: &str = "删除申报成功";

pub(crate) fn news(
    subject: Subject,
    status: &str,
    at: BeijingTime,
    text: &str,
    pre_no: Option<&String>,
    invt_no: Option<&String>,
) -> News {
    News {
        subject,
        state: if status == "2" && text.contains(DELETED) { State::Deleted } else { state_of(status) },
        code: status.to_owned(),
        at,
        reason: codes_in(text).into_iter().next(),
        text: text.to_owned(),
        pre_no: pre_no.cloned(),
        invt_no: invt_no.cloned(),
        guid: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_found_in_every_spelling() {
        for (text, codes) in [
            ("[Code:2600;Desc:放行]", vec!["2600"]),
            ("[code:22001;Desc:支付企业未备案]", vec!["22001"]),
            ("[Code:1332;Desc:x],[OrderHead.acturalPaid:1] [Code: 1327;]", vec!["1332", "1327"]),
            ("订单新增申报成功", vec![]),
            ("Code:", vec![]),
            ("22001:支付企业未备案", vec!["22001"]),
            ("【Ｃｏｄｅ：１３３２；Desc：x】", vec!["1332"]),
            ("[code :1327 ;Desc:x]", vec!["1327"]),
            ("800-实货放行", vec![]),
            ("encode 1332", vec![]),
        ] {
            assert_eq!(codes_in(text), codes, "{text}");
        }
    }

    #[test]
    fn unknown_states_stay_visible() {
        assert_eq!(state_of("18"), State::Unknown);
        assert_eq!(state_of("-621029"), State::Error);
        assert_eq!(state_of("502"), State::Detained);
    }
}
