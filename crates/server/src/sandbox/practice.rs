//! What becomes of a practice order, by the letters in front of its number.

use clearance_core::cn::clear::Officer;

/// The practice outcomes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Practice {
    /// `OK`, and every number without a known prefix: released.
    #[default]
    Passes,
    /// `CY` 查验: inspected, then released.
    Inspected,
    /// `ID`: rejected, the identity number is wrong.
    Identity,
    /// `PAY`: somebody else has paid.
    Payer,
    /// `QT`: over the yearly limit.
    Quota,
    /// `AMT`: another amount was paid.
    Amount,
    /// `SL`: stored, and nothing is ever said.
    Silent,
    /// `LT`: receipts come late.
    Late,
    /// `MR`: read by an officer, then approved and released.
    Review,
}

impl Practice {
    /// The outcome of an order number: known letters, then anything but a letter.
    #[must_use]
    pub fn of(order_no: &str) -> Self {
        let letters = order_no.bytes().take_while(u8::is_ascii_alphabetic).count();
        match &order_no[..letters] {
            "CY" => Practice::Inspected,
            "ID" => Practice::Identity,
            "PAY" => Practice::Payer,
            "QT" => Practice::Quota,
            "AMT" => Practice::Amount,
            "SL" => Practice::Silent,
            "LT" => Practice::Late,
            "MR" => Practice::Review,
            _ => Practice::Passes,
        }
    }

    /// What an officer makes of it.
    #[must_use]
    pub fn officer(self) -> Officer {
        match self {
            Practice::Inspected => Officer::Inspects,
            Practice::Identity => Officer::Rejects("订购人身份证号码有误".into()),
            Practice::Quota => Officer::Quota,
            Practice::Review => Officer::Reviews,
            Practice::Passes | Practice::Payer | Practice::Amount | Practice::Silent | Practice::Late => {
                Officer::Passes
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_letters_in_front_decide() {
        for (number, outcome) in [
            ("OK20261124000001", Practice::Passes),
            ("CY1", Practice::Inspected),
            ("ID-7", Practice::Identity),
            ("IDEA7", Practice::Passes),
            ("PAY3", Practice::Payer),
            ("20261124", Practice::Passes),
            ("订单1", Practice::Passes),
            ("", Practice::Passes),
            ("SL", Practice::Silent),
        ] {
            assert_eq!(Practice::of(number), outcome, "{number}");
        }
    }
}
