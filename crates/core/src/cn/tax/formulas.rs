//! The formulas of the tax, as the public text states them.

use rust_decimal::Decimal;

use crate::money::Money;

/// Consumption tax in full: (base + duty + by quantity) ÷ (1 − percent) × percent + by quantity.
///
/// With `by_quantity` 0 it is the tax by value, with `percent` 0 the tax by quantity. `percent` is below 100.
#[must_use]
pub fn consumption_tax(base: Money, duty: Money, percent: Decimal, by_quantity: Money) -> Money {
    let c = percent / Decimal::ONE_HUNDRED;
    let composed = base + duty + by_quantity;
    Money(composed.0 * c / (Decimal::ONE - c)) + by_quantity
}

/// VAT in full: (base + duty + consumption tax in full) × percent.
#[must_use]
pub fn vat(base: Money, duty: Money, consumption_tax: Money, percent: Decimal) -> Money {
    Money((base + duty + consumption_tax).0 * percent / Decimal::ONE_HUNDRED)
}

/// Duty, consumption tax and VAT of a base in full, unrounded: each rests on the ones before it.
#[must_use]
pub fn taxes(
    base: Money,
    duty_percent: Decimal,
    consumption_percent: Decimal,
    by_quantity: Money,
    vat_percent: Decimal,
) -> (Money, Money, Money) {
    let duty = Money(base.0 * duty_percent / Decimal::ONE_HUNDRED);
    let full = consumption_tax(base, duty, consumption_percent, by_quantity);
    (duty, full, vat(base, duty, full, vat_percent))
}

/// All tax in per cent of the base, for a consumption tax by value (综合税率).
///
/// `share` is the part of VAT and consumption tax that is due: 0.7 within the limits, where `duty` is 0, and 1 in full.
#[must_use]
pub fn composite_percent(vat: Decimal, consumption_tax: Decimal, duty: Decimal, share: Decimal) -> Decimal {
    let hundred = Decimal::ONE_HUNDRED;
    let (v, c, d) = (vat / hundred, consumption_tax / hundred, duty / hundred);
    hundred * (d + share * (Decimal::ONE + d) * (c + v) / (Decimal::ONE - c))
}

/// The price before tax of a price that includes the tax, within the limits; unrounded.
#[must_use]
pub fn net_of_inclusive(gross: Money, vat: Decimal, consumption_tax: Decimal, share: Decimal) -> Money {
    let percent = composite_percent(vat, consumption_tax, Decimal::ZERO, share);
    Money(gross.0 / (Decimal::ONE + percent / Decimal::ONE_HUNDRED))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Decimal {
        crate::money::plain_decimal(text).expect("a plain decimal")
    }

    #[test]
    fn composite_rates_are_the_published_ones() {
        for (case, vat, consumption_tax, duty, share, percent) in [
            ("infant formula or diapers in 2016, within the limit", "17", "0", "0", "0.7", "11.9"),
            ("lip cosmetics in 2016, within the limit", "17", "30", "0", "0.7", "47"),
            ("infant formula in 2016, in full", "17", "0", "5", "1", "22.85"),
            ("diapers in 2016, in full", "17", "0", "2", "1", "19.34"),
            ("lip cosmetics in 2016, in full", "17", "30", "10", "1", "83.8571"),
            ("ordinary goods today", "13", "0", "0", "0.7", "9.1"),
            ("farm products today", "9", "0", "0", "0.7", "6.3"),
            ("wine today", "13", "10", "0", "0.7", "17.8889"),
            ("high-end cosmetics today", "13", "15", "0", "0.7", "23.0588"),
        ] {
            let got = composite_percent(number(vat), number(consumption_tax), number(duty), number(share));
            assert_eq!(got.round_dp(4), number(percent), "{case}");
        }
    }

    #[test]
    fn a_price_with_tax_gives_back_the_price_before_tax() {
        for (case, gross, consumption_tax, net, tax) in [
            ("ordinary goods", "109.10", "0", "100.00", "9.10"),
            ("high-end cosmetics", "123.05", "15", "99.99", "23.06"),
        ] {
            let gross = Money(number(gross));
            let got = net_of_inclusive(gross, number("13"), number(consumption_tax), number("0.7"));
            assert_eq!(got.to_cent(), Money(number(net)), "{case}");
            assert_eq!((gross - got).to_cent(), Money(number(tax)), "{case}");
        }
    }

    #[test]
    fn general_trade_on_half_the_price_was_cheaper_in_2016() {
        // Comparison of 2016: general trade pays on the import price, half the retail price; this tax on the retail price.
        let cbec = composite_percent(number("17"), Decimal::ZERO, Decimal::ZERO, number("0.7"));
        for (case, duty, percent_of_retail) in [("milk powder", "5", "11.425"), ("diapers", "2", "9.67")] {
            let general =
                composite_percent(number("17"), Decimal::ZERO, number(duty), Decimal::ONE) / number("2");
            assert_eq!(general, number(percent_of_retail), "{case}");
            assert!(general < cbec, "{case}");
        }
    }
}
