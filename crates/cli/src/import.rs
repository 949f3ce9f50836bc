//! `clearance import FILE…`: reads sheets; with `--dry-run` only says what it would make of them.

use std::path::{Path, PathBuf};

use clearance_core::order::Confidence;
use clearance_engine::desk::Desk;
use clearance_engine::error::{Error, Result, fault};
use clearance_engine::files::{DryRun, dry_run, read_recipe};
use clearance_engine::view::{Exported, FixLine, Review};
use serde::Serialize;

use crate::Outcome;
use crate::args::Import;
use crate::face::Face;
use crate::fix;

/// What shall be done with an import besides reading it.
#[derive(Default)]
pub(crate) struct Wanted<'a> {
    /// The name of a recipe of the client that has to fit.
    pub(crate) recipe: Option<&'a str>,
    /// Named fixes, in this order.
    pub(crate) fix: &'a [String],
    /// All named fixes that would change something.
    pub(crate) fixes: bool,
    /// Nothing is declared.
    pub(crate) keep_open: bool,
    /// Where the rows in question go.
    pub(crate) export_bad: Option<&'a Path>,
}

/// What an import came to.
#[derive(Serialize)]
pub(crate) struct Imported {
    #[serde(flatten)]
    pub(crate) review: Review,
    /// `open` or `declared`.
    pub(crate) state: &'static str,
    pub(crate) made: u32,
    pub(crate) kept: u32,
    pub(crate) fixes: Vec<FixDone>,
    exported: Option<Exported>,
}

/// A named fix that was done.
#[derive(Clone, Serialize)]
pub(crate) struct FixDone {
    pub(crate) id: String,
    pub(crate) name: String,
    /// Cells that it changed.
    pub(crate) cells: u32,
}

pub(crate) fn run(args: &Import, face: &Face) -> Result<Outcome> {
    if args.dry_run {
        let recipes = args.recipe.iter().map(|path| read_recipe(Path::new(path)));
        let told =
            face.with_progress(|work| dry_run(&args.files, &recipes.collect::<Result<Vec<_>>>()?, work))?;
        if face.json {
            face.value(&told)
        } else {
            print(&told, face)
        }
        return Ok(if told.problems.is_empty() { Outcome::Fine } else { Outcome::Found });
    }
    let client = args.client.as_deref().ok_or_else(|| Error::new(&fault::NO_CLIENT))?;
    let desk = face.desk()?;
    let mut recipe = args.recipe.as_deref();
    // A name that the client has goes before a file of the same name.
    if let Some(given) = recipe
        && !desk.recipes(client)?.iter().any(|line| line.name == given)
    {
        if !Path::new(given).exists() {
            return Err(Error::new(&fault::NO_RECIPE).on(given));
        }
        desk.add_recipe(client, read_recipe(Path::new(given))?)?;
        recipe = None;
    }
    let wanted = Wanted {
        recipe,
        fix: &args.fix,
        fixes: args.fixes,
        keep_open: args.keep_open,
        export_bad: args.export_bad.as_deref(),
    };
    Ok(import(&desk, client, &args.files, &wanted, face)?.tell(face))
}

/// Opens sheets, repairs them by named fixes, writes out what is in question, and makes declarations of the good orders.
pub(crate) fn import(
    desk: &Desk,
    client: &str,
    files: &[PathBuf],
    wanted: &Wanted<'_>,
    face: &Face,
) -> Result<Imported> {
    // A name that is not there is told before anything is opened.
    let named = wanted.fix.iter().map(|name| fix::find(desk, client, name)).collect::<Result<Vec<_>>>()?;
    let mapping = face.with_progress(|work| desk.open_files(files, client, work))?;
    let id = mapping.import_id.as_str();
    if let Some(name) = wanted.recipe
        && !mapping.sheets.iter().any(|sheet| sheet.recipe == name)
    {
        desk.discard_import(id)?;
        return Err(Error::new(&fault::RECIPE_UNFIT).on(name));
    }
    finish(desk, id, &named, wanted, face)
}

/// As [`import`], of an import that lies open: what was cut off goes on.
pub(crate) fn go_on(
    desk: &Desk,
    client: &str,
    id: &str,
    wanted: &Wanted<'_>,
    face: &Face,
) -> Result<Imported> {
    let named = wanted.fix.iter().map(|name| fix::find(desk, client, name)).collect::<Result<Vec<_>>>()?;
    face.with_progress(|work| desk.resume_import(id, work))?;
    finish(desk, id, &named, wanted, face)
}

fn finish(desk: &Desk, id: &str, named: &[FixLine], wanted: &Wanted<'_>, face: &Face) -> Result<Imported> {
    let mut review = face.with_progress(|work| desk.review_with(id, work))?;
    let mut fixes = Vec::new();
    for line in named {
        review = fixed(desk, review, line, &mut fixes)?;
    }
    while let Some(line) = next_offered(&review, &fixes).filter(|_| wanted.fixes) {
        review = fixed(desk, review, &line, &mut fixes)?;
    }
    let exported = match wanted.export_bad {
        Some(path) => written(face.with_progress(|work| desk.export_bad(id, path, false, work)))?,
        None => None,
    };
    let mut done = Imported { review, state: "open", made: 0, kept: 0, fixes, exported };
    if !wanted.keep_open {
        let declared = face.with_progress(|work| desk.declare(id, work))?;
        (done.state, done.made, done.kept) = ("declared", declared.made, declared.kept);
    }
    Ok(done)
}

