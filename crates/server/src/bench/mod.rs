//! `clearance-server bench`: how fast the service is on this machine, load included, with the floor of the same bytes beside it.
//!
//! Messages are made and signed before the clock starts. Every message is durable when it is answered, every signature
//! is verified, all rules are on. Nothing is left behind.

mod drive;
mod floor;
mod growth;
mod load;
mod plot;
mod port;
mod usage;
mod wire;

use std::path::{Path, PathBuf};

use serde::Serialize;

use self::drive::Open;
use self::load::{Card, What};
use self::port::Port;
use crate::error::Error;

type Result<T> = std::result::Result<T, Error>;

/// What is measured, and how.
#[derive(clap::Args, Clone, Debug)]
pub struct Options {
    /// Declarations of each measurement
    #[arg(long, default_value_t = 30_000)]
    pub declarations: usize,
    /// Only messages of so many records: 100 or 1
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub records: Option<u32>,
    /// Over HTTP on loopback, or straight into the service
    #[arg(long, value_enum, default_value_t = Through::Http)]
    pub through: Through,
    /// Only these: floor, admit, line, latency; growth is measured only when it is named
    #[arg(long, value_delimiter = ',')]
    pub only: Vec<String>,
    /// How many declarations growth goes up to, such as 100000 or 10m
    #[arg(long, value_parser = amount, default_value = "100000")]
    pub growth: usize,
    /// Where growth is drawn, as SVG
    #[arg(long, value_name = "FILE")]
    pub plot: Option<PathBuf>,
    /// The folder, and so the disk, to work in; a folder for a while where none is named
    #[arg(long, value_name = "DIR")]
    pub folder: Option<PathBuf>,
    /// Print one JSON object a line
    #[arg(long)]
    pub json: bool,
}

/// How messages come in.
#[derive(clap::ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Through {
    /// As from outside: HTTP on loopback.
    Http,
    /// By a call in this process.
    Direct,
}

/// One measured thing.
#[derive(Clone, Debug, Serialize)]
struct Measured {
    /// Its name, stable.
    name: String,
    /// How much it was measured on.
    size: String,
    value: f64,
    unit: &'static str,
    /// Times the floor of the same bytes on all cores, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    to_floor: Option<f64>,
    /// What it is to reach on two cores, and how far it is from there.
    #[serde(skip_serializing_if = "Option::is_none")]
    goal: Option<f64>,
    /// Microseconds of a core for each declaration, load included.
    #[serde(skip_serializing_if = "Option::is_none")]
    core_micros: Option<f64>,
    /// Megabytes in memory afterwards.
    #[serde(skip_serializing_if = "Option::is_none")]
    memory_mb: Option<u64>,
    what: &'static str,
}

impl Measured {
    fn new(
        name: impl Into<String>,
        size: impl Into<String>,
        value: f64,
        unit: &'static str,
        what: &'static str,
    ) -> Self {
        let (to_floor, goal, core_micros, memory_mb) = (None, None, None, None);
        Measured {
            name: name.into(),
            size: size.into(),
            value,
            unit,
            to_floor,
            goal,
            core_micros,
            memory_mb,
            what,
        }
    }

    fn print(&self, json: bool) {
        if json {
            println!("{}", serde_json::to_string(self).unwrap_or_default());
            return;
        }
        let floor = self.to_floor.map(|ratio| format!("  {ratio:.2}x floor")).unwrap_or_default();
        let goal =
            self.goal.map(|goal| format!("  goal {goal:.0} ({:+.0} %)", (self.value / goal - 1.0) * 100.0));
        let core = self.core_micros.map(|micros| format!("  {micros:.0} core-us each")).unwrap_or_default();
        let memory = self.memory_mb.map(|mb| format!("  {mb} MB")).unwrap_or_default();
        let Measured { name, size, value, unit, what, .. } = self;
        let goal = goal.unwrap_or_default();
        println!("{name:24} {size:28} {value:12.1} {unit:12}{floor}{goal}{core}{memory}  {what}");
    }
}

