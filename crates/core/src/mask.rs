//! What may be shown of personal data: on screens, in logs and in exports that are not meant for customs.

/// A resident identity number with its middle hidden: `330203********4127`. Shorter numbers keep less.
#[must_use]
pub fn id_number(text: &str) -> String {
    match text.chars().count() {
        0 => String::new(),
        count @ 1..=8 => hide(text, 1.min(count - 1), 0),
        9..=14 => hide(text, 3, 2),
        _ => hide(text, 6, 4),
    }
}

/// A telephone with its middle hidden: `138******42`. Six signs at least are hidden where there are six.
#[must_use]
pub fn phone(text: &str) -> String {
    match text.chars().count() {
        0..=6 => hide(text, 0, 0),
        count @ 7..=10 => hide(text, (count - 6) / 2, (count - 6).div_ceil(2)),
        _ => hide(text, 3, 2),
    }
}

/// A name with its middle hidden: `陈*宁`, `陈*`, `欧***娜`.
#[must_use]
pub fn name(text: &str) -> String {
    match text.chars().count() {
        0 | 1 => hide(text, 0, 0),
        2 => hide(text, 1, 0),
        _ => hide(text, 1, 1),
    }
}

/// An address with everything from the number of the house on hidden: what follows the last of 省 市 区 县 旗 州 盟 镇 乡
/// 街道 路 街 巷 弄 村 道 that stands before the first digit stays out. Without any such sign a third of it is shown.
#[must_use]
pub fn address(text: &str) -> String {
    let signs: Vec<char> = text.chars().collect();
    let first_digit = signs.iter().position(|c| c.is_numeric()).unwrap_or(signs.len());
    let ends = ['省', '市', '区', '县', '旗', '州', '盟', '镇', '乡', '道', '路', '街', '巷', '弄', '村'];
    let shown = match signs[..first_digit].iter().rposition(|c| ends.contains(c)) {
        Some(place) => place + 1,
        None => signs.len() / 3,
    };
    if shown >= signs.len() {
        return text.to_owned();
    }
    let mut out: String = signs[..shown].iter().collect();
    out.push_str("****");
    out
}

fn hide(text: &str, first: usize, last: usize) -> String {
    let count = text.chars().count();
    text.chars()
        .enumerate()
        .map(|(place, sign)| if place < first || place >= count - last { sign } else { '*' })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_hides_its_middle() {
        type Mask = fn(&str) -> String;
        let table: &[(Mask, &str, &str)] = &[
            (id_number, "330203199003074127", "330203********4127"),
            (id_number, "G12345678", "G12****78"),
            (id_number, "A1", "A*"),
            (id_number, "A", "*"),
            (id_number, "", ""),
            (phone, "13800138042", "138******42"),
            (phone, "0571-1234567", "057*******67"),
            (phone, "12345678", "1******8"),
            (phone, "12345", "*****"),
            (name, "陈小宁", "陈*宁"),
            (name, "陈宁", "陈*"),
            (name, "陈", "*"),
            (name, "买买提·艾力", "买****力"),
            (name, "", ""),
            (address, "浙江省杭州市西湖区文三路1号2单元301室", "浙江省杭州市西湖区文三路****"),
            (address, "陕西省西安市高新区测试小区三期", "陕西省西安市高新区测试小区****"),
            (address, "甲乙丙丁戊己", "甲乙****"),
            (address, "", ""),
        ];
        for (mask, text, shown) in table {
            assert_eq!(mask(text), *shown, "{text}");
        }
    }
}
