//! The law as a page: `docs/life.md`.

use std::fmt::Write as _;

use super::table::GROUPS;
use super::{Document, Group, LIFE, Leads, Point};

/// The page, made from the table.
#[must_use]
pub fn page() -> String {
    let mut out = String::from(
        "# Life of the documents 单证的一生\n\nWhat may be asked of each document, what customs says of it, and where that \
         leads. This page is written by a test (`crates/core/tests/docs.rs`) from the table in \
         `crates/core/src/cn/life/table.rs`, which desk and service both obey.\n\n\
         - The diagrams show the arrows that the sources draw. The tables also name where else a row counts (*also*): \
         receipts are lost, come late or in another order.\n\
         - A word of customs without a row leaves the document where it stands; it is kept and shown.\n\
         - A row marked (unsure) is stated by no source without doubt.\n",
    );
    legend(&mut out);
    for document in Document::ALL {
        section(&mut out, document);
    }
    out.push_str(CLOCKS);
    out
}

const CLOCKS: &str = "\n## Days after the release 放行后的期限\n\n\
     The day of the release is day 0.\n\n\
     | days | 期限 | what | basis |\n|---|---|---|---|\n\
     | 0 to 30 | 可申请退货 | a return may be applied for; nothing is collected | notice 2020/45, notice 2018/194 (unsure) |\n\
     | 0 to 45 | 商品须运抵原监管场所 | the goods must be back at the supervised place | notice 2020/45 |\n\
     | 31 to 45 | 按缴款书缴税 | the tax is paid by the payment book | notice 2018/194 (unsure) |\n";

fn section(out: &mut String, document: Document) {
    let name = document.name();
    let _ = writeln!(out, "\n## {} {}\n\n{}\n", name.en, name.zh, document.messages());
    let rows = || LIFE.iter().filter(|row| row.of.contains(&document));
    out.push_str("```mermaid\nstateDiagram-v2\n");
    let mut points: Vec<Point> = Vec::new();
    for row in rows() {
        let doubt = if row.sure { "" } else { " ?" };
        for (from, happens) in row.from.iter().flat_map(|from| row.happens.iter().map(move |h| (*from, h))) {
            let to = match row.leads {
                Leads::To(to) => to,
                Leads::Stays => from,
                Leads::Refused(_) => continue,
            };
            points.extend([from, to]);
            let (name, code) = (happens.name(), happens.code().replace(", ", " "));
            let _ = writeln!(out, "    {} --> {}: {} {code}{doubt}", id(from), id(to), name.zh);
        }
    }
    points.sort_unstable();
    points.dedup();
    for point in points.into_iter().filter(|point| *point != Point::Absent) {
        let _ = writeln!(out, "    {}: {}", id(point), bilingual(point));
    }
    out.push_str("```\n\n| from 由 | also 另由 | what happens 事件 | leads to 至 | basis 依据 |\n|---|---|---|---|---|\n");
    for row in rows() {
        let leads = match row.leads {
            Leads::To(to) => bilingual(to),
            Leads::Stays => "受理，状态不变 taken, stays".to_owned(),
            Leads::Refused(code) => format!("`{code}`"),
        };
        let happens = row.happens.iter().map(|happens| {
            let name = happens.name();
            format!("{} {} `{}`", name.zh, name.en, happens.code())
        });
        let _ = writeln!(
            out,
            "| {} | {} | {} | {leads} | {}{} |",
            list(row.from),
            row.also.iter().map(|group| group.name.en).collect::<Vec<_>>().join(", "),
            happens.collect::<Vec<_>>().join("; "),
            row.basis,
            if row.sure { "" } else { " (unsure)" }
        );
    }
}

fn legend(out: &mut String) {
    out.push_str("\n## Groups of places 状态分组\n\n| group | 分组 | places 状态 |\n|---|---|---|\n");
    for Group { name, points } in GROUPS {
        let _ = writeln!(out, "| {} | {} | {} |", name.en, name.zh, list(points));
    }
}

fn bilingual(point: Point) -> String {
    let name = point.name();
    format!("{} {}", name.zh, name.en)
}

fn list(points: &[Point]) -> String {
    points.iter().map(|point| bilingual(*point)).collect::<Vec<_>>().join("; ")
}

/// A name that the diagram takes.
fn id(point: Point) -> String {
    match point {
        Point::Absent => "[*]".to_owned(),
        Point::At(state) => format!("{state:?}"),
        Point::Used => "Used".to_owned(),
        Point::Bill(status) => format!("{status:?}"),
    }
}
