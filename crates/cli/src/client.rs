//! `clearance client add|list|show|set|archive`.

use std::collections::BTreeMap;

use clearance_engine::error::{Error, Result, fault};
use clearance_engine::view::{ClientDetail, ClientForm};

use crate::Outcome;
use crate::args::{Client, ClientWhat};
use crate::face::Face;

pub(crate) fn run(args: &Client, face: &Face) -> Result<Outcome> {
    let desk = face.desk()?;
    match &args.what {
        ClientWhat::List { archived } => {
            let mut clients = desk.clients()?;
            clients.retain(|one| *archived || !one.archived);
            if face.json {
                face.value(&clients);
            } else {
                let rows: Vec<Vec<String>> = clients
                    .iter()
                    .map(|one| vec![one.id.clone(), one.name.clone(), one.code.clone()])
                    .collect();
                face.table(
                    &[face.say("编号", "id"), face.say("名称", "name"), face.say("代码", "code")],
                    &rows,
                );
            }
        }
        ClientWhat::Add { name, like, profile, set, goods } => {
            let mut entries = profile.as_deref().map(read_profile).transpose()?.unwrap_or_default();
            entries.extend(pairs(set)?);
            entries.insert("name".to_owned(), name.clone());
            let mut client = desk.add_client_like(like, &entries)?;
            if let Some(goods) = goods {
                client = desk.add_goods(&client.id, goods)?;
            }
            named(&client, face);
        }
        ClientWhat::Show { client } => {
            let client = desk.client(client)?;
            if face.json {
                face.value(&client);
                return Ok(Outcome::Fine);
            }
            face.line(&format!("{}  {}", client.id, client.name));
            for (element, value) in client.profile.iter().filter(|(_, value)| !value.is_empty()) {
                face.line(&format!("  {element}={value}"));
            }
            for choice in client.choices.iter().filter(|choice| !choice.usual) {
                let values: Vec<&str> = choice.values.values().map(String::as_str).collect();
                face.line(&format!(
                    "  {} {} {} ({})",
                    choice.kind.word(),
                    choice.label,
                    values.join(" "),
                    choice.also
                ));
            }
            face.line(&format!("  {} {}", client.goods, face.say("个商品", "articles")));
            for need in &client.needs {
                face.line(&format!(
                    "  {}: {} {}",
                    face.say("缺", "missing"),
                    need.field,
                    face.said(&need.label)
                ));
            }
        }
        ClientWhat::Set { client, set, form } => {
            let mut wanted = match form {
                Some(path) => read_form(path)?,
                None => ClientForm::default(),
            };
            for (key, value) in pairs(set)? {
                if key == "numbering" {
                    wanted.numbering = Some(value);
                } else {
                    wanted.profile.insert(key, value);
                }
            }
            named(&desk.change_client(client, &wanted)?, face);
        }
        ClientWhat::Archive { client, restore } => named(&desk.archive_client(client, !restore)?, face),
    }
    Ok(Outcome::Fine)
}

fn named(client: &ClientDetail, face: &Face) {
    if face.json { face.value(client) } else { face.line(&format!("{}  {}", client.id, client.name)) }
}

fn pairs(set: &[String]) -> Result<BTreeMap<String, String>> {
    set.iter()
        .map(|entry| {
            let (key, value) = entry.split_once('=').ok_or_else(|| Error::new(&fault::PROFILE).on(entry))?;
            Ok((key.to_owned(), value.to_owned()))
        })
        .collect()
}

fn read(path: &std::path::Path) -> Result<String> {
    std::fs::read_to_string(path).map_err(|e| Error::new(&fault::FILE).on(path.display()).because(e))
}

fn read_form(path: &std::path::Path) -> Result<ClientForm> {
    serde_json::from_str(&read(path)?).map_err(|e| Error::new(&fault::PROFILE).on(path.display()).because(e))
}

fn read_profile(path: &std::path::Path) -> Result<BTreeMap<String, String>> {
    serde_json::from_str(&read(path)?).map_err(|e| Error::new(&fault::PROFILE).on(path.display()).because(e))
}
