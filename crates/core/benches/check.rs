//! Time to check one record, form and rules apart, beside the time to write the same record.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the purity of core is not that of its tests"
)]

use std::hint::black_box;

use clearance_core::cn::message::{Body, Message};
use clearance_core::cn::{Case, check, check_form, rules, sample};
use criterion::{Criterion, criterion_group, criterion_main};

/// The baseline: the messages of the same documents, written.
fn written(case: &Case) -> Vec<Message> {
    let bodies = [
        case.order.clone().map(|one| Body::Orders(vec![one])),
        case.payment.clone().map(|one| Body::Payments(vec![one])),
        case.waybill.clone().map(|one| Body::Waybills(vec![one])),
        case.declaration.clone().map(|one| Body::Declarations(vec![one])),
    ];
    let id = "4CDE1CFD-EDED-46B1-946C-B8022E42FC94";
    bodies.into_iter().flatten().map(|body| Message::new(id.to_owned(), body, sample::transfer())).collect()
}

fn benches(c: &mut Criterion) {
    let whole = sample::case();
    let declaration = whole.declaration.clone().map_or_else(Case::empty, Case::of);
    for (name, case) in [("declaration", &declaration), ("four documents", &whole)] {
        let messages = written(case);
        let mut group = c.benchmark_group(format!("check of {name}"));
        group.bench_function("form", |b| b.iter(|| check_form(black_box(case))));
        group.bench_function("rules", |b| {
            b.iter(|| {
                let mut findings = Vec::new();
                rules::run(black_box(case), &mut findings);
                findings
            });
        });
        group.bench_function("form and rules", |b| b.iter(|| check(black_box(case))));
        group.bench_function("baseline: write", |b| {
            b.iter(|| black_box(&messages).iter().map(|message| message.write().len()).sum::<usize>());
        });
        group.finish();
    }
}

criterion_group! {
    name = all;
    config = Criterion::default().sample_size(50).warm_up_time(std::time::Duration::from_secs(1)).measurement_time(std::time::Duration::from_secs(2));
    targets = benches
}
criterion_main!(all);
