//! Recipes: what the columns of a client's files mean, by the set of their headers.

use clearance_core::order::Recipe;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{from_json, to_json};
use crate::error::Result;

/// Until now recipes lay among the settings, under `recipe:` with the client and a name.
pub(super) const TABLE: &str = "
CREATE TABLE recipes (
    id      INTEGER PRIMARY KEY,
    client  TEXT NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    headers TEXT NOT NULL,
    name    TEXT NOT NULL,
    recipe  TEXT NOT NULL,
    at      INTEGER NOT NULL,
    uses    INTEGER NOT NULL,
    UNIQUE (client, headers)
) STRICT;
INSERT OR REPLACE INTO recipes (client, headers, name, recipe, at, uses)
    SELECT c.id,
        (SELECT coalesce(group_concat(header, char(10)), '') FROM
            (SELECT json_extract(value, '$.header') || char(9) || coalesce(json_extract(value, '$.turn'), 0) AS header
             FROM json_each(s.value, '$.choices') ORDER BY header)),
        coalesce(json_extract(s.value, '$.name'), ''), s.value, 0, 0
    FROM settings s JOIN clients c ON c.id = json_extract(s.value, '$.client')
    WHERE substr(s.name, 1, 7) = 'recipe:' AND json_valid(s.value);
DELETE FROM settings WHERE substr(name, 1, 7) = 'recipe:';
";

/// A recipe as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RecipeRow {
    pub(crate) id: i64,
    pub(crate) client: String,
    pub(crate) name: String,
    pub(crate) recipe: Recipe,
    /// When it was kept or used last; 0 where that was not noted.
    pub(crate) at: i64,
    /// How often it was used.
    pub(crate) uses: i64,
}

/// The set of headers, whatever their order.
pub(crate) fn headers(recipe: &Recipe) -> String {
    let mut names: Vec<String> =
        recipe.choices.iter().map(|choice| format!("{}\t{}", choice.header, choice.turn)).collect();
    names.sort_unstable();
    names.join("\n")
}

/// Keeps a recipe; the one that the client had for the same headers gives way. An empty name keeps the name it had.
pub(crate) fn put(c: &Connection, client: &str, recipe: &Recipe, at: i64) -> Result<i64> {
    let sql = "INSERT INTO recipes (client, headers, name, recipe, at, uses) VALUES (?1, ?2, ?3, ?4, ?5, 0)
               ON CONFLICT (client, headers) DO UPDATE SET name = iif(?3 = '', name, ?3), recipe = ?4, at = ?5
               RETURNING id";
    Ok(c.query_row(sql, params![client, headers(recipe), recipe.name, to_json(recipe)?, at], |row| {
        row.get(0)
    })?)
}

/// The recipe of a client for a set of headers.
pub(crate) fn find(c: &Connection, client: &str, recipe: &Recipe) -> Result<Option<RecipeRow>> {
    let sql = format!("SELECT {COLUMNS} FROM recipes WHERE client = ?1 AND headers = ?2");
    let found = c.query_row(&sql, params![client, headers(recipe)], row).optional()?;
    found.map(read).transpose()
}

/// The recipes of a client, those used last first.
pub(crate) fn of(c: &Connection, client: &str) -> Result<Vec<RecipeRow>> {
    let sql = format!("SELECT {COLUMNS} FROM recipes WHERE client = ?1 ORDER BY at DESC, id DESC");
    let mut query = c.prepare_cached(&sql)?;
    let rows = query.query_map([client], row)?;
    rows.map(|row| read(row?)).collect()
}

const COLUMNS: &str = "id, client, name, recipe, at, uses";

type Raw = (i64, String, String, String, i64, i64);

fn row(row: &Row<'_>) -> rusqlite::Result<Raw> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
}

fn read((id, client, name, recipe, at, uses): Raw) -> Result<RecipeRow> {
    let recipe = Recipe { name: name.clone(), client: client.clone(), ..from_json(&recipe)? };
    Ok(RecipeRow { id, client, name, recipe, at, uses })
}