/// Each named fix is done once: two that contradict each other would be offered for ever.
fn next_offered(review: &Review, done: &[FixDone]) -> Option<FixLine> {
    review.offered.iter().find(|line| !done.iter().any(|one| one.id == line.id)).cloned()
}

/// Does a named fix and notes how many cells it changed.
fn fixed(desk: &Desk, review: Review, line: &FixLine, done: &mut Vec<FixDone>) -> Result<Review> {
    let offered = review.offered.iter().find(|offered| offered.id == line.id);
    let cells = offered.map_or(0, |offered| offered.cells);
    done.push(FixDone { id: line.id.clone(), name: line.name.clone(), cells });
    desk.apply_fix(&review.import_id, &line.id)
}

/// Where nothing is in question there is nothing to write, and that is no failure of an import.
fn written(exported: Result<Exported>) -> Result<Option<Exported>> {
    match exported {
        Err(error) if error.is(&fault::NOTHING_BAD) => Ok(None),
        other => other.map(Some),
    }
}

impl Imported {
    /// Says it, and whether something waits for a person.
    pub(crate) fn tell(&self, face: &Face) -> Outcome {
        let waits = if self.state == "open" { self.review.kept_orders } else { self.kept };
        if face.json {
            face.value(self);
        } else {
            self.print(face);
        }
        if waits == 0 { Outcome::Fine } else { Outcome::Found }
    }

    fn print(&self, face: &Face) {
        groups(&self.review, face);
        for one in &self.fixes {
            let cells = face.say("个单元格", "cells");
            face.line(&format!("  {} {}  {} {cells}", face.say("修复", "fix"), one.name, one.cells));
        }
        if let Some(exported) = &self.exported {
            tell_exported(exported, face);
        }
        if self.state == "open" {
            standing(&self.review, face);
        } else {
            declared(self.made, self.kept, face);
        }
    }
}

/// What was found, by rule.
pub(crate) fn groups(review: &Review, face: &Face) {
    for group in &review.groups {
        face.line(&format!("  {} ×{}  [{}]", face.said(&group.says), group.count, group.rule));
    }
}

/// How an import stands, and which it is.
pub(crate) fn standing(review: &Review, face: &Face) {
    face.line(&format!(
        "{}  {} {}  {} {}  {} {}",
        review.import_id,
        review.good_orders,
        face.say("票可以申报", "orders may be declared"),
        review.kept_orders,
        face.say("票有待修改", "to be repaired"),
        review.changed,
        face.say("个单元格已改", "cells changed"),
    ));
}

/// How many declarations were made.
pub(crate) fn declared(made: u32, kept: u32, face: &Face) {
    face.line(&format!(
        "{made} {}  {kept} {}",
        face.say("票已生成清单", "declared"),
        face.say("票留待修改", "kept for later")
    ));
}

/// Where a workbook was written.
pub(crate) fn tell_exported(exported: &Exported, face: &Face) {
    let (rows, cells) = (face.say("行", "rows"), face.say("个单元格附说明", "cells with comments"));
    face.line(&format!("{}  {} {rows}  {} {cells}", exported.path, exported.rows, exported.cells));
}

fn print(told: &DryRun, face: &Face) {
    for sheet in &told.files {
        let encoding = sheet.encoding.unwrap_or_default();
        face.line(&format!(
            "{} · {}  {}{}  {encoding}",
            sheet.file,
            sheet.sheet,
            face.say("表头第", "header row "),
            sheet.header_row
        ));
        let rows: Vec<Vec<String>> = sheet
            .columns
            .iter()
            .map(|column| {
                let sure = match column.confidence {
                    Confidence::Sure => face.say("确定", "sure"),
                    Confidence::Likely => face.say("很可能", "likely"),
                    Confidence::Ask => face.say("请确认", "ask"),
                    Confidence::None => face.say("未用", "unused"),
                };
                vec![
                    column.header.replace('\n', " "),
                    column.field.unwrap_or("—").to_owned(),
                    sure.to_owned(),
                ]
            })
            .collect();
        face.table(
            &[face.say("表头", "header"), face.say("字段", "field"), face.say("把握", "confidence")],
            &rows,
        );
    }
    face.line(&format!(
        "{} {}  {} {}",
        told.orders,
        face.say("票订单", "orders"),
        told.lines,
        face.say("行商品", "goods lines")
    ));
    for problem in &told.problems {
        let place = format!("{}!{}", problem.sheet, problem.cell);
        face.line(&format!("  {place}  {}  [{}]", face.say(problem.zh, problem.en), problem.rule));
    }
}
