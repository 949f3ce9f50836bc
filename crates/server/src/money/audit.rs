//! The audit: reads log, store and the bank's books, and holds them against each other. It writes nothing.
//!
//! It keeps one row a declaration in memory, about 200 octets.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use clearance_core::cn::clear::{Stage, parts_of, value_back};
use clearance_core::cn::life::returns::Taken;
use clearance_core::cn::message::Body;
use clearance_core::cn::message::ceb621_inventory::Declaration;
use clearance_core::cn::receipt::{self, Answer};
use clearance_core::status::State;
use clearance_core::text::Sentence;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{BANK, SECURITY, deposit};
use crate::clear::{counts, declared_value, to_units};
use crate::documents::read;
use crate::error::Error;
use crate::store::audit::{AuditReader, Submission};
use crate::store::{BankFile, Place, Result, bank_path};

/// At most so many findings of a kind are listed; the rest is counted.
const LISTED: usize = 50;

/// Something that does not agree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// A code that stays.
    pub code: &'static str,
    /// What it is about: a number of a message, a declaration, a bill, an account.
    pub about: String,
    /// What is wrong.
    pub says: Sentence,
}

/// What an audit found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Audit {
    /// What was counted, by name.
    pub figures: BTreeMap<&'static str, i64>,
    /// What does not agree; empty where everything does.
    pub findings: Vec<Finding>,
    /// How many more there are than are listed.
    pub more: usize,
}

impl Audit {
    fn find(&mut self, code: &'static str, about: impl ToString, zh: String, en: String) {
        if self.findings.iter().filter(|one| one.code == code).count() == LISTED {
            self.more += 1;
            return;
        }
        self.findings.push(Finding { code, about: about.to_string(), says: Sentence::new(zh, en) });
    }

    fn count(&mut self, name: &'static str, by: i64) {
        *self.figures.entry(name).or_default() += by;
    }

    /// It as lines for people, in both languages.
    #[must_use]
    pub fn lines(&self) -> String {
        let mut text = String::new();
        for (name, count) in &self.figures {
            text.push_str(&format!("{count:>14}  {}\n", figure(name)));
        }
        for finding in &self.findings {
            let Finding { code, about, says } = finding;
            text.push_str(&format!("[{code}] {about}: {} / {}\n", says.zh, says.en));
        }
        if self.more > 0 {
            text.push_str(&format!("另有 {0} 项 / and {0} more\n", self.more));
        }
        text.push_str(if self.findings.is_empty() {
            "核对一致 / everything agrees\n"
        } else {
            "核对不一致 / there are findings\n"
        });
        text
    }
}

/// What a figure counts.
fn figure(name: &str) -> &'static str {
    match name {
        "messages" => "报文 / messages read",
        "unread" => "待处理报文 / messages not worked on yet",
        "set-aside" => "搁置报文 / messages set aside",
        "records" => "单证 / records",
        "waiting" => "等待单证的清单 / declarations that wait",
        "in-hand" => "关员处理中的清单 / declarations that officers have in hand",
        "released" => "放行的清单 / declarations released",
        "ended" => "退单、撤销或退运的清单 / declarations refused, cancelled or sent back",
        "feed" => "回执信封 / envelopes in the feeds",
        "bank-cents" => "银行余额（分）/ cents at the bank",
        "held-cents" => "担保占用（分）/ cents held of guarantees",
        "receivable-cents" => "应收税款（分）/ cents to be paid",
        _ => "其他 / other",
    }
}

fn key(parts: &[&str]) -> u64 {
    let mut hasher = DefaultHasher::new();
    parts.hash(&mut hasher);
    hasher.finish()
}

/// What the feeds say.
#[derive(Default)]
struct Told {
    /// Records about which something was said.
    about: HashSet<u64>,
    /// How often the goods of a pre-entry number were let go.
    released: HashMap<u64, u32>,
}

