//! How much each enterprise may send: classes with messages and records a minute, and a share of the service.
//!
//! A message is let in while there is a token for it and no debt of records; what it held is paid when it is admitted.
//! So nothing is read in vain, and whoever sent a large message waits for the next one accordingly.
//!
//! # Invariants
//! - One sender never has all places: somebody else's message always finds one, whatever the first one sends.
//! - The time that is told is the time until the next message is let in, if nothing else is sent meanwhile.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use serde::Deserialize;

use crate::error::Refused;
use crate::store::{Enterprise, EnterpriseId};

/// A token in the unit of the buckets: a rate a minute gains its number of units every millisecond.
const TOKEN: i64 = 60_000;

/// What one enterprise may send.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// Messages a minute, averaged.
    pub messages_per_minute: u32,
    /// Records a minute, averaged.
    pub records_per_minute: u32,
    /// So many seconds' worth may come at once.
    #[serde(default = "ten")]
    pub burst_seconds: u32,
}

fn ten() -> u32 {
    10
}

/// A class: a rate for those who are named in it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Class {
    members: Vec<String>,
    messages_per_minute: u32,
    records_per_minute: u32,
    #[serde(default = "ten")]
    burst_seconds: u32,
}

/// The classes of a service. The default lets everybody send as much as the service takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rates {
    others: Option<Rate>,
    members: HashMap<String, Rate>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    others: Option<Rate>,
    #[serde(default)]
    classes: BTreeMap<String, Class>,
}

impl Rates {
    /// The same rate for everybody.
    #[must_use]
    pub fn same(rate: Rate) -> Self {
        Rates { others: Some(rate), members: HashMap::new() }
    }

    /// Reads the classes from TOML: `[others]` for who is named nowhere, `[classes.NAME]` with `members`.
    ///
    /// # Errors
    /// What is wrong, as a sentence: no TOML, an unknown key, a rate of nothing, an enterprise in two classes.
    pub fn read(text: &str) -> Result<Self, String> {
        let file: File = toml::from_str(text).map_err(|e| e.to_string())?;
        let sound = |rate: &Rate| {
            rate.messages_per_minute > 0 && rate.records_per_minute > 0 && rate.burst_seconds > 0
        };
        if file.others.as_ref().is_some_and(|rate| !sound(rate)) {
            return Err("others: a rate of nothing lets nobody in".to_owned());
        }
        let mut members = HashMap::new();
        for (name, class) in file.classes {
            let Class { messages_per_minute, records_per_minute, burst_seconds, .. } = class;
            let rate = Rate { messages_per_minute, records_per_minute, burst_seconds };
            if !sound(&rate) {
                return Err(format!("{name}: a rate of nothing lets nobody in"));
            }
            for member in class.members {
                if members.insert(member.clone(), rate).is_some() {
                    return Err(format!("{member} is in two classes"));
                }
            }
        }
        Ok(Rates { others: file.others, members })
    }

    fn of(&self, code: &str) -> Option<Rate> {
        self.members.get(code).copied().or(self.others)
    }
}

/// What an enterprise has sent lately, and what it has in work.
struct Account {
    messages: i64,
    records: i64,
    at: i64,
    in_work: usize,
}

/// Keeps the accounts of all enterprises.
pub(crate) struct Meter {
    rates: Arc<Rates>,
    /// Places that one enterprise may have at once.
    share: usize,
    accounts: Mutex<HashMap<EnterpriseId, Account>>,
}

/// A place of one enterprise in the work; given back when it is dropped.
pub(crate) struct Share {
    meter: Arc<Meter>,
    enterprise: EnterpriseId,
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut accounts = self.meter.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(account) = accounts.get_mut(&self.enterprise) {
            account.in_work = account.in_work.saturating_sub(1);
        }
    }
}

impl Meter {
    /// One enterprise gets three quarters of the places at most.
    pub(crate) fn new(rates: Arc<Rates>, places: usize) -> Self {
        Meter { rates, share: (places * 3 / 4).max(1), accounts: Mutex::default() }
    }

    fn with<T>(
        &self,
        enterprise: &Enterprise,
        now: i64,
        work: impl FnOnce(&mut Account, Option<Rate>) -> T,
    ) -> T {
        let rate = self.rates.of(&enterprise.code);
        let mut accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        let account = accounts.entry(enterprise.id).or_insert(Account {
            messages: i64::MAX,
            records: i64::MAX,
            at: now,
            in_work: 0,
        });
        if let Some(rate) = rate {
            // A clock that was set back gives nothing, and goes on from there.
            let passed = (now - account.at).max(0);
            account.at = now;
            let fill = |level: i64, per_minute: u32| {
                let most = (i64::from(per_minute) * i64::from(rate.burst_seconds) * 1_000).max(TOKEN);
                level.saturating_add(passed.saturating_mul(i64::from(per_minute))).min(most)
            };
            account.messages = fill(account.messages, rate.messages_per_minute);
            account.records = fill(account.records, rate.records_per_minute);
        }
        work(account, rate)
    }

    /// A message wants to come.
    ///
    /// # Errors
    /// The enterprise has sent what it may, with the time until the next message.
    pub(crate) fn come(&self, enterprise: &Enterprise, now: i64) -> Result<(), Refused> {
        let wait = self.with(enterprise, now, |account, rate| {
            let rate = rate?;
            let lack = |missing: i64, per_minute: u32| missing.max(0).div_ceil_by(i64::from(per_minute));
            let wait = lack(TOKEN - account.messages, rate.messages_per_minute)
                .max(lack(1 - account.records, rate.records_per_minute));
            if wait > 0 {
                return Some(wait);
            }
            account.messages -= TOKEN;
            None
        });
        match wait {
            None => Ok(()),
            Some(millis) => Err(Refused::rate(u32::try_from(millis.div_ceil_by(1_000)).unwrap_or(u32::MAX))),
        }
    }

