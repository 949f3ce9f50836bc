//! How an amount came about: the formulas with their numbers, rates and sources.

use rust_decimal::Decimal;

use super::{Assessment, LineAssessment, TaxCase, TaxRegime, formulas};
use crate::cn::rates::{Certainty, CodeRates, Rates};
use crate::money::Money;
use crate::text::Sentence;

impl Assessment {
    /// Explains one line (by its place in the list) in a few sentences: base, duty, consumption tax, VAT. Empty when
    /// there is no such line. `case` and `rates` are those of the assessment.
    #[must_use]
    pub fn explain(&self, line: usize, case: &TaxCase, rates: &Rates) -> Vec<Sentence> {
        let (Some(assessed), Some(goods)) = (self.lines.get(line), case.lines.get(line)) else {
            return Vec::new();
        };
        let base = base(assessed, goods.total_price);
        if self.regime == TaxRegime::Outside {
            let outside = Sentence::new(
                "超出跨境电商零售进口限值，不计算综合税",
                "Outside the limits of retail import: no tax is stated here",
            );
            return vec![base, outside];
        }
        let limits = rates.limits(case.date);
        let of_code = rates.of(&assessed.gcode, case.date);
        let share = match self.regime {
            TaxRegime::Full => Decimal::ONE,
            _ => limits.share.value.0,
        };
        vec![
            base,
            self.duty(assessed, &of_code, &limits.share.basis),
            consumption_tax(assessed, &of_code, share),
            vat(assessed, &of_code, share),
            composite(assessed, share),
        ]
    }

    fn duty(&self, line: &LineAssessment, rates: &CodeRates<'_>, share_basis: &str) -> Sentence {
        match (self.regime, line.duty_percent) {
            (TaxRegime::Full, Some(percent)) => {
                let basis = rates.duty.map_or("", |duty| duty.basis.as_str());
                let sum = format!("{} × {percent}% = {}", line.base, line.duty);
                Sentence::new(format!("关税 = {sum}（{basis}）"), format!("Duty = {sum} ({basis})"))
            }
            (TaxRegime::Full, None) => Sentence::new("关税 = 0（税率未知）", "Duty = 0 (rate unknown)"),
            _ => Sentence::new(
                format!("关税 = 0（限值以内税率 0%，{share_basis}）"),
                format!("Duty = 0 (0 % within the limits, {share_basis})"),
            ),
        }
    }
}

fn base(line: &LineAssessment, price: Money) -> Sentence {
    let less = if line.promotion.is_positive() { format!(" − {}", line.promotion) } else { String::new() };
    let sum = format!("{price} + {} + {}{less} = {}", line.freight, line.insured_fee, line.base);
    let (zh, en) = if less.is_empty() { ("", "") } else { (" − 促销优惠", " − promotion") };
    Sentence::new(
        format!("完税价格 = 货价 + 运费 + 保费{zh} = {sum}"),
        format!("Base = price + freight + insurance{en} = {sum}"),
    )
}

fn consumption_tax(line: &LineAssessment, rates: &CodeRates<'_>, share: Decimal) -> Sentence {
    let Some(rule) = rates.consumption_tax else {
        return Sentence::new(
            "消费税 = 0（不属于应税消费品）",
            "Consumption tax = 0 (not a taxed class of goods)",
        );
    };
    let (mut zh, mut en) = (String::new(), String::new());
    if let (Some(unit_price), Some(threshold)) = (line.unit_price, rule.value.threshold) {
        let sign = if unit_price >= threshold.from { "≥" } else { "<" };
        let test = format!("{unit_price} {sign} {}", threshold.from);
        zh = format!("；单价 {test} 元");
        en = format!("; unit price {test} CNY");
    }
    let basis = &rule.basis;
    if !line.full_consumption_tax.is_positive() {
        return Sentence::new(
            format!("消费税 = 0（{basis}{zh}）"),
            format!("Consumption tax = 0 ({basis}{en})"),
        );
    }
    let specific = line.consumption_tax_by_quantity;
    let (composed, tail) = if specific.is_positive() {
        (format!("({} + {} + {specific})", line.base, line.duty), format!(" + {specific}"))
    } else {
        (format!("({} + {})", line.base, line.duty), String::new())
    };
    let percent = line.consumption_tax_percent;
    let full = if percent.is_zero() {
        format!("{specific}")
    } else {
        format!("{composed} ÷ (1 − {percent}%) × {percent}%{tail} = {}", line.full_consumption_tax)
    };
    let due = due(share, line.consumption_tax);
    Sentence::new(
        format!("消费税 = {full}{due}（{basis}{zh}）"),
        format!("Consumption tax = {full}{due} ({basis}{en})"),
    )
}

fn vat(line: &LineAssessment, rates: &CodeRates<'_>, share: Decimal) -> Sentence {
    let full = formulas::vat(line.base, line.duty, line.full_consumption_tax, line.vat_percent);
    let sum = format!(
        "({} + {} + {}) × {}% = {}{}",
        line.base,
        line.duty,
        line.full_consumption_tax,
        line.vat_percent,
        full.to_wire_precision(),
        due(share, line.vat)
    );
    let basis = &rates.vat.basis;
    Sentence::new(format!("增值税 = {sum}（{basis}）"), format!("VAT = {sum} ({basis})"))
}

/// What of the full tax is due.
fn due(share: Decimal, amount: Money) -> String {
    if share == Decimal::ONE {
        return String::new();
    }
    let percent = (share * Decimal::ONE_HUNDRED).normalize();
    format!("; × {percent}% = {amount}")
}

fn composite(line: &LineAssessment, share: Decimal) -> Sentence {
    let (zh, en) = match line.certainty {
        Certainty::Seen => ("税率已逐码核对", "rates read for this code"),
        Certainty::Rule => ("税率按归类推得", "rates derived from the lists of goods"),
        Certainty::Unknown => ("编码未知，按相近编码估算", "code unknown, rates of its neighbours"),
    };
    if line.consumption_tax_by_quantity.is_positive() {
        return Sentence::new(format!("税率来源：{zh}"), format!("Source of the rates: {en}"));
    }
    let duty = line.duty_percent.unwrap_or_default();
    let percent = formulas::composite_percent(line.vat_percent, line.consumption_tax_percent, duty, share)
        .round_dp(4)
        .normalize();
    Sentence::new(format!("综合税率 {percent}%（{zh}）"), format!("Composite rate {percent} % ({en})"))
}
