//! The sample workbooks of `assets/samples` are written here, and the line reads them as it should.
//!
//! `CLEARANCE_UPDATE=1 cargo test -p clearance-tests --test samples` writes them anew.

mod bonded;
mod damaged;
mod direct;
mod invented;
mod corpus;
mod messy;
mod mixed;
mod reading;
mod taobao;

use std::path::PathBuf;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook};

/// Where the samples lie.
fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../assets/samples")
}

/// A workbook that comes out the same on every day and machine.
fn workbook() -> Workbook {
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_ymd(2026, 11, 24).expect("a day that exists");
    book.set_properties(&DocProperties::new().set_author("Clearance Desk").set_creation_datetime(&made));
    book
}

/// One sheet of text cells with a frozen header.
fn text_sheet(name: &str, headers: &[&str], rows: &[Vec<String>]) -> Vec<u8> {
    let mut book = workbook();
    let sheet = book.add_worksheet();
    let bold = Format::new().set_bold().set_num_format("@");
    let text = Format::new().set_num_format("@");
    sheet.set_name(name).expect("a short name");
    for (column, header) in (0_u16..).zip(headers) {
        let width = if header.contains("地址") || header.contains("名称") || header.contains("规格") {
            34
        } else {
            18
        };
        sheet.set_column_width(column, width).expect("a column");
        sheet.write_string_with_format(0, column, *header, &bold).expect("a cell");
    }
    for (row, cells) in (1_u32..).zip(rows) {
        assert_eq!(cells.len(), headers.len(), "a value for each header");
        for (column, cell) in (0_u16..).zip(cells) {
            sheet.write_string_with_format(row, column, cell, &text).expect("a cell");
        }
    }
    sheet.set_freeze_panes(1, 1).expect("panes");
    book.save_to_buffer().expect("a workbook in memory")
}

fn all() -> [(&'static str, Vec<u8>); 5] {
    [
        ("orders-9610.xlsx", direct::workbook()),
        ("orders-1210.xlsx", bonded::workbook()),
        ("orders-taobao.csv", taobao::table()),
        ("orders-damaged.xlsx", damaged::workbook()),
        ("orders-messy.xlsx", messy::workbook()),
    ]
}

#[test]
fn the_samples_are_as_the_generator_writes_them() {
    for (name, bytes) in all() {
        let path = folder().join(name);
        if std::env::var_os("CLEARANCE_UPDATE").is_some() {
            std::fs::create_dir_all(folder()).expect("the folder of the samples");
            std::fs::write(&path, &bytes).expect("the sample is written");
        }
        let there = std::fs::read(&path).expect("the sample is there");
        assert!(there == bytes, "{name} is stale: run with CLEARANCE_UPDATE=1");
    }
}
