//! What may be done with a declaration now, and why not: what desk, command line and window offer.

use jiff::civil::Date;

use super::clocks::{Clock, advice_on_return};
use super::returns::{Hold, Left, Part, Taken, hold, left};
use super::{Document, Happens, Point, permit};
use crate::status::{State, Status};
use crate::text::Text;

/// Something that may be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Act {
    /// Declare what is staged, or what was refused, anew.
    Declare,
    /// Take corrected content in the place of the old.
    Change,
    /// Take it away.
    Delete,
    /// Withdraw it after customs stored it.
    Cancel,
    /// Take goods back.
    Return,
}

impl Act {
    /// Everything, in the order of a life.
    pub const ALL: [Act; 5] = [Act::Declare, Act::Change, Act::Delete, Act::Cancel, Act::Return];

    /// What happens to the declaration.
    #[must_use]
    pub const fn happens(self) -> Happens {
        match self {
            Act::Declare => Happens::Declare,
            Act::Change => Happens::Change,
            Act::Delete => Happens::Delete,
            Act::Cancel => Happens::Cancel,
            Act::Return => Happens::Return,
        }
    }

    /// Its name.
    #[must_use]
    pub const fn name(self) -> Text {
        match self {
            Act::Declare => Text { zh: "申报", en: "declare" },
            Act::Change => Text { zh: "改单", en: "change" },
            Act::Delete => Text { zh: "删单", en: "delete" },
            Act::Cancel => Text { zh: "撤单", en: "cancel" },
            Act::Return => Text { zh: "退货", en: "return" },
        }
    }
}

/// A declaration with everything that decides what may be done with it.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    /// Where it stands, folded from its events.
    pub status: &'a Status,
    /// The quantities of its lines.
    pub lines: &'a [Part],
    /// Where its cancel applications stand.
    pub cancels: &'a [State],
    /// Its return applications.
    pub returns: &'a [Taken],
    /// Today in Beijing.
    pub today: Date,
}

/// Whether something may be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// What.
    pub act: Act,
    /// Why not; none where it may be done.
    pub why_not: Option<Text>,
    /// What to know before doing it.
    pub note: Option<Text>,
    /// The last day on which it may be done, where there is one.
    pub until: Option<Date>,
    /// For a return: what is left of each line.
    pub left: Vec<Left>,
}

impl Action {
    /// Whether it may be done.
    #[must_use]
    pub const fn is_allowed(&self) -> bool {
        self.why_not.is_none()
    }
}

const UNANSWERED: Text = Text {
    zh: "上一次报送还没有回执，请等待",
    en: "What was sent last has not been answered yet: wait for the receipt",
};
const NOT_YET: Text = Text {
    zh: "尚未报送，直接修改或删除即可",
    en: "It was not sent yet: correct or drop it here",
};
const DEAD: Text = Text {
    zh: "该清单已撤销或删除；订单可以重新申报",
    en: "It is cancelled or deleted; its order may be declared anew",
};
const ALREADY: Text = Text { zh: "清单已申报，请勿重复申报", en: "It is declared already" };
const TOO_LATE: Text = Text {
    zh: "海关已入库，不能再改单或删单；放行前请撤单，放行后请退货",
    en: "Customs has stored it: cancel it before the release, return the goods after it",
};
const NOT_STORED: Text = Text {
    zh: "海关尚未入库，没有清单编号；请改单或删单",
    en: "Customs has not stored it and gave no number: change or delete it instead",
};
const NOT_CANCELLABLE: Text = Text {
    zh: "清单的状态不允许撤单；请联系海关，已结关的请退货",
    en: "Its state does not allow a cancellation: ask customs, or return the goods once it is closed",
};
const ASKS_OFFICER: Text = Text {
    zh: "已放行的清单须经海关同意才能撤单；一般应办理退货",
    en: "A released declaration is cancelled only with an officer's consent; a return is the usual way",
};
const CANCEL_PENDING: Text =
    Text { zh: "已有撤单申请在办理", en: "A cancel application for it is under way" };