impl Told {
    fn hear(&mut self, body: &str) -> bool {
        let Ok(answer) = Answer::read_text(body) else { return false };
        let mut about = |parts: &[&str]| {
            self.about.insert(key(parts));
        };
        let text = |code: &Option<String>| code.clone().unwrap_or_default();
        match answer.body {
            receipt::Body::Orders(all) => {
                all.iter().for_each(|one| about(&["311", &one.platform_code, &one.order_no]));
            }
            receipt::Body::Payments(all) => {
                all.iter().for_each(|one| about(&["411", &one.pay_code, &one.transaction_id]));
            }
            receipt::Body::Waybills(all) => {
                all.iter().for_each(|one| about(&["511", &one.carrier_code, &one.waybill_no]));
            }
            receipt::Body::WaybillStatuses(all) => {
                all.iter().for_each(|one| about(&["513", &one.carrier_code, &one.waybill_no]));
            }
            receipt::Body::Declarations(all) => {
                for one in &all {
                    about(&["621", &text(&one.declarant_code), &one.cop_no]);
                    if one.status == "800"
                        && let Some(pre_no) = &one.pre_no
                    {
                        *self.released.entry(key(&[pre_no])).or_default() += 1;
                    }
                }
            }
            receipt::Body::Cancels(all) => {
                all.iter().for_each(|one| about(&["623", &text(&one.declarant_code), &one.cop_no]));
            }
            receipt::Body::Returns(all) => {
                all.iter().for_each(|one| about(&["625", &text(&one.declarant_code), &one.cop_no]));
            }
            receipt::Body::Entries(all) => {
                for one in &all {
                    about(&["711", &text(&one.operator_code), &text(&one.cop_no)]);
                }
            }
            _ => {}
        }
        true
    }
}

/// The key of each record of a message, in its order.
fn keys(body: &Body) -> Vec<u64> {
    let or = |no: &Option<String>, other: &str| no.clone().unwrap_or_else(|| other.to_owned());
    match body {
        Body::Orders(all) => {
            all.iter().map(|one| key(&["311", &one.head.platform_code, &one.head.order_no])).collect()
        }
        Body::Payments(all) => {
            all.iter().map(|one| key(&["411", &one.pay_code, &one.transaction_id])).collect()
        }
        Body::Waybills(all) => {
            all.iter().map(|one| key(&["511", &one.carrier_code, &one.waybill_no])).collect()
        }
        Body::WaybillStatuses(all) => {
            all.iter().map(|one| key(&["513", &one.carrier_code, &one.waybill_no])).collect()
        }
        Body::Declarations(all) => {
            let of = |one: &Declaration| or(&one.head.cop_no, &one.head.order_no);
            all.iter().map(|one| key(&["621", &one.head.declarant_code, &of(one)])).collect()
        }
        Body::Cancels(all) => {
            all.iter().map(|one| key(&["623", &one.declarant_code, &or(&one.cop_no, &one.invt_no)])).collect()
        }
        Body::Returns(all) => all
            .iter()
            .map(|one| key(&["625", &one.head.declarant_code, &or(&one.head.cop_no, &one.head.invt_no)]))
            .collect(),
        Body::Entries(all) => all
            .iter()
            .map(|one| key(&["711", &one.head.operator_code, &or(&one.head.cop_no, &one.head.bill_no)]))
            .collect(),
    }
}

