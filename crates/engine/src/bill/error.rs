//! Why nothing could be printed.

use clearance_core::text::{Sentence, Text};

/// A failure of printing. Missing characters are no failure: see [`super::PdfFile::warnings`].
#[derive(Debug, thiserror::Error)]
pub enum PrintError {
    /// No bill was chosen.
    #[error("no bill to print")]
    NothingToPrint,
    /// The naming pattern has a placeholder that does not exist, or an open brace.
    #[error("unknown placeholder in the naming pattern: {0}")]
    UnknownPlaceholder(String),
    /// The font file cannot be read.
    #[error("reading the font file {path}")]
    FontNotRead {
        /// The file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// The bytes are no usable TrueType or OpenType font.
    #[error("the font cannot be used: {0}")]
    FontRefused(&'static str),
    /// The PDF could not be put together.
    #[error("writing the PDF")]
    NotWritten(#[source] std::io::Error),
}

impl PrintError {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            PrintError::NothingToPrint => "BILL-NOTHING",
            PrintError::UnknownPlaceholder(_) => "BILL-NAMING",
            PrintError::FontNotRead { .. } => "BILL-FONT-FILE",
            PrintError::FontRefused(_) => "BILL-FONT",
            PrintError::NotWritten(_) => "BILL-WRITE",
        }
    }

    /// What happened.
    #[must_use]
    pub fn says(&self) -> Sentence {
        match self {
            PrintError::NothingToPrint => Sentence::new("没有可打印的税单", "There is no tax bill to print"),
            PrintError::UnknownPlaceholder(name) => Sentence::new(
                format!("文件命名规则中的占位符无效：{name}"),
                format!("The naming pattern has an unknown placeholder: {name}"),
            ),
            PrintError::FontNotRead { path, .. } => Sentence::new(
                format!("无法读取字体文件：{path}"),
                format!("The font file cannot be read: {path}"),
            ),
            PrintError::FontRefused(_) => {
                Sentence::new("字体文件不能用于生成 PDF", "The font file cannot be used for a PDF")
            }
            PrintError::NotWritten(_) => Sentence::new("生成 PDF 失败", "The PDF could not be written"),
        }
    }

    /// What to do.
    #[must_use]
    pub const fn help(&self) -> Text {
        match self {
            PrintError::NothingToPrint => {
                Text { zh: "请先选择税单", en: "Choose at least one bill first" }
            }
            PrintError::UnknownPlaceholder(_) => Text {
                zh: "可用：{client} {month} {day} {tax_no} {invt_no} {order_no}，或 {客户} {月} {日} {税单编号} {清单编号} {订单编号}",
                en: "Use {client} {month} {day} {tax_no} {invt_no} {order_no}",
            },
            PrintError::FontNotRead { .. } | PrintError::FontRefused(_) => Text {
                zh: "请换一个 TrueType 或 OpenType 字体，或使用内置字体",
                en: "Choose another TrueType or OpenType font, or the built-in one",
            },
            PrintError::NotWritten(_) => Text {
                zh: "请重试；若仍失败，请减少一次打印的份数",
                en: "Try again; if it still fails, print fewer bills at a time",
            },
        }
    }

    /// Whether trying again can help.
    #[must_use]
    pub const fn retry(&self) -> bool {
        matches!(self, PrintError::NotWritten(_))
    }
}

impl From<PrintError> for crate::error::Error {
    fn from(error: PrintError) -> Self {
        crate::error::Error::told(error.code(), error.says(), error.help().into(), error.retry())
            .because(error)
    }
}
