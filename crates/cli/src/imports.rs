//! `clearance imports list|show|rows|map|use|repair|edit|hold|release|declare|undo|redo|discard`.

use std::path::Path;

use clearance_engine::desk::Desk;
use clearance_engine::error::{Error, Result, fault};
use clearance_engine::view::{
    ChoiceKind, Correction, Declared, Edit, EditPreview, HoldBack, ImportLine, Mapping, Mark, Review,
    ReviewPage, ReviewQuery, Undone,
};

use crate::Outcome;
use crate::args::{Held, Imports, ImportsWhat};
use crate::face::Face;
use crate::import;

pub(crate) fn run(args: &Imports, face: &Face) -> Result<Outcome> {
    let desk = face.desk()?;
    match &args.what {
        ImportsWhat::List { client } => list(&desk.imports(client)?, face),
        ImportsWhat::Show { import } => {
            return Ok(reviewed(&face.with_progress(|work| desk.review_with(import, work))?, face));
        }
        ImportsWhat::Rows { import, rule, sheet, find, from, count, reveal } => {
            let query = ReviewQuery {
                sheet: *sheet,
                rule: rule.clone(),
                find: find.clone(),
                from: *from,
                count: *count,
                reveal: *reveal,
                ..ReviewQuery::default()
            };
            rows(&desk.review_page(import, &query)?, face);
        }
        ImportsWhat::Map { import, columns } => {
            let mapping = map(&desk, desk.mapping(import)?, columns)?;
            tell_mapping(&mapping, face);
            return Ok(if mapping.missing.is_empty() { Outcome::Fine } else { Outcome::Found });
        }
        ImportsWhat::Use { import, kind, name } => {
            let kind = ChoiceKind::ALL.into_iter().find(|one| one.word() == kind);
            let kind = kind.ok_or_else(|| Error::new(&fault::NO_CHOICE).on(name))?;
            tell_companies(&desk.choose_for_import(import, kind, name)?, face);
        }
        ImportsWhat::Repair { import, rule, book: true, dry_run, .. } => {
            return change(&desk, import, &Edit::GoodsBook { rule: rule.clone() }, *dry_run, face);
        }
        ImportsWhat::Repair { import, rule, set, dry_run, .. } => {
            let values = set.iter().map(|one| {
                let (from, to) = pair(one)?;
                Ok(Correction { from: from.to_owned(), to: to.to_owned() })
            });
            let edit = Edit::Suggestion { rule: rule.clone(), values: values.collect::<Result<_>>()? };
            return change(&desk, import, &edit, *dry_run, face);
        }
        ImportsWhat::Edit { import, file, dry_run } => {
            return change(&desk, import, &read_edit(file)?, *dry_run, face);
        }
        ImportsWhat::Hold(held) => {
            return Ok(reviewed(&desk.hold_back(&held.import, &which(held), true)?, face));
        }
        ImportsWhat::Release(held) => {
            return Ok(reviewed(&desk.hold_back(&held.import, &which(held), false)?, face));
        }
        ImportsWhat::Declare { import } => {
            return Ok(tell_declared(&face.with_progress(|work| desk.declare(import, work))?, face));
        }
        ImportsWhat::Undo { import, step: true } => return Ok(reviewed(&desk.undo(import)?, face)),
        ImportsWhat::Undo { import, step: false } => tell_undone(&desk.undo_import(import)?, face),
        ImportsWhat::Redo { import, step: true } => return Ok(reviewed(&desk.redo(import)?, face)),
        ImportsWhat::Redo { import, step: false } => {
            return Ok(tell_declared(&face.with_progress(|work| desk.redo_import(import, work))?, face));
        }
        ImportsWhat::Discard { import } => {
            let line = desk.import(import)?;
            desk.discard_import(import)?;
            list(&desk.imports(&line.client)?, face);
        }
    }
    Ok(Outcome::Fine)
}

fn which(held: &Held) -> HoldBack {
    match &held.which.rule {
        Some(rule) => HoldBack::Group { rule: rule.clone() },
        None => HoldBack::Orders { order_nos: held.which.order.clone() },
    }
}

/// An import as it stands; 1 when some of its orders cannot go on.
pub(crate) fn reviewed(review: &Review, face: &Face) -> Outcome {
    if face.json {
        face.value(review);
    } else {
        import::groups(review, face);
        for line in &review.offered {
            let (can, cells) = (face.say("可用修复", "fix that fits"), face.say("个单元格", "cells"));
            face.line(&format!("  {can} {}  {} {cells}", line.name, line.cells));
        }
        import::standing(review, face);
    }
    if review.kept_orders == 0 { Outcome::Fine } else { Outcome::Found }
}

/// Says what columns mean, by their headers; where two sheets have the header, in both.
pub(crate) fn map(desk: &Desk, mapping: Mapping, columns: &[String]) -> Result<Mapping> {
    let mut now = mapping;
    for one in columns {
        let (header, field) = pair(one)?;
        let of_header: Vec<u32> =
            now.columns.iter().filter(|column| column.header == header).map(|column| column.index).collect();
        if of_header.is_empty() {
            return Err(Error::new(&fault::NO_COLUMN).on(header));
        }
        for index in of_header {
            now = desk.map_column(&now.import_id, index, field)?;
        }
    }
    Ok(now)
}

