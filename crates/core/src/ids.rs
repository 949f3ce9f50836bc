//! Numbers with a shape or a check digit: what they may look like, as pure functions of the text.
//!
//! Nothing here trims, folds or corrects: a number is judged as it would stand in the message. Each function names the
//! standard it follows. What a failed check means (refused, or only looked at twice) is for the rules to say.

use jiff::civil::Date;

use crate::time::date_from_wire;

/// What a resident identity number turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResidentId {
    /// Shape, birthday and check character are right.
    Right,
    /// Not 17 digits and a check character; the 15-digit cards are out of use since 2013.
    Shape,
    /// The birthday is no day of the calendar.
    Birthday,
    /// The check character is another.
    CheckDigit,
}

/// Judges a resident identity number 居民身份证号 (GB 11643-1999, ISO 7064 MOD 11-2). The check character is `X`, upper
/// case. Whether the birthday lies before today is not known here: see [`resident_birthday`].
#[must_use]
pub fn resident_id(text: &str) -> ResidentId {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: &[u8; 11] = b"10X98765432";
    let signs = text.as_bytes();
    let Some((&check, body)) = signs.split_last() else { return ResidentId::Shape };
    if body.len() != 17 || !all_digits(body) || !(check.is_ascii_digit() || check == b'X') {
        return ResidentId::Shape;
    }
    if resident_birthday(text).is_none() {
        return ResidentId::Birthday;
    }
    let sum: u32 = body.iter().zip(WEIGHTS).map(|(sign, weight)| digit(*sign) * weight).sum();
    if CHECKS[(sum % 11) as usize] == check { ResidentId::Right } else { ResidentId::CheckDigit }
}

/// The birthday inside a resident identity number, if it has 18 signs and the day exists.
#[must_use]
pub fn resident_birthday(text: &str) -> Option<Date> {
    if text.len() != 18 {
        return None;
    }
    date_from_wire(text.get(6..14)?)
}

/// What a unified social credit code turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CreditCode {
    /// Shape and check sign are right.
    Right,
    /// Not 18 signs of the alphabet without I, O, S, V and Z.
    Shape,
    /// The check sign is another. Some early codes were really issued so.
    CheckSign,
}

/// Judges a unified social credit code 统一社会信用代码 (GB 32100-2015, modulus 31).
#[must_use]
pub fn credit_code(text: &str) -> CreditCode {
    const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    let signs = text.as_bytes();
    if signs.len() != 18 || !signs[2..8].iter().all(u8::is_ascii_digit) {
        return CreditCode::Shape;
    }
    let (mut sum, mut weight) = (0, 1);
    let mut last = 0;
    for (place, sign) in signs.iter().enumerate() {
        let Some(value) = ALPHABET.iter().position(|a| a == sign) else { return CreditCode::Shape };
        if place < 17 {
            sum += value * weight;
            weight = weight * 3 % 31;
        } else {
            last = value;
        }
    }
    if (31 - sum % 31) % 31 == last { CreditCode::Right } else { CreditCode::CheckSign }
}

/// Whether the nine signs are an organisation code 组织机构代码 with its check sign (GB 11714-1997). It stands at places 9
/// to 17 of a credit code.
#[must_use]
pub fn organisation_code(text: &str) -> bool {
    const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    let signs = text.as_bytes();
    if signs.len() != 9 || !signs.iter().all(|s| s.is_ascii_digit() || s.is_ascii_uppercase()) {
        return false;
    }
    let sum: u32 = signs.iter().zip(WEIGHTS).map(|(sign, weight)| alphanumeric(*sign) * weight).sum();
    let check = match 11 - sum % 11 {
        10 => b'X',
        11 => b'0',
        other => b'0' + u8::try_from(other).expect("below ten"),
    };
    signs[8] == check
}

