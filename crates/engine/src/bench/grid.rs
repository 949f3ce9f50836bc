//! The list of a million declarations: each page, order, filter and count, as the screen asks for it. Every question is
//! asked with nothing worked out before, as right after the desk was opened; then once more right after a write. The
//! baselines are a page by its key and a bare count of all rows.

use std::path::Path;
use std::time::Instant;

use clearance_core::text::Text;

use super::{Measured, Words, peak_mb, seed, worked};
use crate::clock;
use crate::desk::{Desk, Options};
use crate::error::Result;
use crate::store::{clients, listing};
use crate::vault::KeySource;
use crate::view::DeclarationQuery;

/// Times each question is asked.
const TIMES: usize = 7;
/// Rows of a page of the grid.
const PAGE: u32 = 100;

/// Stores `count` declarations in a folder and asks for them in every way.
///
/// # Errors
/// The store.
pub fn grid(folder: &Path, count: usize) -> Result<Vec<Measured>> {
    let passphrase = KeySource::Passphrase("practice".to_owned().into());
    let desk = Desk::open_with(folder, &passphrase, Options::default())?;
    let held = desk.store().read(listing::plain_count)?;
    let since = Instant::now();
    let clients = match held {
        0 => seed(&desk, count, &mut |_| ())?,
        _ => largest_first(&desk)?,
    };
    let count = desk.store().read(listing::plain_count)?;
    let what =
        Text { zh: "存入（同一批入库函数）", en: "stored by the functions that store real ones" };
    let mut all = vec![Measured::new("grid-seed", what, count - held, "declarations", since)];
    let bench = Bench { desk: &desk, count };

    let baseline = bench.ask(
        "grid-base-page",
        Text { zh: "基准：按主键取一页", en: "baseline: a page by key" },
        |desk| desk.store().read(|c| listing::plain_page(c, PAGE)),
    )?;
    let counting = bench.ask(
        "grid-base-count",
        Text { zh: "基准：数所有行", en: "baseline: count all rows" },
        |desk| desk.store().read(listing::plain_count),
    )?;
    let whole = || DeclarationQuery { limit: PAGE, descending: true, ..DeclarationQuery::default() };
    let of = |client: &str| DeclarationQuery { client_id: client.to_owned(), ..whole() };
    let page =
        |query: DeclarationQuery| move |desk: &Desk| desk.declarations(&query).map(|page| page.lines.len());
    let tabs = |query: DeclarationQuery| {
        move |desk: &Desk| desk.declaration_tabs(&query).map(|tabs| tabs.tabs.len())
    };

    let mut asked = Vec::new();
    let mut ask = |name, zh, en, what: &dyn Fn(&Desk) -> Result<usize>| -> Result<()> {
        asked.push(bench.ask(name, Text { zh, en }, what)?);
        Ok(())
    };
    ask("grid-first", "首页，全部客户", "first page, all clients", &page(whole()))?;
    ask("grid-first-client", "首页，最大的客户", "first page, the largest client", &page(of(&clients[0])))?;
    ask("grid-switch", "换到最小的客户", "switch to the smallest client", &page(of(&clients[4])))?;
    ask("grid-tabs", "各标签的数，全部客户", "tab counts, all clients", &tabs(whole()))?;
    ask(
        "grid-tabs-client",
        "各标签的数，最大的客户",
        "tab counts, the largest client",
        &tabs(of(&clients[0])),
    )?;
    let deep = u32::try_from(count / 10 * 9).unwrap_or(u32::MAX);
    ask(
        "grid-deep",
        "第九成处的一页",
        "a page at nine tenths",
        &page(DeclarationQuery { from: deep, ..whole() }),
    )?;
    for (name, sort) in SORTS {
        for descending in [false, true] {
            let query = DeclarationQuery { sort: sort.to_owned(), descending, ..whole() };
            let way = if descending { "↓" } else { "↑" };
            let mut one = bench.ask(name, Text { zh: "排序", en: "sorted" }, page(query))?;
            one.size = format!("{} {sort} {way}", one.size);
            asked.push(one);
        }
    }
    let one_client = |query: DeclarationQuery| DeclarationQuery { client_id: clients[1].clone(), ..query };
    let by_value = DeclarationQuery { sort: "value".to_owned(), ..whole() };
    asked.push(bench.ask(
        "grid-sort-client",
        Text { zh: "一个客户按货值", en: "one client by value" },
        page(one_client(by_value.clone())),
    )?);
    let deep_by_value = DeclarationQuery { from: deep, ..by_value };
    asked.push(bench.ask(
        "grid-sort-deep",
        Text { zh: "按货值，第九成处", en: "by value, at nine tenths" },
        page(deep_by_value),
    )?);
    for (name, what, query) in filters(&whole()) {
        asked.push(bench.ask(name, what, page(query.clone()))?);
        let mut counts =
            bench.ask(name, Text { zh: "同上，各标签的数", en: "the same, tab counts" }, tabs(query))?;
        counts.size = format!("{} tabs", counts.size);
        asked.push(counts);
    }
    // The same question again, as scrolling asks it: nothing was written in between.
    let query = DeclarationQuery { from: deep, sort: "buyer".to_owned(), ..whole() };
    desk.declarations(&query)?;
    asked.push(bench.again(
        "grid-scroll",
        Text { zh: "滚动到任意处的一页", en: "a page from anywhere while scrolling" },
        |desk, n| {
            let from = u32::try_from(count * (n + 1) / (TIMES + 2)).unwrap_or_default();
            desk.declarations(&DeclarationQuery { from, ..query.clone() }).map(|page| page.lines.len())
        },
    )?);
    all.extend([baseline.clone(), counting]);
    all.extend(asked.into_iter().map(|one| one.beside(&baseline)));
    Ok(all)
}

