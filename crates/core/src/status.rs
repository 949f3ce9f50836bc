//! Events fold to a status: station 12.
//!
//! # Invariants
//! - The status is a function of the set of events: neither their order of arrival nor repetition matters.
//! - A refusal that comes late never undoes a release.
//! - No regime's field is known here; numbers and words of customs pass through whole.

use serde::{Deserialize, Serialize};

use crate::time::BeijingTime;

/// Where a document stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Made from an order; something still stops it, or nobody has looked yet.
    Draft,
    /// Checked, waiting for a signature.
    ToSign,
    /// Signed and saved on this computer.
    Waiting,
    /// Handed to the service, which said that it has it.
    Received,
    /// The service did not take the message as a whole.
    Refused,
    /// 1: staged at the e-port.
    Staged,
    /// 2: the e-port is declaring.
    Declaring,
    /// 3: sent on to customs.
    SentOn,
    /// 4: sending on to customs failed.
    SendFailed,
    /// Below nothing: an error at the e-port.
    Error,
    /// 100: rejected by customs.
    Rejected,
    /// 120: stored by customs.
    Stored,
    /// 300: an officer is looking.
    Review,
    /// 399: approved.
    Approved,
    /// 400: waiting for arrival.
    AwaitingArrival,
    /// 500: inspection.
    Inspection,
    /// 600: suspended.
    Suspended,
    /// 501, 502, 503, 599: detained.
    Detained,
    /// 700: to be shipped back.
    ShipBack,
    /// 800: released.
    Released,
    /// 899: closed.
    Closed,
    /// A number that no table knows.
    Unknown,
}

impl State {
    /// Every state, in the order in which a board shows them.
    pub const ALL: [State; 22] = [
        State::Draft,
        State::ToSign,
        State::Waiting,
        State::Received,
        State::Refused,
        State::Staged,
        State::Declaring,
        State::SentOn,
        State::SendFailed,
        State::Error,
        State::Rejected,
        State::Stored,
        State::Review,
        State::Approved,
        State::AwaitingArrival,
        State::Inspection,
        State::Suspended,
        State::Detained,
        State::ShipBack,
        State::Released,
        State::Closed,
        State::Unknown,
    ];

    /// How far along the line it is, for two receipts of one moment.
    const fn rank(self) -> u8 {
        match self {
            State::Draft => 0,
            State::ToSign => 1,
            State::Waiting => 2,
            State::Received => 3,
            State::Staged => 4,
            State::Declaring => 5,
            State::SentOn => 6,
            State::SendFailed => 7,
            State::Unknown => 8,
            State::Stored => 9,
            State::AwaitingArrival => 10,
            State::Suspended => 11,
            State::Review => 12,
            State::Inspection => 13,
            State::Approved => 14,
            State::Refused | State::Error | State::Rejected => 15,
            State::Detained => 16,
            State::ShipBack => 17,
            State::Released => 18,
            State::Closed => 19,
        }
    }

    /// Whether it is only on its way to customs: it never covers a word of customs itself.
    const fn on_its_way(self) -> bool {
        matches!(self, State::Staged | State::Declaring | State::SentOn | State::Unknown)
    }

    /// Whether goods may leave; nothing that comes later takes that back.
    #[must_use]
    pub const fn is_release(self) -> bool {
        matches!(self, State::Released | State::Closed)
    }

    /// Whether this submission came to nothing, so that it may be corrected and sent again.
    #[must_use]
    pub const fn may_be_sent_again(self) -> bool {
        matches!(self, State::Refused | State::Error | State::Rejected | State::SendFailed)
    }

    /// Whether someone must act.
    #[must_use]
    pub const fn needs_you(self) -> bool {
        self.may_be_sent_again()
            || matches!(self, State::Inspection | State::Suspended | State::Detained | State::ShipBack)
    }

    /// Whether nothing more is expected.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, State::Released | State::Closed | State::ShipBack | State::Rejected)
    }
}

