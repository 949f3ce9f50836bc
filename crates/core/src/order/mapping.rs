//! Which column fills which field: the guess, and how sure it is.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, LazyLock};

use serde::{Deserialize, Serialize};

use super::field::Field;
use super::header::{meaning, normalise};
use super::heads;
use super::layouts::{self, Layout, Means};
use super::recipe::Recipe;
use super::wide;
use crate::sheet::{Row, Sheet};

/// The header row is looked for in this many rows from the top.
const HEADER_ROWS: u32 = 20;

/// How sure the meaning of a column is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// An official name, a name of a recognised sheet, or a person's choice.
    Sure,
    /// A name that means this in every known sheet.
    Likely,
    /// A near name: it is not used before a person says so.
    Ask,
    /// Nothing known.
    None,
}

/// One column of a sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Column {
    /// Which column, from 0.
    pub index: u16,
    /// The header as it stands in the sheet.
    pub header: String,
    /// What it fills; for [`Confidence::Ask`] only what it might fill.
    pub field: Option<Field>,
    /// How sure that is.
    pub confidence: Confidence,
    /// Which goods line of a row it fills, from 0, where several stand side by side; `None` when it speaks of all of them.
    pub line: Option<u16>,
}

impl Column {
    /// The field that the column is used for without asking.
    #[must_use]
    pub fn used(&self) -> Option<Field> {
        match self.confidence {
            Confidence::Sure | Confidence::Likely => self.field,
            Confidence::Ask | Confidence::None => None,
        }
    }
}

/// What every column of one sheet means.
#[derive(Clone, Debug)]
pub struct Mapping {
    /// The file's name.
    pub file: Arc<str>,
    /// The sheet's name.
    pub sheet: Arc<str>,
    /// The header's row, from 0.
    pub header_row: u32,
    /// The known sheet that it looks like.
    pub layout: Option<&'static Layout>,
    /// The columns that have a header, from the left.
    pub columns: Vec<Column>,
}

impl Mapping {
    /// The columns that are used for a field.
    pub fn of(&self, field: Field) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(move |column| column.used() == Some(field))
    }

    /// Whether any column is used for a field.
    #[must_use]
    pub fn has(&self, field: Field) -> bool {
        self.of(field).next().is_some()
    }

    /// Whether rows of this sheet can be told to be of an order.
    #[must_use]
    pub fn has_orders(&self) -> bool {
        self.has(Field::OrderNo)
    }

    /// A person's choice for one column; `None` leaves it unused.
    pub fn choose(&mut self, index: u16, field: Option<Field>) {
        for column in self.columns.iter_mut().filter(|column| column.index == index) {
            column.field = field;
            column.confidence = if field.is_some() { Confidence::Sure } else { Confidence::None };
        }
    }

    /// The same columns read from another header row, as after a person moved it.
    #[must_use]
    pub fn at_row(sheet: &Sheet, header_row: u32) -> Option<Mapping> {
        sheet.row(header_row).map(|row| Mapping::of_row(sheet, row))
    }

    fn of_row(sheet: &Sheet, row: Row<'_>) -> Mapping {
        let headers = heads::of(sheet, row);
        let names = turns(headers.iter().map(|(_, header)| normalise(header)));
        let layout = best_layout(&names);
        let lines = wide::lines(&names);
        let is_wide = lines.iter().any(Option::is_some);
        let mut columns: Vec<Column> = Vec::with_capacity(headers.len());
        for (((index, header), (name, turn)), line) in headers.into_iter().zip(&names).zip(lines) {
            let (mut field, mut confidence) =
                match layout.and_then(|layout| layout_means(layout, name, *turn)) {
                    Some(Means::Is(field)) => (Some(field), Confidence::Sure),
                    Some(Means::Ask(field)) => (Some(field), Confidence::Ask),
                    Some(Means::Nothing) => (None, Confidence::None),
                    None => match meaning(name) {
                        Some((field, confidence)) => (Some(field), confidence),
                        None => (None, Confidence::None),
                    },
                };
            match (line, field) {
                (Some((of_line, _)), found) if found != Some(of_line) => {
                    (field, confidence) = (Some(of_line), Confidence::Likely);
                }
                // One total beside several goods is the order's.
                (None, Some(Field::LineTotal | Field::PriceOfAll)) if is_wide => {
                    (field, confidence) = (Some(Field::GoodsValue), Confidence::Ask);
                }
                (None, Some(Field::Qty | Field::Price | Field::Qty1 | Field::Qty2)) if is_wide => {
                    confidence = Confidence::Ask;
                }
                _ => {}
            }
            columns.push(Column { index, header, field, confidence, line: line.map(|(_, line)| line) });
        }
        ask_about_twins(&mut columns, &names, layout);
        Mapping {
            file: Arc::clone(&sheet.file),
            sheet: Arc::clone(&sheet.name),
            header_row: row.number(),
            layout,
            columns,
        }
    }
}

