//! Returns (退货): what is no longer levied when all or part of an order goes back in time.
//!
//! Rule (海关总署公告2020年第45号): goods that are back in original condition in time bear no tax, and the buyer's annual
//! total falls by their value. No public text says how a part is reckoned; here it goes by the returned share of the
//! line's quantity.
//!
//! # Invariants
//! - Refunds of several returns, in any order and of any size, add up to exactly what was levied once all is back; before
//!   that they never exceed it. This holds for every line and tax with five decimals, and for every tax to the cent.
//! - A refund is never negative.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{Assessment, to_cents, to_wire};
use crate::bill::TaxBill;
use crate::cn::message::ceb621_inventory::Declaration;
use crate::money::{Money, Quantity, cents_table};
use crate::text::{Sentence, Text};

/// What was levied on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeviedLine {
    /// Number of the line.
    pub gnum: u32,
    /// Its HS code.
    pub gcode: String,
    /// Declared quantity in the sales unit.
    pub qty: Quantity,
    /// What was taxed, with five decimals, as the three below.
    pub base: Money,
    /// Duty.
    pub duty: Money,
    /// Consumption tax.
    pub consumption_tax: Money,
    /// VAT.
    pub vat: Money,
}

impl LeviedLine {
    fn amounts(&self) -> [Money; 4] {
        [self.base, self.duty, self.consumption_tax, self.vat]
    }
}

/// What was levied on an order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Levied {
    /// The lines.
    pub lines: Vec<LeviedLine>,
}

impl Levied {
    /// What customs levied: the amounts of the bill, the quantities of the declaration. A line that the declaration does
    /// not have counts as one piece.
    #[must_use]
    pub fn of_bill(bill: &TaxBill, declaration: &Declaration) -> Levied {
        let declared =
            |gnum: u32| declaration.lines.iter().find(|line| line.gnum == gnum).map(|line| line.qty);
        let lines = bill.lines.iter().map(|line| LeviedLine {
            gnum: line.gnum,
            gcode: line.gcode.clone(),
            qty: declared(line.gnum).unwrap_or(Quantity(Decimal::ONE)),
            base: line.tax_price,
            duty: line.customs_tax,
            consumption_tax: line.consumption_tax,
            vat: line.value_added_tax,
        });
        Levied { lines: lines.collect() }
    }

    /// What an estimate expects to be levied, for before the bill is there.
    #[must_use]
    pub fn of_estimate(estimate: &Assessment, declaration: &Declaration) -> Levied {
        let lines = estimate.lines.iter().zip(&declaration.lines).map(|(line, declared)| LeviedLine {
            gnum: line.gnum,
            gcode: line.gcode.clone(),
            qty: declared.qty,
            base: line.base,
            duty: line.duty,
            consumption_tax: line.consumption_tax,
            vat: line.vat,
        });
        Levied { lines: lines.collect() }
    }
}

/// One line of a return (CEB625): which goods, how many in the sales unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnedLine {
    /// The line of the declaration.
    pub gnum: u32,
    /// Its HS code; empty where it is not said.
    pub gcode: String,
    /// How many go back.
    pub qty: Quantity,
}

/// What one line of a return gives back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundLine {
    /// The line of the declaration.
    pub gnum: u32,
    /// How many go back now.
    pub qty: Quantity,
    /// How many were declared.
    pub of: Quantity,
    /// How many stay with the buyer.
    pub left: Quantity,
    /// By how much the base falls, with five decimals, as the three below.
    pub base: Money,
    /// Duty that is not levied.
    pub duty: Money,
    /// Consumption tax that is not levied.
    pub consumption_tax: Money,
    /// VAT that is not levied.
    pub vat: Money,
}

