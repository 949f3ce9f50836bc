//! Why a file could not be read, for people and for programs.

use std::io;

use clearance_core::text::Text;

/// Why a file could not be read. Nothing of it was taken.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SheetError {
    /// No such file.
    #[error("the file does not exist")]
    NotFound,
    /// The system does not let us read it.
    #[error("the file cannot be opened")]
    NoAccess(#[source] io::Error),
    /// It is a folder.
    #[error("the path is a folder")]
    Directory,
    /// It has no bytes, or only blank ones.
    #[error("the file is empty")]
    Empty,
    /// It needs a password.
    #[error("the workbook is password-protected")]
    Password,
    /// It is a workbook that ends too early or contradicts itself.
    #[error("the workbook is torn: {0}")]
    Torn(String),
    /// It unpacks to far more than a workbook does.
    #[error("the workbook unpacks to too much")]
    Bomb,
    /// It is a web page with the ending of a workbook.
    #[error("the file is a web page or an XML sheet with another ending")]
    WebPage,
    /// It is neither a workbook nor a text table.
    #[error("the file is no workbook and no text table")]
    NotASheet,
    /// It is larger than the limit.
    #[error("the file is too large")]
    TooLarge,
    /// A sheet has more rows than the limit.
    #[error("a sheet has too many rows")]
    TooManyRows,
    /// The sheets have more cells than the limit.
    #[error("the file has too many cells")]
    TooManyCells,
    /// A sheet has more columns than the limit.
    #[error("a sheet has too many columns")]
    TooWide,
    /// No sheet has the name that was asked for.
    #[error("the workbook has no sheet of this name")]
    NoSuchSheet,
    /// The text is in no encoding that we know, or not in the one that was asked for.
    #[error("the text cannot be decoded")]
    Encoding,
    /// Some lines are in one encoding, some in another.
    #[error("the text mixes two encodings")]
    Mixed,
    /// A person cancelled.
    #[error("reading was cancelled")]
    Cancelled,
    /// The disk failed on the way.
    #[error("reading the file failed")]
    Io(#[source] io::Error),
}

impl SheetError {
    pub(super) fn from_open(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => SheetError::NotFound,
            _ => SheetError::NoAccess(error),
        }
    }

    /// Stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            SheetError::NotFound => "sheet.not-found",
            SheetError::NoAccess(_) => "sheet.no-access",
            SheetError::Directory => "sheet.directory",
            SheetError::Empty => "sheet.empty",
            SheetError::Password => "sheet.password",
            SheetError::Torn(_) => "sheet.torn",
            SheetError::Bomb => "sheet.bomb",
            SheetError::WebPage => "sheet.web-page",
            SheetError::NotASheet => "sheet.not-a-sheet",
            SheetError::TooLarge => "sheet.too-large",
            SheetError::TooManyRows => "sheet.too-many-rows",
            SheetError::TooManyCells => "sheet.too-many-cells",
            SheetError::TooWide => "sheet.too-wide",
            SheetError::NoSuchSheet => "sheet.no-such-sheet",
            SheetError::Encoding => "sheet.encoding",
            SheetError::Mixed => "sheet.mixed-encoding",
            SheetError::Cancelled => "sheet.cancelled",
            SheetError::Io(_) => "sheet.io",
        }
    }

    /// What happened.
    #[must_use]
    pub fn says(&self) -> Text {
        match self {
            SheetError::NotFound => Text { zh: "找不到该文件", en: "The file does not exist" },
            SheetError::NoAccess(_) => Text { zh: "无法打开该文件", en: "The file cannot be opened" },
            SheetError::Directory => Text { zh: "这是一个文件夹", en: "This is a folder" },
            SheetError::Empty => Text { zh: "文件是空的", en: "The file is empty" },
            SheetError::Password => {
                Text { zh: "工作簿有密码保护（加密）", en: "The workbook is password-protected" }
            }
            SheetError::Torn(_) => {
                Text { zh: "工作簿已损坏或不完整", en: "The workbook is damaged or incomplete" }
            }
            SheetError::Bomb => Text {
                zh: "文件解压后异常巨大，已拒绝",
                en: "The file unpacks to far more than a workbook does; it was refused",
            },
            SheetError::WebPage => Text {
                zh: "这是网页或 XML 表格，只是扩展名像工作簿",
                en: "This is a web page or an XML sheet that only has a workbook's ending",
            },
            SheetError::NotASheet => Text {
                zh: "这不是工作簿，也不是文本表格",
                en: "This is neither a workbook nor a text table",
            },
            SheetError::TooLarge => Text { zh: "文件过大", en: "The file is too large" },
            SheetError::TooManyRows => Text { zh: "工作表行数过多", en: "A sheet has too many rows" },
            SheetError::TooManyCells => {
                Text { zh: "单元格数量过多", en: "The file has too many cells" }
            }
            SheetError::TooWide => Text { zh: "工作表列数过多", en: "A sheet has too many columns" },
            SheetError::NoSuchSheet => {
                Text { zh: "没有这个名称的工作表", en: "The workbook has no sheet of this name" }
            }
            SheetError::Encoding => {
                Text { zh: "无法识别文字编码", en: "The encoding of the text cannot be recognised" }
            }
            SheetError::Mixed => Text {
                zh: "文件中混有两种文字编码（有的行是 UTF-8，有的不是）",
                en: "The file mixes two encodings: some lines are UTF-8, others are not",
            },
            SheetError::Cancelled => Text { zh: "已取消读取", en: "Reading was cancelled" },
            SheetError::Io(_) => Text { zh: "读取文件时出错", en: "Reading the file failed" },
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> Text {
        match self {
            SheetError::NotFound => {
                Text { zh: "请检查路径和文件名", en: "Look at the path and the name" }
            }
            SheetError::NoAccess(_) => Text {
                zh: "请关闭正在使用它的程序，并检查权限",
                en: "Close the program that uses it, and look at its permissions",
            },
            SheetError::Directory => Text { zh: "请选择其中的文件", en: "Choose the files in it" },
            SheetError::Empty => {
                Text { zh: "请重新导出后再导入", en: "Export it again, then import it" }
            }
            SheetError::Password => Text {
                zh: "请在表格软件中去掉打开密码，另存后再导入",
                en: "Remove the opening password in your spreadsheet program, save, and import again",
            },
            SheetError::Torn(_) => Text {
                zh: "请重新下载；或用表格软件打开修复，另存为 .xlsx 后再导入",
                en: "Download it again, or let your spreadsheet program repair it and save it as .xlsx",
            },
            SheetError::Bomb => Text {
                zh: "如文件可信，请用表格软件打开后另存为新文件",
                en: "If you trust the file, open it in your spreadsheet program and save it as a new one",
            },
            SheetError::WebPage => Text {
                zh: "请用表格软件打开，另存为 .xlsx 后再导入",
                en: "Open it in your spreadsheet program, save it as .xlsx, and import that",
            },
            SheetError::NotASheet => Text {
                zh: "请选择 .xlsx、.xls、.ods 或 .csv 文件",
                en: "Choose an .xlsx, .xls, .ods or .csv file",
            },
            SheetError::TooLarge | SheetError::TooManyRows | SheetError::TooManyCells => {
                Text { zh: "请拆成几个文件分别导入", en: "Split it and import the parts" }
            }
            SheetError::TooWide => Text {
                zh: "请删除右侧多余的列",
                en: "Delete the columns at the right that nobody needs",
            },
            SheetError::NoSuchSheet => {
                Text { zh: "请从列表中选择工作表", en: "Choose one of its sheets" }
            }
            SheetError::Encoding => Text {
                zh: "请选择编码（UTF-8、GB18030 或 UTF-16），或另存为 UTF-8",
                en: "Choose the encoding (UTF-8, GB18030 or UTF-16), or save the file as UTF-8",
            },
            SheetError::Mixed => Text {
                zh: "请从来源重新导出为一种编码（最好是 UTF-8）；合并过的文件请分开导入",
                en: "Export it again in one encoding, best UTF-8; import files that were put together one by one",
            },
            SheetError::Cancelled => Text { zh: "没有导入任何内容", en: "Nothing was imported" },
            SheetError::Io(_) => Text {
                zh: "请检查磁盘或网络盘后重试",
                en: "Look at the disk or network drive, then try again",
            },
        }
    }

    /// Whether the same file may read well a moment later.
    #[must_use]
    pub fn retry_may_help(&self) -> bool {
        matches!(self, SheetError::NoAccess(_) | SheetError::Io(_) | SheetError::Cancelled)
    }
}
