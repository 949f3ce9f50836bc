//! `clearance recipe list|save|show|rename|drop`: what the columns of a client's files mean.

use std::path::{Path, PathBuf};

use clearance_engine::desk::Desk;
use clearance_engine::error::{Error, Result, fault};
use clearance_engine::files::read_recipe;
use clearance_engine::view::RecipeLine;

use crate::Outcome;
use crate::args::{Recipe, RecipeWhat};
use crate::face::Face;
use crate::imports::map;

pub(crate) fn run(args: &Recipe, face: &Face) -> Result<Outcome> {
    let desk = face.desk()?;
    let client = match &args.what {
        RecipeWhat::Save { name, import: Some(import), map: columns, .. } => {
            map(&desk, desk.mapping(import)?, columns)?;
            desk.save_recipe(import, name)?;
            desk.import(import)?.client
        }
        RecipeWhat::Save { name, client, from, map: columns, .. } => {
            let client = client.clone().ok_or_else(|| Error::new(&fault::NO_CLIENT))?;
            save(&desk, &client, name, from, columns, face)?;
            client
        }
        RecipeWhat::Show { recipe, client } => {
            for line in find(&desk, client, recipe)? {
                face.value(&desk.recipe(client, &line.id)?);
            }
            return Ok(Outcome::Fine);
        }
        RecipeWhat::Rename { recipe, name, client } => {
            for line in find(&desk, client, recipe)? {
                desk.rename_recipe(client, &line.id, name)?;
            }
            client.clone()
        }
        RecipeWhat::Drop { recipe, client } => {
            for line in find(&desk, client, recipe)? {
                desk.drop_recipe(client, &line.id)?;
            }
            client.clone()
        }
        RecipeWhat::List { client } => client.clone(),
    };
    list(&desk.recipes(&client)?, face);
    Ok(Outcome::Fine)
}

fn save(
    desk: &Desk,
    client: &str,
    name: &str,
    from: &[PathBuf],
    columns: &[String],
    face: &Face,
) -> Result<()> {
    if let [file] = from
        && is_json(file)
    {
        let recipe = read_recipe(file)?;
        return desk.add_recipe(client, clearance_core::order::Recipe { name: name.to_owned(), ..recipe });
    }
    let mapping = face.with_progress(|work| desk.open_files(from, client, work))?;
    let id = mapping.import_id.clone();
    let saved = map(desk, mapping, columns).and_then(|_| desk.save_recipe(&id, name));
    // The files were only looked at.
    desk.discard_import(&id)?;
    saved.map(drop)
}

fn is_json(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"))
}

/// The recipes of a client by their name (several sheets of one import share one), else by id.
fn find(desk: &Desk, client: &str, wanted: &str) -> Result<Vec<RecipeLine>> {
    let all = desk.recipes(client)?;
    let of = |is: &dyn Fn(&&RecipeLine) -> bool| all.iter().filter(is).cloned().collect::<Vec<_>>();
    let named = of(&|line| line.name == wanted);
    let found = if named.is_empty() { of(&|line| line.id == wanted) } else { named };
    if found.is_empty() { Err(Error::new(&fault::NO_RECIPE).on(wanted)) } else { Ok(found) }
}

fn list(lines: &[RecipeLine], face: &Face) {
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
                line.headers.to_string(),
                line.used.to_string(),
                line.at.clone(),
            ]
        })
        .collect();
    let head = [
        face.say("编号", "id"),
        face.say("名称", "name"),
        face.say("表头", "headers"),
        face.say("次数", "uses"),
        face.say("最近使用", "last used"),
    ];
    face.table(&head, &rows);
}
