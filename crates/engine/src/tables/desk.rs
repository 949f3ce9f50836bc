//! What the desk does with tables: list, install, trust, correct, withdraw.

use std::path::{Path, PathBuf};

use clearance_core::cn::tables::{Correction, OwnRow, Package, TABLES, Taken};
use clearance_core::signing::{Certificate, Trust};
use jiff::civil::Date;
use rusqlite::Connection;
use serde::Serialize;

use super::{load, read_package, told};
use crate::clock;
use crate::desk::Desk;
use crate::error::{Error, Result, fault};
use crate::people::Right;
use crate::store::tables::{self, OwnRowRow};
use crate::store::{Store, activity};
use crate::view::Said;

/// One package that is held.
#[derive(Clone, Debug, Serialize)]
pub struct TableLine {
    /// Which table.
    pub name: String,
    /// What stands in it.
    pub says: Said,
    /// Its version.
    pub version: String,
    /// Where the rows come from.
    pub source: String,
    /// First day of declaration.
    pub since: String,
    /// Last day; empty where it is open.
    pub until: String,
    /// SHA-256.
    pub hash: String,
    /// The serial number of the certificate that signed it; empty for what is compiled in.
    pub publisher: String,
    /// How many rows.
    pub rows: usize,
    /// How many of the broker's own rows are used beside it today.
    pub own_rows: usize,
    /// Whether it judges the declarations of today.
    pub in_use: bool,
}

/// What came of installing a package.
#[derive(Clone, Debug, Serialize)]
pub struct Installed {
    /// As it was named.
    pub file: String,
    /// Which table.
    pub name: String,
    /// Its version.
    pub version: String,
    /// First day of declaration.
    pub since: String,
    /// Whether anything changed: what says the same as what is held does not.
    pub changed: bool,
}

/// A publisher who is trusted.
#[derive(Clone, Debug, Serialize)]
pub struct PublisherLine {
    /// Serial number of the certificate.
    pub serial: String,
    /// Whom it names.
    pub owner: String,
    /// SHA-256 of the certificate: what is compared with the publisher's own word.
    pub fingerprint: String,
    /// Until when it is valid.
    pub not_after: String,
}

/// One of the broker's own rows.
#[derive(Clone, Debug, Serialize)]
pub struct OwnRowLine {
    /// Its number, for withdrawing.
    pub id: String,
    /// Which table.
    pub name: String,
    /// Which row.
    pub key: String,
    /// Column and value, where it differs from what the table said.
    pub changes: Vec<(String, String)>,
    /// The same columns as the table said; empty for a row that it did not have.
    pub was: Vec<(String, String)>,
    /// Who.
    pub by: String,
    /// On which day.
    pub on: String,
    /// From which day of declaration on.
    pub since: String,
    /// Why.
    pub reason: String,
    /// `in-use`, `obsolete` (the table says the same now), `conflict` (it says a third thing now).
    pub state: String,
    /// The same for people.
    pub says: Said,
}

/// A correction to be made.
#[derive(Clone, Debug, Default)]
pub struct CorrectRow {
    /// The table.
    pub table: String,
    /// The row, by its first column.
    pub key: String,
    /// Columns with their new values.
    pub changes: Vec<(String, String)>,
    /// Why.
    pub reason: String,
    /// Who.
    pub by: String,
    /// From which day of declaration on; today when not given.
    pub since: Option<Date>,
}

impl Desk {
    /// Every package that is held, by table and version.
    #[must_use]
    pub fn tables(&self) -> Vec<TableLine> {
        let (held, today) = (self.store().tables(), clock::now().date());
        let line = |package: &std::sync::Arc<Package>| {
            let table = package.table();
            let chosen = held.chosen(table, today);
            let in_use = std::sync::Arc::ptr_eq(chosen.package(), package);
            TableLine {
                name: table.name.to_owned(),
                says: table.says.into(),
                version: package.version().to_string(),
                source: package.source().to_owned(),
                since: package.period().since.to_string(),
                until: package.period().until.map(|day| day.to_string()).unwrap_or_default(),
                hash: package.hash().to_owned(),
                publisher: package.seal().map(|s| s.certificate().serial().to_owned()).unwrap_or_default(),
                rows: package.rows().len(),
                own_rows: if in_use { chosen.own().len() } else { 0 },
                in_use,
            }
        };
        held.packages().iter().map(line).collect()
    }

