//! Sets of declarations by id: one bit for each, as dense as the ids are.

use std::sync::Arc;

/// A set of ids up to a highest one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    /// An empty set for ids up to and with this one.
    pub(super) fn up_to(highest: usize) -> Self {
        Bits(vec![0; highest / 64 + 1])
    }

    /// Adds an id; one beyond the highest is left out.
    pub(super) fn add(&mut self, id: u32) {
        if let Some(word) = self.0.get_mut((id / 64) as usize) {
            *word |= 1 << (id % 64);
        }
    }

    /// Whether an id is in it.
    pub(super) fn has(&self, id: u32) -> bool {
        self.0.get((id / 64) as usize).is_some_and(|word| word >> (id % 64) & 1 == 1)
    }

    /// How many ids are in all of these sets; of none, none.
    pub(super) fn count_all(sets: &[Arc<Bits>]) -> usize {
        words(sets).map(|word| word.count_ones() as usize).sum()
    }

    /// The ids in all of these sets, smallest first.
    pub(super) fn ids_all(sets: &[Arc<Bits>]) -> Vec<u32> {
        let mut ids = Vec::new();
        for (at, mut word) in (0_u32..).zip(words(sets)) {
            while word != 0 {
                ids.push(at * 64 + word.trailing_zeros());
                word &= word - 1;
            }
        }
        ids
    }
}

fn words(sets: &[Arc<Bits>]) -> impl Iterator<Item = u64> + '_ {
    let length = sets.iter().map(|set| set.0.len()).min().unwrap_or_default();
    (0..length).map(move |at| sets.iter().fold(u64::MAX, |all, set| all & set.0[at]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(ids: &[u32]) -> Arc<Bits> {
        let mut bits = Bits::up_to(200);
        ids.iter().for_each(|id| bits.add(*id));
        Arc::new(bits)
    }

    #[test]
    fn what_is_in_all_sets_is_counted_and_listed_in_order() {
        let (a, b) = (set(&[200, 1, 64, 63]), set(&[64, 200, 7, 999]));
        assert!(a.has(63) && !b.has(63) && !b.has(999));
        assert_eq!(Bits::ids_all(&[Arc::clone(&a), Arc::clone(&b)]), [64, 200]);
        assert_eq!((Bits::count_all(&[a, b]), Bits::count_all(&[])), (2, 0));
    }
}
