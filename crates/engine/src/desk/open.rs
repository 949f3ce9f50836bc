//! The imports that lie open in memory, each beside what of it is saved. Any other that is stored is opened again when it
//! is asked for, so that neither a kill nor another client's work loses anything.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Transaction;

use super::{Desk, Inner, held};
use clearance_core::order::Recipe;

use crate::clock;
use crate::error::{Error, Result, fault};
use crate::import::{Import, Kept, SourceFile, Start, Step};
use crate::profile::Client;
use crate::store::imports::{self, ImportRow};
use crate::store::{Store, activity, from_json, import_files, moment, recipes, reviews, to_i64, to_json};
use crate::view::ChoiceKind;
use crate::work::Work;

/// How many imports stay in memory. A window shows one, a script works on a few.
const IN_MEMORY: usize = 3;

/// The open imports.
#[derive(Default)]
pub(super) struct Opened {
    by_id: HashMap<String, Slot>,
    /// Counts the looks, to tell which was looked at last.
    looks: u64,
}

struct Slot {
    open: Arc<Mutex<Option<Open>>>,
    looked: u64,
}

/// One of them, with the steps that are saved.
struct Open {
    import: Import,
    steps: Vec<Arc<Step>>,
    at: usize,
    /// The companies that were chosen for it.
    chosen: String,
}

impl Open {
    fn saved(import: Import) -> Open {
        let (steps, at) = import.steps();
        Open { steps: steps.to_vec(), at, chosen: chosen(&import), import }
    }

    fn is_saved(&self) -> bool {
        let (steps, at) = self.import.steps();
        at == self.at
            && steps.len() == self.steps.len()
            && self.same() == steps.len()
            && chosen(&self.import) == self.chosen
    }

    /// How many steps are those that are saved.
    fn same(&self) -> usize {
        let (steps, _) = self.import.steps();
        steps.iter().zip(&self.steps).take_while(|(one, other)| Arc::ptr_eq(one, other)).count()
    }

    /// Saves what is new since it was saved last.
    fn save(&mut self, store: &Store) -> Result<()> {
        if self.is_saved() {
            return Ok(());
        }
        let same = self.same();
        let (steps, at) = self.import.steps();
        let new: Vec<String> = steps[same..].iter().map(|step| to_json(&**step)).collect::<Result<_>>()?;
        let now = clock::now().unix_ms();
        let size = self.import.size().map(|(rows, orders)| (to_i64(rows), to_i64(orders)));
        store.write(|tx| {
            import_files::put_steps(tx, &self.import.id, same, &new)?;
            reviews::repaired(tx, &self.import.id)?;
            imports::move_to(tx, &self.import.id, to_i64(at), size, now)?;
            imports::set_chosen(tx, &self.import.id, &chosen(&self.import))
        })?;
        let (steps, at) = self.import.steps();
        (self.steps, self.at) = (steps.to_vec(), at);
        self.chosen = chosen(&self.import);
        Ok(())
    }
}

/// The companies that were chosen for an import, as they are stored; empty when none was.
fn chosen(import: &Import) -> String {
    let chosen = &import.client.chosen;
    if chosen.is_empty() { String::new() } else { to_json(chosen).unwrap_or_default() }
}

impl Inner {
    /// Does something to every import of a client that is in memory.
    pub(super) fn each_open(
        &self,
        client: &str,
        mut what: impl FnMut(&mut Import) -> Result<()>,
    ) -> Result<()> {
        let slots: Vec<_> = held(&self.imports).by_id.values().map(|slot| Arc::clone(&slot.open)).collect();
        for slot in slots {
            let mut held = slot.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(open) = held.as_mut().filter(|open| open.import.client.id == client) {
                what(&mut open.import)?;
            }
        }
        Ok(())
    }

    /// Reads files, with the recipes of the client, and counts those that were used.
    pub(super) fn read_import(
        &self,
        files: Vec<SourceFile>,
        client: Client,
        work: Work<'_>,
    ) -> Result<Import> {
        let rows = self.store.read(|c| recipes::of(c, &client.id))?;
        let all: Vec<Recipe> = rows.iter().map(|row| row.recipe.clone()).collect();
        let tables = Arc::clone(self.store.tables().on(clock::now().date()));
        let mut import = Import::of_files(files, client, &all, tables, work)?;
        for start in import.start() {
            let row = rows.iter().find(|row| !start.recipe.is_empty() && row.name == start.recipe);
            start.recipe_at =
                row.filter(|row| row.at > 0).map_or_else(String::new, |row| moment(row.at).to_string());
        }
        Ok(import)
    }

