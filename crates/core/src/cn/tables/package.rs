//! A package: one table with its version, source and period, and a seal that vouches for it.
//!
//! # The file
//! UTF-8, cells separated by tabs. The first line is `clearance-tables 1`; the head follows (`name`, `version`, `source`,
//! `since`, and `until` where the package ends), then an empty line, the names of the columns, and the rows. A seal may
//! follow behind another empty line. A line that begins with `#` above the seal is a remark; it is not part of what is
//! hashed. `-` and an empty cell both say that there is nothing.
//!
//! # Invariants
//! - The rows are sorted by key and day, every cell fits its column, and no two rows speak about one key on one day.
//! - [`Package::write`] gives the canonical text: reading it gives the same package, whatever the first file looked like.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt::Write as _;
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;
use rust_decimal::Decimal;
use sha2::{Digest, Sha256};

use super::cells::{self, MOST_SIGNS};
use super::error::TablesError;
use super::schema::Table;
use super::seal::Seal;
use super::version::Version;
use crate::check::Period;
use crate::cn::codes::Part;
use crate::signing::hex;
use crate::versions::Mark;

/// A cell; borrowed where the table is compiled in. Empty where the row says nothing.
pub(crate) type Cell = Cow<'static, str>;

/// The first line of every package.
const FIRST: &str = "clearance-tables 1";
/// A larger file is refused before it is read.
pub const MOST_BYTES: usize = 16 << 20;
/// A table with more rows is refused: the largest official one has 13,000.
pub const MOST_ROWS: usize = 100_000;
/// Rows of code tables that come and go do so on at most so many days.
const MOST_DAYS: usize = 100;

/// One table of one version.
#[derive(Clone, Debug)]
pub struct Package {
    table: &'static Table,
    version: Version,
    source: Cell,
    period: Period,
    /// As many to a row as the table has columns.
    cells: Vec<Cell>,
    seal: Option<Seal>,
    hash: OnceLock<String>,
    part: OnceLock<Part>,
}

/// One row of a table, or a broker's own in its place.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    table: &'static Table,
    cells: &'a [Cell],
    mark: Option<&'a Arc<Mark>>,
}

impl<'a> Row<'a> {
    pub(crate) fn new(table: &'static Table, cells: &'a [Cell], mark: Option<&'a Arc<Mark>>) -> Self {
        Row { table, cells, mark }
    }

    /// What names the row.
    #[must_use]
    pub fn key(&self) -> &'a str {
        self.cells.first().map_or("", Cow::as_ref)
    }

    /// The cells, in the order of the table's columns; empty where the row says nothing.
    pub fn cells(&self) -> impl Iterator<Item = &'a str> {
        self.cells.iter().map(Cow::as_ref)
    }

    pub(crate) fn cell(&self, column: &str) -> Option<&'a Cell> {
        self.cells.get(self.table.column(column)?).filter(|cell| !cell.is_empty())
    }

    /// What stands in a column.
    #[must_use]
    pub fn get(&self, column: &str) -> Option<&'a str> {
        self.cell(column).map(Cow::as_ref)
    }

    /// What stands in a column; nothing is nothing.
    pub(crate) fn text(&self, column: &str) -> &'a str {
        self.get(column).unwrap_or_default()
    }

    pub(crate) fn decimal(&self, column: &str) -> Decimal {
        self.get(column).and_then(cells::decimal).unwrap_or_default()
    }

    pub(crate) fn day(&self, column: &str) -> Option<Date> {
        self.get(column).and_then(cells::day)
    }

    /// Who put the row there, if it is a broker's own.
    pub(crate) fn mark(&self) -> Option<&'a Arc<Mark>> {
        self.mark
    }

    /// Whether the row speaks about the day.
    pub(crate) fn holds_on(&self, day: Date) -> bool {
        self.day("since").is_none_or(|since| since <= day)
            && self.day("until").is_none_or(|until| day <= until)
    }

    /// By key, then by day.
    pub(super) fn order(&self, other: &Row<'_>) -> Ordering {
        self.key().cmp(other.key()).then_with(|| self.text("since").cmp(other.text("since")))
    }
}

