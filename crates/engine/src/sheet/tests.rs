//! Files of every kind and every way they can be bad.

use std::fs;
use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::PathBuf;

use clearance_core::sheet::{CellPos, Sheet, Stored};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use tempfile::TempDir;
use zip::write::SimpleFileOptions;

use super::*;

fn file(name: &str, bytes: &[u8]) -> (TempDir, PathBuf) {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join(name);
    fs::write(&path, bytes).expect("a file");
    (folder, path)
}

fn read_with(name: &str, bytes: &[u8], options: &ReadOptions) -> Result<Vec<Sheet>, SheetError> {
    let (_folder, path) = file(name, bytes);
    let read = read(&path, options, &mut |_| ControlFlow::Continue(()));
    // From memory it is the same, whatever is in it.
    let again = read_bytes(name, bytes, options, &mut |_| ControlFlow::Continue(()));
    let told = |read: &Result<Vec<Sheet>, SheetError>| match read {
        Ok(sheets) => sheets.iter().flat_map(told_cells).collect(),
        Err(error) => error.code().to_owned(),
    };
    assert_eq!(told(&again), told(&read), "{name}");
    read
}

fn told_cells(sheet: &Sheet) -> Vec<String> {
    let cells = sheet.rows().flat_map(|row| row.cells().map(|cell| format!("{cell:?}")).collect::<Vec<_>>());
    [format!("{}!{}", sheet.file, sheet.name)].into_iter().chain(cells).collect()
}

fn code(name: &str, bytes: &[u8]) -> &'static str {
    read_with(name, bytes, &ReadOptions::default()).err().map_or("fine", |error| error.code())
}

fn cell(sheet: &Sheet, row: u32, column: u16) -> (&str, Stored) {
    let cell = sheet.cell(CellPos { row, column });
    (cell.text, cell.stored)
}

fn small_workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let date = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
    sheet.write_string(0, 0, "110101199003077619").expect("a cell");
    sheet.write_string(0, 1, "0100").expect("a cell");
    sheet.write_number(0, 2, 440_981_198_501_011_234.0).expect("a cell");
    let at = ExcelDateTime::from_ymd(2026, 11, 24).expect("a day").and_hms(10, 15, 0).expect("a time");
    sheet.write_datetime_with_format(0, 3, &at, &date).expect("a cell");
    sheet.write_boolean(2, 0, true).expect("a cell");
    sheet.write_formula(2, 1, Formula::new("=1/0").set_result("#DIV/0!")).expect("a cell");
    sheet.write_number(2, 2, 98.5).expect("a cell");
    sheet.write_formula(2, 3, Formula::new("=A1").set_result("甲")).expect("a cell");
    book.add_worksheet().set_name("代码").expect("a name").write_string(0, 0, "个").expect("a cell");
    book.save_to_buffer().expect("a workbook")
}

#[test]
fn cells_keep_their_text_and_how_they_were_stored() {
    let sheets = read_with("a.xlsx", &small_workbook(), &ReadOptions::default()).expect("it reads");
    assert_eq!(sheets.len(), 2);
    let sheet = &sheets[0];
    assert_eq!((&*sheet.file, &*sheet.name, sheet.encoding), ("a.xlsx", "Sheet1", None));
    assert_eq!(cell(sheet, 0, 0), ("110101199003077619", Stored::Text));
    assert_eq!(cell(sheet, 0, 1), ("0100", Stored::Text));
    assert_eq!(cell(sheet, 0, 2), ("440981198501011260", Stored::Number));
    assert_eq!(cell(sheet, 0, 3), ("2026-11-24 10:15:00", Stored::Date));
    assert_eq!(cell(sheet, 2, 0), ("TRUE", Stored::Bool));
    assert_eq!(cell(sheet, 2, 1), ("#DIV/0!", Stored::Error));
    assert_eq!(cell(sheet, 2, 2), ("98.5", Stored::Number));
    assert_eq!(cell(sheet, 2, 3), ("甲", Stored::Text));
    assert_eq!(cell(&sheets[1], 0, 0), ("个", Stored::Text));
}

