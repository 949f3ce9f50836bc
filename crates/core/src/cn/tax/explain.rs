//! How an amount came about: the formulas with their numbers, rates, sources and periods.

use rust_decimal::Decimal;

use super::{Assessment, LineAssessment, TaxCase, TaxLine, TaxRegime, consumption, formulas, shares};
use crate::cn::hs::unit_of;
use crate::cn::rates::{Certainty, CodeRates, ConsumptionTax, Dated, Limits, Rates};
use crate::money::Money;
use crate::text::Sentence;
use crate::versions::Mark;

impl Assessment {
    /// Explains the order: the limits that chose the regime, and how the total adds up. `case` and `rates` are those of
    /// the assessment.
    #[must_use]
    pub fn explain_order(&self, case: &TaxCase, rates: &Rates) -> Vec<Sentence> {
        let limits = rates.limits(case.date);
        let mut said = vec![
            self.against_single(&limits),
            self.against_annual(case, &limits),
            self.regime_chosen(&limits),
            self.sum(),
        ];
        said.extend(self.own.iter().map(Mark::sentence));
        said
    }

    fn against_single(&self, limits: &Limits<'_>) -> Sentence {
        let single = limits.single;
        let sign = if self.base <= single.value { "≤" } else { ">" };
        let (zh, en) = cited(single);
        Sentence::new(
            format!("完税价格合计 {} {sign} 单次交易限值 {}（{zh}）", self.base, single.value),
            format!(
                "Base of the order {} {sign} single-transaction limit {} ({en})",
                self.base, single.value
            ),
        )
    }

    fn against_annual(&self, case: &TaxCase, limits: &Limits<'_>) -> Sentence {
        let annual = limits.annual;
        let (zh, en) = cited(annual);
        let Some(before) = case.year_total_before.map(shares::bounded) else {
            return Sentence::new(
                format!("本年已用额度未知，按 0 计；年度限值 {}（{zh}）", annual.value),
                format!(
                    "What was used this year is unknown and counts as 0; annual limit {} ({en})",
                    annual.value
                ),
            );
        };
        let year = before + self.base;
        let sign = if year <= annual.value { "≤" } else { ">" };
        let sum = format!("{before} + {} = {year} {sign}", self.base);
        Sentence::new(
            format!("本年累计 = 已用 + 本单 = {sum} 年度限值 {}（{zh}）", annual.value),
            format!("Total of the year = used + this order = {sum} annual limit {} ({en})", annual.value),
        )
    }

    fn regime_chosen(&self, limits: &Limits<'_>) -> Sentence {
        let percent = (limits.share.value.0 * Decimal::ONE_HUNDRED).normalize();
        let (zh, en) = cited(limits.share);
        match self.regime {
            TaxRegime::Reduced => Sentence::new(
                format!("限值以内：关税税率 0%，增值税、消费税按法定应纳税额的 {percent}% 征收（{zh}）"),
                format!(
                    "Within the limits: duty 0 %, VAT and consumption tax at {percent} % of the statutory amounts ({en})"
                ),
            ),
            TaxRegime::Full => Sentence::new(
                "超过单次限值、未超年度限值的单件不可分割商品：关税、增值税、消费税全额征收，计入年度总额",
                "One indivisible item above the single limit and within the annual one: duty, VAT and consumption tax in full; it counts towards the year",
            ),
            TaxRegime::Outside => Sentence::new(
                "超出跨境电商零售进口限值，不计算综合税，请按一般贸易办理",
                "Outside the limits of retail import: no tax is stated here, declare it as general goods",
            ),
        }
    }

    fn sum(&self) -> Sentence {
        let exact = self.exact();
        let exact = exact.0 + exact.1 + exact.2;
        let sum = format!("{} + {} + {} = {}", self.duty, self.consumption_tax, self.vat, self.total);
        Sentence::new(
            format!(
                "税额合计 = 关税 + 消费税 + 增值税 = {sum}（各项五位小数之和 {exact} 四舍五入到分，再按最大余数分到各税）"
            ),
            format!(
                "Total = duty + consumption tax + VAT = {sum} (the lines' five decimals add up to {exact}, rounded half up to the cent and divided by the largest remainder)"
            ),
        )
    }

