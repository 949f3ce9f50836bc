//! Whole imports: listed, opened again, taken back after they were declared, handed out as a workbook and merged back.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use clearance_core::status::{Event, Subject};
use clearance_core::text::Text;
use rusqlite::Transaction;

use super::Desk;
use crate::clock;
use crate::error::{Error, Result, fault};
use crate::import::{Exports, Rows, SourceFile, digest_of};
use crate::people::Right;
use crate::sheet::{self, ReadOptions, SheetError};
use crate::store::imports::{self, ImportRow};
use crate::store::{activity, declarations, events, handed, import_files, kept, moment, sha256, to_u32};
use crate::view::{
    Declared, Exported, ImportLine, KeptLine, Mapping, Merged, ReviewQuery, Said, Undone, age, count,
};
use crate::work::Work;

/// How many imports are listed.
const LISTED: i64 = 200;
/// For how long the files of an import that is done with are kept, in milliseconds: undoing needs them.
const KEPT: i64 = 30 * 24 * 3_600 * 1_000;
/// No file is compared with the originals beyond this size.
const MOST_BYTES: u64 = 512 << 20;

impl Desk {
    /// The imports of a client, open and declared and undone, the newest first; of all clients for an empty one.
    ///
    /// # Errors
    /// There is no such client.
    pub fn imports(&self, client: &str) -> Result<Vec<ImportLine>> {
        let _acting = self.may(Right::Look)?;
        let client = self.client_or_all(client)?;
        self.store().read(|c| {
            let rows = imports::list(c, &client, LISTED)?;
            rows.into_iter().map(|row| line(c, row)).collect()
        })
    }

    /// One import.
    ///
    /// # Errors
    /// There is no such import.
    pub fn import(&self, id: &str) -> Result<ImportLine> {
        let _acting = self.may(Right::Look)?;
        self.store().read(|c| line(c, found(c, id)?))
    }

    /// The import of a client that was made of just these files, by their contents: declared, undone, or open with nothing
    /// changed in it yet.
    ///
    /// # Errors
    /// There is no such client; a file cannot be read.
    pub fn import_of(&self, client: &str, files: &[PathBuf]) -> Result<Option<ImportLine>> {
        let _acting = self.may(Right::Look)?;
        let client = self.inner().client(client)?;
        let files = files.iter().map(|path| SourceFile::load(path)).collect::<Result<Vec<_>>>()?;
        let digest = digest_of(&files);
        self.store().read(|c| {
            let row = imports::with_digest(c, &client.id, &digest)?;
            row.map(|row| line(c, row)).transpose()
        })
    }

    /// The id of a client that is named, or nothing for all.
    pub(super) fn client_or_all(&self, client: &str) -> Result<String> {
        if client.is_empty() { Ok(String::new()) } else { Ok(self.inner().client(client)?.id) }
    }

    /// Opens an import again, exactly as it was left: after the window was closed, after a crash, or a declared one for
    /// the orders that were kept for later. Its files may have been moved or deleted meanwhile.
    ///
    /// # Errors
    /// There is no such import; its files are no longer kept.
    pub fn resume_import(&self, import: &str, work: Work<'_>) -> Result<Mapping> {
        let _acting = self.may(Right::Import)?;
        self.inner().with_import(import, work, |import, _| Ok(import.mapping()))
    }

    /// Forgets an import that was not declared, or was undone, with its files.
    ///
    /// # Errors
    /// There is no such import; declarations of it are there.
    pub fn discard_import(&self, import: &str) -> Result<()> {
        let _acting = self.may(Right::Import)?;
        self.inner().locked(import, || {
            self.store().write(|tx| {
                let row = found(tx, import)?;
                if row.state == imports::DECLARED || declarations::count_of_import(tx, import)?.0 > 0 {
                    return Err(Error::new(&fault::NOT_DECLARED));
                }
                kept::remove_of(tx, import)?;
                imports::remove(tx, import)?;
                activity::log_of(tx, clock::now().unix_ms(), "import-discarded", &row.client, import, &[])?;
                Ok(())
            })
        })
    }

