//! The desk: gets some receipts, in any order and again, and folds them.

use std::collections::BTreeMap;

use clearance_core::cn::life;
use clearance_core::status::{Event, News, State, Subject, fold};
use clearance_core::time::BeijingTime;
use proptest::sample::Index;

use crate::model::{APPLICATIONS, DECLARATIONS, Model, Place};

/// What the desk knows of each document.
#[derive(Default)]
pub(crate) struct Desk {
    events: BTreeMap<Subject, Vec<Event>>,
    stood: BTreeMap<Subject, State>,
}

/// The events that a receipt makes: of its own document, and of the declaration that it withdraws.
fn events_of(news: &News) -> Vec<(Subject, Event)> {
    let mut events = vec![(news.subject.clone(), Event::Receipt(news.clone()))];
    let number = news.invt_no.as_deref().and_then(|number| number[9..].parse::<usize>().ok());
    if let Some(n) = number {
        let declaration = Subject::declaration(&format!("C{}", n - 1));
        if let Some(cancelled) = life::cancellation(news, declaration.clone()) {
            events.push((declaration, Event::Receipt(cancelled)));
        }
    }
    events
}

impl Desk {
    /// A declaration is made anew after everything that customs has said of it.
    pub(crate) fn declares(&mut self, subject: &Subject, at: BeijingTime, answers: Option<BeijingTime>) {
        let event = Event::Declared { at, passes: true, answers };
        self.events.entry(subject.clone()).or_default().push(event);
        // What stood before is about the submission before; a release or a cancellation stands whatever is asked.
        if self.stood.get(subject).is_some_and(|state| !state.is_release() && *state != State::Cancelled) {
            self.stood.remove(subject);
        }
    }

    pub(crate) fn deliver(&mut self, said: &[News], which: &[Index]) {
        if said.is_empty() {
            return;
        }
        for news in which.iter().map(|which| &said[which.index(said.len())]) {
            for (subject, event) in events_of(news) {
                let events = self.events.entry(subject.clone()).or_default();
                events.push(event);
                let now = fold(events).expect("there are events").state;
                let of = life::Document::of(&subject);
                if let Some(before) = self.stood.get(&subject) {
                    let back = (before.is_release() && !now.is_release() && now != State::Cancelled)
                        || (*before == State::Cancelled && now != State::Cancelled)
                        || (of != life::Document::Inventory
                            && life::is_accepted(of, *before)
                            && !life::is_accepted(of, now));
                    assert!(!back, "{subject:?} went back from {before:?} to {now:?}");
                }
                self.stood.insert(subject, now);
            }
        }
    }

    pub(crate) fn the_order_of_arrival_does_not_matter(&self) {
        for events in self.events.values() {
            let mut other = events.clone();
            other.reverse();
            other.rotate_left(events.len() / 3);
            other.extend(events.iter().step_by(2).cloned());
            assert_eq!(fold(events), fold(&other));
        }
    }

    /// With every receipt that was ever written, the fold says what the model says.
    pub(crate) fn once_everything_is_heard_it_knows_where_everything_stands(
        &self,
        said: &[News],
        model: &Model,
    ) {
        let mut all = self.events.clone();
        for (subject, event) in said.iter().rev().flat_map(events_of) {
            all.entry(subject).or_default().push(event);
        }
        let state = |subject: &Subject| all.get(subject).and_then(|events| fold(events)).map(|s| s.state);
        for n in 0..DECLARATIONS {
            let of = &model.declarations[n];
            let expected: &[State] = match of.place {
                _ if of.staged => &[State::Staged],
                Place::Nowhere if of.turned_away => &[State::Error],
                // Nothing was ever taken; at most a change was turned away.
                Place::Nowhere => &[State::ToSign, State::Error],
                Place::Waiting => &[State::Declaring],
                Place::Inspected => &[State::Inspection],
                Place::Reviewed => &[State::Review],
                Place::Released => &[State::Released],
                Place::Closed => &[State::Closed],
                Place::Refused => &[State::Rejected],
                Place::Cancelled => &[State::Cancelled],
                Place::Deleted => &[State::Deleted],
            };
            if let Some(state) = state(&Subject::declaration(&format!("C{n}"))) {
                assert!(expected.contains(&state), "declaration {n}: {state:?}, but {:?}", of);
            }
        }
        for n in 0..APPLICATIONS {
            for (subject, approved) in [
                (Subject::cancel(&format!("Q{n}")), model.cancels[n]),
                (Subject::return_(&format!("T{n}")), model.returns[n]),
            ] {
                let stands = state(&subject).map(|state| state == State::Approved);
                assert_eq!(stands.unwrap_or_default(), approved.unwrap_or_default(), "{subject:?}");
            }
        }
    }
}