/// The mapping of every sheet that has a header, with saved recipes applied. Sheets of code lists and notes have none.
///
/// A sheet that is named as an example, or hidden, beside others with orders, is left out: its rows are nobody's orders.
#[must_use]
pub fn mappings(sheets: &[Sheet], recipes: &[Recipe]) -> Vec<Mapping> {
    let both = sheets.iter().filter_map(|sheet| Some((sheet, map(sheet, recipes)?)));
    let (seen, hidden): (Vec<_>, Vec<_>) = both.partition(|(sheet, _)| !sheet.unseen.sheet);
    let has_orders = |all: &[(&Sheet, Mapping)]| all.iter().any(|(_, mapping)| mapping.has_orders());
    let some = if has_orders(&seen) { seen } else { seen.into_iter().chain(hidden).collect() };
    let mut all: Vec<Mapping> = some.into_iter().map(|(_, mapping)| mapping).collect();
    if all.iter().any(|mapping| mapping.has_orders() && !is_example(&mapping.sheet)) {
        all.retain(|mapping| !is_example(&mapping.sheet));
    }
    all
}

/// Whether a sheet's name says that it shows how to fill in another.
fn is_example(sheet: &str) -> bool {
    let name = normalise(sheet);
    let says = ["示例", "样例", "范例", "样表", "填写说明", "填表说明", "说明", "example", "sample"];
    says.iter().any(|says| name.starts_with(says) || name.ends_with(says))
}

/// The mapping of one sheet; `None` when it is empty or nothing in its first rows looks like a header.
#[must_use]
pub fn map(sheet: &Sheet, recipes: &[Recipe]) -> Option<Mapping> {
    let known_here = |row: &Row<'_>| {
        heads::known(sheet, *row, |name| KNOWN.contains(name) || recipes.iter().any(|r| r.knows(name)))
    };
    let rows = sheet.rows().take_while(|row| row.number() < HEADER_ROWS);
    let scored = rows.map(|row| (known_here(&row), row)).filter(|(known, _)| *known > 0);
    // The first of the best: a header that is repeated further down is not the header.
    let (known, row) = scored.reduce(|best, next| if next.0 > best.0 { next } else { best })?;
    let mut mapping = Mapping::of_row(sheet, row);
    // One known name alone may stand above a list of codes as well.
    if known < 2 && !mapping.has_orders() && !recipes.iter().any(|recipe| recipe.fits(&mapping)) {
        return None;
    }
    if let Some(recipe) = recipes.iter().find(|recipe| recipe.fits(&mapping)) {
        recipe.apply(&mut mapping);
    }
    Some(mapping)
}

/// Every name beside how often it stood before.
pub(super) fn turns(names: impl Iterator<Item = String>) -> Vec<(String, usize)> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    names
        .map(|name| {
            let turn = seen.entry(name.clone()).or_insert(0);
            *turn += 1;
            (name, *turn - 1)
        })
        .collect()
}

/// A name that stands twice where no known sheet explains it: a person has to say which is which.
fn ask_about_twins(columns: &mut [Column], names: &[(String, usize)], layout: Option<&Layout>) {
    let explained = |name: &str| layout.is_some_and(|layout| layout_means(layout, name, 1).is_some());
    for (name, _) in names.iter().filter(|(name, turn)| *turn == 1 && !explained(name)) {
        for (column, _) in columns.iter_mut().zip(names).filter(|(_, (other, _))| other == name) {
            if column.field.is_some() && column.line.is_none() {
                column.confidence = Confidence::Ask;
            }
        }
    }
}

fn layout_means(layout: &Layout, name: &str, turn: usize) -> Option<Means> {
    let i = layouts::ALL.iter().position(|other| other.id == layout.id)?;
    let at = LAYOUT_NAMES[i].iter().position(|(n, t)| n == name && *t == turn)?;
    Some(layout.columns[at].1)
}

/// The known sheet whose columns are most of these and most of which are here.
fn best_layout(names: &[(String, usize)]) -> Option<&'static Layout> {
    let here: HashSet<&(String, usize)> = names.iter().collect();
    let mut best: Option<(usize, &'static Layout)> = None;
    for (layout, columns) in layouts::ALL.iter().zip(LAYOUT_NAMES.iter()) {
        let matched = columns.iter().filter(|column| here.contains(column)).count();
        let of_layout = percent(matched, columns.len());
        let of_sheet = percent(matched, names.len());
        if matched < 4 || (of_layout < 70 && of_sheet < 70) {
            continue;
        }
        let score = of_layout + of_sheet;
        if best.is_none_or(|(before, _)| score > before) {
            best = Some((score, layout));
        }
    }
    best.map(|(_, layout)| layout)
}

fn percent(part: usize, whole: usize) -> usize {
    part * 100 / whole.max(1)
}

static LAYOUT_NAMES: LazyLock<Vec<Vec<(String, usize)>>> = LazyLock::new(|| {
    layouts::ALL
        .iter()
        .map(|layout| turns(layout.columns.iter().map(|(header, _)| normalise(header))))
        .collect()
});

static KNOWN: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let of_layouts = LAYOUT_NAMES.iter().flatten().map(|(name, _)| name.clone());
    let others = layouts::OFFICIAL.iter().chain(layouts::ALONE).map(|(header, _)| normalise(header));
    of_layouts.chain(others).collect()
});
