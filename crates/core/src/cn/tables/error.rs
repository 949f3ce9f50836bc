//! Why a package, or a broker's own row, was refused.

use jiff::civil::Date;

use crate::text::{Sentence, Text};
use crate::time::BeijingTime;

/// The reason, with the line where there is one. Nothing is changed by what was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the fields are what the sentences name")]
pub enum TablesError {
    #[error("the file is too large")]
    TooLarge,
    #[error("too many rows")]
    TooManyRows,
    #[error("rows come and go on too many days")]
    TooManyDays,
    #[error("line {line} is not UTF-8")]
    NotUtf8 { line: usize },
    #[error("not a package")]
    NotAPackage,
    #[error("a newer format")]
    NewerFormat,
    #[error("line {line}: {key} is missing or wrong")]
    Head { line: usize, key: &'static str },
    #[error("line {line} of the head is not known, or stands twice")]
    UnknownHead { line: usize },
    #[error("line {line}: no table is called {name}")]
    UnknownTable { line: usize, name: String },
    #[error("line {line}: no such column: {name}")]
    UnknownColumn { line: usize, name: String },
    #[error("line {line}: {column} is missing")]
    Missing { line: usize, column: &'static str },
    #[error("line {line}: {column} cannot be {value}")]
    Cell { line: usize, column: &'static str, value: String },
    #[error("line {line} has not as many cells as there are columns")]
    Width { line: usize },
    #[error("line {line} holds a hidden sign")]
    HiddenSign { line: usize },
    #[error("line {line}: {key} stands twice")]
    Repeated { line: usize, key: String },
    #[error("line {line}: two rows speak about {key} on the same days")]
    Overlap { line: usize, key: String },
    #[error("line {line}: a period ends before it begins")]
    ImpossiblePeriod { line: usize },
    #[error("there are no rows")]
    NoRows,
    #[error("line {line}: the seal cannot be read")]
    SealUnreadable { line: usize },
    #[error("the hash is not that of the rows")]
    WrongHash,
    #[error("not signed")]
    NotSigned,
    #[error("the algorithm is too weak")]
    WeakAlgorithm,
    #[error("the signature is wrong")]
    WrongSignature,
    #[error("unknown publisher {serial}")]
    UnknownPublisher { serial: String },
    #[error("the publisher's certificate was revoked")]
    PublisherRevoked,
    #[error("the publisher's certificate may not sign")]
    PublisherMayNotSign,
    #[error("the publisher's certificate was not valid at {at}")]
    PublisherNotValid { at: BeijingTime },
    #[error("signed at {at}, which is still to come")]
    SignedLater { at: BeijingTime },
    #[error("{table} {version} is older than {held}")]
    Older { table: &'static str, version: String, held: String },
    #[error("{table} {version} is held with other content")]
    SameVersion { table: &'static str, version: String },
    #[error("{what} has no row in {table} on {day}")]
    Lacks { table: &'static str, what: String, day: Date },
    #[error("no row {key} in {table}")]
    NoRow { table: &'static str, key: String },
    #[error("the reason is missing")]
    NoReason,
    #[error("the table says the same already")]
    SaysTheSame,
}

type Told = (&'static str, String, String);

impl TablesError {
    /// Stable code, and what happened, Chinese and English.
    fn told(&self) -> Told {
        let told = |code, zh: &str, en: &str| (code, zh.to_owned(), en.to_owned());
        // A row that was typed in has no line.
        let at = |code, line: &usize, zh: &str, en: &str| match line {
            0 => (code, zh.to_owned(), en.to_owned()),
            _ => (code, format!("第 {line} 行：{zh}"), format!("Line {line}: {en}")),
        };
        match self {
            Self::TooLarge => told("tables-too-large", "文件超过 16 MB", "The file is larger than 16 MB"),
            Self::TooManyRows => {
                told("tables-too-many-rows", "行数超过 100000", "There are more than 100,000 rows")
            }
            Self::TooManyDays => told(
                "tables-too-many-days",
                "行的起止日期过多",
                "Rows come and go on too many different days",
            ),
            Self::NotUtf8 { line } => {
                at("tables-not-utf8", line, "不是 UTF-8 文字", "this is not UTF-8 text")
            }
            Self::NotAPackage => told(
                "tables-not-a-package",
                "首行不是 clearance-tables 1，文件不是表包",
                "The first line is not clearance-tables 1: this is no package of tables",
            ),
            Self::NewerFormat => told(
                "tables-newer-format",
                "表包的格式比本程序新",
                "The package is in a newer format than this program reads",
            ),
            Self::Head { line, key } => {
                at("tables-head", line, &format!("{key} 缺失或有误"), &format!("{key} is missing or wrong"))
            }
            Self::UnknownHead { line } => at(
                "tables-head",
                line,
                "表头说明不认识或重复",
                "this line of the head is not known, or stands twice",
            ),
            Self::UnknownTable { line, name } => at(
                "tables-unknown-table",
                line,
                &format!("没有名为 {name} 的表"),
                &format!("no table is called {name}"),
            ),
            Self::UnknownColumn { line, name } => at(
                "tables-unknown-column",
                line,
                &format!("没有 {name} 列，或该列重复"),
                &format!("there is no column {name}, or it stands twice"),
            ),
            Self::Missing { line, column } => {
                at("tables-row-unreadable", line, &format!("缺少 {column}"), &format!("{column} is missing"))
            }
            Self::Cell { line, column, value } => at(
                "tables-row-unreadable",
                line,
                &format!("{column} 不能是“{value}”"),
                &format!("{column} cannot be “{value}”"),
            ),
            Self::Width { line } => at(
                "tables-row-unreadable",
                line,
                "单元格数与列数不符",
                "there are not as many cells as columns",
            ),
            Self::HiddenSign { line } => at(
                "tables-hidden-sign",
                line,
                "含有不可见或改变方向的字符",
                "it holds a sign that is not to be seen or that turns the direction",
            ),
            Self::Repeated { line, key } => {
                at("tables-repeated", line, &format!("{key} 重复"), &format!("{key} stands twice"))
            }
            Self::Overlap { line, key } => at(
                "tables-overlap",
                line,
                &format!("{key} 的有效期重叠"),
                &format!("two rows speak about {key} on the same days"),
            ),
            Self::ImpossiblePeriod { line } => at(
                "tables-impossible-period",
                line,
                "有效期的结束早于开始",
                "the period ends before it begins",
            ),
            Self::NoRows => told("tables-no-rows", "表包里没有行", "There are no rows in the package"),
            Self::SealUnreadable { line } => {
                at("tables-seal-unreadable", line, "签名部分无法读取", "the seal cannot be read")
            }
            Self::WrongHash => told(
                "tables-wrong-hash",
                "内容与所附的哈希值不符",
                "The content is not that of the hash beside it",
            ),
            Self::NotSigned => told("tables-not-signed", "表包没有签名", "The package is not signed"),
            Self::WeakAlgorithm => told(
                "tables-weak-algorithm",
                "签名算法不够强或与证书不符",
                "The signature algorithm is too weak, or does not fit the certificate",
            ),
            Self::WrongSignature => told(
                "tables-wrong-signature",
                "签名不正确，内容可能被改过",
                "The signature is wrong: the content may have been changed",
            ),
            Self::UnknownPublisher { serial } => (
                "tables-unknown-publisher",
                format!("发布者的证书（{serial}）未被信任"),
                format!("The publisher's certificate ({serial}) is not trusted"),
            ),
            Self::PublisherRevoked => told(
                "tables-publisher-revoked",
                "发布者的证书已被吊销",
                "The publisher's certificate was revoked",
            ),
            Self::PublisherMayNotSign => told(
                "tables-publisher-may-not-sign",
                "发布者的证书不能用于签名",
                "The publisher's certificate may not sign",
            ),
            Self::PublisherNotValid { at } => (
                "tables-publisher-expired",
                format!("签名时（{at}）发布者的证书不在有效期内"),
                format!("The publisher's certificate was not valid when it signed ({at})"),
            ),
            Self::SignedLater { at } => (
                "tables-signed-later",
                format!("签名时间（{at}）晚于现在"),
                format!("It says to be signed at {at}, which is still to come"),
            ),
            Self::Older { table, version, held } => (
                "tables-older",
                format!("表 {table} 的版本 {version} 早于现有的 {held}"),
                format!("Version {version} of the table {table} is older than {held}, which is held"),
            ),
            Self::SameVersion { table, version } => (
                "tables-same-version",
                format!("现有的表 {table} {version} 内容不同"),
                format!("The table {table} is held in version {version} with other content"),
            ),
            Self::Lacks { table, what, day } => (
                "tables-lacks-row",
                format!("{day} 起，表 {table} 中缺少 {what} 的行"),
                format!("From {day} on the table {table} has no row for {what}"),
            ),
            Self::NoRow { table, key } => (
                "tables-no-row",
                format!("表 {table} 中没有 {key} 行"),
                format!("There is no row {key} in the table {table}"),
            ),
            Self::NoReason => told(
                "tables-no-reason",
                "更正须写明原因和更正人",
                "A correction needs its reason and who makes it",
            ),
            Self::SaysTheSame => told(
                "tables-says-the-same",
                "表中本来就是这样，无需更正",
                "The table says the same already: there is nothing to correct",
            ),
        }
    }

    /// Stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.told().0
    }

    /// What happened.
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        let (_, zh, en) = self.told();
        Sentence { zh, en }
    }

    /// What to do.
    #[must_use]
    pub const fn help(&self) -> Text {
        match self {
            Self::NewerFormat => {
                Text { zh: "请升级通关台后再安装", en: "Update the desk, then install it" }
            }
            Self::NotSigned
            | Self::WeakAlgorithm
            | Self::PublisherMayNotSign
            | Self::SealUnreadable { .. } => Text {
                zh: "请向发布者索取用 SM2 或 RSA-SHA256 签名的表包",
                en: "Ask the publisher for a package signed with SM2 or RSA-SHA256",
            },
            Self::WrongHash | Self::WrongSignature | Self::NotUtf8 { .. } => Text {
                zh: "请重新下载原始文件，不要修改；原来的表继续使用",
                en: "Get the original file again and do not change it; the tables in use stay",
            },
            Self::UnknownPublisher { .. } => Text {
                zh: "确认发布者身份后，用 clearance tables trust 信任其证书",
                en: "Make sure who the publisher is, then trust his certificate with clearance tables trust",
            },
            Self::PublisherRevoked | Self::PublisherNotValid { .. } => Text {
                zh: "请向发布者索取用有效证书重新签名的表包",
                en: "Ask the publisher for a package signed anew with a valid certificate",
            },
            Self::SignedLater { .. } => Text {
                zh: "请核对电脑时间，或联系发布者",
                en: "Check the computer's clock, or ask the publisher",
            },
            Self::Older { .. } => Text {
                zh: "现有的表更新，无需安装；各版本按申报日期自动选用",
                en: "What is held is newer; the day of a declaration chooses among all versions by itself",
            },
            Self::SameVersion { .. } => Text {
                zh: "请向发布者索取新版本号的表包",
                en: "Ask the publisher for a package with a version of its own",
            },
            Self::Lacks { .. } => Text {
                zh: "请与缺少的表一起安装",
                en: "Install it together with the table that has the row",
            },
            Self::NoRow { .. } => Text {
                zh: "请核对表名和行的代码；新增一行须写出所有列",
                en: "Check the table and the code of the row; a new row needs every column",
            },
            Self::NoReason => Text { zh: "请写明原因和更正人", en: "Say why, and who corrects it" },
            Self::SaysTheSame => Text { zh: "无需操作", en: "Nothing is to be done" },
            _ => Text {
                zh: "请改正该处，或向发布者索取正确的表包；原来的表继续使用",
                en: "Correct that place, or ask the publisher for a sound package; the tables in use stay",
            },
        }
    }
}
