//! What a declaration says, as a case to be taxed.

use super::{Assessment, Discount, TaxCase, TaxLine, assess};
use crate::cn::message::ceb621_inventory::Declaration;
use crate::cn::rates::Rates;
use crate::money::Money;

impl TaxCase {
    /// The case that a declaration makes. `bought_this_year` is what the buyer used of the yearly limit before it.
    ///
    /// Vouchers do not lower the base, so the order's deductions are not asked for.
    #[must_use]
    pub fn of(declaration: &Declaration, bought_this_year: Option<Money>) -> TaxCase {
        let head = &declaration.head;
        let line = |line: &crate::cn::message::ceb621_inventory::DeclarationLine| TaxLine {
            gnum: line.gnum,
            gcode: line.gcode.clone(),
            total_price: line.total,
            qty: line.qty,
            unit: line.unit.clone(),
            qty1: line.qty1,
            unit1: line.unit1.clone(),
            qty2: line.qty2,
            unit2: line.unit2.clone(),
            content: None,
        };
        TaxCase {
            date: head.declared_on,
            lines: declaration.lines.iter().map(line).collect(),
            freight: head.freight,
            insured_fee: head.insured_fee,
            discount: Discount::None,
            year_total_before: bought_this_year,
            one_indivisible_item: None,
        }
    }
}

/// Assesses a declaration with the rates of its day.
#[must_use]
pub fn assess_declaration(
    declaration: &Declaration,
    bought_this_year: Option<Money>,
    rates: &Rates,
) -> Assessment {
    assess(&TaxCase::of(declaration, bought_this_year), rates)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cn::sample;

    #[test]
    fn the_sample_bears_what_its_order_withheld() {
        let case = sample::case();
        let declaration = case.declaration.expect("the sample has a declaration");
        let order = case.order.expect("the sample has an order");
        assert_eq!(assess_declaration(&declaration, None, Rates::built_in()).total, order.head.tax_withheld);
    }
}
