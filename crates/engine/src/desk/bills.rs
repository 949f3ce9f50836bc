//! Tax bills: the list, their prints, and whether a print is what customs stated.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clearance_core::bill::{BillStatus, Book, By, Summary, books, summarise};
use clearance_core::check::Severity;
use clearance_core::cn::codes::Codes;
use clearance_core::cn::tables::Held;
use clearance_core::cn::tax::{TaxCase, compare};
use clearance_core::status::{Event, State, Subject};
use jiff::civil::Date;
use rusqlite::Connection;
use sha2::{Digest as _, Sha256};

use super::Desk;
use crate::bill::{
    BillNames, FileLayout, Font, IndexOptions, PdfFile, PrintOptions, PrintedBill, Verdict, print,
    print_index, stated_bills, verify_print,
};
use crate::clock;
use crate::error::{Error, Result, fault};
use crate::hs::{HsFound, search};
use crate::people::Right;
use crate::store::bills::BillRow;
use crate::store::{activity, bills, clients, declarations, events, receipts};
use crate::vault::write_whole;
use crate::view::{
    BillLine, BillTotals, Bills, BookLine, CheckedBill, GroupLine, Said, SaveBills, Saved, SumLine,
    VerifiedPrint, count,
};

/// Names of files when the user says nothing else.
const NAMING: &str = "税单_{tax_no}";
/// Largest print that is looked at.
const LARGEST: u64 = 256 << 20;

impl Desk {
    /// Tax bills of one client, or of all when it is empty; `find` is part of a bill, declaration or order number.
    ///
    /// # Errors
    /// There is no such client; the store.
    pub fn bills(&self, client: &str, find: &str) -> Result<Bills> {
        let _acting = self.may(Right::Look)?;
        let client = self.id_or_all(client)?;
        let rows = self.store().read(|c| bills::list(c, &client, find.trim()))?;
        let due = Summary::of(rows.iter().map(|row| &row.bill)).cents;
        Ok(Bills { lines: rows.iter().map(line).collect(), total: due.tax().to_string() })
    }

    /// One PDF of these bills.
    ///
    /// # Errors
    /// There is no such bill.
    pub fn bill_pdf(&self, ids: &[String]) -> Result<Vec<u8>> {
        let _acting = self.may(Right::Look)?;
        let (bills, _) = self.printed(ids)?;
        let files = print(&bills, &self.options(FileLayout::OneFile, "", &bills)?, Font::built_in())?;
        files.into_iter().next().map(|file| file.bytes).ok_or_else(|| Error::new(&fault::NO_BILL))
    }

    /// Saves bills as PDF files. Each file is written as a whole or not at all; one of the same name is replaced.
    ///
    /// # Errors
    /// There is no such bill; the naming pattern is wrong; a file cannot be written.
    pub fn save_bills(&self, what: &SaveBills) -> Result<Saved> {
        let _acting = self.may(Right::Print)?;
        let (bills, rows) = self.printed(&what.ids)?;
        let layout = if what.single { FileLayout::OneFile } else { FileLayout::OnePerBill };
        let options = self.options(layout, &what.pattern, &bills)?;
        let mut files = print(&bills, &options, Font::built_in())?;
        if what.index {
            files.push(self.index(&bills, &options)?);
        }
        let folder = Path::new(&what.folder);
        std::fs::create_dir_all(folder)
            .map_err(|e| Error::new(&fault::FILE_WRITE).on(folder.display()).because(e))?;
        let mut saved = Vec::with_capacity(files.len());
        for file in &files {
            let path = folder.join(&file.name);
            write_whole(&path, &file.bytes)?;
            saved.push(path.display().to_string());
        }
        self.store().write(|tx| {
            rows.iter().try_for_each(|id| bills::mark_printed(tx, *id))?;
            let details = [("count", rows.len().to_string()), ("files", saved.len().to_string())];
            activity::log_of(tx, clock::now().unix_ms(), "bills-saved", "", "", &details).map(|_| ())
        })?;
        Ok(Saved { files: saved, folder: what.folder.clone() })
    }

