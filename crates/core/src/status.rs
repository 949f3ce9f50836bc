//! Events fold to a status: station 12.
//!
//! # Invariants
//! - The status is a function of the set of events: neither their order of arrival nor repetition matters.
//! - A refusal that comes late never undoes a release.
//! - What a word of customs leads to stands in one table, `cn::life`; no field of a message is known here, and numbers and
//!   words of customs pass through whole.

use serde::{Deserialize, Serialize};

use crate::text::Text;
use crate::time::BeijingTime;

mod fold;

pub use self::fold::{Status, fold};

/// Where a document stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Made from an order; something still stops it, or nobody has looked yet.
    Draft,
    /// Checked, waiting for a signature.
    ToSign,
    /// Signed and saved on this computer.
    Waiting,
    /// Handed to the service, which said that it has it.
    Received,
    /// The service did not take the message as a whole.
    Refused,
    /// 1: staged at the e-port.
    Staged,
    /// 2: the e-port is declaring.
    Declaring,
    /// 3: sent on to customs.
    SentOn,
    /// 4: sending on to customs failed.
    SendFailed,
    /// Below nothing: an error at the e-port.
    Error,
    /// 100: rejected by customs.
    Rejected,
    /// 120: stored by customs.
    Stored,
    /// 300: an officer is looking.
    Review,
    /// 399: approved.
    Approved,
    /// 400: waiting for arrival.
    AwaitingArrival,
    /// 500: inspection.
    Inspection,
    /// 600: suspended.
    Suspended,
    /// 501, 502, 503, 599: detained.
    Detained,
    /// 700: to be shipped back.
    ShipBack,
    /// 800: released.
    Released,
    /// 899: closed.
    Closed,
    /// Withdrawn: customs approved a cancel application for it. Dead.
    Cancelled,
    /// Taken away by its sender before customs decided. Dead.
    Deleted,
    /// A number that no table knows.
    Unknown,
}

impl State {
    /// Every state, in the order in which a board shows them.
    pub const ALL: [State; 24] = [
        State::Draft,
        State::ToSign,
        State::Waiting,
        State::Received,
        State::Refused,
        State::Staged,
        State::Declaring,
        State::SentOn,
        State::SendFailed,
        State::Error,
        State::Rejected,
        State::Stored,
        State::Review,
        State::Approved,
        State::AwaitingArrival,
        State::Inspection,
        State::Suspended,
        State::Detained,
        State::ShipBack,
        State::Released,
        State::Closed,
        State::Cancelled,
        State::Deleted,
        State::Unknown,
    ];

    /// How far along the line it is, for two receipts of one moment.
    const fn rank(self) -> u8 {
        match self {
            State::Draft => 0,
            State::ToSign => 1,
            State::Waiting => 2,
            State::Received => 3,
            State::Staged => 4,
            State::Declaring => 5,
            State::SentOn => 6,
            State::SendFailed => 7,
            State::Unknown => 8,
            State::Stored => 9,
            State::AwaitingArrival => 10,
            State::Suspended => 11,
            State::Review => 12,
            State::Inspection => 13,
            State::Approved => 14,
            State::Refused | State::Error | State::Rejected => 15,
            State::Detained => 16,
            State::ShipBack => 17,
            State::Released => 18,
            State::Closed => 19,
            State::Deleted => 20,
            State::Cancelled => 21,
        }
    }