const NOT_RELEASED: Text = Text {
    zh: "清单尚未放行，不能退货；放行前请撤单",
    en: "It is not released: cancel it instead",
};
const ALL_BACK: Text =
    Text { zh: "全部商品已退货或正在退货", en: "All goods are back or on their way back" };
const RETURNS_PENDING: Text = Text {
    zh: "已有退货在办理或已办结，不能撤单",
    en: "Goods of it are back or on their way back, so it cannot be cancelled",
};

/// What may be done now, one entry for each [`Act`], in its order.
#[must_use]
pub fn actions(standing: &Standing<'_>) -> Vec<Action> {
    let left = left(standing.lines, standing.returns);
    Act::ALL
        .into_iter()
        .map(|act| Action {
            act,
            why_not: why_not(act, standing, &left),
            note: note(act, standing),
            until: until(act, standing),
            left: if act == Act::Return { left.clone() } else { Vec::new() },
        })
        .collect()
}

/// One of [`actions`].
#[must_use]
pub fn action(act: Act, standing: &Standing<'_>) -> Action {
    let mut all = actions(standing);
    let at = all.iter().position(|action| action.act == act);
    all.swap_remove(at.expect("there is an entry for every act"))
}

fn clock(standing: &Standing<'_>) -> Option<Clock> {
    standing.status.released.map(|at| Clock::new(at.date(), standing.today))
}

fn why_not(act: Act, standing: &Standing<'_>, left: &[Left]) -> Option<Text> {
    let Standing { status, cancels, returns, .. } = standing;
    let state = status.state;
    if matches!(state, State::Cancelled | State::Deleted) {
        return Some(DEAD);
    }
    // Only what changes the record itself waits for an answer to what was sent last.
    if matches!(act, Act::Declare | Act::Change | Act::Delete) {
        if matches!(state, State::Draft | State::ToSign) && act != Act::Declare {
            return Some(NOT_YET);
        }
        if matches!(state, State::Waiting | State::Received)
            || (status.attempts > 0 && !status.answered && state != State::ToSign && state != State::Draft)
        {
            return Some(UNANSWERED);
        }
    }
    if let Err(code) = permit(Document::Inventory, Point::of(state), act.happens()) {
        // What never reached customs may be sent, whatever customs would say of it.
        let fresh = matches!(state, State::Draft | State::ToSign | State::Refused);
        if !(fresh && matches!(act, Act::Declare | Act::Change)) {
            return Some(reason(act, code, state));
        }
    }
    match act {
        Act::Cancel if cancels.iter().any(|state| hold(*state) == Hold::Pending) => Some(CANCEL_PENDING),
        Act::Cancel if returns.iter().any(|taken| hold(taken.state) != Hold::Free) => Some(RETURNS_PENDING),
        Act::Return if cancels.iter().any(|state| hold(*state) == Hold::Pending) => Some(CANCEL_PENDING),
        Act::Return if left.iter().all(|line| !line.left.is_positive()) => Some(ALL_BACK),
        Act::Cancel | Act::Return => clock(standing).filter(|clock| !clock.may_apply()).map(advice_on_return),
        _ => None,
    }
}

/// A refusal of the table in words of what to do instead.
fn reason(act: Act, code: &str, state: State) -> Text {
    match (act, code) {
        (Act::Declare, _) => ALREADY,
        (Act::Change | Act::Delete, "-621011") => NOT_YET,
        (Act::Change | Act::Delete, _) => TOO_LATE,
        (Act::Cancel, "-623003") => NOT_STORED,
        (Act::Cancel, _) => NOT_CANCELLABLE,
        (Act::Return, _) if state == State::ShipBack => NOT_CANCELLABLE,
        (Act::Return, _) => NOT_RELEASED,
    }
}

fn note(act: Act, standing: &Standing<'_>) -> Option<Text> {
    match act {
        Act::Cancel if standing.status.state == State::Released => Some(ASKS_OFFICER),
        Act::Return => clock(standing).map(advice_on_return),
        _ => None,
    }
}

