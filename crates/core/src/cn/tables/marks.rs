//! Tells where a judged document leans on a broker's own row.

use std::borrow::Cow;

use crate::check::{Finding, Severity};
use crate::cn::codes::Tables;
use crate::cn::fields::{Field, Values};
use crate::text::Text;
use crate::versions::Mark;

/// The id of these findings.
const ID: &str = "CN-TABLE-001";

/// The own rows that decide about a field: the row of its code, and the limits, which are held against every declaration.
pub(crate) fn marks_of<'a>(field: &Field, text: &str, tables: &'a Tables) -> impl Iterator<Item = &'a Mark> {
    let table = match field.values {
        Values::Table(codes) => Some(codes.table()),
        _ if field.element == "gcode" => Some("hs"),
        _ => None,
    };
    let of_code = table.and_then(|table| tables.mark(table, text));
    let limits = field.element == "declTime";
    let limits = tables.versions().own.iter().filter(move |mark| limits && mark.table == "limit");
    of_code.into_iter().chain(limits)
}

/// The hint at an own row.
pub(crate) fn hint(mark: &Mark, at: String) -> Finding {
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
