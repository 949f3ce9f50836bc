//! Measurements of the stations, each with a baseline in the same run. Times are of this machine, this moment.

use std::time::Instant;

use clearance_core::text::Text;
use serde::Serialize;

mod activity;
mod bills;
mod declare;
mod grid;
mod import;
mod seed;
mod service;
mod workbench;

pub use activity::activity;
pub use bills::bills;
pub use declare::declare;
pub use grid::grid;
pub use import::import;
pub use seed::seed;
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
    /// Pieces a second.
    pub per_second: f64,
    /// Largest memory of this process so far, MB, where the system tells.
    pub peak_mb: Option<u64>,
    /// Name of the baseline in the same run.
    pub baseline: Option<&'static str>,
    /// Time as a multiple of the baseline's.
    pub ratio: Option<f64>,
}

/// A fixed sentence, for JSON.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Words {
    /// Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

impl Measured {
    fn new(name: &'static str, what: Text, pieces: usize, unit: &str, since: Instant) -> Self {
        let seconds = since.elapsed().as_secs_f64();
        Measured {
            name,
            what: Words { zh: what.zh, en: what.en },
            size: format!("{pieces} {unit}"),
            seconds,
            per_second: if seconds > 0.0 { pieces as f64 / seconds } else { 0.0 },
            peak_mb: peak_mb(),
            baseline: None,
            ratio: None,
        }
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
