//! Holds a tax bill of customs (CEB816) against our own estimate.
//!
//! Three questions: do the lines add up to the head, is every line the formula of its own base at the rates of the
//! declaration's day, and is the base the one we declared. A cent for each line is rounding, because no public text says
//! how customs rounds this tax.

use std::borrow::Cow;

use rust_decimal::Decimal;

use super::{
    Assessment, LineAssessment, TaxCase, TaxLine, TaxRegime, assess, consumption, formulas, shares, to_wire,
};
use crate::bill::{TaxBill, TaxBillLine};
use crate::check::{Finding, Severity};
use crate::cn::rates::{CodeRates, Rates};
use crate::money::Money;
use crate::text::{Sentence, Text};

const ASK: Text = Text {
    zh: "请核对税率、数量和含量；确有差异的，凭税单编号向海关查询",
    en: "Check rates, quantities and contents; if the difference stands, ask customs, naming the bill",
};

/// Everything in which the bill differs from the estimate that `case` makes. Empty when they agree.
///
/// Ids: `TAX-BILL-HEAD`, `TAX-BILL-LINES`, `TAX-BILL-CODE`, `TAX-BILL-TAX`, `TAX-BILL-REGIME`, `TAX-BILL-THRESHOLD`,
/// `TAX-BILL-BASE`, `TAX-BILL-SHARES`. Places are those of the message; both amounts stand in the sentence.
#[must_use]
pub fn compare(bill: &TaxBill, case: &TaxCase, rates: &Rates) -> Vec<Finding> {
    let estimate = assess(case, rates);
    let mut findings = Vec::new();
    heads(bill, &mut findings);
    let paired: Vec<(usize, &TaxBillLine, usize)> = bill
        .lines
        .iter()
        .enumerate()
        .filter_map(|(at, line)| {
            let ours = case.lines.iter().position(|own| own.gnum == line.gnum)?;
            Some((at, line, ours))
        })
        .collect();
    lines_of_one_only(bill, case, &mut findings);
    let ours = |line: &TaxBillLine, at: usize, regime| Ours {
        goods: &case.lines[at],
        own: &estimate.lines[at],
        of_code: rates.of(&line.gcode, case.date),
        factor: super::factor(regime, rates, case.date),
        full: regime == TaxRegime::Full,
    };
    // The bill's regime is ours if that explains its lines, else one of the others that does.
    let follows = |regime: &TaxRegime| {
        paired.iter().all(|(_, line, at)| {
            line.gcode != estimate.lines[*at].gcode || ours(line, *at, *regime).explains(line).is_some()
        })
    };
    let own = Some(estimate.regime).filter(|regime| *regime != TaxRegime::Outside);
    let regime = own.into_iter().chain([TaxRegime::Reduced, TaxRegime::Full]).find(follows);
    let regime = regime.or(own).unwrap_or(TaxRegime::Reduced);
    if regime != estimate.regime {
        findings.push(other_regime(regime, &estimate));
    }
    let bases_agree = base(bill, &paired, case, &estimate, &mut findings);
    for (at, line, own_at) in &paired {
        let own = &estimate.lines[*own_at];
        if line.gcode != own.gcode {
            let said = Sentence::new(
                format!("第 {} 项：税单的商品编码 {}，申报 {}", line.gnum, line.gcode, own.gcode),
                format!(
                    "Line {}: the bill has HS code {}, declared was {}",
                    line.gnum, line.gcode, own.gcode
                ),
            );
            findings.push(finding("TAX-BILL-CODE", Severity::Warns, place(*at, "gcode"), said));
            continue;
        }
        if bases_agree && apart(line.tax_price, own.base) {
            let said = differing(line.gnum, ("完税价格", "base"), line.tax_price, own.base);
            findings.push(finding("TAX-BILL-SHARES", Severity::Hints, place(*at, "taxPrice"), said));
        }
        taxes(*at, line, &ours(line, *own_at, regime), &mut findings);
    }
    findings
}

/// What we know of a line, and the regime that it is held against.
struct Ours<'a> {
    goods: &'a TaxLine,
    own: &'a LineAssessment,
    of_code: CodeRates<'a>,
    factor: Decimal,
    full: bool,
}

/// On which side of the threshold a line lies.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Ours,
    Other,
}