/// What a return gives back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// By line, in the order of the declaration.
    pub lines: Vec<RefundLine>,
    /// By how much the buyer's annual total falls, to the cent, as the four below.
    pub base: Money,
    /// Duty.
    pub duty: Money,
    /// Consumption tax.
    pub consumption_tax: Money,
    /// VAT.
    pub vat: Money,
    /// All tax.
    pub total: Money,
    /// Whether nothing stays with the buyer: the bill becomes void (818 status 3).
    pub whole: bool,
    /// What the return cannot ask for; left out of the amounts.
    pub problems: Vec<RefundProblem>,
}

/// What a return cannot ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RefundProblem {
    /// The declaration has no such line (-625209).
    NoSuchLine {
        /// The line that the return names.
        gnum: u32,
    },
    /// The line has another HS code (-625209).
    OtherCode {
        /// The line.
        gnum: u32,
    },
    /// Nothing, or less, goes back.
    NoQuantity {
        /// The line.
        gnum: u32,
    },
    /// More goes back than is left.
    MoreThanLeft {
        /// The line.
        gnum: u32,
        /// What is left.
        left: Quantity,
    },
}

impl RefundProblem {
    /// The line it is about.
    #[must_use]
    pub const fn gnum(self) -> u32 {
        match self {
            RefundProblem::NoSuchLine { gnum }
            | RefundProblem::OtherCode { gnum }
            | RefundProblem::NoQuantity { gnum }
            | RefundProblem::MoreThanLeft { gnum, .. } => gnum,
        }
    }

    /// The problem as people read it.
    #[must_use]
    pub const fn says(self) -> Text {
        match self {
            RefundProblem::NoSuchLine { .. } => {
                Text { zh: "原清单没有这一项", en: "The declaration has no such line" }
            }
            RefundProblem::OtherCode { .. } => Text {
                zh: "商品编码与原清单不一致",
                en: "The HS code is not that of the declaration",
            },
            RefundProblem::NoQuantity { .. } => {
                Text { zh: "退货数量必须大于零", en: "The returned quantity must be above zero" }
            }
            RefundProblem::MoreThanLeft { .. } => Text {
                zh: "退货数量超过尚未退回的数量",
                en: "More is returned than was declared and not returned yet",
            },
        }
    }
}

/// What a return gives back, after what was returned `before`. Nothing that was levied is given back twice.
#[must_use]
pub fn refund(levied: &Levied, before: &[ReturnedLine], now: &[ReturnedLine]) -> Refund {
    let mut back = vec![Decimal::ZERO; levied.lines.len()];
    take(levied, before, &mut back, &mut Vec::new());
    let earlier = back.clone();
    let mut problems = Vec::new();
    take(levied, now, &mut back, &mut problems);
    let lines =
        levied.lines.iter().zip(earlier.iter().zip(&back)).filter(|(_, (before, after))| before != after);
    let lines = lines.map(|(line, (before, after))| {
        let [base, duty, consumption_tax, vat] =
            line.amounts().map(|amount| part(amount, *after, line.qty) - part(amount, *before, line.qty));
        let qty = Quantity((after - before).normalize());
        let left = Quantity((line.qty.0 - after).normalize());
        RefundLine { gnum: line.gnum, qty, of: line.qty, left, base, duty, consumption_tax, vat }
    });
    let (then, at_last) = (cents_back(levied, &earlier), cents_back(levied, &back));
    let [base, duty, consumption_tax, vat] = [0, 1, 2, 3].map(|i| to_cents(at_last[i] - then[i]));
    Refund {
        lines: lines.collect(),
        base,
        duty,
        consumption_tax,
        vat,
        total: to_cents(duty + consumption_tax + vat),
        whole: all_back(levied, &back),
        problems,
    }
}

