//! Import of a large workbook, beside the bare cell stream of the reading library.

use std::ops::ControlFlow;
use std::path::Path;
use std::process::Command;

use clearance_core::check::Severity;
use clearance_core::cn::codes::Tables;
use clearance_core::cn::declare::{GoodsBook, Profile, Stamp, declare};
use clearance_core::cn::{Facts, check};
use clearance_core::order::{mappings, orders};
use clearance_core::text::Text;
use rust_xlsxwriter::Workbook;

use super::{Measured, Watch, forget_peak};
use crate::desk::preview;
use crate::error::{Error, Result, fault};
use crate::load::resident;
use crate::sheet::{ReadOptions, count_cells, read};
use crate::{clock, load};

/// The forty columns of a full official sheet.
const HEADERS: [&str; 40] = [
    "订单编号",
    "物流运单编号",
    "物流企业代码",
    "物流企业名称",
    "商品名称",
    "商品编码",
    "商品规格型号",
    "包装种类",
    "数量",
    "计量单位",
    "第一法定数量",
    "第一法定计量单位",
    "总价",
    "电商平台代码",
    "电商平台名称",
    "电商企业代码",
    "电商企业名称",
    "担保企业编号",
    "申报海关代码",
    "口岸海关代码",
    "进口日期",
    "订购人证件号码",
    "订购人姓名",
    "订购人电话",
    "收件地址",
    "运费",
    "保费",
    "申报企业代码",
    "申报企业名称",
    "运输方式",
    "运输工具编号",
    "航班航次号",
    "提运单号",
    "原产国",
    "起运国",
    "毛重",
    "净重",
    "备注",
    "企业商品货号",
    "贸易方式",
];

/// Reads, maps and checks a sheet of `rows` orders × 40 columns.
///
/// # Errors
/// The folder cannot be written.
pub fn import(folder: &Path, rows: usize) -> Result<Vec<Measured>> {
    let path = folder.join("bench-orders.xlsx");
    write(&path, rows, false)?;

    forget_peak();
    let since = Watch::start();
    let cells = count_cells(&path)?;
    let what = Text { zh: "基准：只读单元格", en: "baseline: the bare cell stream" };
    let bare = Measured::new("import-bare", what, rows, "rows × 40", since);
    debug_assert_eq!(cells, (rows + 1) * HEADERS.len(), "every cell says something");
    let python = openpyxl(&path, rows).beside(&bare);

    forget_peak();
    let since = Watch::start();
    let seen = preview(&path, "", "")?;
    let what = Text { zh: "首批行可见（预览）", en: "first rows visible" };
    let first = Measured::new("import-first-rows", what, rows, "rows × 40", since).beside(&bare);
    debug_assert!(!seen.rows.is_empty());

    forget_peak();
    let since = Watch::start();
    let sheets = read(&path, &ReadOptions::default(), &mut |_| ControlFlow::Continue(()))?;
    let what = Text { zh: "读取表格", en: "read the sheet" };
    let reading = Measured::new("import-read", what, rows, "rows × 40", since).beside(&bare);

    let tables = Tables::built_in();
    let found = orders(&sheets, &mappings(&sheets, &[]), tables.as_ref());
    drop(sheets);
    let now = clock::now();
    let (profile, goods) = (Profile { sends_orders: false, ..Profile::default() }, GoodsBook::default());
    let facts = || Facts { today: Some(now.date()), ..Facts::default() };
    let mut stopped = 0;
    for (number, order) in found.orders.iter().enumerate() {
        let number = number as u64;
        let stamp = Stamp {
            now,
            cop_no: format!("B{number:09}"),
            guids: [load::guid(1, number), load::guid(2, number), load::guid(3, number)],
        };
        let case = declare(order, &profile, &goods, &stamp, facts());
        let report = check(&case);
        stopped += usize::from(report.findings.iter().any(|finding| finding.severity == Severity::Stops));
    }
    let what = Text {
        zh: "导入并检查（读取、对应、成单、全部规则）",
        en: "import and check: read, map, orders, all rules",
    };
    let whole = Measured::new("import-checked", what, rows, "rows × 40", since).beside(&bare);
    if stopped > 0 || !found.problems.is_empty() {
        tracing::warn!(stopped, problems = found.problems.len(), "the sheet of the measurement is not clean");
    }
    // Best effort: the folder is a temporary one.
    let _ = std::fs::remove_file(&path);
    let beside_python = (!python.left_out).then(|| whole.clone().named("import-to-openpyxl").beside(&python));
    Ok([bare, first, reading, whole, python].into_iter().chain(beside_python).collect())
}