/// It was used for a file.
pub(crate) fn used(c: &Connection, id: i64, at: i64) -> Result<()> {
    c.prepare_cached("UPDATE recipes SET uses = uses + 1, at = ?2 WHERE id = ?1")?
        .execute(params![id, at])?;
    Ok(())
}

/// Gives a recipe of a client another name; whether it is there.
pub(crate) fn rename(c: &Connection, client: &str, id: i64, name: &str) -> Result<bool> {
    let sql = "UPDATE recipes SET name = ?3 WHERE id = ?2 AND client = ?1";
    Ok(c.execute(sql, params![client, id, name])? == 1)
}

/// Forgets a recipe of a client; whether it was there.
pub(crate) fn remove(c: &Connection, client: &str, id: i64) -> Result<bool> {
    Ok(c.execute("DELETE FROM recipes WHERE id = ?2 AND client = ?1", params![client, id])? == 1)
}

#[cfg(test)]
mod tests {
    use clearance_core::order::{Choice, Field};

    use super::super::settings;
    use super::super::testing::{client, store};
    use super::*;

    fn recipe(name: &str, client: &str, headers: &[&str]) -> Recipe {
        let choice =
            |header: &&str| Choice { header: (*header).into(), turn: 0, field: Some(Field::OrderNo) };
        Recipe {
            version: 1,
            name: name.into(),
            client: client.into(),
            choices: headers.iter().map(choice).collect(),
        }
    }

    #[test]
    fn one_set_of_headers_has_one_recipe_a_client_in_whatever_order_they_stand() {
        let (_folder, store) = store();
        store
            .write(|tx| {
                client(tx, "a");
                client(tx, "b");
                let one = put(tx, "a", &recipe("Taobao", "a", &["单号", "数量"]), 10)?;
                let two = put(tx, "a", &recipe("", "a", &["数量", "单号"]), 20)?;
                assert_eq!(one, two);
                assert_eq!(of(tx, "a")?[0].name, "Taobao", "no name given keeps the one it had");
                put(tx, "b", &recipe("Other", "b", &["单号", "数量"]), 10)?;
                assert_eq!((of(tx, "a")?.len(), of(tx, "b")?.len()), (1, 1));
                assert!(!rename(tx, "b", one, "T")? && !remove(tx, "b", one)?, "it is of another client");
                assert!(rename(tx, "a", one, "T")? && remove(tx, "a", one)?);
                assert!(!remove(tx, "a", one)? && !rename(tx, "a", one, "U")?);
                assert_eq!((of(tx, "a")?.len(), of(tx, "b")?.len()), (0, 1), "that of another client stays");
                Ok(())
            })
            .expect("recipes");
    }

    #[test]
    fn the_recipes_that_lay_in_the_settings_are_carried_over_once() {
        let (_folder, store) = store();
        store
            .write(|tx| {
                client(tx, "a");
                let kept = recipe("单", "a", &["订单 \"x\"", "数量"]);
                tx.execute_batch("DROP TABLE recipes")?;
                settings::set(tx, "recipe:a:1", &to_json(&kept)?)?;
                settings::set(tx, "recipe:a:named", &to_json(&kept)?)?;
                settings::set(tx, "recipe:gone:1", &to_json(&recipe("x", "gone", &["y"]))?)?;
                settings::set(tx, "recipe:a:torn", "{")?;
                settings::set(tx, "recipes", "of another kind")?;
                tx.execute_batch(TABLE)?;
                let all = of(tx, "a")?;
                assert_eq!(all.len(), 1);
                assert_eq!(all[0].recipe, kept);
                assert_eq!(find(tx, "a", &kept)?.expect("found by its headers").id, all[0].id);
                assert_eq!(settings::get(tx, "recipe:a:1")?, None);
                assert_eq!(settings::get(tx, "recipes")?.as_deref(), Some("of another kind"));
                Ok(())
            })
            .expect("a migration");
    }
}
