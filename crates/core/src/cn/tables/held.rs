//! All packages that are held, and which of them speak on a day.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, OnceLock};

use jiff::civil::Date;
use sha2::{Digest, Sha256};

use super::built_in;
use super::error::TablesError;
use super::own::{OwnRow, OwnState};
use super::package::{Package, Row, changes};
use super::schema::{TABLES, Table};
use crate::cn::codes::Tables;
use crate::cn::rates::Rates;
use crate::signing::hex;

/// Every package that is held, with the broker's own rows. Handed to whatever judges or taxes.
///
/// # Invariants
/// On every day one package of each table speaks: of those whose period holds the day, the one with the newest version;
/// before all of them, the one that begins first.
#[derive(Debug)]
pub struct Held {
    packages: Vec<Arc<Package>>,
    own: Vec<OwnRow>,
    stretches: Vec<Stretch>,
}

/// Days in a row on which the same is said.
#[derive(Debug)]
struct Stretch {
    since: Date,
    rates: Arc<Rates>,
    tables: OnceLock<Arc<Tables>>,
}

/// What became of a package that was offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is held from now on.
    New,
    /// It is held already, or says word for word what is held: nothing changes.
    Known,
}

/// The package of one table that speaks on a day, with the own rows that hold then.
#[derive(Debug)]
pub struct Chosen<'a> {
    package: &'a Arc<Package>,
    own: Vec<&'a OwnRow>,
    day: Date,
}

static BUILT_IN: LazyLock<Arc<Held>> = LazyLock::new(|| {
    Arc::new(
        Held::new(Vec::new(), Vec::new())
            .expect("the tables that are compiled in fit one another, by a test"),
    )
});

impl Held {
    /// What is compiled in and nothing else.
    #[must_use]
    pub fn built_in() -> Arc<Held> {
        Arc::clone(&BUILT_IN)
    }

    /// The packages that are compiled in, with further ones and with own rows. Seals are not judged here.
    ///
    /// # Errors
    /// The tables do not fit one another: a class without a rate.
    pub fn new(more: Vec<Arc<Package>>, own: Vec<OwnRow>) -> Result<Held, TablesError> {
        let mut packages = built_in::packages().to_vec();
        packages.extend(more);
        packages.sort_by(|a, b| (a.table().name, a.version()).cmp(&(b.table().name, b.version())));
        packages.dedup_by(|a, b| (a.table().name, a.version()) == (b.table().name, b.version()));
        let mut held = Held { packages, own, stretches: Vec::new() };
        let mut known: HashMap<Vec<usize>, Arc<Rates>> = HashMap::new();
        let mut stretches = Vec::new();
        for since in held.days() {
            let chosen = Rates::TABLES.map(|name| held.chosen(named(name), since));
            let key = chosen.iter().flat_map(Chosen::identity).collect();
            let rates = match known.get(&key) {
                Some(rates) => Arc::clone(rates),
                None => {
                    let rates = Rates::of_tables(&chosen);
                    if let Some((table, what)) = rates.lacks() {
                        return Err(TablesError::Lacks { table, what, day: since });
                    }
                    let rates = Arc::new(rates);
                    known.insert(key, Arc::clone(&rates));
                    rates
                }
            };
            stretches.push(Stretch { since, rates, tables: OnceLock::new() });
        }
        held.stretches = stretches;
        Ok(held)
    }

    /// The days on which something else begins to speak, the earliest first.
    fn days(&self) -> Vec<Date> {
        let mut days = vec![Date::MIN];
        for package in &self.packages {
            let period = package.period();
            days.push(period.since);
            days.extend(period.until.and_then(|until| until.tomorrow().ok()));
            days.extend(package.days());
        }
        for own in &self.own {
            days.push(own.since());
            days.extend(changes(&own.row()));
        }
        days.sort_unstable();
        days.dedup();
        days
    }

    /// The tables that judge a declaration of this day.
    #[must_use]
    pub fn on(&self, day: Date) -> &Arc<Tables> {
        let after = self.stretches.partition_point(|stretch| stretch.since <= day);
        let stretch = &self.stretches[after.saturating_sub(1)];
        stretch.tables.get_or_init(|| Arc::new(Tables::of(self, day, Arc::clone(&stretch.rates))))
    }

    /// The tables with which the last stretch of days ends: for what bears no day.
    #[must_use]
    pub fn newest(&self) -> &Arc<Tables> {
        self.on(Date::MAX)
    }

