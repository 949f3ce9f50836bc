//! Orders: from files to declarations.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clearance_core::cn;
use clearance_core::cn::declare::Stamp;
use clearance_core::cn::tax::assess_declaration;
use clearance_core::mask;
use clearance_core::money::Money;
use clearance_core::order::Recipe;
use clearance_core::status::{Event, Subject};
use clearance_core::text::Text;
use clearance_core::time::BeijingTime;
use clearance_core::versions::Versions;

use super::declarations::AGAIN;
use super::{Desk, Inner};
use crate::clock;
use crate::error::{Error, Result, fault};
use crate::facts;
use crate::import::{HELD, Import, SourceFile, held_by, in_documents};
use crate::outbox;
use crate::people::Right;
use crate::profile::Client;
use crate::store::declarations::Documents;
use crate::store::kept::KeptRow;
use crate::store::{Store, activity, declarations, events, imports, kept, recipes, reviews, tables, to_i64};
use crate::view::{
    Declared, Edit, EditPreview, HoldBack, Mapping, Review, ReviewPage, ReviewQuery, Said, count,
};
use crate::work::Work;

/// How a pasted range is called among the files.
const PASTED: &str = "粘贴的表格.txt";

impl Desk {
    /// Opens order files for a client and guesses what the columns mean.
    ///
    /// # Errors
    /// A file cannot be read as a table; there are no orders in it.
    pub fn open_files(&self, paths: &[PathBuf], client: &str, work: Work<'_>) -> Result<Mapping> {
        let _acting = self.may(Right::Import)?;
        let files = paths.iter().map(|path| SourceFile::load(path)).collect::<Result<_>>()?;
        self.open_sources(files, client, work)
    }

    /// Opens a range of cells that was copied from a spreadsheet: tabs between cells, a line a row. It is kept with the
    /// import and is no file anywhere else.
    ///
    /// # Errors
    /// There are no orders in it.
    pub fn open_pasted(&self, text: &str, client: &str, work: Work<'_>) -> Result<Mapping> {
        let _acting = self.may(Right::Import)?;
        let range = SourceFile::new(Path::new(PASTED), text.as_bytes().to_vec());
        self.open_sources(vec![range], client, work)
    }

    fn open_sources(&self, files: Vec<SourceFile>, client: &str, work: Work<'_>) -> Result<Mapping> {
        let inner = self.inner();
        self.let_go_of_old_files()?;
        let mut import = inner.read_import(files, inner.client_with_goods(client)?, work)?;
        let mapping = import.mapping();
        inner.keep_import(import, |_| Ok(()))?;
        Ok(mapping)
    }

    /// Says what a column means; an empty field leaves it out.
    ///
    /// # Errors
    /// There is no such import, column or field.
    pub fn map_column(&self, import: &str, index: u32, field: &str) -> Result<Mapping> {
        let _acting = self.may(Right::Import)?;
        self.step(import, |import, store| import.choose(store, index, field))
    }

    /// Says where a sheet's header stands, counted from 1.
    ///
    /// # Errors
    /// There is no such import or sheet, or nothing stands in that row.
    pub fn choose_header(&self, import: &str, sheet: u32, header_row: u32) -> Result<Mapping> {
        let _acting = self.may(Right::Import)?;
        let recipes = self.recipes_for(import)?;
        self.step(import, |import, store| import.choose_header(store, sheet, header_row, &recipes))
    }

    /// Reads a sheet, or leaves it out.
    ///
    /// # Errors
    /// There is no such import or sheet, or nothing in it looks like a header and none was named.
    pub fn use_sheet(&self, import: &str, sheet: u32, used: bool) -> Result<Mapping> {
        let _acting = self.may(Right::Import)?;
        self.step(import, |import, store| import.use_sheet(store, sheet, used))
    }

    /// Says how a text file is decoded; the file is read again.
    ///
    /// # Errors
    /// There is no such import, file or encoding; the file is gone, or does not fit the encoding.
    pub fn choose_encoding(
        &self,
        import: &str,
        file: u32,
        encoding: &str,
        work: Work<'_>,
    ) -> Result<Mapping> {
        let _acting = self.may(Right::Import)?;
        let recipes = self.recipes_for(import)?;
        self.step(import, |import, store| import.choose_encoding(store, file, encoding, &recipes, work))
    }

    /// Adds a column behind the others of a sheet, to be filled here.
    ///
    /// # Errors
    /// There is no such import, sheet or field.
    pub fn add_column(&self, import: &str, sheet: u32, field: &str) -> Result<Mapping> {
        let _acting = self.may(Right::Import)?;
        self.step(import, |import, store| import.add_column(store, sheet, field))
    }

