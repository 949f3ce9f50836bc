//! What becomes of bills: made, summed into payment books, void; and what they add up to.
//!
//! # Invariants
//! - The order in which news of a bill arrive, and repetition, do not matter.
//! - Void bills are counted, but are in no sum. Sums to the cent are the sums of what the bills print.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{BillStatus, BillSums, TaxBill};
use crate::text::Text;
use crate::time::BeijingTime;

/// One word of customs about a bill: the bill itself (CEB816) or its later status (CEB818).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct News {
    /// When customs said it.
    pub at: BeijingTime,
    /// What it became.
    pub status: BillStatus,
    /// The payment book (缴款书编号), where one is named.
    pub ent_duty_no: Option<String>,
}

/// The bill after everything that was said of it: the latest status counts, of two at one moment the one further on
/// (made, summed, void). A payment book once named stays until another is named.
#[must_use]
pub fn settle(mut bill: TaxBill, news: &[News]) -> TaxBill {
    let stated =
        News { at: bill.return_time, status: bill.status, ent_duty_no: named(bill.ent_duty_no.as_deref()) };
    let all = || news.iter().chain([&stated]);
    let last = all().max().expect("the bill itself is among them");
    (bill.return_time, bill.status) = (last.at, last.status);
    bill.ent_duty_no = all()
        .filter(|one| named(one.ent_duty_no.as_deref()).is_some())
        .max()
        .and_then(|one| one.ent_duty_no.clone());
    bill
}

fn named(no: Option<&str>) -> Option<String> {
    no.map(str::trim).filter(|no| !no.is_empty()).map(str::to_owned)
}

/// By what bills are added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// The payment book (缴款书).
    PaymentBook,
    /// The declaring company (申报企业).
    Declarant,
    /// The guarantor whose security is charged (担保企业).
    Guarantor,
    /// The seller (电商企业).
    Seller,
    /// The customs office (申报海关).
    Customs,
    /// The month of the bill's last status, `2026-11`.
    Month,
    /// The day of the bill's last status, `2026-11-24`.
    Day,
}

impl By {
    fn of(self, bill: &TaxBill) -> String {
        let text = |code: &Option<String>| code.clone().unwrap_or_default();
        let day = bill.return_time.date();
        match self {
            By::PaymentBook => named(bill.ent_duty_no.as_deref()).unwrap_or_default(),
            By::Declarant => text(&bill.agent_code),
            By::Guarantor => text(&bill.assure_code),
            By::Seller => text(&bill.ebc_code),
            By::Customs => text(&bill.customs_code),
            By::Month => format!("{:04}-{:02}", day.year(), day.month()),
            By::Day => day.to_string(),
        }
    }
}

/// What some bills add up to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// How many bills are in the sums.
    pub bills: usize,
    /// How many of these are in a payment book.
    pub summed: usize,
    /// How many more are void.
    pub void: usize,
    /// To the cent: the sum of what the bills print.
    pub cents: BillSums,
    /// With the five decimals of the wire.
    pub exact: BillSums,
}

impl Summary {
    /// What these bills add up to.
    #[must_use]
    pub fn of<'a>(bills: impl IntoIterator<Item = &'a TaxBill>) -> Summary {
        let mut summary = Summary::default();
        bills.into_iter().for_each(|bill| summary.add(bill));
        summary
    }

    /// Adds a bill.
    pub fn add(&mut self, bill: &TaxBill) {
        if bill.status == BillStatus::Void {
            self.void += 1;
            return;
        }
        self.bills += 1;
        self.summed += usize::from(bill.status == BillStatus::Summed);
        self.cents = self.cents + bill.cents().sums;
        self.exact = self.exact
            + BillSums {
                tax_price: bill.sums().tax_price,
                customs_tax: bill.customs_tax,
                value_added_tax: bill.value_added_tax,
                consumption_tax: bill.consumption_tax,
            };
    }
}

/// Adds bills up in groups, such as `[By::Declarant, By::Month]`. What a bill does not name counts as empty.
#[must_use]
pub fn summarise<'a>(
    bills: impl IntoIterator<Item = &'a TaxBill>,
    by: &[By],
) -> BTreeMap<Vec<String>, Summary> {
    let mut groups: BTreeMap<Vec<String>, Summary> = BTreeMap::new();
    for bill in bills {
        groups.entry(by.iter().map(|by| by.of(bill)).collect()).or_default().add(bill);
    }
    groups
}

