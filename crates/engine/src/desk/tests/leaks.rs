//! Two clients with look-alike data on one desk: whatever is asked for one of them says nothing of the other.

use clearance_core::order::{Choice, Recipe};
use clearance_core::status::Event;
use serde_json::json;

use super::*;
use crate::load;
use crate::store::declarations::{Documents, Fresh};
use crate::store::{activity, events, fixes, imports, kept, tables};
use crate::view::{ActivityQuery, GoodsForm, GoodsQuery, WatchHow};

/// Orders of each client; their numbers are the same.
const ORDERS: u64 = 3;

/// The customs office that a client declares at.
fn office(mark: &str) -> &'static str {
    if mark == "NANFENG" { "3105" } else { "2992" }
}

/// Stores declarations of a client as an import would: the same order numbers for every client, on a platform of its own.
fn declare_for(desk: &Desk, client: &str, mark: &str, platform: &str) {
    let now = clock::now();
    for n in 0..ORDERS {
        let case = load::case(n, now);
        let mut declaration = case.declaration.expect("a declaration");
        let cop_no = format!("{mark}{n:08}");
        declaration.head.cop_no = Some(cop_no.clone());
        declaration.head.platform_code = platform.to_owned();
        declaration.head.waybill_no = format!("W{mark}{n}");
        declaration.head.customs_code = office(mark).to_owned();
        declaration.lines.iter_mut().for_each(|line| line.item_name = Some(format!("goods of {mark}")));
        declaration.head.guid = load::guid(4, n + u64::from(mark.as_bytes()[0]) * 100);
        let documents = Documents { order: None, payment: None, waybill: None, declaration };
        let fresh = Fresh {
            cop_no: &cop_no,
            client,
            import: mark,
            documents: &documents,
            buyer: "陈*宁",
            buyer_hash: "",
            cents: 0,
            value: "1.00",
            tax: "0.10",
            at: now.unix_ms(),
        };
        desk.store()
            .write(|tx| {
                let id = declarations::insert(tx, &fresh)?.expect("another platform");
                tables::note(tx, id, &Default::default())?;
                let subject = Subject::declaration(&cop_no);
                events::add(
                    tx,
                    &subject,
                    &Event::Declared { at: now, passes: true, answers: None },
                    mark,
                    now.unix_ms(),
                )?;
                declarations::refresh(tx, &cop_no)?;
                let (order_no, file_name) = (format!("K{mark}"), format!("{mark}.xlsx"));
                kept::put(
                    tx,
                    &kept::KeptRow {
                        client: client.to_owned(),
                        order_no: order_no.clone(),
                        import: mark.to_owned(),
                        file_name: file_name.clone(),
                        rule: "r".into(),
                        zh: "错".into(),
                        en: "wrong".into(),
                        at: 1,
                    },
                )
            })
            .expect("it is stored");
    }
    let goods = GoodsForm { item_no: "1".into(), name: format!("article of {mark}"), ..GoodsForm::default() };
    desk.put_goods(client, &[goods]).expect("an article");
    keep_for(desk, client, mark);
}

/// An import, a recipe, a named fix, a watched folder and an entry of the log of a client.
fn keep_for(desk: &Desk, client: &str, mark: &str) {
    let choices = vec![Choice { header: format!("head of {mark}"), turn: 0, field: None }];
    let recipe = Recipe {
        version: Recipe::VERSION,
        name: format!("recipe of {mark}"),
        client: client.to_owned(),
        choices,
    };
    desk.add_recipe(client, recipe).expect("a recipe");
    let folder = desk.store().folder().join(format!("in-{mark}"));
    std::fs::create_dir(&folder).expect("a folder");
    desk.watch_folder(client, &folder, WatchHow::default()).expect("it is watched");
    let import = imports::ImportRow {
        id: mark.to_owned(),
        client: client.to_owned(),
        file_name: format!("{mark}.xlsx"),
        sha256: String::new(),
        rows: 3,
        orders: 3,
        made: 3,
        kept: 1,
        at: 1,
        state: imports::DECLARED.to_owned(),
        base: String::new(),
        position: 0,
        chosen: String::new(),
    };
    let fix = r#"{"version":1,"parts":[]}"#;
    desk.store()
        .write(|tx| {
            imports::put(tx, &import)?;
            fixes::add(tx, client, &format!("fix of {mark}"), fix, 1)?;
            activity::log_of(tx, 1, &format!("done-for-{mark}"), client, mark, &[]).map(|_| ())
        })
        .expect("it is kept");
}

