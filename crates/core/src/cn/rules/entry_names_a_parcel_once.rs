//! A warehouse entry names a parcel once.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::{entry_line, the_entry};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-ENTRY-001",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text { zh: "入库明细中运单号重复", en: "A waybill is listed twice" },
    help: Text { zh: "请删除重复的一项", en: "Remove one of them" },
    basis: "海关跨境电商统一版报文规范 202205，CEB711 logisticsNo；重复时如何处理未公布，故只提示",
    customs_code: None,
    check: |case, found| {
        let Some(entry) = case.entry.as_ref().filter(|entry| entry.lines.len() > 1) else { return };
        let mut seen = std::collections::HashSet::with_capacity(entry.lines.len());
        for (n, line) in entry.lines.iter().enumerate() {
            if !line.waybill_no.is_empty() && !seen.insert(line.waybill_no.as_str()) {
                found.at_value(entry_line(n, "logisticsNo"), line.waybill_no.as_str());
            }
        }
    },
    counterexample: |case| {
        let entry = the_entry(case);
        entry.lines[1].waybill_no = entry.lines[0].waybill_no.clone();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_entry;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn different_parcels_are_fine() {
        assert_eq!(places(&RULE, |case| _ = the_entry(case)), NOWHERE);
    }
}
