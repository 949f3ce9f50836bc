//! How the command line speaks: language, JSON, progress, and how the desk is opened.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clearance_core::cn::tables::Held;
use clearance_core::text::{Lang, Text};
use clearance_engine::desk::{Desk, KeySource, Options};
use clearance_engine::error::{Error, Result};
use clearance_engine::view::{Progress, Said};
use indicatif::{ProgressBar, ProgressStyle};
use secrecy::SecretString;
use serde::Serialize;

use crate::args::{Common, Language};
use crate::stop::{Stoppable, stopped};

/// The environment variable that holds the passphrase of the data folder where there is no keyring.
const PASSPHRASE: &str = "CLEARANCE_PASSPHRASE";

pub(crate) struct Face {
    pub(crate) json: bool,
    lang: Lang,
    data: Option<PathBuf>,
    options: Options,
    /// Who works, and where the PIN stands.
    person: Option<String>,
    pin_file: Option<PathBuf>,
    /// How long a data folder in use is waited for.
    wait_lock: Duration,
}

/// How often a data folder in use is tried.
const TRY_AGAIN: Duration = Duration::from_millis(100);

impl Face {
    pub(crate) fn new(common: &Common) -> Self {
        let lang = if common.lang == Language::En { Lang::En } else { Lang::Zh };
        let options = Options { answer: common.timeout.map(Duration::from_secs), ..Options::default() };
        Face {
            json: common.json,
            lang,
            data: common.data.clone(),
            options,
            person: common.acting.clone(),
            pin_file: common.as_pin_file.clone(),
            wait_lock: Duration::from_secs(common.wait_lock.unwrap_or_default()),
        }
    }

