//! `clearance life COPNO`: what may be done with a declaration now, what was applied for, and what is left to return.

use clearance_engine::error::Result;
use clearance_engine::view::{Applied, state_name};

use crate::Outcome;
use crate::args::Life;
use crate::face::Face;

pub(crate) fn run(args: &Life, face: &Face) -> Result<Outcome> {
    let life = face.desk()?.life(&args.declaration)?;
    if face.json {
        face.value(&life);
        return Ok(Outcome::Fine);
    }
    let state = state_name(&life.state);
    face.line(&format!("{}  {}  {}  {}", life.order_no, life.cop_no, face.said(&state), life.invt_no));
    let rows: Vec<Vec<String>> = life
        .actions
        .iter()
        .map(|one| {
            let may = if one.allowed { face.say("可以", "yes") } else { face.say("不可以", "no") };
            vec![
                face.said(&one.name).to_owned(),
                may.to_owned(),
                one.until.clone(),
                face.said(&one.says).to_owned(),
            ]
        })
        .collect();
    let head = [face.say("操作", "action"), face.say("现在", "now"), face.say("期限", "until"), ""];
    face.table(&head, &rows);
    for line in life.actions.iter().filter(|one| one.action == "return").flat_map(|one| &one.left) {
        face.line(&format!(
            "  {} {}: {} {} / {} {}",
            face.say("第", "line"),
            line.gnum,
            face.say("可退", "left"),
            line.left,
            face.say("申报", "declared"),
            line.declared
        ));
    }
    for one in &life.applications {
        face.line(&format!(
            "  {} {} {} {}",
            one.kind,
            one.cop_no,
            face.said(&state_name(&one.state)),
            one.text
        ));
    }
    if let Some(asked) = &life.asked {
        let state = match asked.state.as_str() {
            "approved" => face.say("已复核，待签名", "approved, waits for a signature"),
            _ => face.say("待复核", "waits for a review"),
        };
        face.line(&format!("  {}  {}  {state}  {}", asked.at, asked.who, face.said(&asked.says)));
    }
    Ok(Outcome::Fine)
}

/// Tells what lies in the outbox now.
pub(crate) fn tell(applied: &Applied, face: &Face) {
    if face.json {
        return face.value(applied);
    }
    let refund = if applied.refund.is_empty() {
        String::new()
    } else {
        format!("  {} {}", face.say("预计退税", "tax given back, estimated"), applied.refund)
    };
    let says = if applied.to_review {
        face.say(
            "待复核：另一人 review approve 后，sign 签名",
            "waits for a review: once another person has approved it (`review approve`), `sign` signs it",
        )
    } else {
        face.say(
            "已签名，保存在本机；sync 发送并收回执",
            "signed and saved on this computer; `sync` sends it and pulls receipts",
        )
    };
    face.line(&format!("{}  {}  {says}{refund}", applied.order_no, applied.cop_no));
}

/// What a change, deletion, cancellation or return came to: one that waits for another person is a finding.
pub(crate) fn came_to(applied: &Applied) -> Outcome {
    if applied.to_review { Outcome::Found } else { Outcome::Fine }
}