/// Everything that the desk tells about a client, as text.
fn told(desk: &Desk, client: &str) -> String {
    let query = |tab: &str, find: &str| DeclarationQuery {
        client_id: client.to_owned(),
        tab: tab.into(),
        find: find.into(),
        ..DeclarationQuery::default()
    };
    let page = desk.declarations(&query("all", "")).expect("a page");
    let own: Vec<String> = page.lines.iter().map(|line| line.id.clone()).collect();
    json!([
        page.lines,
        // With its choices of offices and modes for the filter.
        desk.declaration_tabs(&query("all", "")).expect("tabs"),
        desk.imports(client).expect("imports"),
        desk.kept(client).expect("kept orders"),
        desk.recipes(client).expect("recipes"),
        desk.recipes(client)
            .expect("recipes")
            .iter()
            .map(|line| desk.recipe(client, &line.id).expect("a recipe"))
            .collect::<Vec<_>>(),
        desk.watched(client).expect("folders"),
        desk.activity(&ActivityQuery { client: client.to_owned(), ..ActivityQuery::default() })
            .expect("a log"),
        desk.four_eyes(client).expect("four eyes"),
        own.iter().map(|id| desk.review_of(id).expect("a review")).collect::<Vec<_>>(),
        desk.declarations(&query("needs-you", "")).expect("a page").lines,
        // The palette finds by any number.
        desk.declarations(&query("all", "OK0000")).expect("a page").lines,
        desk.statuses_of(client, &[]).expect("statuses"),
        desk.statuses_of(client, &["OK00000000000001".to_owned()]).expect("statuses"),
        desk.sending(client).expect("sending"),
        desk.board(client).expect("a board"),
        desk.today(client).expect("a day"),
        desk.bills(client, "").expect("bills"),
        desk.sum_bills(client, "").expect("sums"),
        desk.check_bills(
            &desk.bills(client, "").expect("bills").lines.into_iter().map(|b| b.id).collect::<Vec<_>>()
        )
        .expect("checks"),
        desk.goods(client, &GoodsQuery::default()).expect("goods"),
        desk.client(client).expect("the client"),
        desk.keys(client).expect("keys"),
        desk.key_entries(client).expect("keys"),
        desk.payment_demands(client).expect("demands"),
        own.iter().map(|id| desk.declaration(id, true).expect("a declaration")).collect::<Vec<_>>(),
    ])
    .to_string()
}