/// Measures and prints.
///
/// # Errors
/// The folder cannot be written, or the service refuses what it should take.
pub fn run(options: &Options) -> Result<()> {
    let ours = std::env::temp_dir().join(format!("clearance-server-bench-{}", std::process::id()));
    let folder = options.folder.as_ref().map_or(ours, |folder| folder.join("clearance-server-bench"));
    std::fs::create_dir_all(&folder).map_err(|e| stopped(format!("{}: {e}", folder.display())))?;
    let measured = all(options, &folder);
    // What cannot be removed is left to the system.
    let _ = std::fs::remove_dir_all(&folder);
    measured
}

fn all(options: &Options, folder: &Path) -> Result<()> {
    let wanted = |name: &str| options.only.is_empty() || options.only.iter().any(|only| only == name);
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    let say = |measured: Measured| measured.print(options.json);
    say(Measured::new(
        "cores",
        "",
        cores as f64,
        "cores",
        "what this machine lends; the load runs on them too",
    ));
    for baseline in floor::baselines(folder)? {
        say(baseline);
    }
    let forms = [(Card::Rsa, 100), (Card::Sm2, 100), (Card::Rsa, 1), (Card::Sm2, 1)];
    for (card, records) in forms {
        if options.records.is_some_and(|only| only as usize != records) {
            continue;
        }
        // A message each costs more to sign than to admit.
        let count = if records == 1 { options.declarations.min(20_000) } else { options.declarations };
        let tag = format!("{}-{records}", card.name());
        let floor = floor::floor(folder, card, records, count.min(5_000))?;
        if wanted("floor") {
            let what = "parse, canonicalise, digest, verify and bare insert of the same bytes, on one core";
            let size = format!("{} records of {records} a message", count.min(5_000));
            say(Measured::new(format!("floor-{tag}"), size, floor, "records/s", what));
        }
        let mut peak = None;
        if wanted("admit") || wanted("latency") {
            let (measured, rate) = admit(options, folder, card, records, count, floor * cores as f64)?;
            peak = Some(rate);
            measured.into_iter().for_each(say);
        }
        if let Some(peak) = peak.filter(|_| wanted("latency")) {
            latency(options, folder, card, records, peak)?.into_iter().for_each(say);
        }
        if wanted("line") && records == 100 {
            say(line(options, folder, card, count, floor * cores as f64)?);
        }
    }
    if options.only.iter().any(|only| only == "growth") {
        growth::grow(options, folder)?.into_iter().for_each(say);
    }
    Ok(())
}

/// Declarations alone, until all are answered; and until the book has worked on all of them.
fn admit(
    options: &Options,
    folder: &Path,
    card: Card,
    records: usize,
    count: usize,
    floor: f64,
) -> Result<(Vec<Measured>, f64)> {
    let port = Port::open(&folder.join("admit"), card, options.through)?;
    let messages = port.messages(What::Declarations, 0, count, records)?;
    let ran = port.send(messages)?;
    let tag = format!("{}-{records}", card.name());
    let size = format!("{count} of {records} a message");
    let goal = if records == 1 { 300_000.0 } else { 850_000.0 };
    let rate = count as f64 / ran.answered;
    let mut admitted = Measured::new(
        format!("admit-{tag}"),
        &size,
        rate * 60.0,
        "/min",
        "declarations admitted: on the disk when answered",
    );
    (admitted.goal, admitted.to_floor) = (Some(goal), Some(rate / floor));
    let kept_up = count as f64 / ran.worked;
    let what = "the same until the book has worked on all: what can be kept up for ever";
    let mut worked = Measured::new(format!("admit-{tag}-kept-up"), size, kept_up * 60.0, "/min", what);
    worked.core_micros = ran.cpu.map(|cpu| cpu * 1e6 / count as f64);
    worked.memory_mb = usage::memory_mb();
    port.close()?;
    Ok((vec![admitted, worked], kept_up))
}

