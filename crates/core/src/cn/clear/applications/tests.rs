//! Applications: what is approved, what is refused and how, and what a return is worth.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::cn::sample;
use crate::money::Quantity;

fn declaration() -> Declaration {
    sample::case().declaration.expect("the sample has all four")
}

fn target<'a>(declaration: &'a Declaration, stage: Stage, returns: &'a [Taken]) -> Target<'a> {
    let released_on = stage.state().is_release().then(|| date(2026, 11, 24));
    Target { declaration, stage, released_on, returns }
}

fn statuses(answer: &Answer) -> Vec<&str> {
    answer.words.iter().map(|word| word.status.as_str()).collect()
}

#[test]
fn a_cancellation_is_approved_before_the_release_and_not_after() {
    let declaration = declaration();
    for (stage, words, effect) in [
        (Stage::Inspected, vec!["2", "120", "399"], Effect::Cancels),
        (Stage::Reviewed, vec!["2", "120", "399"], Effect::Cancels),
        (Stage::Released, vec!["2", "100"], Effect::Nothing),
        (Stage::Closed, vec!["-623005"], Effect::Nothing),
        (Stage::New, vec!["-623003"], Effect::Nothing),
        (Stage::Refused, vec!["-623003"], Effect::Nothing),
        (Stage::Cancelled, vec!["-623003"], Effect::Nothing),
    ] {
        let answer = cancel(&sample::cancel(), Point::Absent, Some(&target(&declaration, stage, &[])));
        assert_eq!((statuses(&answer), &answer.effect), (words, &effect), "{stage:?}");
    }
    let answer = cancel(&sample::cancel(), Point::Absent, None);
    assert_eq!(statuses(&answer), ["-623003"], "an inventory that nobody knows");
    let approved =
        cancel(&sample::cancel(), Point::Absent, Some(&target(&declaration, Stage::Inspected, &[])));
    let number = &sample::cancel().invt_no;
    assert_eq!(
        approved.words[2].info,
        format!("[Code:2300;Desc:审核通过],撤单申请审核通过,清单[{number}]已成功撤单")
    );
}

#[test]
fn an_application_is_new_once() {
    let declaration = declaration();
    let inspected = target(&declaration, Stage::Inspected, &[]);
    for (known, words) in [
        (State::Approved, vec!["-623009"]),
        (State::Declaring, vec!["-623009"]),
        (State::Rejected, vec!["2", "120", "399"]),
        (State::Error, vec!["2", "120", "399"]),
    ] {
        let answer = cancel(&sample::cancel(), Point::At(known), Some(&inspected));
        assert_eq!(statuses(&answer), words, "{known:?}");
        assert_eq!(
            answer.state.is_none(),
            words.len() == 1,
            "a refusal of the asking leaves the first alone"
        );
    }
    let mut staged = sample::cancel();
    staged.app_status = "1".into();
    assert_eq!(statuses(&cancel(&staged, Point::Absent, Some(&inspected))), ["1"]);
    let mut deleted = sample::cancel();
    deleted.app_type = "3".into();
    assert_eq!(statuses(&cancel(&deleted, Point::Absent, Some(&inspected))), ["-623013"]);
}

#[test]
fn a_return_is_approved_until_day_thirty() {
    let declaration = declaration();
    let released = target(&declaration, Stage::Released, &[]);
    for (today, words) in [
        (date(2026, 11, 24), vec!["2", "120", "399"]),
        (date(2026, 12, 24), vec!["2", "120", "399"]),
        (date(2026, 12, 25), vec!["2", "100"]),
    ] {
        let answer = take_back(&sample::return_(), Point::Absent, Some(&released), today);
        // Another rule may already know that the thirty days are over; approved it is in no case.
        let good = statuses(&answer) == words || (words.len() == 2 && answer.state == Some(State::Error));
        assert!(good, "{today}: {answer:?}");
    }
    for stage in [Stage::Inspected, Stage::New, Stage::Cancelled] {
        let answer = take_back(
            &sample::return_(),
            Point::Absent,
            Some(&target(&declaration, stage, &[])),
            date(2026, 12, 4),
        );
        assert_eq!(statuses(&answer), ["-625001"], "{stage:?}");
    }
}

