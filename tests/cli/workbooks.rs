//! Workbooks of a client: the good sample, with something changed in it.

use std::ops::ControlFlow;
use std::path::Path;

use clearance_core::sheet::Sheet;
use clearance_engine::sheet::{ReadOptions, read};
use clearance_tests::broker::sample_sheet;

fn first_sheet(path: &Path) -> Sheet {
    read(path, &ReadOptions::default(), &mut |_| ControlFlow::Continue(())).expect("a workbook").remove(0)
}

/// Writes the first sheet of a workbook as a spreadsheet program would, with some cells changed; rows and columns count
/// from 0.
pub(crate) fn rewritten(from: &Path, to: &Path, change: impl Fn(u32, u16, &str) -> Option<String>) {
    let sheet = first_sheet(from);
    let mut book = rust_xlsxwriter::Workbook::new();
    let out = book.add_worksheet();
    out.set_name(&*sheet.name).expect("a name");
    for row in sheet.rows() {
        for column in 0..row.width() {
            let text = row.cell(column).text;
            let text = change(row.number(), column, text).unwrap_or_else(|| text.to_owned());
            out.write_string(row.number(), column, text).expect("a cell");
        }
    }
    book.save(to).expect("a workbook");
}

/// The good sample with one order that nothing can be made of: its quantity is `两三个`.
pub(crate) fn broken_quantity(path: &Path) {
    let sample = sample_sheet("orders-9610.xlsx");
    let sheet = first_sheet(&sample);
    let quantity = sheet.rows().find_map(|row| (0..row.width()).find(|n| row.cell(*n).text.contains("数量")));
    let last = sheet.rows().last().expect("a row").number();
    rewritten(&sample, path, |row, column, _| {
        (row == last && Some(column) == quantity).then(|| "两三个".to_owned())
    });
}

/// The good sample with another header in the place of one.
pub(crate) fn with_header(path: &Path, header: &str, other: &str) {
    rewritten(&sample_sheet("orders-9610.xlsx"), path, |row, _, text| {
        (row == 0 && text == header).then(|| other.to_owned())
    });
}
