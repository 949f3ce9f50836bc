//! Measurements of the stations, each with a baseline in the same run. Times are of this machine, this moment.

use std::time::Instant;

use clearance_core::text::Text;
use serde::Serialize;

mod activity;
mod bills;
mod clients;
mod declare;
mod grid;
mod import;
mod seed;
mod service;
mod workbench;

pub use activity::activity;
pub use bills::bills;
pub use clients::clients;
pub use declare::declare;
pub use grid::grid;
pub use import::import;
pub use seed::seed;
#[cfg(test)]
pub(crate) use seed::seed_evenly;
pub use service::service;
pub use workbench::workbench;

/// One figure.
#[derive(Clone, Debug, Serialize)]
pub struct Measured {
    /// What was measured, stable.
    pub name: &'static str,
    /// What it is, for people.
    pub what: Words,
    /// How many of what.
    pub size: String,
    /// Seconds.
    pub seconds: f64,
    /// Seconds that the processor worked for it, all cores together, where the system tells; other programs do not count.
    pub cpu_seconds: Option<f64>,
    /// Pieces a second.
    pub per_second: f64,
    /// Largest memory of this process so far, MB, where the system tells.
    pub peak_mb: Option<u64>,
    /// Name of the baseline in the same run.
    pub baseline: Option<&'static str>,
    /// Time as a multiple of the baseline's.
    pub ratio: Option<f64>,
    /// Whether it could not be measured here; what it is says why.
    pub left_out: bool,
}

/// A fixed sentence, for JSON.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Words {
    /// Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

/// When a measurement began, and how long the processor had worked by then.
#[derive(Clone, Copy)]
struct Watch {
    at: Instant,
    worked: Option<f64>,
}

impl Watch {
    fn start() -> Watch {
        Watch { at: Instant::now(), worked: worked() }
    }
}

impl From<Instant> for Watch {
    fn from(at: Instant) -> Self {
        Watch { at, worked: None }
    }
}

impl Measured {
    fn new(name: &'static str, what: Text, pieces: usize, unit: &str, since: impl Into<Watch>) -> Self {
        let since = since.into();
        let seconds = since.at.elapsed().as_secs_f64();
        Measured {
            name,
            what: Words { zh: what.zh, en: what.en },
            size: format!("{pieces} {unit}"),
            seconds,
            cpu_seconds: worked().zip(since.worked).map(|(now, then)| now - then),
            per_second: if seconds > 0.0 { pieces as f64 / seconds } else { 0.0 },
            peak_mb: peak_mb(),
            baseline: None,
            ratio: None,
            left_out: false,
        }
    }

    /// A figure that is not there, and why.
    fn left_out(name: &'static str, why: Text) -> Self {
        let none = Measured::new(name, why, 0, "", Instant::now());
        Measured { size: String::new(), seconds: 0.0, per_second: 0.0, left_out: true, ..none }
    }

    fn named(mut self, name: &'static str) -> Self {
        self.name = name;
        self
    }

    fn beside(mut self, baseline: &Measured) -> Self {
        self.baseline = Some(baseline.name);
        self.ratio = (baseline.seconds > 0.0).then(|| self.seconds / baseline.seconds);
        self
    }
}

/// The same by the piece, where the baseline has another number of pieces.
fn each_beside(measured: Measured, baseline: &Measured) -> Measured {
    let ratio = (measured.per_second > 0.0).then(|| baseline.per_second / measured.per_second);
    Measured { baseline: Some(baseline.name), ratio, ..measured }
}

/// How many seconds the processor has worked for this process.
fn worked() -> Option<f64> {
    /// The system counts in hundredths of a second.
    const TICKS: f64 = 100.0;
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program stands in brackets and may hold blanks.
    let mut after_name = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let mut ticks = || after_name.next()?.parse::<f64>().ok();
    Some((ticks()? + ticks()?) / TICKS)
}

/// The high-water mark of this process's memory.
fn peak_mb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kb| kb / 1024)
}

/// Forgets the high-water mark, so that the next figure has its own.
fn forget_peak() {
    // Where the system does not allow it the figures are only larger than they need be.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}