/// How long the usual library of another language takes to read the same cells.
fn openpyxl(path: &Path, rows: usize) -> Measured {
    const READS: &str = "import sys, openpyxl\nbook = openpyxl.load_workbook(sys.argv[1], read_only=True)\n\
        print(sum(1 for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row))";
    const NAME: &str = "import-openpyxl";
    // A python of one's own often stands before the system's, which has the packages of the system.
    let has = |python: &&str| {
        let known = Command::new(python).args(["-c", "import openpyxl"]).output();
        known.is_ok_and(|known| known.status.success())
    };
    let Some(python) = ["python3", "/usr/bin/python3"].into_iter().find(has) else {
        let why = Text {
            zh: "本机没有 python3 与 openpyxl，不作此基准",
            en: "python3 with openpyxl is not here: left out",
        };
        return Measured::left_out(NAME, why);
    };
    let since = Watch::start();
    let read = Command::new(python).args(["-c", READS]).arg(path).output();
    let what = Text { zh: "基准：openpyxl 只读模式", en: "baseline: openpyxl, read only" };
    let measured = Measured::new(NAME, what, rows, "rows × 40", since);
    match read {
        Ok(read) if read.status.success() => measured,
        _ => {
            Measured::left_out(NAME, Text { zh: "openpyxl 读不了这个文件", en: "openpyxl failed: left out" })
        }
    }
}

/// Writes the workbook, every cell filled. An untidy one has a unit nobody knows in 37 of 100 rows, and in all a legal unit that is not the
/// tariff code's.
pub(super) fn write(path: &Path, rows: usize, untidy: bool) -> Result<()> {
    fill(path, rows, untidy).map_err(|cause| Error::new(&fault::FILE_WRITE).on(path.display()).because(cause))
}

fn fill(path: &Path, rows: usize, untidy: bool) -> std::result::Result<(), rust_xlsxwriter::XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet_with_constant_memory()?;
    for (column, header) in (0u16..).zip(HEADERS) {
        sheet.write_string(0, column, header)?;
    }
    let day = clock::now().wire14()[..8].to_owned();
    for row in 1..=rows {
        let n = row as u64;
        let line = u32::try_from(row).unwrap_or(u32::MAX);
        let cells: [String; 40] = [
            format!("OK{n:014}"),
            format!("HX{n:014}"),
            "3302460066".into(),
            "宁波海信达物流有限公司".into(),
            "鱼油胶囊".into(),
            "2106909090".into(),
            "180粒/瓶".into(),
            "2".into(),
            "2".into(),
            if untidy && n % 100 < 37 { "瓶装" } else { "瓶" }.into(),
            "0.5".into(),
            if untidy { "个" } else { "千克" }.into(),
            "298".into(),
            "3301961Q43".into(),
            "杭州云帆电子商务有限公司".into(),
            "33019649X2".into(),
            "杭州小橘进出口有限公司".into(),
            "3301964J31".into(),
            "2991".into(),
            "2991".into(),
            day.clone(),
            resident(n),
            "陈宁".into(),
            format!("138{:08}", n % 100_000_000),
            "浙江省杭州市西湖区文三路1号2单元301室".into(),
            "10".into(),
            "0".into(),
            "3301964J31".into(),
            "杭州晴川报关有限公司".into(),
            "5".into(),
            "CA1710".into(),
            "CA1710".into(),
            "999-12345675".into(),
            "澳大利亚".into(),
            "澳大利亚".into(),
            "0.9".into(),
            "0.5".into(),
            "请轻放".into(),
            format!("SKU-{:03}", n % 500),
            "9610".into(),
        ];
        for (column, cell) in (0u16..).zip(&cells) {
            // Weights and amounts are numbers in real files; everything else is text.
            match column {
                8 | 10 | 12 | 25 | 26 | 35 | 36 => {
                    sheet.write_number(line, column, cell.parse::<f64>().unwrap_or(0.0))?
                }
                _ => sheet.write_string(line, column, cell)?,
            };
        }
    }
    book.save(path)
}