    /// Takes a declared import back: its declarations that nobody has signed are gone as if they had never been made, and
    /// the import is open again with all its repairs. Those that were signed stay and are counted.
    ///
    /// # Errors
    /// There is no such import; it is not declared, or its files are no longer kept.
    pub fn undo_import(&self, import: &str) -> Result<Undone> {
        let _acting = self.may(Right::Import)?;
        let now = clock::now();
        self.inner().locked(import, || {
            self.store().write(|tx| {
                let row = found(tx, import)?;
                if row.state != imports::DECLARED || row.base.is_empty() {
                    return Err(Error::new(&fault::NOT_DECLARED));
                }
                let mut undone = Undone { import_id: import.to_owned(), ..Undone::default() };
                for one in declarations::of_import(tx, import)? {
                    let subject = Subject::declaration(&one.cop_no);
                    let only_ours = one.unsigned
                        && events::is_made_by(tx, &subject, import)?
                        && !handed::holds(tx, &subject)?;
                    if !only_ours {
                        undone.sent += 1;
                        continue;
                    }
                    events::add(tx, &subject, &Event::TakenBack { at: now }, import, now.unix_ms())?;
                    declarations::remove(tx, one.id)?;
                    kept::undo(tx, &row.client, &one.order_no, import)?;
                    undone.removed += 1;
                }
                kept::remove_of(tx, import)?;
                imports::set_state(tx, import, imports::UNDONE, i64::from(undone.sent), 0, now.unix_ms())?;
                let details = [("removed", undone.removed.to_string()), ("signed", undone.sent.to_string())];
                activity::log_of(tx, now.unix_ms(), "import-undone", &row.client, import, &details)?;
                Ok(undone)
            })
        })
    }

    /// Declares an import again that was undone.
    ///
    /// # Errors
    /// There is no such import; it was not undone; as for [`Desk::declare`].
    pub fn redo_import(&self, import: &str, work: Work<'_>) -> Result<Declared> {
        let _acting = self.may(Right::Import)?;
        let row = self.store().read(|c| found(c, import))?;
        if row.state != imports::UNDONE {
            return Err(Error::new(&fault::NOT_DECLARED));
        }
        let declared = self.declare(import, work)?;
        let now = clock::now().unix_ms();
        self.store().write(|tx| activity::log_of(tx, now, "import-redone", &row.client, import, &[]))?;
        Ok(declared)
    }

    /// The work list: orders that were kept for later, the oldest first; of all clients for an empty one.
    ///
    /// # Errors
    /// There is no such client.
    pub fn kept(&self, client: &str) -> Result<Vec<KeptLine>> {
        let _acting = self.may(Right::Look)?;
        let client = self.client_or_all(client)?;
        let now = clock::now();
        let rows = self.store().read(|c| kept::list(c, &client))?;
        let line = |row: kept::KeptRow| KeptLine {
            order_no: row.order_no,
            client: row.client,
            import_id: row.import,
            file_name: row.file_name,
            rule: row.rule,
            says: Said::new(row.zh, row.en),
            at: moment(row.at).to_string(),
            age: age(moment(row.at), now),
        };
        Ok(rows.into_iter().map(line).collect())
    }

    /// Writes the original sheets as a workbook, cells in question coloured and commented: the rows of the orders that
    /// cannot go on, or all. Values are whole. The ending is `.xlsx` whatever the name says.
    ///
    /// # Errors
    /// There is no such import; nothing in it is to be repaired; the path is one of its own files, or cannot be written.
    pub fn export_bad(&self, import: &str, path: &Path, all: bool, work: Work<'_>) -> Result<Exported> {
        let _acting = self.may(Right::Import)?;
        self.export(import, path, &if all { Rows::All } else { Rows::Bad }, work)
    }

    /// As [`Desk::export_bad`], of the rows that a query shows and no others.
    ///
    /// # Errors
    /// As for [`Desk::export_bad`].
    pub fn export_rows(
        &self,
        import: &str,
        path: &Path,
        query: &ReviewQuery,
        work: Work<'_>,
    ) -> Result<Exported> {
        let _acting = self.may(Right::Import)?;
        self.export(import, path, &Rows::Only(query.clone()), work)
    }

    fn export(&self, import: &str, path: &Path, which: &Rows, work: Work<'_>) -> Result<Exported> {
        let path = with_ending(path);
        if self.is_original(import, &path)? {
            return Err(Error::new(&fault::ORIGINAL));
        }
        let now = clock::now().unix_ms();
        let written = self.inner().with_import(import, work, |import, store| {
            let cells = import.changed_cells()?;
            let export = store.write(|tx| import_files::add_export(tx, &import.id, &cells, now))?;
            import.export(store, u32::try_from(export).unwrap_or(u32::MAX), &path, which, work)
        })?;
        let details = [("rows", written.rows.to_string()), ("cells", written.cells.to_string())];
        let client = self.store().read(|c| found(c, import))?.client;
        self.store().write(|tx| activity::log_of(tx, now, "import-exported", &client, import, &details))?;
        Ok(Exported {
            path: path.display().to_string(),
            rows: count(written.rows),
            cells: count(written.cells),
        })
    }

