//! The ways to break one field: texts that a row may hold or not, facet by facet.

use clearance_core::cn::codes::Codes;
use clearance_core::cn::fields::{Field, Form, Values};

/// A generator of numbers that gives the same ones on every run (SplitMix64).
pub(crate) struct Dice(pub u64);

impl Dice {
    pub(crate) fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % most as u64) as usize
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

/// Every text to try in a field.
pub(crate) fn texts(row: &Field, valid: &str, dice: &mut Dice) -> Vec<String> {
    let mut all = vec![String::new(), valid.to_owned(), format!(" {valid}"), format!("{valid} ")];
    lengths(row.form, &mut all);
    numbers(row.form, &mut all);
    times(row.form, valid, &mut all);
    signs(valid, &mut all);
    codes(row.values, valid, &mut all);
    for _ in 0..12 {
        all.push(anything(row.form, dice));
    }
    all
}

/// Around both bounds, in signs of one, three and four octets.
fn lengths(form: Form, all: &mut Vec<String>) {
    let bounds = match form {
        Form::Text { max: usize::MAX, .. } => vec![0, 5000],
        Form::Text { min, max } => vec![min, max],
        Form::Exact(length) => vec![length],
        _ => return,
    };
    for bound in bounds {
        for length in [bound.saturating_sub(1), bound, bound + 1] {
            for sign in ["A", "7", "关", "𠮷", "é"] {
                all.push(sign.repeat(length));
            }
            let mixed: String = "A关𠮷é7".chars().cycle().take(length).collect();
            all.push(mixed);
        }
    }
}

fn numbers(form: Form, all: &mut Vec<String>) {
    if !matches!(form, Form::Amount | Form::Positive | Form::Whole { .. }) {
        return;
    }
    let texts = [
        "0",
        "00",
        "0.0",
        "0.00000",
        "-0",
        "-0.00",
        "1",
        "-1",
        "0.01",
        "-0.01",
        "007",
        "000.5",
        "+1",
        "+0",
        "1e3",
        "1E-2",
        "1,000",
        "1 000",
        "1.",
        ".5",
        ".",
        "-",
        "--1",
        "-.5",
        "1-",
        "1.2.3",
        "NaN",
        "INF",
        "-INF",
        "Infinity",
        "0x1F",
        "1_0",
        "１２",
        "1．5",
        "一",
        "½",
        "1%",
        "￥1",
        "0.1",
        "0.12345",
        "0.123456",
        "0.1234500",
        "0.00001",
        "0.000001",
        "1.00000",
        "1.000000",
        "999999999999999999",
        "9999999999999999999",
        "99999999999999999999",
        "00099999999999999999999",
        "12345678901234.12345",
        "123456789012345.12345",
        "12345678901234.123456",
        "100000000000000.00001",
        "10000000000000.00001",
        "9999999999999999999.0",
        "999999999999999999.9",
        "9999999999999999999.9",
        "79228162514264337593543950335",
        "79228162514264337593543950336",
        "0000000000000000000000000000000000000001",
        "1.0000000000000000000000000000000000000000",
        "-99999999999999999999",
    ];
    all.extend(texts.map(str::to_owned));
    if let Form::Whole { digits } = form {
        for length in [digits - 1, digits, digits + 1] {
            all.push("9".repeat(length));
            all.push(format!("1{}", "0".repeat(length - 1)));
            all.push(format!("000{}", "9".repeat(length)));
            all.push(format!("-{}", "9".repeat(length)));
        }
    }
}

fn times(form: Form, valid: &str, all: &mut Vec<String>) {
    let (day, rest) = match form {
        Form::Date => (valid, ""),
        Form::Time | Form::TimeMs => valid.split_at(8),
        _ => return,
    };
    for day in [
        "20230229",
        "20240229",
        "19000229",
        "20000229",
        "20231301",
        "20230001",
        "20230100",
        "20230132",
        "20230431",
        "20230430",
        "20231231",
        "99991231",
        "00010101",
        "00000101",
        "2023011",
        "202301011",
        "2023-1-1",
        "20230１01",
    ] {
        all.push(format!("{day}{rest}"));
    }
    if rest.is_empty() {
        return;
    }
    let ms = &rest[6..];
    for time in
        ["235959", "240000", "236000", "235960", "000000", "23595", "2359590", "T35959", "23:59:59", "-10000"]
    {
        all.push(format!("{day}{time}{ms}"));
    }
    all.push(day.to_owned());
    all.push(format!("{day}{}", &rest[..6]));
    all.push(format!("{day}{}123", &rest[..6]));
    all.push(format!("{day}{}1234", &rest[..6]));
    all.push(format!("{day}{}12", &rest[..6]));
}

