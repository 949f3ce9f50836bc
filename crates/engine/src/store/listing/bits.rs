//! Sets of declarations by id: one bit for each, as dense as the ids are.

use std::sync::Arc;

/// A set of ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    /// An empty set with room for ids up to and with this one.
    pub(super) fn up_to(highest: usize) -> Self {
        Bits(vec![0; highest / 64 + 1])
    }

    /// Adds an id.
    pub(super) fn add(&mut self, id: u32) {
        let at = (id / 64) as usize;
        if at >= self.0.len() {
            self.0.resize(at + 1, 0);
        }
        self.0[at] |= 1 << (id % 64);
    }

    /// Takes an id out.
    pub(super) fn remove(&mut self, id: u32) {
        if let Some(word) = self.0.get_mut((id / 64) as usize) {
            *word &= !(1 << (id % 64));
        }
    }

    /// Adds all ids of another set.
    pub(super) fn add_all(&mut self, other: &Bits) {
        if other.0.len() > self.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (word, more) in self.0.iter_mut().zip(&other.0) {
            *word |= more;
        }
    }

    /// Whether an id is in it.
    pub(super) fn has(&self, id: u32) -> bool {
        self.0.get((id / 64) as usize).is_some_and(|word| word >> (id % 64) & 1 == 1)
    }

    /// How many ids are in it.
    pub(super) fn count(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// How many ids are in all of these sets; of none, none.
    pub(super) fn count_all(sets: &[Arc<Bits>]) -> usize {
        words(sets).map(|word| word.count_ones() as usize).sum()
    }

    /// The set of what is in all of these; `None` of none, where nothing is left out.
    pub(super) fn all(sets: &[Arc<Bits>]) -> Option<Arc<Bits>> {
        match sets {
            [] => None,
            [one] => Some(Arc::clone(one)),
            sets => Some(Arc::new(Bits(words(sets).collect()))),
        }
    }

    /// Its ids, smallest first.
    pub(super) fn ids(&self) -> Vec<u32> {
        let mut ids = Vec::new();
        for (at, word) in (0_u32..).zip(&self.0) {
            let mut word = *word;
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
        assert!(a.has(63) && !b.has(63) && b.has(999) && !b.has(9_999));
        let both = [Arc::clone(&a), Arc::clone(&b)];
        let all = Bits::all(&both).expect("two sets");
        assert_eq!((all.ids(), all.count(), Bits::count_all(&both)), (vec![64, 200], 2, 2));
        assert_eq!((Bits::all(&[]), Bits::count_all(&[])), (None, 0));
    }

    #[test]
    fn a_set_grows_and_gives_up_what_is_taken_out() {
        let mut bits = Bits::clone(&set(&[3, 64]));
        bits.remove(64);
        bits.remove(70_000);
        bits.add_all(&set(&[5, 1_000]));
        assert_eq!(bits.ids(), [3, 5, 1_000]);
    }
}
