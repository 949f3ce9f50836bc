//! Dice that fall the same way each time, and the texts, numbers and codes that they draw.

use clearance_core::ids::{CreditCode, credit_code, organisation_code};
use clearance_core::money::{Money, Quantity};
use rust_decimal::Decimal;

/// Signs that make trouble somewhere: markup, marks of more than one octet, signs beyond the first plane, line ends.
const SIGNS: &[char] = &[
    'a', 'Z', '7', ' ', '-', '_', '.', '/', '&', '<', '>', '"', '\'', ']', '%', '\n', '\t', '\r', '中', '文',
    '货', '品', '鱼', '油', '（', '）', '，', '·', 'é', 'Ω', '𠮷', '🧴', '\u{2028}', '\u{feff}',
];
const HAN: &[char] = &[
    '陈', '宁', '海', '信', '杭', '州', '晴', '川', '云', '帆', '橘', '汇', '通', '报', '关', '牙', '膏',
    '奶', '粉', '面',
];
const PLAIN: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// Numbers by splitmix64: small, and the same on every machine.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Dice(seed)
    }

    fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From the first to the last, both included.
    pub(crate) fn within(&mut self, first: usize, last: usize) -> usize {
        first + (self.draw() % (last - first + 1) as u64) as usize
    }

    pub(crate) fn one_in(&mut self, n: usize) -> bool {
        self.within(1, n) == 1
    }

    pub(crate) fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.within(0, all.len() - 1)]
    }

    /// A length of a text: its edges, and anything between.
    pub(crate) fn length(&mut self, least: usize, most: usize) -> usize {
        let least = least.max(1);
        match self.within(0, 7) {
            0 => least,
            1 => most,
            2 => most.saturating_sub(1).max(least),
            3 => (least + 1).min(most),
            _ => self.within(least, most.min(least + 30)),
        }
    }

    /// Any text of so many characters.
    pub(crate) fn text(&mut self, length: usize) -> String {
        (0..length).map(|_| *self.pick(SIGNS)).collect()
    }

    /// Chinese signs only, as names of people and companies are.
    pub(crate) fn han(&mut self, length: usize) -> String {
        (0..length).map(|_| *self.pick(HAN)).collect()
    }

    /// Letters and digits.
    pub(crate) fn plain(&mut self, length: usize) -> String {
        (0..length).map(|_| char::from(*self.pick(PLAIN))).collect()
    }

    pub(crate) fn digits(&mut self, length: usize) -> String {
        (0..length).map(|_| char::from(b'0' + self.within(0, 9) as u8)).collect()
    }

    /// A number of its own in at most so many signs: what begins it, the count, and signs up to a length.
    pub(crate) fn number(&mut self, head: &str, n: usize, most: usize) -> String {
        let own = format!("{head}{n:07}");
        let length = self.length(own.len(), most);
        let more = self.plain(length - own.len());
        format!("{own}{more}")
    }

    pub(crate) fn guid(&mut self) -> String {
        let hex = format!("{:016X}{:016X}", self.draw(), self.draw());
        [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
    }

    /// A resident identity number: one of a million people of one district.
    pub(crate) fn resident(&mut self, n: usize) -> String {
        let (day, month, year) = (n % 28 + 1, n / 28 % 12 + 1, 1950 + n / 336 % 50);
        let body = format!("110101{year}{month:02}{day:02}{:03}", n / 16_800 % 1000);
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        let sum: usize =
            body.bytes().zip(weights).map(|(sign, weight)| usize::from(sign - b'0') * weight).sum();
        format!("{body}{}", char::from(b"10X98765432"[sum % 11]))
    }

    /// A company's code: a unified social credit code, or a registration code of the customs of Hangzhou.
    pub(crate) fn company(&mut self) -> String {
        if self.one_in(2) {
            return format!("330196{}", self.plain(4));
        }
        let signs = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
        let drawn =
            |dice: &mut Dice, n: usize| -> String { (0..n).map(|_| char::from(*dice.pick(signs))).collect() };
        loop {
            let eight = drawn(self, 8);
            let ends = b"0123456789X".iter().map(|end| format!("{eight}{}", char::from(*end)));
            let Some(organisation) = ends.into_iter().find(|one| organisation_code(one)) else { continue };
            let all = signs.iter().map(|end| format!("91330106{organisation}{}", char::from(*end)));
            if let Some(code) = all.into_iter().find(|code| credit_code(code) == CreditCode::Right) {
                return code;
            }
        }
    }

    /// Yuan from nothing up to so many cents, now and then with five decimals.
    pub(crate) fn yuan(&mut self, most_cents: usize) -> Money {
        match self.within(0, 9) {
            0 => Money(Decimal::ZERO),
            1 => Money(Decimal::new(self.within(1, most_cents * 1000) as i64, 5)),
            2 => Money(Decimal::from(self.within(0, most_cents / 100))),
            _ => Money(Decimal::new(self.within(1, most_cents) as i64, 2)),
        }
    }

    /// A quantity: mostly a few, sometimes parts of one, sometimes the smallest or very many.
    pub(crate) fn quantity(&mut self) -> Quantity {
        Quantity(match self.within(0, 19) {
            0 => Decimal::new(1, 5),
            1 => Decimal::new(self.within(1, 999_999) as i64, 5),
            2 => Decimal::from(self.within(100, 99_999)),
            3..=5 => Decimal::new(self.within(1, 999) as i64, 2),
            _ => Decimal::from(self.within(1, 9)),
        })
    }
}
