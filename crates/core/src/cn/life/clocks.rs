//! The days after a release: 30 to apply for a return, 45 until the goods are back, 31 to 45 in which tax is paid.
//!
//! Days are counted from the day of the release by the clock of customs, which is day 0.

use jiff::civil::Date;

use crate::text::Text;

/// Last day on which a return may be applied for (notice 2020/45).
pub const APPLY_WITHIN: i32 = 30;
/// Last day on which the goods may arrive at the place where they were supervised (notice 2020/45).
pub const BACK_WITHIN: i32 = 45;
/// First day on which the tax of a bill is paid (notice 2018/194).
pub const PAID_FROM: i32 = 31;
/// Last day on which it is paid (notice 2018/194).
pub const PAID_UNTIL: i32 = 45;

/// Today, seen from a release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    released_on: Date,
    today: Date,
}

/// Where a bill stands between its release and its payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Payment {
    /// Days 0 to 30: goods may still come back, so nothing is collected.
    Waits,
    /// Days 31 to 45.
    Due,
    /// From day 46 on.
    Overdue,
}

impl Clock {
    /// The clock of a release.
    #[must_use]
    pub const fn new(released_on: Date, today: Date) -> Self {
        Clock { released_on, today }
    }

    /// Which day it is: the day of the release is 0. A day before the release is the release's too, for a clock here may
    /// be behind that of customs.
    #[must_use]
    pub fn day(self) -> i32 {
        (self.today - self.released_on).get_days().max(0)
    }

    /// The day with this number; the last day of the calendar where there is no such day.
    #[must_use]
    pub fn on(self, day: i32) -> Date {
        let span = jiff::Span::new().days(day);
        self.released_on.checked_add(span).unwrap_or(Date::MAX)
    }

    /// Whether a return may be applied for today.
    #[must_use]
    pub fn may_apply(self) -> bool {
        self.day() <= APPLY_WITHIN
    }

    /// How many days are left to apply for a return, today included; none when it is too late.
    #[must_use]
    pub fn days_to_apply(self) -> Option<i32> {
        self.may_apply().then(|| APPLY_WITHIN - self.day() + 1)
    }

    /// Whether goods that come back today are still in time.
    #[must_use]
    pub fn goods_in_time(self) -> bool {
        self.day() <= BACK_WITHIN
    }

    /// How it stands with the payment of the tax.
    #[must_use]
    pub fn payment(self) -> Payment {
        match self.day() {
            day if day < PAID_FROM => Payment::Waits,
            day if day <= PAID_UNTIL => Payment::Due,
            _ => Payment::Overdue,
        }
    }
}

/// What to do about returns on this day.
#[must_use]
pub fn advice_on_return(clock: Clock) -> Text {
    if clock.may_apply() {
        Text {
            zh: "放行之日起30日内可申请退货；商品须在放行之日起45日内运抵原监管场所",
            en: "A return may be applied for within 30 days of the release; the goods must be back at the supervised place within 45",
        }
    } else if clock.goods_in_time() {
        Text {
            zh: "申请退货的30日已过；已申请的退货，商品须在放行之日起45日内运抵原监管场所",
            en: "The 30 days to apply are over; goods of returns that were applied for must be back within 45 days of the release",
        }
    } else {
        Text {
            zh: "退货期限已过，税款照征，不再返还年度额度；请与消费者自行协商",
            en: "Too late for a return: the tax is due and the yearly amount stays used; settle it with the buyer",
        }
    }
}

/// What to do about the tax of a bill on this day.
#[must_use]
pub fn advice_on_payment(payment: Payment) -> Text {
    match payment {
        Payment::Waits => Text {
            zh: "放行后30日内不收税，等待退货或撤销",
            en: "Nothing is collected in the first 30 days: goods may come back",
        },
        Payment::Due => Text {
            zh: "请在放行后第31日至第45日之间按缴款书缴税",
            en: "Pay by the payment book between day 31 and day 45 after the release",
        },
        Payment::Overdue => Text {
            zh: "缴税期限已过，请立即缴纳并与海关核对担保",
            en: "The time to pay is over: pay at once and ask customs about the guarantee",
        },
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn on_day(day: i32) -> Clock {
        let released = date(2026, 1, 31);
        Clock::new(released, released.checked_add(jiff::Span::new().days(day)).expect("a day"))
    }

    #[test]
    fn day_thirty_is_in_time_to_apply_and_day_thirty_one_is_not() {
        for (day, apply, left) in [
            (0, true, Some(31)),
            (1, true, Some(30)),
            (29, true, Some(2)),
            (30, true, Some(1)),
            (31, false, None),
            (400, false, None),
        ] {
            let clock = on_day(day);
            assert_eq!((clock.may_apply(), clock.days_to_apply()), (apply, left), "day {day}");
        }
    }

    #[test]
    fn goods_are_in_time_until_day_forty_five() {
        assert_eq!(
            [30, 31, 44, 45, 46].map(|day| on_day(day).goods_in_time()),
            [true, true, true, true, false]
        );
    }

    #[test]
    fn tax_is_paid_from_day_thirty_one_to_day_forty_five() {
        use Payment::{Due, Overdue, Waits};
        assert_eq!([0, 30, 31, 45, 46].map(|day| on_day(day).payment()), [Waits, Waits, Due, Due, Overdue]);
    }

    #[test]
    fn days_go_over_the_end_of_months_and_leap_years() {
        assert_eq!(on_day(30).on(APPLY_WITHIN), date(2026, 3, 2));
        let leap = Clock::new(date(2028, 2, 1), date(2028, 3, 2));
        assert_eq!((leap.day(), leap.on(BACK_WITHIN)), (30, date(2028, 3, 17)));
        let year = Clock::new(date(2026, 12, 15), date(2027, 1, 14));
        assert_eq!((year.day(), year.may_apply()), (30, true));
        assert_eq!(Clock::new(Date::MAX, Date::MAX).on(45), Date::MAX);
    }

    #[test]
    fn a_clock_that_is_behind_customs_loses_no_day() {
        let behind = Clock::new(date(2026, 5, 2), date(2026, 5, 1));
        assert_eq!((behind.day(), behind.may_apply(), behind.payment()), (0, true, Payment::Waits));
    }

    #[test]
    fn every_day_has_its_advice() {
        let said = [0, 30, 31, 45, 46].map(|day| advice_on_return(on_day(day)).en);
        assert_eq!(said[0], said[1]);
        assert_eq!(said[2], said[3]);
        assert!(said[1] != said[2] && said[3] != said[4]);
    }
}
