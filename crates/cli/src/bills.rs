//! `clearance bills list|print|verify`.

use clearance_engine::error::Result;
use clearance_engine::view::SaveBills;

use crate::Outcome;
use crate::args::{Bills, BillsWhat};
use crate::face::Face;

pub(crate) fn run(args: &Bills, face: &Face) -> Result<Outcome> {
    let desk = face.desk()?;
    match &args.what {
        BillsWhat::List { find } => {
            let bills = desk.bills(find)?;
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
                desk.bills("")?.lines.into_iter().map(|bill| bill.id).collect()
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