#[test]
fn nothing_of_one_client_shows_under_the_other() {
    let table = Table::set();
    let desk = table.open();
    let first = desk.clients().expect("clients")[0].id.clone();
    let mut form = Client::practice(String::new()).form();
    form.insert("name".into(), "南风".into());
    form.insert("serviceUrl".into(), table.fake.address());
    let second = desk.add_client(&form).expect("a client").id;
    let inner = desk.inner();
    keys::practice(&inner.store, &inner.secrets, &second, "宁波南风报关有限公司", "3301964J31")
        .expect("a key");
    declare_for(&desk, &first, "QINGCHUAN", "3301960QC1");
    declare_for(&desk, &second, "NANFENG", "3301960NF1");

    // One client signs everything that is ready: the other's stays as it is.
    desk.sign(&first, "", None, Work::quiet()).expect("it signs");
    let left = desk.sending(&second).expect("sending");
    assert_eq!((left.ready, left.signed), (u32::try_from(ORDERS).expect("few"), 0));
    assert_eq!(desk.sending(&first).expect("sending").ready, 0);
    desk.sign(&second, "", None, Work::quiet()).expect("it signs");
    desk.send().expect("it sends");
    for declaration in declarations_in(&table) {
        table.fake.says("CEB622Message", &receipt(&declaration, "800", 2));
        table.fake.says("CEB816Message", &bill(&declaration));
    }
    desk.sync(Duration::ZERO).expect("receipts");

    let marks = [
        [first.as_str(), "\"晴川\"", "QINGCHUAN", "3301960QC1"],
        [second.as_str(), "\"南风\"", "NANFENG", "3301960NF1"],
    ];
    for (own, others, client) in [(0, 1, &first), (1, 0, &second)] {
        let told = told(&desk, client);
        for mark in marks[own] {
            assert!(told.contains(mark), "{mark} is told of its own client");
        }
        for mark in marks[others] {
            let at = told.find(mark);
            let around: Option<String> = at.map(|at| {
                told.chars().skip(told[..at].chars().count().saturating_sub(120)).take(240).collect()
            });
            assert_eq!(around, None, "{mark} belongs to the other client");
        }
        let tabs =
            desk.declaration_tabs(&DeclarationQuery { client_id: client.clone(), ..Default::default() });
        let offices: Vec<String> =
            tabs.expect("tabs").customs.into_iter().map(|office| office.code).collect();
        assert_eq!(offices, [office(marks[own][2])], "only its own offices are offered to the filter");
        let session = desk.choose_client(client).expect("it is chosen");
        let orders = u32::try_from(ORDERS).expect("few");
        assert_eq!(
            (session.counts.declarations, session.counts.bills, session.counts.kept),
            (orders, orders, 1)
        );
        assert_eq!(desk.bills(client, "").expect("bills").lines.len(), ORDERS as usize);
    }
    // Declarations of another client cannot be named either.
    let ids: Vec<String> = desk
        .declarations(&DeclarationQuery { client_id: second.clone(), ..DeclarationQuery::default() })
        .expect("a page")
        .lines
        .into_iter()
        .map(|line| line.id)
        .collect();
    let refused = desk.sign(&first, "", Some(&ids), Work::quiet()).expect_err("not theirs");
    assert_eq!(refused.code(), "no-such-declaration");
    let refused = desk.approve(&ids, &first, Work::quiet()).expect_err("not theirs");
    assert_eq!(refused.code(), "no-such-declaration");
    let theirs = desk.recipes(&second).expect("recipes")[0].id.clone();
    assert_eq!(desk.recipe(&first, &theirs).expect_err("not theirs").code(), "no-such-recipe");
    let refused = desk.rename_recipe(&first, &theirs, "x").expect_err("not theirs");
    assert_eq!(refused.code(), "no-such-recipe");
    assert_eq!(desk.drop_recipe(&first, &theirs).expect_err("not theirs").code(), "no-such-recipe");
    let fix = desk.fixes(&second).expect("fixes")[0].id.clone();
    assert_eq!(desk.rename_fix(&first, &fix, "x").expect_err("not theirs").code(), "no-such-fix");
    assert_eq!(desk.drop_fix(&first, &fix).expect_err("not theirs").code(), "no-such-fix");
    assert_eq!(desk.recipes(&second).expect("recipes")[0].name, "recipe of NANFENG");
    assert_eq!(desk.fixes(&second).expect("fixes")[0].name, "fix of NANFENG");
    assert_eq!(desk.fixes(&first).expect("fixes")[0].name, "fix of QINGCHUAN");
    // Everything together has both.
    assert_eq!(desk.watched("").expect("folders").len(), 2);
    let tabs = desk.declaration_tabs(&DeclarationQuery::default()).expect("tabs");
    assert_eq!(tabs.customs.into_iter().map(|office| office.code).collect::<Vec<_>>(), ["2992", "3105"]);
    // All clients together are both, each line with its name.
    let all = desk.choose_client("").expect("all of them");
    assert_eq!(
        (all.client_id.as_str(), all.counts.declarations),
        ("", 2 * u32::try_from(ORDERS).expect("few"))
    );
    let board = desk.board("").expect("a board");
    let mut names: Vec<&str> =
        board.columns.iter().flat_map(|column| &column.cards).map(|card| card.client.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names, ["南风", "晴川"]);
}
