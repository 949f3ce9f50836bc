//! Ties a print back to its bill and to the message that carried it.

use clearance_core::bill::{TaxBill, in_words};
use clearance_core::text::Text;
use lopdf::{Document, Object};
use serde::{Deserialize, Serialize};

use super::PrintedBill;
use super::form::amount;
use super::pdf::FACTS;

/// What a print turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// A print of this bill from this message, with its amounts.
    Agrees,
    /// No print of ours: unreadable, or without our facts.
    NotAPrint,
    /// A print of other bills.
    OtherBill,
    /// A print of a bill with this number, from another message.
    OtherMessage,
    /// The facts in the file state other amounts.
    AmountsDiffer,
    /// The facts agree, but the pages show something else.
    PagesDiffer,
}

impl Verdict {
    /// The verdict as people read it.
    #[must_use]
    pub const fn label(self) -> Text {
        match self {
            Verdict::Agrees => {
                Text { zh: "与税单和原始报文一致", en: "Agrees with the bill and its message" }
            }
            Verdict::NotAPrint => {
                Text { zh: "不是本软件打印的税单", en: "Not a tax bill printed by this program" }
            }
            Verdict::OtherBill => Text { zh: "是其他税单的打印件", en: "A print of another bill" },
            Verdict::OtherMessage => Text { zh: "来自另一份报文", en: "Printed from another message" },
            Verdict::AmountsDiffer => {
                Text { zh: "金额与税单不一致", en: "The amounts differ from the bill" }
            }
            Verdict::PagesDiffer => Text { zh: "页面内容被改动", en: "The pages were changed" },
        }
    }
}

/// What the document's information says about a bill: number, digest and the three taxes. Pages are found by it.
pub(super) fn facts(printed: &PrintedBill) -> String {
    facts_of(&printed.bill, &printed.message_sha256)
}

fn facts_of(bill: &TaxBill, message_sha256: &[u8; 32]) -> String {
    let taxes = [bill.customs_tax, bill.value_added_tax, bill.consumption_tax].map(|tax| tax.to_wire());
    format!("{}|{}|{}", bill.tax_no, hex(message_sha256), taxes.join("|"))
}

/// A bill that a print says it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedBill {
    /// Its number.
    pub tax_no: String,
    /// SHA-256 of the message that carried it, in lower-case hexadecimal.
    pub message_sha256: String,
}

/// Which bills a print says it shows: what to look up before [`verify_print`]. Empty when it is no print of ours.
#[must_use]
pub fn stated_bills(pdf: &[u8]) -> Vec<StatedBill> {
    let facts = Document::load_mem(pdf).ok().and_then(|file| stated_facts(&file)).unwrap_or_default();
    let stated = |fact: &String| {
        let mut parts = fact.split('|').map(str::to_owned);
        Some(StatedBill { tax_no: parts.next()?, message_sha256: parts.next()? })
    };
    facts.iter().filter_map(stated).collect()
}

/// Checks a print against a bill and the SHA-256 of the message as received.
///
/// It looks at the facts in the file and at the text of the pages. It finds a mix-up or a changed amount; it is no
/// signature, and does not see a picture laid over the text.
#[must_use]
pub fn verify_print(pdf: &[u8], bill: &TaxBill, message_sha256: &[u8; 32]) -> Verdict {
    let Ok(file) = Document::load_mem(pdf) else {
        return Verdict::NotAPrint;
    };
    let Some(stated) = stated_facts(&file) else {
        return Verdict::NotAPrint;
    };
    let number = format!("{}|", bill.tax_no);
    let of_bill: Vec<&String> = stated.iter().filter(|fact| fact.starts_with(&number)).collect();
    let expected = facts_of(bill, message_sha256);
    let from_message = format!("{number}{}|", hex(message_sha256));
    if of_bill.is_empty() {
        return Verdict::OtherBill;
    }
    if !of_bill.iter().any(|fact| fact.starts_with(&from_message)) {
        return Verdict::OtherMessage;
    }
    if !of_bill.contains(&&expected) {
        return Verdict::AmountsDiffer;
    }
    if pages_show(&file, bill, message_sha256) { Verdict::Agrees } else { Verdict::PagesDiffer }
}

/// The facts in the file, or nothing when it is no print of ours.
fn stated_facts(file: &Document) -> Option<Vec<String>> {
    let info = file.trailer.get(b"Info").and_then(Object::as_reference).ok()?;
    let facts = file.get_dictionary(info).ok()?.get(FACTS).and_then(Object::as_array).ok()?;
    facts.iter().map(utf16).collect()
}

fn utf16(text: &Object) -> Option<String> {
    let bytes = text.as_str().ok()?.strip_prefix(&[0xFE, 0xFF])?;
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
    String::from_utf16(&units).ok()
}

/// A page that nobody can read within this is none of ours.
const LARGEST_PAGE: usize = 4 << 20;

/// Whether the pages that carry the bill's number and digest show its amounts.
fn pages_show(file: &Document, bill: &TaxBill, message_sha256: &[u8; 32]) -> bool {
    let squeeze = |text: &str| text.split_whitespace().collect::<String>();
    let number = squeeze(&format!("税单编号：{}", bill.tax_no));
    let digest = hex(message_sha256);
    let mut shown = String::new();
    for page in file.get_pages().keys() {
        let Ok(text) = file.extract_text_with_limit(&[*page], LARGEST_PAGE) else {
            return false;
        };
        let text = squeeze(&text);
        if text.contains(&number) && text.contains(&digest) {
            shown.push_str(&text);
        } else if !shown.is_empty() {
            break;
        }
    }
    let cents = bill.cents();
    let tax = cents.sums.tax();
    let total = [format!("￥{}", amount(tax)), format!("人民币{}", in_words(tax))];
    let lines = cents.lines.iter().map(|line| {
        let amounts =
            [line.tax_price, line.customs_tax, line.value_added_tax, line.consumption_tax].map(amount);
        amounts.concat()
    });
    total.into_iter().chain(lines).all(|text| shown.contains(&squeeze(&text)))
}

/// Lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Signs in groups of four, for the eye.
pub(super) fn grouped(text: &str) -> String {
    let signs: Vec<char> = text.chars().collect();
    signs.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}
