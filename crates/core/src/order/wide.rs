//! Wide sheets: several goods of one order side by side, as `sku1, qty1, sku2, qty2`.

use std::collections::{BTreeMap, BTreeSet};

use super::field::Field;
use super::header::meaning;

/// More goods than this do not stand side by side.
const MOST: u16 = 50;

/// The names of goods: without one of them a number behind a name counts nothing.
const GOODS: [Field; 4] = [Field::ItemName, Field::GoodsName, Field::ItemNo, Field::Barcode];

/// A normalised name without its number, and the number: `商品名称2`, `商品2名称`, `sku_2`, `数量(2)`.
pub(super) fn indexed(name: &str) -> Option<(String, u16)> {
    let start = name.find(|c: char| c.is_ascii_digit())?;
    let digits = name[start..].bytes().take_while(u8::is_ascii_digit).count();
    let number: u16 = name[start..start + digits].parse().ok()?;
    let (before, after) = (&name[..start], &name[start + digits..]);
    if !(1..=MOST).contains(&number) || after.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let between = |c: char| matches!(c, '_' | '-' | '#' | ':' | '.' | '/');
    let before = before.trim_end_matches(|c: char| between(c) || matches!(c, '(' | '[' | '第'));
    let after =
        after.trim_start_matches(|c: char| between(c) || matches!(c, ')' | ']')).trim_end_matches(between);
    let base = format!("{before}{}", after.strip_prefix('个').unwrap_or(after));
    // `商品1名称` is 商品名称; a bare 名称 is nobody's.
    (!base.is_empty()).then_some((base, number))
}

/// For each column the goods line that it fills, counted from 0, and the field; `None` where it is not one of several.
pub(super) fn lines(names: &[(String, usize)]) -> Vec<Option<(Field, u16)>> {
    let numbered = by_number(names);
    if numbered.iter().any(Option::is_some) { numbered } else { by_turn(names) }
}

/// Columns that carry a number. A name without one is the first, unless another says so.
fn by_number(names: &[(String, usize)]) -> Vec<Option<(Field, u16)>> {
    let line_field = |name: &str| meaning(name).map(|(field, _)| field).filter(|field| field.is_of_line());
    let told: Vec<Option<(Field, Option<u16>)>> = names
        .iter()
        .map(|(name, turn)| {
            if *turn > 0 {
                return None;
            }
            let number = indexed(name).and_then(|(base, number)| Some((line_field(&base)?, Some(number))));
            number.or_else(|| Some((line_field(name)?, None)))
        })
        .collect();
    let mut numbers: BTreeMap<Field, (BTreeSet<u16>, bool)> = BTreeMap::new();
    for (field, number) in told.iter().flatten() {
        let (set, bare) = numbers.entry(*field).or_default();
        match number {
            Some(number) => drop(set.insert(*number)),
            None => *bare = true,
        }
    }
    // `qty` beside `qty1`, but no `qty2` beside a second name, is the language of the messages: a legal quantity.
    numbers.retain(|_, (set, bare)| {
        let clash = *bare && set.contains(&1);
        if *bare && !set.is_empty() {
            set.insert(1);
        }
        !clash
    });
    let Some(goods) = GOODS
        .iter()
        .filter_map(|field| numbers.get(field))
        .map(|(set, _)| set.clone())
        .filter(|set| set.len() > 1)
        .max_by_key(BTreeSet::len)
    else {
        return vec![None; names.len()];
    };
    numbers.retain(|_, (set, _)| !set.is_empty() && set.is_subset(&goods));
    told.into_iter()
        .map(|one| {
            let (field, number) = one?;
            numbers.get(&field)?;
            let place = goods.iter().position(|known| *known == number.unwrap_or(1))?;
            Some((field, u16::try_from(place).ok()?))
        })
        .collect()
}

/// Blocks of the same names one after the other.
fn by_turn(names: &[(String, usize)]) -> Vec<Option<(Field, u16)>> {
    let field = |name: &str| meaning(name).map(|(field, _)| field).filter(|field| field.is_of_line());
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, _) in names {
        *times.entry(name).or_default() += 1;
    }
    let goods = times
        .iter()
        .filter(|(name, times)| **times > 1 && field(name).is_some_and(|field| GOODS.contains(&field)));
    let Some(blocks) = goods.map(|(_, times)| *times).max() else { return vec![None; names.len()] };
    let of_block = |name: &str| times.get(name) == Some(&blocks);
    // A name alone twice may be a slip; a block has a quantity or a price beside it.
    let more = times.keys().filter(|name| of_block(name)).filter_map(|name| field(name));
    if !more.into_iter().any(|field| matches!(field, Field::Qty | Field::Price | Field::LineTotal)) {
        return vec![None; names.len()];
    }
    names
        .iter()
        .map(|(name, turn)| Some((field(name).filter(|_| of_block(name))?, u16::try_from(*turn).ok()?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::header::normalise;
    use super::super::mapping::turns;
    use super::*;

    fn told(header: &str) -> Vec<String> {
        let names = turns(header.split('|').map(normalise));
        let said =
            |one: Option<(Field, u16)>| one.map_or("-".to_owned(), |(f, n)| format!("{}{n}", f.element()));
        lines(&names).into_iter().map(said).collect()
    }

    #[test]
    fn goods_side_by_side_are_told_by_number_or_by_block() {
        for (header, lines) in [
            ("订单编号|sku1|qty1|price1|sku2|qty2|price2", "- itemNo0 qty0 price0 itemNo1 qty1 price1"),
            ("订单编号|商品名称1|数量1|商品名称2|数量2", "- gname0 qty0 gname1 qty1"),
            ("订单编号|商品1名称|商品1数量|商品2名称|商品2数量", "- gname0 qty0 gname1 qty1"),
            ("订单编号|商品名称|数量|商品名称2|数量2", "- gname0 qty0 gname1 qty1"),
            ("订单编号|商品名称|数量|商品名称|数量", "- gname0 qty0 gname1 qty1"),
            ("订单编号|商品名称1|单价(元)1|商品名称2|单价(元)2", "- gname0 price0 gname1 price1"),
            ("订单编号|商品名称(1)|单价_1|商品名称(2)|单价_2|原产国", "- gname0 price0 gname1 price1 -"),
            // One name, two quantities: a legal quantity, or a slip.
            ("orderNo|gname|qty|unit|qty1|unit1|qty2|unit2", "- - - - - - - -"),
            ("订单编号|商品名称|数量|数量", "- - - -"),
            ("订单编号|地址1|地址2|商品名称|数量", "- - - - -"),
            ("订单编号|商品名称|商品名称", "- - -"),
        ] {
            assert_eq!(told(header).join(" "), lines, "{header}");
        }
    }
}