#[test]
fn old_workbooks_keep_their_text_too() {
    let sheets =
        read_with("a.xls", include_bytes!("testdata/small.xls"), &ReadOptions::default()).expect("it reads");
    let sheet = &sheets[0];
    assert_eq!((&*sheet.name, sheet.len()), ("订单", 2));
    assert_eq!(cell(sheet, 1, 0), ("0012345678901234567", Stored::Text));
    assert_eq!(cell(sheet, 1, 1), ("2026-11-24 10:15:00", Stored::Date));
    assert_eq!(cell(sheet, 1, 2), ("2", Stored::Number));
    assert_eq!(cell(sheet, 1, 3), ("310101198501011260", Stored::Number));
}

#[test]
fn open_documents_keep_their_text_too() {
    let cells = "<table:table-cell office:value-type=\"string\"><text:p>0100</text:p></table:table-cell>\
        <table:table-cell table:number-columns-repeated=\"2\"/>\
        <table:table-cell office:value-type=\"float\" office:value=\"98.5\"><text:p>98.50</text:p></table:table-cell>\
        <table:table-cell office:value-type=\"date\" office:date-value=\"2026-11-24T10:15:00\"><text:p>x</text:p></table:table-cell>";
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content><office:body><office:spreadsheet>\
         <table:table table:name=\"订单\"><table:table-row>{cells}</table:table-row></table:table>\
         </office:spreadsheet></office:body></office:document-content>"
    );
    let book = zipped(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet".to_vec()),
        ("META-INF/manifest.xml", b"<manifest:manifest/>".to_vec()),
        ("content.xml", content.into_bytes()),
    ]);
    let sheets = read_with("a.ods", &book, &ReadOptions::default()).expect("it reads");
    assert_eq!(&*sheets[0].name, "订单");
    assert_eq!(cell(&sheets[0], 0, 0), ("0100", Stored::Text));
    assert_eq!(cell(&sheets[0], 0, 3), ("98.5", Stored::Number));
    assert_eq!(cell(&sheets[0], 0, 4), ("2026-11-24 10:15:00", Stored::Date));
}

#[test]
fn one_sheet_can_be_asked_for_by_name() {
    let options = |name: &str| ReadOptions { sheet: Some(name.to_owned()), ..ReadOptions::default() };
    let only = read_with("a.xlsx", &small_workbook(), &options("代码")).expect("it reads");
    assert_eq!(only.iter().map(|sheet| &*sheet.name).collect::<Vec<_>>(), ["代码"]);
    let missing = read_with("a.xlsx", &small_workbook(), &options("x")).err().map(|error| error.code());
    assert_eq!(missing, Some("sheet.no-such-sheet"));
}

#[test]
fn text_tables_are_read_in_every_usual_encoding() {
    let text = "订单编号,数量\r\n\"=\"\"0100\"\"\",2\r\n";
    let gb = encoding_rs::GB18030.encode(text).0.into_owned();
    let utf16 = |big: bool| {
        let bytes = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
        std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(bytes).collect::<Vec<u8>>()
    };
    let without_mark = |bytes: Vec<u8>| bytes[2..].to_vec();
    for (bytes, encoding) in [
        (text.as_bytes().to_vec(), "UTF-8"),
        ([b"\xEF\xBB\xBF", text.as_bytes()].concat(), "UTF-8"),
        (gb, "GB18030"),
        (utf16(false), "UTF-16LE"),
        (utf16(true), "UTF-16BE"),
        (without_mark(utf16(false)), "UTF-16LE"),
        (without_mark(utf16(true)), "UTF-16BE"),
    ] {
        let sheets = read_with("订单.csv", &bytes, &ReadOptions::default()).expect("it reads");
        assert_eq!((&*sheets[0].name, sheets[0].encoding), ("订单", Some(encoding)));
        assert_eq!(cell(&sheets[0], 0, 0), ("订单编号", Stored::Text), "{encoding}");
        assert_eq!(cell(&sheets[0], 1, 0), ("=\"0100\"", Stored::Text), "{encoding}");
    }
}