/// Whether it has the shape of a customs registration code 海关注册编码: four digits, then six digits or capitals. There is
/// no check digit.
#[must_use]
pub fn customs_code(text: &str) -> bool {
    let signs = text.as_bytes();
    signs.len() == 10
        && all_digits(&signs[..4])
        && signs[4..].iter().all(|s| s.is_ascii_digit() || s.is_ascii_uppercase())
}

/// What a barcode turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Barcode {
    /// A GTIN-8, 12, 13 or 14 with the right check digit.
    Gtin,
    /// Of the shape of a GTIN, but with another check digit.
    CheckDigit,
    /// Something else: free text, which a message may carry.
    Other,
}

/// Judges a barcode 条形码 (GS1 general specifications).
#[must_use]
pub fn barcode(text: &str) -> Barcode {
    let signs = text.as_bytes();
    let Some((&check, body)) = signs.split_last() else { return Barcode::Other };
    if !matches!(signs.len(), 8 | 12 | 13 | 14) || !all_digits(signs) {
        return Barcode::Other;
    }
    let sum: u32 = body.iter().rev().zip([3, 1].iter().cycle()).map(|(sign, w)| digit(*sign) * w).sum();
    if (10 - sum % 10) % 10 == digit(check) { Barcode::Gtin } else { Barcode::CheckDigit }
}

/// Whether it is a postal item number of UPU S10 with the right check digit, such as `RA473124829GB`; `None` where it is
/// not even of that shape.
#[must_use]
pub fn postal_item(text: &str) -> Option<bool> {
    const WEIGHTS: [u32; 8] = [8, 6, 4, 2, 3, 5, 9, 7];
    let signs = text.as_bytes();
    let letters = |part: &[u8]| part.iter().all(u8::is_ascii_uppercase);
    if signs.len() != 13 || !letters(&signs[..2]) || !all_digits(&signs[2..11]) || !letters(&signs[11..]) {
        return None;
    }
    let sum: u32 = signs[2..10].iter().zip(WEIGHTS).map(|(sign, weight)| digit(*sign) * weight).sum();
    let check = match 11 - sum % 11 {
        10 => 0,
        11 => 5,
        other => other,
    };
    Some(digit(signs[10]) == check)
}

/// Whether it is an air waybill number (IATA) with the right check digit, such as `999-12345675`; the hyphen may be left
/// out. `None` where it is not even of that shape.
#[must_use]
pub fn air_waybill(text: &str) -> Option<bool> {
    let (airline, serial) = match text.split_once('-') {
        Some(parts) => parts,
        None => text.is_ascii().then(|| text.split_at_checked(3)).flatten()?,
    };
    let (airline, serial) = (airline.as_bytes(), serial.as_bytes());
    if airline.len() != 3 || serial.len() != 8 || !all_digits(airline) || !all_digits(serial) {
        return None;
    }
    let number = serial[..7].iter().fold(0, |all, sign| all * 10 + digit(*sign));
    Some(number % 7 == digit(serial[7]))
}

/// Whether it is a container number with the right check digit (ISO 6346); `None` where it is not even of that shape.
#[must_use]
pub fn container(text: &str) -> Option<bool> {
    let signs = text.as_bytes();
    if signs.len() != 11 || !signs[..3].iter().all(u8::is_ascii_uppercase) || !all_digits(&signs[4..]) {
        return None;
    }
    if !matches!(signs[3], b'U' | b'J' | b'Z') {
        return None;
    }
    // Letters count from 10 without the multiples of 11.
    let value = |sign: u8| {
        if sign.is_ascii_digit() {
            return digit(sign);
        }
        let n = u32::from(sign - b'A') + 10;
        n + u32::from(n > 10) + u32::from(n > 20) + u32::from(n > 30)
    };
    let sum: u32 = signs[..10].iter().enumerate().map(|(place, sign)| value(*sign) << place).sum();
    Some(sum % 11 % 10 == digit(signs[10]))
}