    /// Installs packages, all of them or none. Each must be signed by a trusted publisher and not be older than what is
    /// held of its table. What is held already changes nothing.
    ///
    /// # Errors
    /// The first package that is refused, with its reason; nothing is changed then.
    pub fn install_tables(&self, files: &[PathBuf]) -> Result<Vec<Installed>> {
        let _acting = self.may(Right::Tables)?;
        let now = clock::now();
        let mut fresh = Vec::new();
        for path in files {
            fresh.push((path, read_package(path)?));
        }
        self.store().change_tables(|tx, held| {
            let trust = trust(tx)?;
            for (path, package) in &fresh {
                package.judge(&trust, now).map_err(|error| told(error).on(path.display()))?;
            }
            fresh.sort_by(|(_, a), (_, b)| a.version().cmp(b.version()));
            let packages: Vec<Package> = fresh.iter().map(|(_, package)| package.clone()).collect();
            let (next, taken) = held.install(packages).map_err(told)?;
            let mut lines = Vec::new();
            for ((path, package), taken) in fresh.iter().zip(taken) {
                let (name, version) = (package.table().name, package.version().to_string());
                let changed = taken == Taken::New;
                if changed {
                    tables::keep(tx, name, &version, &package.write(), now.unix_ms())?;
                    activity::log(tx, now.unix_ms(), "tables-installed", &format!("{name} {version}"))?;
                }
                lines.push(Installed {
                    file: path.display().to_string(),
                    name: name.to_owned(),
                    version,
                    since: package.period().since.to_string(),
                    changed,
                });
            }
            Ok((next, lines))
        })
    }

    /// Judges a package as an installation would, and changes nothing.
    ///
    /// # Errors
    /// The file cannot be read, or is no sound package.
    pub fn verify_tables(&self, file: &Path) -> Result<super::JudgedPackage> {
        let trust = self.store().read(trust)?;
        let mut judged = super::verify_package(file, &trust, clock::now())?;
        if judged.valid
            && let Err(error) = self.store().tables().install(vec![read_package(file)?])
        {
            let says = error.sentence();
            judged.valid = false;
            (judged.code, judged.zh, judged.en) = (error.code().to_owned(), says.zh, says.en);
        }
        Ok(judged)
    }

    /// Trusts the publishers whose certificates stand in a file, PEM or DER.
    ///
    /// # Errors
    /// The file cannot be read, or holds no certificate.
    pub fn trust_publisher(&self, file: &Path) -> Result<Vec<PublisherLine>> {
        let _acting = self.may(Right::Tables)?;
        let unreadable = |cause| Error::new(&fault::FILE).on(file.display()).because(cause);
        let bytes = std::fs::read(file).map_err(unreadable)?;
        let all = Certificate::all_from_file(&bytes);
        let all = all.map_err(|_| Error::new(&fault::NOT_A_CERTIFICATE).on(file.display()))?;
        let at = clock::now().unix_ms();
        self.store().write(|tx| {
            for certificate in &all {
                if tables::trust(tx, certificate.serial(), certificate.der(), at)? {
                    activity::log(tx, at, "publisher-trusted", certificate.serial())?;
                }
            }
            Ok(())
        })?;
        self.publishers()
    }

    /// Trusts a publisher no more. What was installed from him stays.
    ///
    /// # Errors
    /// He is not trusted.
    pub fn distrust_publisher(&self, serial: &str) -> Result<Vec<PublisherLine>> {
        let _acting = self.may(Right::Tables)?;
        let at = clock::now().unix_ms();
        self.store().write(|tx| {
            if !tables::distrust(tx, serial)? {
                return Err(Error::new(&fault::NO_PUBLISHER).on(serial));
            }
            activity::log(tx, at, "publisher-distrusted", serial)
        })?;
        self.publishers()
    }

    /// All publishers who are trusted.
    ///
    /// # Errors
    /// The store.
    pub fn publishers(&self) -> Result<Vec<PublisherLine>> {
        let _acting = self.may(Right::Look)?;
        let all = self.store().read(tables::publishers)?;
        let line = |der: Vec<u8>| {
            let certificate = Certificate::from_der(&der).ok()?;
            Some(PublisherLine {
                serial: certificate.serial().to_owned(),
                owner: certificate.subject(),
                fingerprint: crate::store::sha256(&der),
                not_after: certificate.not_after().to_string(),
            })
        };
        Ok(all.into_iter().filter_map(line).collect())
    }