#[test]
fn a_line_that_is_not_there_and_more_than_is_left_are_refused() {
    let declaration = declaration();
    let day = date(2026, 12, 4);
    let answer = |change: &dyn Fn(&mut Return), returns: &[Taken]| {
        let mut application = sample::return_();
        change(&mut application);
        let answer = take_back(
            &application,
            Point::Absent,
            Some(&target(&declaration, Stage::Released, returns)),
            day,
        );
        (answer.words.last().expect("a word").status.clone(), answer.effect)
    };
    let refused = |code: &str| (code.to_owned(), Effect::Nothing);
    assert_eq!(answer(&|a| a.lines[0].gnum = 9, &[]), refused("-625209"));
    assert_eq!(answer(&|a| a.lines[0].gcode = "3304990029".into(), &[]), refused("-625209"));
    assert_eq!(
        answer(&|a| a.lines[0].qty = Quantity::parse("2.00001").expect("plain"), &[]),
        refused("-625001")
    );
    assert_eq!(answer(&|a| a.lines.clear(), &[]), refused("-625006"));
    let gnum = sample::return_().lines[0].gnum;
    let two = vec![Part { gnum, qty: Quantity::parse("2").expect("plain") }];
    for (state, code) in [(State::Approved, "-625001"), (State::Stored, "-625001"), (State::Rejected, "399")]
    {
        let before = [Taken { state, parts: two.clone() }];
        assert_eq!(answer(&|_| (), &before).0, code, "{state:?}");
    }
}

#[test]
fn what_does_not_repeat_the_inventory_is_no_business_of_an_officer() {
    let (entry, status) = (sample::entry(), sample::waybill_status());
    assert_eq!(statuses(&enter(&entry, Point::Absent)), ["2", "120", "399"]);
    assert_eq!(statuses(&enter(&entry, Point::At(State::Approved))), ["-800003"]);
    assert_eq!(statuses(&parcel(&status, Point::Absent)), ["2", "120"]);
    assert_eq!(statuses(&parcel(&status, Point::At(State::Stored))), ["-505012"]);
    let mut deleted = status;
    deleted.app_type = "3".into();
    assert_eq!(parcel(&deleted, Point::At(State::Stored)).state, Some(State::Deleted));
    assert_eq!(statuses(&parcel(&deleted, Point::Absent)), ["-505014"]);
}

#[test]
fn a_piece_is_worth_its_price_and_its_share_of_the_freight() {
    let mut declaration = declaration();
    for (line, total) in declaration.lines.iter_mut().zip(["300", "100"]) {
        (line.qty, line.total) = (Quantity(2.into()), Money::parse(total).expect("plain"));
    }
    (declaration.head.freight, declaration.head.insured_fee) =
        (Money::parse("40").expect("plain"), Money::ZERO);
    let one = |line: usize| vec![Part { gnum: declaration.lines[line].gnum, qty: Quantity(1.into()) }];
    let target = target(&declaration, Stage::Released, &[]);
    // 150 of 400 yuan of goods bear 15 of 40 yuan of freight; 50 bear 5.
    assert_eq!(value_of(&target, &one(0)), (Money::parse("165").expect("plain"), false));
    assert_eq!(value_of(&target, &one(1)), (Money::parse("55").expect("plain"), false));
}

proptest! {
    /// However a whole return is cut into parts, the parts give back what the whole is worth, to the last decimal.
    #[test]
    fn parts_of_a_return_add_up_to_the_whole(
        cuts in proptest::collection::vec((0_usize..2, 1_u32..40), 1..40),
        price in 1_i64..9_999_999,
        freight in 0_i64..99_999,
    ) {
        let mut declaration = declaration();
        declaration.head.freight = Money(Decimal::new(freight, 2));
        for (n, line) in declaration.lines.iter_mut().enumerate() {
            line.qty = Quantity(Decimal::new(7 + i64::try_from(n).expect("small"), 0));
            line.total = Money(Decimal::new(price + 333 * i64::try_from(n).expect("small"), 4));
        }
        let whole = super::super::words::declaration_value(&declaration);
        let mut returns: Vec<Taken> = Vec::new();
        let mut given = Money::ZERO;
        let mut voids = 0;
        // The cuts first, then whatever is left of each line.
        let rest = [(0, 1_000), (1, 1_000)];
        for (line, tenths) in cuts.into_iter().chain(rest) {
            let target = target(&declaration, Stage::Released, &returns);
            let left = left(&target.parts(), &returns)[line];
            let qty = Quantity(Decimal::new(i64::from(tenths), 1)).min(left.left);
            if !qty.is_positive() {
                continue;
            }
            let parts = vec![Part { gnum: left.gnum, qty }];
            let (value, all) = value_of(&target, &parts);
            prop_assert!(value >= Money::ZERO);
            given = given + value;
            voids += u32::from(all);
            returns.push(Taken { state: State::Approved, parts });
        }
        prop_assert_eq!((given, voids), (whole, 1));
    }
}
