//! After the declaration: changed, deleted, cancelled, returned. Core says what may be done; the outbox carries it.

use clearance_core::check::Severity;
use clearance_core::cn::life::actions::{Act, Action, Standing, action, actions};
use clearance_core::cn::life::documents::{Moment, NotTaken};
use clearance_core::cn::life::returns::{Part, Taken, Wrong};
use clearance_core::cn::message::ceb621_inventory::Declaration;
use clearance_core::cn::tax::{Levied, ReturnedLine, assess_declaration, refund};
use clearance_core::cn::{self, Case};
use clearance_core::money::Quantity;
use clearance_core::status::{Event, State, Status, Subject, fold};
use clearance_core::text::{Sentence, Text};
use clearance_core::time::BeijingTime;
use rusqlite::Connection;

use super::Desk;
use super::declarations::state_on_screen;
use crate::clock;
use crate::error::{Error, Result, fault};
use crate::facts;
use crate::keys;
use crate::outbox::Signing;
use crate::people::Right;
use crate::store::applications::{self, ApplicationRow, Document};
use crate::store::declarations::{self, Documents, ListRow};
use crate::store::{asked, events};
use crate::view::{ActionLine, ApplicationLine, Applied, LeftLine, Life, Said};
use acts::Wish;

pub(super) mod acts;

/// A declaration with everything that decides what may be done with it.
struct Whole {
    row: ListRow,
    documents: Documents,
    status: Status,
    parts: Vec<Part>,
    cancels: Vec<State>,
    returns: Vec<Taken>,
    now: BeijingTime,
}

impl Whole {
    fn standing(&self) -> Standing<'_> {
        Standing {
            status: &self.status,
            lines: &self.parts,
            cancels: &self.cancels,
            returns: &self.returns,
            today: self.now.date(),
        }
    }

    /// What may be done, or why it may not.
    fn allows(&self, act: Act) -> Result<Action> {
        let action = action(act, &self.standing());
        match action.why_not {
            None => Ok(action),
            Some(why) => Err(not_now(act, why)),
        }
    }
}

fn not_now(act: Act, why: Text) -> Error {
    let fault = &fault::NOT_NOW;
    let says = Sentence::new(
        format!("{}（{}）：{}", fault.says.zh, act.name().zh, why.zh),
        format!("{} ({}): {}", fault.says.en, act.name().en, why.en),
    );
    Error::told(fault.code, says, fault.help.into(), fault.retry)
}

fn whole(c: &Connection, id: &str, now: BeijingTime) -> Result<Whole> {
    let missing = || Error::new(&fault::NO_DECLARATION).on(id);
    let row = match declarations::find(c, id)? {
        Some(row) => row,
        // By its order, if that leaves no doubt.
        None => match declarations::of_order(c, id)?.pop() {
            Some(row) => row,
            None => return Err(missing()),
        },
    };
    let documents = declarations::documents(c, row.id)?;
    let status = status(c, &Subject::declaration(&row.cop_no))?.ok_or_else(missing)?;
    let (mut cancels, mut returns) = (Vec::new(), Vec::new());
    for one in applications::of_declaration(c, row.id)? {
        let state = status_of(c, &one)?;
        match &one.document {
            Document::Cancel(_) => cancels.push(state),
            Document::Return(of) => {
                let parts = of.lines.iter().map(|line| Part { gnum: line.gnum, qty: line.qty }).collect();
                returns.push(Taken { state, parts });
            }
        }
    }
    let lines = &documents.declaration.lines;
    let parts = lines.iter().map(|line| Part { gnum: line.gnum, qty: line.qty }).collect();
    Ok(Whole { row, documents, status, parts, cancels, returns, now })
}

fn status(c: &Connection, subject: &Subject) -> Result<Option<Status>> {
    let all: Vec<Event> = events::of(c, subject)?.into_iter().map(|row| row.event).collect();
    Ok(fold(&all))
}

fn status_of(c: &Connection, one: &ApplicationRow) -> Result<State> {
    Ok(status(c, &one.subject())?.map_or(State::Draft, |status| status.state))
}

/// The applications of a declaration, for the lists.
pub(super) fn applications_of(c: &Connection, declaration: i64, _now: i64) -> Result<Vec<ApplicationLine>> {
    applications::of_declaration(c, declaration)?
        .into_iter()
        .map(|one| {
            let status = status(c, &one.subject())?;
            let (kind, lines) = match &one.document {
                Document::Cancel(_) => ("cancel", Vec::new()),
                Document::Return(of) => {
                    ("return", of.lines.iter().map(|line| (line.gnum, line.qty.to_string())).collect())
                }
            };
            let state = match &status {
                None => "draft".to_owned(),
                Some(Status { code: Some(code), .. }) => code.clone(),
                Some(status) if status.state == State::Refused => "failed".to_owned(),
                Some(status) => declarations::state_word(status.state)?,
            };
            Ok(ApplicationLine {
                kind: kind.to_owned(),
                cop_no: one.cop_no,
                pre_no: status.as_ref().and_then(|s| s.pre_no.clone()).unwrap_or_default(),
                state,
                at: status.as_ref().map(|s| s.since.to_string()).unwrap_or_default(),
                lines,
                text: status.and_then(|s| s.reason).map(|(_, text)| text).unwrap_or_default(),
            })
        })
        .collect()
}

