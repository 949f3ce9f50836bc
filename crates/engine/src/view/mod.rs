//! What the screens show: plain values. Money and times are finished strings; nothing here decides anything.

use clearance_core::check::Severity;
use clearance_core::text::{Sentence, Text};
use clearance_core::time::BeijingTime;
use serde::{Deserialize, Serialize};

mod activity;
mod bills;
mod clients;
mod connection;
mod declarations;
mod goods;
mod imports;
mod life;
mod orders;
mod keys;
mod payment_data;
mod preview;
mod people;
mod review;
mod sending;
mod session;
mod settings;
mod state;
mod tracking;

pub use activity::{
    ActivityDetail, ActivityLine, ActivityPage, ActivityQuery, ActivityWord, LogDifference, LogExported,
    LogState,
};
pub use bills::{
    BillLine, BillTotals, Bills, BookLine, CheckedBill, GroupLine, SaveBills, Saved, SumLine, VerifiedPrint,
};
pub use clients::{
    ChoiceKind, ClientChoice, ClientDetail, ClientForm, FieldNote, FormCheck, Need, Printing, Profile,
};
pub use connection::{Boxes, FolderSetting};
pub use declarations::{
    Chosen, ChosenSummary, CodeName, DeclarationDetail, DeclarationLine, DeclarationPage, DeclarationQuery,
    DeclarationTabs, Explanation, FieldSection, FieldValue, FindingLine, Tab, TaxLine, TimelineEntry,
};
pub use goods::{
    GoodsColumn, GoodsDifference, GoodsForm, GoodsLine, GoodsPage, GoodsPlan, GoodsQuery, GoodsRead,
    TariffLine, TariffPage,
};
pub use imports::{
    Exported, FailedFile, ImportLine, KeptLine, Merged, RecipeLine, TakenIn, Undone, WatchHow, WatchLine,
};
pub use keys::{
    CertificateLine, KeyCheck, KeyChoice, KeyDay, KeyEntry, KeyEvent, KeyReport, KeySought, KeyWaits,
    ModuleLine, TokenLine, TrustFiles,
};
pub use life::{ActionLine, ApplicationLine, Applied, AskedLine, LeftLine, Life};
pub use orders::{
    ColumnLine, Confidence, Declared, FieldChoice, ForImport, ForImportOption, Mapping, MissingField,
    SheetLine,
};
pub use payment_data::{PaymentDataFinding, PaymentDataTaken, PaymentDemandLine};
pub use people::{FourEyes, PersonForm, PersonLine, ReviewState, Reviewed, VerdictLine};
pub use preview::{FilePreview, PreviewRow, PreviewSheet};
pub use review::{
    CellEdit, Correction, Edit, EditPreview, EditSample, FindingGroup, FixLine, GroupSheet, HoldBack,
    Proposal, Review, ReviewCell, ReviewColumn, ReviewNote, ReviewPage, ReviewQuery, ReviewRow, ReviewSheet,
    Suggestion,
};
pub use sending::{BatchLine, HandedLine, KeyLine, OutboxLine, Sending, Synced, ToSign};
pub use session::{ClientLine, Counts, JustNow, Session, Today, TodoLine};
pub use settings::{Settings, TableVersion};
pub use state::state_name;
pub use tracking::{Board, BoardColumn, Card, OrderStatus, ReceiptLine};

/// A sentence in both languages; the screen picks one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Said {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Said {
    /// A sentence from its two halves.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Said { zh: zh.into(), en: en.into() }
    }

    /// One text that is the same in both languages, such as a name.
    pub fn same(text: impl Into<String>) -> Self {
        let text = text.into();
        Said { en: text.clone(), zh: text }
    }
}

impl From<Text> for Said {
    fn from(text: Text) -> Self {
        Said::new(text.zh, text.en)
    }
}

impl From<Sentence> for Said {
    fn from(sentence: Sentence) -> Self {
        Said { zh: sentence.zh, en: sentence.en }
    }
}

/// What went wrong, as the screens are told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Trouble {
    /// Stable code.
    pub code: String,
    /// What happened, Chinese.
    pub zh: String,
    /// What happened, English.
    pub en: String,
    /// What to do, Chinese.
    pub help_zh: String,
    /// What to do, English.
    pub help_en: String,
    /// Whether the same may succeed later.
    pub retry: bool,
}

/// What a finding means, as a colour and a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    /// It cannot be signed.
    Stops,
    /// Look twice.
    Warns,
    /// Good to know.
    Hints,
    /// A person changed it here.
    Fixed,
}

impl From<Severity> for Mark {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Stops => Mark::Stops,
            Severity::Warns => Mark::Warns,
            Severity::Hints => Mark::Hints,
        }
    }
}

/// How far a long piece of work has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// Done so far.
    pub done: u32,
    /// In all; nothing while it is not known.
    pub total: u32,
    /// What is being done.
    pub what: Said,
}

/// A count for the screens, which have no larger numbers.
pub(crate) fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// How long ago, as `3:12` minutes or `1 d 04 h`; ages need no second language.
pub fn age(since: BeijingTime, now: BeijingTime) -> String {
    let seconds = (now.unix_ms() - since.unix_ms()).max(0) / 1000;
    let (minutes, hours) = (seconds / 60, seconds / 3600);
    match hours {
        0 => format!("{minutes}:{:02}", seconds % 60),
        1..24 => format!("{hours}:{:02}:{:02}", minutes % 60, seconds % 60),
        _ => format!("{} d {:02} h", hours / 24, hours % 24),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_short() {
        let at = |s: i64| BeijingTime::from_unix_ms(1_763_950_000_000 + s * 1000);
        for (seconds, text) in
            [(0, "0:00"), (192, "3:12"), (3_600, "1:00:00"), (90_000, "1 d 01 h"), (-5, "0:00")]
        {
            assert_eq!(age(at(0), at(seconds)), text);
        }
    }
}
