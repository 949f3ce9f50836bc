//! `clearance activity list|verify|export`.

use clearance_engine::desk::verify_log_file;
use clearance_engine::error::Result;
use clearance_engine::view::{ActivityQuery, LogState};

use crate::Outcome;
use crate::args::{Activity, ActivityWhat};
use crate::face::Face;

pub(crate) fn run(args: &Activity, face: &Face) -> Result<Outcome> {
    match &args.what {
        ActivityWhat::List { person, what, client, from, until, find, limit } => {
            let query = ActivityQuery {
                person: person.clone(),
                what: what.clone(),
                client: client.clone(),
                from: from.clone(),
                until: until.clone(),
                find: find.clone(),
                below: String::new(),
                limit: *limit,
            };
            let page = face.desk()?.activity(&query)?;
            if face.json {
                face.value(&page);
                return Ok(Outcome::Fine);
            }
            let rows: Vec<Vec<String>> = page
                .lines
                .iter()
                .map(|line| {
                    let mut details: Vec<String> = line
                        .details
                        .iter()
                        .map(|d| format!("{}={}", face.said(&d.name), face.said(&d.value)))
                        .collect();
                    if line.before_the_chain {
                        details.push(face.say("（成链以前）", "(before the chain)").to_owned());
                    }
                    let who = if line.person == "0" { face.say("通关台", "the desk") } else { &line.who };
                    vec![
                        line.number.clone(),
                        line.at.clone(),
                        who.to_owned(),
                        face.said(&line.says).to_owned(),
                        line.client.clone(),
                        line.subject.clone(),
                        details.join(" "),
                    ]
                })
                .collect();
            let head = [
                "#",
                face.say("时间", "when"),
                face.say("人员", "who"),
                face.say("操作", "what"),
                face.say("客户", "client"),
                face.say("对象", "on"),
                "",
            ];
            face.table(&head, &rows);
            Ok(Outcome::Fine)
        }
        ActivityWhat::Verify { file: None } => Ok(tell(&face.desk_of_nobody()?.verify_activity()?, face)),
        ActivityWhat::Verify { file: Some(file) } => {
            // With a data folder the file is held against its log; alone, the chain is followed.
            let state = if face.has_data() {
                face.desk_of_nobody()?.verify_activity_file(file)?
            } else {
                verify_log_file(file)?
            };
            Ok(tell(&state, face))
        }
        ActivityWhat::Export { file } => {
            let exported = face.desk()?.export_activity(file)?;
            if face.json {
                face.value(&exported);
            } else {
                let entries = face.say("条，末条摘要", "entries, the last has the hash");
                face.line(&format!("{}  {} {entries} {}", exported.path, exported.entries, exported.head));
            }
            Ok(Outcome::Fine)
        }
    }
}

fn tell(state: &LogState, face: &Face) -> Outcome {
    if face.json {
        face.value(state);
    } else {
        let since = if state.since.is_empty() {
            String::new()
        } else {
            format!("{} {}", face.say("，成链自", ", a chain since"), state.since)
        };
        face.line(&format!("{} {}{since}", state.entries, face.say("条", "entries")));
        face.line(face.said(&state.says));
        if state.verdicts > 0 || !state.differences.is_empty() {
            face.line(&format!(
                "{} {}",
                state.verdicts,
                face.say("条复核记录已与日志核对", "verdicts of reviews held against the log")
            ));
        }
        state.differences.iter().for_each(|one| face.line(&format!("  {}", face.said(&one.says))));
        if state.unbroken && !state.sealed {
            face.line(face.say(
                "封存未核对：须用 --data 指明写出它的数据目录",
                "The seal was not held against a key: name the data folder that wrote it with --data",
            ));
        }
    }
    if state.unbroken { Outcome::Fine } else { Outcome::Found }
}
