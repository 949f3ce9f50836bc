//! CEB900: what the e-port answers a message that it does not take as a whole.

use clearance_core::cn::message::record::Millis;
use clearance_core::cn::receipt::ceb900_format::FormatReceipt;
use clearance_core::cn::receipt::{Answer, Body};
use clearance_core::time::BeijingTime;

use crate::random;

/// Of the refused message so many characters are repeated; a sender knows the rest.
const MOST_REPEATED: usize = 200_000;

/// Writes the receipt.
pub(crate) fn format_receipt(
    status: &str,
    says: &str,
    message_id: &str,
    message_kind: &str,
    message: &[u8],
    at: BeijingTime,
) -> String {
    let short =
        |text: &str, most: usize| text.chars().filter(|c| may_stand(*c)).take(most).collect::<String>();
    let body = Body::Format(FormatReceipt {
        guid: random::guid(),
        status: status.to_owned(),
        info: short(says, 1000),
        at: Millis(at),
        message_id: short(message_id, 36),
        message_kind: message_kind.to_owned(),
        message: short(
            &String::from_utf8_lossy(&message[..message.len().min(4 * MOST_REPEATED)]),
            MOST_REPEATED,
        ),
    });
    Answer { id: random::guid(), body }.write()
}

/// What XML can carry (XML 1.0, `Char`); the rest of a broken message is left out.
fn may_stand(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_receipt_reads_whatever_bytes_it_repeats() {
        let at = BeijingTime::from_unix_ms(1_763_950_938_123);
        let xml = format_receipt("-999999", "坏<了>", "id", "Unknown", b"<!DOCTYPE a\x00\xff]]>", at);
        let read = Answer::read_text(&xml).expect("what is written reads");
        let Body::Format(receipt) = read.body else { panic!("a format receipt") };
        assert_eq!((receipt.info.as_str(), receipt.message_id.as_str()), ("坏<了>", "id"));
        assert!(receipt.message.starts_with("<!DOCTYPE a"));
    }
}
