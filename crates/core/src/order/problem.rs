//! Everything that can be wrong with an order sheet, one row each.

use std::fmt;
use std::sync::Arc;

use serde::Serialize;
use serde::ser::SerializeStruct;

use crate::check::Severity;
use crate::sheet::{CellPos, CellRef};
use crate::text::Text;

/// One kind of problem. The sentences carry no values.
#[derive(Debug, PartialEq, Eq)]
pub struct ProblemRule {
    /// Stable id, as `SHEET-NUMBER-DAMAGED`.
    pub id: &'static str,
    /// What it means for the declaration.
    pub severity: Severity,
    /// What is wrong.
    pub says: Text,
    /// What to do.
    pub help: Text,
}

macro_rules! problems {
    ($($name:ident $id:literal $severity:ident, $zh:literal, $en:literal, $help_zh:literal, $help_en:literal;)*) => {
        $(pub(super) const $name: &ProblemRule = &ProblemRule {
            id: $id,
            severity: Severity::$severity,
            says: Text { zh: $zh, en: $en },
            help: Text { zh: $help_zh, en: $help_en },
        };)*

        /// All problem rules, by id.
        pub const PROBLEMS: &[&ProblemRule] = &[$($name),*];
    };
}

problems! {
    BOOK_DIFFERS "SHEET-BOOK-DIFFERS" Warns,
        "与商品资料不一致，按表格申报", "The sheet says otherwise than the goods book; what the sheet says is declared",
        "请改为商品资料中的内容，或更新商品资料", "Take it from the goods book, or bring the goods book up to date";
    AMBIGUOUS_COLUMN "SHEET-COLUMN-ASK" Warns,
        "此列的含义需要确认，确认前不使用", "What this column means needs your answer; it is not used before",
        "请在列对应中确认或改选；收件人的证件号只有在您确认后才能作为订购人的", "Confirm or change it in the mapping; a consignee's identity number stands for the buyer only when you say so";
    MISSING_COLUMN "SHEET-COLUMN-MISSING" Warns,
        "表中没有申报所需的列", "The sheet has no column for something the declaration needs",
        "请补充该列，或与含有该列的文件一起导入", "Add the column, or import the file that has it together with this one";
    COLUMN_TWICE "SHEET-COLUMN-TWICE" Warns,
        "两列对应同一内容，只使用第一列", "Two columns mean the same; only the first is used",
        "请在列对应中选择要用的一列", "Choose the right one in the mapping";
    COMPANY_UNKNOWN "SHEET-COMPANY-UNKNOWN" Warns,
        "客户档案中没有叫这个名称的企业", "The client's profile has no company of this name",
        "请改为档案中的名称，或在客户档案里给该企业补上这个叫法", "Write the name that the profile has, or add this name to the company there";
    NAMES_DIFFER "SHEET-CONFLICT" Stops,
        "同一订单各行的内容不一致，使用第一个", "The rows of one order disagree; the first value is used",
        "请核对订单编号是否重复使用，并使各行一致", "See whether the order number was used twice, and make the rows agree";
    COUNTRY_UNKNOWN "SHEET-COUNTRY-UNKNOWN" Stops,
        "国家（地区）无法识别", "The country is not known",
        "请填写海关国别（地区）代码或中文名称", "Write the customs country code or the Chinese name";
    CURRENCY_UNKNOWN "SHEET-CURRENCY-UNKNOWN" Stops,
        "币制不是人民币", "The currency is not yuan",
        "清单只接受人民币（142），请按下单时的汇率换算", "Declarations take yuan only (142); convert at the rate of the order";
    DATE_UNREADABLE "SHEET-DATE-UNREADABLE" Stops,
        "日期或时间无法识别", "The date or time cannot be read",
        "请写成 2026-11-24 10:15:00", "Write it as 2026-11-24 10:15:00";
    ERROR_CELL "SHEET-ERROR-CELL" Stops,
        "单元格是公式错误", "The cell holds a formula error",
        "请修正公式，或粘贴为数值后重新导入", "Mend the formula, or paste its value, and import again";
    FORMULA_EMPTY "SHEET-FORMULA-EMPTY" Stops,
        "单元格的公式没有计算结果", "The formula of the cell was never calculated",
        "请用表格软件打开、重新计算并保存，或粘贴为数值后重新导入", "Open the file in a spreadsheet program, let it calculate and save it, or paste the value; then import again";
    GOODS_SPLIT "SHEET-GOODS-SPLIT" Hints,
        "一个单元格中的多个商品已拆成多行", "The goods of one cell were told apart, one line each",
        "请核对拆分后的商品、数量和单价", "Look at the goods, quantities and prices that came out";
    HIDDEN_COLUMN "SHEET-HIDDEN-COLUMN" Warns,
        "此列在原表中是隐藏的，照样读取", "This column is hidden in the file; it is read all the same",
        "请确认该列的内容仍然有效，否则在列对应中改为不使用", "See whether it still holds true; if not, leave it out in the mapping";
    HIDDEN_ROWS "SHEET-HIDDEN-ROWS" Warns,
        "原表中有隐藏的行（如被筛选掉的），照样读取", "Some rows are hidden in the file, as by a filter; they are read all the same",
        "请确认这些行也要申报；不要的行请在原表中删除后重新导入", "See whether they are to be declared too; delete those that are not and import again";
    ID_CHECK "SHEET-ID-CHECK-DIGIT" Stops,
        "身份证号校验位不符", "The check digit of the identity number is wrong",
        "请向订购人核对身份证号", "Ask the buyer for the number again";
    LINES_DIFFER "SHEET-LINES-DIFFER" Stops,
        "两张表给出的商品行不一致，使用第一张", "Two sheets give different goods lines; the first is used",
        "请核对两张表中该订单的商品", "Compare the goods of this order in the two sheets";
    MASKED "SHEET-MASKED" Stops,
        "内容被平台打码，不能用于申报", "The platform masked this value; it cannot be declared",
        "请向平台申请清关所需的完整信息后重新导出", "Get the full values from the platform's clearance export";
    NO_ORDER_COLUMN "SHEET-NO-ORDER-COLUMN" Stops,
        "没有找到订单编号列", "No column holds the order number",
        "请在列对应中指定表头行和订单编号列", "Show the header row and the order-number column in the mapping";
    NO_ORDER_NUMBER "SHEET-NO-ORDER-NUMBER" Stops,
        "此行没有订单编号", "This row has no order number",
        "请补填订单编号，或删除此行", "Fill in the order number, or delete the row";
    NUMBER_DAMAGED "SHEET-NUMBER-DAMAGED" Stops,
        "长号码被存为数值，末位数字已丢失，无法还原", "A long number was stored as a number: its last digits are lost and cannot be restored",
        "请从来源重新导出，并把此列设为文本格式", "Export it again from the source with this column as text";
    NUMBER_AS_DATE "SHEET-NUMBER-AS-DATE" Stops,
        "号码被表格软件改成了日期", "A spreadsheet program turned the number into a date",
        "请从来源重新导出，并把此列设为文本格式", "Export it again from the source with this column as text";
    NUMBER_AS_NUMBER "SHEET-NUMBER-AS-NUMBER" Hints,
        "号码列中有数值单元格，开头的 0 可能已丢失", "Some numbers of this column are stored as numbers; zeros in front may be lost",
        "请核对该列，最好设为文本格式", "Look at the column; text cells are safer";
    NUMBER_UNREADABLE "SHEET-NUMBER-UNREADABLE" Stops,
        "数字无法识别", "The number cannot be read",
        "请只写数字和小数点", "Write digits and a decimal point only";
    PLACEHOLDER "SHEET-PLACEHOLDER" Stops,
        "姓名不能是空、无或 /", "A name cannot be 空, 无 or /",
        "请填写真实姓名", "Write the real name";
    ROW_LEFT_OUT "SHEET-ROW-LEFT-OUT" Hints,
        "此行不像订单，没有读取", "This row does not look like an order and was not read",
        "如是备注可以忽略；如是商品，请补填订单编号", "A remark may stay; if it is goods, fill in the order number";
    SCIENTIFIC "SHEET-SCIENTIFIC" Stops,
        "号码变成了科学计数法，数字已丢失", "The number turned into scientific notation; its digits are lost",
        "请从来源重新导出，并把此列设为文本格式", "Export it again from the source with this column as text";
    SECOND_TABLE "SHEET-SECOND-TABLE" Stops,
        "从此行开始是另一张表，没有读取", "Another table begins in this row; from here on nothing was read",
        "请重新导入该文件，或把这张表放到单独的工作表中", "Import the file again, or put this table on a sheet of its own";
    SEVERAL_GOODS "SHEET-SEVERAL-GOODS" Stops,
        "一个单元格中有多个商品的内容，无法确定如何拆分", "One cell holds the values of several goods, and which is which cannot be told",
        "请使名称、数量和单价的个数一致（如 甲；乙 对 2；1），或把每种商品拆成一行", "Write as many names as quantities and prices (A; B and 2; 1), or give each kind of goods its own row";
    TOO_MANY_LINES "SHEET-LINES-OVER-99" Stops,
        "一个订单超过 99 行商品", "One order has more than 99 goods lines",
        "请拆分订单", "Split the order";
    TRAILING_ZEROS "SHEET-TRAILING-ZEROS" Warns,
        "号码从第 16 位起全是 0，可能曾被表格软件改坏", "The number is all zeros from the sixteenth digit on; a spreadsheet program may have damaged it",
        "请与来源核对", "Compare it with the source";
    UNIT_UNKNOWN "SHEET-UNIT-UNKNOWN" Stops,
        "计量单位无法识别", "The unit is not known",
        "请填写海关计量单位代码或中文名称，如 千克、个", "Write the customs unit code or its Chinese name, as 千克 or 个";
    WAYBILL_TWICE "SHEET-WAYBILL-TWICE" Warns,
        "同一运单号用于两个订单", "One waybill number stands for two orders",
        "一个运单对应一个订单，请核对", "One waybill carries one order; look at both";
    ZERO_RESTORED "SHEET-ZERO-RESTORED" Hints,
        "代码开头的 0 已补回", "Zeros in front of the code were put back",
        "请核对；最好把该列设为文本格式", "Look at it; text cells are safer";
}

