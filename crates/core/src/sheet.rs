//! A file as text cells: station 1. Every cell keeps its text and how the file stored it, so that damage can be named.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// How the file stored a cell. A text cell can be trusted to the letter, a number cell only to 15 digits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Stored {
    /// Nothing.
    #[default]
    Empty,
    /// Text, exactly as typed.
    Text,
    /// A 64-bit float; the text is its shortest plain spelling, never with an exponent.
    Number,
    /// A number that the file shows as a date; the text is `YYYY-MM-DD hh:mm:ss`.
    Date,
    /// `TRUE` or `FALSE`.
    Bool,
    /// A formula that failed, as `#N/A`.
    Error,
}

/// One cell, borrowed from its sheet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cell<'a> {
    /// The text; empty when nothing is stored.
    pub text: &'a str,
    /// How the file stored it.
    pub stored: Stored,
}

impl Cell<'_> {
    /// Whether there is nothing to see: no text, or white space only.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.text.chars().all(|c| c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}')
    }
}

/// Where a cell stands, both counted from 0. Prints as people name it: `C12`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellPos {
    /// Row, from 0.
    pub row: u32,
    /// Column, from 0.
    pub column: u16,
}

impl fmt::Display for CellPos {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut letters = [0_u8; 4];
        let mut at = letters.len();
        let mut left = u32::from(self.column) + 1;
        while left > 0 {
            at -= 1;
            letters[at] = b'A' + u8::try_from((left - 1) % 26).unwrap_or(0);
            left = (left - 1) / 26;
        }
        for letter in &letters[at..] {
            write!(f, "{}", char::from(*letter))?;
        }
        write!(f, "{}", self.row + 1)
    }
}

/// A cell of a named sheet. Prints as `Sheet1!C12`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellRef {
    /// Name of the sheet; for a text file the file's name without its ending.
    pub sheet: Arc<str>,
    /// Where in it.
    pub at: CellPos,
}

impl fmt::Display for CellRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}!{}", self.sheet, self.at)
    }
}

/// The merged ranges of a sheet. The value of one stands in its upper left cell; the others are empty.
#[derive(Clone, Debug, Default)]
pub struct Merges {
    /// Column → ranges through it, by their first row.
    by_column: BTreeMap<u16, Vec<(u32, u32, CellPos)>>,
}

impl Merges {
    /// Ranges by their upper left and lower right cell, in any order. A range of one cell says nothing.
    #[must_use]
    pub fn new(ranges: impl IntoIterator<Item = (CellPos, CellPos)>) -> Self {
        let mut by_column: BTreeMap<u16, Vec<(u32, u32, CellPos)>> = BTreeMap::new();
        for (from, to) in ranges.into_iter().filter(|(from, to)| from != to && from.row <= to.row) {
            for column in from.column..=to.column {
                by_column.entry(column).or_default().push((from.row, to.row, from));
            }
        }
        by_column.values_mut().for_each(|ranges| ranges.sort_unstable_by_key(|(first, ..)| *first));
        Merges { by_column }
    }

    /// Whether nothing is merged.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_column.is_empty()
    }

    /// The last row that a value of this row speaks for; none when no range begins in it.
    #[must_use]
    pub fn reach(&self, row: u32) -> Option<u32> {
        let begins = |ranges: &Vec<(u32, u32, CellPos)>| {
            let from = ranges.partition_point(|(first, ..)| *first < row);
            ranges.get(from).filter(|(first, ..)| *first == row).map(|(_, last, _)| *last)
        };
        self.by_column.values().filter_map(begins).max()
    }

    /// The upper left cell of the range that covers a place.
    #[must_use]
    pub fn origin(&self, at: CellPos) -> Option<CellPos> {
        let ranges = self.by_column.get(&at.column)?;
        let next = ranges.partition_point(|(first, ..)| *first <= at.row);
        let (_, last, origin) = ranges.get(next.checked_sub(1)?)?;
        (at.row <= *last).then_some(*origin)
    }
}

