//! `clearance tables …`: the tables that judge and tax: listed, installed, corrected, published.

use std::path::Path;

use clearance_engine::clock;
use clearance_engine::error::{Error, Result, fault};
use clearance_engine::tables::{
    CorrectRow, JudgedPackage, OwnRowLine, PublisherLine, export, sign_package, verify_package,
};
use secrecy::SecretString;

use crate::Outcome;
use crate::args::{Tables, TablesWhat};
use crate::face::Face;

pub(crate) fn run(args: &Tables, face: &Face) -> Result<Outcome> {
    match &args.what {
        TablesWhat::List => list(face),
        TablesWhat::Install { files } => {
            let installed = face.desk()?.install_tables(files)?;
            if face.json {
                face.value(&installed);
                return Ok(Outcome::Fine);
            }
            for one in &installed {
                let what = if one.changed {
                    face.say("已安装，用于此日起的申报：", "installed, for declarations from")
                } else {
                    face.say("内容相同，无变化", "says the same, nothing changes")
                };
                let since = if one.changed { one.since.as_str() } else { "" };
                face.line(format!("{} {}  {what} {since}", one.name, one.version).trim_end());
            }
            Ok(Outcome::Fine)
        }
        TablesWhat::Verify { files, trust } => {
            let desk = if trust.is_empty() { Some(face.desk()?) } else { None };
            let trust = clearance_engine::files::read_trust(trust, &[])?.unwrap_or_default();
            let mut outcome = Outcome::Fine;
            for file in files {
                let judged = match &desk {
                    Some(desk) => desk.verify_tables(file)?,
                    None => verify_package(file, &trust, clock::now())?,
                };
                if !judged.valid {
                    outcome = Outcome::Found;
                }
                verified(&judged, face);
            }
            Ok(outcome)
        }
        TablesWhat::Export { name, out } => {
            let text = export(&*face.tables(None)?, name)?;
            put(out.as_deref(), &text, face)
        }
        TablesWhat::Sign { file, key, password_file, out } => {
            let password = password(password_file.as_deref(), face)?;
            let text = sign_package(file, key, &password, clock::now())?;
            put(out.as_deref(), &text, face)
        }
        TablesWhat::Trust { file } => publishers(&face.desk()?.trust_publisher(file)?, face),
        TablesWhat::Distrust { serial } => publishers(&face.desk()?.distrust_publisher(serial)?, face),
        TablesWhat::Publishers => publishers(&face.desk()?.publishers()?, face),
        TablesWhat::Correct { name, key, changes, reason, by, since } => {
            let wrong = |what: &str| Error::new(&fault::CORRECTION).on(what);
            let pair = |text: &String| {
                let (column, value) = text.split_once('=').ok_or_else(|| wrong(text))?;
                Ok((column.to_owned(), value.to_owned()))
            };
            let since = since.as_deref().map(|day| day.parse().map_err(|_| wrong(day))).transpose()?;
            let row = CorrectRow {
                table: name.clone(),
                key: key.clone(),
                changes: changes.iter().map(pair).collect::<Result<_>>()?,
                reason: reason.clone(),
                by: by.clone(),
                since,
            };
            rows(&[face.desk()?.correct_row(&row)?], face)
        }
        TablesWhat::Withdraw { id } => {
            let desk = face.desk()?;
            desk.withdraw_row(id)?;
            rows(&desk.own_rows()?, face)
        }
        TablesWhat::Rows => rows(&face.desk()?.own_rows()?, face),
    }
}

