//! The goods book: searched, edited, read from a workbook and written as one.

use std::collections::BTreeSet;

use clearance_core::cn::codes::{Codes, Tables};
use clearance_core::cn::declare::Goods;
use clearance_core::money::Quantity;

use super::Desk;
use crate::clock;
use crate::error::{Error, Result, fault};
use crate::hs;
use crate::people::Right;
use crate::store::goods::{self, GoodsRow, Order, Wrong};
use crate::store::{activity, to_json, to_u32};
use crate::view::{
    FieldNote, GoodsForm, GoodsLine, GoodsPage, GoodsQuery, Mark, Said, TariffLine, TariffPage,
};

mod sheet;
#[cfg(test)]
mod tests;

/// Lines of a page when the caller does not say.
const PAGE: u32 = 200;
/// Codes of a search when the caller does not say.
const FOUND: u32 = 20;

/// An article as declarations use it.
pub(super) fn article(row: GoodsRow) -> Goods {
    Goods {
        item_no: row.item_no,
        barcode: row.barcode,
        name: row.name,
        model: row.model,
        gcode: row.hs_code,
        unit: row.unit,
        origin: row.origin,
        record_no: row.record_no,
        qty1: Quantity::parse(&row.qty1),
        qty2: Quantity::parse(&row.qty2),
        net_weight: Quantity::parse(&row.net_weight),
    }
}

/// A form with codes for names and nothing around its values, as it is stored.
fn row(form: &GoodsForm, tables: &Tables) -> GoodsRow {
    let text = |text: &str| text.trim().to_owned();
    let unit = form.unit.trim();
    let origin = form.origin.trim();
    let number = |text: &str| {
        Quantity::parse(text.trim()).map_or_else(|| text.trim().to_owned(), |quantity| quantity.to_wire())
    };
    GoodsRow {
        id: form.id.parse().unwrap_or_default(),
        item_no: text(&form.item_no),
        barcode: text(&form.barcode),
        name: text(&form.name),
        model: text(&form.model),
        hs_code: form.hs_code.chars().filter(|sign| !sign.is_whitespace() && *sign != '.').collect(),
        unit: tables.unit_named(unit).unwrap_or(unit).to_owned(),
        origin: tables.country_named(origin).unwrap_or(origin).to_owned(),
        record_no: text(&form.record_no),
        qty1: number(&form.qty1),
        qty2: number(&form.qty2),
        net_weight: number(&form.net_weight),
    }
}

fn form(row: &GoodsRow) -> GoodsForm {
    GoodsForm {
        id: if row.id > 0 { row.id.to_string() } else { String::new() },
        item_no: row.item_no.clone(),
        barcode: row.barcode.clone(),
        name: row.name.clone(),
        model: row.model.clone(),
        hs_code: row.hs_code.clone(),
        unit: row.unit.clone(),
        origin: row.origin.clone(),
        record_no: row.record_no.clone(),
        qty1: row.qty1.clone(),
        qty2: row.qty2.clone(),
        net_weight: row.net_weight.clone(),
    }
}

fn note(field: &str, mark: Mark, zh: &str, en: &str) -> FieldNote {
    FieldNote { field: field.to_owned(), mark, says: Said::new(zh, en) }
}

fn wrong_code(
    code: &str,
    tables: &Tables,
    ended: &dyn Fn(&str) -> bool,
) -> Option<(&'static str, &'static str)> {
    if code.is_empty() {
        return Some(("没有商品编码", "There is no HS code"));
    }
    if tables.tariff(code).is_some() {
        return None;
    }
    Some(if code.len() != 10 || !code.bytes().all(|sign| sign.is_ascii_digit()) {
        ("商品编码须为 10 位数字", "An HS code has 10 digits")
    } else if ended(code) {
        ("商品编码已停用", "The HS code has ended")
    } else {
        ("编码表中没有这个商品编码", "The HS code stands in no table")
    })
}