    /// Which package of a table speaks on a day, and which own rows.
    #[must_use]
    pub fn chosen(&self, table: &'static Table, day: Date) -> Chosen<'_> {
        let of_table = || self.packages.iter().filter(|package| package.table().name == table.name);
        let speaking = of_table().rev().find(|package| package.period().holds(day));
        // Beyond all periods: the one that spoke last, or the one that speaks first.
        let before =
            || of_table().filter(|package| package.period().since <= day).max_by_key(|p| p.period().until);
        let first = || of_table().min_by_key(|package| package.period().since);
        let package =
            speaking.or_else(before).or_else(first).expect("every table has a package that is compiled in");
        Chosen { package, own: Vec::new(), day }.with(&self.own)
    }

    /// All packages, by table and version; several of one table are all held.
    #[must_use]
    pub fn packages(&self) -> &[Arc<Package>] {
        &self.packages
    }

    /// The newest version of a table, whether or not its days have come.
    #[must_use]
    pub fn newest_of(&self, table: &Table) -> &Arc<Package> {
        let found = self.packages.iter().rev().find(|package| package.table().name == table.name);
        found.expect("every table has a package that is compiled in")
    }

    /// Whether a package is compiled in.
    #[must_use]
    pub fn is_built_in(&self, package: &Arc<Package>) -> bool {
        built_in::packages().iter().any(|one| Arc::ptr_eq(one, package))
    }

    /// The broker's own rows, those included that are not needed any more.
    #[must_use]
    pub fn own(&self) -> &[OwnRow] {
        &self.own
    }

    /// What the tables of a day make of an own row.
    #[must_use]
    pub fn state_of(&self, own: &OwnRow, day: Date) -> OwnState {
        own.state(self, day)
    }

    /// The same with further packages: all of them, or none. Judge their seals first.
    ///
    /// # Errors
    /// One is older than what is held of its table, or reuses its version; the tables would not fit one another.
    pub fn install(&self, fresh: Vec<Package>) -> Result<(Held, Vec<Taken>), TablesError> {
        let mut all: Vec<Arc<Package>> = self.packages.clone();
        let mut outcomes = Vec::new();
        for package in fresh {
            let name = package.table().name;
            let newest =
                all.iter().filter(|p| p.table().name == name).max_by(|a, b| a.version().cmp(b.version()));
            let newest = newest.expect("every table has a package that is compiled in");
            let version = package.version().to_string();
            if package.version() < newest.version() {
                let held = newest.version().to_string();
                return Err(TablesError::Older { table: name, version, held });
            }
            if package.version() == newest.version() {
                if !package.says_the_same(newest) {
                    return Err(TablesError::SameVersion { table: name, version });
                }
                outcomes.push(Taken::Known);
            } else {
                all.push(Arc::new(package));
                outcomes.push(Taken::New);
            }
        }
        Ok((Held::new(all, self.own.clone())?, outcomes))
    }

    /// The same packages with other own rows.
    ///
    /// # Errors
    /// The tables would not fit one another.
    pub fn with_own(&self, own: Vec<OwnRow>) -> Result<Held, TablesError> {
        Held::new(self.packages.clone(), own)
    }
}

/// A table that exists.
pub(crate) fn named(name: &str) -> &'static Table {
    TABLES
        .iter()
        .find(|table| table.name == name)
        .expect("the names that are asked for stand in the list of tables")
}

impl<'a> Chosen<'a> {
    /// Takes the own rows that hold on the day and say something else; the last one for a key counts.
    fn with(mut self, own: &'a [OwnRow]) -> Self {
        let mine = own.iter().filter(|own| own.table().name == self.package.table().name);
        for own in mine.filter(|own| own.since() <= self.day) {
            self.own.retain(|other| !own.replaces(&other.row()));
            let says = |row: Row<'_>| row.cells().eq(own.row().cells());
            if !self.package.rows_of(own.row().key()).any(says) {
                self.own.push(own);
            }
        }
        self
    }

    /// The package.
    #[must_use]
    pub fn package(&self) -> &'a Arc<Package> {
        self.package
    }

    /// The own rows that hold.
    #[must_use]
    pub fn own(&self) -> &[&'a OwnRow] {
        &self.own
    }

    /// Whether every row of the package holds, and nothing beside it.
    pub(crate) fn is_plain(&self) -> bool {
        self.own.is_empty() && self.package.rows().all(|row| row.table_days_are_open())
    }

    /// The rows that hold on the day, the own ones first.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        let (day, by_day) = (self.day, self.package.table().by_day);
        let own = self.own.iter().map(|own| own.row());
        let theirs = self.package.rows().filter(|row| !self.own.iter().any(|own| own.replaces(row)));
        own.chain(theirs).filter(move |row| by_day || row.holds_on(day))
    }

    /// The version, with a digest of the own rows behind it.
    #[must_use]
    pub fn version(&self) -> String {
        let version = self.package.version();
        if self.own.is_empty() {
            return version.to_string();
        }
        let mut digest = Sha256::new();
        for own in &self.own {
            own.row().cells().for_each(|cell| {
                digest.update(cell);
                digest.update("\t");
            });
            digest.update("\n");
        }
        format!("{version}+{}", &hex(&digest.finalize())[..8])
    }

    /// What tells two choices apart.
    fn identity(&self) -> Vec<usize> {
        let own = self.own.iter().map(|own| std::ptr::from_ref::<OwnRow>(own).addr());
        let day = if self.is_plain() || self.package.table().by_day {
            0
        } else {
            usize::from(self.day.year().unsigned_abs()) * 400
                + usize::from(self.day.day_of_year().unsigned_abs())
        };
        std::iter::once(Arc::as_ptr(self.package).addr()).chain(own).chain([usize::MAX, day]).collect()
    }
}

impl Row<'_> {
    /// Whether the row holds on every day that its table is asked about.
    fn table_days_are_open(&self) -> bool {
        changes(self).next().is_none()
    }
}
