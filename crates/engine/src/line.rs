//! The stations in order, for a whole run: from order files to printed tax bills.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use clearance_core::text::Text;

use crate::desk::Desk;
use crate::error::{Result, fault};
use crate::view::{OrderStatus, Review, SaveBills, Synced};
use crate::work::Work;

/// How long one look for receipts waits at the service.
const LOOK: Duration = Duration::from_secs(2);

/// What shall be run.
#[derive(Clone, Debug)]
pub struct Run {
    /// Order files of one client.
    pub files: Vec<PathBuf>,
    /// The client, by id or name.
    pub client: String,
    /// The key; empty for the client's own.
    pub key: String,
    /// Where the bills are printed to; none prints none.
    pub bills: Option<PathBuf>,
    /// How long to wait for customs in all.
    pub patience: Duration,
    /// How long without any news before what is still open is taken for silent.
    pub silence: Duration,
}

/// What came of a run.
#[derive(Clone, Debug)]
pub struct Ran {
    /// What was found in the files.
    pub review: Review,
    /// Declarations made.
    pub made: u32,
    /// Orders kept for later.
    pub kept: u32,
    /// Messages and receipts that travelled.
    pub synced: Synced,
    /// What became of every order of the files that was declared.
    pub orders: Vec<OrderStatus>,
    /// Full paths of the printed bills.
    pub printed: Vec<String>,
    /// Why receipts are still missing, if the service was not to be reached.
    pub trouble: Option<String>,
}

/// Runs the whole line. Stopped in the middle, everything up to there is saved and goes on from there.
///
/// # Errors
/// A file, the key, the store; that it was stopped. A service that is down is told in [`Ran::trouble`].
pub fn run(desk: &Desk, run: &Run, work: Work<'_>) -> Result<Ran> {
    let mapping = desk.open_files(&run.files, &run.client, work)?;
    let import = mapping.import_id;
    let review = desk.review_with(&import, work)?;
    let declared = desk.declare(&import, work)?;
    let ids = desk.ids_of_import(&import)?;
    if !ids.is_empty() {
        desk.sign("", &run.key, Some(&ids), work)?;
    }
    let (synced, trouble) =
        if ids.is_empty() { (Synced::default(), None) } else { wait(desk, &ids, run, work)? };
    let bills = desk.bill_ids_of_import(&import)?;
    let printed = match &run.bills {
        Some(folder) if !bills.is_empty() => {
            work.at(0, bills.len(), Text { zh: "正在打印税单", en: "Printing tax bills" })?;
            let folder = folder.display().to_string();
            let what = SaveBills { ids: bills, folder, ..SaveBills::default() };
            desk.save_bills(&what)?.files
        }
        _ => Vec::new(),
    };
    let orders = if ids.is_empty() { Vec::new() } else { desk.statuses(&ids)? };
    Ok(Ran { review, made: declared.made, kept: declared.kept, synced, orders, printed, trouble })
}

/// Sends, and looks for receipts until customs has spoken about every declaration.
fn wait(desk: &Desk, ids: &[String], run: &Run, work: Work<'_>) -> Result<(Synced, Option<String>)> {
    let mut all = Synced::default();
    let mut trouble = None;
    let until = Instant::now() + run.patience;
    let mut news = Instant::now();
    loop {
        let open = desk.open_of(ids)?;
        let what = Text { zh: "等待海关回执", en: "Waiting for customs" };
        work.at(ids.len() - open, ids.len(), what)?;
        let left = until.saturating_duration_since(Instant::now());
        if open == 0 || (left.is_zero() && all != Synced::default()) {
            break;
        }
        match desk.sync(LOOK.min(left)) {
            Ok(synced) => {
                trouble = None;
                all.delivered += synced.delivered;
                all.refused += synced.refused;
                all.receipts += synced.receipts;
                all.bills += synced.bills;
                all.unread += synced.unread;
                all.waiting = synced.waiting;
                if synced.delivered + synced.refused + synced.receipts > 0 {
                    news = Instant::now();
                }
            }
            // The messages are safe; only the wait was for nothing.
            Err(error) if error.retry() && !error.is(&fault::CANCELLED) => {
                trouble = Some(error.code().to_owned());
                if left.is_zero() {
                    break;
                }
                std::thread::sleep(LOOK.min(left));
            }
            Err(error) => return Err(error),
        }
        if left.is_zero() || news.elapsed() > run.silence {
            break;
        }
    }
    Ok((all, trouble))
}