fn action_line(action: Action) -> ActionLine {
    let said = action.why_not.or(action.note);
    ActionLine {
        action: action.act.name().en.to_owned(),
        name: action.act.name().into(),
        allowed: action.is_allowed(),
        says: said.map(Said::from).unwrap_or_default(),
        until: action.until.map(|day| day.to_string()).unwrap_or_default(),
        left: action
            .left
            .iter()
            .map(|line| LeftLine {
                gnum: line.gnum,
                declared: line.declared.to_string(),
                accepted: line.accepted.to_string(),
                pending: line.pending.to_string(),
                left: line.left.to_string(),
            })
            .collect(),
    }
}

impl Desk {
    /// What may be done with a declaration now: by its id, its own number, or its order.
    ///
    /// # Errors
    /// There is no such declaration.
    pub fn life(&self, id: &str) -> Result<Life> {
        let _acting = self.may(Right::Look)?;
        let now = clock::now();
        self.store().read(|c| {
            let whole = whole(c, id, now)?;
            Ok(Life {
                order_no: whole.row.order_no.clone(),
                cop_no: whole.row.cop_no.clone(),
                invt_no: whole.row.invt_no.clone(),
                state: state_on_screen(&whole.row, now.unix_ms()),
                released_on: whole.status.released.map(|at| at.date().to_string()).unwrap_or_default(),
                actions: actions(&whole.standing()).into_iter().map(action_line).collect(),
                applications: applications_of(c, whole.row.id, now.unix_ms())?,
                asked: match asked::open(c, whole.row.id)? {
                    Some(row) => acts::asked_line(c, row, false)?,
                    None => None,
                },
            })
        })
    }

    /// Applies to withdraw a declaration that customs has stored. It is signed and lies in the outbox afterwards; where the
    /// client wants two people to look, it waits for a review instead, and is signed with what is signed next.
    ///
    /// # Errors
    /// It may not be cancelled now, and why; the application does not pass the check; no usable key.
    pub fn cancel(&self, id: &str, reason: &str, key: &str) -> Result<Applied> {
        let _acting = self.may(Right::Life)?;
        self.act(id, &Wish::Cancel { reason: reason.trim().to_owned() }, key)
    }

    /// Applies to take goods of a released declaration back: these quantities of these lines, or all that is left. Waits
    /// for a review as [`Desk::cancel`] does.
    ///
    /// # Errors
    /// It may not be returned now, or not so much of it, and why; no usable key.
    pub fn return_goods(
        &self,
        id: &str,
        parts: &[(u32, String)],
        reason: &str,
        key: &str,
    ) -> Result<Applied> {
        let _acting = self.may(Right::Life)?;
        self.act(id, &Wish::Return { parts: parts.to_vec(), reason: reason.trim().to_owned() }, key)
    }

    /// Puts values into a declaration that customs has not stored, or has refused, and sends it as a change. Waits for a
    /// review as [`Desk::cancel`] does.
    ///
    /// # Errors
    /// It may not be changed now, and why; a value cannot stand there; it does not pass the check; no usable key.
    pub fn change(&self, id: &str, values: &[(String, String)], key: &str) -> Result<Applied> {
        let _acting = self.may(Right::Life)?;
        self.act(id, &Wish::Change(values.to_vec()), key)
    }

    /// Takes back a declaration that customs has not stored, or has refused. Waits for a review as [`Desk::cancel`] does.
    ///
    /// # Errors
    /// It may not be deleted now, and why; no usable key.
    pub fn delete(&self, id: &str, key: &str) -> Result<Applied> {
        let _acting = self.may(Right::Life)?;
        self.act(id, &Wish::Delete, key)
    }

    fn whole(&self, id: &str) -> Result<Whole> {
        let now = clock::now();
        self.store().read(|c| whole(c, id, now))
    }

    /// The declaration and what is known of it, for the rules about an application.
    fn beside(&self, whole: &Whole) -> Case {
        let mut case = Case::of(whole.documents.declaration.clone());
        case.facts = facts::bare(self.store().tables(), whole.now);
        case.facts.declared_state = Some(whole.status.state);
        case.facts.released_on = whole.status.released.map(BeijingTime::date);
        case
    }

    /// Own number and ids of a new application: unique over clients and desks, at most 20 signs.
    fn moment(&self, letter: &str, whole: &Whole) -> Result<Moment> {
        let tag: String = whole.row.client.chars().filter(char::is_ascii_alphanumeric).take(4).collect();
        let number = self.store().read(applications::next_number)?;
        let day = &whole.now.wire14()[2..8];
        let cop_no = format!("{letter}{tag}{day}{number:07}");
        Ok(Moment { now: whole.now, cop_no, guid: clock::guid()? })
    }