    /// What it is called.
    #[must_use]
    pub const fn name(self) -> Text {
        match self {
            State::Draft => Text { zh: "草稿", en: "Draft" },
            State::ToSign => Text { zh: "待签名", en: "To sign" },
            State::Waiting => Text { zh: "已签名，待发送", en: "Signed, waiting to be sent" },
            State::Received => Text { zh: "服务已收到", en: "Taken by the service" },
            State::Refused => Text { zh: "服务未接收", en: "Not taken by the service" },
            State::Staged => Text { zh: "电子口岸已暂存", en: "Staged at the e-port" },
            State::Declaring => Text { zh: "电子口岸申报中", en: "The e-port is declaring" },
            State::SentOn => Text { zh: "发送海关成功", en: "Sent to customs" },
            State::SendFailed => Text { zh: "发送海关失败", en: "Sending to customs failed" },
            State::Error => Text { zh: "电子口岸处理异常", en: "Error at the e-port" },
            State::Rejected => Text { zh: "海关退单", en: "Rejected by customs" },
            State::Stored => Text { zh: "海关入库", en: "Stored by customs" },
            State::Review => Text { zh: "人工审核", en: "Manual review" },
            State::Approved => Text { zh: "海关审结", en: "Approved" },
            State::AwaitingArrival => Text { zh: "待运抵", en: "Waiting for arrival" },
            State::Inspection => Text { zh: "查验", en: "Inspection" },
            State::Suspended => Text { zh: "挂起", en: "Suspended" },
            State::Detained => Text { zh: "扣留", en: "Detained" },
            State::ShipBack => Text { zh: "退运", en: "To be shipped back" },
            State::Released => Text { zh: "放行", en: "Released" },
            State::Closed => Text { zh: "结关", en: "Closed" },
            State::Cancelled => Text { zh: "已撤销", en: "Cancelled" },
            State::Deleted => Text { zh: "已删除", en: "Deleted" },
            State::Unknown => Text { zh: "未知状态", en: "A state that no table knows" },
        }
    }

    /// The numbers of customs that say so; empty for a state of our own.
    #[must_use]
    pub const fn codes(self) -> &'static str {
        match self {
            State::Draft | State::ToSign | State::Waiting | State::Received | State::Refused => "",
            State::Staged => "1",
            State::Declaring => "2",
            State::SentOn => "3",
            State::SendFailed => "4",
            State::Error => "< 0",
            State::Rejected => "100",
            State::Stored => "120",
            State::Review => "300",
            State::Approved => "399",
            State::AwaitingArrival => "400",
            State::Inspection => "500",
            State::Suspended => "600",
            State::Detained => "501, 502, 503, 599",
            State::ShipBack => "700",
            State::Released => "800",
            State::Closed => "899",
            State::Cancelled => "CEB624 399",
            State::Deleted => "2",
            State::Unknown => "?",
        }
    }

    /// Whether it is only on its way to customs: it never covers a word of customs itself.
    const fn on_its_way(self) -> bool {
        matches!(self, State::Staged | State::Declaring | State::SentOn | State::Unknown)
    }

    /// Whether goods may leave; nothing that comes later takes that back.
    #[must_use]
    pub const fn is_release(self) -> bool {
        matches!(self, State::Released | State::Closed)
    }

    /// Whether this submission came to nothing, so that it may be corrected and sent again.
    #[must_use]
    pub const fn may_be_sent_again(self) -> bool {
        matches!(self, State::Refused | State::Error | State::Rejected | State::SendFailed)
    }

    /// Whether someone must act.
    #[must_use]
    pub const fn needs_you(self) -> bool {
        self.may_be_sent_again()
            || matches!(self, State::Inspection | State::Suspended | State::Detained | State::ShipBack)
    }

    /// Whether nothing more is expected.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(
            self,
            State::Released
                | State::Closed
                | State::ShipBack
                | State::Rejected
                | State::Cancelled
                | State::Deleted
        )
    }
}

/// Which document an event is about: its kind and its key, as one text.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Subject(pub String);

impl Subject {
    /// A declaration, by our own number.
    #[must_use]
    pub fn declaration(cop_no: &str) -> Self {
        Subject(format!("declaration:{cop_no}"))
    }

    /// An order, by platform and number.
    #[must_use]
    pub fn order(platform: &str, order_no: &str) -> Self {
        Subject(format!("order:{platform}:{order_no}"))
    }

    /// A payment, by payment company and transaction.
    #[must_use]
    pub fn payment(company: &str, transaction: &str) -> Self {
        Subject(format!("payment:{company}:{transaction}"))
    }

