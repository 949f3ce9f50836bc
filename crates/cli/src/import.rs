//! `clearance import FILE…`: reads sheets; with `--dry-run` only says what it would make of them.

use clearance_core::order::Confidence;
use clearance_engine::error::{Error, Result, fault};
use clearance_engine::files::{DryRun, dry_run, read_recipe};

use crate::Outcome;
use crate::args::Import;
use crate::face::Face;
use crate::send;

pub(crate) fn run(args: &Import, face: &Face) -> Result<Outcome> {
    let recipes = args.recipe.iter().map(|path| read_recipe(path)).collect::<Result<Vec<_>>>()?;
    if args.dry_run {
        let told = face.with_progress(|work| dry_run(&args.files, &recipes, work))?;
        if face.json {
            face.value(&told)
        } else {
            print(&told, face)
        }
        return Ok(if told.problems.is_empty() { Outcome::Fine } else { Outcome::Found });
    }
    let client = args.client.as_deref().ok_or_else(|| Error::new(&fault::NO_CLIENT))?;
    let desk = face.desk()?;
    for recipe in recipes {
        desk.add_recipe(client, recipe)?;
    }
    send::review_and_declare(&desk, &args.files, client, face)
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