#[test]
fn rows_of_a_text_table_are_counted_as_a_spreadsheet_program_counts_them() {
    for ends in ["\r\n", "\n"] {
        let text = ["a;b", "", "\"1\n2\";x", "3;y", ""].join(ends);
        let sheets = read_with("a.csv", text.as_bytes(), &ReadOptions::default()).expect("it reads");
        let rows: Vec<_> = sheets[0].rows().map(|row| (row.number(), row.cell(0).text.to_owned())).collect();
        assert_eq!(rows, [(0, "a".to_owned()), (2, "1\n2".to_owned()), (3, "3".to_owned())]);
    }
    let hinted = read_with("a.csv", b"sep=;\na,b;c", &ReadOptions::default()).expect("it reads");
    assert_eq!(cell(&hinted[0], 0, 1), ("c", Stored::Text));
}

#[test]
fn a_quote_that_is_never_closed_swallows_no_rows() {
    for (text, rows) in [
        ("a,b,c\nA1,\"牙膏,2\nA2,鱼油,1\nA3,面霜,3\n", 4),
        ("a,b,c\nA1,牙膏,\"2\nA2,鱼油,1\nA3,面霜,3\n", 4),
        ("a,b,c\nA1,\"牙膏,2\nA2,\"鱼油\",1\nA3,面霜,3\n", 4),
        // Closed ones are cells, however many lines they have.
        ("a,b,c\nA1,\"牙膏\n大,白,新\",2\nA3,面霜,3\n", 3),
        ("a,b,c\nA1,2,\"急\n大,白,新\"\n", 2),
    ] {
        let sheets = read_with("a.csv", text.as_bytes(), &ReadOptions::default()).expect("it reads");
        let numbers: Vec<u32> = sheets[0].rows().map(|row| row.number()).collect();
        assert_eq!(numbers, (0..rows).collect::<Vec<u32>>(), "{text}");
    }
    let swallowed = "a,b,c\nA1,\"牙膏,2\nA2,鱼油,1\n";
    let sheets = read_with("a.csv", swallowed.as_bytes(), &ReadOptions::default()).expect("it reads");
    assert_eq!((cell(&sheets[0], 1, 1).0, cell(&sheets[0], 1, 2).0), ("牙膏", "2"));
}

/// A workbook with another text in its first sheet.
fn rewritten(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    let mut old = zip::ZipArchive::new(Cursor::new(bytes)).expect("a workbook is a zip");
    let mut parts = Vec::new();
    for n in 0..old.len() {
        let mut part = old.by_index(n).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut text = Vec::new();
        part.read_to_end(&mut text).expect("the part is whole");
        if name == "xl/worksheets/sheet1.xml" {
            let xml = String::from_utf8(text).expect("XML is text");
            assert!(xml.contains(from), "{from} is there");
            text = xml.replace(from, to).into_bytes();
        }
        parts.push((name, text));
    }
    let parts: Vec<(&str, Vec<u8>)> =
        parts.iter().map(|(name, text)| (name.as_str(), text.clone())).collect();
    zipped(&parts)
}

#[test]
fn what_is_hidden_and_what_was_never_calculated_is_known() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for row in 0..4 {
        sheet.write_string(row, 0, format!("A{row}")).expect("a cell");
        sheet.write_string(row, 2, "x").expect("a cell");
    }
    sheet.write_formula(1, 1, Formula::new("=9+9").set_result("9")).expect("a cell");
    sheet.write_formula(2, 1, Formula::new("=1+1").set_result("2")).expect("a cell");
    sheet.set_row_hidden(2).expect("a row").set_row_hidden(3).expect("a row");
    sheet.set_column_hidden(2).expect("a column");
    book.add_worksheet().set_hidden(true).write_string(0, 0, "x").expect("a cell");
    // As programs write a formula that they do not calculate.
    let bytes = rewritten(&book.save_to_buffer().expect("a workbook"), "<v>9</v>", "<v></v>");
    let sheets = read_with("a.xlsx", &bytes, &ReadOptions::default()).expect("it reads");
    let unseen = &sheets[0].unseen;
    assert_eq!((unseen.sheet, unseen.rows.as_slice()), (false, [2, 3].as_slice()));
    assert_eq!((unseen.hides(1), unseen.hides(2)), (false, true));
    assert_eq!(unseen.formulas, [CellPos { row: 1, column: 1 }]);
    assert!(sheets[1].unseen.sheet);
}

