//! An open import on the workbench, beside judging all of it from the beginning.

use std::path::Path;

use clearance_core::cn::codes::Tables;
use clearance_core::text::Text;

use super::{Measured, Watch, forget_peak, import};
use crate::error::{Error, Result, fault};
use crate::import::Import;
use crate::profile::Client;
use crate::store::Store;
use crate::view::{CellEdit, Edit, ReviewQuery};
use crate::work::Work;

/// Opens a sheet of `rows` orders × 40 columns with 37 wrong units in 100 rows and a warning in every row, and works on
/// it as a person does.
///
/// # Errors
/// The folder cannot be written.
pub fn workbench(folder: &Path, rows: usize) -> Result<Vec<Measured>> {
    let path = folder.join("bench-workbench.xlsx");
    import::write(&path, rows, true)?;
    // A key for a store that is thrown away.
    let kept = folder.join("workbench");
    std::fs::create_dir_all(&kept)
        .map_err(|cause| Error::new(&fault::FILE_WRITE).on(kept.display()).because(cause))?;
    let store = Store::open(&kept, &zeroize::Zeroizing::new([1; 32]))?;
    let mut all = Vec::new();

    forget_peak();
    let since = Watch::start();
    let client = Client::practice("bench".to_owned());
    let mut open = Import::open(std::slice::from_ref(&path), client, &[], Tables::built_in(), Work::quiet())?;
    let review = open.review(&store, Work::quiet())?;
    let what = Text { zh: "打开并检查", en: "open and judge" };
    all.push(Measured::new("workbench-open", what, rows, "rows × 40", since));
    let wrong =
        |rule: &str| review.groups.iter().find(|group| group.rule == rule).map_or(0, |group| group.cells);
    let (units, warnings) = (wrong(UNITS) as usize, wrong(WARNINGS) as usize);

    open.forget();
    let since = Watch::start();
    open.review(&store, Work::quiet())?;
    let what = Text { zh: "基准：全部重新检查", en: "baseline: all judged anew" };
    let anew = Measured::new("workbench-anew", what, rows, "rows × 40", since);

    let mut page = |open: &mut Import, name, what, pieces, query: ReviewQuery| -> Result<()> {
        let since = Watch::start();
        open.page(&store, &ReviewQuery { count: 60, ..query })?;
        all.push(Measured::new(name, what, pieces, "rows", since).beside(&anew));
        Ok(())
    };
    let query = |rule: &str| ReviewQuery { rule: rule.to_owned(), ..ReviewQuery::default() };
    let what = Text { zh: "第一页", en: "first page" };
    page(&mut open, "workbench-first-page", what, rows, query(""))?;
    let what = Text { zh: "筛选到警告一组", en: "filter to the group of warnings" };
    page(&mut open, "workbench-filter", what, warnings, query(WARNINGS))?;
    let what = Text { zh: "该组的下一页", en: "its next page" };
    page(&mut open, "workbench-next-page", what, warnings, ReviewQuery { from: 50_000, ..query(WARNINGS) })?;
    let what = Text { zh: "在全部行中查找", en: "find in all rows" };
    page(&mut open, "workbench-find", what, rows, ReviewQuery { find: "00099999".into(), ..query("") })?;
    let what = Text { zh: "按一列排序", en: "sort by a column" };
    page(
        &mut open,
        "workbench-sort",
        what,
        rows,
        ReviewQuery { sort: Some(1), descending: true, ..query("") },
    )?;

    let mut step = |open: &mut Import,
                    name,
                    what,
                    pieces,
                    step: &mut dyn FnMut(&mut Import) -> Result<()>|
     -> Result<()> {
        let since = Watch::start();
        step(open)?;
        open.review(&store, Work::quiet())?;
        all.push(Measured::new(name, what, pieces, "cells", since).beside(&anew));
        Ok(())
    };
    let fix = Edit::Suggestion { rule: UNITS.to_owned(), values: Vec::new() };
    let what = Text { zh: "批量修改的预览", en: "preview of the bulk fix" };
    step(&mut open, "workbench-preview", what, units, &mut |open| open.preview(&store, &fix).map(drop))?;
    let what = Text { zh: "批量修改", en: "bulk fix" };
    step(&mut open, "workbench-fix", what, units, &mut |open| open.edit(&store, &fix))?;
    let what = Text { zh: "撤销批量修改", en: "its undo" };
    step(&mut open, "workbench-undo", what, units, &mut |open| open.undo(&store, Work::quiet()).map(drop))?;
    let what = Text { zh: "重做批量修改", en: "its redo" };
    step(&mut open, "workbench-redo", what, units, &mut |open| open.redo(&store, Work::quiet()).map(drop))?;
    let cell = CellEdit { sheet: 0, row: 50, column: 9, value: "个".to_owned() };
    let cell = Edit::Cells { cells: vec![cell] };
    let what = Text { zh: "修改一格", en: "one cell" };
    step(&mut open, "workbench-cell", what, 1, &mut |open| open.edit(&store, &cell))?;
    let number = CellEdit { sheet: 0, row: 50, column: 0, value: "OK00000000000001".to_owned() };
    let number = Edit::Cells { cells: vec![number] };
    let what = Text { zh: "修改一个订单编号", en: "one order number" };
    step(&mut open, "workbench-number", what, 1, &mut |open| open.edit(&store, &number))?;

    all.insert(1, anew);
    // Best effort: the folder is a temporary one.
    let _ = std::fs::remove_file(&path);
    Ok(all)
}

/// What is wrong with 37 of 100 rows.
const UNITS: &str = "SHEET-UNIT-UNKNOWN";
/// What every row is warned of.
const WARNINGS: &str = "CN-TARIFF-002";