/// A payment book (海关专用缴款书) with the bills that it sums.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Book {
    /// Number of the book; empty for bills that are summed without one.
    pub ent_duty_no: String,
    /// The numbers of the bills, void ones too.
    pub tax_nos: Vec<String>,
    /// What is to be paid.
    pub summary: Summary,
    /// What is odd about it.
    pub problems: BTreeSet<BookProblem>,
}

/// What is odd about a payment book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BookProblem {
    /// A bill is summed, but names no book.
    NoNumber,
    /// A bill names the book, but is not summed yet.
    NotSummed,
    /// A bill of the book is void.
    VoidInside,
    /// Bills of several guarantors.
    SeveralGuarantors,
    /// Bills of several customs offices.
    SeveralOffices,
}

impl BookProblem {
    /// The problem as people read it.
    #[must_use]
    pub const fn says(self) -> Text {
        match self {
            BookProblem::NoNumber => Text {
                zh: "税单已汇总但没有缴款书编号",
                en: "A summed bill names no payment book",
            },
            BookProblem::NotSummed => Text {
                zh: "有缴款书编号但税单状态仍为已生成",
                en: "A bill names the payment book but is not summed",
            },
            BookProblem::VoidInside => Text {
                zh: "缴款书中有作废税单，未计入合计",
                en: "A bill of the payment book is void and left out of the sum",
            },
            BookProblem::SeveralGuarantors => Text {
                zh: "同一缴款书含多个担保企业的税单",
                en: "One payment book holds bills of several guarantors",
            },
            BookProblem::SeveralOffices => Text {
                zh: "同一缴款书含多个海关的税单",
                en: "One payment book holds bills of several customs offices",
            },
        }
    }
}

