//! Stations 1 to 4 for a person: an open import with its columns, its changes, and everything that was found in it.
//!
//! The file itself is never changed: what a person changes lies over it, step by step, and every step can be taken back
//! and done again until the import is declared.

mod annotate;
mod columns;
mod companies;
mod correction;
mod edit;
mod fields;
mod fixes;
mod found;
mod groups;
mod hold;
mod judge;
mod known;
mod merge;
mod page;
mod parallel;
mod preview;
mod row_key;
mod session;
mod show;
mod step;
mod suggest;
mod workbook;
#[cfg(test)]
mod tests;
mod whose;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clearance_core::cn::codes::Tables;
use clearance_core::order::{self, Mapping, Recipe};
use clearance_core::sheet::{CellPos, Sheet};
use clearance_core::text::Text;
use serde::{Deserialize, Serialize};

use crate::clock;
use crate::error::{Error, Result, fault};
use crate::profile::Client;
use crate::sheet::{self, Encoding, ReadOptions, SheetError};
use crate::store::{Store, sha256};
use crate::view::Said;
use crate::work::Work;

use self::hold::HeldRows;
use self::judge::Bench;
use self::page::Shown;

pub(crate) use fixes::{Repair, repair_line};
pub(crate) use hold::{HELD, reason as held_by};
pub(crate) use judge::{Judged, in_documents};
pub(crate) use session::{Kept, Start};
pub(crate) use show::masked;
pub(crate) use step::{Act, Change, Changes, Step};
pub(crate) use workbook::{Exports, Rows};

/// A cell of one of the import's sheets.
pub(crate) type At = (usize, CellPos);

/// A file of an import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SourceFile {
    /// Its octets, until they are stored; those of a text file for as long as it is open, to be decoded otherwise.
    #[serde(skip)]
    pub(crate) bytes: Arc<Vec<u8>>,
    /// Its name, without its folder.
    pub(crate) name: String,
    pub(crate) sha256: String,
    /// How its text was decoded when it was opened; empty for workbooks.
    #[serde(default)]
    pub(crate) encoding: String,
    /// How many sheets it gave.
    #[serde(default)]
    pub(crate) sheets: usize,
}

/// An open import.
pub(crate) struct Import {
    pub(crate) id: String,
    pub(crate) client: Client,
    pub(crate) file_name: String,
    pub(crate) sha256: String,
    /// The names of units and countries.
    tables: Arc<Tables>,
    pub(crate) files: Vec<SourceFile>,
    /// As the files hold them, with the changes laid over; in the order of the files.
    pub(crate) sheets: Vec<Sheet>,
    /// What each sheet's columns meant when the files were opened.
    start: Vec<Start>,
    /// What they mean now, for the sheets that are read.
    pub(crate) mappings: Vec<Mapping>,
    /// All steps; those from `at` on were taken back.
    steps: Vec<Arc<Step>>,
    at: usize,
    /// The rows of orders that are held back.
    held: HeldRows,
    /// Grows with every change.
    version: u32,
    /// What was found; nothing while columns mean something else than when it was judged.
    judged: Option<Judged>,
    /// Orders and lines, as the columns are now, while nothing is judged.
    counted: Option<(usize, usize)>,
    /// The rows that were shown last.
    shown: Option<Shown>,
}

impl Import {
    /// Reads files and guesses what their columns mean.
    ///
    /// # Errors
    /// A file cannot be read as a table; there are no orders in any.
    pub(crate) fn open(
        paths: &[PathBuf],
        client: Client,
        recipes: &[Recipe],
        tables: Arc<Tables>,
        work: Work<'_>,
    ) -> Result<Self> {
        let files = paths.iter().map(|path| SourceFile::load(path)).collect::<Result<_>>()?;
        Import::of_files(files, client, recipes, tables, work)
    }