    /// The bills of what an import made.
    ///
    /// # Errors
    /// The store.
    pub fn bill_ids_of_import(&self, import: &str) -> Result<Vec<String>> {
        let _acting = self.may(Right::Look)?;
        let ids = self.store().read(|c| bills::ids_of_import(c, import))?;
        Ok(ids.iter().map(ToString::to_string).collect())
    }

    /// Holds bills against our own estimate of the declarations that they tax; all of them when none is named.
    ///
    /// # Errors
    /// There is no such bill; the store.
    pub fn check_bills(&self, ids: &[String]) -> Result<Vec<CheckedBill>> {
        let _acting = self.may(Right::Look)?;
        let tables = self.store().tables();
        self.store().read(|c| {
            let mut rows = if ids.is_empty() { bills::list(c, "", "")? } else { Vec::new() };
            for id in ids {
                rows.push(bills::find(c, id)?.ok_or_else(|| Error::new(&fault::NO_BILL).on(id))?);
            }
            rows.iter().map(|row| checked(c, row, &tables)).collect()
        })
    }

    /// Searches the tariff in the tables that are held here; see [`crate::hs::search`].
    ///
    /// # Errors
    /// There is no memory left for the index.
    pub fn hs_search(&self, query: &str, day: Date, most: usize) -> Result<HsFound> {
        search(&self.store().tables(), query, day, most)
    }

    /// What the bills of one client (or of all when it is empty) add up to: by payment book, then by declarant and month.
    ///
    /// # Errors
    /// There is no such client; the store.
    pub fn sum_bills(&self, client: &str, find: &str) -> Result<BillTotals> {
        let _acting = self.may(Right::Look)?;
        let client = self.id_or_all(client)?;
        let rows = self.store().read(|c| bills::list(c, &client, find.trim()))?;
        let all = || rows.iter().map(|row| &row.bill);
        let book = |book: &Book| BookLine {
            duty_no: book.ent_duty_no.clone(),
            bills: book.tax_nos.clone(),
            sums: sum_line(&book.summary),
            problems: book.problems.iter().map(|problem| problem.says().into()).collect(),
        };
        let group = |(key, summary): (&Vec<String>, &Summary)| GroupLine {
            declarant: key[0].clone(),
            month: key[1].clone(),
            sums: sum_line(summary),
        };
        Ok(BillTotals {
            all: sum_line(&Summary::of(all())),
            books: books(all()).iter().map(book).collect(),
            months: summarise(all(), &[By::Declarant, By::Month]).iter().map(group).collect(),
        })
    }

    /// Compares printed bills with what customs stated.
    ///
    /// # Errors
    /// A file cannot be read.
    pub fn verify_bills(&self, paths: &[PathBuf]) -> Result<Vec<VerifiedPrint>> {
        paths.iter().map(|path| self.verify_bill(path)).collect()
    }

    fn verify_bill(&self, path: &Path) -> Result<VerifiedPrint> {
        let unreadable = |e: std::io::Error| Error::new(&fault::FILE).on(path.display()).because(e);
        let size = std::fs::metadata(path).map_err(unreadable)?.len();
        let pdf = if size > LARGEST { Vec::new() } else { std::fs::read(path).map_err(unreadable)? };
        let stated = stated_bills(&pdf);
        let numbers: Vec<String> = stated.iter().map(|bill| bill.tax_no.clone()).collect();
        let mut verdict = if stated.is_empty() { Verdict::NotAPrint } else { Verdict::Agrees };
        let mut says: Said = verdict.label().into();
        let mut ok = !stated.is_empty();
        for number in &numbers {
            let found = self.store().read(|c| match bills::find(c, number)? {
                Some(row) => Ok(Some((digest(c, &row)?, row))),
                None => Ok(None),
            })?;
            let Some((digest, row)) = found else {
                ok = false;
                says = Said::new(
                    format!("本机没有税单 {number}"),
                    format!("Tax bill {number} is not on this computer"),
                );
                break;
            };
            verdict = verify_print(&pdf, &row.bill, &digest);
            if verdict != Verdict::Agrees {
                ok = false;
                says = verdict.label().into();
                break;
            }
        }
        Ok(VerifiedPrint { file: path.display().to_string(), ok, bill_no: numbers.join(", "), says })
    }

