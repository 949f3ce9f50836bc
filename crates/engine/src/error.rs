//! What can fail on the desk: one error with a stable code, a sentence and help in both languages, and whether trying
//! again can help. Broken data is no error: it is told as findings.

use std::fmt;
use std::time::Duration;

use clearance_core::text::{Sentence, Text};

use crate::view::Trouble;

pub mod fault;

/// What comes of anything that may fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A kind of failure.
#[derive(Debug)]
pub struct Fault {
    /// Stable code.
    pub code: &'static str,
    /// What happened.
    pub says: Text,
    /// What to do.
    pub help: Text,
    /// Whether the same may succeed later.
    pub retry: bool,
}

/// A failure. Never holds names, identity numbers, addresses or keys.
pub struct Error(Box<Inner>);

struct Inner {
    code: &'static str,
    says: Sentence,
    help: Sentence,
    retry: bool,
    wait: Option<Duration>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// A failure of a known kind.
    #[must_use]
    pub fn new(fault: &'static Fault) -> Self {
        Error::told(fault.code, fault.says.into(), fault.help.into(), fault.retry)
    }

    /// A failure that another layer has already put into words.
    #[must_use]
    pub fn told(code: &'static str, says: Sentence, help: Sentence, retry: bool) -> Self {
        Error(Box::new(Inner { code, says, help, retry, wait: None, source: None }))
    }

    /// The same failure, on this file, client or message.
    #[must_use]
    pub fn on(mut self, what: impl fmt::Display) -> Self {
        self.0.says.zh = format!("{}：{what}", self.0.says.zh);
        self.0.says.en = format!("{}: {what}", self.0.says.en);
        self
    }

    /// The same failure with its cause.
    #[must_use]
    pub fn because(mut self, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.0.source = Some(cause.into());
        self
    }

    /// The same failure; the other side has said how long to wait.
    #[must_use]
    pub fn after(mut self, wait: Duration) -> Self {
        self.0.wait = Some(wait);
        self
    }

    /// Stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.0.code
    }

    /// What happened.
    #[must_use]
    pub fn says(&self) -> &Sentence {
        &self.0.says
    }

    /// What to do.
    #[must_use]
    pub fn help(&self) -> &Sentence {
        &self.0.help
    }

    /// Whether the same may succeed later.
    #[must_use]
    pub fn retry(&self) -> bool {
        self.0.retry
    }

    /// How long the other side asked to wait.
    #[must_use]
    pub fn wait(&self) -> Option<Duration> {
        self.0.wait
    }

    /// Whether it is of this kind.
    #[must_use]
    pub fn is(&self, fault: &Fault) -> bool {
        self.0.code == fault.code
    }
}

impl From<&'static Fault> for Error {
    fn from(fault: &'static Fault) -> Self {
        Error::new(fault)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.0.says.en, self.0.code)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")?;
        if let Some(source) = &self.0.source {
            write!(f, " because {source:?}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn std::error::Error + 'static))
    }
}

impl From<&Error> for Trouble {
    fn from(error: &Error) -> Self {
        let Inner { code, says, help, retry, .. } = &*error.0;
        Trouble {
            code: (*code).to_owned(),
            zh: says.zh.clone(),
            en: says.en.clone(),
            help_zh: help.zh.clone(),
            help_en: help.en.clone(),
            retry: *retry,
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        // The index of the log cannot grow: SQLite has no other word for a full disk there.
        let no_room =
            error.sqlite_error().is_some_and(|e| e.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE);
        let fault = match error.sqlite_error_code() {
            _ if no_room => &fault::DISK_FULL,
            Some(Code::DiskFull) => &fault::DISK_FULL,
            Some(Code::NotADatabase) => &fault::WRONG_DATABASE_KEY,
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => &fault::DATABASE_BUSY,
            Some(Code::ReadOnly | Code::CannotOpen | Code::PermissionDenied) => &fault::DATA_FOLDER,
            Some(Code::DatabaseCorrupt) => &fault::DATABASE_DAMAGED,
            _ => &fault::DATABASE,
        };
        Error::new(fault).because(error)
    }
}

impl From<crate::sheet::SheetError> for Error {
    fn from(error: crate::sheet::SheetError) -> Self {
        Error::told(error.code(), error.says().into(), error.help().into(), error.retry_may_help())
            .because(error)
    }
}

impl From<clearance_core::signing::SignError> for Error {
    fn from(error: clearance_core::signing::SignError) -> Self {
        let retry = error.retry() != clearance_core::signing::Retry::Never;
        Error::told(error.code(), error.sentence(), error.help().into(), retry).because(error)
    }
}

impl From<clearance_core::signing::OpenError> for Error {
    fn from(error: clearance_core::signing::OpenError) -> Self {
        Error::told(error.code(), error.text().into(), error.help().into(), error.retry()).because(error)
    }
}