    /// So many records of it were admitted.
    pub(crate) fn pay(&self, enterprise: &Enterprise, records: usize, now: i64) {
        let cost = i64::try_from(records).unwrap_or(i64::MAX).saturating_mul(TOKEN);
        self.with(enterprise, now, |account, rate| {
            if rate.is_some() {
                account.records = account.records.saturating_sub(cost);
            }
        });
    }

    /// A place in the work, where the enterprise does not have its share already.
    pub(crate) fn share(self: &Arc<Self>, enterprise: &Enterprise, now: i64) -> Option<Share> {
        self.with(enterprise, now, |account, _| {
            (account.in_work < self.share).then(|| account.in_work += 1)
        })?;
        Some(Share { meter: Arc::clone(self), enterprise: enterprise.id })
    }
}

/// Whole parts, the last one counted too.
trait DivCeil {
    fn div_ceil_by(self, by: Self) -> Self;
}

impl DivCeil for i64 {
    fn div_ceil_by(self, by: i64) -> i64 {
        (self + by - 1) / by.max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn enterprise(id: EnterpriseId) -> Enterprise {
        Enterprise {
            id,
            code: format!("330196{id:04}"),
            name: String::new(),
            dxp_id: String::new(),
            roles: Vec::new(),
            certificates: Vec::new(),
            own_key: None,
            revoked: None,
        }
    }

    fn meter(messages_per_minute: u32, records_per_minute: u32, burst_seconds: u32) -> Arc<Meter> {
        let rate = Rate { messages_per_minute, records_per_minute, burst_seconds };
        Arc::new(Meter::new(Arc::new(Rates::same(rate)), 64))
    }

    fn told(meter: &Meter, who: &Enterprise, now: i64) -> Option<u32> {
        meter.come(who, now).err().map(|refused| {
            assert_eq!((refused.status.as_u16(), refused.refusal.code.as_str()), (429, "rate"));
            refused.retry_after
        })
    }

    #[test]
    fn a_burst_is_let_in_and_then_one_at_a_time() {
        let (meter, one) = (meter(60, 6_000, 3), enterprise(1));
        for _ in 0..3 {
            assert_eq!(told(&meter, &one, 0), None);
        }
        assert_eq!(told(&meter, &one, 0), Some(1));
        assert_eq!(told(&meter, &one, 999), Some(1));
        assert_eq!(told(&meter, &one, 1_000), None);
        assert_eq!(told(&meter, &one, 1_000), Some(1));
        assert_eq!(told(&meter, &enterprise(2), 1_000), None, "another sender has a bucket of its own");
    }

    #[test]
    fn the_time_that_is_told_is_enough_and_one_second_less_is_not() {
        let (meter, one) = (meter(6_000, 600, 10), enterprise(1));
        assert_eq!(told(&meter, &one, 0), None);
        // A burst holds 100 records; what is above it is a debt of 300 at ten a second.
        meter.pay(&one, 400, 0);
        let seconds = told(&meter, &one, 0).expect("there is a debt");
        assert_eq!(seconds, 31);
        let millis = i64::from(seconds) * 1_000;
        assert!(told(&meter, &one, millis - 1_001).is_some());
        assert_eq!(told(&meter, &one, millis), None);
    }

    #[test]
    fn a_slow_rate_lets_one_message_in_however_small_its_burst() {
        let (meter, one) = (meter(1, 1, 1), enterprise(1));
        assert_eq!(told(&meter, &one, 0), None);
        assert_eq!(told(&meter, &one, 0), Some(60));
    }

    #[test]
    fn a_clock_that_is_set_back_gives_nothing_and_takes_nothing() {
        let (meter, one) = (meter(60, 6_000, 1), enterprise(1));
        assert_eq!(told(&meter, &one, 1_000_000), None);
        assert_eq!(told(&meter, &one, 0), Some(1));
        assert_eq!(told(&meter, &one, 1_000), None);
    }

    #[test]
    fn nobody_has_more_than_their_share_and_it_is_given_back() {
        let meter = Arc::new(Meter::new(Arc::default(), 8));
        let (one, other) = (enterprise(1), enterprise(2));
        let mut held: Vec<_> = (0..6).map(|_| meter.share(&one, 0).expect("its share")).collect();
        assert!(meter.share(&one, 0).is_none());
        assert!(meter.share(&other, 0).is_some());
        held.pop();
        assert!(meter.share(&one, 0).is_some());
    }

    #[test]
    fn classes_are_read_and_nonsense_is_named() {
        let rates = Rates::read(
            "[others]\nmessages_per_minute = 60\nrecords_per_minute = 6000\n
             [classes.large]\nmembers = [\"3301964J31\"]\nmessages_per_minute = 6000\nrecords_per_minute = 600000\nburst_seconds = 5",
        )
        .expect("it is sound");
        assert_eq!(rates.of("3301964J31").map(|rate| rate.burst_seconds), Some(5));
        assert_eq!(rates.of("3301960000").map(|rate| rate.messages_per_minute), Some(60));
        assert_eq!(Rates::read("").map(|rates| rates.of("3301960000")), Ok(None));
        for wrong in [
            "[others]\nmessages_per_minute = 0\nrecords_per_minute = 1",
            "[others]\nmessages_per_minute = 1",
            "[other]\nmessages_per_minute = 1\nrecords_per_minute = 1",
            "[classes.a]\nmembers = [\"1\", \"1\"]\nmessages_per_minute = 1\nrecords_per_minute = 1",
            "nonsense",
        ] {
            Rates::read(wrong).expect_err(wrong);
        }
    }
}
