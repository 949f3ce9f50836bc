//! Four eyes: declarations of a client wait until another person than the one who made them has approved them.

use clearance_core::money::Money;
use clearance_core::status::Subject;
use clearance_core::text::Text;
use rusqlite::Transaction;

use super::life::acts::asked_line;
use super::list::TO_REVIEW;
use super::{Desk, held};
use crate::clock;
use crate::error::{Error, Result, fault};
use crate::outbox;
use crate::people::Right;
use crate::store::reviews::{self, FourEyes as Eyes, Judged, UnderReview};
use crate::store::{activity, asked, carried, declarations, handed, moment, people, sha256};
use crate::view::{Chosen, FourEyes, ReviewState, Reviewed, VerdictLine, count};
use crate::work::Work;

/// Longest reason, in signs.
const LONGEST_REASON: usize = 200;
/// How many numbers an entry of the log names; of more it keeps their digest.
const NAMED: usize = 20;

impl Desk {
    /// When a second person looks at declarations of a client before they are signed.
    ///
    /// # Errors
    /// There is no such client.
    pub fn four_eyes(&self, client: &str) -> Result<FourEyes> {
        let _acting = self.may(Right::Look)?;
        let client = self.inner().client(client)?;
        let eyes = self.store().read(|c| reviews::four_eyes(c, &client.id))?;
        Ok(match eyes {
            Eyes::Off => FourEyes { mode: "off".into(), above: String::new() },
            Eyes::Always => FourEyes { mode: "always".into(), above: String::new() },
            Eyes::Above(cents) => FourEyes { mode: "above".into(), above: yuan(cents) },
        })
    }

    /// Switches the four eyes of a client. What waits for a signature waits for a review from now on, or no longer.
    ///
    /// # Errors
    /// There is no such client; the mode or the amount is wrong.
    pub fn set_four_eyes(&self, client: &str, eyes: &FourEyes) -> Result<FourEyes> {
        let _acting = self.may(Right::People)?;
        let client = self.inner().client(client)?;
        let next = match eyes.mode.as_str() {
            "off" => Eyes::Off,
            "always" => Eyes::Always,
            "above" => Eyes::Above(cents(&eyes.above)?),
            _ => return Err(Error::new(&fault::FOUR_EYES)),
        };
        let at = clock::now().unix_ms();
        self.store().write(|tx| {
            reviews::set_four_eyes(tx, &client.id, next)?;
            let details = [("mode", eyes.mode.clone()), ("above", eyes.above.trim().to_owned())];
            activity::log_of(tx, at, "four-eyes-set", &client.id, "", &details).map(|_| ())
        })?;
        self.four_eyes(&client.id)
    }

    /// Approves declarations as they stand: the named ones, or all of a client that wait. One's own work is passed over,
    /// and refused if there is nothing else.
    ///
    /// # Errors
    /// There is no such declaration; all of them are one's own, or none of them waits.
    pub fn approve(&self, ids: &[String], client: &str, work: Work<'_>) -> Result<Reviewed> {
        let _acting = self.may(Right::Review)?;
        self.review_all(ids, client, "approved", "", work)
    }

