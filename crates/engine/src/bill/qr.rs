//! The square code of a print: bill, amounts and the digest of the message.

use clearance_core::bill::TaxBill;
use qrcode::{EcLevel, QrCode};

use super::canvas::{BLACK, Mark, Page};
use super::verify;

/// The text in the code: `CDT1*tax no*duty*VAT*consumption tax*SHA-256 in capital hex`. Only signs of the compact
/// alphanumeric mode, apart from what the bill's number brings along.
pub(super) fn content(bill: &TaxBill, message_sha256: &[u8; 32]) -> String {
    let sums = bill.cents().sums;
    format!(
        "CDT1*{}*{}*{}*{}*{}",
        bill.tax_no,
        sums.customs_tax,
        sums.value_added_tax,
        sums.consumption_tax,
        verify::hex(message_sha256).to_uppercase()
    )
}

/// Draws the code into a square with this left top corner and side. A bill number that fits no code draws nothing:
/// the digest stands beside it as text.
pub(super) fn draw(page: &mut Page, text: &str, (left, top): (f32, f32), side: f32) {
    let Ok(code) = QrCode::with_error_correction_level(text, EcLevel::M) else {
        return;
    };
    let modules = code.width();
    let dark = code.to_colors();
    #[expect(clippy::cast_precision_loss, reason = "a code has at most 177 modules a side")]
    let place = |n: usize| n as f32 * side / modules as f32;
    let mut rects = Vec::new();
    for (row, line) in dark.chunks(modules).enumerate() {
        let mut at = 0;
        for run in line.chunk_by(|a, b| a == b) {
            if run[0] == qrcode::Color::Dark {
                let width = place(at + run.len()) - place(at);
                rects.push([left + place(at), top + place(row), width, place(row + 1) - place(row)]);
            }
            at += run.len();
        }
    }
    page.marks.push(Mark::Fill { rects, colour: BLACK });
}