    /// The columns and what they mean, as it stands.
    ///
    /// # Errors
    /// There is no such import.
    pub fn mapping(&self, import: &str) -> Result<Mapping> {
        let _acting = self.may(Right::Look)?;
        self.with_import(import, |import, _| Ok(import.mapping()))
    }

    fn recipes_for(&self, import: &str) -> Result<Vec<Recipe>> {
        let client = self.with_import(import, |import, _| Ok(import.client.id.clone()))?;
        self.recipes_of(&client)
    }

    fn recipes_of(&self, client: &str) -> Result<Vec<Recipe>> {
        let rows = self.store().read(|c| recipes::of(c, client))?;
        Ok(rows.into_iter().map(|row| row.recipe).collect())
    }

    /// Does a step on the columns.
    fn step(&self, import: &str, step: impl FnOnce(&mut Import, &Store) -> Result<()>) -> Result<Mapping> {
        let _acting = self.may(Right::Import)?;
        self.with_import(import, |import, store| {
            step(import, store)?;
            Ok(import.mapping())
        })
    }

    /// Does a step on the cells.
    fn changed(&self, import: &str, step: impl FnOnce(&mut Import, &Store) -> Result<()>) -> Result<Review> {
        let _acting = self.may(Right::Import)?;
        self.with_import(import, |import, store| {
            step(import, store)?;
            import.review(store, Work::quiet())
        })
    }

    /// Everything that was found in an import, by rule.
    ///
    /// # Errors
    /// There is no such import.
    pub fn review(&self, import: &str) -> Result<Review> {
        let _acting = self.may(Right::Look)?;
        self.review_with(import, Work::quiet())
    }

    /// As [`Desk::review`], telling how far it is.
    ///
    /// # Errors
    /// There is no such import; it was stopped.
    pub fn review_with(&self, import: &str, work: Work<'_>) -> Result<Review> {
        let _acting = self.may(Right::Look)?;
        self.with_import(import, |import, store| import.review(store, work))
    }

    /// Some rows of a sheet under review, filtered and sorted. What is personal is masked unless the query reveals it, which
    /// is logged.
    ///
    /// # Errors
    /// There is no such import or sheet, or the sheet is not read.
    pub fn review_page(&self, import: &str, query: &ReviewQuery) -> Result<ReviewPage> {
        let _acting = self.may(if query.reveal { Right::Reveal } else { Right::Look })?;
        if query.reveal {
            let at = clock::now().unix_ms();
            self.store().write(|tx| {
                let known = imports::find(tx, import)?.ok_or_else(|| Error::new(&fault::NO_IMPORT))?;
                // A grid asks page by page: one look is one entry.
                if !activity::told_lately(tx, "import-revealed", import, at - AGAIN)? {
                    activity::log_of(tx, at, "import-revealed", &known.client, import, &[])?;
                }
                Ok(())
            })?;
        }
        self.with_import(import, |import, store| import.page(store, query))
    }

    /// Changes cells; all of them are one step for undo.
    ///
    /// # Errors
    /// There is no such import, row or column; then nothing is changed.
    pub fn edit(&self, import: &str, edit: &Edit) -> Result<Review> {
        let _acting = self.may(Right::Import)?;
        self.changed(import, |import, store| import.edit(store, edit))
    }

    /// Holds orders back although nothing stops them, or takes them up again; one step for undo. Those held are not
    /// declared with the good ones, and stand on the work list.
    ///
    /// # Errors
    /// There is no such import or sheet.
    pub fn hold_back(&self, import: &str, what: &HoldBack, held: bool) -> Result<Review> {
        let _acting = self.may(Right::Import)?;
        self.changed(import, |import, store| import.hold(store, what, held))
    }

    /// What a change would do; nothing is changed.
    ///
    /// # Errors
    /// As for [`Desk::edit`].
    pub fn preview_edit(&self, import: &str, edit: &Edit) -> Result<EditPreview> {
        let _acting = self.may(Right::Look)?;
        self.with_import(import, |import, store| import.preview(store, edit))
    }

    /// Takes the last step back, be it of cells or of columns.
    ///
    /// # Errors
    /// There is no such import; a file that has to be read again is gone.
    pub fn undo(&self, import: &str) -> Result<Review> {
        let _acting = self.may(Right::Import)?;
        self.changed(import, |import, store| import.undo(store, Work::quiet()).map(drop))
    }

    /// Does the step again that was taken back last.
    ///
    /// # Errors
    /// As for [`Desk::undo`].
    pub fn redo(&self, import: &str) -> Result<Review> {
        let _acting = self.may(Right::Import)?;
        self.changed(import, |import, store| import.redo(store, Work::quiet()).map(drop))
    }

