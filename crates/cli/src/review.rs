//! `clearance review list|show|approve|send-back|ask`.

use clearance_engine::error::Result;
use clearance_engine::view::{DeclarationQuery, ReviewState, Reviewed};

use crate::Outcome;
use crate::args::{Review, ReviewWhat};
use crate::face::Face;

pub(crate) fn run(args: &Review, face: &Face) -> Result<Outcome> {
    let desk = face.desk()?;
    let reviewed = match &args.what {
        ReviewWhat::List { client } => {
            let client_id = if client.is_empty() { String::new() } else { desk.client(client)?.id };
            let query =
                DeclarationQuery { tab: "to-review".into(), client_id, ..DeclarationQuery::default() };
            let page = desk.declarations(&query)?;
            let asked = desk.asked(client)?;
            if face.json {
                face.value(&page.lines);
                if !asked.is_empty() {
                    face.value(&asked);
                }
                return Ok(Outcome::Fine);
            }
            let rows: Vec<Vec<String>> = page
                .lines
                .into_iter()
                .map(|line| vec![line.id, line.order_no, line.value, line.updated, line.client])
                .collect();
            let head = [
                face.say("编号", "id"),
                face.say("订单编号", "order"),
                face.say("价值", "value"),
                face.say("时间", "when"),
                face.say("客户", "client"),
            ];
            face.table(&head, &rows);
            for one in &asked {
                face.line(&format!("{}  {}  {}  {}", one.id, one.order_no, one.who, face.said(&one.says)));
            }
            return Ok(Outcome::Fine);
        }
        ReviewWhat::Show { declaration } => {
            let state = desk.review_of(declaration)?;
            if face.json {
                face.value(&state)
            } else {
                show(&state, face)
            }
            return Ok(Outcome::Fine);
        }
        ReviewWhat::Approve { declarations, client } => {
            face.with_progress(|work| desk.approve(declarations, client, work))?
        }
        ReviewWhat::SendBack { declarations, reason, client } => {
            face.with_progress(|work| desk.send_back(declarations, client, reason, work))?
        }
        ReviewWhat::Ask { declarations } => desk.ask_review(declarations)?,
    };
    tell(&reviewed, face);
    Ok(if reviewed.own + reviewed.other == 0 { Outcome::Fine } else { Outcome::Found })
}

fn show(state: &ReviewState, face: &Face) {
    face.line(match state.state.as_str() {
        "waiting" => face.say("待复核", "waits for a review"),
        "approved" => face.say("已通过", "approved"),
        "back" => face.say("已退回", "sent back"),
        _ => face.say("不须复核", "nobody has to look"),
    });
    if let Some(asked) = &state.asked {
        face.line(&format!("{}  {}  {}", asked.at, asked.who, face.said(&asked.says)));
    }
    for verdict in &state.verdicts {
        let word = if verdict.verdict == "back" {
            face.say("退回", "sent back")
        } else {
            face.say("通过", "approved")
        };
        face.line(format!("{}  {}  {word}  {}", verdict.at, verdict.who, verdict.reason).trim_end());
    }
}

fn tell(reviewed: &Reviewed, face: &Face) {
    if face.json {
        face.value(reviewed);
        return;
    }
    face.line(&format!("{} {}", reviewed.done, face.say("票", "declarations")));
    for (n, zh, en) in [
        (reviewed.own, "票是自己生成或修改的，由另一人复核", "are your own work and left to another person"),
        (reviewed.other, "票不在此列，未变", "do not wait for that and stay as they were"),
    ] {
        if n > 0 {
            face.line(&format!("{n} {}", face.say(zh, en)));
        }
    }
}
