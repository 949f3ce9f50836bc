//! A record is checked without an allocation for each of its fields.

use clearance_core::cn::message::{Body, Message};
use clearance_core::cn::{Case, check, check_form, sample};

fn allocations(case: &Case, check: impl Fn(&Case)) -> u64 {
    // Tables are read once.
    check(case);
    allocation_counter::measure(|| check(case)).count_total
}

#[test]
fn a_sound_record_is_checked_with_few_allocations() {
    let whole = sample::case();
    let declaration = whole.declaration.clone().map_or_else(Case::empty, Case::of);
    for (name, case, most) in [("a declaration", &declaration, 40), ("four documents", &whole, 80)] {
        let form = allocations(case, |case| drop(check_form(case)));
        let all = allocations(case, |case| drop(check(case)));
        eprintln!("{name}: {form} allocations for its form, {all} with all rules");
        assert_eq!(form, 0, "{name}: the form of a sound record needs none");
        // The counter counts: the same record is not written without memory.
        let written = allocations(case, |case| {
            let body = Body::Declarations(case.declaration.clone().into_iter().collect());
            drop(Message::new(String::new(), body, sample::transfer()).write());
        });
        assert!(written > 10, "{name}: {written}");
        assert!(all <= most, "{name}: {all} allocations");
    }
}