#[test]
fn an_encoding_that_was_asked_for_is_not_bent() {
    let options = ReadOptions { encoding: Some(Encoding::Utf8), ..ReadOptions::default() };
    let gb = encoding_rs::GB18030.encode("订单").0.into_owned();
    assert_eq!(read_with("a.csv", &gb, &options).err().map(|e| e.code()), Some("sheet.encoding"));
    assert_eq!(code("a.csv", b"abc \xFF\xFF\xFF"), "sheet.encoding");
}

#[test]
fn each_bad_file_has_its_own_word() {
    let good = small_workbook();
    let torn = &good[..good.len() / 2];
    let encrypted: Vec<u8> = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]
        .into_iter()
        .chain([0; 1_016])
        .chain("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes))
        .chain([0; 512])
        .collect();
    let text = "订单编号,商品名称\nA0,牙膏\n";
    let mut broken_ole = encrypted.clone();
    broken_ole.truncate(600);
    for (name, bytes, code_of) in [
        ("a.xlsx", torn, "sheet.torn"),
        ("a.xlsx", encrypted.as_slice(), "sheet.password"),
        ("a.xls", broken_ole.as_slice(), "sheet.torn"),
        ("a.csv", b"", "sheet.empty"),
        ("a.csv", b"\r\n \r\n", "sheet.empty"),
        ("a.xls", b"<html><table><tr><td>1</td></tr></table></html>", "sheet.web-page"),
        ("a.xlsx", b"%PDF-1.7 ...", "sheet.not-a-sheet"),
        ("a.csv", b"\x89PNG\r\n\x1a\n\0\0\0", "sheet.not-a-sheet"),
        ("a.csv", &[text.as_bytes(), b"A1,\xC5\xA3\xC4\xCC\n"].concat(), "sheet.mixed-encoding"),
        ("a.csv", good.as_slice(), "fine"),
        ("a.xlsx", b"a,b\n1,2\n", "fine"),
    ] {
        assert_eq!(code(name, bytes), code_of, "{name} {}", bytes.len());
    }
    let folder = TempDir::new().expect("a folder");
    let at = |path: &Path| read(path, &ReadOptions::default(), &mut |_| ControlFlow::Continue(())).err();
    assert_eq!(at(folder.path()).map(|e| e.code()), Some("sheet.directory"));
    assert_eq!(at(&folder.path().join("none.xlsx")).map(|e| e.code()), Some("sheet.not-found"));
}

fn zipped(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).expect("a part");
        zip.write_all(bytes).expect("bytes");
    }
    zip.finish().expect("a zip").into_inner()
}

#[test]
fn a_zip_bomb_is_refused_and_a_directory_that_lies_bounds_what_is_read() {
    let honest = zipped(&[
        ("xl/workbook.xml", b"<workbook/>".to_vec()),
        ("xl/worksheets/sheet1.xml", vec![b' '; 40 << 20]),
    ]);
    assert_eq!(code("a.xlsx", &honest), "sheet.bomb");
    // The directory claims a tenth: both copies of the size are rewritten.
    let size = (40_u32 << 20).to_le_bytes();
    let mut liar = honest.clone();
    let places: Vec<usize> = (0..liar.len() - 4).filter(|i| liar[*i..*i + 4] == size).collect();
    assert!(!places.is_empty());
    for place in places {
        liar[place..place + 4].copy_from_slice(&(4_u32 << 20).to_le_bytes());
    }
    assert_eq!(code("a.xlsx", &liar), "sheet.torn");
    let other = zipped(&[("readme.txt", b"hello".to_vec())]);
    assert_eq!(code("a.xlsx", &other), "sheet.not-a-sheet");
}

