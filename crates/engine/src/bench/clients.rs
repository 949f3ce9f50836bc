//! Many clients and a large goods book, as the screens ask for them: each question at once after the desk was opened. The
//! baseline is the session, which every screen asks for.

use std::time::Instant;

use clearance_core::text::Text;

use super::seed::seed_evenly;
use super::{Measured, peak_mb};
use crate::desk::{Desk, Options};
use crate::error::{Error, Result, fault};
use crate::store::goods::{self, GoodsRow};
use crate::vault::KeySource;
use crate::view::{DeclarationQuery, GoodsQuery};

/// Clients of the desk.
const CLIENTS: usize = 200;
/// Declarations of each.
const EACH: usize = 100;
/// Times each question is asked.
const TIMES: usize = 9;

/// Kinds of goods: name, tariff code, unit, country of origin.
const KINDS: [(&str, &str, &str, &str); 5] = [
    ("鱼油胶囊", "2106909090", "142", "601"),
    ("牙膏", "3306101090", "140", "502"),
    ("红酒", "2204210000", "142", "305"),
    ("保湿面霜", "3304990039", "142", "133"),
    ("婴儿奶粉", "1901101000", "122", "309"),
];

/// Stores 200 clients with declarations, and a goods book of `articles`; opens, searches and switches.
///
/// # Errors
/// The store.
pub fn clients(articles: usize) -> Result<Vec<Measured>> {
    let folder = tempfile::tempdir().map_err(|e| Error::new(&fault::DATA_FOLDER).because(e))?;
    let passphrase = KeySource::Passphrase("practice".to_owned().into());
    let desk = Desk::open_with(folder.path(), &passphrase, Options::default())?;
    let names: Vec<String> = (1..=CLIENTS).map(|n| format!("杭州第{n:03}电子商务有限公司")).collect();
    let since = Instant::now();
    let ids = seed_evenly(&desk, &names, CLIENTS * EACH)?;
    desk.store()
        .write(|tx| (0..articles).try_for_each(|n| goods::put(tx, &ids[0], &article(n)).map(drop)))?;
    let what = Text { zh: "存入清单与商品", en: "declarations and articles stored" };
    let stored = Measured::new("clients-seed", what, CLIENTS * EACH + articles, "rows", since);
    drop(desk);
    let desk = Desk::open_with(folder.path(), &passphrase, Options::default())?;

    let book = format!("{articles} articles");
    let ask = |name, zh, en, size: &str, ask: &dyn Fn(usize) -> Result<usize>| -> Result<Measured> {
        let mut times = Vec::with_capacity(TIMES);
        let mut found = 0;
        for n in 0..TIMES {
            let since = Instant::now();
            found = ask(n)?;
            times.push(since.elapsed().as_secs_f64());
        }
        times.sort_by(f64::total_cmp);
        let (middle, worst) = (times[TIMES / 2], times[TIMES - 1]);
        Ok(Measured {
            size: format!("{size} → {found}, worst {:.0} ms", worst * 1_000.0),
            seconds: middle,
            per_second: if middle > 0.0 { 1.0 / middle } else { 0.0 },
            peak_mb: peak_mb(),
            ..Measured::new(name, Text { zh, en }, 0, "", since)
        })
    };
    let page = |query: GoodsQuery| {
        let (desk, client) = (&desk, &ids[0]);
        move |_: usize| desk.goods(client, &query).map(|page| page.total as usize)
    };
    let find = |text: &str| GoodsQuery { find: text.to_owned(), ..GoodsQuery::default() };
    let tariff = |text: &'static str| {
        let desk = &desk;
        move |_: usize| desk.tariff(text, 0).map(|page| page.lines.len())
    };
    let of_client = |n: usize| DeclarationQuery {
        client_id: ids[n * 7 % CLIENTS].clone(),
        limit: 100,
        ..DeclarationQuery::default()
    };
    let many = format!("{CLIENTS} clients");
    let base = ask("clients-base", "基准：会话", "baseline: the session", &many, &|_| {
        desk.session().map(|session| session.clients.len())
    })?;
    let mut all = vec![
        ask("goods-first", "商品库首页", "goods book, first page", &book, &page(GoodsQuery::default()))?,
        ask("goods-find", "按货号找", "an article number", &book, &page(find("SKU-04821")))?,
        ask("goods-find-many", "按品名找", "a name that many have", &book, &page(find("牙膏")))?,
        ask(
            "goods-sort",
            "按净重排序",
            "sorted by weight",
            &book,
            &page(GoodsQuery { sort: "netWeight".to_owned(), descending: true, ..GoodsQuery::default() }),
        )?,
        ask(
            "goods-last",
            "末页",
            "the last page",
            &book,
            &page(GoodsQuery {
                from: u32::try_from(articles.saturating_sub(100)).unwrap_or_default(),
                ..GoodsQuery::default()
            }),
        )?,
        ask("hs-words", "税则按词查找", "tariff by words", "", &tariff("牙膏"))?,
        ask("hs-code", "税则按编码查找", "tariff by code", "", &tariff("2106"))?,
        ask("clients-list", "客户列表", "the list of clients", &many, &|_| {
            desk.clients().map(|clients| clients.len())
        })?,
        ask(
            "clients-open",
            "打开有大商品库的客户",
            "the client with the large book",
            &many,
            &|_| desk.client(&ids[0]).map(|client| client.keys.len()),
        )?,
        ask(
            "clients-switch",
            "切换客户：会话、首页、标签",
            "switch: session, first page, tabs",
            &many,
            &|n| {
                let query = of_client(n + 1);
                desk.choose_client(&query.client_id)?;
                desk.declaration_tabs(&query)?;
                desk.declarations(&query).map(|page| page.lines.len())
            },
        )?,
    ];
    all = all.into_iter().map(|one| one.beside(&base)).collect();
    Ok([stored, base].into_iter().chain(all).collect())
}

fn article(n: usize) -> GoodsRow {
    let (name, hs_code, unit, origin) = KINDS[n % KINDS.len()];
    GoodsRow {
        item_no: format!("SKU-{n:05}"),
        barcode: format!("69{n:011}"),
        name: format!("{name} {}", n / KINDS.len()),
        model: format!("{} 件/箱", n % 48 + 1),
        hs_code: hs_code.to_owned(),
        unit: unit.to_owned(),
        origin: origin.to_owned(),
        qty1: "0.5".to_owned(),
        net_weight: format!("0.{:03}", n % 999 + 1),
        ..GoodsRow::default()
    }
}
