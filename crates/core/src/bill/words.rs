//! Amounts in capital numerals (大写金额), by the rules of the central bank for bills.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::money::Money;

const DIGITS: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
const PREFIX: &str = "人民币";

/// One sign of the words, and what the rules say about it.
#[derive(Clone, Copy, PartialEq)]
enum Sign {
    /// Must stand.
    Must(char),
    /// May stand; the canonical form writes it.
    Written(char),
    /// May stand; the canonical form leaves it out.
    Unwritten(char),
}

/// The amount in words without the prefix 人民币, rounded half up to the cent: `26.83` → 贰拾陆元捌角叁分.
///
/// Canonical form: 整 after 元 and after 角; 零 between zeros at the end of the yuan part and 角; no 零 for an empty
/// 万 digit alone. A negative amount gets 负 in front, because the rules know no sign.
#[must_use]
pub fn in_words(amount: Money) -> String {
    signs(amount)
        .into_iter()
        .filter_map(|sign| match sign {
            Sign::Must(c) | Sign::Written(c) => Some(c),
            Sign::Unwritten(_) => None,
        })
        .collect()
}

/// Whether the text is one of the permitted ways to write the amount in words.
///
/// The prefix 人民币 may stand directly before the first sign; 圆 counts as 元 and 正 as 整.
#[must_use]
pub fn words_agree(text: &str, amount: Money) -> bool {
    let text = text.strip_prefix(PREFIX).unwrap_or(text);
    let mut left = text.chars().map(|c| match c {
        '圆' => '元',
        '正' => '整',
        other => other,
    });
    let mut next = left.next();
    // Two optional signs never stand side by side with the same letter, so reading greedily is enough.
    for sign in signs(amount) {
        let (c, must) = match sign {
            Sign::Must(c) => (c, true),
            Sign::Written(c) | Sign::Unwritten(c) => (c, false),
        };
        if next == Some(c) {
            next = left.next();
        } else if must {
            return false;
        }
    }
    next.is_none()
}

/// The words with every permitted variation.
fn signs(amount: Money) -> Vec<Sign> {
    let cents = (amount.to_cent().0 * Decimal::ONE_HUNDRED).to_i128().unwrap_or(0);
    let mut out = Vec::new();
    if cents < 0 {
        out.push(Sign::Must('负'));
    }
    let cents = cents.unsigned_abs();
    let (yuan, jiao, fen) = (cents / 100, digit(cents / 10), digit(cents));
    if yuan > 0 {
        whole(yuan, &mut out);
        out.push(Sign::Must('元'));
    }
    match (jiao, fen) {
        ('零', '零') if yuan == 0 => out.extend(['零', '元', '整'].map(Sign::Must)),
        ('零', '零') => out.push(Sign::Must('整')),
        ('零', fen) => {
            if yuan > 0 {
                out.push(Sign::Must('零'));
            }
            out.extend([fen, '分'].map(Sign::Must));
        }
        (jiao, fen) => {
            if yuan > 0 && yuan % 10 == 0 {
                out.push(Sign::Written('零'));
            }
            out.extend([jiao, '角'].map(Sign::Must));
            match fen {
                '零' => out.push(Sign::Written('整')),
                fen => out.extend([fen, '分'].map(Sign::Must)),
            }
        }
    }
    out
}

/// A whole number above zero: eight digits at a time below 亿, four at a time below 万.
fn whole(n: u128, out: &mut Vec<Sign>) {
    for (unit, size) in [('亿', 100_000_000), ('万', 10_000)] {
        if n >= size {
            let (high, low) = (n / size, n % size);
            whole(high, out);
            out.push(Sign::Must(unit));
            if low > 0 {
                gap(high, low, size, out);
                whole(low, out);
            }
            return;
        }
    }
    let mut skipped = false;
    for (unit, size) in [(Some('仟'), 1000), (Some('佰'), 100), (Some('拾'), 10), (None, 1)] {
        let here = n / size % 10;
        if here == 0 {
            skipped = n >= size;
            continue;
        }
        if skipped {
            out.push(Sign::Must('零'));
            skipped = false;
        }
        out.push(Sign::Must(digit(here)));
        out.extend(unit.map(Sign::Must));
    }
}