#[test]
fn an_ods_that_repeats_itself_into_a_flood_is_refused() {
    let row = "<table:table-row table:number-rows-repeated=\"1000000\">\
        <table:table-cell table:number-columns-repeated=\"16000\" office:value-type=\"string\"><text:p>x</text:p></table:table-cell>\
        </table:table-row>";
    let flood = zipped(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet".to_vec()),
        (
            "content.xml",
            format!("<office:document-content><table:table>{row}</table:table></office:document-content>")
                .into_bytes(),
        ),
    ]);
    assert_eq!(code("a.ods", &flood), "sheet.too-many-cells");
}

#[test]
fn each_limit_is_kept() {
    let limited = |change: fn(&mut Limits)| {
        let mut options = ReadOptions::default();
        change(&mut options.limits);
        read_with("a.csv", b"1,2,3\n4,5,6\n7,8,9\n", &options).err().map(|error| error.code())
    };
    assert_eq!(limited(|_| ()), None);
    assert_eq!(limited(|l| l.rows = 3), None);
    assert_eq!(limited(|l| l.rows = 2), Some("sheet.too-many-rows"));
    assert_eq!(limited(|l| l.columns = 3), None);
    assert_eq!(limited(|l| l.columns = 2), Some("sheet.too-wide"));
    assert_eq!(limited(|l| l.cells = 4), Some("sheet.too-many-cells"));
    assert_eq!(limited(|l| l.file_bytes = 17), Some("sheet.too-large"));
}

#[test]
fn progress_comes_every_thousand_rows_and_cancel_leaves_nothing() {
    let text = "a,b\n".repeat(3_500);
    let (_folder, path) = file("a.csv", text.as_bytes());
    let mut seen = Vec::new();
    let sheets = read(&path, &ReadOptions::default(), &mut |progress| {
        seen.push(progress.rows);
        ControlFlow::Continue(())
    });
    assert_eq!(sheets.expect("it reads")[0].len(), 3_500);
    assert_eq!(seen, [1_000, 2_000, 3_000, 3_500]);
    let cancelled = read(&path, &ReadOptions::default(), &mut |progress| {
        if progress.rows >= 2_000 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!(cancelled.err().map(|error| error.code()), Some("sheet.cancelled"));
}

#[test]
fn every_error_speaks_both_languages() {
    let io = || std::io::Error::other("x");
    for error in [
        SheetError::NotFound,
        SheetError::NoAccess(io()),
        SheetError::Directory,
        SheetError::Empty,
        SheetError::Password,
        SheetError::Torn(String::new()),
        SheetError::Bomb,
        SheetError::WebPage,
        SheetError::NotASheet,
        SheetError::TooLarge,
        SheetError::TooManyRows,
        SheetError::TooManyCells,
        SheetError::TooWide,
        SheetError::NoSuchSheet,
        SheetError::Encoding,
        SheetError::Mixed,
        SheetError::Cancelled,
        SheetError::Io(io()),
    ] {
        for text in [error.says(), error.help()] {
            assert!(!text.zh.is_ascii() && text.en.is_ascii(), "{}", error.code());
        }
    }
}

/// A small generator of changes, so that the same bytes are tried every time.
fn mangled(seed: u64, bytes: &[u8]) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below.max(1) as u64).unwrap_or(0)
    };
    let mut out = bytes.to_vec();
    for _ in 0..=next(12) {
        let at = next(out.len());
        out[at] = u8::try_from(next(256)).unwrap_or(0);
    }
    if next(4) == 0 {
        out.truncate(next(out.len()) + 1);
    }
    out
}

#[test]
fn no_bytes_make_the_reader_panic() {
    // Stored parts, so that the changes reach the XML and not only the compression.
    let good = small_workbook();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&good)).expect("a zip");
    let mut parts = Vec::new();
    for i in 0..zip.len() {
        let mut part = zip.by_index(i).expect("a part");
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).expect("bytes");
        parts.push((part.name().expect("a name").into_owned(), bytes));
    }
    for seed in 0..150 {
        let changed: Vec<(&str, Vec<u8>)> =
            parts.iter().map(|(name, bytes)| (name.as_str(), mangled(seed, bytes))).collect();
        code("a.xlsx", &zipped(&changed));
        code("a.xlsx", &mangled(seed, &good));
        code("a.csv", &mangled(seed, "订单编号,\"数\n量\"\n1,2\n".repeat(3).as_bytes()));
    }
}
