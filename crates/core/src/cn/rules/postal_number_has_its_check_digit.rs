//! A postal item number has its check digit.

use super::Case;
use super::places::{entry_line, the_waybill};
use crate::check::{Period, Rule, Severity};
use crate::ids::postal_item;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-NUMBER-005",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "邮件号码校验位不正确", en: "The check digit of the postal item number is wrong"
    },
    help: Text { zh: "请与邮政企业核对邮件号码", en: "Ask the post for the number" },
    basis: "万国邮联 S10 标准",
    customs_code: None,
    check: |case, found| {
        if let Some(waybill) = case.waybill.as_ref().filter(|w| postal_item(&w.waybill_no) == Some(false)) {
            found.at_value("Logistics[1]/LogisticsHead/logisticsNo", waybill.waybill_no.as_str());
        }
        if let Some(declaration) =
            case.declaration.as_ref().filter(|d| postal_item(&d.head.waybill_no) == Some(false))
        {
            found.at_value("Inventory[1]/InventoryHead/logisticsNo", declaration.head.waybill_no.as_str());
        }
        if let Some(status) =
            case.waybill_status.as_ref().filter(|s| postal_item(&s.waybill_no) == Some(false))
        {
            found.at_value("LogisticsStatus[1]/logisticsNo", status.waybill_no.as_str());
        }
        for (n, line) in case.entry.iter().flat_map(|entry| entry.lines.iter().enumerate()) {
            if postal_item(&line.waybill_no) == Some(false) {
                found.at_value(entry_line(n, "logisticsNo"), line.waybill_no.as_str());
            }
        }
    },
    counterexample: |case| {
        the_waybill(case).waybill_no = "RA473124828GB".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_waybill;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn numbers_of_private_carriers_have_none() {
        assert_eq!(
            places(&RULE, |case| the_waybill(case).waybill_no = "SF1234567890123".to_owned()),
            NOWHERE
        );
        assert_eq!(places(&RULE, |case| the_waybill(case).waybill_no = "RA473124829GB".to_owned()), NOWHERE);
    }
}
