//! The goods book as a workbook: read by its headers, compared with the book, taken over, and written so that it reads
//! back the same.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::Path;

use clearance_core::order::{self, Field, Mapping};
use clearance_core::sheet::Sheet;
use clearance_core::text::Text;
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::{form, note_in_log, notes, row};
use crate::desk::Desk;
use crate::error::{Error, Result, fault};
use crate::import::told;
use crate::people::Right;
use crate::sheet::{self, ReadOptions};
use crate::store::goods::{self, GoodsRow};
use crate::vault::write_whole;
use crate::view::{ClientDetail, GoodsColumn, GoodsDifference, GoodsForm, GoodsPlan, GoodsRead, Mark, count};
use crate::work::Work;

/// How many rows of a plan are shown.
const SHOWN: usize = 500;

type Place = fn(&mut GoodsForm) -> &mut String;

/// The columns of the workbook, and what each one fills.
const COLUMNS: [(Field, Place); 11] = [
    (Field::ItemNo, |g| &mut g.item_no),
    (Field::Barcode, |g| &mut g.barcode),
    (Field::GoodsName, |g| &mut g.name),
    (Field::Spec, |g| &mut g.model),
    (Field::TariffCode, |g| &mut g.hs_code),
    (Field::Unit, |g| &mut g.unit),
    (Field::Origin, |g| &mut g.origin),
    (Field::RecordNo, |g| &mut g.record_no),
    (Field::Qty1, |g| &mut g.qty1),
    (Field::Qty2, |g| &mut g.qty2),
    (Field::NetWeight, |g| &mut g.net_weight),
];

fn place(field: Field) -> Option<Place> {
    // A platform's own name of the goods serves where no other one is given.
    let field = if field == Field::ItemName { Field::GoodsName } else { field };
    COLUMNS.iter().find(|(known, _)| *known == field).map(|(_, place)| *place)
}

/// What a sheet says: each row with where it stands, and what it would do.
struct Read {
    rows: Vec<(GoodsRow, GoodsRead)>,
    plan: GoodsPlan,
}

impl Desk {
    /// What a sheet of goods would do to a client's book. Nothing is changed.
    ///
    /// # Errors
    /// There is no such client; the file cannot be read, or names no goods.
    pub fn plan_goods(&self, client: &str, path: &Path, work: Work<'_>) -> Result<GoodsPlan> {
        let _acting = self.may(Right::Look)?;
        let client = self.inner().client(client)?.id;
        Ok(self.read_goods(&client, path, work)?.plan)
    }

    /// Takes the articles of a sheet into a client's book: new ones are added, known ones changed where the sheet has a
    /// value. Wrong rows are left out.
    ///
    /// # Errors
    /// As [`Desk::plan_goods`]; the disk is full, and then nothing was taken.
    pub fn take_goods(&self, client: &str, path: &Path, work: Work<'_>) -> Result<GoodsPlan> {
        let _acting = self.may(Right::Clients)?;
        let client = self.inner().client(client)?.id;
        let read = self.read_goods(&client, path, work)?;
        self.store().write(|tx| {
            let put = (read.plan.fresh + read.plan.changed) as usize;
            note_in_log(tx, &client, put, 0)?;
            for (row, one) in &read.rows {
                if matches!(one.kind.as_str(), "new" | "changed") {
                    let same = goods::same(tx, &client, &row.item_no, &row.name)?.unwrap_or_default();
                    goods::put(tx, &client, &GoodsRow { id: same, ..row.clone() })?;
                }
            }
            Ok(())
        })?;
        self.renew(&client)?;
        Ok(read.plan)
    }

    /// As [`Desk::take_goods`], without progress, and with the client afterwards.
    ///
    /// # Errors
    /// As [`Desk::take_goods`].
    pub fn add_goods(&self, client: &str, path: &Path) -> Result<ClientDetail> {
        let _acting = self.may(Right::Clients)?;
        self.take_goods(client, path, Work::quiet())?;
        self.client(client)
    }

    /// Writes a client's goods book as a workbook that can be read back; how many articles stand in it.
    ///
    /// # Errors
    /// There is no such client; the file cannot be written.
    pub fn export_goods(&self, client: &str, path: &Path) -> Result<u32> {
        let _acting = self.may(Right::Look)?;
        let client = self.inner().client(client)?.id;
        let rows = self.store().read(|c| goods::all(c, &client))?;
        let bytes =
            workbook(&rows).map_err(|e| Error::new(&fault::FILE_WRITE).on(path.display()).because(e))?;
        write_whole(path, &bytes)?;
        Ok(count(rows.len()))
    }

    fn read_goods(&self, client: &str, path: &Path, work: Work<'_>) -> Result<Read> {
        let what = Text { zh: "正在读取商品表", en: "Reading the goods" };
        let mut progress = |p: sheet::Progress| {
            let number = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
            match work.at(number(p.rows), number(p.expected_rows.max(p.rows)), what) {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            }
        };
        let sheets =
            sheet::read(path, &ReadOptions::default(), &mut progress).map_err(|error| told(error, path))?;
        let mappings = order::mappings(&sheets, &[]);
        let names_goods = |mapping: &Mapping| {
            [Field::ItemNo, Field::GoodsName, Field::ItemName].iter().any(|field| mapping.has(*field))
        };
        let tables: Vec<(&Sheet, &Mapping)> = mappings
            .iter()
            .filter(|mapping| names_goods(mapping))
            .filter_map(|m| Some((sheets.iter().find(|s| s.file == m.file && s.name == m.sheet)?, m)))
            .collect();
        if tables.is_empty() {
            return Err(Error::new(&fault::NO_GOODS).on(file_name(path)));
        }
        let book = self.store().read(|c| goods::all(c, client))?;
        Ok(self.compare(&tables, book, file_name(path)))
    }

