//! Whether the thousandth declaration costs as much as the millionth: full lines into one store that grows.

use std::path::Path;

use super::load::{Card, What};
use super::plot::{Panel, draw};
use super::port::Port;
use super::{Measured, Options, Result, stopped, usage};

/// So many declarations are made, signed and sent at a time.
const STEP: usize = 10_000;

/// Grows the store and measures each step; draws where that is wanted.
pub(super) fn grow(options: &Options, folder: &Path) -> Result<Vec<Measured>> {
    let port = Port::open(&folder.join("growth"), Card::Rsa, options.through)?;
    let (mut cost, mut pace, mut memory) = (Vec::new(), Vec::new(), Vec::new());
    let mut stored = 0;
    while stored < options.growth {
        let count = STEP.min(options.growth - stored);
        let messages = port.messages(What::Line, stored, count, 100)?;
        let ran = port.line(messages, count)?;
        stored += count;
        cost.extend(ran.cpu.map(|cpu| (stored as f64, cpu * 1e6 / count as f64)));
        pace.push((stored as f64, count as f64 / ran.worked * 60.0));
        memory.extend(usage::memory_mb().map(|mb| (stored as f64, mb as f64)));
        eprintln!("{stored} stored: {:.0}/min", pace.last().map_or(0.0, |(_, rate)| *rate));
    }
    port.close()?;
    let what = "full lines in one store that grows, load included";
    let ends = |name: &str, points: &[(f64, f64)], unit| {
        let one = |at: &str, point: Option<&(f64, f64)>| {
            let (stored, value) = point.copied()?;
            Some(Measured::new(
                format!("growth-{name}-{at}"),
                format!("{stored:.0} stored"),
                value,
                unit,
                what,
            ))
        };
        [one("first", points.first()), one("last", points.last())]
    };
    let measured =
        [ends("core", &cost, "core-us"), ends("pace", &pace, "/min"), ends("memory", &memory, "MB")];
    if let Some(path) = &options.plot {
        let cores = std::thread::available_parallelism().map_or(0, usize::from);
        let title = format!(
            "全程：{stored} 票以内 · Full line up to {stored} declarations ({cores} cores, load included)"
        );
        let panels = [
            Panel {
                name: "每票处理器时间（微秒）· core microseconds a declaration", points: &cost
            },
            Panel { name: "每分钟票数 · declarations a minute", points: &pace },
            Panel { name: "内存（MB，含压测端）· memory, load included (MB)", points: &memory },
        ];
        std::fs::write(path, draw(&title, &panels))
            .map_err(|e| stopped(format!("{}: {e}", path.display())))?;
    }
    Ok(measured.into_iter().flatten().flatten().collect())
}