/// What nobody sees who looks at a sheet in a spreadsheet program, where the file says so.
#[derive(Clone, Debug, Default)]
pub struct Unseen {
    /// The whole sheet is hidden.
    pub sheet: bool,
    /// Rows that are hidden, ascending.
    pub rows: Vec<u32>,
    /// Columns that are hidden: first and last of each run.
    pub columns: Vec<(u16, u16)>,
    /// Cells with a formula that no program has calculated, by row and column: nothing is stored for them.
    pub formulas: Vec<CellPos>,
}

impl Unseen {
    /// Whether a column is hidden.
    #[must_use]
    pub fn hides(&self, column: u16) -> bool {
        self.columns.iter().any(|(first, last)| (*first..=*last).contains(&column))
    }

    /// Whether a cell's formula was never calculated.
    #[must_use]
    pub fn is_uncalculated(&self, at: CellPos) -> bool {
        !self.formulas.is_empty() && self.formulas.binary_search(&at).is_ok()
    }
}

#[derive(Clone, Copy, Debug)]
struct RowStart {
    number: u32,
    first: u32,
}

/// One sheet of one file. Rows without any text are not kept; the others know their number.
///
/// What a person changed is laid over the cells of the file, which stay as they are: see [`Sheet::lay`].
///
/// # Invariant
/// Cells stand in file order: rows ascend, columns ascend in a row, gaps are empty cells.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The file's name, without its folder.
    pub file: Arc<str>,
    /// The sheet's name.
    pub name: Arc<str>,
    /// How the text was encoded, for text files; `None` for workbooks.
    pub encoding: Option<&'static str>,
    /// Whether bare day numbers count from 1904 instead of 1900.
    pub epoch_1904: bool,
    /// Which cells are merged, where the file says so.
    pub merges: Merges,
    /// What is hidden, and what was never calculated.
    pub unseen: Unseen,
    text: String,
    ends: Vec<u32>,
    stored: Vec<Stored>,
    rows: Vec<RowStart>,
    /// What is laid over the cells, by row; columns ascend in a row. Most sheets have nothing, most rows too.
    laid: HashMap<u32, Vec<(u16, Arc<str>)>>,
}

impl Sheet {
    /// An empty sheet, to be filled cell by cell.
    pub fn new(file: impl Into<Arc<str>>, name: impl Into<Arc<str>>) -> Self {
        Sheet {
            file: file.into(),
            name: name.into(),
            encoding: None,
            epoch_1904: false,
            merges: Merges::default(),
            unseen: Unseen::default(),
            text: String::new(),
            ends: Vec::new(),
            stored: Vec::new(),
            rows: Vec::new(),
            laid: HashMap::new(),
        }
    }

    /// Appends a cell. An empty text adds nothing.
    ///
    /// Returns `false`, and leaves the sheet as it was, when the cell stands before the last one (the file is not in
    /// order) or when the sheet would hold more than 4 GiB of text or 2^32 cells.
    pub fn push(&mut self, at: CellPos, text: &str, stored: Stored) -> bool {
        if text.is_empty() {
            return true;
        }
        let Ok(end) = u32::try_from(self.text.len() + text.len()) else { return false };
        let Ok(mut first) = u32::try_from(self.ends.len()) else { return false };
        match self.rows.last() {
            Some(last) if last.number == at.row => first = last.first,
            Some(last) if last.number > at.row => return false,
            _ => self.rows.push(RowStart { number: at.row, first }),
        }
        let place = first as usize + usize::from(at.column);
        if place < self.ends.len() || u32::try_from(place).is_err() {
            return false;
        }
        let before = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        self.ends.resize(place, before);
        self.stored.resize(place, Stored::Empty);
        self.text.push_str(text);
        self.ends.push(end);
        self.stored.push(stored);
        true
    }

