//! Where unit of sale and legal unit are the same, so are the quantities.

use super::Case;
use super::places::{inventory_line, the_declaration};
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-TARIFF-005",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "计量单位与法定单位相同，但数量不同",
        en: "Unit of sale and legal unit are the same, but the quantities differ",
    },
    help: Text { zh: "请核对数量与法定数量", en: "Compare quantity and legal quantity" },
    basis: "海关跨境电商统一版报文规范 202205，CEB621 qty、qty1、qty2",
    customs_code: None,
    check: |case, found| {
        let Some(declaration) = &case.declaration else { return };
        for (n, line) in declaration.lines.iter().enumerate() {
            if line.unit == line.unit1 && line.qty != line.qty1 {
                found.at_value(inventory_line(n, "qty1"), line.qty1.to_string());
            }
            if line.unit2.as_ref() == Some(&line.unit) && line.qty2.is_some_and(|second| second != line.qty) {
                found.at_value(inventory_line(n, "qty2"), line.qty2.unwrap_or_default().to_string());
            }
        }
    },
    counterexample: |case| {
        the_declaration(case).lines[0].unit = "035".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn other_units_may_have_other_quantities() {
        assert_eq!(places(&RULE, |case| the_declaration(case).lines[0].unit = "011".to_owned()), NOWHERE);
    }
}
