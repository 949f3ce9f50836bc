//! The watch list: parties and buyers whose cases are looked at. Buyers stand in it under their keyed hash only.

use std::collections::HashMap;

use clearance_core::cn::message::ceb621_inventory::Declaration;
use serde::{Deserialize, Serialize};

use super::{Hit, Measure, Party};

/// Who is watched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Watched {
    /// A party, by its code.
    Party {
        /// Which.
        who: Party,
        /// Its code.
        code: String,
    },
    /// A buyer, by the keyed hash of the identity number.
    Buyer {
        /// 16 octets.
        index: [u8; 16],
    },
}

/// The list, ready to be looked things up in.
#[derive(Clone, Debug, Default)]
pub struct Watch {
    parties: Vec<(Party, String, String, Measure)>,
    buyers: HashMap<[u8; 16], (String, Measure)>,
}

impl Watch {
    /// A list of entries: id, who, and what is done.
    pub fn of(entries: impl IntoIterator<Item = (String, Watched, Measure)>) -> Self {
        let mut watch = Watch::default();
        for (id, watched, measure) in entries {
            match watched {
                Watched::Party { who, code } => watch.parties.push((who, code, id, measure)),
                Watched::Buyer { index } => {
                    watch.buyers.insert(index, (id, measure));
                }
            }
        }
        watch
    }

    /// The entries that a declaration meets. They always hold.
    pub(super) fn hits(&self, one: &Declaration, buyer: &[u8; 16]) -> Vec<Hit> {
        let hit = |id: &String, measure: Measure| Hit { rule: id.clone(), measure, drawn: true };
        let parties = self.parties.iter().filter(|(who, code, ..)| who.code(one) == code);
        let parties = parties.map(|(_, _, id, measure)| hit(id, *measure));
        parties.chain(self.buyers.get(buyer).map(|(id, measure)| hit(id, *measure))).collect()
    }
}

#[cfg(test)]
mod tests {
    use clearance_core::cn::sample;

    use super::*;

    #[test]
    fn a_watched_party_or_buyer_is_met_and_others_are_not() {
        let one = sample::case().declaration.expect("the sample has all four");
        let party = |code: &str| Watched::Party { who: Party::Seller, code: code.to_owned() };
        let watch = Watch::of([
            ("W-1".to_owned(), party(&one.head.seller_code), Measure::Inspect),
            ("W-2".to_owned(), party("0000000000"), Measure::Inspect),
            ("W-3".to_owned(), Watched::Buyer { index: [3; 16] }, Measure::Review),
        ]);
        let met =
            |buyer: [u8; 16]| watch.hits(&one, &buyer).into_iter().map(|hit| hit.rule).collect::<Vec<_>>();
        assert_eq!(met([3; 16]), ["W-1", "W-3"]);
        assert_eq!(met([4; 16]), ["W-1"]);
    }
}
