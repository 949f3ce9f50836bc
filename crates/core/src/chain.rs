//! A log that shows tampering: every entry is chained to the one before it, and the end is sealed.
//!
//! # The canonical form
//! The hash of an entry is the SHA-256, in lower-case hexadecimal, of the UTF-8 octets of one JSON array without blanks:
//!
//! ```text
//! ["clearance-activity-1",number,at,person,"who","what","client","subject","details","before"]
//! ```
//!
//! `number` counts from 1 without gaps, `at` is in milliseconds since 1970, `person` is the number of the person (0 is the
//! desk itself) and `before` the hash of the entry before, 64 zeros for the first. Text is escaped as JSON demands and no
//! further: `"`, `\` and the signs below U+0020. `details` is text too, a JSON object that was written once.
//!
//! # The seal of the end
//! A chain alone does not show that its last entries are gone. So its newest number and hash are kept apart, under an
//! HMAC-SHA-256 over `["clearance-head-1",number,"hash",anchored]` with a key that only the desk has.

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What stands before the first entry.
pub const START: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The word of an entry by which a desk told that it found its log broken. It stays for good.
pub const BROKEN: &str = "log-broken";

/// One entry of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Counts from 1 without gaps.
    pub number: i64,
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// Number of the person who acted; 0 is the desk itself.
    pub person: i64,
    /// Name of the person at that time; empty for the desk itself and for the only person of a desk.
    pub who: String,
    /// What was done: a stable word.
    pub what: String,
    /// For which client, by its id; empty where it concerns none.
    pub client: String,
    /// On what: a number of our own, an id, a count. Never personal.
    pub subject: String,
    /// Anything else, as a JSON object; may be empty.
    pub details: String,
    /// Hash of the entry before.
    pub before: String,
    /// Its own hash.
    pub hash: String,
}

impl Entry {
    /// The hash that its contents demand.
    #[must_use]
    pub fn digest(&self) -> String {
        let Entry { number, at, person, who, what, client, subject, details, before, .. } = self;
        let form = ("clearance-activity-1", number, at, person, who, what, client, subject, details, before);
        hex(&Sha256::digest(octets(&form)))
    }
}

/// The end of the log, kept apart from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Number of the newest entry; 0 while there is none.
    pub number: i64,
    /// Its hash.
    pub hash: String,
    /// Whether a copy of the head stands outside the database, so that its absence means something.
    pub anchored: bool,
    /// The seal over all three.
    pub seal: String,
}

impl Head {
    /// Seals an end.
    #[must_use]
    pub fn sealed(number: i64, hash: &str, anchored: bool, key: &[u8]) -> Head {
        let seal = hex(&mac(number, hash, anchored, key).finalize().into_bytes());
        Head { number, hash: hash.to_owned(), anchored, seal }
    }

    /// Whether this seal was made with that key, over just this.
    #[must_use]
    pub fn fits(&self, key: &[u8]) -> bool {
        let Some(seal) = unhex(&self.seal) else { return false };
        mac(self.number, &self.hash, self.anchored, key).verify_slice(&seal).is_ok()
    }
}

/// The key of the seal, made of another secret of the desk; from it the secret cannot be told.
#[must_use]
pub fn key_of(secret: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("a key of any length is taken");
    mac.update(b"clearance-activity-key-1");
    mac.finalize().into_bytes().into()
}

fn mac(number: i64, hash: &str, anchored: bool, key: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length is taken");
    mac.update(&octets(&("clearance-head-1", number, hash, anchored)));
    mac
}

fn octets(form: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(form).expect("text and numbers can always be written")
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}

/// Why an entry does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// The entry of this number is not there.
    Missing,
    /// Its contents are not what its hash was made of.
    Changed,
    /// It does not follow the entry before it: that one was replaced, or this one was put in.
    Unlinked,
    /// It stands behind the sealed end.
    Added,
    /// The seal of the end is not the desk's own.
    Unsealed,
    /// The desk itself has told here that it found the log broken.
    Told,
}

impl Wrong {
    /// Stable word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Wrong::Missing => "missing",
            Wrong::Changed => "changed",
            Wrong::Unlinked => "unlinked",
            Wrong::Added => "added",
            Wrong::Unsealed => "unsealed",
            Wrong::Told => "told",
        }
    }
}

/// The first entry that does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Break {
    /// Its number.
    pub number: i64,
    /// Why.
    pub wrong: Wrong,
}

/// Follows a log from its first entry to its end.
#[derive(Clone, Debug)]
pub struct Follow {
    number: i64,
    hash: String,
}

impl Default for Follow {
    fn default() -> Self {
        Follow { number: 0, hash: START.to_owned() }
    }
}

impl Follow {
    /// How many entries were followed.
    #[must_use]
    pub fn entries(&self) -> i64 {
        self.number
    }

    /// Takes the next entry.
    ///
    /// # Errors
    /// It does not follow; nothing behind it can be vouched for.
    pub fn take(&mut self, entry: &Entry) -> Result<(), Break> {
        let next = self.number + 1;
        let broken = |number, wrong| Err(Break { number, wrong });
        if entry.number > next {
            return broken(next, Wrong::Missing);
        }
        if entry.digest() != entry.hash {
            return broken(entry.number, Wrong::Changed);
        }
        if entry.number < next || entry.before != self.hash {
            return broken(entry.number, Wrong::Unlinked);
        }
        self.number = next;
        self.hash.clone_from(&entry.hash);
        if entry.what == BROKEN { broken(next, Wrong::Told) } else { Ok(()) }
    }

