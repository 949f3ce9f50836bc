//! What each table holds: its columns, in the order in which a package is written.

use super::package::Row;
use crate::cn::rates;
use crate::text::Text;

/// A kind of table.
#[derive(Debug)]
pub struct Table {
    /// Its name, in packages and in versions.
    pub name: &'static str,
    /// What stands in it.
    pub says: Text,
    /// Its columns; the first one is the key of a row.
    pub columns: &'static [Column],
    /// Whether the days of its rows are chosen by the tax (`true`), or rows out of their days are left out.
    pub by_day: bool,
    /// What no single cell shows: the column that does not fit the others of its row.
    pub(super) check: fn(&Row<'_>) -> Option<&'static str>,
}

/// A column of a table.
#[derive(Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What stands in it.
    pub form: Form,
    /// Whether every row has it.
    pub required: bool,
}

/// What a cell may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// So many digits, at least and at most.
    Digits(usize, usize),
    /// So many digits or capital letters, at least and at most.
    Signs(usize, usize),
    /// A name of ours: small letters and `_`.
    Word,
    /// One of these.
    OneOf(&'static [&'static str]),
    /// Any text without control and invisible signs.
    Text,
    /// A decimal from 0 to 999, at most eight decimals.
    Percent,
    /// A decimal from 0 to 999,999,999, at most eight decimals.
    Amount,
    /// A day, `2026-11-24`.
    Day,
}

const fn must(name: &'static str, form: Form) -> Column {
    Column { name, form, required: true }
}

const fn may(name: &'static str, form: Form) -> Column {
    Column { name, form, required: false }
}

const SINCE: Column = may("since", Form::Day);
const UNTIL: Column = may("until", Form::Day);
const SOURCE: Column = must("source", Form::OneOf(&["seen", "rule"]));
const BASIS: Column = must("basis", Form::Text);
const MEASURES: Form = Form::OneOf(&["ml", "gram", "piece", "item", "litre"]);

const fn codes(name: &'static str, says: Text, columns: &'static [Column]) -> Table {
    Table { name, says, columns, by_day: false, check: |_| None }
}

const fn dated(
    name: &'static str,
    says: Text,
    columns: &'static [Column],
    check: fn(&Row<'_>) -> Option<&'static str>,
) -> Table {
    Table { name, says, columns, by_day: true, check }
}

/// Every table, sorted by name.
pub static TABLES: [Table; 14] = [
    codes(
        "area",
        Text { zh: "行政区划", en: "administrative divisions" },
        &[must("code", Form::Digits(6, 6)), must("name", Form::Text), SINCE, UNTIL],
    ),
    codes(
        "class",
        Text { zh: "商品编码的税目归类", en: "tax classes of HS codes" },
        &[
            must("code", Form::Digits(10, 10)),
            must("vat", Form::Word),
            may("consumption_tax", Form::Word),
            SOURCE,
            SINCE,
            UNTIL,
        ],
    ),
    dated(
        "consumption_tax",
        Text { zh: "消费税税率和起征单价", en: "consumption tax: rates and thresholds" },
        &[
            must("class", Form::Word),
            must("percent", Form::Percent),
            may("specific", Form::Amount),
            may("specific_below", Form::Amount),
            may("unit", MEASURES),
            may("threshold", Form::Amount),
            may("per", MEASURES),
            may("of", Form::OneOf(&["base", "price"])),
            must("since", Form::Day),
            UNTIL,
            SOURCE,
            BASIS,
        ],
        |row| rates::consumption_tax_of(row).err(),
    ),
    codes(
        "country",
        Text { zh: "国别（地区）代码", en: "countries" },
        &[
            must("code", Form::Digits(3, 3)),
            may("iso", Form::Signs(3, 3)),
            must("name", Form::Text),
            SINCE,
            UNTIL,
        ],
    ),
    codes(
        "currency",
        Text { zh: "货币代码", en: "currencies" },
        &[
            must("code", Form::Digits(3, 3)),
            may("iso", Form::Signs(3, 3)),
            must("name", Form::Text),
            SINCE,
            UNTIL,
        ],
    ),
    codes(
        "district",
        Text { zh: "关区代码", en: "customs offices" },
        &[must("code", Form::Signs(4, 4)), must("name", Form::Text), SINCE, UNTIL],
    ),
    dated(
        "duty",
        Text { zh: "关税税率", en: "import duty" },
        &[
            must("code", Form::Digits(2, 10)),
            must("percent", Form::Percent),
            must("since", Form::Day),
            UNTIL,
            SOURCE,
            BASIS,
        ],
        |_| None,
    ),
    codes(
        "hs",
        Text { zh: "商品编码和法定单位", en: "HS codes with their legal units" },
        &[
            must("code", Form::Digits(10, 10)),
            must("unit1", Form::Digits(3, 3)),
            may("unit2", Form::Digits(3, 3)),
            must("name", Form::Text),
            SINCE,
            UNTIL,
        ],
    ),
    dated(
        "limit",
        Text { zh: "限值和应征比例", en: "limits, and the share that is due within them" },
        &[
            must("name", Form::OneOf(&["annual", "share", "single"])),
            must("value", Form::Amount),
            must("since", Form::Day),
            UNTIL,
            SOURCE,
            BASIS,
        ],
        |row| rates::limit_fits(row).then_some(()).map_or(Some("value"), |()| None),
    ),
    codes(
        "trade",
        Text { zh: "监管方式代码", en: "supervision modes" },
        &[must("code", Form::Digits(4, 4)), must("name", Form::Text), SINCE, UNTIL],
    ),
    codes(
        "transport",
        Text { zh: "运输方式代码", en: "means of transport" },
        &[must("code", Form::Signs(1, 1)), must("name", Form::Text), SINCE, UNTIL],
    ),
    codes(
        "unit",
        Text { zh: "计量单位代码", en: "units" },
        &[must("code", Form::Digits(3, 3)), must("name", Form::Text), SINCE, UNTIL],
    ),
    dated(
        "vat",
        Text { zh: "增值税税率", en: "import VAT" },
        &[
            must("class", Form::Word),
            must("percent", Form::Percent),
            must("since", Form::Day),
            UNTIL,
            SOURCE,
            BASIS,
        ],
        |row| (row.decimal("percent") > rust_decimal::Decimal::ONE_HUNDRED).then_some("percent"),
    ),
    codes(
        "wrap",
        Text { zh: "包装种类代码", en: "kinds of package" },
        &[must("code", Form::Signs(1, 2)), must("name", Form::Text), SINCE, UNTIL],
    ),
];

impl Table {
    /// The table of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Table> {
        TABLES.iter().find(|table| table.name == name)
    }

    /// Where a column stands.
    pub(crate) fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }
}
