//! Lines of a warehouse entry are numbered from 1.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::{entry_line, the_entry};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-LINE-003",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "入库明细序号须从1起连续且不重复",
        en: "The lines of the warehouse entry are not numbered 1, 2, 3 …",
    },
    help: Text { zh: "请按1、2、3重新编号", en: "Number them 1, 2, 3" },
    basis: "海关跨境电商统一版报文规范 202205，CEB711 gnum",
    customs_code: Some("-800001"),
    check: |case, found| {
        let Some(entry) = &case.entry else { return };
        for (n, line) in entry.lines.iter().enumerate() {
            if usize::try_from(line.gnum).ok() != Some(n + 1) {
                found.at_value(entry_line(n, "gnum"), line.gnum.to_string());
            }
        }
    },
    counterexample: |case| {
        the_entry(case).lines[1].gnum = 1;
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_entry;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn counting_from_one_is_right() {
        assert_eq!(places(&RULE, |case| _ = the_entry(case)), NOWHERE);
        assert_eq!(
            places(&RULE, |case| the_entry(case).lines[0].gnum = 0),
            ["Delivery[1]/DeliveryList[1]/gnum"]
        );
    }
}
