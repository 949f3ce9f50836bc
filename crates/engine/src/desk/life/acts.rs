//! Acts after the declaration: made ready and checked, then signed, or asked for where the client wants two people to look.

use clearance_core::cn::Case;
use clearance_core::cn::life::actions::Act;
use clearance_core::cn::life::documents::{cancel_of, return_of, set};
use clearance_core::cn::life::returns::{Part, may_take};
use clearance_core::cn::message::Body;
use clearance_core::cn::message::ceb623_cancel::Cancel;
use clearance_core::cn::message::ceb625_return::Return;
use clearance_core::cn::tax::assess_declaration;
use clearance_core::mask;
use clearance_core::money::Money;
use clearance_core::status::{Operation, State, Subject};
use clearance_core::text::Text;
use rusqlite::{Connection, Transaction};
use serde::{Deserialize, Serialize};

use super::{Desk, Whole, not_taken, part, passes, refund_of, stamp, wrong};
use crate::clock;
use crate::error::{Error, Result, fault};
use crate::facts;
use crate::outbox::{self, Asks};
use crate::store::applications::{self, Document};
use crate::store::asked::{self, AskedRow};
use crate::store::declarations::{self, Documents};
use crate::store::{activity, from_json, moment, reviews, sha256, to_json};
use crate::view::{Applied, AskedLine, Said};

/// What somebody wishes. As it is stored it only gains variants, and fields with defaults.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Wish {
    /// Other values at places of the declaration.
    Change(Vec<(String, String)>),
    Delete,
    Cancel {
        reason: String,
    },
    /// These quantities of these lines, or all that is left.
    Return {
        parts: Vec<(u32, String)>,
        reason: String,
    },
}

impl Wish {
    fn act(&self) -> Act {
        match self {
            Wish::Change(_) => Act::Change,
            Wish::Delete => Act::Delete,
            Wish::Cancel { .. } => Act::Cancel,
            Wish::Return { .. } => Act::Return,
        }
    }

    /// Stable word.
    fn word(&self) -> &'static str {
        self.act().name().en
    }

    /// What it comes to, for whoever reviews it. `reveal` shows values of a change; they may be personal.
    fn says(&self, reveal: bool) -> Said {
        let name: Text = self.act().name();
        let (zh, en) = match self {
            Wish::Delete => return Said::from(name),
            Wish::Cancel { reason } => (reason.clone(), reason.clone()),
            Wish::Return { parts, reason } if parts.is_empty() => {
                (format!("全部剩余；{reason}"), format!("all that is left; {reason}"))
            }
            Wish::Return { parts, reason } => {
                let parts: Vec<String> = parts.iter().map(|(gnum, qty)| format!("{gnum}={qty}")).collect();
                let parts = parts.join(" ");
                (format!("项号=数量 {parts}；{reason}"), format!("line=quantity {parts}; {reason}"))
            }
            Wish::Change(values) => {
                let value = |(place, value): &(String, String)| match reveal {
                    true => format!("{place}={value}"),
                    false => place.clone(),
                };
                let values = values.iter().map(value).collect::<Vec<_>>().join(" ");
                (values.clone(), values)
            }
        };
        Said::new(format!("{}：{zh}", name.zh), format!("{}: {en}", name.en))
    }
}

/// A wish that may be done and passes the check, ready to be signed.
struct Made {
    body: Body,
    asks: Asks,
    /// Own number of the declaration or of the application.
    cop_no: String,
    /// What an approval is bound to.
    digest: String,
    /// What the declaration is worth with it.
    cents: i64,
    refund: String,
    keep: Keep,
}

/// What is kept of it beside the message.
enum Keep {
    Change(Box<Documents>),
    Delete,
    Cancel(Box<Cancel>),
    Return(Box<Return>, Vec<Part>),
}

impl Desk {
    /// Does what is wished, or asks for it where the client wants two people to look.
    pub(super) fn act(&self, id: &str, wish: &Wish, key: &str) -> Result<Applied> {
        let whole = self.whole(id)?;
        let made = self.make(&whole, wish)?;
        if self.store().read(|c| two_look(c, &whole, &made))? {
            return self.ask(&whole, wish, &made);
        }
        self.sign_made(&whole, made, key, None)
    }

