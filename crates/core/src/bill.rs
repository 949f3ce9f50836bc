//! The tax bill as a document: station 13.
//!
//! Customs states one bill for each released inventory. Its amounts keep the five decimals of the wire; print and
//! payment round them to the cent, so that what is printed adds up ([`TaxBill::cents`]).

mod summary;
mod words;

pub use summary::{Book, BookProblem, By, News, Summary, books, settle, summarise};
pub use words::{in_words, words_agree};

use serde::{Deserialize, Serialize};

use crate::money::{Money, cents_table, cents_that_add_up};
use crate::text::Text;
use crate::time::BeijingTime;

/// What became of a bill (税单状态).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "lowercase")]
pub enum BillStatus {
    /// Stated after release (已生成).
    #[default]
    Made,
    /// Part of a payment certificate (已汇总).
    Summed,
    /// No tax is due: returned or cancelled (作废). Left out of every sum.
    Void,
}

impl BillStatus {
    /// The status as people read it.
    #[must_use]
    pub const fn label(self) -> Text {
        match self {
            BillStatus::Made => Text { zh: "已生成", en: "made" },
            BillStatus::Summed => Text { zh: "已汇总", en: "summed" },
            BillStatus::Void => Text { zh: "作废", en: "void" },
        }
    }
}

/// One goods line of a bill.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxBillLine {
    /// Number of the line in the inventory, from 1 (商品序号).
    pub gnum: u32,
    /// The 10-digit HS code (商品编码).
    pub gcode: String,
    /// Name of the goods. The bill itself carries none: it comes from the inventory.
    #[serde(default)]
    pub name: Option<String>,
    /// What was taxed: goods with their share of freight and insurance (完税总价).
    pub tax_price: Money,
    /// Duty (应征关税).
    pub customs_tax: Money,
    /// Import VAT (应征增值税).
    pub value_added_tax: Money,
    /// Consumption tax (应征消费税).
    pub consumption_tax: Money,
}

impl TaxBillLine {
    /// All tax of the line.
    #[must_use]
    pub fn tax(&self) -> Money {
        self.customs_tax + self.value_added_tax + self.consumption_tax
    }
}

/// An electronic tax bill (电子税单), as customs stated it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxBill {
    /// Number of the bill (电子税单编号).
    pub tax_no: String,
    /// Number of the inventory it taxes (清单编号).
    pub invt_no: String,
    /// When customs stated it, or its last status (回执时间).
    pub return_time: BeijingTime,
    /// What became of it.
    pub status: BillStatus,
    /// The payment certificate that sums it (缴款书编号); absent until summed.
    #[serde(default)]
    pub ent_duty_no: Option<String>,
    /// Duty of all lines.
    pub customs_tax: Money,
    /// Import VAT of all lines.
    pub value_added_tax: Money,
    /// Consumption tax of all lines.
    pub consumption_tax: Money,
    /// A remark of customs (备注).
    #[serde(default)]
    pub note: Option<String>,
    /// The guarantor whose security covers the tax (担保企业代码).
    #[serde(default)]
    pub assure_code: Option<String>,
    /// The seller (电商企业代码).
    #[serde(default)]
    pub ebc_code: Option<String>,
    /// The carrier (物流企业代码).
    #[serde(default)]
    pub logistics_code: Option<String>,
    /// The declaring company (申报企业代码).
    #[serde(default)]
    pub agent_code: Option<String>,
    /// The customs office (申报地海关代码).
    #[serde(default)]
    pub customs_code: Option<String>,
    /// The order (订单编号).
    #[serde(default)]
    pub order_no: Option<String>,
    /// The waybill (物流运单编号).
    #[serde(default)]
    pub logistics_no: Option<String>,
    /// The goods.
    pub lines: Vec<TaxBillLine>,
}

/// The four amounts of a bill that a line and the sum line print.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillSums {
    /// What was taxed.
    pub tax_price: Money,
    /// Duty.
    pub customs_tax: Money,
    /// Import VAT.
    pub value_added_tax: Money,
    /// Consumption tax.
    pub consumption_tax: Money,
}