    /// As [`Desk::undo`], for a screen that shows the columns: nothing is judged.
    ///
    /// # Errors
    /// As for [`Desk::undo`].
    pub fn undo_mapping(&self, import: &str) -> Result<Mapping> {
        let _acting = self.may(Right::Import)?;
        self.step(import, |import, store| import.undo(store, Work::quiet()).map(drop))
    }

    /// As [`Desk::redo`], for a screen that shows the columns: nothing is judged.
    ///
    /// # Errors
    /// As for [`Desk::undo`].
    pub fn redo_mapping(&self, import: &str) -> Result<Mapping> {
        let _acting = self.may(Right::Import)?;
        self.step(import, |import, store| import.redo(store, Work::quiet()).map(drop))
    }

    /// Makes a declaration of every order in which nothing stops, and keeps the others for later; in one transaction.
    /// An order that has a live declaration already is passed over. One that was refused is declared anew under its own
    /// number if the sheet now says something else.
    ///
    /// # Errors
    /// There is no such import; the disk is full, and then nothing was made.
    pub fn declare(&self, import: &str, work: Work<'_>) -> Result<Declared> {
        let _acting = self.may(Right::Import)?;
        self.inner().declare(import, work)
    }
}

impl Inner {
    /// See [`Desk::declare`].
    pub(super) fn declare(&self, import: &str, work: Work<'_>) -> Result<Declared> {
        let declared = self.with_import(import, work, |import, _| self.declare_import(import, work))?;
        // What was known of the orders is not true any more.
        self.locked(import, || Ok(declared))
    }

    fn declare_import(&self, import: &mut Import, work: Work<'_>) -> Result<Declared> {
        let store = &self.store;
        let (id, file_name) = (import.id.clone(), import.file_name.clone());
        let (client, chosen) = (import.client.clone(), import.recipes());
        let now = clock::now();
        import.judged(store, work)?;
        let (rows, _) = import.size().unwrap_or_default();
        let (judged, held) = import.judged_and_held()?;
        // Why an order waits: what stops it, else who holds it back.
        let waits: Vec<Option<(String, Said)>> = judged
            .first_stops()
            .into_iter()
            .enumerate()
            .map(|(n, stop)| match stop {
                Some(stop) => Some((stop.rule.into_owned(), Said::new(stop.zh, stop.en))),
                None => held.get(&n).map(|by| (HELD.to_owned(), held_by(by))),
            })
            .collect();
        let good: Vec<usize> = (0..waits.len()).filter(|n| waits[*n].is_none()).collect();
        let any_stored = store.read(declarations::any)?;
        let what = Text { zh: "正在生成清单", en: "Making declarations" };
        let numbers = self.own_numbers(&client, now, good.len())?;
        let mut ready = Vec::with_capacity(good.len());
        for (n, (place, cop_no)) in good.iter().zip(numbers).enumerate() {
            if n % 200 == 0 {
                work.at(n, good.len(), what)?;
            }
            let stamp = Stamp { now, cop_no, guids: [clock::guid()?, clock::guid()?, clock::guid()?] };
            let order = &judged.orders[*place];
            let case = in_documents(store, &client, order, &stamp, any_stored, Money::ZERO)?;
            ready.extend(Ready::of(case, now)?);
        }
        store.write(|tx| {
            let mut declared = Declared { import_id: id.clone(), ..Declared::default() };
            for one in &ready {
                if one.store(tx, &client, &id, now)? {
                    declared.made += 1;
                }
            }
            let mut later = Vec::new();
            for (n, (order, wait)) in judged.orders.iter().zip(&waits).enumerate() {
                if let Some((rule, says)) = wait.as_ref().filter(|_| !judged.known(n)) {
                    later.push(KeptRow {
                        client: client.id.clone(),
                        order_no: order.order_no.clone(),
                        import: id.clone(),
                        file_name: file_name.clone(),
                        rule: rule.clone(),
                        zh: says.zh.clone(),
                        en: says.en.clone(),
                        at: now.unix_ms(),
                    });
                }
            }
            declared.kept = count(later.len());
            super::imports::keep_for_later(tx, &id, later)?;
            super::recipes::remember(tx, &chosen, now.unix_ms())?;
            let size = (to_i64(rows), to_i64(judged.orders.len()));
            imports::set_declared(tx, &id, size, i64::from(declared.kept), now.unix_ms())?;
            let details = [
                ("orders", judged.orders.len().to_string()),
                ("made", declared.made.to_string()),
                ("kept", declared.kept.to_string()),
            ];
            activity::log_of(tx, now.unix_ms(), "declared", &client.id, &id, &details)?;
            Ok(declared)
        })
    }
}

/// A declaration that is ready to be stored.
struct Ready {
    documents: Documents,
    cop_no: String,
    tax: String,
    versions: Versions,
}

