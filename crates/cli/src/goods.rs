//! `clearance goods list|import|export`.

use clearance_engine::error::Result;
use clearance_engine::view::{GoodsPlan, GoodsQuery};

use crate::Outcome;
use crate::args::{Goods, GoodsWhat};
use crate::face::Face;

pub(crate) fn run(args: &Goods, face: &Face) -> Result<Outcome> {
    let desk = face.desk()?;
    match &args.what {
        GoodsWhat::List { client, find, flagged, limit } => {
            let query =
                GoodsQuery { find: find.clone(), flagged: *flagged, count: *limit, ..GoodsQuery::default() };
            let page = desk.goods(client, &query)?;
            if face.json {
                face.value(&page);
                return Ok(Outcome::Fine);
            }
            let rows: Vec<Vec<String>> = page
                .lines
                .iter()
                .map(|line| {
                    let notes: Vec<&str> = line.notes.iter().map(|note| face.said(&note.says)).collect();
                    let goods = &line.goods;
                    vec![
                        goods.item_no.clone(),
                        goods.name.clone(),
                        goods.hs_code.clone(),
                        line.units.clone(),
                        notes.join("; "),
                    ]
                })
                .collect();
            let head = [
                face.say("货号", "item no."),
                face.say("名称", "name"),
                face.say("商品编码", "HS code"),
                face.say("单位", "units"),
                face.say("说明", "notes"),
            ];
            face.table(&head, &rows);
            face.line(&format!("{} / {}", rows.len(), page.total));
            Ok(Outcome::Fine)
        }
        GoodsWhat::Import { client, file, dry_run } => {
            let plan = face.with_progress(|work| {
                if *dry_run {
                    desk.plan_goods(client, file, work)
                } else {
                    desk.take_goods(client, file, work)
                }
            })?;
            told(&plan, face);
            Ok(if plan.wrong + plan.noted > 0 { Outcome::Found } else { Outcome::Fine })
        }
        GoodsWhat::Export { client, file } => {
            let written = desk.export_goods(client, file)?;
            if face.json {
                face.value(&serde_json::json!({ "file": file, "goods": written }));
            } else {
                face.line(&format!("{written} {}", face.say("个商品已导出", "articles written")));
            }
            Ok(Outcome::Fine)
        }
    }
}

fn told(plan: &GoodsPlan, face: &Face) {
    if face.json {
        face.value(plan);
        return;
    }
    let part = |n: u32, zh: &str, en: &str| format!("{n} {}", face.say(zh, en));
    face.line(
        &[
            part(plan.fresh, "个新增", "new"),
            part(plan.changed, "个更新", "changed"),
            part(plan.same, "个不变", "unchanged"),
            part(plan.wrong, "行有误，未并入", "rows wrong, left out"),
        ]
        .join(" · "),
    );
    for row in &plan.rows {
        for note in &row.notes {
            face.line(&format!("  {} {}: {}", row.place, row.item_no, face.said(&note.says)));
        }
    }
}