impl BillSums {
    /// All tax.
    #[must_use]
    pub fn tax(&self) -> Money {
        self.customs_tax + self.value_added_tax + self.consumption_tax
    }
}

impl std::ops::Add for BillSums {
    type Output = BillSums;
    fn add(self, other: BillSums) -> BillSums {
        BillSums {
            tax_price: self.tax_price + other.tax_price,
            customs_tax: self.customs_tax + other.customs_tax,
            value_added_tax: self.value_added_tax + other.value_added_tax,
            consumption_tax: self.consumption_tax + other.consumption_tax,
        }
    }
}

impl std::iter::Sum for BillSums {
    fn sum<I: Iterator<Item = BillSums>>(all: I) -> BillSums {
        all.fold(BillSums::default(), std::ops::Add::add)
    }
}

/// A bill to the cent, as it is printed, listed and paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillCents {
    /// The sum line: the base of all lines, and the three taxes.
    pub sums: BillSums,
    /// The lines.
    pub lines: Vec<BillSums>,
    /// Whether every column adds up to the sum line. Not so only where head and lines of the bill differ.
    pub adds_up: bool,
}

/// One of the three taxes where head and lines of a bill differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TotalGap {
    /// Name of the tax.
    pub tax: Text,
    /// What the head says.
    pub head: Money,
    /// What the lines add up to.
    pub lines: Money,
}

impl TaxBill {
    /// All tax of the bill, from its head, unrounded.
    #[must_use]
    pub fn tax(&self) -> Money {
        self.customs_tax + self.value_added_tax + self.consumption_tax
    }

    /// What the lines add up to.
    #[must_use]
    pub fn sums(&self) -> BillSums {
        let line = |line: &TaxBillLine| BillSums {
            tax_price: line.tax_price,
            customs_tax: line.customs_tax,
            value_added_tax: line.value_added_tax,
            consumption_tax: line.consumption_tax,
        };
        self.lines.iter().map(line).sum()
    }

    /// The bill to the cent. All tax is the head's, rounded half up; the three taxes and the lines are cut from it by
    /// the largest remainder ([`cents_table`]), so that lines, sum line and total add up. Whatever lists several bills
    /// adds these cents.
    #[must_use]
    pub fn cents(&self) -> BillCents {
        let heads = [self.customs_tax, self.consumption_tax, self.value_added_tax];
        let rows: Vec<[Money; 3]> = self
            .lines
            .iter()
            .map(|line| [line.customs_tax, line.consumption_tax, line.value_added_tax])
            .collect();
        let prices: Vec<Money> = self.lines.iter().map(|line| line.tax_price).collect();
        let prices = cents_that_add_up(&prices);
        let taxes = cents_table(heads, &rows);
        let sums = |tax_price, [customs_tax, consumption_tax, value_added_tax]: [Money; 3]| BillSums {
            tax_price,
            customs_tax,
            value_added_tax,
            consumption_tax,
        };
        BillCents {
            sums: sums(prices.iter().copied().sum(), taxes.heads),
            lines: prices.iter().zip(&taxes.lines).map(|(price, row)| sums(*price, *row)).collect(),
            adds_up: taxes.adds_up,
        }
    }

