//! A data folder with any number of invented declarations of several clients in every state, stored by the functions
//! that store real ones.

use clearance_core::mask;
use clearance_core::status::{Event, News, State, Subject};
use clearance_core::time::BeijingTime;

use crate::desk::Desk;
use crate::error::Result;
use crate::profile::Client;
use crate::store::declarations::{self, Documents, Fresh};
use crate::store::{clients, events, settings};
use crate::{clock, facts, load};

/// Declarations stored in one transaction.
const BATCH: usize = 50_000;
/// MB of the database held meanwhile: numbers fall everywhere into an index, and each page would be sealed many times.
const HELD: u32 = 2_000;
/// MB that a desk holds otherwise.
const USUAL: u32 = 32;
/// Clients, with how many of sixteen declarations are theirs.
const CLIENTS: [(&str, usize); 5] = [
    ("杭州云帆电子商务有限公司", 8),
    ("宁波海信达进出口有限公司", 4),
    ("广州南沙优选跨境供应链管理有限公司", 2),
    ("郑州新郑保税进口有限公司", 1),
    ("上海外高桥小橘电子商务有限公司", 1),
];
const OFFICES: [&str; 6] = ["3105", "2992", "5141", "4604", "2249", "3302"];
const GOODS: [&str; 8] = [
    "鱼油胶囊 180粒",
    "保湿面霜 50ml",
    "婴儿奶粉 800g",
    "护手霜 30ml",
    "儿童牙膏 50g",
    "复合维生素片 120片",
    "防晒乳 60ml SPF50+ PA++++ 清爽不粘腻",
    "蛋白粉 907g",
];
const FAMILY: [&str; 12] = ["陈", "周", "吴", "郑", "冯", "褚", "卫", "蒋", "沈", "韩", "杨", "朱"];
const GIVEN: [&str; 10] = ["小宁", "子燕", "安", "一恒", "青", "书宜", "文", "雨婷", "川", "若敏"];
/// Of a hundred declarations, where so many stand, and the code of customs.
const STATES: [(State, &str, u64); 12] = [
    (State::Released, "800", 62),
    (State::Closed, "899", 12),
    (State::ToSign, "", 8),
    (State::Stored, "120", 4),
    (State::Declaring, "2", 3),
    (State::SentOn, "3", 3),
    (State::Rejected, "100", 3),
    (State::Review, "300", 1),
    (State::Inspection, "500", 1),
    (State::AwaitingArrival, "400", 1),
    (State::Approved, "399", 1),
    (State::Staged, "1", 1),
];