    /// Puts a wish before whoever reviews.
    fn ask(&self, whole: &Whole, wish: &Wish, made: &Made) -> Result<Applied> {
        let (word, now) = (wish.word(), clock::now().unix_ms());
        let stored = to_json(wish)?;
        self.store().write(|tx| {
            asked::ask(tx, whole.row.id, word, &stored, &made.digest, now)?;
            let details = [("act", word.to_owned())];
            activity::log_of(tx, now, "act-asked", &whole.row.client, &whole.row.cop_no, &details).map(|_| ())
        })?;
        Ok(Applied {
            action: word.to_owned(),
            order_no: whole.row.order_no.clone(),
            cop_no: whole.row.cop_no.clone(),
            message: String::new(),
            refund: made.refund.clone(),
            to_review: true,
        })
    }

    /// Signs what was asked and approved: of a client, or of all for an empty one; of the named declarations only, if any.
    /// What can no longer be done is dropped, and told by the first error; a key that fails leaves everything as it is.
    pub(in crate::desk) fn sign_asked(
        &self,
        client: &str,
        key_of: &dyn Fn(&str) -> String,
        named: Option<&[i64]>,
    ) -> Result<Option<Error>> {
        let mut first = None;
        for (client, row) in self.store().read(|c| asked::all(c, client, "approved"))? {
            if named.is_some_and(|named| !named.contains(&row.declaration)) {
                continue;
            }
            let Err(error) = self.carry_out(&row, &key_of(&client)) else { continue };
            if error.is(&fault::NOT_NOW) || error.is(&fault::NOT_PASSED) || error.is(&fault::NO_VALUE) {
                let now = clock::now().unix_ms();
                self.store().write(|tx| {
                    asked::set_state(tx, row.id, "dropped")?;
                    let details = [("act", row.act.clone()), ("code", error.code().to_owned())];
                    let subject = row.declaration.to_string();
                    activity::log_of(tx, now, "act-dropped", &client, &subject, &details).map(|_| ())
                })?;
            }
            first = first.or(Some(error));
        }
        Ok(first)
    }

    fn carry_out(&self, row: &AskedRow, key: &str) -> Result<Applied> {
        let whole = self.whole(&row.declaration.to_string())?;
        let made = self.make(&whole, &from_json(&row.wish)?)?;
        self.sign_made(&whole, made, key, Some(row))
    }