/// Signs that XML forbids, and neighbours of theirs that it allows.
fn signs(valid: &str, all: &mut Vec<String>) {
    for sign in [
        '\u{0}',
        '\u{1}',
        '\u{8}',
        '\t',
        '\n',
        '\u{B}',
        '\u{C}',
        '\r',
        '\u{E}',
        '\u{1F}',
        '\u{7F}',
        '\u{85}',
        '\u{A0}',
        '\u{200B}',
        '\u{2028}',
        '\u{D7FF}',
        '\u{E000}',
        '\u{FEFF}',
        '\u{FFFD}',
        '\u{FFFE}',
        '\u{FFFF}',
        '\u{1FFFE}',
        '\u{10FFFF}',
    ] {
        let mut signs: Vec<char> = valid.chars().collect();
        if let Some(last) = signs.last_mut() {
            *last = sign;
        }
        all.push(signs.iter().collect());
        all.push(format!("{sign}{valid}"));
    }
}

fn codes(values: Values, valid: &str, all: &mut Vec<String>) {
    match values {
        Values::Any => {}
        Values::OneOf(list) => {
            all.extend(list.iter().map(|code| (*code).to_owned()));
            all.extend(list.iter().map(|code| code.to_lowercase()));
            all.extend(list.iter().map(|code| format!("0{code}")));
            all.extend(["0", "4", "9", "E", "X", "143", "000", "9710", "9810", "0110"].map(str::to_owned));
        }
        Values::Digits => {
            let wide = valid.replace('1', "１");
            all.extend([wide, valid.replacen(|c: char| c.is_ascii_digit(), "A", 1)]);
            all.push(valid.replacen(|c: char| c.is_ascii_digit(), "-", 1));
        }
        Values::Integer => {
            all.extend(
                [
                    "-1", "-", "--1", "1-", "+1", "1.0", "-621029", "１", "0", "18", "400", "0800", "-0",
                    "1e2", "a",
                ]
                .map(str::to_owned),
            );
        }
        Values::Table(codes) => {
            let of = |width: usize| (0..10_usize.pow(u32::try_from(width).expect("few"))).step_by(7);
            let width = match codes {
                Codes::District => 4,
                Codes::Unit | Codes::Country => 3,
                _ => 1,
            };
            all.extend(of(width).take(150).map(|n| format!("{n:0width$}")));
            all.extend(["A", "AB", "CHN", "ZZZZ", "3１05"].map(str::to_owned));
        }
    }
}

/// A text as a careless or hostile program may write it.
fn anything(form: Form, dice: &mut Dice) -> String {
    let alphabet: &[&str] = match form {
        Form::Amount | Form::Positive | Form::Whole { .. } => {
            &["0", "1", "9", "5", "00", "99999", ".", "-", "+", "e"]
        }
        Form::Time | Form::TimeMs | Form::Date => &["0", "1", "2", "3", "19", "20", "12", "31", "59"],
        _ => &["a", "Z", "0", "9", " ", "关", "𠮷", "<", "&", "]]>", "\"", "'", "\n", "-", "_", "#"],
    };
    let most = match form {
        Form::Amount | Form::Positive => 24,
        Form::Whole { .. } => 10,
        Form::Time | Form::TimeMs | Form::Date => 12,
        Form::Text { max, .. } => max.min(70) + 2,
        Form::Exact(length) => length + 2,
        Form::Open => 20,
    };
    let length = dice.below(most) + 1;
    (0..length).map(|_| dice.pick(alphabet)).collect()
}
