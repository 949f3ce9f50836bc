//! Changes a document field by field, by the field table: whatever stands beside the keys may be any text that its row
//! allows, or be left out where it may be.

use std::fmt;

use clearance_core::cn::fields::{Field, Form, Group, Presence, Values};
use clearance_core::cn::tables::{Held, Table};
use serde::Serialize;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess, Visitor};
use serde_json::Value;

use crate::dice::Dice;

/// What ties documents together or names who they are about: the maker of the cases sees to these.
const TIED: &[&str] = &[
    "guid",
    "appType",
    "appStatus",
    "orderType",
    "orderNo",
    "ebpCode",
    "ebcCode",
    "logisticsCode",
    "logisticsNo",
    "payCode",
    "payTransactionId",
    "copNo",
    "preNo",
    "invtNo",
    "rkdNo",
    "agentCode",
    "agentName",
    "areaCode",
    "assureCode",
    "ieFlag",
    "tradeMode",
    "currency",
    "buyerIdType",
    "buyerIdNumber",
    "buyerName",
    "payerIdType",
    "payerIdNumber",
    "payerName",
    "gcode",
    "unit1",
    "unit2",
    "operatorCode",
    "operatorName",
    "logisticsStatus",
    "declTime",
    "emsNo",
];

/// A document as names and values in the order of its fields, which is that of the table.
struct Pairs(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Pairs;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a document")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
                let mut all = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    all.push(pair);
                }
                Ok(Pairs(all))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

/// The codes of the tables that fields point at.
pub(crate) struct Book {
    codes: Vec<(&'static str, Vec<String>)>,
}

impl Book {
    pub(crate) fn new(held: &Held) -> Book {
        let names = ["unit", "country", "district", "transport", "wrap", "currency", "trade", "area"];
        let codes = names.map(|name| {
            let table = Table::named(name).expect("a table");
            (name, held.newest_of(table).rows().map(|row| row.key().to_owned()).collect())
        });
        Book { codes: codes.into() }
    }

    pub(crate) fn code(&self, table: &str, dice: &mut Dice) -> String {
        let (_, codes) = self.codes.iter().find(|(name, _)| *name == table).expect("a table of codes");
        dice.pick(codes).clone()
    }
}

/// Changes about one in so many of the fields that stand free.
pub(crate) fn vary<T: Serialize + DeserializeOwned>(
    document: &mut T,
    group: &'static Group,
    (dice, book): (&mut Dice, &Book),
    one_in: usize,
) {
    let json = serde_json::to_string(document).expect("it writes");
    let Pairs(mut pairs) = serde_json::from_str(&json).expect("it reads");
    assert_eq!(pairs.len(), group.fields.len(), "{}", group.element);
    for ((_, value), field) in pairs.iter_mut().zip(group.fields) {
        if TIED.contains(&field.element) || !field.written || !dice.one_in(one_in) {
            continue;
        }
        if let Some(fresh) = fresh(field, dice, book) {
            *value = fresh;
        }
    }
    let pairs: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{}:{value}", serde_json::to_string(name).expect("a name")))
        .collect();
    *document = serde_json::from_str(&format!("{{{}}}", pairs.join(","))).expect("it reads again");
}

/// Another value by the row of a field; nothing where amounts, times and sums are at stake.
fn fresh(field: &Field, dice: &mut Dice, book: &Book) -> Option<Value> {
    // What a rule demands in some cases is there where the maker put it.
    let may_lack = field.presence == Presence::Optional;
    if may_lack && dice.one_in(3) {
        return Some(Value::Null);
    }
    let text = match (field.form, field.values) {
        (_, Values::Table(codes)) => book.code(codes.table(), dice),
        (Form::Exact(n), Values::Digits) => dice.digits(n),
        (Form::Exact(n), Values::Any) => dice.plain(n),
        (Form::Text { min, max }, Values::Any) => {
            let length = dice.length(min, max);
            if dice.one_in(3) { dice.han(length) } else { dice.text(length) }
        }
        _ => return None,
    };
    Some(Value::String(text))
}