    /// Everything that a wish needs, without a signature.
    fn make(&self, whole: &Whole, wish: &Wish) -> Result<Made> {
        let left = whole.allows(wish.act())?.left;
        let declaration = &whole.documents.declaration;
        let bound =
            || Ok::<_, Error>(sha256(to_json(&(wish, reviews::digest(&whole.documents)?))?.as_bytes()));
        let cents = facts::cents(&whole.documents);
        match wish {
            Wish::Change(values) => {
                let mut documents = whole.documents.clone();
                for (place, value) in values {
                    set(&mut documents.declaration, place, value).map_err(|why| not_taken(place, why))?;
                }
                let head = &mut documents.declaration.head;
                // What never was at the e-port, or came to nothing there, is declared anew.
                let anew = matches!(whole.status.state, State::Refused | State::Error);
                head.app_type = if anew { "1" } else { "2" }.to_owned();
                stamp(&mut documents.declaration, whole.now)?;
                self.passes_as(whole, &documents)?;
                Ok(Made {
                    body: Body::Declarations(vec![documents.declaration.clone()]),
                    asks: Asks::declaration(&whole.row.cop_no, &documents.declaration),
                    cop_no: whole.row.cop_no.clone(),
                    digest: reviews::digest(&documents)?,
                    cents: cents.max(facts::cents(&documents)),
                    refund: String::new(),
                    keep: Keep::Change(Box::new(documents)),
                })
            }
            Wish::Delete => {
                let mut declaration = declaration.clone();
                stamp(&mut declaration, whole.now)?;
                declaration.head.app_type = "3".to_owned();
                let asks = Asks::declaration(&whole.row.cop_no, &declaration);
                debug_assert_eq!(asks.operation, Operation::Delete, "appType 3 deletes");
                let (body, cop_no) = (Body::Declarations(vec![declaration]), whole.row.cop_no.clone());
                let (digest, refund) = (bound()?, String::new());
                Ok(Made { body, asks, cop_no, digest, cents, refund, keep: Keep::Delete })
            }
            Wish::Cancel { reason } => {
                let moment = self.moment("C", whole)?;
                let (cop_no, guid) = (moment.cop_no.clone(), moment.guid.clone());
                let cancel = cancel_of(declaration, &whole.row.invt_no, moment, reason.trim());
                let case = Case { cancel: Some(cancel.clone()), ..self.beside(whole) };
                passes(&case, "InvtCancel[1]/")?;
                Ok(Made {
                    asks: Asks::new(Subject::cancel(&cop_no), &guid),
                    body: Body::Cancels(vec![cancel.clone()]),
                    cop_no,
                    digest: bound()?,
                    cents,
                    refund: String::new(),
                    keep: Keep::Cancel(Box::new(cancel)),
                })
            }
            Wish::Return { parts, reason } => {
                let parts: Vec<Part> = if parts.is_empty() {
                    let left = left.iter().filter(|line| line.left.is_positive());
                    left.map(|line| Part { gnum: line.gnum, qty: line.left }).collect()
                } else {
                    parts.iter().map(|(gnum, qty)| part(*gnum, qty)).collect::<Result<_>>()?
                };
                may_take(&left, &parts).map_err(wrong)?;
                let moment = self.moment("T", whole)?;
                let (cop_no, guid) = (moment.cop_no.clone(), moment.guid.clone());
                let of = return_of(declaration, &whole.row.invt_no, moment, &parts, reason.trim());
                let mut case = Case { return_: Some(of.clone()), ..self.beside(whole) };
                case.facts.returned_before =
                    left.iter().map(|line| (line.gnum, line.accepted + line.pending)).collect();
                passes(&case, "InvtRefund[1]/")?;
                Ok(Made {
                    asks: Asks::new(Subject::return_(&cop_no), &guid),
                    body: Body::Returns(vec![of.clone()]),
                    refund: refund_of(&case, declaration, &whole.returns, &parts),
                    cop_no,
                    digest: bound()?,
                    cents,
                    keep: Keep::Return(Box::new(of), parts),
                })
            }
        }
    }

    /// Whether a declaration passes the check with these documents.
    fn passes_as(&self, whole: &Whole, documents: &Documents) -> Result<()> {
        let mut case = self.case_of(whole, documents);
        self.store().read(|c| facts::gather(c, Some(whole.row.id), &mut case))?;
        passes(&case, "")
    }

    fn case_of(&self, whole: &Whole, documents: &Documents) -> Case {
        Case {
            order: documents.order.clone(),
            payment: documents.payment.clone(),
            waybill: documents.waybill.clone(),
            declaration: Some(documents.declaration.clone()),
            facts: facts::bare(self.store().tables(), whole.now),
            ..Case::empty()
        }
    }

    /// The estimated tax of these documents.
    fn tax_of(&self, whole: &Whole, documents: &Documents) -> Result<String> {
        let mut case = self.case_of(whole, documents);
        self.store().read(|c| facts::gather(c, Some(whole.row.id), &mut case))?;
        let rates = case.facts.tables.on(case.day());
        let tax = assess_declaration(&documents.declaration, case.facts.bought_this_year, rates.rates());
        Ok(tax.total.to_string())
    }