/// What the head of a file says.
#[derive(Default)]
struct Head<'t> {
    name: Option<(&'t str, usize)>,
    version: Option<(&'t str, usize)>,
    source: Option<(&'t str, usize)>,
    since: Option<(&'t str, usize)>,
    until: Option<(&'t str, usize)>,
}

/// Lines with their numbers, remarks left out above the seal.
type Lines<'t> = std::iter::Peekable<Box<dyn Iterator<Item = (usize, &'t str)> + 't>>;

impl Package {
    /// Reads a file.
    ///
    /// # Errors
    /// The first line that is not what it must be, by its number. The seal is read, not judged: see [`Package::judge`].
    pub fn read(bytes: &[u8]) -> Result<Package, TablesError> {
        if bytes.len() > MOST_BYTES {
            return Err(TablesError::TooLarge);
        }
        let text = std::str::from_utf8(bytes).map_err(|error| {
            let good = &bytes[..error.valid_up_to()];
            TablesError::NotUtf8 { line: good.iter().filter(|b| **b == b'\n').count() + 1 }
        })?;
        read(text, |cell| Cow::Owned(cell.to_owned()))
    }

    /// Reads a table that is compiled in.
    pub(super) fn read_built_in(text: &'static str) -> Result<Package, TablesError> {
        read(text, Cow::Borrowed)
    }

    /// A package of these rows, checked as a file is.
    ///
    /// # Errors
    /// As [`Package::read`]; a line is that of the package as it would be written.
    pub fn new(
        table: &'static Table,
        version: Version,
        source: &str,
        period: Period,
        rows: &[Vec<String>],
    ) -> Result<Package, TablesError> {
        let cells = rows.iter().flat_map(|row| {
            let some = row.iter().take(table.columns.len()).map(|cell| Cow::Owned(cell.clone()));
            some.chain(std::iter::repeat(Cow::Borrowed(""))).take(table.columns.len())
        });
        let draft = Package {
            seal: None,
            hash: OnceLock::new(),
            part: OnceLock::new(),
            table,
            version,
            source: Cow::Owned(source.to_owned()),
            period,
            cells: cells.collect(),
        };
        Package::read(draft.write().as_bytes())
    }

    /// What kind of table it is.
    #[must_use]
    pub fn table(&self) -> &'static Table {
        self.table
    }

    /// Its version.
    #[must_use]
    pub fn version(&self) -> &Version {
        &self.version
    }

    /// Where the rows come from.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// For which days of declaration it speaks.
    #[must_use]
    pub fn period(&self) -> Period {
        self.period
    }

    /// What vouches for it; nothing for one that is compiled in or not signed yet.
    #[must_use]
    pub fn seal(&self) -> Option<&Seal> {
        self.seal.as_ref()
    }

    pub(super) fn with_seal(mut self, seal: Seal) -> Package {
        self.seal = Some(seal);
        self
    }

    /// The rows, sorted by key and day.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = Row<'_>> {
        self.cells.chunks_exact(self.table.columns.len()).map(|cells| Row::new(self.table, cells, None))
    }

    /// The rows of one key, sorted by day.
    pub fn rows_of<'a>(&'a self, key: &'a str) -> impl Iterator<Item = Row<'a>> {
        let width = self.table.columns.len();
        let (mut low, mut high) = (0, self.cells.len() / width);
        while low < high {
            let middle = low.midpoint(high);
            if self.cells[middle * width].as_ref() < key { low = middle + 1 } else { high = middle }
        }
        self.cells[low * width..]
            .chunks_exact(width)
            .map(|cells| Row::new(self.table, cells, None))
            .take_while(move |row| row.key() == key)
    }

    /// The first day of every stretch of days in which other rows hold, beside the package's own.
    pub(super) fn days(&self) -> Vec<Date> {
        let mut days: Vec<Date> = self.rows().flat_map(|row| changes(&row)).collect();
        days.sort_unstable();
        days.dedup();
        days
    }

    /// Kept with the package once it was made.
    pub(crate) fn part(&self, make: impl FnOnce() -> Part) -> &Part {
        self.part.get_or_init(make)
    }

    /// SHA-256 of the canonical text without the seal, lower-case hexadecimal.
    #[must_use]
    pub fn hash(&self) -> &str {
        self.hash.get_or_init(|| hex(&Sha256::digest(self.canonical())))
    }

    /// Whether both say the same of the same days; versions, sources and seals may differ.
    #[must_use]
    pub fn says_the_same(&self, other: &Package) -> bool {
        self.table.name == other.table.name && self.period == other.period && self.cells == other.cells
    }

    /// What is hashed and signed: the canonical text without the seal.
    #[must_use]
    pub fn canonical(&self) -> String {
        let table = self.table;
        let mut text = format!(
            "{FIRST}\nname\t{}\nversion\t{}\nsource\t{}\nsince\t{}\n",
            table.name, self.version, self.source, self.period.since
        );
        if let Some(until) = self.period.until {
            let _ = writeln!(text, "until\t{until}");
        }
        // A column that no row fills is not written.
        let used: Vec<usize> = (0..table.columns.len())
            .filter(|n| table.columns[*n].required || self.rows().any(|row| !row.cells[*n].is_empty()))
            .collect();
        let mut line = |cells: &mut dyn Iterator<Item = &str>| {
            for (n, cell) in cells.enumerate() {
                text.push(if n == 0 { '\n' } else { '\t' });
                text.push_str(if cell.is_empty() { "-" } else { cell });
            }
        };
        text_line(&mut line, used.iter().map(|n| table.columns[*n].name));
        for row in self.rows() {
            text_line(&mut line, used.iter().map(|n| row.cells[*n].as_ref()));
        }
        text.push('\n');
        text
    }

    /// The whole file, seal included.
    #[must_use]
    pub fn write(&self) -> String {
        let mut text = self.canonical();
        if let Some(seal) = &self.seal {
            let _ = write!(text, "\nhash\t{}\n{}", self.hash(), seal.write());
        }
        text
    }
}

fn text_line<'a>(line: &mut dyn FnMut(&mut dyn Iterator<Item = &str>), cells: impl Iterator<Item = &'a str>) {
    let mut cells = cells;
    line(&mut cells);
}

