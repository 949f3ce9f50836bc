//! Goods lines of one order from two sheets become one set of lines.

use super::Line;
use super::field::Field;
use super::fill::agrees;
use super::values::Place;

/// What joining found wrong.
pub(super) enum Differs {
    /// A value differs from the one that the first sheet gave.
    Value(Place),
    /// The sheets do not speak of the same lines; the first sheet's are kept.
    Lines(Place),
}

/// Adds what `more` says to `lines`, line by line. A line finds its partner by what both say: most values alike, none
/// that differ before some that do, then by its turn.
pub(super) fn join(lines: &mut [Line], more: Vec<Line>, differs: &mut Vec<Differs>) {
    if lines.len() != more.len() {
        let place = more.first().and_then(|line| line.values.first_place()).unwrap_or_default();
        differs.push(Differs::Lines(place));
        return;
    }
    let mut free: Vec<usize> = (0..lines.len()).collect();
    for line in more {
        let alike = |i: &usize| likeness(&lines[*i], &line);
        // The first of the best: `max_by_key` would take the last.
        let Some(at) = free.iter().copied().rev().max_by_key(alike) else { return };
        free.retain(|i| *i != at);
        let partner = &mut lines[at].values;
        for (field, text, place) in line.values.iter() {
            match partner.get(field) {
                None => partner.set(field, text, place),
                Some(known) if agrees(field, known, text) => {}
                Some(_) => differs.push(Differs::Value(place)),
            }
        }
    }
}

fn likeness(one: &Line, other: &Line) -> i32 {
    let of_field = |(field, text, _): (Field, &str, Place)| match one.get(field) {
        Some(known) if agrees(field, known, text) => 1,
        Some(_) => -100,
        None => 0,
    };
    other.values.iter().map(of_field).sum()
}
