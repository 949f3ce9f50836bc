//! `clearance people list|add|change|retire|pin|four-eyes`.

use clearance_engine::error::{Error, Result, fault};
use clearance_engine::view::{FourEyes, PersonForm, PersonLine};

use crate::Outcome;
use crate::args::{People, PeopleWhat};
use crate::face::Face;

pub(crate) fn run(args: &People, face: &Face) -> Result<Outcome> {
    let desk = face.desk()?;
    let people = match &args.what {
        PeopleWhat::List => desk.people()?,
        PeopleWhat::Add { name, roles, pin_file } => {
            let pin = pin_file.as_deref().map(|file| face.secret(Some(file), "")).transpose()?.flatten();
            desk.add_person(&PersonForm { name: name.clone(), roles: roles.clone() }, pin.as_ref())?
        }
        PeopleWhat::Change { person, name, roles } => {
            let all = desk.people()?;
            let is = all.iter().find(|one| one.name == *person).or(all.iter().find(|one| one.id == *person));
            let is = is.ok_or_else(|| Error::new(&fault::NO_PERSON))?;
            let form = PersonForm {
                name: name.clone().unwrap_or_else(|| is.name.clone()),
                roles: if roles.is_empty() { is.roles.clone() } else { roles.clone() },
            };
            desk.change_person(&is.id, &form)?
        }
        PeopleWhat::Retire { person } => desk.retire_person(person)?,
        PeopleWhat::Pin { person, pin_file, remove } => {
            let old = face.own_pin()?;
            let new = if *remove {
                None
            } else {
                let prompt = face.say("新 PIN：", "New PIN: ");
                Some(face.secret(pin_file.as_deref(), prompt)?.ok_or_else(|| Error::new(&fault::WEAK_PIN))?)
            };
            desk.set_pin(person, old.as_ref(), new.as_ref())?
        }
        PeopleWhat::FourEyes { client, mode, above } => {
            let eyes = match mode {
                Some(mode) => {
                    desk.set_four_eyes(client, &FourEyes { mode: mode.clone(), above: above.clone() })?
                }
                None => desk.four_eyes(client)?,
            };
            if face.json {
                face.value(&eyes);
            } else {
                face.line(match eyes.mode.as_str() {
                    "always" => face.say("全部清单须双人复核", "every declaration is reviewed"),
                    "above" => {
                        face.say("超过该金额的清单须双人复核：", "declarations above this are reviewed:")
                    }
                    _ => face.say("不须双人复核", "no declaration is reviewed"),
                });
                if !eyes.above.is_empty() {
                    face.line(&format!("¥{}", eyes.above));
                }
            }
            return Ok(Outcome::Fine);
        }
    };
    list(&people, face);
    Ok(Outcome::Fine)
}

fn list(people: &[PersonLine], face: &Face) {
    if face.json {
        face.value(&people);
        return;
    }
    let rows: Vec<Vec<String>> = people
        .iter()
        .map(|one| {
            let name = if one.name.is_empty() { face.say("（所有者）", "(owner)") } else { &one.name };
            let pin = if one.has_pin { face.say("有", "yes") } else { face.say("无", "no") };
            vec![one.id.clone(), name.to_owned(), one.roles.join(" "), pin.to_owned()]
        })
        .collect();
    face.table(
        &[face.say("编号", "number"), face.say("姓名", "name"), face.say("角色", "roles"), "PIN"],
        &rows,
    );
}
