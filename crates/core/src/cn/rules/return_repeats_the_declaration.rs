//! A return application repeats its declaration.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::{repeated_by_return, the_return};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-RETURN-001",
    severity: Severity::Stops,
    in_force: Period::since(2020, 3, 28),
    says: Text {
        zh: "退货申请单与原清单不一致", en: "The return application differs from its declaration"
    },
    help: Text {
        zh: "请按原清单填写订单、企业、运单和订购人信息",
        en: "Take order, companies, waybill and buyer from the declaration",
    },
    basis: "海关跨境电商统一版报文规范 202205，CEB625（表头各项须与原清单一致）",
    customs_code: None,
    check: |case, found| {
        for (place, own, declared) in repeated_by_return(case) {
            if own != declared {
                found.at(place);
            }
        }
    },
    counterexample: |case| {
        the_return(case).head.order_no = "OK20261124000002".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_return;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn every_repeated_field_is_compared() {
        assert_eq!(places(&RULE, |case| _ = the_return(case)), NOWHERE);
        let changed = places(&RULE, |case| {
            let head = &mut the_return(case).head;
            for field in [
                &mut head.order_no,
                &mut head.platform_code,
                &mut head.seller_code,
                &mut head.waybill_no,
                &mut head.carrier_code,
                &mut head.buyer_id_type,
                &mut head.buyer_id_number,
                &mut head.buyer_name,
                &mut head.buyer_telephone,
            ] {
                field.push('0');
            }
        });
        assert_eq!(changed.len(), 9);
    }

    #[test]
    fn the_office_is_left_to_its_own_rule() {
        assert_eq!(places(&RULE, |case| the_return(case).head.customs_code = "3119".to_owned()), NOWHERE);
    }
}