    /// Gives back what was reserved too much; call it when the last cell is in.
    pub fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
        self.stored.shrink_to_fit();
        self.rows.shrink_to_fit();
    }

    /// Some rows and columns of it as a sheet of their own; every cell keeps its place. What is laid over it stays behind.
    #[must_use]
    pub fn part(&self, name: impl Into<Arc<str>>, rows: Range<u32>, columns: Range<u16>) -> Sheet {
        let mut part = Sheet::new(Arc::clone(&self.file), name);
        (part.encoding, part.epoch_1904) = (self.encoding, self.epoch_1904);
        (part.merges, part.unseen) = (self.merges.clone(), self.unseen.clone());
        for row in self.rows().filter(|row| rows.contains(&row.number())) {
            for column in columns.start..columns.end.min(row.width()) {
                let Cell { text, stored } = row.original(column);
                // What fitted in the whole fits in the part.
                part.push(CellPos { row: row.number(), column }, text, stored);
            }
        }
        part.shrink();
        part
    }

    /// How many rows hold text.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether no row holds text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many cells are kept, gaps included.
    #[must_use]
    pub fn cell_count(&self) -> usize {
        self.ends.len()
    }

    /// The rows that hold text, from the top.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.rows.len()).filter_map(|i| self.nth(i))
    }

    /// The n-th row that holds text, from 0; blank rows are not counted.
    #[must_use]
    pub fn nth(&self, n: usize) -> Option<Row<'_>> {
        let start = self.rows.get(n)?;
        let end = self.rows.get(n + 1).map_or(self.ends.len(), |next| next.first as usize);
        let laid = if self.laid.is_empty() { None } else { self.laid.get(&start.number) };
        let laid = laid.map_or(&[][..], Vec::as_slice);
        Some(Row { sheet: self, number: start.number, first: start.first as usize, end, laid })
    }

    /// The row with this number, from 0; `None` when the file holds no text in it.
    #[must_use]
    pub fn row(&self, number: u32) -> Option<Row<'_>> {
        self.nth(self.place_of(number)?)
    }

    /// Which of the rows that hold text has this number, as [`Sheet::nth`] counts them.
    #[must_use]
    pub fn place_of(&self, number: u32) -> Option<usize> {
        self.rows.binary_search_by_key(&number, |row| row.number).ok()
    }

    /// Lays a text over a cell, also beyond the row's end, or takes off what was laid there; what is laid over a cell is
    /// read as [`Stored::Text`]. Gives what lay there before.
    ///
    /// # Errors
    /// The file holds no text in that row.
    pub fn lay(&mut self, at: CellPos, text: Option<Arc<str>>) -> Result<Option<Arc<str>>, NoSuchRow> {
        if self.place_of(at.row).is_none() {
            return Err(NoSuchRow);
        }
        let row = self.laid.entry(at.row).or_default();
        let place = row.binary_search_by_key(&at.column, |(column, _)| *column);
        let before = match (place, text) {
            (Ok(i), Some(text)) => Some(std::mem::replace(&mut row[i].1, text)),
            (Ok(i), None) => Some(row.remove(i).1),
            (Err(i), Some(text)) => {
                row.insert(i, (at.column, text));
                None
            }
            (Err(_), None) => None,
        };
        if row.is_empty() {
            self.laid.remove(&at.row);
        }
        Ok(before)
    }

    /// What is laid over a cell.
    #[must_use]
    pub fn laid(&self, at: CellPos) -> Option<&Arc<str>> {
        let row = self.laid.get(&at.row)?;
        Some(&row[row.binary_search_by_key(&at.column, |(column, _)| *column).ok()?].1)
    }

    /// Whether anything is laid over a row.
    #[must_use]
    pub fn is_laid(&self, row: u32) -> bool {
        self.laid.contains_key(&row)
    }

    /// Every cell that something is laid over, with the text; in no order.
    pub fn all_laid(&self) -> impl Iterator<Item = (CellPos, &Arc<str>)> {
        let row = |(row, cells): (&u32, _)| (*row, cells);
        self.laid.iter().map(row).flat_map(|(row, cells): (u32, &Vec<(u16, Arc<str>)>)| {
            cells.iter().map(move |(column, text)| (CellPos { row, column: *column }, text))
        })
    }

    /// The cell as the file has it, whatever is laid over it.
    #[must_use]
    pub fn original(&self, at: CellPos) -> Cell<'_> {
        self.row(at.row).map(|row| row.original(at.column)).unwrap_or_default()
    }

    /// The cell at a place; an empty one where nothing stands.
    #[must_use]
    pub fn cell(&self, at: CellPos) -> Cell<'_> {
        self.row(at.row).map(|row| row.cell(at.column)).unwrap_or_default()
    }

    /// The cell at a place; where it is part of a merged range, that range's value.
    #[must_use]
    pub fn merged_cell(&self, at: CellPos) -> Cell<'_> {
        let cell = self.cell(at);
        if cell.stored != Stored::Empty || self.merges.is_empty() {
            return cell;
        }
        self.merges.origin(at).map_or(cell, |origin| self.cell(origin))
    }

    /// The cell's full name, `Sheet1!C12`.
    #[must_use]
    pub fn name_of(&self, at: CellPos) -> CellRef {
        CellRef { sheet: Arc::clone(&self.name), at }
    }
}

