//! `clearance tax FILE`: assesses the tax of sheets and CEB621 messages.

use std::collections::HashSet;

use clearance_engine::clock;
use clearance_engine::error::Result;
use clearance_engine::files::{TaxedOrder, tax_file};

use crate::Outcome;
use crate::args::Files;
use crate::face::Face;

pub(crate) fn run(args: &Files, face: &Face) -> Result<Outcome> {
    let tables = face.tables(args.tables.as_deref())?;
    let mut outcome = Outcome::Fine;
    for path in &args.files {
        let taxed = face.with_progress(|work| tax_file(path, &tables, clock::now(), work))?;
        if taxed.orders.iter().any(TaxedOrder::is_outside) {
            outcome = Outcome::Found;
        }
        if face.json {
            face.value(&taxed);
            continue;
        }
        let rows: Vec<Vec<String>> = taxed
            .orders
            .iter()
            .map(|order| {
                let amounts = [&order.duty, &order.consumption_tax, &order.vat, &order.total];
                let head = [order.order_no.clone(), face.text(order.regime_name()).to_owned()];
                head.into_iter().chain(amounts.into_iter().cloned()).collect()
            })
            .collect();
        let head = [
            face.say("订单编号", "order"),
            face.say("税率", "regime"),
            face.say("关税", "duty"),
            face.say("消费税", "consumption tax"),
            face.say("增值税", "VAT"),
            face.say("合计", "total"),
        ];
        face.table(&head, &rows);
        let mut said: Vec<String> = taxed
            .orders
            .iter()
            .flat_map(|order| {
                let own = order.warnings.iter().filter(|warning| warning.code == "own_row");
                let own = own.map(|warning| face.say(&warning.zh, &warning.en).to_owned());
                own.chain([format!("{}  {}", face.say("依据", "by"), order.versions.line())])
            })
            .collect();
        let mut seen = HashSet::new();
        said.retain(|line| seen.insert(line.clone()));
        said.iter().for_each(|line| face.line(line));
    }
    Ok(outcome)
}
