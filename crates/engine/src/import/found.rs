//! What was found, small enough to be kept for every cell of a large file, and found again by rule.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use clearance_core::check::{Finding, Severity};
use clearance_core::order::{Field, Problem, ProblemRule};
use clearance_core::sheet::CellPos;

/// Stands for no sheet and no column.
const NONE: u16 = u16::MAX;

/// What a finding says, whatever cell it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Face {
    pub(crate) rule: Cow<'static, str>,
    pub(crate) severity: Severity,
    pub(crate) zh: Cow<'static, str>,
    pub(crate) en: Cow<'static, str>,
    pub(crate) help_zh: Cow<'static, str>,
    pub(crate) help_en: Cow<'static, str>,
}

/// Something found: what it says, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) face: u16,
    sheet: u16,
    column: u16,
    row: u32,
    /// The field, where the check names one.
    pub(crate) field: Option<Field>,
}

impl Found {
    /// Found at a place in one of the import's sheets; without a column it is about the row.
    pub(super) fn new(
        face: u16,
        row: Option<(usize, u32)>,
        column: Option<u16>,
        field: Option<Field>,
    ) -> Found {
        let (sheet, row) = row.map_or((NONE, 0), |(sheet, row)| (u16::try_from(sheet).unwrap_or(NONE), row));
        Found { face, sheet, column: column.unwrap_or(NONE), row, field }
    }

    /// The row to show it in: sheet of the import, and number.
    pub(crate) fn row(&self) -> Option<(usize, u32)> {
        (self.sheet != NONE).then_some((usize::from(self.sheet), self.row))
    }

    /// The cell that gave the value.
    pub(crate) fn cell(&self) -> Option<(usize, CellPos)> {
        let (sheet, row) = self.row()?;
        (self.column != NONE).then_some((sheet, CellPos { row, column: self.column }))
    }

    /// Sheet, row and column in one number that sorts as they do.
    fn place(&self) -> Place {
        Place(u64::from(self.sheet) << 48 | u64::from(self.row) << 16 | u64::from(self.column))
    }
}

/// Where something was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place(u64);

impl Place {
    /// The first place of a row.
    fn first(sheet: usize, row: u32) -> Place {
        Place((sheet as u64) << 48 | u64::from(row) << 16)
    }

    pub(crate) fn row(self) -> u32 {
        u32::try_from(self.0 >> 16 & 0xFFFF_FFFF).unwrap_or(u32::MAX)
    }

    /// None where it is about the row.
    pub(crate) fn column(self) -> Option<u16> {
        let column = u16::try_from(self.0 & 0xFFFF).unwrap_or(NONE);
        (column != NONE).then_some(column)
    }

    fn same_row(self, other: Place) -> bool {
        self.0 >> 16 == other.0 >> 16
    }
}

/// All faces; threads share it.
#[derive(Debug, Default)]
pub(crate) struct Faces(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    faces: Vec<Face>,
    by_words: HashMap<(Cow<'static, str>, Cow<'static, str>), u16>,
}

impl Faces {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn face(&self, face: Face) -> u16 {
        let mut known = self.known();
        if let Some(number) = known.by_words.get(&(face.rule.clone(), face.zh.clone())) {
            return *number;
        }
        // There are a few hundred rules.
        let number = u16::try_from(known.faces.len()).unwrap_or(u16::MAX);
        known.by_words.insert((face.rule.clone(), face.zh.clone()), number);
        known.faces.push(face);
        number
    }

    pub(super) fn of_problem(&self, problem: &Problem) -> u16 {
        self.of_rule(problem.rule)
    }

    pub(super) fn of_rule(&self, rule: &'static ProblemRule) -> u16 {
        self.face(Face {
            rule: Cow::Borrowed(rule.id),
            severity: rule.severity,
            zh: Cow::Borrowed(rule.says.zh),
            en: Cow::Borrowed(rule.says.en),
            help_zh: Cow::Borrowed(rule.help.zh),
            help_en: Cow::Borrowed(rule.help.en),
        })
    }

    pub(super) fn of_finding(&self, finding: Finding) -> u16 {
        let Finding { rule, severity, zh, en, help_zh, help_en, .. } = finding;
        self.face(Face { rule, severity, zh, en, help_zh, help_en })
    }

    /// All of them, by number.
    pub(crate) fn all(&self) -> Vec<Face> {
        self.known().faces.clone()
    }