/// Adds what a return takes to what is back already, as far as it can.
fn take(levied: &Levied, lines: &[ReturnedLine], back: &mut [Decimal], problems: &mut Vec<RefundProblem>) {
    for ReturnedLine { gnum, gcode, qty } in lines {
        let gnum = *gnum;
        let Some((line, back)) = levied.lines.iter().zip(back.iter_mut()).find(|(line, _)| line.gnum == gnum)
        else {
            problems.push(RefundProblem::NoSuchLine { gnum });
            continue;
        };
        let left = (line.qty.0 - *back).max(Decimal::ZERO);
        if !gcode.is_empty() && *gcode != line.gcode {
            problems.push(RefundProblem::OtherCode { gnum });
        } else if !qty.is_positive() {
            problems.push(RefundProblem::NoQuantity { gnum });
        } else {
            if qty.0 > left {
                problems.push(RefundProblem::MoreThanLeft { gnum, left: Quantity(left.normalize()) });
            }
            *back += qty.0.min(left);
        }
    }
}

fn all_back(levied: &Levied, back: &[Decimal]) -> bool {
    !levied.lines.is_empty() && levied.lines.iter().zip(back).all(|(line, back)| *back >= line.qty.0)
}

/// What of an amount belongs to a part of a quantity: rounded half up to five decimals, all of it for all.
fn part(amount: Money, back: Decimal, of: Quantity) -> Money {
    if back >= of.0 {
        return to_wire(amount);
    }
    to_wire(Money(amount.0.saturating_mul(back).checked_div(of.0).unwrap_or_default()))
}

/// Base, duty, consumption tax and VAT, to the cent, of everything that is back. Once all is, they are what the bill
/// printed; before, half up and never more than that.
fn cents_back(levied: &Levied, back: &[Decimal]) -> [Money; 4] {
    let sums = |of: &dyn Fn(&LeviedLine, Decimal) -> [Money; 4]| {
        levied.lines.iter().zip(back).fold([Money::ZERO; 4], |sum, (line, back)| {
            let amounts = of(line, *back);
            [0, 1, 2, 3].map(|i| sum[i] + amounts[i])
        })
    };
    let [base, duty, consumption_tax, vat] = sums(&|line, _| line.amounts());
    let [duty, consumption_tax, vat] = cents_table([duty, consumption_tax, vat], &[]).heads;
    let printed = [base.to_cent(), duty, consumption_tax, vat];
    if all_back(levied, back) {
        return printed;
    }
    let so_far = sums(&|line, back| line.amounts().map(|amount| part(amount, back, line.qty)));
    [0, 1, 2, 3].map(|i| so_far[i].to_cent().min(printed[i]))
}