/// `A=B`; the first part may hold no `=`.
pub(crate) fn pair(text: &str) -> Result<(&str, &str)> {
    text.split_once('=').ok_or_else(|| Error::new(&fault::NO_COLUMN).on(text))
}

fn change(desk: &Desk, id: &str, edit: &Edit, dry_run: bool, face: &Face) -> Result<Outcome> {
    if !dry_run {
        return Ok(reviewed(&desk.edit(id, edit)?, face));
    }
    preview(&desk.preview_edit(id, edit)?, face);
    Ok(Outcome::Fine)
}

fn read_edit(path: &Path) -> Result<Edit> {
    let text = std::fs::read(path).map_err(|e| Error::new(&fault::FILE).on(path.display()).because(e))?;
    serde_json::from_slice(&text).map_err(|e| Error::new(&fault::FILE).on(path.display()).because(e))
}

fn list(lines: &[ImportLine], face: &Face) {
    if face.json {
        face.value(&lines);
        return;
    }
    let rows: Vec<Vec<String>> = lines
        .iter()
        .map(|line| {
            let state = match line.state.as_str() {
                "declared" => face.say("已申报", "declared"),
                "undone" => face.say("已撤销", "undone"),
                _ => face.say("打开", "open"),
            };
            vec![
                line.id.clone(),
                line.client.clone(),
                line.at.clone(),
                state.to_owned(),
                line.orders.to_string(),
                line.made.to_string(),
                line.kept.to_string(),
                line.file_name.clone(),
            ]
        })
        .collect();
    let head = [
        face.say("编号", "id"),
        face.say("客户", "client"),
        face.say("时间", "at"),
        face.say("状态", "state"),
        face.say("订单", "orders"),
        face.say("清单", "declared"),
        face.say("待修改", "kept"),
        face.say("文件", "file"),
    ];
    face.table(&head, &rows);
}

fn rows(page: &ReviewPage, face: &Face) {
    if face.json {
        face.value(page);
        return;
    }
    for row in &page.rows {
        face.line(&format!("{}  {}", row.row, row.order_no));
        for cell in &row.cells {
            let Some(note) = &cell.note else { continue };
            let mark = if cell.mark == Some(Mark::Stops) { "✗" } else { "!" };
            face.line(&format!("  {mark} {}  {}", cell.value, face.said(note)));
        }
        row.notes.iter().for_each(|note| face.line(&format!("  {}", face.said(&note.says))));
    }
    face.line(&format!("{} / {}", page.rows.len(), page.total));
}

fn tell_mapping(mapping: &Mapping, face: &Face) {
    if face.json {
        face.value(mapping);
        return;
    }
    let rows: Vec<Vec<String>> = mapping
        .columns
        .iter()
        .map(|column| {
            let field = if column.field.is_empty() { "—" } else { &column.field };
            vec![column.letter.clone(), column.header.replace('\n', " "), field.to_owned()]
        })
        .collect();
    face.table(&["", face.say("表头", "header"), face.say("字段", "field")], &rows);
    for field in &mapping.missing {
        face.line(&format!("{}: {} {}", face.say("缺", "missing"), field.field, face.said(&field.name)));
    }
}

/// Which companies and ports an import uses.
fn tell_companies(mapping: &Mapping, face: &Face) {
    if face.json {
        face.value(&mapping.companies);
        return;
    }
    let used = mapping.companies.iter().filter_map(|of| Some((of, of.options.get(of.used as usize)?)));
    let rows: Vec<Vec<String>> = used
        .map(|(of, option)| {
            let other = if of.other { face.say("仅这次", "this import") } else { "" };
            vec![of.kind.word().to_owned(), option.code.clone(), option.name.clone(), other.to_owned()]
        })
        .collect();
    face.table(&["", face.say("编码", "code"), face.say("名称", "name"), ""], &rows);
}

fn preview(preview: &EditPreview, face: &Face) {
    if face.json {
        face.value(preview);
        return;
    }
    for sample in &preview.samples {
        face.line(&format!("  {} {}  {} → {}", sample.cell, sample.header, sample.before, sample.after));
    }
    let part = |n: u32, zh: &str, en: &str| format!("{n} {}", face.say(zh, en));
    face.line(
        &[
            part(preview.cells, "个单元格会改", "cells would change"),
            part(preview.solves, "处问题会消失", "findings would be gone"),
            part(preview.adds, "处新问题", "new findings"),
            part(preview.left, "个单元格不变", "cells would stay"),
        ]
        .join(" · "),
    );
}

fn tell_declared(declared: &Declared, face: &Face) -> Outcome {
    if face.json {
        face.value(declared);
    } else {
        import::declared(declared.made, declared.kept, face);
    }
    if declared.kept == 0 { Outcome::Fine } else { Outcome::Found }
}

fn tell_undone(undone: &Undone, face: &Face) {
    if face.json {
        face.value(undone);
        return;
    }
    let (gone, stay) = (face.say("票清单已收回", "declarations taken back"), face.say("票保留", "stay"));
    face.line(&format!("{} {gone}  {} {stay}", undone.removed, undone.sent));
}