impl PartialEq for Package {
    fn eq(&self, other: &Self) -> bool {
        self.says_the_same(other)
            && (&self.version, &self.source, &self.seal) == (&other.version, &other.source, &other.seal)
    }
}

/// The days on which a row of a code table comes and goes.
pub(super) fn changes(row: &Row<'_>) -> impl Iterator<Item = Date> + use<> {
    let by_day = row.table.by_day;
    let gone = row.day("until").and_then(|until| until.tomorrow().ok());
    [row.day("since"), gone].into_iter().flatten().filter(move |_| !by_day)
}

fn read<'t>(text: &'t str, keep: fn(&'t str) -> Cell) -> Result<Package, TablesError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let numbered =
        text.split('\n').enumerate().map(|(n, line)| (n + 1, line.strip_suffix('\r').unwrap_or(line)));
    let mut lines: Lines<'t> = (Box::new(numbered) as Box<dyn Iterator<Item = (usize, &'t str)>>).peekable();
    match lines.next() {
        Some((_, first)) if first == FIRST => {}
        Some((_, first)) if first.starts_with("clearance-tables ") => return Err(TablesError::NewerFormat),
        _ => return Err(TablesError::NotAPackage),
    }
    let head = read_head(&mut lines)?;
    let lacks = |key| TablesError::Head { line: 1, key };
    let (name, line) = head.name.ok_or(lacks("name"))?;
    let table = Table::named(name).ok_or_else(|| TablesError::UnknownTable { line, name: shown(name) })?;
    let (version, line) = head.version.ok_or(lacks("version"))?;
    let version = Version::read(version).ok_or(TablesError::Head { line, key: "version" })?;
    let (source, line) = head.source.ok_or(lacks("source"))?;
    if !cells::fits(super::schema::Form::Text, source) {
        return Err(TablesError::Head { line, key: "source" });
    }
    let (since, line) = head.since.ok_or(lacks("since"))?;
    let since = cells::day(since).ok_or(TablesError::Head { line, key: "since" })?;
    let until = match head.until {
        None | Some(("-", _)) => None,
        Some((text, line)) => Some(cells::day(text).ok_or(TablesError::Head { line, key: "until" })?),
    };
    if until.is_some_and(|until| until < since) {
        return Err(TablesError::ImpossiblePeriod { line: head.until.map_or(1, |(_, line)| line) });
    }
    let cells = read_rows(table, &mut lines, keep)?;
    let (hash, seal) = super::seal::read(&mut lines)?;
    let package = Package {
        table,
        version,
        source: keep(source),
        period: Period { since, until },
        cells,
        seal,
        hash: OnceLock::new(),
        part: OnceLock::new(),
    };
    if hash.is_some_and(|hash| hash != package.hash()) {
        return Err(TablesError::WrongHash);
    }
    if package.days().len() > MOST_DAYS {
        return Err(TablesError::TooManyDays);
    }
    Ok(package)
}

fn read_head<'t>(lines: &mut Lines<'t>) -> Result<Head<'t>, TablesError> {
    let mut head = Head::default();
    for (line, text) in lines.by_ref() {
        if text.is_empty() {
            return Ok(head);
        }
        if cells::hides(text) {
            return Err(TablesError::HiddenSign { line });
        }
        if text.starts_with('#') {
            continue;
        }
        let (key, value) = text.split_once('\t').ok_or(TablesError::UnknownHead { line })?;
        let place = match key {
            "name" => &mut head.name,
            "version" => &mut head.version,
            "source" => &mut head.source,
            "since" => &mut head.since,
            "until" => &mut head.until,
            _ => return Err(TablesError::UnknownHead { line }),
        };
        if value.contains('\t') || place.replace((value, line)).is_some() {
            return Err(TablesError::UnknownHead { line });
        }
    }
    Err(TablesError::NoRows)
}