    /// As [`Import::open`], of files whose octets are here already.
    ///
    /// # Errors
    /// As for [`Import::open`].
    pub(crate) fn of_files(
        mut files: Vec<SourceFile>,
        client: Client,
        recipes: &[Recipe],
        tables: Arc<Tables>,
        work: Work<'_>,
    ) -> Result<Self> {
        let mut sheets = Vec::new();
        for file in &mut files {
            let of_file = order::apart(file.read(None, work)?);
            file.encoding = of_file.first().and_then(|sheet| sheet.encoding).unwrap_or_default().to_owned();
            file.sheets = of_file.len();
            sheets.extend(of_file);
        }
        let mut start: Vec<Start> = sheets.iter().map(|sheet| Start::of(sheet, recipes)).collect();
        if start.iter().all(|start| start.meaning.is_none()) {
            return Err(Error::new(&fault::NO_ORDERS));
        }
        leave_hidden_out(&sheets, &mut start);
        Ok(Import::put_together(clock::guid()?, client, tables, files, sheets, start))
    }

    fn put_together(
        id: String,
        client: Client,
        tables: Arc<Tables>,
        files: Vec<SourceFile>,
        sheets: Vec<Sheet>,
        start: Vec<Start>,
    ) -> Import {
        let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
        let digest = digest_of(&files);
        let mut import = Import {
            id,
            client,
            file_name: names.join("、"),
            sha256: digest,
            tables,
            files,
            sheets,
            start,
            mappings: Vec::new(),
            steps: Vec::new(),
            at: 0,
            held: HeldRows::new(),
            version: 0,
            judged: None,
            counted: None,
            shown: None,
        };
        import.mappings = import.meant();
        import
    }

    /// The steps that were done and not taken back.
    pub(crate) fn done(&self) -> &[Arc<Step>] {
        &self.steps[..self.at]
    }

    /// What would be taken back.
    pub(crate) fn can_undo(&self) -> Option<Said> {
        self.done().last().map(|step| step.says.clone())
    }

    /// What would be done again.
    pub(crate) fn can_redo(&self) -> Option<Said> {
        self.steps.get(self.at).map(|step| step.says.clone())
    }

    /// All steps, also those that were taken back, and how many are done.
    pub(crate) fn steps(&self) -> (&[Arc<Step>], usize) {
        (&self.steps, self.at)
    }

    /// Does a step that was not done before; what was taken back is then gone for good.
    ///
    /// # Errors
    /// A file that has to be read again is not there; then nothing is changed.
    pub(crate) fn act(&mut self, store: &Store, step: Step, work: Work<'_>) -> Result<()> {
        let step = Arc::new(step);
        self.turn(&step.act, true, work)?;
        self.steps.truncate(self.at);
        self.steps.push(Arc::clone(&step));
        self.at += 1;
        self.settle(store, &step.act, work);
        Ok(())
    }

    /// Takes the last step back. Tells whether there was one.
    ///
    /// # Errors
    /// As for [`Import::act`].
    pub(crate) fn undo(&mut self, store: &Store, work: Work<'_>) -> Result<bool> {
        let Some(step) = self.at.checked_sub(1).and_then(|last| self.steps.get(last)).cloned() else {
            return Ok(false);
        };
        self.turn(&step.act, false, work)?;
        self.at -= 1;
        self.settle(store, &step.act, work);
        Ok(true)
    }

    /// Does the step again that was taken back last. Tells whether there was one.
    ///
    /// # Errors
    /// As for [`Import::act`].
    pub(crate) fn redo(&mut self, store: &Store, work: Work<'_>) -> Result<bool> {
        let Some(step) = self.steps.get(self.at).cloned() else { return Ok(false) };
        self.turn(&step.act, true, work)?;
        self.at += 1;
        self.settle(store, &step.act, work);
        Ok(true)
    }

    /// Lays what a step changes over the sheets, or takes it off again.
    fn turn(&mut self, act: &Act, on: bool, work: Work<'_>) -> Result<()> {
        match act {
            Act::Cells(changes) => lay(&mut self.sheets, changes, on),
            Act::Add { sheet, column, header, .. } => self.lay_header(*sheet, *column, on.then_some(header)),
            Act::Encoding { file, before, after, .. } => {
                self.decode(usize::from(*file), if on { after } else { before }, work)?;
            }
            Act::Column { .. } | Act::Header { .. } | Act::Use { .. } | Act::Hold { .. } => {}
        }
        Ok(())
    }