/// Which document an event is about: its kind and its key, as one text.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Subject(pub String);

impl Subject {
    /// A declaration, by our own number.
    #[must_use]
    pub fn declaration(cop_no: &str) -> Self {
        Subject(format!("declaration:{cop_no}"))
    }

    /// An order, by platform and number.
    #[must_use]
    pub fn order(platform: &str, order_no: &str) -> Self {
        Subject(format!("order:{platform}:{order_no}"))
    }

    /// A payment, by payment company and transaction.
    #[must_use]
    pub fn payment(company: &str, transaction: &str) -> Self {
        Subject(format!("payment:{company}:{transaction}"))
    }

    /// A waybill, by carrier and number.
    #[must_use]
    pub fn waybill(carrier: &str, waybill_no: &str) -> Self {
        Subject(format!("waybill:{carrier}:{waybill_no}"))
    }

    /// What became of a parcel, by carrier and number.
    #[must_use]
    pub fn waybill_status(carrier: &str, waybill_no: &str) -> Self {
        Subject(format!("waybill-status:{carrier}:{waybill_no}"))
    }

    /// An application to withdraw a declaration, by its own number.
    #[must_use]
    pub fn cancel(cop_no: &str) -> Self {
        Subject(format!("cancel:{cop_no}"))
    }

    /// An application to take goods back, by its own number.
    #[must_use]
    pub fn return_(cop_no: &str) -> Self {
        Subject(format!("return:{cop_no}"))
    }

    /// A warehouse entry, by the operator's own number.
    #[must_use]
    pub fn entry(cop_no: &str) -> Self {
        Subject(format!("entry:{cop_no}"))
    }
}

/// What a receipt says about one document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    /// Which document.
    pub subject: Subject,
    /// Where it stands.
    pub state: State,
    /// The state as customs writes it.
    pub code: String,
    /// When customs said so.
    pub at: BeijingTime,
    /// The first code in the words, if there is one.
    #[serde(default)]
    pub reason: Option<String>,
    /// The words, whole.
    pub text: String,
    /// Pre-entry number, if it was given.
    #[serde(default)]
    pub pre_no: Option<String>,
    /// Declaration number, if it was given.
    #[serde(default)]
    pub invt_no: Option<String>,
}

/// Something that happened to a document. Only ever added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum Event {
    /// Made from an order, or made anew after a correction.
    Declared {
        /// When.
        at: BeijingTime,
        /// Whether nothing stops it.
        passes: bool,
        /// The moment, by the clock of customs, of the refusal that this correction answers. Everything that customs
        /// said up to then is about the submission before.
        #[serde(default)]
        answers: Option<BeijingTime>,
    },
    /// Signed and stored with its message.
    Signed {
        /// When.
        at: BeijingTime,
        /// The message that carries it.
        message: String,
    },
    /// The service has stored the message.
    Delivered {
        /// When.
        at: BeijingTime,
        /// The message.
        message: String,
    },
    /// The service did not take the message.
    Refused {
        /// When.
        at: BeijingTime,
        /// The message.
        message: String,
        /// The service's code.
        code: String,
        /// Why, Chinese.
        zh: String,
        /// Why, English.
        en: String,
    },
    /// A receipt.
    Receipt(News),
}

impl Event {
    /// When it happened.
    #[must_use]
    pub fn at(&self) -> BeijingTime {
        match self {
            Event::Declared { at, .. }
            | Event::Signed { at, .. }
            | Event::Delivered { at, .. }
            | Event::Refused { at, .. } => *at,
            Event::Receipt(news) => news.at,
        }
    }
}

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
    /// Pre-entry number.
    pub pre_no: Option<String>,
    /// Declaration number.
    pub invt_no: Option<String>,
    /// Code and words of what decided the state.
    pub reason: Option<(Option<String>, String)>,
}

/// One candidate for the state.
struct Word {
    at: BeijingTime,
    state: State,
    code: Option<String>,
    reason: Option<(Option<String>, String)>,
}