/// Reads a store with its log and its bank, and holds everything against everything.
///
/// # Errors
/// One of the files cannot be read.
pub fn audit(store: &Path) -> std::result::Result<Audit, Error> {
    let reader = AuditReader::open(store)?;
    let mut audit = Audit::default();
    let mut told = Told::default();
    let mut envelopes = 0;
    let mut unreadable = Vec::new();
    let gaps = reader.feed(&mut |cursor, kind, body| {
        envelopes += 1;
        if kind.starts_with("CEB") && !told.hear(body) {
            unreadable.push(cursor);
        }
    })?;
    audit.count("feed", envelopes);
    for (from, to) in gaps {
        let (zh, en) = ("回执流有缺口", "the feed has a gap");
        audit.find("feed-gap", format!("{from}-{to}"), zh.to_owned(), en.to_owned());
    }
    for cursor in unreadable {
        let (zh, en) = ("回执无法读取", "the receipt cannot be read");
        audit.find("feed-unreadable", cursor, zh.to_owned(), en.to_owned());
    }
    records(&mut audit, &reader, &told)?;
    money(&mut audit, &reader)?;
    bank(&mut audit, &reader, &bank_path(store))?;
    Ok(audit)
}

/// Log against submissions, bills, receipts and the years of buyers.
fn records(audit: &mut Audit, reader: &AuditReader, told: &Told) -> Result<()> {
    let (read_to, secret) = (reader.log_read()?, reader.secret()?);
    let aside: HashSet<i64> = reader.set_aside()?.into_iter().collect();
    audit.count("set-aside", i64::try_from(aside.len()).unwrap_or(i64::MAX));
    let mut submissions = reader.submissions()?;
    let bills = reader.bills()?;
    let returns: HashMap<Place, i64> = reader.returns()?.into_iter().collect();
    let returned: HashSet<i64> = returns.values().copied().collect();
    let mut declared: HashMap<i64, (Declaration, [u8; 16], i16)> = HashMap::new();
    let mut taken: HashMap<i64, Vec<Taken>> = HashMap::new();
    let mut years: HashMap<([u8; 16], i16), i64> = HashMap::new();
    let mut last = 0;
    reader.entries(&mut |number, digest, bytes| {
        if number != last + 1 {
            let about = format!("{}-{}", last + 1, number - 1);
            audit.find("log-gap", about, "日志有缺口".to_owned(), "the log has a gap".to_owned());
        }
        last = number;
        audit.count("messages", 1);
        if Sha256::digest(&bytes).as_slice() != digest.as_slice() {
            let (zh, en) = ("报文与入库时不同", "the message is not what was admitted");
            audit.find("log-altered", number, zh.to_owned(), en.to_owned());
            return Ok(());
        }
        if number > read_to {
            audit.count("unread", 1);
            return Ok(());
        }
        if aside.contains(&number) {
            return Ok(());
        }
        let Ok(body) = read(&bytes) else {
            let (zh, en) = ("报文无法读取", "the message cannot be read");
            audit.find("log-unreadable", number, zh.to_owned(), en.to_owned());
            return Ok(());
        };
        for (n, key) in keys(&body).into_iter().enumerate() {
            audit.count("records", 1);
            let place = Place { message: number, position: u32::try_from(n).unwrap_or(u32::MAX) };
            let submission = submissions.remove(&place);
            if submission.is_none() && !told.about.contains(&key) {
                let about = format!("{number}#{n}");
                let (zh, en) = ("入库的单证没有任何结果", "an admitted record came to nothing at all");
                audit.find("no-word", about, zh.to_owned(), en.to_owned());
            }
            let Some(submission) = submission else { continue };
            let Body::Declarations(all) = &body else { continue };
            let Some(declaration) = all.get(n) else { continue };
            judge(audit, &submission, bills.get(&submission.id).copied().unwrap_or_default(), told);
            let hash =
                Sha256::new().chain_update(secret).chain_update(&declaration.head.buyer_id_number).finalize();
            let mut buyer = [0; 16];
            buyer.copy_from_slice(&hash[..16]);
            let year = declaration.head.declared_on.year();
            if (buyer, year) != (submission.buyer, submission.year) {
                let (zh, en) = ("清单的购买人与报文不符", "the buyer is not that of the message");
                audit.find("buyer", submission.id, zh.to_owned(), en.to_owned());
            }
            if counts(submission.stage) {
                *years.entry((buyer, year)).or_default() += declared_value(declaration);
                if returned.contains(&submission.id) {
                    declared.insert(submission.id, (declaration.clone(), buyer, year));
                }
            }
        }
        if let Body::Returns(all) = &body {
            for (n, one) in all.iter().enumerate() {
                let place = Place { message: number, position: u32::try_from(n).unwrap_or(u32::MAX) };
                if let Some(clearance) = returns.get(&place) {
                    let parts = parts_of(one);
                    taken.entry(*clearance).or_default().push(Taken { state: State::Approved, parts });
                }
            }
        }
        Ok(())
    })?;
    if last < read_to {
        let (zh, en) = ("日志比账簿短", "the log is shorter than what was read of it");
        audit.find("log-gap", format!("{}-{read_to}", last + 1), zh.to_owned(), en.to_owned());
    }
    for lost in submissions.into_values() {
        let (zh, en) = ("清单没有入库的报文", "a declaration stands in no message of the log");
        audit.find("no-message", lost.id, zh.to_owned(), en.to_owned());
    }
    for (clearance, (declaration, buyer, year)) in declared {
        let back = taken.remove(&clearance).unwrap_or_default();
        *years.entry((buyer, year)).or_default() -= to_units(value_back(&declaration, &back));
    }
    for (buyer, year, total) in reader.totals()? {
        let bought = years.remove(&(buyer, year)).unwrap_or_default();
        quota(audit, &buyer, year, bought, total);
    }
    years.into_iter().for_each(|((buyer, year), bought)| quota(audit, &buyer, year, bought, 0));
    for (order, count) in reader.twice_declared()? {
        let zh = format!("同一订单有 {count} 份有效清单");
        audit.find("two-live", order, zh, format!("{count} declarations of one order live"));
    }
    Ok(())
}