    /// Sends declarations back to whoever made them, who corrects or explains them. They are drafts until then; what was
    /// asked after the declaration is forgotten. A named client refuses declarations of another.
    ///
    /// # Errors
    /// There is no reason; a declaration is another client's; none of them waits.
    pub fn send_back(&self, ids: &[String], client: &str, reason: &str, work: Work<'_>) -> Result<Reviewed> {
        let _acting = self.may(Right::Review)?;
        let reason = reason.trim();
        if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
            return Err(Error::new(&fault::NO_REASON));
        }
        if ids.is_empty() {
            return Err(Error::new(&fault::NOT_IN_REVIEW));
        }
        self.review_all(ids, client, "back", reason, work)
    }

    /// Approves those of the selected declarations that wait for it.
    ///
    /// # Errors
    /// As [`Desk::approve`].
    pub fn approve_chosen(&self, chosen: &Chosen, work: Work<'_>) -> Result<Reviewed> {
        let _acting = self.may(Right::Review)?;
        self.review_all(&self.waiting_of(chosen)?, "", "approved", "", work)
    }

    /// Sends those of the selected declarations back that wait for a review.
    ///
    /// # Errors
    /// As [`Desk::send_back`].
    pub fn send_back_chosen(&self, chosen: &Chosen, reason: &str, work: Work<'_>) -> Result<Reviewed> {
        let _acting = self.may(Right::Review)?;
        self.send_back(&self.waiting_of(chosen)?, "", reason, work)
    }

    fn waiting_of(&self, chosen: &Chosen) -> Result<Vec<String>> {
        let ids = self.ids_of(chosen, TO_REVIEW)?;
        if ids.is_empty() { Err(Error::new(&fault::NOT_IN_REVIEW)) } else { Ok(ids) }
    }

    /// Asks for another review of declarations that were sent back, as they are.
    ///
    /// # Errors
    /// There is no such declaration; none of them was sent back.
    pub fn ask_review(&self, ids: &[String]) -> Result<Reviewed> {
        let _acting = self.may(Right::Import)?;
        let mut asked = Reviewed::default();
        let mut again = Vec::new();
        for (id, of) in self.under_review(ids, "")? {
            if ids.is_empty() || of.state != "draft" || of.review != "back" {
                asked.other += 1;
                continue;
            }
            let documents = self.store().read(|c| declarations::documents(c, id))?;
            let passes = outbox::passes_again(self.store(), id, &documents)?;
            again.push((of, documents, passes));
        }
        if again.is_empty() {
            return Err(Error::new(&fault::NOT_IN_REVIEW));
        }
        asked.done = count(again.len());
        let now = clock::now();
        self.store().write(|tx| {
            for (of, documents, passes) in &again {
                outbox::submit_anew(tx, of.id, documents, *passes, now)?;
            }
            let numbers: Vec<String> = again.iter().map(|(of, ..)| of.cop_no.clone()).collect();
            let details = [("count", again.len().to_string())];
            activity::log_of(tx, now.unix_ms(), "review-asked", "", &named(&numbers), &details).map(|_| ())
        })?;
        Ok(asked)
    }

    /// How a declaration stands with the four eyes, by its id or own number.
    ///
    /// # Errors
    /// There is no such declaration.
    pub fn review_of(&self, id: &str) -> Result<ReviewState> {
        let _acting = self.may(Right::Look)?;
        let (me, reveal) = held(&self.inner().acting)
            .as_ref()
            .map_or((None, false), |person| (Some(person.id), person.may(Right::Reveal)));
        self.store().read(|c| {
            let row = declarations::find(c, id)?.ok_or_else(|| Error::new(&fault::NO_DECLARATION))?;
            let of = reviews::find(c, row.id)?.ok_or_else(|| Error::new(&fault::NO_DECLARATION))?;
            let verdicts = reviews::verdicts(c, &of.cop_no)?;
            let all = people::all(c)?;
            let open = asked::open(c, row.id)?;
            Ok(ReviewState {
                made_by: all.iter().find(|p| p.id == of.made_by).map(|p| p.name.clone()).unwrap_or_default(),
                own: match me {
                    Some(me) => reviews::is_hand(c, &of, me)?,
                    None => false,
                },
                own_asked: open.as_ref().is_some_and(|row| me == Some(row.person)),
                asked: match open {
                    Some(row) => asked_line(c, row, reveal)?,
                    None => None,
                },
                state: of.review,
                verdicts: verdicts
                    .into_iter()
                    .map(|one| VerdictLine {
                        at: moment(one.at).to_string(),
                        who: one.who,
                        verdict: one.verdict,
                        reason: one.reason,
                        act: one.act,
                    })
                    .collect(),
            })
        })
    }

    /// Refuses to go on when something named is not approved, before anything is signed.
    pub(super) fn all_reviewed(&self, ids: &[i64]) -> Result<()> {
        let in_the_way = self.store().read(|c| {
            let mut orders = Vec::new();
            for id in ids {
                // What was asked and approved is signed in place of the documents.
                let in_the_way = match asked::open(c, *id)? {
                    Some(row) => row.state != "approved",
                    None => reviews::stands_in_the_way(c, *id)?,
                };
                if in_the_way && let Some(of) = reviews::find(c, *id)? {
                    orders.push(of.order_no);
                }
            }
            Ok(orders)
        })?;
        if in_the_way.is_empty() {
            return Ok(());
        }
        let shown = in_the_way.iter().take(3).cloned().collect::<Vec<_>>().join(", ");
        let more = if in_the_way.len() > 3 { format!(" … ({})", in_the_way.len()) } else { String::new() };
        Err(Error::new(&fault::NEEDS_REVIEW).on(format!("{shown}{more}")))
    }

    fn under_review(&self, ids: &[String], client: &str) -> Result<Vec<(i64, UnderReview)>> {
        let client = if client.is_empty() { String::new() } else { self.inner().client(client)?.id };
        self.store().read(|c| {
            let numbers = if ids.is_empty() {
                let asked = asked::all(c, &client, "waiting")?;
                let mut numbers = reviews::waiting(c, &client)?;
                numbers.extend(asked.into_iter().map(|(_, row)| row.declaration));
                numbers
            } else {
                let mut numbers = Vec::with_capacity(ids.len());
                for id in ids {
                    let row = declarations::find(c, id)?;
                    let row = row.filter(|row| client.is_empty() || row.client == client);
                    numbers.push(row.ok_or_else(|| Error::new(&fault::NO_DECLARATION).on(id))?.id);
                }
                numbers
            };
            let found = numbers.into_iter().map(|id| Ok(reviews::find(c, id)?.map(|of| (id, of))));
            found.filter_map(Result::transpose).collect()
        })
    }

    fn review_all(
        &self,
        ids: &[String],
        client: &str,
        verdict: &str,
        reason: &str,
        work: Work<'_>,
    ) -> Result<Reviewed> {
        let me = held(&self.inner().acting).as_ref().map_or(0, |person| person.id);
        let all = self.under_review(ids, client)?;
        let what = Text { zh: "正在复核", en: "Reviewing" };
        let at = clock::now().unix_ms();
        self.store().write(|tx| {
            let (mut reviewed, mut judged, mut of_client) = (Reviewed::default(), Vec::new(), String::new());
            for (n, (id, _)) in all.iter().enumerate() {
                if n % 100 == 0 {
                    work.at(n, all.len(), what)?;
                }
                // As it stands now, inside the transaction.
                let Some(of) = reviews::find(tx, *id)? else { continue };
                let back = verdict == "back";
                if let Some(row) = asked::open(tx, *id)? {
                    if !back && row.state == "approved" {
                        reviewed.other += 1;
                    } else if row.person == me && !back {
                        reviewed.own += 1;
                    } else {
                        let (act, digest) = (row.act.as_str(), row.digest.as_str());
                        let verdict_of = Judged { cop_no: &of.cop_no, verdict, digest, reason, act, at };
                        judged.push((of.cop_no.clone(), reviews::judge(tx, &verdict_of)?));
                        asked::set_state(tx, row.id, verdict)?;
                        one_client(&mut of_client, judged.len(), of.client);
                        reviewed.done += 1;
                    }
                    continue;
                }
                let waits = matches!(of.state.as_str(), "to-sign" | "staged")
                    && (of.review == "waiting" || back && of.review == "approved");
                if !waits || !is_free(tx, &of)? {
                    reviewed.other += 1;
                } else if !back && reviews::is_hand(tx, &of, me)? {
                    reviewed.own += 1;
                } else {
                    let digest = reviews::digest(&declarations::documents(tx, of.id)?)?;
                    let verdict_of =
                        Judged { cop_no: &of.cop_no, verdict, digest: &digest, reason, act: "", at };
                    judged.push((of.cop_no.clone(), reviews::judge(tx, &verdict_of)?));
                    if back {
                        outbox::send_back(tx, &of.cop_no)?;
                    }
                    one_client(&mut of_client, judged.len(), of.client);
                    reviewed.done += 1;
                }
            }
            if reviewed.done == 0 {
                let why = if reviewed.own > 0 { &fault::OWN_WORK } else { &fault::NOT_IN_REVIEW };
                return Err(Error::new(why));
            }
            let (numbers, lines): (Vec<String>, Vec<String>) = judged.into_iter().unzip();
            // Binds the verdicts to the log: who changes one afterwards changes what stands here.
            // The reason stands with the verdict: it is free text, and may name somebody.
            let details =
                [("count", lines.len().to_string()), ("digest", sha256(lines.join("\n").as_bytes()))];
            let word = if verdict == "back" { "sent-back" } else { "approved" };
            let entry = activity::log_of(tx, at, word, &of_client, &named(&numbers), &details)?;
            reviews::told(tx, entry)?;
            Ok(reviewed)
        })
    }
}

