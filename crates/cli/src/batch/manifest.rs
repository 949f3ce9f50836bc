//! What a batch shall do: read from a manifest, or from the subfolders of a folder.

use std::path::{Path, PathBuf};

use clearance_engine::error::{Error, Result, fault};
use serde::Deserialize;

use super::{called, inside, is_sheet};
use crate::args::Batch;

/// A manifest as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    #[serde(default)]
    report: Option<PathBuf>,
    #[serde(default)]
    job: Vec<Written>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    client: String,
    files: Vec<PathBuf>,
    #[serde(default)]
    recipe: Option<String>,
    #[serde(default)]
    fix: Vec<String>,
    #[serde(default)]
    fixes: bool,
    #[serde(default)]
    export_bad: Option<PathBuf>,
    #[serde(default = "yes")]
    declare: bool,
    #[serde(default)]
    sign: bool,
    #[serde(default)]
    send: bool,
    #[serde(default)]
    key: String,
    #[serde(default)]
    pin_file: Option<PathBuf>,
}

fn yes() -> bool {
    true
}

/// One import of a client.
pub(super) struct Job {
    pub(super) client: String,
    pub(super) files: Vec<PathBuf>,
    pub(super) recipe: Option<String>,
    pub(super) fix: Vec<String>,
    pub(super) fixes: bool,
    pub(super) export_bad: Option<PathBuf>,
    pub(super) declare: bool,
    pub(super) sign: bool,
    pub(super) send: bool,
    pub(super) key: String,
    pub(super) pin_file: Option<PathBuf>,
}

/// Everything that is asked, and where the report goes.
pub(super) struct Plan {
    pub(super) jobs: Vec<Job>,
    pub(super) report: Option<PathBuf>,
}

/// Reads it all before anything is done.
pub(super) fn plan(args: &Batch) -> Result<Plan> {
    let mut plan = if args.folder.is_dir() { of_folder(args)? } else { of_manifest(args)? };
    plan.report = args.report.clone().or(plan.report);
    Ok(plan)
}

/// Each subfolder is a client, each sheet in it an import.
fn of_folder(args: &Batch) -> Result<Plan> {
    let mut jobs = Vec::new();
    for folder in inside(&args.folder)?.into_iter().filter(|folder| folder.is_dir()) {
        let client = called(&folder);
        for file in inside(&folder)?.into_iter().filter(|file| is_sheet(file)) {
            jobs.push(Job {
                client: client.clone(),
                files: vec![file],
                recipe: None,
                fix: Vec::new(),
                fixes: args.fixes,
                export_bad: None,
                declare: true,
                sign: args.send,
                send: args.send,
                key: String::new(),
                pin_file: None,
            });
        }
    }
    Ok(Plan { jobs, report: None })
}

fn of_manifest(args: &Batch) -> Result<Plan> {
    let path = &args.folder;
    let text = std::fs::read_to_string(path)
        .map_err(|cause| Error::new(&fault::FILE).on(path.display()).because(cause))?;
    let beside = path.parent().unwrap_or(Path::new("."));
    let wrong = |what: String| Error::new(&fault::MANIFEST).on(what);
    let manifest: Manifest = toml::from_str(&text).map_err(|cause| {
        let at = cause.span().map_or(0, |span| span.start.min(text.len()));
        let line = 1 + text.as_bytes()[..at].iter().filter(|octet| **octet == b'\n').count();
        wrong(format!("{}:{line}: {}", called(path), cause.message()))
    })?;
    let mut jobs = Vec::new();
    for (n, job) in manifest.job.into_iter().enumerate() {
        if job.files.is_empty() {
            return Err(wrong(format!("{}: [[job]] {} files = []", called(path), n + 1)));
        }
        if (job.sign || job.send || args.send) && !job.declare {
            return Err(wrong(format!(
                "{}: [[job]] {} declare = false, sign/send = true",
                called(path),
                n + 1
            )));
        }
        let at = |file: &PathBuf| beside.join(file);
        // Files that are named meet in one import; of a folder each sheet is one.
        let (folders, named): (Vec<PathBuf>, Vec<PathBuf>) =
            job.files.iter().map(at).partition(|file| file.is_dir());
        let mut imports = if named.is_empty() { Vec::new() } else { vec![named] };
        for folder in &folders {
            imports.extend(inside(folder)?.into_iter().filter(|file| is_sheet(file)).map(|file| vec![file]));
        }
        for files in imports {
            jobs.push(Job {
                client: job.client.clone(),
                files,
                recipe: job.recipe.clone(),
                fix: job.fix.clone(),
                fixes: job.fixes || args.fixes,
                export_bad: job.export_bad.as_ref().map(at),
                declare: job.declare,
                sign: job.sign || job.send || args.send,
                send: job.send || args.send,
                key: job.key.clone(),
                pin_file: job.pin_file.as_ref().map(at),
            });
        }
    }
    Ok(Plan { jobs, report: manifest.report.as_ref().map(|file| beside.join(file)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Plan> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("m.toml");
        std::fs::write(&path, text).expect("a manifest");
        plan(&Batch { folder: path, report: None, again: false, fixes: false, send: false, done: false })
    }

    #[test]
    fn paths_are_relative_to_the_manifest_and_sending_signs_too() {
        let plan = read(
            "report = \"r.csv\"\n[[job]]\nclient = \"A\"\nfiles = [\"a.csv\", \"b.csv\"]\nsend = true\n",
        )
        .expect("a plan");
        assert!(plan.report.is_some_and(|path| path.is_absolute() && path.ends_with("r.csv")));
        let [job] = plan.jobs.as_slice() else { panic!("one import") };
        assert!(job.files.len() == 2 && job.files[0].is_absolute());
        assert!(job.declare && job.sign && job.send && !job.fixes);
    }

    #[test]
    fn what_means_nothing_is_told_with_its_line() {
        for (text, line) in [
            ("[[job]]\nclient = \"A\"\nfile = [\"a\"]\n", ":3"),
            ("[[job]]\nclient = \"A\"\n", ":1"),
            ("jobs = 1\n", ":1"),
            ("[[job]\n", ":1"),
        ] {
            let told = read(text).err().expect(text);
            assert_eq!(told.code(), "batch-manifest", "{text}");
            assert!(told.says().en.contains(line), "{}", told.says().en);
        }
        for text in [
            "[[job]]\nclient = \"A\"\nfiles = []\n",
            "[[job]]\nclient = \"A\"\nfiles = [\"a\"]\ndeclare = false\nsend = true\n",
        ] {
            assert_eq!(read(text).err().expect(text).code(), "batch-manifest");
        }
    }
}