fn quota(audit: &mut Audit, buyer: &[u8; 16], year: i16, bought: i64, total: i64) {
    if bought != total {
        // So much of the hash as tells two buyers apart.
        let about = format!("{}/{year}", &crate::random::hex(buyer)[..6]);
        let zh = format!("年度累计 {total} 与有效购买之和 {bought} 不符（十万分之一元）");
        let en =
            format!("the year stands at {total}, the purchases that count are {bought} (1/100,000 yuan)");
        audit.find("quota", about, zh, en);
    }
}

/// A submission against its bills and what was said of it.
fn judge(audit: &mut Audit, one: &Submission, (all, live): (i64, i64), told: &Told) {
    let name = match one.stage {
        Stage::New | Stage::Waiting(_) => "waiting",
        Stage::Inspected | Stage::Reviewed | Stage::Detained(_) => "in-hand",
        Stage::Released | Stage::Closed => "released",
        Stage::Refused | Stage::Cancelled | Stage::SentBack => "ended",
    };
    audit.count(name, 1);
    let about = one.pre_no.clone().unwrap_or_else(|| one.id.to_string());
    let times = one.pre_no.as_ref().and_then(|no| told.released.get(&key(&[no]))).copied().unwrap_or(0);
    match (name == "released", all) {
        (true, 0) => {
            let (zh, en) = ("放行的清单没有税单", "it was released and has no bill");
            audit.find("no-bill", &about, zh.to_owned(), en.to_owned());
        }
        (true, 2..) => {
            let (zh, en) = ("一份清单有多张税单", "it has more than one bill");
            audit.find("two-bills", &about, zh.to_owned(), en.to_owned());
        }
        (false, _) if live > 0 => {
            let (zh, en) = ("未放行的清单有有效税单", "it is not released and has a bill");
            audit.find("bill-too-many", &about, zh.to_owned(), en.to_owned());
        }
        _ => {}
    }
    if (times > 1) || (times == 1) != (name == "released") {
        let zh = format!("放行回执有 {times} 份");
        audit.find("released", about, zh, format!("it was said to be released {times} times"));
    }
}

