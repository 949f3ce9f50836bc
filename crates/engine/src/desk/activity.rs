//! The activity log: read, followed from end to end, exported, and an export judged.

use std::path::Path;

use clearance_core::chain::{Break, Entry, Follow, Head, Wrong};
use clearance_core::time::BeijingTime;
use jiff::ToSpan as _;
use jiff::civil::{Date, Time};
use serde::Deserialize;

use super::Desk;
use crate::clock;
use crate::error::{Error, Result, fault};
use crate::people::Right;
use crate::store::activity::{self, CARRIED, Sought};
use crate::store::reviews::{self, Cross, Unfit};
use crate::store::{moment, to_u32};
use crate::vault::write_whole;
use crate::view::{
    ActivityDetail, ActivityLine, ActivityPage, ActivityQuery, ActivityWord, LogExported, LogState, Said,
};

mod words;

/// Lines of a page when the caller does not say.
const PAGE: u32 = 200;

impl Desk {
    /// A page of the log, newest first.
    ///
    /// # Errors
    /// There is no such client; a day is written wrongly.
    pub fn activity(&self, query: &ActivityQuery) -> Result<ActivityPage> {
        let _acting = self.may(Right::ReadLog)?;
        let clients = self.inner().clients()?;
        let client = match query.client.as_str() {
            "" => String::new(),
            named => self.inner().client(named)?.id,
        };
        let sought = Sought {
            person: query.person.parse().ok(),
            what: &query.what,
            client: &client,
            from: day(&query.from)?.map_or(i64::MIN, |day| midnight(day).unix_ms()),
            until: match day(&query.until)? {
                Some(day) => midnight(day.saturating_add(1.day())).unix_ms(),
                None => i64::MAX,
            },
            find: query.find.trim(),
        };
        let limit = i64::from(if query.limit == 0 { PAGE } else { query.limit });
        let below = query.below.parse().unwrap_or(i64::MAX);
        self.store().read(|c| {
            let entries = activity::page(c, &sought, below, limit)?;
            let full = i64::try_from(entries.len()).is_ok_and(|n| n == limit);
            let next = entries.last().filter(|_| full).map(|entry| entry.number.to_string());
            let name_of = |id: &str| {
                clients.iter().find(|client| client.id == id).map_or(id, |client| &client.name).to_owned()
            };
            let says = |what: &String| ActivityWord { what: what.clone(), says: words::of(what) };
            Ok(ActivityPage {
                total: to_u32(activity::number_of(c, &sought)?),
                lines: entries.iter().map(|entry| line(entry, name_of(&entry.client))).collect(),
                next: next.unwrap_or_default(),
                words: activity::words(c, &client)?.iter().map(says).collect(),
            })
        })
    }

    /// Follows the whole log: whether every entry follows the one before, and the end is where it was sealed; and holds the
    /// verdicts of reviews against it. Asks nobody who works, so that it can be looked after by a timer.
    ///
    /// # Errors
    /// The store. A broken log is no error.
    pub fn verify_activity(&self) -> Result<LogState> {
        let (followed, cross) =
            self.store().read(|c| Ok((activity::follow(c, self.store().log())?, reviews::cross(c)?)))?;
        let mut state = told(followed.entries, followed.broken, followed.at.as_ref(), true);
        state.since = followed.since.map(|at| moment(at).to_string()).unwrap_or_default();
        held_against(&mut state, &cross);
        Ok(state)
    }

    /// Writes the whole log as JSON lines, with its sealed end as the last. The export itself stands in it.
    ///
    /// # Errors
    /// The file cannot be written; then nothing is logged either.
    pub fn export_activity(&self, path: &Path) -> Result<LogExported> {
        let _acting = self.may(Right::ExportLog)?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let at = clock::now().unix_ms();
        let log = self.store().log();
        let written = self.store().write(|tx| {
            activity::log(tx, at, "log-exported", &name)?;
            let head = log.seal(tx)?;
            let mut text = Vec::new();
            let entries = activity::export(tx, &mut text)?;
            write_whole(path, &text).map_err(|error| error.on(path.display()))?;
            Ok(LogExported { path: path.display().to_string(), entries: to_u32(entries), head: head.hash })
        });
        log.write_anchor();
        written
    }

    /// Judges an exported log, and whether it is this desk's own: its end was sealed here and stands in the log still.
    ///
    /// # Errors
    /// The file cannot be read, or is no exported log.
    pub fn verify_activity_file(&self, path: &Path) -> Result<LogState> {
        let (mut state, head) = judge(path, |head| self.store().log().sealed(head))?;
        if state.unbroken && !self.store().read(|c| activity::holds(c, head.number, &head.hash))? {
            state =
                told(head.number, Some(Break { number: head.number, wrong: Wrong::Unlinked }), None, true);
            state.wrong = "other-desk".into();
            state.says = Said::new(
                "文件本身完整，但本机的日志中已没有它的最后一条：本机日志被改过，或文件来自另一份数据",
                "The file is whole, but its last entry no longer stands in the log of this desk: that log was changed, or the file is of other data",
            );
        }
        Ok(state)
    }
}