fn read_rows<'t>(
    table: &'static Table,
    lines: &mut Lines<'t>,
    keep: fn(&'t str) -> Cell,
) -> Result<Vec<Cell>, TablesError> {
    let width = table.columns.len();
    let (line, names) = lines.by_ref().find(|(_, text)| !text.starts_with('#')).ok_or(TablesError::NoRows)?;
    let places = columns(table, line, names)?;
    let mut cells: Vec<Cell> = Vec::new();
    let mut numbers: Vec<usize> = Vec::new();
    for (line, text) in lines.by_ref() {
        if text.is_empty() {
            break;
        }
        if cells::hides(text) {
            return Err(TablesError::HiddenSign { line });
        }
        if text.starts_with('#') {
            continue;
        }
        if numbers.len() == MOST_ROWS {
            return Err(TablesError::TooManyRows);
        }
        let start = cells.len();
        cells.resize(start + width, Cow::Borrowed(""));
        let row = &mut cells[start..];
        let mut count = 0;
        for cell in text.split('\t') {
            let place = *places.get(count).ok_or(TablesError::Width { line })?;
            count += 1;
            if !cell.is_empty() && cell != "-" {
                if !cells::fits(table.columns[place].form, cell) {
                    let (column, value) = (table.columns[place].name, shown(cell));
                    return Err(TablesError::Cell { line, column, value });
                }
                row[place] = keep(cell);
            }
        }
        if count != places.len() {
            return Err(TablesError::Width { line });
        }
        check_row(&Row::new(table, row, None), line)?;
        numbers.push(line);
    }
    if numbers.is_empty() {
        return Err(TablesError::NoRows);
    }
    sorted(table, cells, &numbers)
}

/// What one row must keep by itself.
pub(super) fn check_row(row: &Row<'_>, line: usize) -> Result<(), TablesError> {
    for (column, cell) in row.table.columns.iter().zip(row.cells) {
        if column.required && cell.is_empty() {
            return Err(TablesError::Missing { line, column: column.name });
        }
    }
    if let (Some(since), Some(until)) = (row.day("since"), row.day("until"))
        && until < since
    {
        return Err(TablesError::ImpossiblePeriod { line });
    }
    match (row.table.check)(row) {
        Some(column) => Err(TablesError::Cell { line, column, value: shown(row.text(column)) }),
        None => Ok(()),
    }
}

/// Where each cell of a line belongs.
fn columns(table: &'static Table, line: usize, names: &str) -> Result<Vec<usize>, TablesError> {
    let mut places = Vec::new();
    for name in names.split('\t') {
        let place =
            table.column(name).ok_or_else(|| TablesError::UnknownColumn { line, name: shown(name) })?;
        if places.contains(&place) {
            return Err(TablesError::UnknownColumn { line, name: shown(name) });
        }
        places.push(place);
    }
    match table.columns.iter().enumerate().find(|(n, column)| column.required && !places.contains(n)) {
        Some((_, column)) => Err(TablesError::Missing { line, column: column.name }),
        None => Ok(places),
    }
}

/// The rows sorted by key and day; two that speak about one key on one day are refused.
fn sorted(table: &'static Table, mut cells: Vec<Cell>, numbers: &[usize]) -> Result<Vec<Cell>, TablesError> {
    let width = table.columns.len();
    let row = |n: usize| Row::new(table, &cells[n * width..(n + 1) * width], None);
    let mut order: Vec<usize> = (0..numbers.len()).collect();
    order.sort_by(|a, b| row(*a).order(&row(*b)));
    for pair in order.windows(2) {
        let (before, after) = (row(pair[0]), row(pair[1]));
        if before.key() != after.key() {
            continue;
        }
        let line = numbers[pair[0]].max(numbers[pair[1]]);
        let key = shown(after.key());
        match (before.day("until"), after.day("since")) {
            (Some(until), Some(since)) if until < since => {}
            (_, None) => return Err(TablesError::Repeated { line, key }),
            _ => return Err(TablesError::Overlap { line, key }),
        }
    }
    let in_order = order.iter().flat_map(|n| n * width..(n + 1) * width).collect::<Vec<_>>();
    Ok(in_order.into_iter().map(|n| std::mem::take(&mut cells[n])).collect())
}

/// A value for an error: short, and nothing in it that is not to be seen.
pub(super) fn shown(text: &str) -> String {
    let short: String = text.chars().take(MOST_SIGNS.min(40)).flat_map(char::escape_debug).collect();
    if cells::hides(&short) { text.escape_default().take(80).collect() } else { short }
}
