//! Tax bills as PDF: station 13.
//!
//! [`print`] draws electronic tax bills (电子税单), [`print_index`] the summary list (税单汇总表), [`verify_print`]
//! ties a print back to its bill and to the message it came from. The same input gives the same bytes.
//!
//! # Invariants
//! A print never imitates a seal of customs. A character that the font lacks is never a silent box: it prints as 〓 and
//! is named in the file's warnings.

mod canvas;
mod error;
mod font;
mod form;
mod grid;
mod index;
mod naming;
mod pdf;
mod qr;
mod verify;

use naming::Names;

pub use error::PrintError;
pub use font::Font;
pub use index::{IndexOptions, print_index};
pub use verify::{StatedBill, Verdict, stated_bills, verify_print};

use clearance_core::bill::TaxBill;
use clearance_core::text::Sentence;
use clearance_core::time::BeijingTime;
use jiff::civil::Date;

use canvas::Document;
use font::Ink;

/// Whether a naming pattern can be used; what is wrong with it otherwise.
///
/// # Errors
/// A placeholder that does not exist, or an open brace.
pub(crate) fn read_pattern(pattern: &str) -> Result<(), crate::view::Said> {
    Names::new(pattern).map(|_| ()).map_err(|error| error.says().into())
}

/// A bill with what a print shows beyond it.
#[derive(Clone, Debug)]
pub struct PrintedBill {
    /// The bill.
    pub bill: TaxBill,
    /// Names from the table of companies and of customs offices.
    pub names: BillNames,
    /// SHA-256 of the message that carried the bill, as received.
    pub message_sha256: [u8; 32],
    /// Day of the declaration, for the summary list.
    pub declared_on: Option<Date>,
    /// Day of the release, for the summary list.
    pub released_on: Option<Date>,
}

/// Names for the codes of a bill. What is unknown prints as its code alone.
#[derive(Clone, Debug, Default)]
pub struct BillNames {
    /// The seller (电商企业).
    pub ebc: Option<String>,
    /// The carrier (物流企业).
    pub logistics: Option<String>,
    /// The declaring company (申报企业).
    pub agent: Option<String>,
    /// The guarantor (担保企业).
    pub assure: Option<String>,
    /// The customs office (申报海关).
    pub customs: Option<String>,
}

/// How many files come out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FileLayout {
    /// Every bill is a file of its own.
    #[default]
    OnePerBill,
    /// All bills in one file, each beginning on a new page, with bookmarks.
    OneFile,
}

/// How bills are printed.
#[derive(Clone, Debug)]
pub struct PrintOptions {
    /// How many files.
    pub files: FileLayout,
    /// Who prints (打印人).
    pub printed_by: String,
    /// When; handed in, because the same input must give the same bytes.
    pub printed_at: BeijingTime,
    /// Pattern of the file names without `.pdf`: `{client}` `{month}` `{day}` `{tax_no}` `{invt_no}` `{order_no}`, or
    /// their Chinese names `{客户}` `{月}` `{日}` `{税单编号}` `{清单编号}` `{订单编号}`; `{bill}` `{inventory}` `{order}`
    /// `{date}` mean the same. Empty: client, month and bill number.
    pub naming: String,
    /// The client's short name for the pattern.
    pub client: String,
    /// Shortens order and waybill numbers, for prints that leave the company.
    pub masked: bool,
}

/// A printed file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PdfFile {
    /// File name with `.pdf`, safe on every system and unique in its batch.
    pub name: String,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Number of pages.
    pub pages: usize,
    /// Bills whose head and lines do not add up, and characters that the font lacks, each named once. Empty when all
    /// is printed as it should be.
    pub warnings: Vec<Sentence>,
}

/// Prints bills.
///
/// # Errors
/// Nothing to print, an unknown placeholder in the naming pattern, or a font that does not embed.
pub fn print(bills: &[PrintedBill], options: &PrintOptions, font: &Font) -> Result<Vec<PdfFile>, PrintError> {
    if bills.is_empty() {
        return Err(PrintError::NothingToPrint);
    }
    let usual = if options.client.is_empty() { "{month}_{tax_no}" } else { "{client}_{month}_{tax_no}" };
    let pattern = if options.naming.trim().is_empty() { usual } else { &options.naming };
    let mut names = naming::Names::new(pattern)?;
    match options.files {
        FileLayout::OnePerBill => bills
            .iter()
            .map(|bill| {
                let ink = Ink::new(font);
                let mut document = document(format!("{} {}", form::TITLE, bill.bill.tax_no), options);
                document.pages = form::pages(bill, options, &ink);
                document.facts = vec![verify::facts(bill)];
                let mut file = finish(names.of(bill, options, None), &document, ink, font)?;
                file.warnings.extend(gap(&bill.bill));
                Ok(file)
            })
            .collect(),
        FileLayout::OneFile => {
            let ink = Ink::new(font);
            let mut document = document(format!("{}（{} 份）", form::TITLE, bills.len()), options);
            for bill in bills {
                document.bookmarks.push((bill.bill.tax_no.clone(), document.pages.len() + 1));
                document.pages.extend(form::pages(bill, options, &ink));
                document.facts.push(verify::facts(bill));
            }
            let name = names.of(&bills[0], options, Some(bills.len()));
            let mut file = finish(name, &document, ink, font)?;
            file.warnings.extend(bills.iter().filter_map(|bill| gap(&bill.bill)));
            Ok(vec![file])
        }
    }
}

fn document(title: String, options: &PrintOptions) -> Document {
    Document {
        title,
        author: options.printed_by.clone(),
        made_at: options.printed_at,
        pages: Vec::new(),
        bookmarks: Vec::new(),
        facts: Vec::new(),
    }
}

fn finish(name: String, document: &Document, ink: Ink<'_>, font: &Font) -> Result<PdfFile, PrintError> {
    let bytes = pdf::write(document, font)?;
    Ok(PdfFile { name, bytes, pages: document.pages.len(), warnings: ink.warnings() })
}

/// A warning for a bill whose head differs from the sum of its lines.
fn gap(bill: &TaxBill) -> Option<Sentence> {
    let no = &bill.tax_no;
    (!bill.gaps().is_empty()).then(|| {
        Sentence::new(
            format!("税单 {no} 的税额与明细之和不一致"),
            format!("The taxes of bill {no} differ from the sum of its lines"),
        )
    })
}