/// The client of all so far; empty once they are of several.
fn one_client(all: &mut String, n: usize, client: String) {
    *all = if n == 1 || *all == client { client } else { String::new() };
}

/// Not signed, and not with another program to be signed.
fn is_free(tx: &Transaction<'_>, of: &UnderReview) -> Result<bool> {
    let subject = Subject::declaration(&of.cop_no);
    Ok(!carried::is_live(tx, &subject)? && !handed::holds(tx, &subject)?)
}

/// Numbers as the subject of an entry: a few of them, or the first and how many more.
fn named(numbers: &[String]) -> String {
    match numbers {
        [first, .., last] if numbers.len() > NAMED => format!("{first} … {last}"),
        _ => numbers.join(" "),
    }
}

/// Declarations that wait for a review, of one client or of all.
pub(super) fn to_review(c: &rusqlite::Connection, client: &str) -> Result<u32> {
    let asked = asked::all(c, client, "waiting")?.len();
    Ok(count(usize::try_from(reviews::count_waiting(c, client)?).unwrap_or_default() + asked))
}

fn cents(amount: &str) -> Result<i64> {
    let wrong = || Error::new(&fault::FOUR_EYES);
    let text = amount.trim().replace(',', "");
    let money = Money::parse(&text).ok_or_else(wrong)?;
    let (whole, part) = text.split_once('.').unwrap_or((text.as_str(), ""));
    if money < Money::ZERO || part.len() > 2 || whole.len() > 9 {
        return Err(wrong());
    }
    let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| wrong())? };
    let part: i64 = format!("{part:0<2}").parse().map_err(|_| wrong())?;
    Ok(whole * 100 + part)
}

fn yuan(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_to_the_cent() {
        for (text, cents_of) in [("0", 0), ("1,234.5", 123_450), ("99.99", 9_999), (" 5000 ", 500_000)] {
            assert_eq!(cents(text).expect(text), cents_of);
        }
        for wrong in ["", "x", "-1", "1.234", "1e3", "9999999999"] {
            assert_eq!(cents(wrong).expect_err(wrong).code(), "four-eyes", "{wrong}");
        }
        assert_eq!(yuan(9_905), "99.05");
    }
}
