//! `clearance tax FILE`: assesses the tax of sheets and CEB621 messages, and shows how it came about.

use std::collections::HashSet;

use clearance_engine::clock;
use clearance_engine::error::Result;
use clearance_engine::files::{TaxWarned, TaxedOrder, tax_file};

use crate::Outcome;
use crate::args::Tax;
use crate::face::Face;

pub(crate) fn run(args: &Tax, face: &Face) -> Result<Outcome> {
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
        table(&taxed.orders, face);
        if !args.brief {
            taxed.orders.iter().for_each(|order| explain(order, face));
        }
        told_once(&taxed.orders, face);
    }
    Ok(outcome)
}

fn table(orders: &[TaxedOrder], face: &Face) {
    let rows: Vec<Vec<String>> = orders
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
}

/// The broker's own rows, and the tables that taxed: each once.
fn told_once(orders: &[TaxedOrder], face: &Face) {
    let mut said: Vec<String> = orders
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

/// Formulas, rates and sources of an order, line by line.
fn explain(order: &TaxedOrder, face: &Face) {
    face.line("");
    face.line(&order.order_no);
    for said in &order.explained {
        face.line(&format!("  {}", face.say(&said.zh, &said.en)));
    }
    for line in &order.lines {
        let title = face.say("项", "line");
        face.line(&format!(
            "  {title} {}  {}  {} {}",
            line.gnum,
            line.gcode,
            face.say("税额", "tax"),
            line.tax
        ));
        for said in &line.explained {
            face.line(&format!("    {}", face.say(&said.zh, &said.en)));
        }
        for warning in order.warnings.iter().filter(|warning| warning.gnum == Some(line.gnum)) {
            face.line(&format!("    {}  {}", face.say("注意", "note"), face.say(&warning.zh, &warning.en)));
        }
    }
    let whole = |warning: &&TaxWarned| warning.gnum.is_none() && warning.code != "own_row";
    for warning in order.warnings.iter().filter(whole) {
        face.line(&format!("  {}  {}", face.say("注意", "note"), face.say(&warning.zh, &warning.en)));
    }
}
