//! The fold: all events of one document become its status.
//!
//! The words of customs are put into the order of their own times and walk through the table of `cn::life`. Whatever the
//! order in which they came in, and however often, the walk is the same.

use super::{Event, News, Operation, State};
use crate::cn::life::{self, Document};
use crate::time::BeijingTime;

/// Where a document stands, as all its events tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// The state.
    pub state: State,
    /// The state as customs writes it, if it is a word of customs.
    pub code: Option<String>,
    /// Since when.
    pub since: BeijingTime,
    /// How often it was signed.
    pub attempts: usize,
    /// The message of the last attempt.
    pub message: Option<String>,
    /// What the last attempt asks.
    pub operation: Operation,
    /// Whether the last attempt is answered: refused by the service, or told of by customs.
    pub answered: bool,
    /// Pre-entry number.
    pub pre_no: Option<String>,
    /// Declaration number.
    pub invt_no: Option<String>,
    /// Code and words of what decided the state.
    pub reason: Option<(Option<String>, String)>,
    /// When customs first let the goods go, by its clock: the 30 and 45 days begin then.
    pub released: Option<BeijingTime>,
    /// The number and words of a refusal that left the document where it stood, such as that of a change.
    pub declined: Option<(String, String)>,
}

/// An attempt, in the order of our clock.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Attempt<'a> {
    at: BeijingTime,
    message: &'a str,
    operation: Operation,
    record: Option<&'a str>,
}

/// Folds events to a status. `None` where there are none.
#[must_use]
pub fn fold(events: &[Event]) -> Option<Status> {
    let mut attempts: Vec<Attempt<'_>> = events
        .iter()
        .filter_map(|event| match event {
            Event::Signed { at, message, operation, record } => {
                Some(Attempt { at: *at, message, operation: *operation, record: record.as_deref() })
            }
            _ => None,
        })
        .collect();
    attempts.sort_unstable();
    attempts.dedup();
    let last = attempts.last().copied();
    // A correction after a refusal begins a new attempt: what was said of the old one no longer counts. Our clock is
    // compared with our clock and that of customs with that of customs, so that a wrong clock loses no receipt.
    let mut made: Option<BeijingTime> = None;
    let mut answers: Vec<BeijingTime> = Vec::new();
    for event in events {
        if let Event::Declared { at, answers: until, .. } = event {
            made = made.max(Some(*at));
            answers.extend(*until);
        }
    }
    answers.sort_unstable();
    let answered = answers.last().copied();
    let current = last.filter(|attempt| made.is_none_or(|made| attempt.at >= made));
    let current = current.map(|attempt| attempt.message);

    let mut news: Vec<&News> = events
        .iter()
        .filter_map(|event| match event {
            Event::Receipt(news) => Some(news),
            _ => None,
        })
        .collect();
    news.sort_by(|a, b| order(a).cmp(&order(b)));
    let ours = events.iter().filter_map(|event| own_word(event, current));
    let refused = |word: &Word| word.state == State::Refused;
    let ours = ours.max_by(|a, b| {
        (refused(a), a.at, a.state.rank(), &a.reason).cmp(&(refused(b), b.at, b.state.rank(), &b.reason))
    });

    let told = tell(&news, &answers, ours.as_ref());
    let decided = told.decided.or(ours)?;
    let number = |pick: fn(&News) -> Option<&String>| {
        let given = news.iter().filter_map(|news| pick(news).map(|n| (news.at, n)));
        given.max().map(|(_, n)| n.clone())
    };
    let service_refused = |message: &str| {
        events.iter().any(|event| matches!(event, Event::Refused { message: of, .. } if of == message))
    };
    Some(Status {
        state: decided.state,
        code: decided.code,
        since: decided.at,
        attempts: attempts.len(),
        message: last.map(|attempt| attempt.message.to_owned()),
        operation: last.map(|attempt| attempt.operation).unwrap_or_default(),
        answered: last
            .is_some_and(|last| service_refused(last.message) || is_answered(last, &news, answered)),
        pre_no: number(|news| news.pre_no.as_ref()),
        invt_no: number(|news| news.invt_no.as_ref()),
        reason: decided.reason,
        released: news.iter().filter(|news| news.state.is_release()).map(|news| news.at).min(),
        declined: told.declined.map(|news| (news.code.clone(), news.text.clone())),
    })
}

/// By the time of customs, then by how far along the line; the rest only makes the order whole.
fn order(news: &News) -> (BeijingTime, u8, &str, &str, Option<&str>) {
    (news.at, news.state.rank(), &news.code, &news.text, news.reason.as_deref())
}

/// One candidate for the state.
#[derive(Clone)]
struct Word {
    at: BeijingTime,
    state: State,
    code: Option<String>,
    reason: Option<(Option<String>, String)>,
}