impl Ready {
    /// Checks once more, now under its own number; `None` when something stops it after all.
    fn of(case: cn::Case, now: BeijingTime) -> Result<Option<Ready>> {
        let bought = case.facts.bought_this_year;
        let tables = Arc::clone(case.facts.tables.on(case.day()));
        let Ok(checked) = cn::accept(case) else { return Ok(None) };
        let versions = checked.report().versions.clone();
        let cn::Case { order, payment, waybill, declaration, .. } = checked.into_inner();
        let Some(declaration) = declaration else { return Ok(None) };
        let Some(cop_no) = declaration.head.cop_no.clone() else { return Ok(None) };
        debug_assert_eq!(
            declaration.head.app_time, now,
            "a declaration is stamped with the moment it is made"
        );
        let tax = assess_declaration(&declaration, bought, tables.rates()).total.to_string();
        Ok(Some(Ready {
            documents: Documents { order, payment, waybill, declaration },
            cop_no,
            tax,
            versions,
        }))
    }

    fn store(
        &self,
        tx: &rusqlite::Transaction<'_>,
        client: &Client,
        import: &str,
        now: BeijingTime,
    ) -> Result<bool> {
        let declaration = &self.documents.declaration;
        let head = &declaration.head;
        let value: Money = declaration.lines.iter().map(|line| line.total).sum();
        let fresh = declarations::Fresh {
            cop_no: &self.cop_no,
            client: &client.id,
            import,
            documents: &self.documents,
            buyer: &mask::name(&head.buyer_name),
            buyer_hash: &facts::buyer_hash(&head.buyer_id_number),
            cents: facts::cents(&self.documents),
            value: &value.to_string(),
            tax: &self.tax,
            at: now.unix_ms(),
        };
        let Some(made) = declarations::insert(tx, &fresh)? else {
            return self.correct(tx, client, &fresh, now);
        };
        tables::note(tx, made, &self.versions)?;
        let subject = Subject::declaration(&self.cop_no);
        let event = Event::Declared { at: now, passes: true, answers: None };
        events::add(tx, &subject, &event, import, now.unix_ms())?;
        reviews::changed(tx, &self.cop_no)?;
        declarations::refresh(tx, &self.cop_no)?;
        kept::done(tx, &client.id, &head.order_no, import)?;
        Ok(true)
    }

    /// Takes the place of the refused declaration that it corrects; nothing when there is none, or none any more.
    fn correct(
        &self,
        tx: &rusqlite::Transaction<'_>,
        client: &Client,
        fresh: &declarations::Fresh<'_>,
        now: BeijingTime,
    ) -> Result<bool> {
        let head = &self.documents.declaration.head;
        let refused = declarations::refused(tx, &client.id, &head.platform_code, &head.order_no)?;
        let Some((id, _)) = refused.filter(|(_, cop_no)| *cop_no == self.cop_no) else { return Ok(false) };
        outbox::submit_anew(tx, id, &self.documents, true, now)?;
        declarations::correct(tx, id, fresh)?;
        reviews::changed(tx, &self.cop_no)?;
        tables::note(tx, id, &self.versions)?;
        kept::done(tx, &client.id, &head.order_no, fresh.import)?;
        Ok(true)
    }
}

impl Desk {
    /// Makes every status anew from the events, as after a repair of the store.
    ///
    /// # Errors
    /// The store.
    pub fn rebuild(&self) -> Result<()> {
        let _acting = self.may(Right::People)?;
        self.store().write(|tx| declarations::rebuild(tx))
    }

    /// Declares a refused or rejected declaration anew, with the documents as they are: what was wrong lay elsewhere,
    /// such as a guarantee or a payment that came late.
    ///
    /// # Errors
    /// There is no such declaration; it is on its way, or was not refused.
    pub fn declare_again(&self, id: &str) -> Result<()> {
        let _acting = self.may(Right::Import)?;
        let row = self.store().read(|c| declarations::find(c, id))?;
        let row = row.ok_or_else(|| Error::new(&fault::NO_DECLARATION))?;
        if !matches!(row.state.as_str(), "rejected" | "refused" | "error" | "send-failed" | "draft") {
            return Err(Error::new(&fault::ON_ITS_WAY));
        }
        let documents = self.store().read(|c| declarations::documents(c, row.id))?;
        let passes = outbox::passes_again(self.store(), row.id, &documents)?;
        self.store().write(|tx| {
            let now = clock::now();
            outbox::submit_anew(tx, row.id, &documents, passes, now)?;
            activity::log_of(tx, now.unix_ms(), "declared-again", &row.client, &row.cop_no, &[]).map(|_| ())
        })
    }
}
