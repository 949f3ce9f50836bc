//! `clearance hs QUERY`: searches the tariff.

use clearance_core::cn::hs::{HsRate, HsRow, HsUnit};
use clearance_core::cn::rates::Certainty;
use clearance_engine::clock;
use clearance_engine::error::{Error, Result, fault};
use clearance_engine::hs::search;

use crate::Outcome;
use crate::args::Hs;
use crate::face::Face;

pub(crate) fn run(args: &Hs, face: &Face) -> Result<Outcome> {
    let day = match &args.on {
        Some(day) => day.parse().map_err(|cause| Error::new(&fault::DAY).on(day).because(cause))?,
        None => clock::now().date(),
    };
    let found = search(
        face.tables(args.tables.as_deref())?.as_ref(),
        &args.query.join(" "),
        day,
        usize::from(args.limit),
    )?;
    let outcome = if found.is_fine() { Outcome::Fine } else { Outcome::Found };
    if face.json {
        face.value(&found);
        return Ok(outcome);
    }
    for note in &found.warnings {
        face.line(&format!("{}  {}", face.say("注意", "note"), face.say(note.zh, note.en)));
    }
    let head = [
        face.say("商品编码", "code"),
        face.say("法定单位", "units"),
        face.say("增值税", "VAT"),
        face.say("消费税", "consumption tax"),
        face.say("关税（全额时）", "duty (in full)"),
        face.say("综合税率", "composite"),
        face.say("依据", "rates"),
        face.say("品名", "name"),
    ];
    let rows: Vec<Vec<String>> = found.lines.iter().map(|line| cells(&line.row, face)).collect();
    face.table(&head, &rows);
    for mark in found.lines.iter().flat_map(|line| &line.row.own) {
        let said = mark.sentence();
        face.line(face.say(&said.zh, &said.en));
    }
    let (shown, total, tables) = (found.lines.len(), found.total, &found.tables);
    face.line(face.say(
        &format!("{total} 条，列出 {shown} 条；税率日期 {day}；编码表版本 {tables}"),
        &format!("{total} codes, {shown} shown; rates of {day}; tables {tables}"),
    ));
    Ok(outcome)
}

fn cells(row: &HsRow, face: &Face) -> Vec<String> {
    let unit = |unit: &HsUnit| format!("{} {}", unit.code, unit.name);
    let rate = |rate: &HsRate| {
        let says = face.say(&rate.says.zh, &rate.says.en);
        match rate.until {
            Some(until) => format!("{says} {}–{until}", rate.since),
            None => format!("{says} {}–", rate.since),
        }
    };
    let none = || "-".to_owned();
    let units = [Some(&row.unit1), row.unit2.as_ref()].into_iter().flatten().map(unit).collect::<Vec<_>>();
    vec![
        row.code.clone(),
        units.join(" / "),
        rate(&row.vat),
        row.consumption_tax.as_ref().map_or_else(none, rate),
        row.duty.as_ref().map_or_else(none, rate),
        row.composite_percent.map_or_else(none, |percent| format!("{percent}%")),
        match row.certainty {
            Certainty::Seen => face.say("已逐码核对", "checked"),
            Certainty::Rule => face.say("按归类推得", "derived"),
            Certainty::Unknown => face.say("按相近编码估计", "of neighbours"),
        }
        .to_owned(),
        row.name.clone(),
    ]
}