/// What customs told in the end.
struct Told<'a> {
    decided: Option<Word>,
    declined: Option<&'a News>,
}

/// Walks the words of customs through the table. `answers` are the moments that corrections begin after, in order.
fn tell<'a>(news: &[&'a News], answers: &[BeijingTime], ours: Option<&Word>) -> Told<'a> {
    let of = news.first().map_or(Document::Inventory, |news| Document::of(&news.subject));
    let stands = |news: &News| news.state.is_release() || news.state == State::Cancelled;
    // A number that refuses what was asked says nothing of the document: it stands where it stood.
    let (asides, words): (Vec<&News>, Vec<&News>) =
        news.iter().partition(|news| news.state == State::Error && life::refuses_only_the_asking(&news.code));
    let declined = asides.iter().rev().find(|news| Some(news.at) > answers.last().copied()).copied();
    let mut counted: Vec<&News> = Vec::new();
    // A correction that came to nothing but errors leaves what was there before: the walk begins one correction earlier.
    for after in answers.iter().rev().map(|at| Some(*at)).chain([None]) {
        counted = words.iter().copied().filter(|news| Some(news.at) > after || stands(news)).collect();
        let answered = news.iter().any(|news| Some(news.at) > after);
        if !answered || counted.iter().any(|news| news.state != State::Error) {
            break;
        }
    }
    if counted.is_empty() && declined.is_some() {
        counted = asides;
    }
    let start = ours.map_or(State::Draft, |word| word.state);
    let mut state = start;
    let mut decided: Option<&News> = None;
    for word in counted {
        let next = life::after(of, state, word.state);
        if next != state || word.state == state {
            state = next;
            decided = Some(word);
        }
    }
    let Some(last) = decided else { return Told { decided: None, declined } };
    // The service has refused the message; an older word that the e-port is busy with it is no news.
    if start == State::Refused && state.on_its_way() {
        return Told { decided: None, declined };
    }
    let reason = Some((last.reason.clone(), last.text.clone()));
    Told { decided: Some(Word { at: last.at, state, code: Some(last.code.clone()), reason }), declined }
}

/// What one of our own events says; nothing where a later attempt has overtaken it.
fn own_word(event: &Event, current: Option<&str>) -> Option<Word> {
    let plain = |at: BeijingTime, state| Some(Word { at, state, code: None, reason: None });
    let ours = |message: &str| current == Some(message);
    match event {
        Event::Declared { at, passes, .. } => plain(*at, if *passes { State::ToSign } else { State::Draft }),
        Event::TakenBack { at } => plain(*at, State::Deleted),
        Event::Signed { at, message, .. } if ours(message) => plain(*at, State::Waiting),
        Event::Delivered { at, message } if ours(message) => plain(*at, State::Received),
        Event::Refused { at, message, code, zh, .. } if ours(message) => {
            let reason = Some((Some(code.clone()), zh.clone()));
            Some(Word { at: *at, state: State::Refused, code: None, reason })
        }
        Event::Signed { .. } | Event::Delivered { .. } | Event::Refused { .. } | Event::Receipt(_) => None,
    }
}

