//! `clearance bench`: how fast the stations are, with baselines in the same run.

use clearance_engine::bench::{self, Measured};
use clearance_engine::error::{Error, Result, fault};

use crate::Outcome;
use crate::args::Bench;
use crate::face::Face;

pub(crate) fn run(args: &Bench, face: &Face) -> Result<Outcome> {
    let wanted = |name: &str| args.what.is_empty() || args.what.iter().any(|what| what == name);
    let size = |of: f64| ((of * args.scale).round() as usize).max(1);
    let ours = std::env::temp_dir().join(format!("clearance-bench-{}", std::process::id()));
    let folder = args.folder.clone().unwrap_or_else(|| ours.clone());
    std::fs::create_dir_all(&folder)
        .map_err(|e| Error::new(&fault::FILE_WRITE).on(folder.display()).because(e))?;
    let measured = measure(&wanted, &size, &folder, face);
    // The folder is ours alone; what cannot be removed is left to the system.
    let _ = std::fs::remove_dir_all(&ours);
    measured.map(|()| Outcome::Fine)
}

fn measure(
    wanted: &dyn Fn(&str) -> bool,
    size: &dyn Fn(f64) -> usize,
    folder: &std::path::Path,
    face: &Face,
) -> Result<()> {
    if wanted("import") {
        print(&bench::import(folder, size(100_000.0))?, face);
    }
    if wanted("workbench") {
        print(&bench::workbench(folder, size(100_000.0))?, face);
    }
    if wanted("declare") {
        print(&bench::declare(size(10_000.0))?, face);
    }
    if wanted("grid") {
        print(&bench::grid(folder, size(1_000_000.0))?, face);
    }
    if wanted("clients") {
        print(&bench::clients(size(50_000.0))?, face);
    }
    if wanted("service") {
        print(&bench::service(&folder.join("service"), size(20_000.0))?, face);
    }
    if wanted("activity") {
        print(&bench::activity(size(100_000.0))?, face);
    }
    if wanted("bills") {
        print(&bench::bills(size(1_000.0))?, face);
    }
    Ok(())
}

fn print(all: &[Measured], face: &Face) {
    for one in all {
        if face.json {
            face.value(one);
            continue;
        }
        let what = face.say(one.what.zh, one.what.en);
        if one.left_out {
            face.line(&format!("{:22} {what}", one.name));
            continue;
        }
        let minute = one.per_second * 60.0;
        let ratio = one.ratio.map(|ratio| format!("  {ratio:.2}×")).unwrap_or_default();
        let cpu = one.cpu_seconds.map(|cpu| format!("  cpu {cpu:.2} s")).unwrap_or_default();
        let peak = one.peak_mb.map(|mb| format!("  {mb} MB")).unwrap_or_default();
        face.line(&format!(
            "{:22} {:32} {:9.3} s  {:12.0} /s {:13.0} /min{cpu}{peak}{ratio}  {what}",
            one.name, one.size, one.seconds, one.per_second, minute
        ));
    }
}