    /// The sentence in the chosen language.
    pub(crate) fn say<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// A fixed sentence in the chosen language.
    pub(crate) fn text(&self, text: Text) -> &'static str {
        text.in_lang(self.lang)
    }

    /// A view's sentence in the chosen language.
    pub(crate) fn said<'a>(&self, said: &'a Said) -> &'a str {
        self.say(&said.zh, &said.en)
    }

    /// One line on standard output. A reader that has gone away is no failure.
    pub(crate) fn line(&self, text: &str) {
        if writeln!(std::io::stdout(), "{text}").is_err() {
            std::process::exit(0);
        }
    }

    /// One JSON value on one line.
    pub(crate) fn value(&self, value: &impl Serialize) {
        // Views hold only text, numbers and lists, which JSON can always hold.
        self.line(&serde_json::to_string(value).expect("views are plain values"));
    }

    /// An error, on standard error: what, why, what to do. With `--json` as one JSON object.
    pub(crate) fn error(&self, error: &Error) {
        let (says, help) = (error.says(), error.help());
        if self.json {
            let told = serde_json::json!({"error": {"code": error.code(), "zh": says.zh, "en": says.en,
                "help_zh": help.zh, "help_en": help.en, "retry": error.retry()}});
            eprintln!("{told}");
        } else {
            eprintln!("{} [{}]", says.in_lang(self.lang), error.code());
            eprintln!("  {}", help.in_lang(self.lang));
        }
    }

    /// The data folder: as given, else the user's own.
    pub(crate) fn data(&self) -> PathBuf {
        self.data.clone().unwrap_or_else(clearance_engine::default_data_folder)
    }

    /// Whether a data folder was named.
    pub(crate) fn has_data(&self) -> bool {
        self.data.is_some()
    }

    /// Opens the desk for whoever works.
    pub(crate) fn desk(&self) -> Result<Desk> {
        let desk = self.desk_of_nobody()?;
        let Some(person) = &self.person else { return Ok(desk) };
        let has_pin =
            desk.people()?.iter().any(|one| (one.name == *person || one.id == *person) && one.has_pin);
        let pin = if has_pin { self.own_pin()? } else { None };
        desk.sign_in(person, pin.as_ref())?;
        Ok(desk)
    }

    /// The PIN of whoever works.
    pub(crate) fn own_pin(&self) -> Result<Option<SecretString>> {
        self.secret(self.pin_file.as_deref(), self.say("操作人 PIN：", "PIN of whoever works: "))
    }

    /// Opens the desk, and nobody works there yet unless there is one person only. Without a keyring the passphrase comes
    /// from the environment or the terminal.
    pub(crate) fn desk_of_nobody(&self) -> Result<Desk> {
        if let Ok(passphrase) = std::env::var(PASSPHRASE) {
            return self.open(&KeySource::Passphrase(SecretString::from(passphrase)));
        }
        let opened = self.open(&KeySource::Keyring);
        match opened {
            Err(error)
                if (error.is(&clearance_engine::error::fault::NO_KEYRING)
                    || error.is(&clearance_engine::error::fault::OTHER_KEY_SOURCE))
                    && std::io::stdin().is_terminal() =>
            {
                let prompt = self.say("请输入数据文件夹的口令：", "Passphrase of the data folder: ");
                let typed = rpassword::prompt_password(prompt).map_err(|cause| {
                    Error::new(&clearance_engine::error::fault::NO_KEYRING).because(cause)
                })?;
                self.open(&KeySource::Passphrase(SecretString::from(typed)))
            }
            other => other,
        }
    }

    /// The tables to judge files by: those of a folder, those of the data folder where one was named, or those that are
    /// compiled in.
    pub(crate) fn tables(&self, folder: Option<&Path>) -> Result<Arc<Held>> {
        if let Some(folder) = folder {
            return clearance_engine::tables::from_folder(folder, clearance_engine::clock::now())
                .map(Arc::new);
        }
        match &self.data {
            Some(data) if data.join("desk.db").is_file() => match self.desk_of_nobody() {
                Ok(desk) => Ok(desk.held_tables()),
                // Judging a file needs no data folder: a full disk or a desk that is open does not forbid it. Which
                // tables judged stands in every verdict.
                Err(error) if error.retry() => {
                    tracing::warn!(%error, "judged by the compiled-in tables");
                    if !self.json {
                        eprintln!(
                            "{} [{}]",
                            self.say(
                                "注意：数据文件夹暂时打不开，按内置的代码表检查",
                                "note: the data folder cannot be opened for the moment; judged by the built-in tables"
                            ),
                            error.code()
                        );
                    }
                    Ok(Held::built_in())
                }
                Err(error) => Err(error),
            },
            _ => Ok(Held::built_in()),
        }
    }

    /// A password or PIN: the first line of a file, else typed at the terminal; none where there is neither.
    pub(crate) fn secret(
        &self,
        file: Option<&std::path::Path>,
        prompt: &str,
    ) -> Result<Option<SecretString>> {
        let unreadable = |e| Error::new(&clearance_engine::error::fault::FILE).because(e);
        match file {
            Some(path) => {
                let text = std::fs::read_to_string(path).map_err(unreadable)?;
                Ok(Some(SecretString::from(text.trim_end_matches(['\r', '\n']).to_owned())))
            }
            None if std::io::stdin().is_terminal() => {
                Ok(Some(SecretString::from(rpassword::prompt_password(prompt).map_err(unreadable)?)))
            }
            None => Ok(None),
        }
    }

    fn open(&self, key: &KeySource) -> Result<Desk> {
        let since = std::time::Instant::now();
        loop {
            let opened = Desk::open_with(&self.data(), key, self.options.clone());
            let in_use =
                opened.as_ref().err().is_some_and(|error| error.is(&clearance_engine::error::fault::IN_USE));
            if !in_use || since.elapsed() >= self.wait_lock {
                return opened;
            }
            std::thread::sleep(TRY_AGAIN);
        }
    }

    /// Runs long work with a progress bar (none with `--json` or without a terminal); Ctrl-C stops it cleanly.
    pub(crate) fn with_progress<T>(&self, work: impl FnOnce(clearance_engine::work::Work<'_>) -> T) -> T {
        let bar = if self.json || !std::io::stderr().is_terminal() {
            ProgressBar::hidden()
        } else {
            ProgressBar::new(0).with_style(
                ProgressStyle::with_template("{msg:24} {bar:32} {human_pos}/{human_len}  {per_sec}  {eta}")
                    .unwrap_or_else(|_| ProgressStyle::default_bar()),
            )
        };
        let lang = self.lang;
        let tell = |progress: Progress| {
            bar.set_length(u64::from(progress.total));
            bar.set_position(u64::from(progress.done));
            let said = &progress.what;
            bar.set_message(if lang == Lang::Zh { said.zh.clone() } else { said.en.clone() });
        };
        let stoppable = Stoppable::new();
        let result = work(clearance_engine::work::Work::new(&tell, stopped()));
        drop(stoppable);
        bar.finish_and_clear();
        result
    }

    /// A table with aligned columns; Chinese signs are two columns wide.
    pub(crate) fn table(&self, head: &[&str], rows: &[Vec<String>]) {
        let width = |text: &str| text.chars().map(|c| if (c as u32) < 0x2E80 { 1 } else { 2 }).sum::<usize>();
        let mut widths: Vec<usize> = head.iter().map(|cell| width(cell)).collect();
        for row in rows {
            for (column, cell) in row.iter().enumerate() {
                widths[column] = widths[column].max(width(cell));
            }
        }
        let print = |cells: &[String]| {
            let padded: Vec<String> = cells
                .iter()
                .enumerate()
                .map(|(column, cell)| format!("{cell}{}", " ".repeat(widths[column] - width(cell))))
                .collect();
            self.line(padded.join("  ").trim_end());
        };
        print(&head.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>());
        rows.iter().for_each(|row| print(row));
    }
}
