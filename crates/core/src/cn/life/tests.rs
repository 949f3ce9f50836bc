//! The table as a whole: complete where something is asked, unambiguous everywhere, never backwards.

use std::collections::BTreeSet;

use super::*;

/// Where a document can stand at customs: nowhere, and wherever the table leads it.
fn points(of: Document) -> BTreeSet<Point> {
    let mut points = BTreeSet::from([Point::Absent]);
    for row in LIFE.iter().filter(|row| row.of.contains(&of)) {
        if let Leads::To(to) = row.leads {
            points.insert(to);
        }
    }
    if matches!(of, Document::Order | Document::Payment | Document::Waybill) {
        points.insert(Point::Used);
    }
    points
}

fn articles(of: Document, from: Point, happens: Happens) -> usize {
    LIFE.iter().filter(|row| row.holds(of, from, happens)).count()
}

#[test]
fn whatever_is_asked_has_exactly_one_answer() {
    for of in Document::ALL.into_iter().filter(|of| *of != Document::Bill) {
        let mut asked = Happens::ASKED.to_vec();
        if of == Document::Inventory {
            asked.extend([Happens::Cancel, Happens::Return]);
        }
        for from in points(of) {
            for happens in &asked {
                assert_eq!(articles(of, from, *happens), 1, "{of:?} {from:?} {happens:?}");
            }
        }
    }
}

#[test]
fn no_two_articles_speak_of_the_same_word() {
    for of in Document::ALL {
        for from in State::ALL {
            for word in State::ALL {
                let count = articles(of, Point::At(from), Happens::Word(word));
                assert!(count <= 1, "{of:?} {from:?} {word:?}: {count}");
            }
        }
    }
}

#[test]
fn from_nothing_every_word_of_customs_leads_where_it_says() {
    let words = [
        State::Staged,
        State::Declaring,
        State::SentOn,
        State::SendFailed,
        State::Error,
        State::Rejected,
        State::Stored,
        State::Unknown,
        State::Deleted,
    ];
    for of in Document::ALL.into_iter().filter(|of| *of != Document::Bill) {
        for word in words {
            assert_eq!(after(of, State::Received, word), word, "{of:?}");
        }
    }
    let officers = [
        State::Review,
        State::Approved,
        State::AwaitingArrival,
        State::Inspection,
        State::Suspended,
        State::Detained,
        State::ShipBack,
        State::Released,
        State::Closed,
        State::Cancelled,
    ];
    for word in officers {
        assert_eq!(after(Document::Inventory, State::Received, word), word);
    }
}

#[test]
fn nothing_leads_back_from_an_end() {
    for word in State::ALL {
        assert_eq!(after(Document::Inventory, State::Cancelled, word), State::Cancelled);
        // The number of what was deleted may be used anew; only an error tells of that by itself.
        let deleted = after(Document::Inventory, State::Deleted, word);
        assert!(matches!(deleted, State::Deleted | State::Error), "{word:?} {deleted:?}");
        let released = after(Document::Inventory, State::Released, word);
        assert!(released.is_release() || released == State::Cancelled, "{word:?} {released:?}");
        for of in [Document::Cancel, Document::Return, Document::Entry] {
            let approved = after(of, State::Approved, word);
            assert!(is_accepted(of, approved), "{of:?} {word:?} {approved:?}");
        }
        for of in [Document::Order, Document::Payment, Document::Waybill, Document::WaybillStatus] {
            assert_eq!(after(of, State::Stored, State::Error), State::Stored);
        }
    }
}

#[test]
fn every_number_that_the_law_answers_stands_in_the_dictionary() {
    for row in LIFE {
        if let Leads::Refused(code) = row.leads {
            let known = crate::cn::receipt::dictionary::explain(code, None, "");
            assert_ne!(known.title.zh, code, "{code} is a number that nobody knows");
        }
        assert!(!row.basis.is_empty() && !row.of.is_empty());
    }
}

#[test]
fn a_second_declaration_is_refused_and_a_refused_one_may_come_again() {
    use Happens::{Change, Declare};
    for (from, asked, answer) in [
        (Point::Absent, Declare, Ok(Leads::To(Point::At(State::Declaring)))),
        (Point::At(State::Staged), Declare, Ok(Leads::To(Point::At(State::Declaring)))),
        (Point::At(State::Rejected), Declare, Ok(Leads::To(Point::At(State::Declaring)))),
        (Point::At(State::Declaring), Declare, Err("-621004")),
        (Point::At(State::Cancelled), Declare, Err("-621004")),
        (Point::Absent, Change, Err("-621011")),
        (Point::At(State::Stored), Change, Err("-621012")),
        (Point::At(State::Declaring), Happens::Cancel, Err("-623003")),
        (Point::At(State::Inspection), Happens::Cancel, Ok(Leads::Stays)),
        (Point::At(State::Closed), Happens::Cancel, Err("-623005")),
        (Point::At(State::Stored), Happens::Return, Err("-625001")),
        (Point::At(State::Closed), Happens::Return, Ok(Leads::Stays)),
    ] {
        assert_eq!(permit(Document::Inventory, from, asked), answer, "{from:?} {asked:?}");
    }
    assert!(refuses_only_the_asking("-621004") && !refuses_only_the_asking("-621005"));
}

#[test]
fn a_void_bill_stays_void_and_a_summed_one_summed() {
    use BillStatus::{Made, Summed, Void};
    for (from, word, to) in [
        (None, Made, Made),
        (None, Void, Void),
        (Some(Made), Summed, Summed),
        (Some(Summed), Made, Summed),
        (Some(Made), Void, Void),
        (Some(Summed), Void, Void),
        (Some(Void), Made, Void),
        (Some(Void), Summed, Void),
    ] {
        assert_eq!(bill_after(from, word), to, "{from:?} {word:?}");
    }
}