    pub(super) fn severity(&self, face: u16) -> Severity {
        self.known().faces.get(usize::from(face)).map_or(Severity::Hints, |face| face.severity)
    }
}

/// Everything one rule found.
#[derive(Clone, Debug)]
pub(crate) struct OfRule {
    pub(crate) face: Face,
    /// How often.
    pub(crate) count: usize,
    /// Where, sorted, each place once.
    pub(crate) places: Vec<Place>,
}

impl OfRule {
    /// Where in a sheet, below its header.
    pub(crate) fn in_sheet(&self, sheet: usize, header_row: u32) -> &[Place] {
        let from = self.places.partition_point(|place| *place < Place::first(sheet, header_row + 1));
        let to = self.places.partition_point(|place| *place < Place::first(sheet + 1, 0));
        self.places.get(from..to).unwrap_or_default()
    }

    /// Whether it is about a row; about this column of it, where one is given.
    pub(crate) fn is_at(&self, sheet: usize, row: u32, column: Option<u16>) -> bool {
        let first = Place::first(sheet, row);
        let from = self.places.partition_point(|place| *place < first);
        let mut of_row = self.places[from..].iter().take_while(|place| place.same_row(first));
        of_row.any(|place| column.is_none() || place.column() == column)
    }

    /// Its rows in a sheet, below its header.
    pub(crate) fn rows(&self, sheet: usize, header_row: u32) -> impl Iterator<Item = u32> + '_ {
        let rows = self.in_sheet(sheet, header_row).chunk_by(|one, other| one.same_row(*other));
        rows.filter_map(|row| row.first()).map(|place| place.row())
    }
}

/// Everything found, by rule.
#[derive(Debug, Default)]
pub(crate) struct Index(BTreeMap<String, OfRule>);

impl Index {
    pub(super) fn of<'a>(faces: &[Face], all: impl Iterator<Item = &'a Found>) -> Index {
        let mut by_face: Vec<(usize, Vec<Place>)> = vec![(0, Vec::new()); faces.len()];
        for one in all {
            let Some((count, places)) = by_face.get_mut(usize::from(one.face)) else { continue };
            *count += 1;
            if one.row().is_some() {
                places.push(one.place());
            }
        }
        let mut index = Index::default();
        for (face, (count, places)) in faces.iter().zip(by_face).filter(|(_, (count, _))| *count > 0) {
            let of_rule = index.0.entry(face.rule.clone().into_owned()).or_insert_with(|| OfRule {
                face: face.clone(),
                count: 0,
                places: Vec::new(),
            });
            of_rule.count += count;
            of_rule.places.extend(places);
        }
        for of_rule in index.0.values_mut() {
            of_rule.places.sort_unstable();
            of_rule.places.dedup();
        }
        index
    }

    pub(crate) fn rule(&self, rule: &str) -> Option<&OfRule> {
        self.0.get(rule)
    }

    /// By id.
    pub(crate) fn rules(&self) -> impl Iterator<Item = &OfRule> {
        self.0.values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_sort_by_sheet_row_and_column_and_are_found_by_sheet() {
        let found = |sheet, row, column| Found::new(0, Some((sheet, row)), column, None);
        let all = [
            found(1, 7, None),
            found(0, 9, Some(3)),
            found(1, 2, Some(0)),
            found(1, 7, Some(4)),
            found(1, 7, None),
        ];
        let face = Face {
            rule: "R".into(),
            severity: Severity::Stops,
            zh: "错".into(),
            en: "wrong".into(),
            help_zh: "".into(),
            help_en: "".into(),
        };
        let index = Index::of(&[face], all.iter());
        let of_rule = index.rule("R").expect("it found something");
        assert_eq!((of_rule.count, of_rule.places.len()), (5, 4));
        let places: Vec<_> = of_rule.in_sheet(1, 0).iter().map(|p| (p.row(), p.column())).collect();
        assert_eq!(places, [(2, Some(0)), (7, Some(4)), (7, None)]);
        assert_eq!(of_rule.rows(1, 0).collect::<Vec<_>>(), [2, 7]);
        assert_eq!(
            of_rule.rows(1, 2).collect::<Vec<_>>(),
            [7],
            "the header and what stands above are no rows"
        );
        assert_eq!(of_rule.rows(2, 0).count(), 0);
    }
}
