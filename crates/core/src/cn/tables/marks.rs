//! Tells where a judged document leans on a broker's own row.

use std::borrow::Cow;

use crate::check::{Finding, Severity};
use crate::cn::codes::Tables;
use crate::cn::fields::Values;
use crate::cn::message::frame::{Entity, Part};
use crate::cn::message::layout::Layout;
use crate::text::Text;
use crate::versions::Mark;

/// The id of these findings.
const ID: &str = "CN-TABLE-001";

/// A hint at every field of a record whose code stands in an own row. Nothing to do where there are no own rows.
pub(crate) fn mark_entity(
    layout: &Layout,
    entity: &Entity<'_>,
    number: usize,
    tables: &Tables,
    found: &mut Vec<Finding>,
) {
    if tables.versions().own.is_empty() {
        return;
    }
    let root = format!("{}[{number}]", layout.entity);
    if let Some(head) = &entity.head {
        let path = if layout.wrapped { format!("{root}/{}", layout.head.element) } else { root.clone() };
        mark_part(head, &path, tables, found);
        // The limits are held against every declaration.
        if head.get("declTime").is_some() {
            let limits = tables.versions().own.iter().filter(|mark| mark.table == "limit");
            found.extend(limits.map(|mark| hint(mark, format!("{path}/declTime"))));
        }
    }
    for (line, part) in entity.lines.iter().enumerate() {
        if let Some(list) = layout.list {
            mark_part(part, &format!("{root}/{}[{}]", list.element, line + 1), tables, found);
        }
    }
}

fn mark_part(part: &Part<'_>, path: &str, tables: &Tables, found: &mut Vec<Finding>) {
    for (field, value) in part.group.fields.iter().zip(&part.values) {
        let Some(text) = value.as_deref() else { continue };
        let table = match field.values {
            Values::Table(codes) => codes.table(),
            _ if field.element == "gcode" => "hs",
            _ => continue,
        };
        found.extend(tables.mark(table, text).map(|mark| hint(mark, format!("{path}/{}", field.element))));
    }
}

fn hint(mark: &Mark, at: String) -> Finding {
    let says = mark.sentence();
    let help = Text {
        zh: "用 clearance tables 查看，可撤回这项更正",
        en: "See it with clearance tables; the correction can be withdrawn",
    };
    Finding {
        zh: Cow::Owned(says.zh),
        en: Cow::Owned(says.en),
        ..Finding::new(ID, Severity::Hints, at, Text { zh: "", en: "" }, help)
    }
}