/// Whether it is the number of a ship (IMO) with the right check digit.
#[must_use]
pub fn ship(text: &str) -> bool {
    let signs = text.as_bytes();
    if signs.len() != 7 || !all_digits(signs) {
        return false;
    }
    let sum: u32 =
        signs[..6].iter().zip([7, 6, 5, 4, 3, 2]).map(|(sign, weight)| digit(*sign) * weight).sum();
    sum % 10 == digit(signs[6])
}

/// Import or export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Into the country.
    Import,
    /// Out of it.
    Export,
}

/// The direction of a declaration number 清单编号: customs 4, year 4, `I` and 9 digits, or `E` and 9 to 11. `None` where it
/// has another shape.
#[must_use]
pub fn declaration_no(text: &str) -> Option<Direction> {
    let signs = text.as_bytes();
    if !(18..=20).contains(&signs.len()) || !all_digits(&signs[..8]) || !all_digits(&signs[9..]) {
        return None;
    }
    match signs[8] {
        b'I' if signs.len() == 18 => Some(Direction::Import),
        b'E' => Some(Direction::Export),
        _ => None,
    }
}

/// Whether it has the shape of a pre-entry number 预录入编号: a letter, a day and nine digits, 18 signs.
#[must_use]
pub fn pre_entry_no(text: &str) -> bool {
    let signs = text.as_bytes();
    signs.len() == 18
        && signs[0].is_ascii_uppercase()
        && all_digits(&signs[1..])
        && date_from_wire(&text[1..9]).is_some()
}

/// The direction of a customs declaration number 报关单号: customs 4, year 4, `1` import or `0` export, 9 digits.
#[must_use]
pub fn entry_no(text: &str) -> Option<Direction> {
    let signs = text.as_bytes();
    if signs.len() != 18 || !all_digits(signs) {
        return None;
    }
    match signs[8] {
        b'1' => Some(Direction::Import),
        b'0' => Some(Direction::Export),
        _ => None,
    }
}

/// Whether it has the shape of a payment certificate number 缴款书号码: a declaration number, a separator, a letter and two
/// digits; or the old form `(YYMM)` with nine digits.
#[must_use]
pub fn payment_certificate_no(text: &str) -> bool {
    let signs = text.as_bytes();
    let serial = |part: &[u8]| part[0].is_ascii_uppercase() && all_digits(&part[1..]);
    match signs.len() {
        22 => all_digits(&signs[..18]) && b"-/*+".contains(&signs[18]) && serial(&signs[19..]),
        19 => {
            signs[0] == b'('
                && all_digits(&signs[1..5])
                && signs[5] == b')'
                && all_digits(&signs[6..15])
                && signs[15] == b'-'
                && serial(&signs[16..])
        }
        _ => false,
    }
}

/// Whether it has the usual shape of a transport identity 传输编号: `DXPENT` or `DXPLGS` and ten digits. Others exist.
#[must_use]
pub fn dxp_id(text: &str) -> bool {
    ["DXPENT", "DXPLGS"]
        .iter()
        .filter_map(|begin| text.strip_prefix(begin))
        .any(|rest| rest.len() == 10 && all_digits(rest.as_bytes()))
}

/// Whether it is a mainland mobile number: `1`, 3 to 9, nine digits. A country prefix, blanks and hyphens are passed over.
#[must_use]
pub fn mobile(text: &str) -> bool {
    let mut digits = [0; 15];
    let mut count = 0;
    for sign in text.bytes().filter(|s| !matches!(s, b' ' | b'-' | b'+')) {
        if !sign.is_ascii_digit() || count == digits.len() {
            return false;
        }
        digits[count] = sign;
        count += 1;
    }
    let all = &digits[..count];
    let bare = all.strip_prefix(b"0086").or_else(|| all.strip_prefix(b"86")).unwrap_or(all);
    bare.len() == 11 && bare[0] == b'1' && (b'3'..=b'9').contains(&bare[1])
}