/// Everything that is to be said about an article: what stops it from being stored, and what keeps an order back later.
fn notes(row: &GoodsRow, tables: &Tables, ended: &dyn Fn(&str) -> bool) -> Vec<FieldNote> {
    let mut notes = Vec::new();
    if row.item_no.is_empty() && row.name.is_empty() {
        notes.push(note("itemNo", Mark::Stops, "货号和名称至少写一个", "A number or a name is needed"));
    }
    for (field, text, most) in [
        ("itemNo", &row.item_no, 30),
        ("barcode", &row.barcode, 50),
        ("name", &row.name, 250),
        ("model", &row.model, 510),
        ("recordNo", &row.record_no, 30),
    ] {
        if text.chars().count() > most {
            let zh = format!("超过 {most} 字");
            notes.push(note(field, Mark::Stops, &zh, &format!("More than {most} signs")));
        }
    }
    for (field, text) in [("qty1", &row.qty1), ("qty2", &row.qty2), ("netWeight", &row.net_weight)] {
        let right = text.is_empty() || Quantity::parse(text).is_some_and(|number| number > Quantity::ZERO);
        if !right {
            notes.push(note(field, Mark::Stops, "须为大于 0 的数", "A number above 0 is needed"));
        }
    }
    if let Some((zh, en)) = wrong_code(&row.hs_code, tables, ended) {
        notes.push(note("hsCode", Mark::Warns, zh, en));
    }
    if !row.unit.is_empty() && !tables.knows(Codes::Unit, &row.unit) {
        notes.push(note("unit", Mark::Warns, "单位表中没有这个单位", "The unit stands in no table"));
    }
    if !row.origin.is_empty() && !tables.knows(Codes::Country, &row.origin) {
        notes.push(note("origin", Mark::Warns, "国别表中没有这个国家", "The country stands in no table"));
    }
    notes
}

/// The activity log counts articles; it does not name them.
fn note_in_log(c: &rusqlite::Connection, client: &str, put: usize, dropped: usize) -> Result<()> {
    let details = [("put", put.to_string()), ("dropped", dropped.to_string())];
    activity::log_of(c, clock::now().unix_ms(), "goods-added", client, client, &details).map(|_| ())
}

impl Desk {
    /// Whether a code stood in a table of another day.
    fn ended(&self) -> impl Fn(&str) -> bool + use<> {
        let held = self.store().tables();
        let today = clock::now().date();
        move |code: &str| {
            clearance_core::cn::hs::warnings(code, today, &held)
                .contains(&clearance_core::cn::hs::HsWarning::EndedCode)
        }
    }

    fn goods_line(&self, row: &GoodsRow, tables: &Tables) -> GoodsLine {
        let tariff = tables.tariff(&row.hs_code);
        let named = |code: &str| tables.name(Codes::Unit, code).unwrap_or(code).to_owned();
        let unit1 = tariff.map(|tariff| tariff.unit1.clone()).unwrap_or_default();
        let unit2 = tariff.and_then(|tariff| tariff.unit2.clone()).unwrap_or_default();
        let units: Vec<String> = [&row.unit, &unit1, &unit2]
            .into_iter()
            .filter(|unit| !unit.is_empty())
            .map(|unit| named(unit))
            .collect();
        GoodsLine {
            goods: form(row),
            hs_name: tariff.map(|tariff| tariff.name.clone()).unwrap_or_default(),
            units: units.join(" / "),
            unit1,
            unit2,
            origin_name: tables.name(Codes::Country, &row.origin).unwrap_or_default().to_owned(),
            notes: notes(row, tables, &self.ended()),
        }
    }

    /// A page of a client's goods book.
    ///
    /// # Errors
    /// There is no such client; the store.
    pub fn goods(&self, client: &str, query: &GoodsQuery) -> Result<GoodsPage> {
        let _acting = self.may(Right::Look)?;
        let client = self.inner().client(client)?.id;
        let tables = self.tables_today();
        let find = query.find.trim();
        let count = if query.count == 0 { PAGE } else { query.count };
        let order = Order {
            by: &query.sort,
            descending: query.descending,
            from: query.from.into(),
            count: count.into(),
        };
        let (total, flagged, rows) = self.store().read(|c| {
            let (mut codes, mut units, mut origins) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
            for (code, unit, origin) in goods::words(c, &client)? {
                if tables.tariff(&code).is_none() {
                    codes.insert(code);
                }
                if !unit.is_empty() && !tables.knows(Codes::Unit, &unit) {
                    units.insert(unit);
                }
                if !origin.is_empty() && !tables.knows(Codes::Country, &origin) {
                    origins.insert(origin);
                }
            }
            let (codes, units, origins) = (to_json(&codes)?, to_json(&units)?, to_json(&origins)?);
            let wrong = Wrong { codes: &codes, units: &units, origins: &origins };
            let (all, flagged) = goods::counts(c, &client, find, &wrong)?;
            let rows = goods::page(c, &client, find, query.flagged.then_some(&wrong), order)?;
            Ok((if query.flagged { flagged } else { all }, flagged, rows))
        })?;
        Ok(GoodsPage {
            total: to_u32(total),
            flagged: to_u32(flagged),
            lines: rows.iter().map(|row| self.goods_line(row, &tables)).collect(),
        })
    }