impl Ours<'_> {
    fn applied(&self) -> consumption::Applied {
        consumption::Applied {
            percent: self.own.consumption_tax_percent,
            by_quantity: self.own.consumption_tax_by_quantity,
            unit_price: self.own.unit_price,
        }
    }

    /// Duty, consumption tax and VAT of the bill's own base.
    fn due(&self, line: &TaxBillLine, applied: consumption::Applied) -> [Money; 3] {
        let duty = self.of_code.duty.filter(|_| self.full).map_or(Decimal::ZERO, |duty| duty.value);
        let base = shares::bounded(line.tax_price);
        let (duty, consumption, vat) =
            formulas::taxes(base, duty, applied.percent, applied.by_quantity, self.of_code.vat.value);
        [duty, Money(consumption.0 * self.factor), Money(vat.0 * self.factor)].map(to_wire)
    }

    /// Whether the formula gives the line's taxes, on our side of the threshold or on the other one.
    fn explains(&self, line: &TaxBillLine) -> Option<Side> {
        let stated = stated(line);
        let gives = |applied| {
            let due = self.due(line, applied);
            (0..3).all(|tax| !apart(stated[tax], due[tax]))
        };
        if gives(self.applied()) {
            return Some(Side::Ours);
        }
        let rule = self.of_code.consumption_tax?;
        consumption::across(self.goods, self.applied(), &rule.value)
            .filter(|other| gives(*other))
            .map(|_| Side::Other)
    }
}

const TAXES: [(&str, &str, &str); 3] = [
    ("customsTax", "关税", "duty"),
    ("consumptionTax", "消费税", "consumption tax"),
    ("valueAddedTax", "增值税", "VAT"),
];

fn stated(line: &TaxBillLine) -> [Money; 3] {
    [line.customs_tax, line.consumption_tax, line.value_added_tax]
}

/// Every line by the formula of its own base.
fn taxes(at: usize, line: &TaxBillLine, ours: &Ours<'_>, findings: &mut Vec<Finding>) {
    let (stated, due) = (stated(line), ours.due(line, ours.applied()));
    match ours.explains(line) {
        Some(Side::Ours) => {}
        Some(Side::Other) => {
            let said = across_the_threshold(line, due[1], ours.own);
            findings.push(finding("TAX-BILL-THRESHOLD", Severity::Warns, place(at, "consumptionTax"), said));
        }
        None => {
            for (tax, (element, zh, en)) in TAXES.into_iter().enumerate() {
                if apart(stated[tax], due[tax]) {
                    let said = differing(line.gnum, (zh, en), stated[tax], due[tax]);
                    findings.push(finding("TAX-BILL-TAX", Severity::Warns, place(at, element), said));
                }
            }
        }
    }
}

fn across_the_threshold(line: &TaxBillLine, due: Money, own: &LineAssessment) -> Sentence {
    let (zh, en) = match own.unit_price {
        Some(price) => (format!("，估算单价 {price} 元"), format!("; our unit price is {price} CNY")),
        None => (String::new(), String::new()),
    };
    let (stated, gnum) = (line.consumption_tax, line.gnum);
    Sentence::new(
        format!(
            "第 {gnum} 项：税单消费税 {stated}，估算 {due}，相当于单价在起征点的另一侧{zh}；请核对申报的含量"
        ),
        format!(
            "Line {gnum}: the bill states consumption tax {stated}, the estimate {due}, as if the unit price lay on the other side of the threshold{en}; check the declared content"
        ),
    )
}

/// The head is the sum of its lines.
fn heads(bill: &TaxBill, findings: &mut Vec<Finding>) {
    for gap in bill.gaps() {
        let element = TAXES.iter().find(|(_, zh, _)| *zh == gap.tax.zh).map_or("", |(element, _, _)| element);
        let said = Sentence::new(
            format!("税单表头{} {}，各项之和 {}", gap.tax.zh, gap.head, gap.lines),
            format!(
                "The head of the bill states {} {}, its lines add up to {}",
                gap.tax.en, gap.head, gap.lines
            ),
        );
        findings.push(finding("TAX-BILL-HEAD", Severity::Warns, format!("TaxHeadRd/{element}"), said));
    }
}