    /// Explains one line (by its place in the list) in a few sentences: shares, base, duty, consumption tax, VAT and the
    /// rate of all. Empty when there is no such line. `case` and `rates` are those of the assessment.
    #[must_use]
    pub fn explain(&self, line: usize, case: &TaxCase, rates: &Rates) -> Vec<Sentence> {
        let (Some(assessed), Some(goods)) = (self.lines.get(line), case.lines.get(line)) else {
            return Vec::new();
        };
        let mut said: Vec<Sentence> = self.shared_out(line, case).into_iter().collect();
        said.push(base(assessed, goods.total_price));
        if self.regime == TaxRegime::Outside {
            said.push(Sentence::new(
                "超出跨境电商零售进口限值，不计算综合税",
                "Outside the limits of retail import: no tax is stated here",
            ));
            return said;
        }
        let limits = rates.limits(case.date);
        let of_code = rates.of(&assessed.gcode, case.date);
        let share = match self.regime {
            TaxRegime::Full => Decimal::ONE,
            _ => limits.share.value.0,
        };
        said.extend([
            self.duty(assessed, &of_code, limits.share),
            consumption_tax(assessed, goods, &of_code, share),
            vat(assessed, &of_code, share),
            composite(assessed, share),
        ]);
        said.extend(assessed.own.iter().map(Mark::sentence));
        said
    }

    /// How freight, insurance and a promotion fall on this line of several.
    fn shared_out(&self, line: usize, case: &TaxCase) -> Option<Sentence> {
        let own = self.lines.get(line)?;
        let prices = || case.lines.iter().map(|line| shares::bounded(line.total_price).to_wire_precision());
        let goods: Money = prices().sum();
        let price = prices().nth(line)?;
        let last = prices().rposition(|price| price.is_positive()).unwrap_or(case.lines.len() - 1);
        let promotion: Money = self.lines.iter().map(|line| line.promotion).sum();
        let (mut zh, mut en) = (Vec::new(), Vec::new());
        for (amount, part, name_zh, name_en, by_rest) in [
            (case.freight, own.freight, "运费", "freight", line == last),
            (case.insured_fee, own.insured_fee, "保费", "insurance", line == last),
            (promotion, own.promotion, "促销优惠", "promotion", false),
        ] {
            if !amount.is_positive() || self.lines.len() == 1 {
                continue;
            }
            if by_rest {
                zh.push(format!("{name_zh} {part}（其余全部，共 {amount}）"));
                en.push(format!("{name_en} {part} (the rest of {amount})"));
            } else {
                zh.push(format!("{name_zh} {amount} × {price} ÷ {goods} = {part}"));
                en.push(format!("{name_en} {amount} × {price} ÷ {goods} = {part}"));
            }
        }
        let (zh, en) = (zh.join("；"), en.join("; "));
        (!zh.is_empty())
            .then(|| Sentence::new(format!("按货价分摊：{zh}"), format!("Shared out by price: {en}")))
    }

    fn duty(
        &self,
        line: &LineAssessment,
        rates: &CodeRates<'_>,
        share: &Dated<crate::money::Quantity>,
    ) -> Sentence {
        match (self.regime, line.duty_percent) {
            (TaxRegime::Full, Some(percent)) => {
                let (zh, en) = rates.duty.map(cited).unwrap_or_default();
                let sum = format!("{} × {percent}% = {}", line.base, line.duty);
                Sentence::new(format!("关税 = {sum}（{zh}）"), format!("Duty = {sum} ({en})"))
            }
            (TaxRegime::Full, None) => Sentence::new("关税 = 0（税率未知）", "Duty = 0 (rate unknown)"),
            _ => {
                let (zh, en) = cited(share);
                Sentence::new(
                    format!("关税 = 0（限值以内税率 0%；{zh}）"),
                    format!("Duty = 0 (0 % within the limits; {en})"),
                )
            }
        }
    }
}