/// Folds events to a status. `None` where there are none.
#[must_use]
pub fn fold(events: &[Event]) -> Option<Status> {
    let mut attempts: Vec<(BeijingTime, &str)> = events
        .iter()
        .filter_map(|event| match event {
            Event::Signed { at, message } => Some((*at, message.as_str())),
            _ => None,
        })
        .collect();
    attempts.sort_unstable();
    attempts.dedup();
    let last = attempts.last().copied();
    // A correction after a refusal begins a new attempt: what was said of the old one no longer counts. Our clock is
    // compared with our clock and that of customs with that of customs, so that a wrong clock loses no receipt.
    let declared = events.iter().filter_map(|event| match event {
        Event::Declared { at, answers, .. } => Some((*at, *answers)),
        _ => None,
    });
    let (made, answered) = declared
        .fold((None, None), |(made, answered), (at, answers)| (made.max(Some(at)), answered.max(answers)));
    let current = last.filter(|(at, _)| made.is_none_or(|made| *at >= made)).map(|(_, message)| message);

    let mut words: Vec<Word> = events.iter().filter_map(|event| word(event, answered, current)).collect();
    words.sort_by(|a, b| (a.at, a.state.rank(), &a.code).cmp(&(b.at, b.state.rank(), &b.code)));

    let released = words.iter().filter(|w| w.state.is_release()).max_by_key(|w| (w.state.rank(), w.at));
    let spoken = || words.iter().rev().find(|w| w.code.is_some() && !w.state.on_its_way());
    let refused = || words.iter().rev().find(|w| w.state == State::Refused);
    let on_way = || words.iter().filter(|w| w.state.on_its_way()).max_by_key(|w| (w.state.rank(), w.at));
    let decided = released.or_else(spoken).or_else(refused).or_else(on_way);
    let decided = decided.or_else(|| words.iter().max_by_key(|w| (w.at, w.state.rank())))?;

    let number = |pick: fn(&News) -> Option<&String>| {
        let mut given: Vec<(BeijingTime, &String)> = events
            .iter()
            .filter_map(|event| match event {
                Event::Receipt(news) => pick(news).map(|n| (news.at, n)),
                _ => None,
            })
            .collect();
        given.sort_unstable();
        given.last().map(|(_, n)| (*n).clone())
    };
    Some(Status {
        state: decided.state,
        code: decided.code.clone(),
        since: decided.at,
        attempts: attempts.len(),
        message: last.map(|(_, message)| message.to_owned()),
        pre_no: number(|news| news.pre_no.as_ref()),
        invt_no: number(|news| news.invt_no.as_ref()),
        reason: decided.reason.clone(),
    })
}

/// What an event says of the state; nothing where a later attempt has overtaken it.
fn word(event: &Event, answered: Option<BeijingTime>, current: Option<&str>) -> Option<Word> {
    let plain = |at, state| Some(Word { at, state, code: None, reason: None });
    let ours = |message: &str| current == Some(message);
    match event {
        Event::Declared { at, passes, .. } => plain(*at, if *passes { State::ToSign } else { State::Draft }),
        Event::Signed { at, message } if ours(message) => plain(*at, State::Waiting),
        Event::Delivered { at, message } if ours(message) => plain(*at, State::Received),
        Event::Refused { at, message, code, zh, .. } if ours(message) => {
            let reason = Some((Some(code.clone()), zh.clone()));
            Some(Word { at: *at, state: State::Refused, code: None, reason })
        }
        Event::Receipt(news) if Some(news.at) > answered || news.state.is_release() => Some(Word {
            at: news.at,
            state: news.state,
            code: Some(news.code.clone()),
            reason: Some((news.reason.clone(), news.text.clone())),
        }),
        Event::Signed { .. } | Event::Delivered { .. } | Event::Refused { .. } | Event::Receipt(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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
        })
    }

    fn signed(second: i64, message: &str) -> Event {
        Event::Signed { at: at(second), message: message.to_owned() }
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