impl Refund {
    /// How the refund came about, a sentence for each line and one for the whole.
    #[must_use]
    pub fn explain(&self, levied: &Levied) -> Vec<Sentence> {
        let mut said: Vec<Sentence> = Vec::new();
        for line in &self.lines {
            let Some(whole) = levied.lines.iter().find(|one| one.gnum == line.gnum) else { continue };
            let (gnum, qty, of) = (line.gnum, line.qty, line.of);
            if qty == of {
                said.push(Sentence::new(
                    format!(
                        "第 {gnum} 项全部退回（{of}）：关税 {}，消费税 {}，增值税 {}",
                        line.duty, line.consumption_tax, line.vat
                    ),
                    format!(
                        "Line {gnum} is returned whole ({of}): duty {}, consumption tax {}, VAT {}",
                        line.duty, line.consumption_tax, line.vat
                    ),
                ));
                continue;
            }
            let sum = |all: Money, back: Money| format!("{all} × {qty} ÷ {of} = {back}");
            let (duty, tax, vat) = (
                sum(whole.duty, line.duty),
                sum(whole.consumption_tax, line.consumption_tax),
                sum(whole.vat, line.vat),
            );
            let (rest_zh, rest_en) = if line.left.is_positive() {
                (format!("尚余 {}", line.left), format!("{} left", line.left))
            } else {
                (
                    "最后一次退货，退还余额，以凑足原税额".to_owned(),
                    "the last return takes what remains of the tax".to_owned(),
                )
            };
            said.push(Sentence::new(
                format!("第 {gnum} 项退 {qty}（共 {of}，{rest_zh}）：关税 {duty}；消费税 {tax}；增值税 {vat}"),
                format!("Line {gnum}: {qty} of {of} returned, {rest_en}: duty {duty}; consumption tax {tax}; VAT {vat}"),
            ));
        }
        let sum = format!("{} + {} + {} = {}", self.duty, self.consumption_tax, self.vat, self.total);
        let (void_zh, void_en) = if self.whole {
            ("；已全部退回，税单作废", "; all is back, the bill becomes void")
        } else {
            ("", "")
        };
        said.push(Sentence::new(
            format!("不征税款 = 关税 + 消费税 + 增值税 = {sum}；个人年度交易额减少 {}{void_zh}（海关总署公告2020年第45号）", self.base),
            format!("Not levied = duty + consumption tax + VAT = {sum}; the buyer's annual total falls by {}{void_en} (海关总署公告2020年第45号)", self.base),
        ));
        said
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn money(text: &str) -> Money {
        Money::parse(text).expect("a plain decimal")
    }

    fn back(gnum: u32, qty: &str) -> ReturnedLine {
        ReturnedLine { gnum, gcode: String::new(), qty: Quantity::parse(qty).expect("a quantity") }
    }

    /// Three bottles bearing 10.00 VAT and 0.10001 consumption tax; one watch bearing all three taxes.
    fn levied() -> Levied {
        let line = |gnum, qty: &str, base, duty, tax, vat| LeviedLine {
            gnum,
            gcode: "2204290000".to_owned(),
            qty: Quantity::parse(qty).expect("a quantity"),
            base: money(base),
            duty: money(duty),
            consumption_tax: money(tax),
            vat: money(vat),
        };
        Levied {
            lines: vec![
                line(1, "3", "100", "0", "0.10001", "10"),
                line(2, "1", "50.005", "5.5", "2", "3.33333"),
            ],
        }
    }

    #[test]
    fn returns_one_by_one_end_with_what_was_levied() {
        let levied = levied();
        let (one, two, all) = ([back(1, "1")], [back(1, "1"), back(1, "1")], [back(1, "1"), back(2, "1")]);
        let first = refund(&levied, &[], &one);
        assert_eq!((first.lines[0].vat, first.vat, first.whole), (money("3.33333"), money("3.33"), false));
        let second = refund(&levied, &one, &one);
        assert_eq!((second.lines[0].vat, second.vat), (money("3.33334"), money("3.34")));
        let third = refund(&levied, &two, &all);
        assert_eq!((third.lines[0].vat, third.whole), (money("3.33333"), true));
        let sum = |of: fn(&Refund) -> Money| of(&first) + of(&second) + of(&third);
        assert_eq!(sum(|refund| refund.vat), money("13.33"));
        assert_eq!(sum(|refund| refund.total), money("20.93"));
        assert_eq!(sum(|refund| refund.base), money("150.01"));
    }

    #[test]
    fn what_a_return_cannot_ask_for_is_named_and_not_paid() {
        let levied = levied();
        let left = Quantity::parse("2").expect("a quantity");
        let other = ReturnedLine { gcode: "3304990039".to_owned(), ..back(2, "1") };
        for (now, problem, vat) in [
            (back(3, "1"), RefundProblem::NoSuchLine { gnum: 3 }, "0"),
            (other, RefundProblem::OtherCode { gnum: 2 }, "0"),
            (back(2, "0"), RefundProblem::NoQuantity { gnum: 2 }, "0"),
            (back(2, "-1"), RefundProblem::NoQuantity { gnum: 2 }, "0"),
            (back(1, "4"), RefundProblem::MoreThanLeft { gnum: 1, left }, "6.67"),
        ] {
            let got = refund(&levied, &[back(1, "1")], std::slice::from_ref(&now));
            assert_eq!((got.problems, got.vat), (vec![problem], money(vat)), "{now:?}");
        }
        let again = refund(&levied, &[back(2, "1")], &[back(2, "1")]);
        assert_eq!((again.total, again.lines.len(), again.problems.len()), (money("0"), 0, 1));
    }

    #[test]
    fn all_at_once_is_what_the_bill_printed_and_makes_it_void() {
        let got = refund(&levied(), &[], &[back(1, "3"), back(2, "1.00")]);
        assert!(got.whole && got.problems.is_empty());
        assert_eq!((got.duty, got.consumption_tax, got.vat), (money("5.50"), money("2.10"), money("13.33")));
        let said = got.explain(&levied());
        assert!(said.last().is_some_and(|last| last.zh.contains("税单作废") && last.en.contains("void")));
        assert!(!refund(&Levied::default(), &[], &[]).whole);
    }

    #[test]
    fn a_refund_shows_its_numbers() {
        let said = refund(&levied(), &[], &[back(1, "1")]).explain(&levied());
        assert_eq!(
            said[0].zh,
            "第 1 项退 1（共 3，尚余 2）：关税 0.00 × 1 ÷ 3 = 0.00；消费税 0.10001 × 1 ÷ 3 = 0.03334；增值税 10.00 × 1 ÷ 3 = 3.33333"
        );
        assert!(said[1].en.contains("= 0.00 + 0.03 + 3.33 = 3.36"), "{}", said[1].en);
    }

    proptest! {
        #[test]
        fn money_is_conserved_in_any_order_of_returns(
            lines in prop::collection::vec((1_i64..2_000, prop::array::uniform4(0_i64..50_000_000)), 1..6),
            steps in prop::collection::vec((0_usize..6, 1_i64..900), 0..12),
            scale in 0_u32..4,
        ) {
            let wire = |n: i64| Money(Decimal::new(n, 5));
            let levied = Levied { lines: lines.iter().zip(1..).map(|((qty, [base, duty, tax, vat]), gnum)| LeviedLine {
                gnum, gcode: String::new(), qty: Quantity(Decimal::new(*qty, scale)),
                base: wire(*base), duty: wire(*duty), consumption_tax: wire(*tax), vat: wire(*vat),
            }).collect() };
            let mut returns: Vec<ReturnedLine> = steps.iter().map(|(line, qty)| ReturnedLine {
                gnum: levied.lines[line % levied.lines.len()].gnum,
                gcode: String::new(),
                qty: Quantity(Decimal::new(*qty, scale)),
            }).collect();
            // At last everything that is still there.
            returns.extend(levied.lines.iter().map(|line| ReturnedLine { gnum: line.gnum, gcode: String::new(), qty: line.qty }));
            let refunds: Vec<Refund> =
                (0..returns.len()).map(|i| refund(&levied, &returns[..i], &returns[i..=i])).collect();
            let rows: Vec<[Money; 3]> = levied.lines.iter().map(|l| [l.duty, l.consumption_tax, l.vat]).collect();
            let heads = [0, 1, 2].map(|tax| rows.iter().map(|row| row[tax]).sum());
            let printed = cents_table(heads, &rows);
            let mut paid = Money::ZERO;
            for refund in &refunds {
                for amount in [refund.base, refund.duty, refund.consumption_tax, refund.vat, refund.total] {
                    prop_assert!(amount >= Money::ZERO);
                }
                paid = paid + refund.total;
                prop_assert!(paid <= printed.total());
            }
            prop_assert_eq!(paid, printed.total());
            prop_assert_eq!(refunds.iter().map(|refund| refund.vat).sum::<Money>(), printed.heads[2]);
            prop_assert!(refunds.last().is_some_and(|refund| refund.whole));
            for line in &levied.lines {
                let of_line = refunds.iter().flat_map(|refund| &refund.lines).filter(|one| one.gnum == line.gnum);
                prop_assert_eq!(of_line.clone().map(|one| one.vat).sum::<Money>(), line.vat);
                prop_assert_eq!(of_line.map(|one| one.base).sum::<Money>(), line.base);
            }
        }
    }
}
