//! Printing of tax bills; one bill alone is the baseline.

use std::time::Instant;

use clearance_core::bill::{BillStatus, TaxBill, TaxBillLine};
use clearance_core::money::Money;
use clearance_core::text::Text;

use super::{Measured, each_beside, forget_peak};
use crate::bill::{BillNames, FileLayout, Font, PrintOptions, PrintedBill, print};
use crate::clock;
use crate::error::Result;

/// Prints `count` bills, one file each and all in one.
///
/// # Errors
/// The font fails.
pub fn bills(count: usize) -> Result<Vec<Measured>> {
    let font = Font::built_in();
    let bills: Vec<PrintedBill> = (0..count).map(bill).collect();
    let now = clock::now();
    let options = |files: FileLayout| PrintOptions {
        files,
        printed_by: "通关台".to_owned(),
        printed_at: now,
        naming: String::new(),
        client: "bench".to_owned(),
        masked: false,
    };

    let since = Instant::now();
    print(&bills[..1.min(count)], &options(FileLayout::OnePerBill), font)?;
    let one =
        Measured::new("bills-one", Text { zh: "基准：一张", en: "baseline: one bill" }, 1, "bill", since);

    forget_peak();
    let since = Instant::now();
    let files = print(&bills, &options(FileLayout::OnePerBill), font)?;
    let what = Text { zh: "每张一个文件", en: "one file each" };
    let separate = Measured::new("bills-each", what, files.len(), "files", since);

    let since = Instant::now();
    print(&bills, &options(FileLayout::OneFile), font)?;
    let what = Text { zh: "合成一个文件", en: "all in one file" };
    let single = Measured::new("bills-single", what, count, "bills", since);
    let (separate, single) = (each_beside(separate, &one), each_beside(single, &one));
    Ok(vec![one, separate, single])
}

fn bill(number: usize) -> PrintedBill {
    let yuan = |text: &str| Money::parse(text).unwrap_or(Money::ZERO);
    let line = |gnum: u32, gcode: &str, name: &str, base: &str, vat: &str| TaxBillLine {
        gnum,
        gcode: gcode.to_owned(),
        name: Some(name.to_owned()),
        tax_price: yuan(base),
        customs_tax: Money::ZERO,
        value_added_tax: yuan(vat),
        consumption_tax: Money::ZERO,
    };
    let invt_no = format!("29912026I{number:09}");
    PrintedBill {
        bill: TaxBill {
            tax_no: format!("{invt_no}_0"),
            invt_no,
            return_time: clock::now(),
            status: BillStatus::Made,
            ent_duty_no: None,
            customs_tax: Money::ZERO,
            value_added_tax: yuan("43.316"),
            consumption_tax: Money::ZERO,
            note: None,
            assure_code: Some("3301964J31".to_owned()),
            ebc_code: Some("33019649X2".to_owned()),
            logistics_code: Some("3302460066".to_owned()),
            agent_code: Some("3301964J31".to_owned()),
            customs_code: Some("2991".to_owned()),
            order_no: Some(format!("OK{number:014}")),
            logistics_no: Some(format!("HX{number:014}")),
            lines: vec![
                line(1, "2106909090", "鱼油胶囊", "304.39485", "27.69993"),
                line(2, "3306101090", "牙膏", "171.60515", "15.61607"),
            ],
        },
        names: BillNames::default(),
        message_sha256: [u8::try_from(number % 251).unwrap_or(0); 32],
        declared_on: None,
        released_on: None,
    }
}
