//! `clearance run FILE… --client C`: the whole line, with a progress bar, and what became of every order.

use std::time::Duration;

use clearance_engine::error::Result;
use clearance_engine::view::{SaveBills, Saved};
use serde::Serialize;

use crate::Outcome;
use crate::args::Run;
use crate::face::Face;
use crate::{send, status};

/// The client that needs no key and no service of its own.
const PRACTICE: &str = "practice";

/// What the whole line came to.
#[derive(Serialize)]
struct Ran {
    declared: clearance_engine::view::Declared,
    synced: clearance_engine::view::Synced,
    /// Declarations that another person has to approve first.
    to_review: u32,
    bills: Saved,
    orders: Vec<clearance_engine::view::OrderStatus>,
}

pub(crate) fn run(args: &Run, face: &Face) -> Result<Outcome> {
    let desk = face.desk()?;
    let client = if args.client == PRACTICE { desk.start_practice()?.client_id } else { args.client.clone() };

    let mapping = face.with_progress(|work| desk.open_files(&args.files, &client, work))?;
    let review = desk.review(&mapping.import_id)?;
    let declared = face.with_progress(|work| desk.declare(&mapping.import_id, work))?;
    if !face.json {
        face.line(&format!(
            "{}：{} {} · {} {} · {} {}",
            mapping.file_name,
            review.orders,
            face.say("票订单", "orders"),
            declared.made,
            face.say("票新清单", "new declarations"),
            declared.kept,
            face.say("票留待修改", "kept for later"),
        ));
    }
    send::type_pins(&desk, &client, "", None, None, face)?;
    let to_review = face.with_progress(|work| desk.sign(&client, "", None, work))?.to_review;
    if !face.json {
        send::tell_reviews(to_review, face);
    }
    let synced = send::wait(&desk, Duration::from_secs(args.wait))?;

    let folder = args.out.clone().unwrap_or_else(|| face.data().join("bills"));
    let ids: Vec<String> = desk.bills(&client, "")?.lines.into_iter().map(|bill| bill.id).collect();
    let what = SaveBills {
        ids,
        folder: folder.display().to_string(),
        single: false,
        index: true,
        pattern: "{client}_{month}_{tax_no}".to_owned(),
    };
    // Customs may not have released anything yet; then there is nothing to print.
    let saved = if what.ids.is_empty() {
        Saved { files: Vec::new(), folder: what.folder }
    } else {
        desk.save_bills(&what)?
    };

    if face.json {
        let orders = desk.statuses_of(&client, &[])?;
        let needs_you = orders.iter().any(|one| one.needs_you);
        face.value(&Ran { declared, synced, to_review, bills: saved, orders });
        return Ok(if needs_you || to_review > 0 || declared_kept(&review) {
            Outcome::Found
        } else {
            Outcome::Fine
        });
    }
    let outcome = status::show(&desk, &client, &[], face)?;
    face.line("");
    face.line(&format!("{} {}", saved.files.len(), face.say("份税单 PDF：", "tax bill PDFs:")));
    saved.files.iter().for_each(|file| face.line(&format!("  {file}")));
    Ok(if to_review > 0 { Outcome::Found } else { outcome })
}

fn declared_kept(review: &clearance_engine::view::Review) -> bool {
    review.kept_orders > 0
}