/// The text that orders a value, and from when until when.
fn cited<T>(dated: &Dated<T>) -> (String, String) {
    let (basis, since) = (&dated.basis, dated.since);
    match dated.until {
        Some(until) => (format!("{basis}，{since} 至 {until}"), format!("{basis}, {since} to {until}")),
        None => (format!("{basis}，{since} 起"), format!("{basis}, since {since}")),
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

/// The unit price and the threshold that it was held against; empty where there is none.
fn threshold(line: &LineAssessment, goods: &TaxLine, rule: &ConsumptionTax) -> (String, String) {
    let (Some(unit_price), Some(threshold)) = (line.unit_price, rule.threshold) else {
        return (String::new(), String::new());
    };
    let price = if threshold.of_base { line.base } else { line.base - line.freight - line.insured_fee };
    let units = consumption::units(goods, threshold.per, rule.percent);
    let (zh, en) = unit_of(threshold.per);
    let sign = if unit_price >= threshold.from { "≥" } else { "<" };
    let sum = match units {
        Some(units) => format!("{price} ÷ {units} = {unit_price} {sign} {}", threshold.from),
        None => format!("{unit_price} {sign} {}", threshold.from),
    };
    (format!("；单价 {sum} 元/{zh}"), format!("; unit price {sum} CNY/{en}"))
}

fn consumption_tax(
    line: &LineAssessment,
    goods: &TaxLine,
    rates: &CodeRates<'_>,
    share: Decimal,
) -> Sentence {
    let Some(rule) = rates.consumption_tax else {
        return Sentence::new(
            "消费税 = 0（不属于应税消费品）",
            "Consumption tax = 0 (not a taxed class of goods)",
        );
    };
    let (test_zh, test_en) = threshold(line, goods, &rule.value);
    let (zh, en) = cited(rule);
    if !line.full_consumption_tax.is_positive() {
        return Sentence::new(
            format!("消费税 = 0（{zh}{test_zh}）"),
            format!("Consumption tax = 0 ({en}{test_en})"),
        );
    }
    let specific = line.consumption_tax_by_quantity;
    let (mut by_zh, mut by_en) = (String::new(), String::new());
    if let Some(tax) = rule.value.specific.filter(|_| specific.is_positive()) {
        let above = rule.value.threshold.is_none_or(|t| line.unit_price.is_none_or(|price| price >= t.from));
        let amount = if above { tax.amount } else { tax.below };
        if let Some(units) = consumption::units(goods, tax.unit, rule.value.percent) {
            let (unit_zh, unit_en) = unit_of(tax.unit);
            by_zh = format!("；从量 {amount} 元/{unit_zh} × {units} = {specific}");
            by_en = format!("; by quantity {amount} CNY/{unit_en} × {units} = {specific}");
        }
    }
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
        format!("消费税 = {full}{due}（{zh}{test_zh}{by_zh}）"),
        format!("Consumption tax = {full}{due} ({en}{test_en}{by_en})"),
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
    let (zh, en) = cited(rates.vat);
    Sentence::new(format!("增值税 = {sum}（{zh}）"), format!("VAT = {sum} ({en})"))
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
    let tax = line.tax();
    if line.consumption_tax_by_quantity.is_positive() {
        return Sentence::new(
            format!("本项税额 {tax}；税率来源：{zh}"),
            format!("Tax of the line {tax}; source of the rates: {en}"),
        );
    }
    let duty = line.duty_percent.unwrap_or_default();
    let percent = formulas::composite_percent(line.vat_percent, line.consumption_tax_percent, duty, share)
        .round_dp(4)
        .normalize();
    Sentence::new(
        format!("本项税额 {tax}，综合税率 {percent}%（{zh}）"),
        format!("Tax of the line {tax}, composite rate {percent} % ({en})"),
    )
}
