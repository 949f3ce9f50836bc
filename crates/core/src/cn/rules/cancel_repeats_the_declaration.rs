//! A cancel application repeats its declaration.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::{repeated_by_cancel, the_cancel};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-CANCEL-001",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "撤销申请单与原清单不一致", en: "The cancel application differs from its declaration"
    },
    help: Text {
        zh: "请按原清单填写订单、企业、运单和订购人信息",
        en: "Take order, companies, waybill and buyer from the declaration",
    },
    basis: "海关跨境电商统一版报文规范 202205，CEB623（表头各项须与原清单一致）",
    customs_code: None,
    check: |case, found| {
        for (place, own, declared) in repeated_by_cancel(case) {
            if own != declared {
                found.at(place);
            }
        }
    },
    counterexample: |case| {
        the_cancel(case).order_no = "OK20261124000002".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_cancel;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn every_repeated_field_is_compared() {
        assert_eq!(places(&RULE, |case| _ = the_cancel(case)), NOWHERE);
        let changed = places(&RULE, |case| {
            let cancel = the_cancel(case);
            for field in [
                &mut cancel.customs_code,
                &mut cancel.order_no,
                &mut cancel.platform_code,
                &mut cancel.seller_code,
                &mut cancel.waybill_no,
                &mut cancel.carrier_code,
                &mut cancel.buyer_id_type,
                &mut cancel.buyer_id_number,
                &mut cancel.buyer_name,
                &mut cancel.buyer_telephone,
            ] {
                field.push('0');
            }
        });
        assert_eq!(changed.len(), 10);
    }

    #[test]
    fn without_the_declaration_nothing_is_compared() {
        assert_eq!(
            places(&RULE, |case| {
                case.declaration = None;
                the_cancel(case).order_no.push('0');
            }),
            NOWHERE
        );
    }
}