/// Whether it could be a landline of the mainland: area code with its 0, seven or eight digits, an extension perhaps.
#[must_use]
pub fn landline(text: &str) -> bool {
    let mut parts = text.split('-');
    let (Some(area), Some(number)) = (parts.next(), parts.next()) else { return false };
    let extension = parts.next();
    let digits = |part: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&part.len()) && all_digits(part.as_bytes())
    };
    area.starts_with('0')
        && digits(area, 3..=4)
        && digits(number, 7..=8)
        && extension.is_none_or(|part| digits(part, 1..=6))
        && parts.next().is_none()
}

/// Whether it is a UUID with hyphens in upper case, as the specification asks of a `guid`.
#[must_use]
pub fn upper_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(place, sign)| match place {
            8 | 13 | 18 | 23 => sign == b'-',
            _ => matches!(sign, b'0'..=b'9' | b'A'..=b'F'),
        })
}

fn all_digits(signs: &[u8]) -> bool {
    signs.iter().all(u8::is_ascii_digit)
}

fn digit(sign: u8) -> u32 {
    u32::from(sign - b'0')
}

fn alphanumeric(sign: u8) -> u32 {
    if sign.is_ascii_digit() { digit(sign) } else { u32::from(sign - b'A') + 10 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdicts<V: PartialEq + std::fmt::Debug>(judge: impl Fn(&str) -> V, table: &[(&str, V)]) {
        for (text, verdict) in table {
            assert_eq!(judge(text), *verdict, "{text}");
        }
    }

    #[test]
    fn resident_numbers_have_a_birthday_and_a_check_digit() {
        use ResidentId::{Birthday, CheckDigit, Right, Shape};
        verdicts(
            resident_id,
            &[
                // The two examples of the standard; one was born in 1880.
                ("11010519491231002X", Right),
                ("440524188001010014", Right),
                ("110101199003077619", Right),
                ("310101198501011236", Right),
                ("440300199912310052", Right),
                ("110101202402297613", Right),
                ("110101199003077618", CheckDigit),
                ("11010119900307761X", CheckDigit),
                ("110101900307761", Shape),
                ("11010119900307761", Shape),
                ("1101011990030776191", Shape),
                ("1101O1199003077619", Shape),
                ("11010519491231002x", Shape),
                ("", Shape),
                ("身份证号码身", Shape),
                ("110101199002307611", Birthday),
                ("110101199013077612", Birthday),
                ("110101202302297616", Birthday),
            ],
        );
    }

    #[test]
    fn credit_codes_end_with_a_check_sign() {
        use CreditCode::{CheckSign, Right, Shape};
        verdicts(
            credit_code,
            &[
                ("91350100M000100Y43", Right),
                ("91512081MA62K0260E", Right),
                ("9131000063159284XQ", Right),
                ("91110000802100433B", Right),
                ("91440300708461136T", Right),
                ("91350100M000100Y4Z", Shape),
                // Two that were really issued.
                ("91350211M0000XUF46", CheckSign),
                ("91350100M0001TGQXM", CheckSign),
                ("91350100M000100Y44", CheckSign),
                ("91350100M000100Y4", Shape),
                ("9135O100M000100Y43", Shape),
            ],
        );
    }

    #[test]
    fn organisation_codes_inside_credit_codes_have_their_own_check_sign() {
        for code in ["M000100Y4", "MA62K0260", "63159284X", "802100433", "708461136"] {
            assert!(organisation_code(code), "{code}");
        }
        assert!(!organisation_code("M000100Y5"));
        assert!(!organisation_code("M000100Y"));
    }

    #[test]
    fn customs_codes_are_four_digits_and_six_signs() {
        verdicts(
            customs_code,
            &[
                ("1105910159", true),
                ("33189630GS", true),
                ("33169667BG", true),
                ("3301964J31", true),
                ("3301961Q43", true),
                ("330766K00Q", true),
                ("110591015", false),
                ("A105910159", false),
                ("11059101599", false),
            ],
        );
    }

    #[test]
    fn barcodes_of_four_lengths_have_a_check_digit() {
        use Barcode::{CheckDigit, Gtin, Other};
        verdicts(
            barcode,
            &[
                ("6901234567892", Gtin),
                ("4006381333931", Gtin),
                ("9311770588218", Gtin),
                ("9311770589314", Gtin),
                ("9311770592505", Gtin),
                ("3401345935571", Gtin),
                ("0797776159482", Gtin),
                ("036000291452", Gtin),
                ("96385074", Gtin),
                ("6901234567893", CheckDigit),
                ("2345123", Other),
                ("无", Other),
                ("", Other),
            ],
        );
    }

    #[test]
    fn numbers_of_carriers_have_check_digits() {
        verdicts(
            postal_item,
            &[
                ("RA473124829GB", Some(true)),
                ("EA123456785CN", Some(true)),
                ("LK000000014CN", Some(true)),
                ("RA473124828GB", Some(false)),
                ("SF1234567890123", None),
            ],
        );
        verdicts(
            air_waybill,
            &[
                ("999-12345675", Some(true)),
                ("99912345675", Some(true)),
                ("999-76543213", Some(true)),
                ("999-00000011", Some(true)),
                ("999-12345676", Some(false)),
                ("EM190411AK01", None),
                ("提单", None),
            ],
        );
        verdicts(
            container,
            &[
                ("CSQU3054383", Some(true)),
                ("TEMU1234565", Some(true)),
                ("APZU3990890", Some(true)),
                ("CSQU3054384", Some(false)),
                ("CSQX3054383", None),
            ],
        );
        verdicts(ship, &[("9074729", true), ("9074720", false), ("907472", false)]);
    }

    #[test]
    fn numbers_of_customs_have_their_shapes() {
        use Direction::{Export, Import};
        verdicts(
            declaration_no,
            &[
                ("31192022I123456789", Some(Import)),
                ("31192022E000000001", Some(Export)),
                ("31192022E00000000012", Some(Export)),
                ("311920222I123456789", None),
                ("31192022I12345678", None),
                ("31192022I1234567890", None),
            ],
        );
        verdicts(
            pre_entry_no,
            &[
                ("B20200102102400001", true),
                ("B20160308000000002", true),
                ("B2020010210240000", false),
                ("B20200230102400001", false),
                ("清单预录入编号", false),
            ],
        );
        verdicts(
            entry_no,
            &[
                ("292320221234567890", Some(Import)),
                ("292320220234567890", Some(Export)),
                ("29232022123456789", None),
            ],
        );
        verdicts(
            payment_certificate_no,
            &[
                ("292320221234567890-L01", true),
                ("(0404)200560701-L02", true),
                ("292320221234567890L01", false),
            ],
        );
        verdicts(
            dxp_id,
            &[("DXPENT0000011351", true), ("DXPLGS0000000001", true), ("DXPENTCEB70101", false)],
        );
    }

    #[test]
    fn telephones_are_mobile_or_landline() {
        verdicts(
            mobile,
            &[
                ("13800000000", true),
                ("19912345678", true),
                ("+86 138-0000-0000", true),
                ("008613800000000", true),
                ("12345678901", false),
                ("1380000000", false),
                ("138****0000", false),
            ],
        );
        verdicts(
            landline,
            &[
                ("010-12345678", true),
                ("0571-1234567", true),
                ("0571-12345678-801", true),
                ("057112345678", false),
                ("571-12345678", false),
            ],
        );
    }

    #[test]
    fn a_guid_is_an_upper_case_uuid() {
        verdicts(
            upper_uuid,
            &[
                ("4CDE1CFD-EDED-46B1-946C-B8022E42FC94", true),
                ("4cde1cfd-eded-46b1-946c-b8022e42fc94", false),
                ("4CDE1CFD-EDED-46B1-946C-B8022E42FC9", false),
                ("CEB303_ZH_GZ_20230309112945042_67622", false),
            ],
        );
    }
}