/// Judges an exported log without the desk that wrote it: the chain only, for the key of its seal is not at hand.
///
/// # Errors
/// The file cannot be read, or is no exported log.
pub fn verify_log_file(path: &Path) -> Result<LogState> {
    let (mut state, _) = judge(path, |_| true)?;
    state.sealed = false;
    Ok(state)
}

/// The last line of an export.
#[derive(Deserialize)]
struct End {
    head: Head,
}

fn judge(path: &Path, sealed: impl Fn(&Head) -> bool) -> Result<(LogState, Head)> {
    let text = std::fs::read_to_string(path)
        .map_err(|cause| Error::new(&fault::FILE).on(path.display()).because(cause))?;
    let unreadable = || Error::new(&fault::LOG_FILE).on(path.display());
    let mut lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let end = lines.pop().ok_or_else(unreadable)?;
    let (mut follow, mut broken, mut at, mut since, mut entries) = (Follow::default(), None, None, None, 0);
    let mut take = |line: &str| -> Result<()> {
        let entry: Entry = serde_json::from_str(line).map_err(|cause| unreadable().because(cause))?;
        entries += 1;
        if entry.what == "log-begun" && since.is_none() {
            since = Some(entry.at);
        }
        if broken.is_none()
            && let Err(found) = follow.take(&entry)
        {
            broken = Some(found);
            at = Some(entry).filter(|entry| entry.number == found.number);
        }
        Ok(())
    };
    lines.into_iter().try_for_each(&mut take)?;
    let head = match serde_json::from_str::<End>(end) {
        Ok(end) => end.head,
        // The end was cut off: then what is left must at least be entries.
        Err(_) => {
            take(end)?;
            Head { number: 0, hash: String::new(), anchored: false, seal: String::new() }
        }
    };
    if broken.is_none() {
        broken = if head.hash.is_empty() {
            Some(Break { number: follow.entries() + 1, wrong: Wrong::Missing })
        } else if !sealed(&head) {
            Some(Break { number: head.number, wrong: Wrong::Unsealed })
        } else {
            follow.end(&head, None).err()
        };
    }
    let mut state = told(entries, broken, at.as_ref(), true);
    state.since = since.map(|at| moment(at).to_string()).unwrap_or_default();
    Ok((state, head))
}

fn told(entries: i64, broken: Option<Break>, at: Option<&Entry>, sealed: bool) -> LogState {
    let mut state = LogState {
        unbroken: broken.is_none(),
        entries: to_u32(entries),
        sealed,
        checked: clock::now().to_string(),
        says: Said::new(
            "每一条都接着前一条，末尾与封存的一致",
            "Every entry follows the one before, up to the sealed end",
        ),
        ..LogState::default()
    };
    if let Some(Break { number, wrong }) = broken {
        state.first = number.to_string();
        wrong.word().clone_into(&mut state.wrong);
        state.at = at.map(|entry| moment(entry.at).to_string()).unwrap_or_default();
        state.says = words::broken(wrong, number, at);
    }
    state
}

/// Most differences that are named one by one.
const NAMED: usize = 20;

/// What the verdicts of reviews say of the log.
fn held_against(state: &mut LogState, cross: &Cross) {
    let all = |unfit: Unfit| {
        to_u32(cross.differences.iter().filter(|one| one.unfit == unfit).map(|one| one.n).sum())
    };
    state.verdicts = to_u32(cross.verdicts);
    state.verdicts_missing = all(Unfit::Missing);
    state.verdicts_extra = all(Unfit::Extra);
    state.verdicts_changed = all(Unfit::Changed);
    state.differences = cross.differences.iter().take(NAMED).map(words::difference).collect();
    if state.unbroken
        && let Some(first) = cross.differences.first()
    {
        state.unbroken = false;
        "verdicts".clone_into(&mut state.wrong);
        state.first = if first.entry > 0 { first.entry.to_string() } else { String::new() };
        let (missing, extra, changed) =
            (state.verdicts_missing, state.verdicts_extra, state.verdicts_changed);
        state.says = Said::new(
            format!("日志本身完整，但复核记录与它不符：少 {missing} 条，多 {extra} 条，被改 {changed} 条"),
            format!(
                "The log itself is whole, but the verdicts of reviews do not fit it: {missing} missing, {extra} too many, {changed} changed"
            ),
        );
    }
}

fn day(text: &str) -> Result<Option<Date>> {
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|cause| Error::new(&fault::DAY).on(text).because(cause)),
    }
}

fn midnight(day: Date) -> BeijingTime {
    BeijingTime::new(day.to_datetime(Time::midnight()))
}

fn line(entry: &Entry, client: String) -> ActivityLine {
    let carried = entry.details == CARRIED;
    let details = if carried { Vec::new() } else { activity::details(entry) };
    ActivityLine {
        number: entry.number.to_string(),
        at: moment(entry.at).to_string(),
        who: entry.who.clone(),
        person: entry.person.to_string(),
        what: entry.what.clone(),
        says: words::of(&entry.what),
        client,
        subject: entry.subject.clone(),
        details: details
            .into_iter()
            .map(|(name, value)| ActivityDetail {
                name: words::detail(&name),
                value: words::value(&name, &value),
            })
            .collect(),
        before_the_chain: carried,
        before: entry.before.clone(),
        hash: entry.hash.clone(),
    }
}