/// Whether customs has told of this attempt. A receipt that repeats the id of the submission answers it for certain;
/// where no submission has an id, any word that counts does.
fn is_answered(attempt: Attempt<'_>, news: &[&News], answered: Option<BeijingTime>) -> bool {
    let mut later = news.iter().filter(|news| Some(news.at) > answered);
    match attempt.record {
        Some(record) => {
            // Customs itself answers under ids of its own, but only what it was asked.
            let customs = |news: &News| !news.state.on_its_way() && news.state != State::Error;
            news.iter().any(|news| news.guid.as_deref() == Some(record))
                || (attempt.operation == Operation::New && later.any(|news| customs(news)))
        }
        None => later.next().is_some(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Subject;
    use super::*;

    fn at(second: i64) -> BeijingTime {
        BeijingTime::from_unix_ms(1_763_950_000_000 + second * 1_000)
    }

    fn receipt(second: i64, state: State, code: &str) -> Event {
        Event::Receipt(News {
            subject: Subject::declaration("C1"),
            state,
            code: code.to_owned(),
            at: at(second),
            reason: None,
            text: format!("{code} at {second}"),
            pre_no: None,
            invt_no: None,
            guid: None,
        })
    }

    fn signed(second: i64, message: &str) -> Event {
        Event::Signed { at: at(second), message: message.to_owned(), operation: Operation::New, record: None }
    }

    fn declared(second: i64, passes: bool, answers: Option<i64>) -> Event {
        Event::Declared { at: at(second), passes, answers: answers.map(at) }
    }

    #[test]
    fn a_desk_whose_clock_runs_ahead_loses_no_receipt() {
        let events = [declared(90, true, None), signed(100, "m1"), receipt(5, State::Stored, "120")];
        assert_eq!(state(&events), State::Stored);
    }

    fn state(events: &[Event]) -> State {
        fold(events).expect("there are events").state
    }

    #[test]
    fn the_line_goes_forward() {
        let mut events = vec![declared(0, false, None)];
        assert_eq!(state(&events), State::Draft);
        for (event, expected) in [
            (declared(1, true, None), State::ToSign),
            (signed(2, "m1"), State::Waiting),
            (Event::Delivered { at: at(3), message: "m1".into() }, State::Received),
            (receipt(4, State::Declaring, "2"), State::Declaring),
            (receipt(6, State::Stored, "120"), State::Stored),
            (receipt(6, State::Released, "800"), State::Released),
            (receipt(9, State::Closed, "899"), State::Closed),
        ] {
            events.push(event);
            assert_eq!(state(&events), expected);
        }
    }

    #[test]
    fn a_late_refusal_never_undoes_a_release() {
        let events =
            [signed(0, "m1"), receipt(5, State::Released, "800"), receipt(9, State::Rejected, "100")];
        assert_eq!(state(&events), State::Released);
    }

    #[test]
    fn a_late_word_of_the_eport_does_not_cover_customs() {
        let events = [signed(0, "m1"), receipt(5, State::Stored, "120"), receipt(7, State::Declaring, "2")];
        assert_eq!(state(&events), State::Stored);
    }

    #[test]
    fn after_a_correction_the_old_rejection_no_longer_counts() {
        let mut events =
            vec![signed(0, "m1"), receipt(4, State::Stored, "120"), receipt(5, State::Rejected, "100")];
        assert_eq!(state(&events), State::Rejected);
        events.push(declared(6, true, Some(5)));
        assert_eq!(state(&events), State::ToSign);
        events.push(signed(7, "m2"));
        assert_eq!(state(&events), State::Waiting);
        events.push(receipt(8, State::Declaring, "2"));
        assert_eq!(state(&events), State::Declaring);
    }

    #[test]
    fn what_was_taken_back_before_anybody_signed_it_is_gone() {
        let made = Event::Declared { at: at(0), passes: true, answers: None };
        for second in [0, 5] {
            let status = fold(&[Event::TakenBack { at: at(second) }, made.clone()]).expect("two events");
            assert_eq!((status.state, status.attempts), (State::Deleted, 0));
        }
    }

    #[test]
    fn a_refused_message_needs_someone() {
        let refused = Event::Refused {
            at: at(2),
            message: "m1".into(),
            code: "x".into(),
            zh: "否".into(),
            en: "no".into(),
        };
        let status = fold(&[signed(0, "m1"), refused]).expect("there are events");
        assert!(status.state.needs_you() && status.state.may_be_sent_again());
    }

    fn any_event() -> impl Strategy<Value = Event> {
        let codes = [
            (State::Declaring, "2"),
            (State::Rejected, "100"),
            (State::Stored, "120"),
            (State::Review, "300"),
            (State::Inspection, "500"),
            (State::Released, "800"),
            (State::Closed, "899"),
            (State::Error, "-621001"),
            (State::Unknown, "18"),
        ];
        prop_oneof![
            (0i64..20, 0usize..codes.len()).prop_map(move |(t, n)| receipt(t, codes[n].0, codes[n].1)),
            (0i64..20, 0u8..3).prop_map(|(t, m)| signed(t, &format!("m{m}"))),
            (0i64..20, 0u8..3).prop_map(|(t, m)| Event::Delivered { at: at(t), message: format!("m{m}") }),
            (0i64..20, any::<bool>(), proptest::option::of(0i64..20))
                .prop_map(|(t, passes, answers)| declared(t, passes, answers)),
        ]
    }

    proptest! {
        #[test]
        fn order_and_repetition_do_not_matter(
            events in proptest::collection::vec(any_event(), 1..12),
            shuffled in any::<proptest::sample::Index>(),
            twice in any::<proptest::sample::Index>(),
        ) {
            let before = fold(&events);
            let mut other = events.clone();
            other.rotate_left(shuffled.index(events.len()));
            other.reverse();
            other.push(events[twice.index(events.len())].clone());
            prop_assert_eq!(before, fold(&other));
        }

        #[test]
        fn once_released_always_released(events in proptest::collection::vec(any_event(), 1..12), t in 0i64..20) {
            let mut events = events;
            events.push(receipt(t, State::Released, "800"));
            prop_assert!(state(&events).is_release());
        }
    }
}