    /// The bills with everything that their prints show, and their rows.
    fn printed(&self, ids: &[String]) -> Result<(Vec<PrintedBill>, Vec<i64>)> {
        let tables = self.store().tables();
        self.store().read(|c| {
            let mut printed = Vec::with_capacity(ids.len());
            let mut rows = Vec::with_capacity(ids.len());
            for id in ids {
                let row = bills::find(c, id)?.ok_or_else(|| Error::new(&fault::NO_BILL).on(id))?;
                rows.push(row.id);
                printed.push(with_names(c, row, &tables)?);
            }
            Ok((printed, rows))
        })
    }

    fn options(&self, files: FileLayout, pattern: &str, bills: &[PrintedBill]) -> Result<PrintOptions> {
        let client = bills.first().and_then(|bill| bill.names.ebc.clone()).unwrap_or_default();
        let naming = if pattern.trim().is_empty() { NAMING } else { pattern.trim() };
        let naming = naming.trim_end_matches(".pdf");
        // Short names of the screen for the names of the printer.
        let names = [
            ("{bill}", "{tax_no}"),
            ("{order}", "{order_no}"),
            ("{inventory}", "{invt_no}"),
            ("{date}", "{day}"),
        ];
        let naming = names.iter().fold(naming.to_owned(), |text, (from, to)| text.replace(from, to));
        Ok(PrintOptions {
            files,
            printed_by: self.printed_by()?,
            printed_at: clock::now(),
            naming,
            client,
            masked: false,
        })
    }

    /// Who prints: the declarant of the client at hand.
    fn printed_by(&self) -> Result<String> {
        let session = self.session()?;
        let client = self.inner().client(&session.client_id).ok();
        Ok(client.map(|client| client.profile.declarant.name).unwrap_or_default())
    }

    fn index(&self, bills: &[PrintedBill], options: &PrintOptions) -> Result<PdfFile> {
        let days: BTreeMap<_, ()> = bills.iter().map(|bill| (bill.bill.return_time.date(), ())).collect();
        let period = match (days.keys().next(), days.keys().next_back()) {
            (Some(first), Some(last)) if first != last => format!("{first} 至 {last}"),
            (Some(day), _) => day.to_string(),
            _ => String::new(),
        };
        let options = IndexOptions {
            name: format!("税单汇总表_{}", options.printed_at.wire14()),
            period,
            printed_by: options.printed_by.clone(),
            printed_at: options.printed_at,
            masked: false,
        };
        Ok(print_index(bills, &options, Font::built_in())?)
    }
}

fn line(row: &BillRow) -> BillLine {
    let bill = &row.bill;
    let cents = bill.cents().sums;
    BillLine {
        id: row.id.to_string(),
        client: row.client.clone(),
        bill_no: bill.tax_no.clone(),
        inventory_no: bill.invt_no.clone(),
        order_no: bill.order_no.clone().unwrap_or_default(),
        dutiable: cents.tax_price.to_string(),
        duty: cents.customs_tax.to_string(),
        vat: cents.value_added_tax.to_string(),
        consumption: cents.consumption_tax.to_string(),
        tax: cents.tax().to_string(),
        state: match bill.status {
            BillStatus::Made => "1",
            BillStatus::Summed => "2",
            BillStatus::Void => "3",
        }
        .to_owned(),
        issued: row.issued.to_string(),
        printed: row.printed,
    }
}

