//! `clearance bills list|print|check|sum|verify`.

use clearance_engine::error::Result;
use clearance_engine::view::{BillTotals, CheckedBill, SaveBills, SumLine};

use crate::Outcome;
use crate::args::{Bills, BillsWhat};
use crate::face::Face;

pub(crate) fn run(args: &Bills, face: &Face) -> Result<Outcome> {
    let desk = face.desk()?;
    match &args.what {
        BillsWhat::List { find } => {
            let bills = desk.bills("", find)?;
            if face.json {
                face.value(&bills);
                return Ok(Outcome::Fine);
            }
            let rows: Vec<Vec<String>> = bills
                .lines
                .iter()
                .map(|bill| {
                    vec![
                        bill.bill_no.clone(),
                        bill.order_no.clone(),
                        bill.dutiable.clone(),
                        bill.tax.clone(),
                        bill.issued.clone(),
                    ]
                })
                .collect();
            let head = [
                face.say("税单编号", "bill"),
                face.say("订单编号", "order"),
                face.say("完税价格", "base"),
                face.say("税额", "tax"),
                face.say("生成时间", "issued"),
            ];
            face.table(&head, &rows);
        }
        BillsWhat::Print { bills, out, single, index, pattern } => {
            let ids = if bills.is_empty() {
                desk.bills("", "")?.lines.into_iter().map(|bill| bill.id).collect()
            } else {
                bills.clone()
            };
            let what = SaveBills {
                ids,
                folder: out.display().to_string(),
                single: *single,
                index: *index,
                pattern: pattern.clone(),
            };
            let saved = desk.save_bills(&what)?;
            if face.json { face.value(&saved) } else { saved.files.iter().for_each(|file| face.line(file)) }
        }
        BillsWhat::Check { bills } => {
            let checked = desk.check_bills(bills)?;
            if face.json {
                face.value(&checked);
            } else {
                checked.iter().for_each(|bill| tell(bill, face));
            }
            return Ok(if checked.iter().all(|bill| bill.ok) { Outcome::Fine } else { Outcome::Found });
        }
        BillsWhat::Sum { find } => {
            let totals = desk.sum_bills("", find)?;
            if face.json { face.value(&totals) } else { tell_totals(&totals, face) }
        }
        BillsWhat::Verify { files } => {
            let verified = desk.verify_bills(files)?;
            if face.json {
                face.value(&verified);
            } else {
                for one in &verified {
                    face.line(&format!("{}  {}  {}", one.file, one.bill_no, face.said(&one.says)));
                }
            }
            return Ok(if verified.iter().all(|one| one.ok) { Outcome::Fine } else { Outcome::Found });
        }
    }
    Ok(Outcome::Fine)
}

fn tell(bill: &CheckedBill, face: &Face) {
    let verdict = match (bill.declared_here, bill.ok) {
        (false, _) => face.say("清单不在本机，无法估算", "its declaration is not here, nothing to compare"),
        (true, true) => face.say("与估算一致", "agrees with the estimate"),
        (true, false) => face.say("与估算不一致", "differs from the estimate"),
    };
    face.line(&format!("{}  {}  {verdict}", bill.bill_no, bill.order_no));
    for finding in &bill.findings {
        face.line(&format!("  {}  {}  [{}]", finding.at, face.say(&finding.zh, &finding.en), finding.rule));
    }
}

fn tell_totals(totals: &BillTotals, face: &Face) {
    let cells = |name: String, sums: &SumLine| {
        let counts = [sums.bills, sums.void].map(|n| n.to_string());
        let amounts = [&sums.base, &sums.duty, &sums.consumption_tax, &sums.vat, &sums.tax, &sums.exact];
        [name].into_iter().chain(counts).chain(amounts.into_iter().cloned()).collect::<Vec<String>>()
    };
    let no_book = face.say("（无缴款书编号）", "(no number)");
    let mut rows: Vec<Vec<String>> = totals
        .months
        .iter()
        .map(|one| cells(format!("{} {}", one.declarant, one.month), &one.sums))
        .collect();
    rows.extend(totals.books.iter().map(|book| {
        let name = if book.duty_no.is_empty() { no_book } else { &book.duty_no };
        cells(name.to_owned(), &book.sums)
    }));
    rows.push(cells(face.say("总计", "all").to_owned(), &totals.all));
    let head = [
        face.say("申报企业和月份／缴款书", "declarant and month, payment book"),
        face.say("份数", "bills"),
        face.say("作废", "void"),
        face.say("完税价格", "base"),
        face.say("关税", "duty"),
        face.say("消费税", "consumption tax"),
        face.say("增值税", "VAT"),
        face.say("税额", "tax"),
        face.say("舍入前", "before rounding"),
    ];
    face.table(&head, &rows);
    for book in &totals.books {
        for problem in &book.problems {
            face.line(&format!("{}  {}  {}", face.say("注意", "note"), book.duty_no, face.said(problem)));
        }
    }
}
