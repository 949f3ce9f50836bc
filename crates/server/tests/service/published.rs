//! The rules and tables that the service judges by, told to anyone.

use std::sync::Arc;

use clearance_core::cn::rules;
use clearance_core::cn::tables::{Held, Package, Table};
use clearance_core::exchange::path;
use clearance_core::exchange::published::{Pair, Published, TableVersion, compare};
use clearance_core::signing::{Signer, Trust};
use clearance_server::Config;
use clearance_server::tables::from_folder;

use crate::office::*;

#[tokio::test(flavor = "multi_thread")]
async fn the_service_says_by_which_rules_and_tables_it_judges_a_day() {
    let office = Office::quiet_sandbox().await;
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("{}{}", office.address, path::RULES);
    let said: Published = http.get(&url).send().await.unwrap().json().await.unwrap();
    assert_eq!(said.day.to_string(), "2026-11-24", "today, where no day is asked for");
    let here = Held::built_in();
    assert!(compare(here.on(said.day).versions(), &said.versions).iter().all(Pair::agrees));
    assert_eq!(said.versions.rules, rules::version());
    let one = said.rules.iter().find(|rule| rule.customs_code.as_deref() == Some("1332")).unwrap();
    assert!(!one.says.zh.is_empty() && !one.says.en.is_empty());
    // Another day has tables of its own.
    let old: Published = http.get(format!("{url}?day=20190101")).send().await.unwrap().json().await.unwrap();
    assert_eq!(&old.versions, &**here.on(old.day).versions());
    let refused = http.get(format!("{url}?day=tomorrow")).send().await.unwrap();
    assert_eq!(refused.status(), 422);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_package_is_given_as_its_text_and_what_is_compiled_in_without_a_seal() {
    let folder = tempfile::tempdir().unwrap();
    let key = key("3301964J31");
    std::fs::write(folder.path().join("publishers.pem"), key.certificate().der()).unwrap();
    let vat = Held::built_in().newest_of(Table::named("vat").unwrap()).canonical();
    let line = vat.lines().find(|line| line.starts_with("version\t")).unwrap();
    let vat = vat.replacen(line, "version\t2026-11", 1).replace("standard\t13", "standard\t12");
    let now = clock()();
    let signed = Package::read(vat.as_bytes()).unwrap();
    let signed = signed.sign(&tables_key(key), now).unwrap();
    std::fs::write(folder.path().join("vat.tsv"), signed.write()).unwrap();
    let tables = Arc::new(from_folder(folder.path(), now).unwrap());
    let office = Office::open(|config| Config { sandbox: true, tables, ..config }).await;
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let get = |path: String| http.get(format!("{}{path}", office.address)).send();
    let all: Vec<TableVersion> = get(path::TABLES.to_owned()).await.unwrap().json().await.unwrap();
    let ours = all.iter().find(|one| one.version == "2026-11").unwrap();
    assert!(ours.signed_by.is_some());
    let built_in = all.iter().find(|one| one.name == "vat" && one.signed_by.is_none()).unwrap();

    let answer = get(format!("{}/vat/2026-11", path::TABLES)).await.unwrap();
    let tag = answer.headers()["etag"].clone();
    let text = answer.text().await.unwrap();
    let package = Package::read(text.as_bytes()).unwrap();
    let trust = Trust::from_file(&std::fs::read(folder.path().join("publishers.pem")).unwrap()).unwrap();
    package.judge(&trust, now).unwrap();
    assert_eq!(package.hash(), ours.hash);
    let url = format!("{}{}/vat/2026-11", office.address, path::TABLES);
    let again = http.get(url).header("if-none-match", tag).send().await.unwrap();
    assert_eq!(again.status(), 304);

    let answer = get(format!("{}/vat/{}", path::TABLES, built_in.version)).await.unwrap();
    let package = Package::read(answer.text().await.unwrap().as_bytes()).unwrap();
    assert!(package.seal().is_none() && package.hash() == built_in.hash);
    for path in ["/v1/tables/vat/1999-01", "/v1/tables/none/2026-11", "/v1/tables/..%2Fvat/2026-11"] {
        assert_eq!(get(path.to_owned()).await.unwrap().status(), 404, "{path}");
    }
    // Today's judgement is by the new one, and a desk that has the old one sees it.
    let said: Published = get(path::RULES.to_owned()).await.unwrap().json().await.unwrap();
    let pairs = compare(Held::built_in().on(said.day).versions(), &said.versions);
    let differ: Vec<_> = pairs.iter().filter(|pair| !pair.agrees()).map(|pair| pair.name.as_str()).collect();
    assert_eq!(differ, ["vat"]);
}

/// Messages are signed with SHA-1 because customs asks for it; tables are not.
fn tables_key(key: clearance_core::signing::SoftKey) -> clearance_core::signing::SoftKey {
    match key.certificate().key() {
        clearance_core::signing::KeyKind::Rsa { .. } => {
            key.with_algorithm(clearance_core::signing::Algorithm::RsaSha256).unwrap()
        }
        clearance_core::signing::KeyKind::Sm2 => key,
    }
}