/// Four documents each, until the last receipt and bill is read from the feed.
fn line(options: &Options, folder: &Path, card: Card, count: usize, floor: f64) -> Result<Measured> {
    let port = Port::open(&folder.join("line"), card, options.through)?;
    let messages = port.messages(What::Line, 0, count, 100)?;
    let ran = port.line(messages, count)?;
    let rate = count as f64 / ran.worked;
    let what = "order, payment, waybill, declaration: released, receipts and bill in the feed and read";
    let mut line = Measured::new(
        format!("line-{}-100", card.name()),
        format!("{count} of 100 a message"),
        rate * 60.0,
        "/min",
        what,
    );
    // Four documents each.
    (line.goal, line.to_floor) = (Some(425_000.0), Some(rate * 4.0 / floor));
    line.core_micros = ran.cpu.map(|cpu| cpu * 1e6 / count as f64);
    line.memory_mb = usage::memory_mb();
    port.close()?;
    Ok(line)
}

/// At half the peak, at moments that do not depend on the answers.
fn latency(options: &Options, folder: &Path, card: Card, records: usize, peak: f64) -> Result<Vec<Measured>> {
    let port = Port::open(&folder.join("latency"), card, options.through)?;
    let rate = peak / 2.0;
    let count = ((rate * 6.0) as usize).clamp(records, options.declarations).next_multiple_of(records);
    let messages = port.messages(What::Declarations, 0, count, records)?;
    let Open { mut millis, late } = port.paced(messages, rate / records as f64)?;
    millis.sort_by(f64::total_cmp);
    let at = |part: f64| {
        millis.get(((millis.len() as f64 * part) as usize).min(millis.len().saturating_sub(1))).copied()
    };
    let tag = format!("{}-{records}", card.name());
    let size = format!("{} messages, {:.0}/min", millis.len(), rate * 60.0);
    let one = |name: &str, part: f64, goal| {
        let what = "from the moment it was due to its answer, at half the peak";
        let mut one =
            Measured::new(format!("latency-{tag}-{name}"), &size, at(part).unwrap_or_default(), "ms", what);
        one.goal = goal;
        one
    };
    let mut all = vec![one("p50", 0.5, None), one("p99", 0.99, Some(50.0)), one("worst", 1.0, None)];
    if late > 0 {
        let what = "asked to come back, and sent again";
        all.push(Measured::new(format!("latency-{tag}-late"), size, late as f64, "messages", what));
    }
    port.close()?;
    Ok(all)
}

/// A number with `k` or `m` behind it.
fn amount(text: &str) -> std::result::Result<usize, String> {
    let (digits, times) = match text.to_ascii_lowercase().strip_suffix(['k', 'm']) {
        Some(digits) if text.ends_with(['m', 'M']) => (digits.to_owned(), 1_000_000),
        Some(digits) => (digits.to_owned(), 1_000),
        None => (text.to_owned(), 1),
    };
    digits
        .parse::<usize>()
        .map(|n| n * times)
        .map_err(|_| format!("{text} is no number such as 100000, 100k or 10m"))
}

fn stopped(cause: impl std::fmt::Display) -> Error {
    Error::Stopped(cause.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_may_be_short() {
        assert_eq!([amount("10m"), amount("100k"), amount("7")], [Ok(10_000_000), Ok(100_000), Ok(7)]);
        amount("many").expect_err("no number");
    }

    /// The bench itself works, in small: what it measures is told by the release build only.
    #[test]
    fn a_small_run_measures_both_ways_in() {
        for through in [Through::Http, Through::Direct] {
            let folder = tempfile::tempdir().expect("a folder");
            let options = Options {
                declarations: 200,
                records: Some(100),
                through,
                only: vec!["admit".into(), "latency".into(), "line".into(), "growth".into()],
                growth: 200,
                plot: Some(folder.path().join("growth.svg")),
                folder: Some(folder.path().to_owned()),
                json: true,
            };
            run(&options).expect("it measures");
            let drawn = std::fs::read_to_string(folder.path().join("growth.svg")).expect("it is drawn");
            assert!(drawn.starts_with("<svg") && drawn.trim_end().ends_with("</svg>"));
        }
    }
}