/// The clients of a folder that was seeded before.
fn largest_first(desk: &Desk) -> Result<Vec<String>> {
    let mut clients = desk.store().read(|c| {
        let ids = clients::names(c)?.into_keys();
        ids.map(|id| Ok((listing::counted(c, &id)?, id))).collect::<Result<Vec<_>>>()
    })?;
    clients.sort_by(|a, b| b.cmp(a));
    Ok(clients.into_iter().map(|(_, id)| id).collect())
}

const SORTS: [(&str, &str); 13] = [
    ("grid-sort-updated", "updated"),
    ("grid-sort-state", "state"),
    ("grid-sort-order", "order"),
    ("grid-sort-waybill", "waybill"),
    ("grid-sort-inventory", "inventory"),
    ("grid-sort-buyer", "buyer"),
    ("grid-sort-goods", "goods"),
    ("grid-sort-lines", "lines"),
    ("grid-sort-value", "value"),
    ("grid-sort-tax", "tax"),
    ("grid-sort-customs", "customs"),
    ("grid-sort-mode", "mode"),
    ("grid-sort-made", "made"),
];

fn filters(whole: &DeclarationQuery) -> Vec<(&'static str, Text, DeclarationQuery)> {
    let text = str::to_owned;
    let with = |change: &dyn Fn(&mut DeclarationQuery)| {
        let mut query = whole.clone();
        change(&mut query);
        query
    };
    let today = clock::now().date();
    let ago = |days: i64| today.checked_sub(jiff::Span::new().days(days)).unwrap_or(today).to_string();
    vec![
        (
            "grid-tab-many",
            Text { zh: "标签：放行", en: "tab: released" },
            with(&|q| q.tab = text("released")),
        ),
        (
            "grid-tab-few",
            Text { zh: "标签：需要您", en: "tab: needs you" },
            with(&|q| q.tab = text("needs-you")),
        ),
        ("grid-find-one", Text { zh: "单号：全", en: "number: whole" }, with(&|q| q.find = text("0000123"))),
        (
            "grid-find-few",
            Text { zh: "单号：四位", en: "number: four digits" },
            with(&|q| q.find = text("4821")),
        ),
        (
            "grid-find-many",
            Text { zh: "单号：到处都有", en: "number: part of most" },
            with(&|q| q.find = text("2026")),
        ),
        (
            "grid-find-two",
            Text { zh: "单号：两位", en: "number: two digits" },
            with(&|q| q.find = text("77")),
        ),
        ("grid-find-none", Text { zh: "单号：没有", en: "number: none" }, with(&|q| q.find = text("ZZZZ99"))),
        ("grid-customs", Text { zh: "海关", en: "customs office" }, with(&|q| q.customs = text("2992"))),
        ("grid-mode", Text { zh: "监管方式", en: "trade mode" }, with(&|q| q.mode = text("9610"))),
        ("grid-days", Text { zh: "最近 30 天", en: "the last 30 days" }, with(&|q| q.day_from = ago(30))),
        (
            "grid-value",
            Text { zh: "金额 500–2000", en: "value 500–2000" },
            with(&|q| {
                q.value_from = text("500");
                q.value_to = text("2000");
            }),
        ),
        ("grid-import", Text { zh: "一次导入", en: "one import" }, with(&|q| q.import_id = text("import-3"))),
        (
            "grid-all-at-once",
            Text { zh: "五个条件，按税额", en: "five conditions, by tax" },
            with(&|q| {
                q.tab = text("released");
                q.customs = text("2992");
                q.day_from = ago(45);
                q.value_from = text("100");
                q.find = text("2026");
                q.sort = text("tax");
            }),
        ),
    ]
}