    /// What is to be said about an article as it is typed, and what its codes mean.
    ///
    /// # Errors
    /// There is no such client; the store.
    pub fn check_goods(&self, client: &str, typed: &GoodsForm) -> Result<GoodsLine> {
        let _acting = self.may(Right::Look)?;
        let client = self.inner().client(client)?.id;
        let tables = self.tables_today();
        let row = row(typed, &tables);
        let mut line = self.goods_line(&row, &tables);
        let twin = self.store().read(|c| goods::same(c, &client, &row.item_no, &row.name))?;
        if twin.is_some_and(|twin| twin != row.id) {
            line.notes.push(note(
                if row.item_no.is_empty() { "name" } else { "itemNo" },
                Mark::Stops,
                "商品库中已有",
                "It is in the book already",
            ));
        }
        Ok(line)
    }

    /// Adds articles (with an empty id) and changes others, all of them or none. An article that was dropped comes back
    /// under its own id.
    ///
    /// # Errors
    /// There is no such client; an article is wrong, or one with its number is there already.
    pub fn put_goods(&self, client: &str, typed: &[GoodsForm]) -> Result<Vec<GoodsLine>> {
        let _acting = self.may(Right::Clients)?;
        let client = self.inner().client(client)?.id;
        let tables = self.tables_today();
        let ended = self.ended();
        let rows: Vec<GoodsRow> = typed.iter().map(|form| row(form, &tables)).collect();
        for row in &rows {
            let notes = notes(row, &tables, &ended);
            if let Some(wrong) = notes.iter().find(|note| note.mark == Mark::Stops) {
                return Err(
                    Error::new(&fault::GOODS).on(format!("{} {}: {}", row.item_no, row.name, wrong.says.zh))
                );
            }
        }
        let rows = self.store().write(|tx| {
            let mut put = Vec::with_capacity(rows.len());
            for row in rows {
                let twin = goods::same(tx, &client, &row.item_no, &row.name)?;
                if twin.is_some_and(|twin| twin != row.id) {
                    return Err(Error::new(&fault::GOODS).on(format!("{} {}", row.item_no, row.name)));
                }
                let id = goods::put(tx, &client, &row)?;
                put.push(GoodsRow { id, ..row });
            }
            note_in_log(tx, &client, put.len(), 0)?;
            Ok(put)
        })?;
        self.renew(&client)?;
        Ok(rows.iter().map(|row| self.goods_line(row, &tables)).collect())
    }

    /// Takes articles out of the book, and gives them back as they were, so that [`Desk::put_goods`] can undo it.
    ///
    /// # Errors
    /// There is no such client or article; then nothing was taken out.
    pub fn drop_goods(&self, client: &str, ids: &[String]) -> Result<Vec<GoodsForm>> {
        let _acting = self.may(Right::Clients)?;
        let client = self.inner().client(client)?.id;
        let dropped = self.store().write(|tx| {
            let mut dropped = Vec::with_capacity(ids.len());
            for id in ids {
                let missing = || Error::new(&fault::NO_ARTICLE).on(id);
                let id: i64 = id.parse().map_err(|_| missing())?;
                let row = goods::find(tx, &client, id)?.ok_or_else(missing)?;
                goods::remove(tx, &client, id)?;
                dropped.push(form(&row));
            }
            note_in_log(tx, &client, 0, dropped.len())?;
            Ok(dropped)
        })?;
        self.renew(&client)?;
        Ok(dropped)
    }

    /// Searches the tariff of today for the editor: by code, by words, or by both.
    ///
    /// # Errors
    /// There is no memory left for the index.
    pub fn tariff(&self, query: &str, most: u32) -> Result<TariffPage> {
        let _acting = self.may(Right::Look)?;
        let most = if most == 0 { FOUND } else { most };
        let found = hs::search(&self.store().tables(), query, clock::now().date(), most as usize)?;
        let unit = |unit: &clearance_core::cn::hs::HsUnit| format!("{} {}", unit.code, unit.name);
        let lines = found.lines.iter().map(|line| {
            let row = &line.row;
            TariffLine {
                code: row.code.clone(),
                name: row.name.clone(),
                unit1: unit(&row.unit1),
                unit2: row.unit2.as_ref().map(unit).unwrap_or_default(),
                vat: row.vat.says.clone().into(),
                consumption: row
                    .consumption_tax
                    .as_ref()
                    .map(|rate| rate.says.clone().into())
                    .unwrap_or_default(),
                composite: row
                    .composite_percent
                    .map(|percent| percent.normalize().to_string())
                    .unwrap_or_default(),
            }
        });
        Ok(TariffPage {
            total: found.total,
            lines: lines.collect(),
            notes: found.warnings.iter().map(|note| Said::new(note.zh, note.en)).collect(),
        })
    }
}