/// One problem at one cell.
#[derive(Clone, PartialEq, Eq)]
pub struct Problem {
    /// Which rule.
    pub rule: &'static ProblemRule,
    /// The file.
    pub file: Arc<str>,
    /// Sheet and cell.
    pub cell: CellRef,
    /// The cell's text, or what is missing. It may be personal: show it masked, never log it.
    pub value: String,
    /// Which order it belongs to, counted in [`super::Orders::orders`]; none for a column or the whole sheet.
    pub order: Option<u32>,
}

impl Problem {
    pub(super) fn new(
        rule: &'static ProblemRule,
        file: &Arc<str>,
        sheet: &Arc<str>,
        at: CellPos,
        value: &str,
    ) -> Self {
        Problem {
            rule,
            file: Arc::clone(file),
            cell: CellRef { sheet: Arc::clone(sheet), at },
            value: value.to_owned(),
            order: None,
        }
    }

    /// The rule's id.
    #[must_use]
    pub fn id(&self) -> &'static str {
        self.rule.id
    }

    /// What it means for the declaration.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.rule.severity
    }

    /// Whether the order it belongs to cannot go on.
    #[must_use]
    pub fn stops(&self) -> bool {
        self.rule.severity == Severity::Stops
    }
}

impl fmt::Debug for Problem {
    /// Without the value, which may be personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}", self.rule.id, self.cell)
    }
}

impl Serialize for Problem {
    /// Without the value, which may be personal.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Problem", 9)?;
        out.serialize_field("file", &*self.file)?;
        out.serialize_field("sheet", &*self.cell.sheet)?;
        out.serialize_field("cell", &self.cell.to_string())?;
        out.serialize_field("rule", self.rule.id)?;
        out.serialize_field("severity", &self.rule.severity)?;
        out.serialize_field("zh", self.rule.says.zh)?;
        out.serialize_field("en", self.rule.says.en)?;
        out.serialize_field("help_zh", self.rule.help.zh)?;
        out.serialize_field("help_en", self.rule.help.en)?;
        out.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_and_both_languages_are_there() {
        let mut ids: Vec<_> = PROBLEMS.iter().map(|rule| rule.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), PROBLEMS.len());
        for rule in PROBLEMS {
            for text in [rule.says, rule.help] {
                assert!(
                    !text.zh.is_empty() && text.en.is_ascii()
                        || text.en.contains('空')
                        || text.en.contains('千'),
                    "{}",
                    rule.id
                );
            }
        }
    }
}