fn sum_line(summary: &Summary) -> SumLine {
    let sums = &summary.cents;
    SumLine {
        bills: count(summary.bills),
        summed: count(summary.summed),
        void: count(summary.void),
        base: sums.tax_price.to_string(),
        duty: sums.customs_tax.to_string(),
        consumption_tax: sums.consumption_tax.to_string(),
        vat: sums.value_added_tax.to_string(),
        tax: sums.tax().to_string(),
        exact: summary.exact.tax().to_string(),
    }
}

/// A bill beside the estimate of its declaration, if that is here.
fn checked(c: &Connection, row: &BillRow, tables: &Held) -> Result<CheckedBill> {
    let mut told = CheckedBill {
        bill_no: row.bill.tax_no.clone(),
        order_no: row.bill.order_no.clone().unwrap_or_default(),
        declared_here: false,
        ok: true,
        findings: Vec::new(),
    };
    if let Some((id, _)) = declarations::of_invt_no(c, &row.bill.invt_no)? {
        let declaration = declarations::documents(c, id)?.declaration;
        let rates = tables.on(declaration.head.declared_on).rates();
        told.declared_here = true;
        told.findings = compare(&row.bill, &TaxCase::of(&declaration, None), rates);
        told.ok = told.findings.iter().all(|finding| finding.severity == Severity::Hints);
    }
    Ok(told)
}

/// The digest of the message that stated the bill, as it came.
fn digest(c: &Connection, row: &BillRow) -> Result<[u8; 32]> {
    let body = receipts::body(c, &row.receipt)?.ok_or_else(|| Error::new(&fault::STORED))?;
    Ok(Sha256::digest(body.as_bytes()).into())
}

fn with_names(c: &Connection, row: BillRow, tables: &Held) -> Result<PrintedBill> {
    let message_sha256 = digest(c, &row)?;
    let tables = tables.on(row.issued.date());
    let mut names = BillNames {
        customs: row
            .bill
            .customs_code
            .as_ref()
            .and_then(|code| tables.name(Codes::District, code).map(str::to_owned)),
        ..BillNames::default()
    };
    let (mut declared_on, mut released_on) = (None, None);
    if let Some((id, _)) = declarations::of_invt_no(c, &row.bill.invt_no)? {
        let head = declarations::documents(c, id)?.declaration.head;
        declared_on = Some(head.declared_on);
        if let Some(cop_no) = &head.cop_no {
            let released =
                events::of(c, &Subject::declaration(cop_no))?.into_iter().find_map(|row| match row.event {
                    Event::Receipt(news) if news.state == State::Released => Some(news.at.date()),
                    _ => None,
                });
            released_on = released;
        }
        let parties = [
            (&head.seller_code, &head.seller_name),
            (&head.carrier_code, &head.carrier_name),
            (&head.declarant_code, &head.declarant_name),
            (&head.platform_code, &head.platform_name),
        ];
        let name_of = |code: &Option<String>| {
            let code = code.as_ref()?;
            parties.iter().find(|(known, _)| *known == code).map(|(_, name)| (*name).clone())
        };
        names.ebc = name_of(&row.bill.ebc_code);
        names.logistics = name_of(&row.bill.logistics_code);
        names.agent = name_of(&row.bill.agent_code);
        names.assure =
            name_of(&row.bill.assure_code).or_else(|| client_named(c, row.bill.assure_code.as_deref()));
    }
    Ok(PrintedBill { bill: row.bill, names, message_sha256, declared_on, released_on })
}

/// The name of a guarantor that is one of our clients' companies.
fn client_named(c: &Connection, code: Option<&str>) -> Option<String> {
    let code = code?;
    let all = clients::all(c).ok()?.into_iter().filter_map(|row| crate::profile::Client::read(row).ok());
    all.flat_map(|client| [client.profile.declarant, client.profile.seller, client.profile.platform])
        .find(|party| party.code == code)
        .map(|party| party.name)
}