    /// After a step was done or taken back: columns mean what the steps say, and what was judged is brought up to date.
    fn settle(&mut self, store: &Store, act: &Act, work: Work<'_>) {
        self.version += 1;
        self.shown = None;
        if let Act::Cells(changes) = act {
            self.bring_up_to_date(store, changes, work);
            return;
        }
        if let Act::Hold { .. } = act {
            self.held = self.held_rows();
            return;
        }
        self.mappings = self.meant();
        self.judged = None;
        self.counted = None;
    }

    fn bring_up_to_date(&mut self, store: &Store, changes: &Changes, work: Work<'_>) {
        self.counted = None;
        let Some(mut judged) = self.judged.take() else { return };
        let mut rows: Vec<(usize, u32)> =
            changes.0.iter().map(|change| (usize::from(change.sheet), change.at.row)).collect();
        rows.sort_unstable();
        rows.dedup();
        // What cannot be brought up to date is judged from the beginning when it is asked for.
        if judged.update(&self.bench(store), &rows, work).is_ok() {
            self.judged = Some(judged);
        }
    }

    fn bench<'a>(&'a self, store: &'a Store) -> Bench<'a> {
        let Import { client, tables, sheets, mappings, .. } = self;
        Bench { store, client, tables, sheets, mappings }
    }

    /// Everything that is to be said about the orders.
    ///
    /// # Errors
    /// The store; that it was stopped.
    pub(crate) fn judged(&mut self, store: &Store, work: Work<'_>) -> Result<&Judged> {
        if self.judged.is_none() {
            self.judged = Some(Judged::of(&self.bench(store), work)?);
        }
        self.judged.as_ref().ok_or_else(|| Error::new(&fault::NO_IMPORT))
    }

    /// Forgets what was found, so that it is judged from the beginning when it is asked for.
    pub(crate) fn forget(&mut self) {
        self.judged = None;
        self.shown = None;
    }

    #[cfg_attr(not(test), allow(dead_code, reason = "for whoever writes the file anew"))]
    /// Cells that say something else than the file: sheet, place and what they say now.
    pub(crate) fn changed(&self) -> impl Iterator<Item = (usize, CellPos, &Arc<str>)> {
        let sheets = self.sheets.iter().enumerate();
        sheets.flat_map(|(sheet, of)| of.all_laid().map(move |(at, text)| (sheet, at, text)))
    }

    /// Rows and orders, where they are known already.
    pub(crate) fn size(&self) -> Option<(usize, usize)> {
        let judged = self.judged.as_ref().map(|judged| (self.rows_counted(judged), judged.orders.len()));
        judged.or(self.counted.map(|(orders, rows)| (rows, orders)))
    }

    /// What each sheet's columns meant when the files were opened.
    pub(crate) fn start(&mut self) -> &mut [Start] {
        &mut self.start
    }

    /// The octets of the files are stored: only those of text files are needed any more.
    pub(crate) fn forget_bytes(&mut self) {
        for file in self.files.iter_mut().filter(|file| file.encoding.is_empty()) {
            file.bytes = Arc::default();
        }
    }

    /// What the columns of a sheet mean, where it is read.
    pub(crate) fn mapping_of(&self, sheet: &Sheet) -> Option<&Mapping> {
        // Two files of one name may come from two folders.
        let same = |m: &&Mapping| Arc::ptr_eq(&m.file, &sheet.file) && m.sheet == sheet.name;
        let equal = |m: &&Mapping| m.file == sheet.file && m.sheet == sheet.name;
        self.mappings.iter().find(same).or_else(|| self.mappings.iter().find(equal))
    }

    /// Each sheet that is read with its mapping.
    pub(crate) fn tables(&self) -> impl Iterator<Item = (&Mapping, &Sheet)> {
        self.sheets.iter().filter_map(|sheet| Some((self.mapping_of(sheet)?, sheet)))
    }

