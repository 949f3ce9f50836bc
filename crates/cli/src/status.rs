//! `clearance status [ORDER…]`: what became of orders.

use clearance_engine::desk::Desk;
use clearance_engine::error::Result;

use crate::Outcome;
use crate::args::Status;
use crate::face::Face;

pub(crate) fn run(args: &Status, face: &Face) -> Result<Outcome> {
    show(&face.desk()?, "", &args.orders, face)
}

/// Prints the state of orders, all of them when none is named; of one client, or of all when it is empty.
pub(crate) fn show(desk: &Desk, client: &str, orders: &[String], face: &Face) -> Result<Outcome> {
    let statuses = desk.statuses_of(client, orders)?;
    let outcome = if statuses.iter().any(|one| one.needs_you) { Outcome::Found } else { Outcome::Fine };
    if face.json {
        face.value(&statuses);
        return Ok(outcome);
    }
    let rows: Vec<Vec<String>> = statuses
        .iter()
        .map(|one| {
            let last = one.receipts.last().map(|receipt| receipt.text.clone()).unwrap_or_default();
            let mark = if one.needs_you { face.say("需要您", "needs you") } else { "" };
            let short: String = last.chars().take(48).collect();
            let state = clearance_engine::view::state_name(&one.state);
            vec![
                one.order_no.clone(),
                face.said(&state).to_owned(),
                one.invt_no.clone(),
                one.at.clone(),
                mark.to_owned(),
                short,
            ]
        })
        .collect();
    let head = [
        face.say("订单编号", "order"),
        face.say("状态", "state"),
        face.say("清单编号", "declaration"),
        face.say("时间", "at"),
        "",
        face.say("海关回执", "receipt"),
    ];
    face.table(&head, &rows);
    for one in &statuses {
        for application in &one.applications {
            let kind = match application.kind.as_str() {
                "cancel" => face.say("撤单", "cancel"),
                _ => face.say("退货", "return"),
            };
            let state = clearance_engine::view::state_name(&application.state);
            face.line(&format!(
                "  {} {kind} {}  {}  {}",
                one.order_no,
                application.cop_no,
                face.said(&state),
                application.text
            ));
        }
    }
    Ok(outcome)
}