    /// Keeps an import that was just opened, in the store and in memory; `with` writes in the same transaction.
    pub(super) fn keep_import(
        &self,
        mut import: Import,
        with: impl FnOnce(&Transaction<'_>) -> Result<()>,
    ) -> Result<()> {
        let (orders, rows) = import.counted();
        let base = to_json(&(import.start().to_vec(), &import.files))?;
        let row = ImportRow {
            id: import.id.clone(),
            client: import.client.id.clone(),
            file_name: import.file_name.clone(),
            sha256: import.sha256.clone(),
            rows: to_i64(rows),
            orders: to_i64(orders),
            made: 0,
            kept: 0,
            at: clock::now().unix_ms(),
            state: imports::OPEN.to_owned(),
            base,
            position: 0,
            chosen: String::new(),
        };
        let known = self.store.read(|c| recipes::of(c, &import.client.id))?;
        let fits = |row: &&recipes::RecipeRow| import.mappings.iter().any(|m| row.recipe.fits(m));
        let used: Vec<i64> = known.iter().filter(fits).map(|row| row.id).collect();
        self.store.write(|tx| {
            imports::put(tx, &row)?;
            for (n, file) in import.files.iter().enumerate() {
                import_files::add(tx, &import.id, n, &file.name, &file.bytes)?;
            }
            for id in &used {
                recipes::used(tx, *id, row.at)?;
            }
            let details = [("orders", row.orders.to_string())];
            activity::log_of(tx, row.at, "import-opened", &row.client, &row.id, &details)?;
            with(tx)
        })?;
        import.forget_bytes();
        let id = import.id.clone();
        let slot = self.slot(&id);
        *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(Open::saved(import));
        Ok(())
    }

    /// The place of an import in memory; whoever has it open keeps it.
    fn slot(&self, id: &str) -> Arc<Mutex<Option<Open>>> {
        let mut opened = held(&self.imports);
        opened.looks += 1;
        let looks = opened.looks;
        let slot =
            opened.by_id.entry(id.to_owned()).or_insert_with(|| Slot { open: Arc::default(), looked: 0 });
        slot.looked = looks;
        let open = Arc::clone(&slot.open);
        while opened.by_id.len() > IN_MEMORY {
            let idle = opened.by_id.iter().filter(|(_, slot)| Arc::strong_count(&slot.open) == 1);
            let Some(oldest) = idle.min_by_key(|(_, slot)| slot.looked).map(|(id, _)| id.clone()) else {
                break;
            };
            opened.by_id.remove(&oldest);
        }
        open
    }

    /// Does something to a stored import while nobody else has it open, and forgets what is in memory of it.
    pub(super) fn locked<T>(&self, id: &str, what: impl FnOnce() -> Result<T>) -> Result<T> {
        let slot = self.slot(id);
        let mut held = slot.lock().unwrap_or_else(PoisonError::into_inner);
        let done = what();
        *held = None;
        done
    }

    /// An import, for as long as `with` looks at it. What `with` changed is saved before this comes back; when that
    /// fails, or `with` does, the import is as it was before.
    pub(super) fn with_import<T>(
        &self,
        id: &str,
        work: Work<'_>,
        with: impl FnOnce(&mut Import, &Store) -> Result<T>,
    ) -> Result<T> {
        let slot = self.slot(id);
        let mut held = slot.lock().unwrap_or_else(PoisonError::into_inner);
        if held.is_none() {
            *held = Some(Open::saved(self.load_import(id, work)?));
        }
        let Some(open) = held.as_mut() else { return Err(Error::new(&fault::NO_IMPORT)) };
        let done = with(&mut open.import, &self.store);
        let kept = match &done {
            Ok(_) => open.save(&self.store),
            Err(_) if open.is_saved() => return done,
            Err(_) => Err(Error::new(&fault::NO_IMPORT)),
        };
        if let Err(error) = kept {
            // The store has it as it was.
            *held = None;
            return done.and(Err(error));
        }
        done
    }

    fn load_import(&self, id: &str, work: Work<'_>) -> Result<Import> {
        let missing = || Error::new(&fault::NO_IMPORT);
        let (row, steps, files) = self.store.read(|c| {
            let row = imports::find(c, id)?.filter(|row| !row.base.is_empty()).ok_or_else(missing)?;
            Ok((row, import_files::steps(c, id)?, import_files::of(c, id)?))
        })?;
        let mut client = self.client_with_goods(&row.client)?;
        if !row.chosen.is_empty() {
            for (kind, label) in from_json::<Vec<(ChoiceKind, String)>>(&row.chosen)? {
                // What the client does not have any more cannot be chosen.
                client.choose(kind, &label);
            }
        }
        let (start, mut of_files): (Vec<Start>, Vec<SourceFile>) = from_json(&row.base)?;
        for (file, bytes) in of_files.iter_mut().zip(files) {
            file.bytes = Arc::new(bytes);
        }
        let steps = steps.iter().map(|step| from_json(step)).collect::<Result<_>>()?;
        let at = usize::try_from(row.position).unwrap_or(0);
        let kept = Kept { files: of_files, start, steps, at };
        let tables = Arc::clone(self.store.tables().on(clock::now().date()));
        let mut import = Import::restore(row.id, client, tables, kept, work)?;
        import.forget_bytes();
        Ok(import)
    }
}

impl Desk {
    /// An import, for as long as `with` looks at it; see [`Inner::with_import`].
    pub(super) fn with_import<T>(
        &self,
        import: &str,
        with: impl FnOnce(&mut Import, &Store) -> Result<T>,
    ) -> Result<T> {
        self.inner().with_import(import, Work::quiet(), with)
    }
}
