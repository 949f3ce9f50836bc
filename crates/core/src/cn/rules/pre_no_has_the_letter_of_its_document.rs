//! The pre-entry number has the letter of its kind of document.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::the_declaration;
use crate::ids::pre_entry_no;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-NUMBER-009",
    severity: Severity::Hints,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "预录入编号的首字母不是此类单证所用",
        en: "The pre-entry number begins with the letter of another kind of document",
    },
    help: Text {
        zh: "清单为B，请按电子口岸回执核对",
        en: "A declaration has a B: compare it with the receipt",
    },
    basis: "实际回执所见：清单B；字母含义未公布，故只提示",
    customs_code: None,
    check: |case, found| {
        let number = case.declaration.as_ref().and_then(|d| d.head.pre_no.as_deref()).unwrap_or_default();
        if pre_entry_no(number) && !number.starts_with('B') {
            found.at_value("Inventory[1]/InventoryHead/preNo", number);
        }
    },
    counterexample: |case| {
        the_declaration(case).head.pre_no = Some("C20261124102400001".to_owned());
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn what_has_no_shape_is_left_to_its_own_rule() {
        let number =
            |text: &str| places(&RULE, |case| the_declaration(case).head.pre_no = Some(text.to_owned()));
        assert_eq!(number("B20261124102400001"), NOWHERE);
        assert_eq!(number("pre-20261124-00001"), NOWHERE);
        assert_eq!(number("T20261124102400001"), ["Inventory[1]/InventoryHead/preNo"]);
    }
}