/// Lines that only the bill or only the declaration has, and lines that stand twice.
fn lines_of_one_only(bill: &TaxBill, case: &TaxCase, findings: &mut Vec<Finding>) {
    for (at, line) in bill.lines.iter().enumerate() {
        let gnum = line.gnum;
        let said = if bill.lines[..at].iter().any(|earlier| earlier.gnum == gnum) {
            Sentence::new(
                format!("税单第 {gnum} 项出现两次，金额 {}", line.tax()),
                format!("Line {gnum} stands twice in the bill, with tax {}", line.tax()),
            )
        } else if case.lines.iter().all(|own| own.gnum != gnum) {
            Sentence::new(
                format!("税单有第 {gnum} 项，税额 {}，申报清单没有这一项", line.tax()),
                format!("The bill has line {gnum} with tax {}, which was not declared", line.tax()),
            )
        } else {
            continue;
        };
        findings.push(finding("TAX-BILL-LINES", Severity::Warns, place(at, "gnum"), said));
    }
    for own in &case.lines {
        if bill.lines.iter().all(|line| line.gnum != own.gnum) {
            let said = Sentence::new(
                format!("税单缺少第 {} 项，申报总价 {}", own.gnum, own.total_price),
                format!("The bill lacks line {}, declared at {}", own.gnum, own.total_price),
            );
            findings.push(finding("TAX-BILL-LINES", Severity::Warns, "TaxListRd".to_owned(), said));
        }
    }
}

fn other_regime(regime: TaxRegime, estimate: &Assessment) -> Finding {
    let name = |regime: TaxRegime| match regime {
        TaxRegime::Reduced => ("限值以内（70%）", "within the limits (70 %)"),
        TaxRegime::Full => ("全额征税", "in full"),
        TaxRegime::Outside => ("超出限值", "outside the limits"),
    };
    let ((zh, en), (own_zh, own_en)) = (name(regime), name(estimate.regime));
    let said = Sentence::new(
        format!(
            "税单按{zh}计征，估算按{own_zh}；完税价格合计 {}，估算税额 {}",
            estimate.base, estimate.total
        ),
        format!(
            "The bill is taxed {en}, the estimate {own_en}; base {}, estimated tax {}",
            estimate.base, estimate.total
        ),
    );
    finding("TAX-BILL-REGIME", Severity::Warns, "TaxHeadRd".to_owned(), said)
}

/// Whether the bases of the bill add up to the declared ones; a finding where they do not.
fn base(
    bill: &TaxBill,
    paired: &[(usize, &TaxBillLine, usize)],
    case: &TaxCase,
    estimate: &Assessment,
    findings: &mut Vec<Finding>,
) -> bool {
    let stated = bill.sums().tax_price;
    let tolerance = Money(Decimal::new(i64::try_from(case.lines.len().max(1)).unwrap_or(i64::MAX), 2));
    if Money((stated - estimate.base).0.abs()) <= tolerance {
        return true;
    }
    let lines = paired.iter().filter(|(_, line, ours)| apart(line.tax_price, estimate.lines[*ours].base));
    let mut found = false;
    for (at, line, ours) in lines {
        found = true;
        let said = differing(line.gnum, ("完税价格", "base"), line.tax_price, estimate.lines[*ours].base);
        findings.push(finding("TAX-BILL-BASE", Severity::Warns, place(*at, "taxPrice"), said));
    }
    if !found {
        let said = Sentence::new(
            format!("税单完税价格合计 {stated}，估算 {}", estimate.base),
            format!("The bases of the bill add up to {stated}, the estimate to {}", estimate.base),
        );
        findings.push(finding("TAX-BILL-BASE", Severity::Warns, "TaxListRd".to_owned(), said));
    }
    false
}

fn differing(gnum: u32, (zh, en): (&str, &str), stated: Money, ours: Money) -> Sentence {
    Sentence::new(
        format!("第 {gnum} 项{zh}：税单 {stated}，按申报日税率估算 {ours}"),
        format!(
            "Line {gnum}, {en}: the bill states {stated}, at the rates of the declaration's day it is {ours}"
        ),
    )
}

/// More than a cent apart.
fn apart(a: Money, b: Money) -> bool {
    (a - b).0.abs() > Decimal::new(1, 2)
}

fn place(at: usize, element: &str) -> String {
    format!("TaxListRd[{}]/{element}", at + 1)
}

fn finding(rule: &'static str, severity: Severity, at: String, said: Sentence) -> Finding {
    Finding {
        rule: Cow::Borrowed(rule),
        severity,
        at,
        value: None,
        zh: Cow::Owned(said.zh),
        en: Cow::Owned(said.en),
        help_zh: Cow::Borrowed(ASK.zh),
        help_en: Cow::Borrowed(ASK.en),
    }
}

#[cfg(test)]
mod tests;
