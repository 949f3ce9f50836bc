//! Every submission of a record has an id of its own.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;

use crate::cn::rules::places::record_ids;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-DUP-006",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "系统唯一序号与另一条记录或上一次报送相同",
        en: "The record id is that of another record or an earlier submission",
    },
    help: Text {
        zh: "每次报送请重新生成系统唯一序号", en: "Make a new id for every submission"
    },
    basis: "海关跨境电商统一版报文规范 202205，guid（系统唯一序号，每次报送重新生成）；重复时如何处理未公布，故只提示",
    customs_code: None,
    check: |case, found| {
        if !case.facts.taken.guid {
            return;
        }
        if let Some((place, id)) = record_ids(case).last() {
            found.at_value(place, id);
        }
    },
    counterexample: |case| {
        case.facts.taken.guid = true;
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn an_id_that_nobody_has_is_new() {
        assert_eq!(places(&RULE, |case| the_declaration(case).head.guid.push('0')), NOWHERE);
        assert_eq!(
            places(&RULE, |case| {
                case.declaration = None;
                case.facts.taken.guid = true;
            }),
            ["Logistics[1]/LogisticsHead/guid"]
        );
    }
}