    /// Signs it and puts it into the outbox, in one transaction with everything that follows from it.
    fn sign_made(&self, whole: &Whole, made: Made, key: &str, asked: Option<&AskedRow>) -> Result<Applied> {
        let signing = self.signing(&whole.row.client, key)?;
        let tax = match &made.keep {
            Keep::Change(documents) => self.tax_of(whole, documents)?,
            _ => String::new(),
        };
        let Made { body, asks, cop_no, digest, refund, keep, cents } = made;
        let action = match &keep {
            Keep::Change(_) => Act::Change,
            Keep::Delete => Act::Delete,
            Keep::Cancel(_) => Act::Cancel,
            Keep::Return(..) => Act::Return,
        };
        let message = outbox::sign_one(self.store(), &signing, body, asks, |tx| {
            // What was allowed before the signature may not be any more.
            may_be_signed(tx, whole, (&digest, cents), asked)?;
            let left = super::whole(tx, &whole.row.id.to_string(), whole.now)?.allows(action)?.left;
            let (id, at) = (whole.row.id, whole.now.unix_ms());
            match keep {
                Keep::Delete => Ok(()),
                Keep::Cancel(cancel) => applications::insert(tx, &cop_no, id, &Document::Cancel(*cancel), at),
                Keep::Return(of, parts) => {
                    may_take(&left, &parts).map_err(wrong)?;
                    applications::insert(tx, &cop_no, id, &Document::Return(*of), at)
                }
                Keep::Change(documents) => put_change(tx, whole, &documents, &tax),
            }?;
            let open = asked::open(tx, id)?;
            let done = if asked.is_some() { "signed" } else { "dropped" };
            open.map_or(Ok(()), |row| asked::set_state(tx, row.id, done))?;
            if let (Some(row), Act::Change) = (asked, action) {
                reviews::carried_out(tx, &whole.row.cop_no, row.person)?;
            }
            Ok(())
        })?;
        self.inner().wake.notify_waiters();
        let order_no = whole.row.order_no.clone();
        Ok(Applied {
            action: action.name().en.to_owned(),
            order_no,
            cop_no,
            message,
            refund,
            to_review: false,
        })
    }

    /// What was asked of declarations and waits for a review: of one client, or of all for an empty one.
    ///
    /// # Errors
    /// There is no such client.
    pub fn asked(&self, client: &str) -> Result<Vec<AskedLine>> {
        let _acting = self.may(crate::people::Right::Look)?;
        let client = self.id_or_all(client)?;
        self.store().read(|c| {
            let mut lines = Vec::new();
            for (_, row) in asked::all(c, &client, "waiting")? {
                lines.extend(asked_line(c, row, false)?);
            }
            Ok(lines)
        })
    }
}

/// A wish for the screens. Values of a change are shown to whoever may see what is personal.
pub(in crate::desk) fn asked_line(c: &Connection, row: AskedRow, reveal: bool) -> Result<Option<AskedLine>> {
    let Some(of) = reviews::find(c, row.declaration)? else { return Ok(None) };
    let wish: Wish = from_json(&row.wish)?;
    Ok(Some(AskedLine {
        id: row.declaration.to_string(),
        cop_no: of.cop_no,
        order_no: of.order_no,
        says: wish.says(reveal),
        act: row.act,
        who: row.who,
        at: moment(row.at).to_string(),
        state: row.state,
    }))
}

fn two_look(c: &Connection, whole: &Whole, made: &Made) -> Result<bool> {
    Ok(reviews::four_eyes(c, &whole.row.client)?.cover(made.cents))
}

/// Refuses what somebody else has to approve first.
fn may_be_signed(
    tx: &Transaction<'_>,
    whole: &Whole,
    (digest, cents): (&str, i64),
    asked: Option<&AskedRow>,
) -> Result<()> {
    let refused = || Error::new(&fault::NEEDS_REVIEW).on(&whole.row.order_no);
    match asked {
        None if reviews::four_eyes(tx, &whole.row.client)?.cover(cents) => Err(refused()),
        None => Ok(()),
        Some(row) => {
            let open =
                asked::open(tx, whole.row.id)?.is_some_and(|now| now.id == row.id && now.state == "approved");
            let approved = open
                && row.digest == digest
                && reviews::act_approved(tx, &whole.row.cop_no, &row.act, digest, row.person)?;
            if approved { Ok(()) } else { Err(refused()) }
        }
    }
}

/// The declaration has these documents from now on.
fn put_change(tx: &Transaction<'_>, whole: &Whole, documents: &Documents, tax: &str) -> Result<()> {
    let declaration = &documents.declaration;
    let value: Money = declaration.lines.iter().map(|line| line.total).sum();
    outbox::submit_anew(tx, whole.row.id, documents, true, whole.now)?;
    declarations::correct(
        tx,
        whole.row.id,
        &declarations::Fresh {
            cop_no: &whole.row.cop_no,
            client: &whole.row.client,
            import: "",
            documents,
            buyer: &mask::name(&declaration.head.buyer_name),
            buyer_hash: &facts::buyer_hash(&declaration.head.buyer_id_number),
            cents: facts::cents(documents),
            value: &value.to_string(),
            tax,
            at: whole.now.unix_ms(),
        },
    )
}