/// The file holds no text in a row that something was to be laid over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the file has no such row")]
pub struct NoSuchRow;

/// One row of a sheet, with what is laid over it.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    sheet: &'a Sheet,
    number: u32,
    first: usize,
    end: usize,
    laid: &'a [(u16, Arc<str>)],
}

impl<'a> Row<'a> {
    /// Its number, from 0.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.number
    }

    /// How many cells up to the last that holds text.
    #[must_use]
    pub fn width(&self) -> u16 {
        let own = u16::try_from(self.end - self.first).unwrap_or(u16::MAX);
        let laid = self.laid.iter().rev().find(|(_, text)| !text.is_empty());
        laid.map_or(own, |(column, _)| own.max(column.saturating_add(1)))
    }

    /// One cell; an empty one beyond the last.
    #[must_use]
    pub fn cell(&self, column: u16) -> Cell<'a> {
        if let Some((_, text)) = self.laid.iter().find(|(laid, _)| *laid == column) {
            let stored = if text.is_empty() { Stored::Empty } else { Stored::Text };
            return Cell { text, stored };
        }
        self.original(column)
    }

    /// One cell as the file has it.
    #[must_use]
    pub fn original(&self, column: u16) -> Cell<'a> {
        let i = self.first + usize::from(column);
        if i >= self.end {
            return Cell::default();
        }
        let from = if i == 0 { 0 } else { self.sheet.ends[i - 1] as usize };
        Cell { text: &self.sheet.text[from..self.sheet.ends[i] as usize], stored: self.sheet.stored[i] }
    }

    /// All texts of the file's cells, one behind the other: to see quickly that something does not stand in them.
    #[must_use]
    pub fn text(&self) -> &'a str {
        let end = |i: usize| if i == 0 { 0 } else { self.sheet.ends[i - 1] as usize };
        &self.sheet.text[end(self.first)..end(self.end)]
    }

    /// Whether anything is laid over it.
    #[must_use]
    pub fn is_laid(&self) -> bool {
        !self.laid.is_empty()
    }

    /// All cells up to the last that holds text.
    pub fn cells(&self) -> impl Iterator<Item = Cell<'a>> + use<'a> {
        let row = *self;
        (0..self.width()).map(move |column| row.cell(column))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(row: u32, column: u16) -> CellPos {
        CellPos { row, column }
    }

    #[test]
    fn cells_are_named_as_people_name_them() {
        for (pos, name) in [
            (at(0, 0), "A1"),
            (at(11, 2), "C12"),
            (at(0, 25), "Z1"),
            (at(0, 26), "AA1"),
            (at(9, 701), "ZZ10"),
            (at(0, 702), "AAA1"),
            (at(0, 16_383), "XFD1"),
        ] {
            assert_eq!(pos.to_string(), name);
        }
        assert_eq!(Sheet::new("a.xlsx", "Sheet1").name_of(at(11, 2)).to_string(), "Sheet1!C12");
    }

    #[test]
    fn gaps_read_as_empty_and_blank_rows_are_not_kept() {
        let mut sheet = Sheet::new("a.csv", "a");
        assert!(sheet.push(at(0, 1), "b", Stored::Text));
        assert!(sheet.push(at(3, 0), "", Stored::Text));
        assert!(sheet.push(at(5, 0), "0100", Stored::Text));
        assert!(sheet.push(at(5, 2), "7", Stored::Number));
        let shape: Vec<_> = sheet.rows().map(|row| (row.number(), row.width())).collect();
        assert_eq!(shape, [(0, 2), (5, 3)]);
        assert_eq!(sheet.cell(at(0, 0)), Cell::default());
        assert_eq!(sheet.cell(at(0, 1)), Cell { text: "b", stored: Stored::Text });
        assert_eq!(sheet.cell(at(5, 0)).text, "0100");
        assert_eq!(sheet.cell(at(5, 2)).stored, Stored::Number);
        assert_eq!(sheet.cell(at(5, 9)), Cell::default());
        assert_eq!(sheet.cell(at(4, 0)), Cell::default());
    }

    #[test]
    fn a_merged_range_has_the_value_of_its_upper_left_cell() {
        let mut sheet = Sheet::new("a", "a");
        for (row, column, text) in [(0, 1, "title"), (1, 0, "A1"), (1, 1, "x"), (2, 1, "y"), (3, 1, "z")] {
            assert!(sheet.push(at(row, column), text, Stored::Text));
        }
        sheet.merges = Merges::new([(at(1, 0), at(2, 0)), (at(0, 1), at(0, 4)), (at(3, 3), at(3, 3))]);
        assert_eq!([0, 1, 2, 3].map(|row| sheet.merges.reach(row)), [Some(0), Some(2), None, None]);
        for (place, text) in [
            (at(2, 0), "A1"),
            (at(3, 0), ""),
            (at(0, 4), "title"),
            (at(0, 5), ""),
            (at(0, 0), ""),
            (at(2, 1), "y"),
        ] {
            assert_eq!(sheet.merged_cell(place).text, text, "{place}");
        }
    }

    #[test]
    fn a_cell_before_the_last_one_is_refused() {
        let mut sheet = Sheet::new("a", "a");
        assert!(sheet.push(at(2, 2), "x", Stored::Text));
        assert!(!sheet.push(at(2, 2), "x", Stored::Text));
        assert!(!sheet.push(at(2, 0), "x", Stored::Text));
        assert!(!sheet.push(at(1, 5), "x", Stored::Text));
        assert_eq!(sheet.cell_count(), 3);
    }

    #[test]
    fn what_is_laid_over_a_cell_is_read_in_its_place_and_taken_off_again() {
        let mut sheet = Sheet::new("a.csv", "a");
        for (pos, text) in [(at(0, 0), "h"), (at(2, 0), "1"), (at(2, 1), "2")] {
            assert!(sheet.push(pos, text, Stored::Number));
        }
        assert_eq!(sheet.lay(at(2, 0), Some("x".into())), Ok(None));
        assert_eq!(sheet.lay(at(2, 4), Some("y".into())), Ok(None));
        assert_eq!(sheet.lay(at(2, 1), Some("".into())), Ok(None));
        assert_eq!(sheet.lay(at(1, 0), Some("x".into())), Err(NoSuchRow), "the file has nothing there");
        let texts: Vec<&str> = sheet.row(2).expect("it is there").cells().map(|cell| cell.text).collect();
        assert_eq!(texts, ["x", "", "", "", "y"]);
        assert_eq!(sheet.cell(at(2, 0)).stored, Stored::Text);
        assert_eq!(sheet.cell(at(2, 1)), Cell::default());
        assert_eq!(sheet.original(at(2, 1)), Cell { text: "2", stored: Stored::Number });
        assert_eq!((sheet.is_laid(2), sheet.is_laid(0), sheet.all_laid().count()), (true, false, 3));
        assert_eq!(sheet.lay(at(2, 0), None), Ok(Some("x".into())));
        assert_eq!(sheet.lay(at(2, 4), None), Ok(Some("y".into())));
        assert_eq!(sheet.lay(at(2, 1), None), Ok(Some("".into())));
        assert_eq!((sheet.cell(at(2, 1)).text, sheet.row(2).expect("it is there").width()), ("2", 2));
        assert!(!sheet.is_laid(2));
    }
}
