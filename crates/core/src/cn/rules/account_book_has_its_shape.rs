//! An account book number has twelve signs and names its customs office.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::{is_bonded, the_declaration};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-NUMBER-007",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "账册编号不是“字母＋关区＋7位”共12位",
        en: "The account book number is not a letter, a customs office and seven signs",
    },
    help: Text {
        zh: "请按海关核发的账册编号填写", en: "Use the number that customs has given to the book"
    },
    basis: "海关跨境电商统一版报文规范 202205，CEB621 emsNo；编码规则见于样例，未公布，故只提示",
    customs_code: None,
    check: |case, found| {
        let Some(declaration) = case.declaration.as_ref().filter(|d| is_bonded(d)) else { return };
        let Some(book) = declaration.head.account_book.as_deref().filter(|book| !book.is_empty()) else {
            return;
        };
        let signs = book.as_bytes();
        let fits = signs.len() == 12
            && signs[0].is_ascii_uppercase()
            && signs[1..5].iter().all(u8::is_ascii_digit)
            && signs[5..].iter().all(|s| s.is_ascii_digit() || s.is_ascii_uppercase());
        if !fits {
            found.at_value("Inventory[1]/InventoryHead/emsNo", book);
        }
    },
    counterexample: |case| {
        let head = &mut the_declaration(case).head;
        head.trade_mode = "1210".to_owned();
        head.account_book = Some("账册1".to_owned());
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn twelve_signs_are_a_number() {
        let book = |text: &str| {
            places(&RULE, |case| {
                let head = &mut the_declaration(case).head;
                head.trade_mode = "1210".to_owned();
                head.account_book = Some(text.to_owned());
            })
        };
        for fine in ["L9013B19A008", "S1501I000164", "T3105W000001", ""] {
            assert_eq!(book(fine), NOWHERE, "{fine}");
        }
        for odd in ["L9013B19A00", "L9013B19A0081", "l9013B19A008", "L901XB19A008"] {
            assert_eq!(book(odd), ["Inventory[1]/InventoryHead/emsNo"], "{odd}");
        }
    }
}