/// The 零 between a section and the next: required when the next one starts with a zero; free when only the last
/// digit before it is zero, or when the section between them is empty and 仟 follows.
fn gap(high: u128, low: u128, size: u128, out: &mut Vec<Sign>) {
    if low < size / 10 {
        let only_wan_is_empty = size > 10_000 && (1_000..10_000).contains(&low);
        out.push(if only_wan_is_empty { Sign::Written('零') } else { Sign::Must('零') });
    } else if high.is_multiple_of(10) {
        out.push(Sign::Unwritten('零'));
    }
}

fn digit(n: u128) -> char {
    DIGITS[usize::try_from(n % 10).expect("a digit fits")]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn money(text: &str) -> Money {
        Money::parse(text).expect("a plain decimal")
    }

    /// Amount, canonical words, and every other form that is permitted too.
    const CASES: &[(&str, &str, &[&str])] = &[
        ("0.00", "零元整", &[]),
        ("0.05", "伍分", &[]),
        ("0.50", "伍角整", &["伍角"]),
        ("0.56", "伍角陆分", &[]),
        ("1.00", "壹元整", &[]),
        ("1.01", "壹元零壹分", &[]),
        ("8.72", "捌元柒角贰分", &[]),
        ("10.00", "壹拾元整", &[]),
        ("10.10", "壹拾元零壹角整", &["壹拾元壹角", "壹拾元壹角整", "壹拾元零壹角"]),
        ("17.89", "壹拾柒元捌角玖分", &[]),
        ("19.11", "壹拾玖元壹角壹分", &[]),
        ("26.83", "贰拾陆元捌角叁分", &[]),
        ("98.00", "玖拾捌元整", &[]),
        ("100.00", "壹佰元整", &[]),
        ("100.10", "壹佰元零壹角整", &["壹佰元壹角", "壹佰元壹角整", "壹佰元零壹角"]),
        ("107.07", "壹佰零柒元零柒分", &[]),
        ("110.30", "壹佰壹拾元零叁角整", &["壹佰壹拾元叁角", "壹佰壹拾元叁角整", "壹佰壹拾元零叁角"]),
        ("325.04", "叁佰贰拾伍元零肆分", &[]),
        ("455.00", "肆佰伍拾伍元整", &[]),
        ("1001.00", "壹仟零壹元整", &[]),
        ("1050.00", "壹仟零伍拾元整", &[]),
        ("1409.50", "壹仟肆佰零玖元伍角整", &["壹仟肆佰零玖元伍角"]),
        ("1525.80", "壹仟伍佰贰拾伍元捌角整", &["壹仟伍佰贰拾伍元捌角"]),
        ("1680.32", "壹仟陆佰捌拾元零叁角贰分", &["壹仟陆佰捌拾元叁角贰分"]),
        ("5000.00", "伍仟元整", &[]),
        ("6007.14", "陆仟零柒元壹角肆分", &[]),
        ("6814.50", "陆仟捌佰壹拾肆元伍角整", &["陆仟捌佰壹拾肆元伍角"]),
        ("10000.00", "壹万元整", &[]),
        ("10001.01", "壹万零壹元零壹分", &[]),
        ("10203.40", "壹万零贰佰零叁元肆角整", &["壹万零贰佰零叁元肆角"]),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分", &[]),
        ("26000.00", "贰万陆仟元整", &[]),
        ("100000.00", "壹拾万元整", &[]),
        ("107000.53", "壹拾万柒仟元零伍角叁分", &["壹拾万柒仟元伍角叁分", "壹拾万零柒仟元伍角叁分"]),
        ("110000.00", "壹拾壹万元整", &[]),
        ("1000000.00", "壹佰万元整", &[]),
        ("1010101.01", "壹佰零壹万零壹佰零壹元零壹分", &[]),
        (
            "10010010.10",
            "壹仟零壹万零壹拾元零壹角整",
            &["壹仟零壹万零壹拾元壹角", "壹仟零壹万零壹拾元壹角整", "壹仟零壹万零壹拾元零壹角"],
        ),
        (
            "20050000.30",
            "贰仟零伍万元零叁角整",
            &["贰仟零伍万元叁角", "贰仟零伍万元叁角整", "贰仟零伍万元零叁角"],
        ),
        ("100000000.00", "壹亿元整", &[]),
        ("100000001.00", "壹亿零壹元整", &[]),
        ("200300400.05", "贰亿零叁拾万零肆佰元零伍分", &[]),
        ("123456789.01", "壹亿贰仟叁佰肆拾伍万陆仟柒佰捌拾玖元零壹分", &[]),
        ("999999999.99", "玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分", &[]),
    ];

    #[test]
    fn every_amount_of_the_table_has_its_words_and_all_permitted_forms_agree() {
        for (amount, canonical, others) in CASES {
            assert_eq!(in_words(money(amount)), *canonical, "{amount}");
            for form in others.iter().chain([canonical]) {
                assert!(words_agree(form, money(amount)), "{form} is a permitted form of {amount}");
                assert!(words_agree(&format!("人民币{form}"), money(amount)), "{form} with its prefix");
            }
        }
    }

    #[test]
    fn older_spellings_of_yuan_and_exact_are_the_same_words() {
        assert!(words_agree("人民币壹仟肆佰零玖圆伍角正", money("1409.50")));
    }

    #[test]
    fn what_the_rules_forbid_does_not_agree() {
        for (text, amount) in [
            ("壹元壹分", "1.01"),           // 零 is required before 分
            ("拾元整", "10.00"),            // ten is 壹拾
            ("壹元", "1.00"),               // 整 must follow 元
            ("壹元壹角壹分整", "1.11"),     // no 整 after 分
            ("壹仟壹元整", "1001.00"),      // one 零 for the zeros inside
            ("壹仟零零壹元整", "1001.00"),  // but only one
            ("人民币 壹元整", "1.00"),      // no gap after the prefix
            ("壹亿壹元整", "100000001.00"), // empty 万 and 仟 want their 零
            ("贰元整", "1.00"),
            ("", "0.00"),
        ] {
            assert!(!words_agree(text, money(amount)), "{text} for {amount}");
        }
    }

    #[test]
    fn large_sections_and_refunds_have_words_too() {
        for (amount, words) in [
            ("100007000", "壹亿零柒仟元整"),
            ("20007000", "贰仟万柒仟元整"),
            ("20000700", "贰仟万零柒佰元整"),
            ("1010000000", "壹拾亿壹仟万元整"),
            ("99999999999999.99", "玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
            ("-98.5", "负玖拾捌元伍角整"),
            ("26.83333", "贰拾陆元捌角叁分"),
            ("0.005", "壹分"),
        ] {
            assert_eq!(in_words(money(amount)), words, "{amount}");
        }
        assert!(words_agree("壹亿柒仟元整", money("100007000")));
    }

    /// Reads words back to cents, in the plainest way.
    fn cents_of(words: &str) -> u128 {
        let (mut total, mut section, mut here) = (0_u128, 0_u128, 0_u128);
        let mut cents = 0;
        for c in words.chars() {
            match c {
                '拾' => section += std::mem::take(&mut here) * 10,
                '佰' => section += std::mem::take(&mut here) * 100,
                '仟' => section += std::mem::take(&mut here) * 1_000,
                '万' => section = (section + std::mem::take(&mut here)) * 10_000,
                '亿' => {
                    total = (total + section + std::mem::take(&mut here)) * 100_000_000;
                    section = 0;
                }
                '元' => {
                    total += section + std::mem::take(&mut here);
                    section = 0;
                }
                '角' => cents += std::mem::take(&mut here) * 10,
                '分' => cents += std::mem::take(&mut here),
                '整' => {}
                digit => here = DIGITS.iter().position(|d| *d == digit).expect("a digit") as u128,
            }
        }
        total * 100 + cents
    }

    proptest! {
        #[test]
        fn words_mean_their_amount_and_no_other(cents in 0_i64..=9_999_999_999_999_999, other in 0_i64..1_000_000) {
            let amount = Money(Decimal::new(cents, 2));
            let words = in_words(amount);
            prop_assert!(words_agree(&words, amount));
            prop_assert!(!words.contains("零零"));
            prop_assert_eq!(words_agree(&words, Money(Decimal::new(other, 2))), other == cents);
        }

        #[test]
        fn words_read_back_to_the_cent(cents in 0_i64..=99_999_999_999) {
            let words = in_words(Money(Decimal::new(cents, 2)));
            prop_assert_eq!(cents_of(&words), u128::try_from(cents).expect("not negative"));
        }
    }
}