/// The payment books of some bills, by number. Bills that no book sums yet are in none.
#[must_use]
pub fn books<'a>(bills: impl IntoIterator<Item = &'a TaxBill>) -> Vec<Book> {
    let mut found: BTreeMap<String, (Book, BTreeSet<&str>, BTreeSet<&str>)> = BTreeMap::new();
    for bill in bills {
        let no = By::PaymentBook.of(bill);
        if no.is_empty() && bill.status != BillStatus::Summed {
            continue;
        }
        let (book, guarantors, offices) = found.entry(no.clone()).or_default();
        book.tax_nos.push(bill.tax_no.clone());
        book.summary.add(bill);
        guarantors.extend(bill.assure_code.as_deref());
        offices.extend(bill.customs_code.as_deref());
        let problem = match bill.status {
            BillStatus::Summed if no.is_empty() => Some(BookProblem::NoNumber),
            BillStatus::Summed => None,
            BillStatus::Made => Some(BookProblem::NotSummed),
            BillStatus::Void => Some(BookProblem::VoidInside),
        };
        book.problems.extend(problem);
    }
    let finish = |(no, (mut book, guarantors, offices)): (String, (Book, BTreeSet<_>, BTreeSet<_>))| {
        book.problems.extend((guarantors.len() > 1).then_some(BookProblem::SeveralGuarantors));
        book.problems.extend((offices.len() > 1).then_some(BookProblem::SeveralOffices));
        book.ent_duty_no = no;
        book
    };
    found.into_iter().map(finish).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::bill::TaxBillLine;
    use crate::money::Money;

    fn money(text: &str) -> Money {
        Money::parse(text).expect("a plain decimal")
    }

    /// A bill of one line: number, status, book, guarantor, VAT.
    fn bill(no: u32, status: BillStatus, book: &str, guarantor: &str, vat: &str) -> TaxBill {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let vat = money(vat);
        TaxBill {
            tax_no: format!("31052026I{no:09}_0"),
            invt_no: format!("31052026I{no:09}"),
            return_time: BeijingTime::from_wire("20261124104112").expect("a time"),
            status,
            ent_duty_no: some(book),
            customs_tax: Money::ZERO,
            value_added_tax: vat,
            consumption_tax: Money::ZERO,
            note: None,
            assure_code: some(guarantor),
            ebc_code: None,
            logistics_code: None,
            agent_code: some("3301964J31"),
            customs_code: some("3105"),
            order_no: None,
            logistics_no: None,
            lines: vec![TaxBillLine {
                gnum: 1,
                tax_price: money("100"),
                value_added_tax: vat,
                ..TaxBillLine::default()
            }],
        }
    }

    fn news(at: &str, status: BillStatus, book: &str) -> News {
        let at = BeijingTime::from_wire(at).expect("a time");
        News { at, status, ent_duty_no: Some(book.to_owned()).filter(|book| !book.is_empty()) }
    }

    #[test]
    fn a_bill_follows_what_customs_says_last() {
        use BillStatus::{Made, Summed, Void};
        for (said, status, book) in [
            (vec![], Made, None),
            (vec![news("20261225000000", Summed, "B1")], Summed, Some("B1")),
            (vec![news("20261225000000", Void, ""), news("20261224000000", Summed, "B1")], Void, Some("B1")),
            (vec![news("20261124104112", Void, "")], Void, None),
            (vec![news("20200101000000", Void, "")], Made, None),
            (
                vec![news("20261225000000", Summed, "B1"), news("20261226000000", Summed, "B2")],
                Summed,
                Some("B2"),
            ),
        ] {
            let settled = settle(bill(1, Made, "", "A", "9.10"), &said);
            assert_eq!((settled.status, settled.ent_duty_no.as_deref()), (status, book), "{said:?}");
        }
    }

    #[test]
    fn a_book_sums_its_bills_to_the_cent_and_leaves_void_ones_out() {
        use BillStatus::{Made, Summed, Void};
        let bills = [
            bill(1, Summed, "B1", "A", "9.104"),
            bill(2, Summed, "B1", "A", "9.104"),
            bill(3, Void, "B1", "A", "50"),
            bill(4, Summed, "B2", "A", "1"),
            bill(5, Summed, "B2", "B", "2"),
            bill(6, Summed, "", "A", "3"),
            bill(7, Made, "", "A", "4"),
        ];
        let found = books(&bills);
        let told: Vec<_> = found
            .iter()
            .map(|book| {
                let problems: Vec<BookProblem> = book.problems.iter().copied().collect();
                (
                    book.ent_duty_no.as_str(),
                    book.tax_nos.len(),
                    book.summary.cents.tax().to_string(),
                    problems,
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                ("", 1, "3.00".to_owned(), vec![BookProblem::NoNumber]),
                ("B1", 3, "18.20".to_owned(), vec![BookProblem::VoidInside]),
                ("B2", 2, "3.00".to_owned(), vec![BookProblem::SeveralGuarantors]),
            ]
        );
        assert_eq!(found[1].summary.exact.tax(), money("18.208"));
        let by_agent = summarise(&bills, &[By::Declarant, By::Month]);
        let only = &by_agent[&vec!["3301964J31".to_owned(), "2026-11".to_owned()]];
        assert_eq!((only.bills, only.summed, only.void), (6, 5, 1));
        assert_eq!(only.cents.tax(), money("28.20"));
    }

    proptest! {
        #[test]
        fn the_order_of_arrival_and_repetition_do_not_matter(
            said in prop::collection::vec((0_i64..4, 0_usize..3, 0_usize..3), 0..6),
            shift in 0_usize..6,
        ) {
            let statuses = [BillStatus::Made, BillStatus::Summed, BillStatus::Void];
            let all: Vec<News> = said.iter().map(|(ms, status, book)| News {
                at: BeijingTime::from_unix_ms(1_796_000_000_000 + ms),
                status: statuses[*status],
                ent_duty_no: [None, Some("B1"), Some("B2")][*book].map(str::to_owned),
            }).collect();
            let first = settle(bill(1, BillStatus::Made, "", "A", "1"), &all);
            let mut turned = all.clone();
            turned.rotate_left(shift.min(all.len()));
            turned.reverse();
            turned.extend(all);
            prop_assert_eq!(settle(bill(1, BillStatus::Made, "", "A", "1"), &turned), first);
        }

        #[test]
        fn groups_add_up_to_the_whole(bills in prop::collection::vec((0_u32..3, 0_usize..3, 0_u32..100_000), 0..30)) {
            let statuses = [BillStatus::Made, BillStatus::Summed, BillStatus::Void];
            let bills: Vec<TaxBill> = bills.iter().enumerate().map(|(i, (guarantor, status, vat))| {
                let no = u32::try_from(i).expect("few bills");
                bill(no, statuses[*status], "", &guarantor.to_string(), &format!("0.{vat:05}"))
            }).collect();
            let whole = Summary::of(&bills);
            let groups = summarise(&bills, &[By::Guarantor]);
            prop_assert_eq!(groups.values().map(|group| group.cents).sum::<BillSums>(), whole.cents);
            prop_assert_eq!(groups.values().map(|group| group.exact).sum::<BillSums>(), whole.exact);
            prop_assert_eq!(groups.values().map(|group| group.bills + group.void).sum::<usize>(), bills.len());
        }
    }
}
