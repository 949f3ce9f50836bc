//! No more comes back than was declared.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::{return_line, returned_lines, the_return};
use crate::money::Quantity;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-RETURN-003",
    severity: Severity::Stops,
    in_force: Period::since(2020, 3, 28),
    says: Text {
        zh: "退货数量超过原清单数量（含已退数量）",
        en: "More comes back than was declared, earlier returns counted",
    },
    help: Text {
        zh: "请减少退货数量；已批准和在途的退货都计入",
        en: "Take less back: earlier returns count, approved or under way",
    },
    basis: "海关总署公告2020年第45号（原清单的全部或部分商品）；海关跨境电商统一版报文规范 202205，CEB625 qty",
    customs_code: None,
    check: |case, found| {
        for (n, line, declared) in returned_lines(case) {
            let Some(declared) = declared else { continue };
            let lines = case.return_.iter().flat_map(|all| all.lines.iter().take(n + 1));
            let now: Quantity = lines.filter(|one| one.gnum == line.gnum).map(|one| one.qty).sum();
            let earlier = case.facts.returned_before.iter().filter(|(gnum, _)| *gnum == line.gnum);
            let before: Quantity = earlier.map(|(_, qty)| *qty).sum();
            if before + now > declared.qty {
                found.at_value(return_line(n, "qty"), line.qty.to_string());
            }
        }
    },
    counterexample: |case| {
        the_return(case).lines[0].qty = Quantity(3.into());
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_return;
    use crate::cn::rules::testing::{NOWHERE, places};
    use crate::money::Quantity;

    #[test]
    fn everything_may_come_back_but_no_more() {
        let taking = |qty: &str, before: &[(u32, &str)]| {
            let quantity = |text: &str| Quantity::parse(text).expect("a quantity");
            places(&RULE, |case| {
                the_return(case).lines[0].qty = quantity(qty);
                case.facts.returned_before =
                    before.iter().map(|(gnum, qty)| (*gnum, quantity(qty))).collect();
            })
        };
        let too_much = ["InvtRefund[1]/InvtRefundList[1]/qty"];
        assert_eq!(taking("2", &[]), NOWHERE);
        assert_eq!(taking("2.00001", &[]), too_much);
        assert_eq!(taking("1", &[(2, "1")]), NOWHERE);
        assert_eq!(taking("1", &[(2, "0.5"), (2, "0.6")]), too_much);
        assert_eq!(taking("2", &[(1, "2")]), NOWHERE);
    }

    #[test]
    fn a_line_that_is_named_twice_is_added_up() {
        assert_eq!(
            places(&RULE, |case| {
                let lines = &mut the_return(case).lines;
                lines.extend(lines.clone());
                lines.extend(lines[..1].to_vec());
            }),
            ["InvtRefund[1]/InvtRefundList[3]/qty"]
        );
    }
}
