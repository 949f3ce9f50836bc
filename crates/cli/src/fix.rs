//! `clearance fix list|keep|apply|drop`: repairs that a client keeps under a name.

use clearance_engine::desk::Desk;
use clearance_engine::error::{Error, Result, fault};
use clearance_engine::view::FixLine;

use crate::Outcome;
use crate::args::{Fix, FixWhat};
use crate::face::Face;
use crate::imports;

pub(crate) fn run(args: &Fix, face: &Face) -> Result<Outcome> {
    let desk = face.desk()?;
    match &args.what {
        FixWhat::List { client } => list(&desk.fixes(client)?, face),
        FixWhat::Keep { import, name } => {
            let line = desk.keep_fix(import, name)?;
            if face.json {
                face.value(&line);
            } else {
                face.line(&format!("{}  {}", line.name, face.said(&line.says)));
            }
        }
        FixWhat::Apply { import, fix } => {
            let client = desk.import(import)?.client;
            let fix = find(&desk, &client, fix)?;
            return Ok(imports::reviewed(&desk.apply_fix(import, &fix.id)?, face));
        }
        FixWhat::Drop { fix, client } => {
            desk.drop_fix(client, &find(&desk, client, fix)?.id)?;
            list(&desk.fixes(client)?, face);
        }
    }
    Ok(Outcome::Fine)
}

/// A fix of a client by its name, else by its id.
pub(crate) fn find(desk: &Desk, client: &str, wanted: &str) -> Result<FixLine> {
    let mut all = desk.fixes(client)?;
    let place = all.iter().position(|line| line.name == wanted);
    let place = place.or_else(|| all.iter().position(|line| line.id == wanted));
    place.map(|place| all.swap_remove(place)).ok_or_else(|| Error::new(&fault::NO_FIX).on(wanted))
}

fn list(lines: &[FixLine], face: &Face) {
    if face.json {
        face.value(&lines);
        return;
    }
    let rows: Vec<Vec<String>> = lines
        .iter()
        .map(|line| {
            vec![
                line.id.clone(),
                line.name.clone(),
                line.uses.to_string(),
                line.at.clone(),
                face.said(&line.says).to_owned(),
            ]
        })
        .collect();
    let head = [
        face.say("编号", "id"),
        face.say("名称", "name"),
        face.say("次数", "uses"),
        face.say("最近使用", "last used"),
        face.say("内容", "what it does"),
    ];
    face.table(&head, &rows);
}