/// Numbers that look thrown, the same every time.
fn thrown(number: u64, salt: u64) -> u64 {
    let mut x =
        number.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(salt.wrapping_mul(0xBF58_476D_1CE4_E5B9));
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

fn pick<T: Copy>(all: &[T], number: u64, salt: u64) -> T {
    all[(thrown(number, salt) % all.len() as u64) as usize]
}

/// Stores `count` invented declarations of five clients and tells the ids of the clients, the largest first. `told`
/// hears how many are stored.
///
/// # Errors
/// The store.
pub fn seed(desk: &Desk, count: usize, told: &mut dyn FnMut(usize)) -> Result<Vec<String>> {
    let names: Vec<String> = CLIENTS.iter().map(|(name, _)| (*name).to_owned()).collect();
    let whose = |number: u64| {
        let share = usize::try_from(thrown(number, 8) % 16).unwrap_or_default();
        let mut upto = 0;
        let of = CLIENTS.iter().position(|(_, part)| {
            upto += part;
            share < upto
        });
        of.unwrap_or_default()
    };
    seed_for(desk, &names, count, whose, told)
}

/// As [`seed`], of as many clients as are named, with the same number each.
///
/// # Errors
/// The store.
pub(crate) fn seed_evenly(desk: &Desk, names: &[String], count: usize) -> Result<Vec<String>> {
    let whose = |number: u64| usize::try_from(number).unwrap_or_default() % names.len().max(1);
    seed_for(desk, names, count, whose, &mut |_| ())
}

fn seed_for(
    desk: &Desk,
    names: &[String],
    count: usize,
    whose: impl Fn(u64) -> usize,
    told: &mut dyn FnMut(usize),
) -> Result<Vec<String>> {
    let now = clock::now();
    let mut ids = Vec::new();
    for name in names {
        let client = Client { name: name.clone(), practice: false, ..Client::practice(clock::guid()?) };
        let row = client.write()?;
        desk.store().write(|tx| clients::insert(tx, &row, now.unix_ms()))?;
        ids.push(client.id);
    }
    desk.store().write(|tx| settings::set(tx, settings::CLIENT, &ids[0]))?;
    desk.store().hold_in_memory(HELD)?;
    let mut done = 0;
    while done < count {
        let until = (done + BATCH).min(count);
        desk.store().write(|tx| {
            for number in done..until {
                let number = number as u64;
                one(tx, number, count as u64, now, &ids[whose(number)])?;
            }
            Ok(())
        })?;
        done = until;
        told(done);
    }
    desk.store().hold_in_memory(USUAL)?;
    Ok(ids)
}

fn one(c: &rusqlite::Connection, number: u64, count: u64, now: BeijingTime, client: &str) -> Result<()> {
    // Two months, the newest last.
    let age = (count - number) * 60 * 86_400_000 / count.max(1);
    let made = BeijingTime::from_unix_ms(now.unix_ms() - i64::try_from(age).unwrap_or_default() - 600_000);
    let case = load::case(number, made);
    let Some(mut declaration) = case.declaration else { return Ok(()) };
    let office = pick(&OFFICES, number, 1);
    let buyer = format!("{}{}", pick(&FAMILY, number, 2), pick(&GIVEN, number, 3));
    let day = made.wire14();
    declaration.head.customs_code = office.to_owned();
    declaration.head.buyer_name.clone_from(&buyer);
    declaration.head.order_no = format!("{}{}{number:07}", pick(&["XJ", "NF", "TB"], number, 4), &day[..8]);
    declaration.head.waybill_no = format!("HX{}{:06}", &day[2..8], thrown(number, 5) % 100_000_000);
    for line in &mut declaration.lines {
        line.item_name = Some(pick(&GOODS, number, 6).to_owned());
    }
    let cop_no = format!("C{}{number:010}", &day[..8]);
    let cents = 990 + thrown(number, 7) % 280_000;
    let tax = cents * 91 / 1_000;
    let documents = Documents { order: None, payment: None, waybill: None, declaration };
    let fresh = Fresh {
        cop_no: &cop_no,
        client,
        import: &format!("import-{}", number / 2_000),
        documents: &documents,
        buyer: &mask::name(&buyer),
        buyer_hash: &facts::buyer_hash(&documents.declaration.head.buyer_id_number),
        cents: i64::try_from(cents).unwrap_or_default(),
        value: &format!("{}.{:02}", cents / 100, cents % 100),
        tax: &format!("{}.{:02}", tax / 100, tax % 100),
        at: made.unix_ms(),
    };
    if declarations::insert(c, &fresh)?.is_none() {
        return Ok(());
    }
    let subject = Subject::declaration(&cop_no);
    events::add(c, &subject, &Event::Declared { at: made, passes: true, answers: None }, "", made.unix_ms())?;
    let mut upto = 0;
    let share = thrown(number, 9) % 100;
    let (state, code, _) = STATES
        .into_iter()
        .find(|(_, _, part)| {
            upto += part;
            share < upto
        })
        .unwrap_or(STATES[0]);
    if !code.is_empty() {
        let at = BeijingTime::from_unix_ms(
            made.unix_ms() + i64::try_from(thrown(number, 10) % 540_000).unwrap_or_default(),
        );
        let numbered = !matches!(state, State::Rejected | State::Declaring | State::Staged);
        let news = News {
            subject: subject.clone(),
            state,
            code: code.to_owned(),
            at,
            reason: None,
            text: String::new(),
            pre_no: None,
            invt_no: numbered.then(|| format!("{office}{}I{number:09}", &day[..4])),
            guid: None,
        };
        events::add(c, &subject, &Event::Receipt(news), "", at.unix_ms())?;
    }
    declarations::refresh(c, &cop_no)?;
    Ok(())
}