    /// What was chosen here, to be used again for the same headers.
    pub(crate) fn recipes(&self) -> Vec<Recipe> {
        self.mappings.iter().map(|m| Recipe::of(m, &m.sheet, &self.client.id)).collect()
    }
}

/// Sheets that nobody sees are not read unless somebody says so; where nothing else is there, they are.
fn leave_hidden_out(sheets: &[Sheet], start: &mut [Start]) {
    let seen = |(sheet, start): (&Sheet, &Start)| !sheet.unseen.sheet && start.meaning.is_some();
    if sheets.iter().zip(start.iter()).any(seen) {
        for (sheet, start) in sheets.iter().zip(start) {
            start.hidden = sheet.unseen.sheet;
        }
    }
}

/// Lays changed cells over their sheets, or takes them off again.
fn lay(sheets: &mut [Sheet], changes: &Changes, on: bool) {
    for Change { sheet, at, before, after } in &changes.0 {
        let text = if on { after } else { before };
        if let Some(sheet) = sheets.get_mut(usize::from(*sheet)) {
            // A file that is decoded otherwise may have fewer rows; the change waits until they are back.
            let _ = sheet.lay(*at, text.clone());
        }
    }
}

/// What an import of these files is known by: their contents, in their order.
pub(crate) fn digest_of(files: &[SourceFile]) -> String {
    match files {
        [one] => one.sha256.clone(),
        all => sha256(all.iter().map(|file| file.sha256.as_str()).collect::<String>().as_bytes()),
    }
}

impl SourceFile {
    /// A file of this name with these octets.
    pub(crate) fn new(path: &Path, bytes: Vec<u8>) -> SourceFile {
        SourceFile {
            name: path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned()),
            sha256: sha256(&bytes),
            bytes: Arc::new(bytes),
            encoding: String::new(),
            sheets: 0,
        }
    }

    /// A file from the disk.
    ///
    /// # Errors
    /// It is a folder, too large, or cannot be read.
    pub(crate) fn load(path: &Path) -> Result<SourceFile> {
        let bytes = sheet::octets(path).map_err(|error| told(error, path))?;
        Ok(SourceFile::new(path, bytes))
    }

    /// Its sheets as they were told apart when it was opened, also where today another number would come out of it: in
    /// another encoding, or by another version of this program.
    fn read_again(&self, encoding: Option<Encoding>, work: Work<'_>) -> Result<Vec<Sheet>> {
        let whole = self.read(encoding, work)?;
        let count = if self.sheets == 0 { whole.len() } else { self.sheets };
        if count == whole.len() {
            let apart = order::apart(whole.clone());
            return Ok(if apart.len() == count { apart } else { whole });
        }
        let mut sheets = order::apart(whole.clone());
        if sheets.len() > count {
            sheets = whole;
        }
        // What is not there any more is empty.
        let name = sheets.first().map_or_else(|| self.name.as_str().into(), |sheet| Arc::clone(&sheet.file));
        sheets.resize_with(count, || Sheet::new(Arc::clone(&name), ""));
        Ok(sheets)
    }

    /// Its sheets, decoded so; as its octets look when nothing is said.
    fn read(&self, encoding: Option<Encoding>, work: Work<'_>) -> Result<Vec<Sheet>> {
        let what = Text { zh: "正在读取文件", en: "Reading the file" };
        let mut progress = |p: sheet::Progress| {
            let number = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
            match work.at(number(p.rows), number(p.expected_rows.max(p.rows)), what) {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            }
        };
        let options = ReadOptions { encoding, ..ReadOptions::default() };
        sheet::read_bytes(&self.name, &self.bytes, &options, &mut progress)
            .map_err(|error| told(error, Path::new(&self.name)))
    }
}

pub(crate) fn told(error: SheetError, path: &Path) -> Error {
    if matches!(error, SheetError::Cancelled) {
        return Error::new(&fault::CANCELLED);
    }
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let (code, says, help, retry) = (error.code(), error.says(), error.help(), error.retry_may_help());
    Error::told(code, says.into(), help.into(), retry).on(name).because(error)
}
