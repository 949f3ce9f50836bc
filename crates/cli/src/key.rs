//! `clearance key add|list`.

use clearance_engine::error::{Error, Result, fault};
use secrecy::SecretString;

use crate::Outcome;
use crate::args::{Key, KeyWhat};
use crate::face::Face;

pub(crate) fn run(args: &Key, face: &Face) -> Result<Outcome> {
    let desk = face.desk()?;
    let keys = match &args.what {
        KeyWhat::List { client } => desk.keys(client)?,
        KeyWhat::Add { file, client, password_file } => {
            let unreadable = |e| Error::new(&fault::FILE).because(e);
            let password = match password_file {
                Some(path) => {
                    let text = std::fs::read_to_string(path).map_err(unreadable)?;
                    text.trim_end_matches(['\r', '\n']).to_owned()
                }
                None => {
                    let prompt = face.say("证书密码：", "Password of the certificate: ");
                    rpassword::prompt_password(prompt).map_err(unreadable)?
                }
            };
            desk.add_key(client, file, &SecretString::from(password))?.keys
        }
    };
    if face.json {
        face.value(&keys);
        return Ok(Outcome::Fine);
    }
    let rows: Vec<Vec<String>> = keys
        .iter()
        .map(|key| {
            let says = face.said(&key.says).to_owned();
            vec![
                key.id.clone(),
                key.owner.clone(),
                key.algorithm.clone(),
                key.serial.clone(),
                key.not_after.clone(),
                says,
            ]
        })
        .collect();
    let head = [
        face.say("编号", "id"),
        face.say("持有人", "owner"),
        face.say("算法", "algorithm"),
        face.say("序列号", "serial"),
        face.say("有效期至", "valid until"),
        "",
    ];
    face.table(&head, &rows);
    Ok(Outcome::Fine)
}