fn list(face: &Face) -> Result<Outcome> {
    let tables = face.desk()?.tables();
    if face.json {
        face.value(&tables);
        return Ok(Outcome::Fine);
    }
    let line = |one: &clearance_engine::tables::TableLine| {
        let own = if one.own_rows > 0 { format!("+{}", one.own_rows) } else { String::new() };
        let publisher =
            if one.publisher.is_empty() { face.say("内置", "built in") } else { &one.publisher };
        let until = if one.until.is_empty() { "…" } else { &one.until };
        vec![
            one.name.clone(),
            if one.in_use { "*".to_owned() } else { String::new() },
            one.version.clone(),
            format!("{} – {until}", one.since),
            format!("{}{own}", one.rows),
            one.hash.chars().take(12).collect(),
            publisher.to_owned(),
            face.said(&one.says).to_owned(),
            one.source.clone(),
        ]
    };
    let head = [
        face.say("表", "table"),
        "",
        face.say("版本", "version"),
        face.say("申报日", "declared on"),
        face.say("行数", "rows"),
        face.say("哈希", "hash"),
        face.say("发布者", "publisher"),
        face.say("内容", "content"),
        face.say("来源", "source"),
    ];
    face.table(&head, &tables.iter().map(line).collect::<Vec<_>>());
    Ok(Outcome::Fine)
}

fn verified(judged: &JudgedPackage, face: &Face) {
    if face.json {
        face.value(judged);
        return;
    }
    let verdict = if judged.valid {
        face.say("可以安装", "may be installed").to_owned()
    } else {
        format!("{} [{}]", face.say(&judged.zh, &judged.en), judged.code)
    };
    let JudgedPackage { file, name, version, rows, hash, .. } = judged;
    face.line(&format!("{file}  {name} {version}  {verdict}"));
    face.line(&format!("  {rows} {}  sha256 {hash}", face.say("行", "rows")));
    if !judged.publisher.is_empty() {
        let by = face.say("签名证书", "signed by");
        face.line(&format!("  {by} {}  {}", judged.publisher, judged.signed_at));
    }
}

fn publishers(all: &[PublisherLine], face: &Face) -> Result<Outcome> {
    if face.json {
        face.value(&all);
        return Ok(Outcome::Fine);
    }
    let line = |one: &PublisherLine| {
        vec![one.serial.clone(), one.owner.clone(), one.not_after.clone(), one.fingerprint.clone()]
    };
    let head = [
        face.say("序列号", "serial"),
        face.say("持有人", "owner"),
        face.say("有效期至", "valid until"),
        "SHA-256",
    ];
    face.table(&head, &all.iter().map(line).collect::<Vec<_>>());
    Ok(Outcome::Fine)
}

fn rows(all: &[OwnRowLine], face: &Face) -> Result<Outcome> {
    if face.json {
        face.value(&all);
        return Ok(Outcome::Fine);
    }
    let pairs = |pairs: &[(String, String)]| {
        pairs.iter().map(|(column, value)| format!("{column}={value}")).collect::<Vec<_>>().join(" ")
    };
    let line = |one: &OwnRowLine| {
        vec![
            one.id.clone(),
            one.name.clone(),
            one.key.clone(),
            pairs(&one.changes),
            pairs(&one.was),
            one.since.clone(),
            one.by.clone(),
            one.reason.clone(),
            face.said(&one.says).to_owned(),
        ]
    };
    let head = [
        face.say("编号", "id"),
        face.say("表", "table"),
        face.say("行", "row"),
        face.say("更正为", "now"),
        face.say("原为", "was"),
        face.say("自", "since"),
        face.say("更正人", "by"),
        face.say("原因", "reason"),
        face.say("状态", "state"),
    ];
    face.table(&head, &all.iter().map(line).collect::<Vec<_>>());
    Ok(Outcome::Fine)
}

/// Into a file, or to standard output.
fn put(out: Option<&Path>, text: &str, face: &Face) -> Result<Outcome> {
    match out {
        None => face.line(text.trim_end_matches('\n')),
        Some(path) => std::fs::write(path, text)
            .map_err(|cause| Error::new(&fault::FILE_WRITE).on(path.display()).because(cause))?,
    }
    Ok(Outcome::Fine)
}

fn password(file: Option<&Path>, face: &Face) -> Result<SecretString> {
    let unreadable = |cause| Error::new(&fault::FILE).because(cause);
    let text = match file {
        Some(path) => {
            let text = std::fs::read_to_string(path).map_err(|cause| unreadable(cause).on(path.display()))?;
            text.trim_end_matches(['\r', '\n']).to_owned()
        }
        None => rpassword::prompt_password(face.say("证书密码：", "Password of the certificate: "))
            .map_err(unreadable)?,
    };
    Ok(SecretString::from(text))
}