    /// A waybill, by carrier and number.
    #[must_use]
    pub fn waybill(carrier: &str, waybill_no: &str) -> Self {
        Subject(format!("waybill:{carrier}:{waybill_no}"))
    }

    /// What became of a parcel, by carrier and number.
    #[must_use]
    pub fn waybill_status(carrier: &str, waybill_no: &str) -> Self {
        Subject(format!("waybill-status:{carrier}:{waybill_no}"))
    }

    /// An application to withdraw a declaration, by its own number.
    #[must_use]
    pub fn cancel(cop_no: &str) -> Self {
        Subject(format!("cancel:{cop_no}"))
    }

    /// An application to take goods back, by its own number.
    #[must_use]
    pub fn return_(cop_no: &str) -> Self {
        Subject(format!("return:{cop_no}"))
    }

    /// A warehouse entry, by the operator's own number.
    #[must_use]
    pub fn entry(cop_no: &str) -> Self {
        Subject(format!("entry:{cop_no}"))
    }
}

/// What a submission asks (appType 1, 2, 3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Operation {
    /// 1.
    #[default]
    New,
    /// 2: take this content in the place of the old.
    Change,
    /// 3: take it away.
    Delete,
}

impl Operation {
    /// From `appType`; whatever no table knows is taken as new.
    #[must_use]
    pub fn of(app_type: &str) -> Self {
        match app_type {
            "2" => Operation::Change,
            "3" => Operation::Delete,
            _ => Operation::New,
        }
    }
}

/// What a receipt says about one document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    /// Which document.
    pub subject: Subject,
    /// Where it stands.
    pub state: State,
    /// The state as customs writes it.
    pub code: String,
    /// When customs said so.
    pub at: BeijingTime,
    /// The first code in the words, if there is one.
    #[serde(default)]
    pub reason: Option<String>,
    /// The words, whole.
    pub text: String,
    /// Pre-entry number, if it was given.
    #[serde(default)]
    pub pre_no: Option<String>,
    /// Declaration number, if it was given.
    #[serde(default)]
    pub invt_no: Option<String>,
    /// The id that the receipt carries: that of the submission which it answers, while it is still with the e-port.
    #[serde(default)]
    pub guid: Option<String>,
}

/// Something that happened to a document. Only ever added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum Event {
    /// Made from an order, or made anew after a correction.
    Declared {
        /// When.
        at: BeijingTime,
        /// Whether nothing stops it.
        passes: bool,
        /// The moment, by the clock of customs, of the refusal that this correction answers. Everything that customs
        /// said up to then is about the submission before.
        #[serde(default)]
        answers: Option<BeijingTime>,
    },
    /// Taken back with its whole import before anybody had signed it: nothing had left the desk.
    TakenBack {
        /// When.
        at: BeijingTime,
    },
    /// Signed and stored with its message.
    Signed {
        /// When.
        at: BeijingTime,
        /// The message that carries it.
        message: String,
        /// What is asked.
        #[serde(default)]
        operation: Operation,
        /// The id of this submission of the record.
        #[serde(default)]
        record: Option<String>,
    },
    /// The service has stored the message.
    Delivered {
        /// When.
        at: BeijingTime,
        /// The message.
        message: String,
    },
    /// The service did not take the message.
    Refused {
        /// When.
        at: BeijingTime,
        /// The message.
        message: String,
        /// The service's code.
        code: String,
        /// Why, Chinese.
        zh: String,
        /// Why, English.
        en: String,
    },
    /// A receipt.
    Receipt(News),
}

impl Event {
    /// When it happened.
    #[must_use]
    pub fn at(&self) -> BeijingTime {
        match self {
            Event::Declared { at, .. }
            | Event::TakenBack { at }
            | Event::Signed { at, .. }
            | Event::Delivered { at, .. }
            | Event::Refused { at, .. } => *at,
            Event::Receipt(news) => news.at,
        }
    }
}
