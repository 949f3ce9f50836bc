//! `clearance client add|list`.

use std::collections::BTreeMap;

use clearance_engine::error::{Error, Result, fault};

use crate::Outcome;
use crate::args::{Client, ClientWhat};
use crate::face::Face;

pub(crate) fn run(args: &Client, face: &Face) -> Result<Outcome> {
    let desk = face.desk()?;
    match &args.what {
        ClientWhat::List => {
            let clients = desk.clients()?;
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
        ClientWhat::Add { name, profile, set, goods } => {
            let mut entries = profile.as_deref().map(read_profile).transpose()?.unwrap_or_default();
            for entry in set {
                let (key, value) =
                    entry.split_once('=').ok_or_else(|| Error::new(&fault::PROFILE).on(entry))?;
                entries.insert(key.to_owned(), value.to_owned());
            }
            entries.insert("name".to_owned(), name.clone());
            let mut client = desk.add_client(&entries)?;
            if let Some(goods) = goods {
                client = desk.add_goods(&client.id, goods)?;
            }
            if face.json {
                face.value(&client)
            } else {
                face.line(&format!("{}  {}", client.id, client.name))
            }
        }
    }
    Ok(Outcome::Fine)
}

fn read_profile(path: &std::path::Path) -> Result<BTreeMap<String, String>> {
    let text =
        std::fs::read_to_string(path).map_err(|e| Error::new(&fault::FILE).on(path.display()).because(e))?;
    serde_json::from_str(&text).map_err(|e| Error::new(&fault::PROFILE).on(path.display()).because(e))
}
