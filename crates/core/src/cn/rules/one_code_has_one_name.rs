//! A company has one name in all documents.

use super::Case;
use super::places::the_payment;
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-MATCH-015",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "同一企业代码在各单证上的名称不一致",
        en: "A company code has different names in the documents",
    },
    help: Text { zh: "请统一使用海关备案名称", en: "Use the registered name everywhere" },
    basis: "海关跨境电商统一版报文规范 202205，ebpName、ebcName、logisticsName、payName（须为备案名称）",
    customs_code: None,
    check: |case, found| {
        let (order, payment) = (case.order.as_ref(), case.payment.as_ref());
        let (waybill, declaration) = (case.waybill.as_ref(), case.declaration.as_ref());
        let differ = |one: (&str, &str), other: (&str, &str)| one.0 == other.0 && one.1 != other.1;
        if let (Some(o), Some(p)) = (order, payment) {
            let platform = (&*o.head.platform_code, &*o.head.platform_name);
            if differ(platform, (&p.platform_code, &p.platform_name)) {
                found.at_value("Payment[1]/PaymentHead/ebpName", p.platform_name.as_str());
            }
            if let (Some(code), Some(name)) = (&o.head.pay_code, &o.head.pay_name)
                && !name.is_empty()
                && differ((code, name), (&p.pay_code, &p.pay_name))
            {
                found.at_value("Payment[1]/PaymentHead/payName", p.pay_name.as_str());
            }
        }
        if let (Some(o), Some(d)) = (order, declaration) {
            let platform = (&*o.head.platform_code, &*o.head.platform_name);
            if differ(platform, (&d.head.platform_code, &d.head.platform_name)) {
                found.at_value("Inventory[1]/InventoryHead/ebpName", d.head.platform_name.as_str());
            }
            let seller = (&*o.head.seller_code, &*o.head.seller_name);
            if differ(seller, (&d.head.seller_code, &d.head.seller_name)) {
                found.at_value("Inventory[1]/InventoryHead/ebcName", d.head.seller_name.as_str());
            }
        }
        if let (Some(w), Some(d)) = (waybill, declaration)
            && differ((&w.carrier_code, &w.carrier_name), (&d.head.carrier_code, &d.head.carrier_name))
        {
            found.at_value("Inventory[1]/InventoryHead/logisticsName", d.head.carrier_name.as_str());
        }
    },
    counterexample: |case| {
        the_payment(case).platform_name = "云帆电商".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::{the_declaration, the_payment};
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn another_code_may_have_another_name() {
        assert_eq!(
            places(&RULE, |case| {
                let payment = the_payment(case);
                payment.platform_code = "33189630GS".to_owned();
                payment.platform_name = "云帆电商".to_owned();
            }),
            NOWHERE
        );
        assert_eq!(
            places(&RULE, |case| the_declaration(case).head.carrier_name = "海信达".to_owned()),
            ["Inventory[1]/InventoryHead/logisticsName"]
        );
    }
}