    /// Who signs for a client.
    fn signing(&self, client: &str, key: &str) -> Result<Signing> {
        let inner = self.inner();
        let client = inner.client(client)?;
        let row = keys::choose(&inner.store, &client.id, key)?;
        if row.kind == keys::FOLDER {
            return Err(Error::new(&fault::SIGNS_ELSEWHERE));
        }
        let signer = inner.keys.signer(&row, &inner.store, &inner.secrets)?;
        if row.client != client.id || !client.takes(signer.algorithm()) {
            return Err(Error::new(&fault::NOT_TAKEN).on(signer.algorithm().name()));
        }
        Ok(Signing {
            signer,
            client: client.id.clone(),
            key_id: row.id,
            transfer: client.profile.transfer(),
            sends_orders: client.profile.sends_orders,
        })
    }
}

/// A new submission carries an id and the moment of its own.
fn stamp(declaration: &mut Declaration, now: BeijingTime) -> Result<()> {
    declaration.head.guid = clock::guid()?;
    declaration.head.app_time = now;
    declaration.head.declared_on = now.date();
    Ok(())
}

/// Whether nothing stops at places that begin so.
fn passes(case: &Case, place: &str) -> Result<()> {
    let found = cn::check(case).findings.into_iter();
    let mut stops = found.filter(|one| one.severity == Severity::Stops && one.at.starts_with(place));
    let Some(first) = stops.next() else { return Ok(()) };
    let more = stops.count();
    let fault = &fault::NOT_PASSED;
    let says = Sentence::new(
        format!("{}：[{}] {} {}（另有{more}处）", fault.says.zh, first.rule, first.at, first.zh),
        format!("{}: [{}] {} {} (and {more} more)", fault.says.en, first.rule, first.at, first.en),
    );
    Err(Error::told(fault.code, says, fault.help.into(), fault.retry))
}

fn part(gnum: u32, qty: &str) -> Result<Part> {
    let qty = Quantity::parse(qty.trim()).ok_or_else(|| Error::new(&fault::NO_VALUE).on(qty))?;
    Ok(Part { gnum, qty })
}

fn wrong(why: Wrong) -> Error {
    let (zh, en) = match why {
        Wrong::Nothing => ("没有可退的商品".to_owned(), "there is nothing to return".to_owned()),
        Wrong::NoLine(gnum) => (format!("清单没有第{gnum}项"), format!("there is no line {gnum}")),
        Wrong::Twice(gnum) => (format!("第{gnum}项重复"), format!("line {gnum} is named twice")),
        Wrong::NotPositive(gnum) => (
            format!("第{gnum}项的数量必须大于0"),
            format!("the quantity of line {gnum} must be above nothing"),
        ),
        Wrong::TooMuch { gnum, left } => (
            format!("第{gnum}项最多还可退{left}"),
            format!("at most {left} of line {gnum} may still be returned"),
        ),
    };
    let fault = &fault::NO_VALUE;
    let says = Sentence::new(format!("{}：{zh}", fault.says.zh), format!("{}: {en}", fault.says.en));
    let help = Sentence::new(
        "写成 --line 行号=数量；不写则退回全部剩余",
        "Write --line LINE=QUANTITY; without it all that is left comes back",
    );
    Error::told(fault.code, says, help, fault.retry)
}

fn not_taken(place: &str, why: NotTaken) -> Error {
    let error = Error::new(&fault::NO_VALUE).on(place);
    match why {
        NotTaken::Unknown | NotTaken::Value => error,
        NotTaken::Key => {
            let fault = &fault::NO_VALUE;
            let says = Sentence::new(
                format!("{place} 是清单的标识或由他人填写，改单不能修改"),
                format!(
                    "{place} tells which declaration this is, or is given by others: a change never touches it"
                ),
            );
            let help = Sentence::new(
                "请删单后重新申报",
                "Delete the declaration and declare the order anew instead",
            );
            Error::told(fault.code, says, help, fault.retry)
        }
    }
}

/// What a return gives back of the tax, as estimated.
fn refund_of(case: &Case, declaration: &Declaration, returns: &[Taken], parts: &[Part]) -> String {
    use clearance_core::cn::life::returns::{Hold, hold};
    let line = |part: &Part| ReturnedLine { gnum: part.gnum, gcode: String::new(), qty: part.qty };
    let before = returns.iter().filter(|taken| hold(taken.state) != Hold::Free);
    let before: Vec<ReturnedLine> = before.flat_map(|taken| taken.parts.iter().map(line)).collect();
    let now: Vec<ReturnedLine> = parts.iter().map(line).collect();
    let estimate = assess_declaration(
        declaration,
        case.facts.bought_this_year,
        case.facts.tables.on(case.day()).rates(),
    );
    refund(&Levied::of_estimate(&estimate, declaration), &before, &now).total.to_string()
}