fn until(act: Act, standing: &Standing<'_>) -> Option<Date> {
    let clock = clock(standing)?;
    matches!(act, Act::Cancel | Act::Return).then(|| clock.on(super::clocks::APPLY_WITHIN))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::money::Quantity;
    use crate::status::Operation;
    use crate::time::BeijingTime;

    fn status(state: State) -> Status {
        let at = BeijingTime::from_wire("20260131120000").expect("a time");
        Status {
            state,
            code: None,
            since: at,
            attempts: 1,
            message: None,
            operation: Operation::New,
            answered: true,
            pre_no: None,
            invt_no: None,
            reason: None,
            released: state.is_release().then_some(at),
            declined: None,
        }
    }

    fn part(gnum: u32, qty: &str) -> Part {
        Part { gnum, qty: Quantity::parse(qty).expect("a plain decimal") }
    }

    fn allowed(status: &Status, today: Date, cancels: &[State], returns: &[Taken]) -> Vec<Act> {
        let lines = [part(1, "2")];
        let standing = Standing { status, lines: &lines, cancels, returns, today };
        actions(&standing).into_iter().filter(Action::is_allowed).map(|action| action.act).collect()
    }

    #[test]
    fn each_state_allows_what_the_law_allows() {
        use Act::{Cancel, Change, Declare, Delete, Return};
        for (state, acts) in [
            (State::Draft, vec![Declare]),
            (State::ToSign, vec![Declare]),
            (State::Waiting, vec![]),
            (State::Received, vec![]),
            (State::Refused, vec![Declare, Change]),
            (State::Staged, vec![Declare]),
            (State::Declaring, vec![Change, Delete]),
            (State::Error, vec![Declare, Change, Delete]),
            (State::Rejected, vec![Declare, Change, Delete]),
            (State::Stored, vec![Cancel]),
            (State::Review, vec![Cancel]),
            (State::Inspection, vec![Cancel]),
            (State::Detained, vec![]),
            (State::ShipBack, vec![]),
            (State::Released, vec![Cancel, Return]),
            (State::Closed, vec![Return]),
            (State::Cancelled, vec![]),
            (State::Deleted, vec![]),
        ] {
            assert_eq!(allowed(&status(state), date(2026, 2, 1), &[], &[]), acts, "{state:?}");
        }
    }

    #[test]
    fn what_is_not_allowed_says_why_in_both_languages() {
        for state in State::ALL {
            let status = status(state);
            let lines = [part(1, "2")];
            let standing = Standing {
                status: &status,
                lines: &lines,
                cancels: &[],
                returns: &[],
                today: date(2026, 2, 1),
            };
            for action in actions(&standing) {
                let said = action.why_not.or(action.note);
                assert!(said.is_none_or(|text| !text.zh.is_empty() && !text.en.is_empty()));
            }
        }
    }

    #[test]
    fn the_thirtieth_day_allows_a_return_and_the_thirty_first_does_not() {
        let released = status(State::Released);
        assert!(allowed(&released, date(2026, 3, 2), &[], &[]).contains(&Act::Return));
        assert_eq!(allowed(&released, date(2026, 3, 3), &[], &[]), []);
    }

    #[test]
    fn an_unanswered_submission_holds_the_next_one_back() {
        let unanswered = Status { answered: false, ..status(State::Declaring) };
        assert_eq!(allowed(&unanswered, date(2026, 2, 1), &[], &[]), []);
    }

    #[test]
    fn one_application_at_a_time_and_no_more_than_there_is() {
        let released = status(State::Released);
        let day = date(2026, 2, 1);
        assert_eq!(allowed(&released, day, &[State::Declaring], &[]), []);
        assert_eq!(allowed(&released, day, &[State::Rejected], &[]), [Act::Cancel, Act::Return]);
        let taken = |qty| Taken { state: State::Declaring, parts: vec![part(1, qty)] };
        assert_eq!(allowed(&released, day, &[], &[taken("1")]), [Act::Return]);
        assert_eq!(allowed(&released, day, &[], &[taken("1"), taken("1")]), []);
    }
}