/// The ledger against bills, payment books, refunds and guarantees.
fn money(audit: &mut Audit, reader: &AuditReader) -> Result<()> {
    for (posting, sum) in reader.unbalanced()? {
        let zh = format!("分录借贷不平，差 {sum} 分");
        audit.find("ledger", posting, zh, format!("the posting is out of balance by {sum} cents"));
    }
    let mut accounts = reader.accounts()?;
    accounts.remove(super::REVENUE);
    accounts.remove(BANK);
    accounts.remove(SECURITY);
    let mut expected: HashMap<String, i64> = HashMap::new();
    for (payer, due) in reader.receivable()? {
        audit.count("receivable-cents", due);
        expected.insert(super::receivable(&payer), due);
    }
    for (payer, owed) in reader.refunds()? {
        expected.insert(super::refunds(&payer), -owed);
    }
    for (code, balance, held, of_cases) in reader.guarantees()? {
        audit.count("held-cents", held);
        expected.insert(deposit(&code), balance);
        if held != of_cases {
            let zh = format!("担保占用 {held} 分，清单占用之和 {of_cases} 分");
            let en = format!("{held} cents are held, the declarations hold {of_cases}");
            audit.find("holds", code, zh, en);
        }
    }
    for (account, stands) in expected {
        let posted = accounts.remove(&account).unwrap_or_default();
        account_off(audit, &account, posted, stands);
    }
    accounts.into_iter().for_each(|(account, posted)| account_off(audit, &account, posted, 0));
    for (bill, off) in reader.holds_off()? {
        let zh = format!("清单占用的担保与税单相差 {off} 分");
        audit.find("hold", bill, zh, format!("what is held for the bill is off by {off} cents"));
    }
    for (book, off) in reader.books_off()? {
        let zh = format!("缴款书与其税单之和相差 {off} 分");
        audit.find("book", book, zh, format!("the payment book is off its bills by {off} cents"));
    }
    for (book, times) in reader.paid_off()? {
        let zh = format!("缴款书的状态与 {times} 笔入账不符");
        audit.find("paid", book, zh, format!("the payment book was booked {times} times, against its state"));
    }
    Ok(())
}

fn account_off(audit: &mut Audit, account: &str, posted: i64, stands: i64) {
    if posted != stands {
        let zh = format!("总账 {posted} 分，明细 {stands} 分");
        audit.find("account", account, zh, format!("the ledger says {posted} cents, the rows {stands}"));
    }
}

/// Our word against the bank's. What the bank has booked and not told us yet is no finding.
fn bank(audit: &mut Audit, reader: &AuditReader, path: &Path) -> Result<()> {
    let posted = reader.accounts()?.get(BANK).copied().unwrap_or_default();
    audit.count("bank-cents", posted);
    let orders = reader.bank_orders()?;
    let ours: i64 = orders.iter().filter(|(_, _, booked)| *booked).map(|(_, amount, _)| amount).sum();
    account_off(audit, BANK, posted, ours);
    if !path.exists() {
        return Ok(());
    }
    let file = BankFile::read(path)?;
    let (balance, sound) = file.balance()?;
    let mut on_its_way = 0;
    for (order, amount, booked) in orders {
        let at_bank = file.outcome(&order)? == Some(true);
        match (booked, at_bank) {
            (true, false) => {
                let (zh, en) = ("银行没有入账", "the bank has not booked it");
                audit.find("bank-order", order, zh.to_owned(), en.to_owned());
            }
            (false, true) => on_its_way += amount,
            _ => {}
        }
    }
    if !sound || balance != posted + on_its_way {
        let zh = format!("总账 {posted} 分，在途 {on_its_way} 分，银行 {balance} 分");
        let en =
            format!("the ledger says {posted} cents, {on_its_way} are on their way, the bank says {balance}");
        audit.find("bank", "bank", zh, en);
    }
    Ok(())
}
