//! `clearance kept`: the work list, orders that wait for a repair.

use clearance_engine::error::Result;

use crate::Outcome;
use crate::args::Kept;
use crate::face::Face;

pub(crate) fn run(args: &Kept, face: &Face) -> Result<Outcome> {
    let lines = face.desk()?.kept(&args.client)?;
    if face.json {
        face.value(&lines);
    } else {
        let rows: Vec<Vec<String>> = lines
            .iter()
            .map(|line| {
                let says = format!("{} [{}]", face.said(&line.says), line.rule);
                vec![
                    line.client.clone(),
                    line.order_no.clone(),
                    line.at.clone(),
                    line.import_id.clone(),
                    says,
                ]
            })
            .collect();
        let head = [
            face.say("客户", "client"),
            face.say("订单", "order"),
            face.say("自", "since"),
            face.say("导入", "import"),
            face.say("原因", "why"),
        ];
        face.table(&head, &rows);
    }
    Ok(if lines.is_empty() { Outcome::Fine } else { Outcome::Found })
}