    /// Where head and lines differ by more than a cent for each line, the tolerance that rounding explains.
    /// Empty when the bill adds up.
    #[must_use]
    pub fn gaps(&self) -> Vec<TotalGap> {
        let sums = self.sums();
        let cents = i64::try_from(self.lines.len().max(1)).unwrap_or(i64::MAX);
        let tolerance = Money(rust_decimal::Decimal::new(cents, 2));
        let pairs = [
            (Text { zh: "关税", en: "duty" }, self.customs_tax, sums.customs_tax),
            (Text { zh: "增值税", en: "VAT" }, self.value_added_tax, sums.value_added_tax),
            (Text { zh: "消费税", en: "consumption tax" }, self.consumption_tax, sums.consumption_tax),
        ];
        pairs
            .into_iter()
            .filter(|(_, head, lines)| Money((*head - *lines).0.abs()) > tolerance)
            .map(|(tax, head, lines)| TotalGap { tax, head, lines })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(text: &str) -> Money {
        Money::parse(text).expect("a plain decimal")
    }

    /// A bill of two lines whose head states this VAT.
    fn bill(head_vat: &str) -> TaxBill {
        let line = |gnum, vat| TaxBillLine { gnum, value_added_tax: money(vat), ..TaxBillLine::default() };
        TaxBill {
            tax_no: "31052026I000418276_0".to_owned(),
            invt_no: "31052026I000418276".to_owned(),
            return_time: BeijingTime::from_wire("20261124104112").expect("a time"),
            status: BillStatus::Made,
            ent_duty_no: None,
            customs_tax: Money::ZERO,
            value_added_tax: money(head_vat),
            consumption_tax: Money::ZERO,
            note: None,
            assure_code: None,
            ebc_code: None,
            logistics_code: None,
            agent_code: None,
            customs_code: None,
            order_no: None,
            logistics_no: None,
            lines: vec![line(1, "27.118"), line(2, "15.288")],
        }
    }

    #[test]
    fn a_cent_for_each_line_is_rounding_and_more_is_a_gap() {
        for (head, gaps) in [("42.406", 0), ("42.41", 0), ("42.426", 0), ("42.42601", 1), ("42.38599", 1)] {
            assert_eq!(bill(head).gaps().len(), gaps, "{head}");
        }
    }

    #[test]
    fn a_bill_adds_up_to_the_cent_however_its_amounts_round() {
        // 27.12 and 15.29 by themselves, 42.41 together; 0.185 three times is 0.56 and not 0.57.
        for (head, lines, sum) in [("42.406", ["27.12", "15.29"], true), ("42.41", ["27.12", "15.29"], true)]
        {
            let cents = bill(head).cents();
            let vat: Vec<String> = cents.lines.iter().map(|line| line.value_added_tax.to_wire()).collect();
            assert_eq!((vat, cents.adds_up), (lines.map(str::to_owned).to_vec(), sum), "{head}");
            assert_eq!(cents.sums.tax(), money("42.41"), "{head}");
        }
        let mut three = bill("0.3");
        three.lines = vec![three.lines[0].clone(); 3];
        for line in &mut three.lines {
            (line.value_added_tax, line.consumption_tax) = (money("0.1"), money("0.085"));
        }
        three.consumption_tax = money("0.255");
        let cents = three.cents();
        assert_eq!((cents.sums.tax(), cents.sums.consumption_tax), (money("0.56"), money("0.26")));
        let tax: Money = cents.lines.iter().map(BillSums::tax).sum();
        assert_eq!(tax, money("0.56"));
    }

    #[test]
    fn a_head_that_is_not_its_lines_is_printed_as_stated() {
        let cents = bill("50").cents();
        assert!(!cents.adds_up);
        assert_eq!(cents.sums.value_added_tax, money("50"));
        let lines: Money = cents.lines.iter().map(|line| line.value_added_tax).sum();
        assert_eq!(lines, money("42.41"));
    }

    #[test]
    fn a_stored_bill_reads_back() {
        let bill = bill("42.406");
        let stored = serde_json::to_string(&bill).expect("it serialises");
        assert_eq!(serde_json::from_str::<TaxBill>(&stored).expect("it reads"), bill);
        assert!(stored.contains(r#""status":"made""#));
    }

    #[test]
    fn a_bill_stored_before_a_field_existed_still_reads() {
        let old = r#"{"tax_no":"T","invt_no":"I","return_time":"20261124104112000","status":"void",
            "customs_tax":"0","value_added_tax":"1","consumption_tax":"0","lines":[]}"#;
        assert_eq!(serde_json::from_str::<TaxBill>(old).expect("it reads").ent_duty_no, None);
    }
}
