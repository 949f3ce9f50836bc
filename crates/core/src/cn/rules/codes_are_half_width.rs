//! Codes and numbers are written without full-width signs and blanks.

use super::Case;
use super::places::{company_codes, identities, numbers, the_declaration};
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-CODE-003",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "代码或编号含有全角字符或空格",
        en: "A code or number holds full-width signs or blanks",
    },
    help: Text { zh: "请改为半角字符并删除空格", en: "Write half-width signs and remove blanks" },
    basis: "海关跨境电商统一版报文规范 202205，代码与编号须与备案和其他单证一致",
    customs_code: Some("-10102"),
    check: |case, found| {
        let odd = |text: &str| {
            text.chars()
                .any(|c| c.is_whitespace() || matches!(c, '\u{FF01}'..='\u{FF5E}' | '\u{200B}' | '\u{FEFF}'))
        };
        let ids = identities(case).map(|person| person.number);
        for (place, code) in company_codes(case).chain(numbers(case)) {
            if odd(code) {
                found.at_value(place, code);
            }
        }
        for (place, number) in ids {
            if odd(number) {
                found.at(place);
            }
        }
    },
    counterexample: |case| {
        the_declaration(case).head.order_no = "ＯＫ20261124000001".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_waybill;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn a_blank_at_the_end_counts() {
        assert_eq!(
            places(&RULE, |case| the_waybill(case).waybill_no = "HX77202611240001 ".to_owned()),
            ["Logistics[1]/LogisticsHead/logisticsNo"]
        );
        assert_eq!(places(&RULE, |case| the_waybill(case).waybill_no = "HX-7720/2611".to_owned()), NOWHERE);
    }
}