    fn compare(&self, sheets: &[(&Sheet, &Mapping)], book: Vec<GoodsRow>, file: String) -> Read {
        let (tables, ended) = (self.tables_today(), self.ended());
        let mut known: HashMap<(String, String), GoodsRow> =
            book.into_iter().map(|row| (key(&row), row)).collect();
        let mut read = Read { rows: Vec::new(), plan: GoodsPlan { file, ..GoodsPlan::default() } };
        for (sheet, mapping) in sheets {
            for column in &mapping.columns {
                match column.used().filter(|field| place(*field).is_some()) {
                    Some(field) => read
                        .plan
                        .columns
                        .push(GoodsColumn { header: column.header.clone(), field: field.label().into() }),
                    None => read.plan.unused.push(column.header.clone()),
                }
            }
            for cells in sheet.rows().filter(|cells| cells.number() > mapping.header_row) {
                let mut typed = GoodsForm::default();
                for column in &mapping.columns {
                    let Some(place) = column.used().and_then(place) else { continue };
                    let text = cells.cell(column.index).text.trim();
                    let field = place(&mut typed);
                    if field.is_empty() {
                        text.clone_into(field);
                    }
                }
                let mut now = row(&typed, &tables);
                if now == GoodsRow::default() {
                    continue;
                }
                let before = known.get(&key(&now));
                if let Some(before) = before {
                    now = over(before, &now);
                }
                let notes = notes(&now, &tables, &ended);
                let differences = before.map(|before| differences(before, &now)).unwrap_or_default();
                let kind = match before {
                    _ if notes.iter().any(|note| note.mark == Mark::Stops) => "wrong",
                    None => "new",
                    Some(_) if differences.is_empty() => "same",
                    Some(_) => "changed",
                };
                if kind != "wrong" {
                    // A number that stands twice in the sheet: the later row is compared with the earlier one.
                    known.insert(key(&now), now.clone());
                }
                let one = GoodsRead {
                    place: format!("{} {}", sheet.name, cells.number() + 1),
                    kind: kind.to_owned(),
                    item_no: now.item_no.clone(),
                    name: now.name.clone(),
                    differences,
                    notes,
                };
                read.rows.push((now, one));
            }
        }
        summed(read)
    }
}

fn summed(mut read: Read) -> Read {
    let of = |kind: &str| count(read.rows.iter().filter(|(_, one)| one.kind == kind).count());
    let (fresh, changed, same, wrong) = (of("new"), of("changed"), of("same"), of("wrong"));
    let noted = read.rows.iter().filter(|(_, one)| one.kind != "wrong" && !one.notes.is_empty()).count();
    // What a person should look at comes first.
    let rank = |one: &GoodsRead| match one.kind.as_str() {
        "wrong" => 0,
        _ if !one.notes.is_empty() => 1,
        "changed" => 2,
        "new" => 3,
        _ => 4,
    };
    let mut shown: Vec<&GoodsRead> =
        read.rows.iter().map(|(_, one)| one).filter(|one| rank(one) < 4).collect();
    shown.sort_by_key(|one| rank(one));
    let rows = shown.into_iter().take(SHOWN).cloned().collect();
    read.plan = GoodsPlan { fresh, changed, same, wrong, noted: count(noted), rows, ..read.plan };
    read
}

fn key(row: &GoodsRow) -> (String, String) {
    let name = if row.item_no.is_empty() { row.name.clone() } else { String::new() };
    (row.item_no.clone(), name)
}

/// The article as it is after the sheet's values: what the sheet leaves empty stays.
fn over(before: &GoodsRow, sheet: &GoodsRow) -> GoodsRow {
    let (mut old, mut new) = (form(before), form(sheet));
    for (_, place) in COLUMNS {
        if place(&mut new).is_empty() {
            place(&mut old).clone_into(place(&mut new));
        }
    }
    GoodsRow {
        id: before.id,
        item_no: new.item_no,
        barcode: new.barcode,
        name: new.name,
        model: new.model,
        hs_code: new.hs_code,
        unit: new.unit,
        origin: new.origin,
        record_no: new.record_no,
        qty1: new.qty1,
        qty2: new.qty2,
        net_weight: new.net_weight,
    }
}

fn differences(before: &GoodsRow, after: &GoodsRow) -> Vec<GoodsDifference> {
    let (mut before, mut after) = (form(before), form(after));
    let mut all = Vec::new();
    for (field, place) in COLUMNS {
        let (old, new) = (place(&mut before), place(&mut after));
        if old != new {
            all.push(GoodsDifference {
                field: field.label().into(),
                before: old.clone(),
                after: new.clone(),
            });
        }
    }
    all
}

/// Every cell is text: no spreadsheet may shorten a number or drop a zero in front.
fn workbook(rows: &[GoodsRow]) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("商品库")?;
    let text = Format::new().set_num_format("@");
    let head = Format::new().set_bold().set_num_format("@");
    for (column, (field, _)) in (0_u16..).zip(COLUMNS) {
        let wide = if matches!(field, Field::GoodsName | Field::Spec) { 32 } else { 16 };
        sheet.set_column_width(column, wide)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    for (column, (field, _)) in (0_u16..).zip(COLUMNS) {
        sheet.write_string_with_format(0, column, field.label().zh, &head)?;
    }
    for (number, row) in (1_u32..).zip(rows) {
        let mut typed = form(row);
        for (column, (_, place)) in (0_u16..).zip(COLUMNS) {
            let value = place(&mut typed);
            if !value.is_empty() {
                sheet.write_string_with_format(number, column, value.as_str(), &text)?;
            }
        }
    }
    book.save_to_buffer()
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}
