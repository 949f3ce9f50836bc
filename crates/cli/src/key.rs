//! `clearance key add|list|rename|default|replace|log|remove|doctor`.

use clearance_core::signing::Algorithm;
use clearance_engine::desk::{Desk, Elsewhere, KeyPlace, KeyWish};
use clearance_engine::error::{Error, Result, fault};
use clearance_engine::view::{KeyEntry, KeyReport, TrustFiles};
use secrecy::SecretString;

use crate::Outcome;
use crate::args::{Key, KeyAdd, KeyWhat};
use crate::face::Face;

pub(crate) fn run(args: &Key, face: &Face) -> Result<Outcome> {
    let desk = face.desk()?;
    match &args.what {
        KeyWhat::List { client } => {
            let keys = desk.key_entries(client)?;
            list(&keys, face);
            return Ok(ends(&keys));
        }
        KeyWhat::Rename { key, name } => list(&[desk.rename_key(key, name)?], face),
        KeyWhat::Default { key } => list(&[desk.choose_key(key)?], face),
        KeyWhat::Replace { old, new, undo } => {
            let key = desk.replace_key(old, if *undo { "" } else { new })?;
            list(&desk.key_entries(&key.client_id)?, face);
        }
        KeyWhat::Log { key } => {
            let day = desk.key_day(key)?;
            if face.json {
                face.value(&day);
            } else {
                for event in &day.log {
                    face.line(&format!("{}  {}", event.at, face.said(&event.says)));
                }
            }
        }
        KeyWhat::Remove { key } => list(&desk.remove_key(key)?, face),
        KeyWhat::Add(what) => {
            add(&desk, what, face)?;
            list(&desk.key_entries(&what.client)?, face);
        }
        KeyWhat::Doctor { key, trust, crl, remember, pin_file } => {
            if let Some(pin) = pin_file.as_deref() {
                let pin = face.secret(Some(pin), "")?;
                pin.into_iter().for_each(|pin| desk.type_pin(key, pin));
            }
            let reports = face.with_progress(|work| desk.examine_keys(key, trust, crl, work))?;
            if *remember {
                let paths = |all: &[std::path::PathBuf]| {
                    let absolute = all.iter().filter_map(|path| std::path::absolute(path).ok());
                    absolute.map(|path| path.display().to_string()).collect()
                };
                desk.set_trust_files(&TrustFiles { authorities: paths(trust), lists: paths(crl) })?;
            }
            let healthy = reports.iter().all(|report| report.healthy && !report.key.warns);
            tell(&reports, face);
            return Ok(if healthy { Outcome::Fine } else { Outcome::Found });
        }
    }
    Ok(Outcome::Fine)
}

/// A key whose end is near or has come is a finding: whoever runs this from a timer is told.
fn ends(keys: &[KeyEntry]) -> Outcome {
    if keys.iter().any(|key| key.warns) { Outcome::Found } else { Outcome::Fine }
}

fn add(desk: &Desk, what: &KeyAdd, face: &Face) -> Result<()> {
    let algorithm = what.algorithm.as_deref().and_then(Algorithm::from_name);
    let wish = |keep_pin| KeyWish {
        name: what.name.clone(),
        main: what.default,
        takes_over: what.takes_over.clone(),
        keep_pin,
        algorithm,
    };
    let file = what.password_file.as_deref();
    if let Some(path) = &what.file {
        let prompt = face.say("证书密码：", "Password of the certificate: ");
        // No password is a password too.
        let password = face.secret(file, prompt)?.unwrap_or_else(|| SecretString::from(String::new()));
        let place = KeyPlace::File(path.clone());
        // The password of a file is kept: the desk has its own copy of the file, which nothing else opens.
        return desk.register_key(&what.client, &place, Some(&password), &wish(true)).map(|_| ());
    }
    let elsewhere = if let Some(module) = &what.pkcs11 {
        Elsewhere::Token {
            module: module.clone(),
            token: what.token.clone().unwrap_or_default(),
            serial: what.serial.clone(),
            mechanism: what.mechanism.clone(),
        }
    } else if let Some(address) = &what.eport {
        Elsewhere::Eport { address: address.clone() }
    } else if let (Some(folder), Some(certificate)) = (&what.folder, &what.certificate) {
        Elsewhere::Folder { folder: folder.clone(), certificate: certificate.clone() }
    } else {
        return Err(Error::new(&fault::NO_KEY));
    };
    let pin = match elsewhere {
        Elsewhere::Folder { .. } => None,
        _ => face.secret(file, face.say("密钥 PIN：", "PIN of the key: "))?,
    };
    let place = KeyPlace::Elsewhere(elsewhere);
    desk.register_key(&what.client, &place, pin.as_ref(), &wish(what.keep_pin)).map(|_| ())
}

fn list(keys: &[KeyEntry], face: &Face) {
    if face.json {
        face.value(&keys);
        return;
    }
    let rows: Vec<Vec<String>> = keys
        .iter()
        .map(|key| {
            let line = &key.line;
            vec![
                line.id.clone(),
                format!("{}{}", line.name, if key.main { " *" } else { "" }),
                key.client.clone(),
                line.owner.clone(),
                line.algorithm.clone(),
                line.serial.clone(),
                line.not_after.clone(),
                format!("{} {}", kind(key, face), key.place).trim_end().to_owned(),
                if key.level == "far" || key.level == "ahead" {
                    face.said(&line.says).to_owned()
                } else {
                    let days = face.say("天", "days");
                    format!("{} ({} {days})", face.said(&line.says), key.days_left)
                },
            ]
        })
        .collect();
    let head = [
        face.say("编号", "id"),
        face.say("名称", "name"),
        face.say("客户", "client"),
        face.say("持有人", "owner"),
        face.say("算法", "algorithm"),
        face.say("序列号", "serial"),
        face.say("有效期至", "valid until"),
        face.say("所在", "where"),
        "",
    ];
    face.table(&head, &rows);
}

fn kind<'a>(key: &KeyEntry, face: &'a Face) -> &'a str {
    match key.kind.as_str() {
        "token" => face.say("PKCS#11 设备", "PKCS#11 token"),
        "eport" => face.say("电子口岸 USB Key", "e-port USB key"),
        "folder" => face.say("外部程序签名", "another program"),
        _ => face.say("证书文件", "certificate file"),
    }
}

fn tell(reports: &[KeyReport], face: &Face) {
    if face.json {
        face.value(&reports);
        return;
    }
    for report in reports {
        let line = &report.key.line;
        face.line(&format!("{}  {}  {}  {}", line.id, kind(&report.key, face), line.algorithm, line.serial));
        for check in &report.checks {
            let mark = match check.state.as_str() {
                "good" => "✓",
                "warns" => "!",
                "open" => "?",
                _ => "✗",
            };
            let code = if check.code.is_empty() { String::new() } else { format!("  [{}]", check.code) };
            face.line(&format!("  {mark} {}{code}", face.said(&check.says)));
            let help = face.said(&check.help);
            if !help.is_empty() && check.state != "good" {
                face.line(&format!("      {help}"));
            }
        }
    }
}