    /// Holds the followed entries against the end that was kept apart. `key` is none where only the writer has it.
    ///
    /// # Errors
    /// Entries are gone from the end, or were added behind it; the seal is not the desk's own.
    pub fn end(&self, head: &Head, key: Option<&[u8]>) -> Result<(), Break> {
        let broken = |number, wrong| Err(Break { number, wrong });
        if key.is_some_and(|key| !head.fits(key)) {
            return broken(self.number.max(1), Wrong::Unsealed);
        }
        if head.number > self.number {
            return broken(self.number + 1, Wrong::Missing);
        }
        if head.number < self.number {
            return broken(head.number + 1, Wrong::Added);
        }
        if head.hash == self.hash { Ok(()) } else { broken(self.number, Wrong::Unlinked) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &[u8] = b"a key for tests";

    fn log(entries: i64) -> Vec<Entry> {
        let mut all: Vec<Entry> = Vec::new();
        for number in 1..=entries {
            let mut entry = Entry {
                number,
                at: 1_763_950_000_000 + number,
                person: 1,
                who: "陈店长".into(),
                what: "declared".into(),
                client: "C1".into(),
                subject: format!("import-{number}"),
                details: r#"{"made":3}"#.into(),
                before: all.last().map_or(START.to_owned(), |last| last.hash.clone()),
                hash: String::new(),
            };
            entry.hash = entry.digest();
            all.push(entry);
        }
        all
    }

    fn head(of: &[Entry]) -> Head {
        let last = of.last().expect("an entry");
        Head::sealed(last.number, &last.hash, true, KEY)
    }

    fn verify(all: &[Entry], head: &Head) -> Result<(), Break> {
        let mut follow = Follow::default();
        all.iter().try_for_each(|entry| follow.take(entry))?;
        follow.end(head, Some(KEY))
    }

    #[test]
    fn the_canonical_form_is_that_of_the_manual() {
        // Made by another program: python3 -c 'hashlib.sha256(json.dumps([...], separators=(",", ":"),
        // ensure_ascii=False).encode()).hexdigest()'.
        let entry = Entry { who: "陈\"店\\长\n".into(), ..log(1).remove(0) };
        assert_eq!(entry.digest(), "670684dfef8d655a246ed8b07f159d8bbcc815f93f97fbdcae09bb640c578ae8");
    }

    #[test]
    fn an_untouched_log_is_unbroken() {
        let all = log(5);
        assert_eq!(verify(&all, &head(&all)), Ok(()));
        assert_eq!(verify(&[], &Head::sealed(0, START, false, KEY)), Ok(()));
    }

    #[test]
    fn whatever_is_done_to_it_names_the_first_entry_that_does_not_fit() {
        let (all, end) = (log(6), head(&log(6)));
        let check = |name: &str, number, wrong, change: &dyn Fn(&mut Vec<Entry>)| {
            let mut changed = all.clone();
            change(&mut changed);
            assert_eq!(verify(&changed, &end), Err(Break { number, wrong }), "{name}");
        };
        check("edited", 3, Wrong::Changed, &|all| all[2].subject = "another".into());
        check("another person is blamed", 3, Wrong::Changed, &|all| all[2].person = 2);
        check("moved in time", 3, Wrong::Changed, &|all| all[2].at += 1);
        check("removed", 3, Wrong::Missing, &|all| drop(all.remove(2)));
        check("the first is gone", 1, Wrong::Missing, &|all| drop(all.remove(0)));
        check("cut off", 5, Wrong::Missing, &|all| all.truncate(4));
        check("emptied", 1, Wrong::Missing, &|all| all.clear());
        check("reordered", 4, Wrong::Missing, &|all| all.swap(3, 4));
        check("reordered with its numbers", 4, Wrong::Changed, &|all| {
            all.swap(3, 4);
            (all[3].number, all[4].number) = (4, 5);
        });
        check("put in once more", 3, Wrong::Unlinked, &|all| all.insert(3, all[2].clone()));
        check("edited, its hash made anew", 4, Wrong::Unlinked, &|all| {
            all[2].subject = "another".into();
            all[2].hash = all[2].digest();
        });
        check("added behind the end", 7, Wrong::Added, &|all| {
            let mut more = Entry { number: 7, before: all[5].hash.clone(), ..all[5].clone() };
            more.hash = more.digest();
            all.push(more);
        });
        check("made anew from the third on", 6, Wrong::Unlinked, &|all| {
            all[2].subject = "another".into();
            for at in 2..6 {
                let before = all[at - 1].hash.clone();
                all[at].before = before;
                all[at].hash = all[at].digest();
            }
        });
    }

    #[test]
    fn a_seal_of_another_key_is_none() {
        let all = log(3);
        let other = Head::sealed(3, &all[2].hash, true, b"another key");
        assert_eq!(verify(&all, &other), Err(Break { number: 3, wrong: Wrong::Unsealed }));
        let moved = Head { number: 2, hash: all[1].hash.clone(), ..head(&all) };
        assert_eq!(verify(&all[..2], &moved), Err(Break { number: 2, wrong: Wrong::Unsealed }));
        let unanchored = Head { anchored: false, ..head(&all) };
        assert!(!unanchored.fits(KEY) && !Head { seal: "zz".into(), ..head(&all) }.fits(KEY));
    }

    #[test]
    fn what_the_desk_told_of_a_break_is_never_healed() {
        let mut all = log(3);
        all[2].what = BROKEN.into();
        all[2].hash = all[2].digest();
        assert_eq!(verify(&all, &head(&all)), Err(Break { number: 3, wrong: Wrong::Told }));
    }
}