struct Bench<'a> {
    desk: &'a Desk,
    count: usize,
}

/// A question: how many seconds it took, and how much it found.
type Timed<'a> = &'a dyn Fn(&Desk, usize) -> Result<(f64, usize)>;

impl Bench<'_> {
    /// Asks several times with everything forgotten, tells the middle and the worst; then as often right after a write.
    fn ask(&self, name: &'static str, what: Text, ask: impl Fn(&Desk) -> Result<usize>) -> Result<Measured> {
        let timed = |desk: &Desk| {
            let since = Instant::now();
            let found = ask(desk)?;
            Ok((since.elapsed().as_secs_f64(), found))
        };
        let mut cold = self.times(name, what, &|desk, _| {
            desk.store().list(|_, listing| {
                listing.forget();
                Ok(())
            })?;
            timed(desk)
        })?;
        let written = self.times(name, what, &|desk, _| {
            desk.store().write(|tx| listing::touch(tx))?;
            timed(desk)
        })?;
        cold.size = format!("{}, written {:.0} ms", cold.size, written.seconds * 1_000.0);
        Ok(cold)
    }

    /// Asks several times without a write.
    fn again(
        &self,
        name: &'static str,
        what: Text,
        ask: impl Fn(&Desk, usize) -> Result<usize>,
    ) -> Result<Measured> {
        self.times(name, what, &|desk, n| {
            let since = Instant::now();
            let found = ask(desk, n)?;
            Ok((since.elapsed().as_secs_f64(), found))
        })
    }

    fn times(&self, name: &'static str, what: Text, ask: Timed<'_>) -> Result<Measured> {
        let mut times = Vec::with_capacity(TIMES);
        let mut found = 0;
        let before = worked();
        for n in 0..TIMES {
            let (seconds, rows) = ask(self.desk, n)?;
            times.push(seconds);
            found = rows;
        }
        let cpu_seconds = worked().zip(before).map(|(now, then)| (now - then) / TIMES as f64);
        times.sort_by(f64::total_cmp);
        let (middle, worst) = (times[TIMES / 2], times[TIMES - 1]);
        Ok(Measured {
            name,
            what: Words { zh: what.zh, en: what.en },
            size: format!("{} → {found}, worst {:.0} ms", self.count, worst * 1_000.0),
            seconds: middle,
            cpu_seconds,
            per_second: if middle > 0.0 { 1.0 / middle } else { 0.0 },
            peak_mb: peak_mb(),
            baseline: None,
            ratio: None,
            left_out: false,
        })
    }
}
