//! Original payment data from files: JSON as the announcement writes it, or a sheet with one row for each of the goods.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::Path;

use clearance_core::cn::fields::{Field, payment_data as fields};
use clearance_core::order::normalise;
use clearance_core::sheet::Sheet;

use super::{Original, OriginalGoods};
use crate::error::{Error, Result, fault};
use crate::sheet::{self, ReadOptions};

/// Largest JSON file that is read, octets.
const LARGEST: u64 = 256 << 20;
/// A header stands in one of the first rows.
const HEADER_ROWS: usize = 20;

/// Reads a file.
///
/// # Errors
/// It cannot be read, or names no order.
pub(crate) fn read(path: &Path) -> Result<Vec<Original>> {
    let unreadable = |e: std::io::Error| Error::new(&fault::FILE).on(path.display()).because(e);
    let all = if path.extension().is_some_and(|end| end.eq_ignore_ascii_case("json")) {
        if std::fs::metadata(path).map_err(unreadable)?.len() > LARGEST {
            return Err(Error::new(&fault::PAYMENT_FILE).on(path.display()));
        }
        let text = std::fs::read_to_string(path).map_err(unreadable)?;
        serde_json::from_str(text.trim_start_matches('\u{feff}'))
            .map_err(|e| Error::new(&fault::PAYMENT_FILE).on(path.display()).because(e))?
    } else {
        let sheets = sheet::read(path, &ReadOptions::default(), &mut |_| ControlFlow::Continue(()))?;
        sheets.iter().flat_map(of_sheet).collect::<Vec<Original>>()
    };
    if all.iter().all(|one: &Original| one.order_no.is_empty()) {
        return Err(Error::new(&fault::PAYMENT_FILE).on(path.display()));
    }
    Ok(all)
}

type Place = fn(&mut Original) -> &mut String;

/// Columns of the order; those of the goods stand beside them.
const COLUMNS: &[(&str, Place)] = &[
    ("orderNo", |o| &mut o.order_no),
    ("initalRequest", |o| &mut o.inital_request),
    ("initalResponse", |o| &mut o.inital_response),
    ("payCode", |o| &mut o.pay_code),
    ("payTransactionId", |o| &mut o.pay_transaction_id),
    ("totalAmount", |o| &mut o.total_amount),
    ("currency", |o| &mut o.currency),
    ("verDept", |o| &mut o.ver_dept),
    ("payType", |o| &mut o.pay_type),
    ("tradingTime", |o| &mut o.trading_time),
    ("note", |o| &mut o.note),
    ("recpAccount", |o| &mut o.recp_account),
    ("recpCode", |o| &mut o.recp_code),
    ("recpName", |o| &mut o.recp_name),
];

fn of_sheet(sheet: &Sheet) -> Vec<Original> {
    let names = names();
    let mut columns: Vec<(u16, &'static str)> = Vec::new();
    let mut all: Vec<Original> = Vec::new();
    for (n, row) in sheet.rows().enumerate() {
        if columns.is_empty() {
            if n >= HEADER_ROWS {
                break;
            }
            let found: Vec<(u16, &'static str)> = (0..row.width())
                .filter_map(|column| {
                    names.get(&normalise(row.cell(column).text)).map(|element| (column, *element))
                })
                .collect();
            if found.iter().any(|(_, element)| *element == "orderNo") && found.len() > 2 {
                columns = found;
            }
            continue;
        }
        let mut one = Original::default();
        let mut goods = OriginalGoods::default();
        for (column, element) in &columns {
            let text = row.cell(*column).text.to_owned();
            match *element {
                "gname" => goods.gname = text,
                "itemLink" => goods.item_link = text,
                _ => {
                    if let Some((_, place)) = COLUMNS.iter().find(|(name, _)| name == element) {
                        *place(&mut one) = text;
                    }
                }
            }
        }
        // A row without a number, or with that of the row above, carries more goods of the same order.
        let continues =
            all.last().is_some_and(|last| one.order_no.is_empty() || last.order_no == one.order_no);
        if !continues {
            if one.order_no.is_empty() {
                continue;
            }
            all.push(one);
        }
        if goods != OriginalGoods::default()
            && let Some(last) = all.last_mut()
        {
            last.goods_info.push(goods);
        }
    }
    all
}

/// Element names and labels as headers are compared.
fn names() -> HashMap<String, &'static str> {
    let all = [&fields::HEAD, &fields::ORDER, &fields::GOODS];
    let rows = all.iter().flat_map(|group| group.fields.iter());
    rows.flat_map(|Field { element, zh, en, .. }| {
        [*element, *zh, *en].map(|name| (normalise(name), *element))
    })
    .collect()
}
