//! The pre-entry number has the letter of its kind of document.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::{pre_entry_numbers, the_declaration};
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
        zh: "清单为B、撤销申请单为C、退货申请单为T、入库明细单为R，请按电子口岸回执核对",
        en: "Declarations have B, cancels C, returns T, warehouse entries R: compare it with the receipt",
    },
    basis: "实际回执所见：清单B、撤销申请单C、退货申请单T、入库明细单R；字母含义未公布，故只提示",
    customs_code: None,
    check: |case, found| {
        for (place, number) in pre_entry_numbers(case).filter(|(_, number)| pre_entry_no(number)) {
            let letter = match place.as_bytes() {
                [b'D', ..] => 'R',
                [_, _, _, _, b'C', ..] => 'C',
                [_, _, _, _, b'R', ..] => 'T',
                _ => 'B',
            };
            if !number.starts_with(letter) {
                found.at_value(place, number);
            }
        }
    },
    counterexample: |case| {
        the_declaration(case).head.pre_no = Some("C20261124102400001".to_owned());
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::{the_cancel, the_declaration, the_entry, the_return};
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn what_has_no_shape_is_left_to_its_own_rule() {
        let number =
            |text: &str| places(&RULE, |case| the_declaration(case).head.pre_no = Some(text.to_owned()));
        assert_eq!(number("B20261124102400001"), NOWHERE);
        assert_eq!(number("pre-20261124-00001"), NOWHERE);
        assert_eq!(number("T20261124102400001"), ["Inventory[1]/InventoryHead/preNo"]);
    }

    #[test]
    fn every_kind_has_its_letter() {
        let number = |letter: char| Some(format!("{letter}20261124102400001"));
        let in_all = |cancel, back, entry| {
            places(&RULE, |case| {
                the_cancel(case).pre_no = number(cancel);
                the_return(case).head.pre_no = number(back);
                the_entry(case).head.pre_no = number(entry);
            })
        };
        assert_eq!(in_all('C', 'T', 'R'), NOWHERE);
        let all =
            ["InvtCancel[1]/preNo", "InvtRefund[1]/InvtRefundHead/preNo", "Delivery[1]/DeliveryHead/preNo"];
        assert_eq!(in_all('B', 'B', 'B'), all);
    }
}