    /// Puts a row of the broker's own into a table, with its reason.
    ///
    /// # Errors
    /// What does not fit the table; no reason; the table says the same already.
    pub fn correct_row(&self, row: &CorrectRow) -> Result<OwnRowLine> {
        let _acting = self.may(Right::Tables)?;
        let now = clock::now();
        let since = row.since.unwrap_or(now.date());
        let id = self.store().change_tables(|tx, held| {
            let asked = Correction {
                table: &row.table,
                key: &row.key,
                changes: &row.changes,
                reason: &row.reason,
                by: &row.by,
                on: now.date(),
                since,
            };
            let own = OwnRow::correct(held, &asked).map_err(told)?;
            let cells = |row: clearance_core::cn::tables::Row<'_>| row.cells().map(str::to_owned).collect();
            let stored = OwnRowRow {
                id: 0,
                name: own.table().name.to_owned(),
                cells: cells(own.row()),
                was: own.was().map(cells),
                by_whom: own.mark().by.clone(),
                made: own.mark().on.to_string(),
                reason: own.mark().reason.clone(),
                since: own.since().to_string(),
            };
            let id = tables::add_own_row(tx, &stored)?;
            let what = format!("{} {}", stored.name, row.key);
            activity::log(tx, now.unix_ms(), "row-corrected", &what)?;
            Ok((load::held(tx)?, id))
        })?;
        let lines = self.own_rows()?;
        lines.into_iter().find(|line| line.id == id.to_string()).ok_or_else(|| Error::new(&fault::NO_OWN_ROW))
    }

    /// Withdraws one of the broker's own rows. Declarations made with it keep its mark.
    ///
    /// # Errors
    /// There is no such row, or it was withdrawn.
    pub fn withdraw_row(&self, id: &str) -> Result<()> {
        let _acting = self.may(Right::Tables)?;
        let at = clock::now().unix_ms();
        self.store().change_tables(|tx, _| {
            let number = id.parse().unwrap_or(-1);
            if !tables::withdraw(tx, number, at)? {
                return Err(Error::new(&fault::NO_OWN_ROW).on(id));
            }
            activity::log(tx, at, "row-withdrawn", id)?;
            Ok((load::held(tx)?, ()))
        })
    }

    /// The broker's own rows, those included that are not needed any more.
    ///
    /// # Errors
    /// The store.
    pub fn own_rows(&self) -> Result<Vec<OwnRowLine>> {
        let _acting = self.may(Right::Look)?;
        let (held, today) = (self.store().tables(), clock::now().date());
        let rows = self.store().read(tables::own_rows)?;
        let line = |row: &OwnRowRow| {
            let own = load::own_row(row)?;
            let was = own.was();
            let pairs = |of: &dyn Fn(&str) -> Option<String>| -> Vec<(String, String)> {
                let names = own.table().columns.iter().skip(1).map(|column| column.name);
                let differs = |name: &&str| was.is_none_or(|was| was.get(name) != own.row().get(name));
                names.filter(differs).filter_map(|name| Some((name.to_owned(), of(name)?))).collect()
            };
            let state = held.state_of(&own, today);
            Ok(OwnRowLine {
                id: row.id.to_string(),
                name: row.name.clone(),
                key: own.row().key().to_owned(),
                changes: pairs(&|name| Some(own.row().get(name).unwrap_or("-").to_owned())),
                was: pairs(&|name| Some(was?.get(name).unwrap_or("-").to_owned())),
                by: row.by_whom.clone(),
                on: row.made.clone(),
                since: row.since.clone(),
                reason: row.reason.clone(),
                state: state.name().to_owned(),
                says: state.says().into(),
            })
        };
        rows.iter().map(line).collect()
    }

    /// The newest package of a table, without its seal.
    ///
    /// # Errors
    /// There is no such table.
    pub fn export_table(&self, name: &str) -> Result<String> {
        super::export(&self.store().tables(), name)
    }

    /// Names of all tables.
    #[must_use]
    pub fn table_names() -> Vec<&'static str> {
        TABLES.iter().map(|table| table.name).collect()
    }
}

/// The publishers of the store.
fn trust(c: &Connection) -> Result<Trust> {
    let mut trust = Trust::new();
    for der in tables::publishers(c)? {
        let certificate = Certificate::from_der(&der).map_err(|e| Error::new(&fault::STORED).because(e))?;
        trust.add(certificate);
    }
    Ok(trust)
}

impl Store {
    /// Changes the tables: what comes of it is used as soon as it is stored, and nothing changes where it fails.
    fn change_tables<T>(
        &self,
        change: impl FnOnce(
            &rusqlite::Transaction<'_>,
            &clearance_core::cn::tables::Held,
        ) -> Result<(clearance_core::cn::tables::Held, T)>,
    ) -> Result<T> {
        // The write connection is held throughout, so changes come one after the other.
        let (next, told) = self.write(|tx| change(tx, &self.tables()))?;
        self.use_tables(next);
        Ok(told)
    }
}
