//! Time and signatures: how far a certificate is from its end, and clocks that differ.
//!
//! A computer's clock is never quite right. So a moment up to [`TOLERATED`] ahead of ours counts as now, everywhere;
//! what lies further ahead is told, because customs will see it too.

use serde::Serialize;

use crate::text::{Sentence, Text};
use crate::time::BeijingTime;

/// How far two clocks may differ before it is told: five minutes, in milliseconds.
pub const TOLERATED: i64 = 5 * 60 * 1_000;

const DAY: i64 = 24 * 3_600 * 1_000;

/// How far a certificate is from its end. The steps are those at which people are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Expiry {
    /// More than 60 days.
    Far,
    /// At most 60 days.
    Within60Days,
    /// At most 30 days.
    Within30Days,
    /// At most 7 days.
    Within7Days,
    /// It has ended.
    Ended,
}

impl Expiry {
    /// Where a certificate stands that is valid until `not_after`, that moment included.
    #[must_use]
    pub fn of(not_after: BeijingTime, now: BeijingTime) -> Self {
        match not_after.unix_ms().saturating_sub(now.unix_ms()) {
            ..0 => Expiry::Ended,
            left if left <= 7 * DAY => Expiry::Within7Days,
            left if left <= 30 * DAY => Expiry::Within30Days,
            left if left <= 60 * DAY => Expiry::Within60Days,
            _ => Expiry::Far,
        }
    }

    /// The sentence.
    #[must_use]
    pub const fn text(self) -> Text {
        match self {
            Expiry::Far => Text { zh: "可用", en: "Ready" },
            Expiry::Within60Days => {
                Text { zh: "可用，不到 60 天后到期", en: "Ready; ends in less than 60 days" }
            }
            Expiry::Within30Days => {
                Text { zh: "可用，不到 30 天后到期", en: "Ready; ends in less than 30 days" }
            }
            Expiry::Within7Days => Text {
                zh: "可用，不到 7 天后到期，请尽快更换证书",
                en: "Ready; ends in less than 7 days: renew it now",
            },
            Expiry::Ended => Text { zh: "已过期", en: "Expired" },
        }
    }
}

/// Two clocks that differ by more than [`TOLERATED`]: what to tell, and what to do about it.
#[must_use]
pub fn skew(ours: BeijingTime, theirs: BeijingTime) -> Option<(Sentence, Text)> {
    let apart = ours.unix_ms().saturating_sub(theirs.unix_ms());
    if apart.abs() <= TOLERATED {
        return None;
    }
    let minutes = apart.abs() / 60_000;
    let (zh, en) = if apart > 0 { ("快", "ahead of") } else { ("慢", "behind") };
    Some((
        Sentence::new(
            format!("本机时间比接收方{zh} {minutes} 分钟"),
            format!("This computer's clock is {minutes} minutes {en} the receiver's"),
        ),
        Text {
            zh: "请打开系统的自动对时后再签名，否则申报时间会被海关退回",
            en: "Let the system set its clock by itself before you sign: customs returns declarations with a wrong time",
        },
    ))
}

/// Whether a moment lies so far ahead of `now` that no ordinary clock explains it.
#[must_use]
pub fn is_ahead(at: BeijingTime, now: BeijingTime) -> bool {
    at.unix_ms().saturating_sub(now.unix_ms()) > TOLERATED
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> BeijingTime {
        BeijingTime::from_unix_ms(ms)
    }

    #[test]
    fn people_are_told_at_60_30_and_7_days() {
        let end = at(1_800_000_000_000);
        for (before, expected) in [
            (61 * DAY, Expiry::Far),
            (60 * DAY + 1, Expiry::Far),
            (60 * DAY, Expiry::Within60Days),
            (30 * DAY + 1, Expiry::Within60Days),
            (30 * DAY, Expiry::Within30Days),
            (7 * DAY + 1, Expiry::Within30Days),
            (7 * DAY, Expiry::Within7Days),
            (0, Expiry::Within7Days),
            (-1, Expiry::Ended),
            (-400 * DAY, Expiry::Ended),
        ] {
            assert_eq!(Expiry::of(end, at(end.unix_ms() - before)), expected, "{before}");
        }
    }

    #[test]
    fn clocks_may_differ_by_five_minutes() {
        let now = 1_800_000_000_000;
        for (apart, zh) in [
            (TOLERATED, None),
            (-TOLERATED, None),
            (TOLERATED + 1, Some("本机时间比接收方快 5 分钟")),
            (-61 * 60_000, Some("本机时间比接收方慢 61 分钟")),
        ] {
            let told = skew(at(now + apart), at(now)).map(|(says, _)| says.zh);
            assert_eq!(told.as_deref(), zh, "{apart}");
        }
        assert!(!is_ahead(at(now + TOLERATED), at(now)));
        assert!(is_ahead(at(now + TOLERATED + 1), at(now)));
    }
}