    /// Whether a path holds the very octets of one of the import's files.
    fn is_original(&self, import: &str, path: &Path) -> Result<bool> {
        match std::fs::metadata(path) {
            Ok(about) if about.is_file() && about.len() <= MOST_BYTES => {
                let bytes = std::fs::read(path).map_err(|e| Error::new(&fault::FILE).because(e))?;
                self.store().read(|c| import_files::holds(c, import, &sha256(&bytes)))
            }
            _ => Ok(false),
        }
    }

    /// Takes over what was repaired in an exported workbook, also after it went through a spreadsheet program: only
    /// changed cells, all of them one step for undo.
    ///
    /// # Errors
    /// There is no such import; the file cannot be read, belongs to another import, or has other headers.
    pub fn merge_back(&self, import: &str, path: &Path, work: Work<'_>) -> Result<Merged> {
        let _acting = self.may(Right::Import)?;
        let what = Text { zh: "正在读取文件", en: "Reading the file" };
        let mut progress = |p: sheet::Progress| {
            let number = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
            match work.at(number(p.rows), number(p.expected_rows.max(p.rows)), what) {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            }
        };
        let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let returned =
            sheet::read(path, &ReadOptions::default(), &mut progress).map_err(|error| match error {
                SheetError::Cancelled => Error::new(&fault::CANCELLED),
                error => Error::from(error).on(&name),
            })?;
        self.inner().with_import(import, work, |import, store| {
            let exports = Exports::read(store.read(|c| import_files::exports(c, &import.id))?)?;
            let merge = import.compare(&returned, &exports)?;
            let says = Said::new(format!("合并“{name}”"), format!("\"{name}\" merged"));
            let changed = import.take_over(store, &merge.cells, says)?;
            let details = [("cells", changed.to_string())];
            let (now, client) = (clock::now().unix_ms(), import.client.id.as_str());
            store.write(|tx| activity::log_of(tx, now, "import-merged", client, &import.id, &details))?;
            let unknown_rows = merge.unknown.iter().map(|(sheet, row)| format!("{sheet} · {row}"));
            Ok(Merged {
                changed: count(changed),
                unknown: count(merge.unknown_count),
                unknown_rows: unknown_rows.collect(),
                unchanged: count(merge.unchanged),
                damaged: count(merge.damaged),
                notes: merge.notes,
                review: import.review(store, work)?,
            })
        })
    }

    /// Lets go of the files of imports that are done with; called when another one is opened.
    pub(super) fn let_go_of_old_files(&self) -> Result<()> {
        let before = clock::now().unix_ms() - KEPT;
        self.store().write(|tx| imports::strip(tx, before)).map(drop)
    }
}

fn line(c: &rusqlite::Connection, row: ImportRow) -> Result<ImportLine> {
    let (made, unsigned) = declarations::count_of_import(c, &row.id)?;
    let waiting = kept::count_of_import(c, &row.id)?;
    let can_resume = !row.base.is_empty();
    let can_undo = match row.state.as_str() {
        imports::DECLARED => can_resume && unsigned + waiting > 0,
        imports::UNDONE => can_resume,
        _ => false,
    };
    Ok(ImportLine {
        at: moment(row.at).to_string(),
        rows: to_u32(row.rows),
        orders: to_u32(row.orders),
        made: to_u32(made),
        kept: to_u32(waiting),
        id: row.id,
        client: row.client,
        file_name: row.file_name,
        state: row.state,
        can_undo,
        can_resume,
    })
}

fn found(tx: &rusqlite::Connection, import: &str) -> Result<ImportRow> {
    imports::find(tx, import)?.ok_or_else(|| Error::new(&fault::NO_IMPORT))
}

/// The orders of a declared import that something stops go to the work list; those that were on it keep their age.
pub(super) fn keep_for_later(tx: &Transaction<'_>, import: &str, rows: Vec<kept::KeptRow>) -> Result<()> {
    let ages = kept::ages(tx, import)?;
    kept::remove_of(tx, import)?;
    for row in rows {
        let at = ages.get(&row.order_no).copied().unwrap_or(row.at);
        kept::put(tx, &kept::KeptRow { at, ..row })?;
    }
    Ok(())
}

fn with_ending(path: &Path) -> PathBuf {
    let is_workbook = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"));
    if is_workbook {
        return path.to_owned();
    }
    let mut name = path.as_os_str().to_owned();
    name.push(".xlsx");
    PathBuf::from(name)
}
