//! Transport envelopes as bodies: a `DxpMsg` is opened before anything else, and what was signed inside goes on alone.
//!
//! # Invariants
//! - What is logged are the octets inside the envelope, as they were signed. The envelope itself is not kept.
//! - Its sender is the transport identity of the enterprise that signed in, and that of the message inside.

use axum::http::StatusCode;
use bytes::Bytes;
use clearance_core::dxp::{self, DxpError};
use clearance_core::signing::Limits;

use crate::auth::Known;
use crate::error::{Reason, Refused};

/// Whether a body is an envelope, by the name of its root. A plain message costs a look at its first line.
pub(crate) fn is_envelope(bytes: &[u8]) -> bool {
    let name = root_name(bytes);
    let local = name.rsplit(|b| *b == b':').next().unwrap_or_default();
    matches!(local, b"DxpMsg" | b"DxpMsgSv")
}

/// The octets in an envelope. Work of the processor.
///
/// # Errors
/// It is no envelope that we read, or another enterprise's.
pub(crate) fn open(bytes: &[u8], sender: &Known, most: usize) -> Result<Bytes, Refused> {
    let limits = Limits { bytes: most, ..Limits::default() };
    let envelope = dxp::read_within(bytes, &limits).map_err(unread)?;
    if envelope.head.sender != sender.enterprise.dxp_id {
        return Err(Reason::EnvelopeSender.into());
    }
    // What is no message is refused later, in the words for messages.
    if let Ok(inside) = dxp::business(&envelope.data)
        && inside.dxp_id.is_some_and(|id| id != envelope.head.sender)
    {
        return Err(unread(DxpError::OtherSender));
    }
    Ok(envelope.data.into())
}

fn unread(error: DxpError) -> Refused {
    Refused::of_message(StatusCode::UNPROCESSABLE_ENTITY, error.code(), error.sentence(), error.help())
}

/// The name of the root element: what follows the first `<` that opens neither a comment nor an instruction.
fn root_name(bytes: &[u8]) -> &[u8] {
    let mut rest = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    loop {
        rest = rest.trim_ascii_start();
        let end: &[u8] = if rest.starts_with(b"<?") {
            b"?>"
        } else if rest.starts_with(b"<!--") {
            b"-->"
        } else {
            break;
        };
        let Some(at) = rest.windows(end.len()).position(|window| window == end) else { return &[] };
        rest = &rest[at + end.len()..];
    }
    let Some(rest) = rest.strip_prefix(b"<") else { return &[] };
    let ends = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'>' | b'/');
    let end = rest.iter().take(200).position(ends).unwrap_or(0);
    &rest[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_envelope_is_known_by_its_root_alone() {
        for (body, expected) in [
            ("<DxpMsg xmlns=\"x\">", true),
            ("\u{feff}<?xml version=\"1.0\"?>\n<!-- a --><dxp:DxpMsg>", true),
            ("<dxp:DxpMsgSv/>", true),
            ("<ceb:CEB621Message><a>DxpMsg</a>", false),
            ("<!-- <DxpMsg> --><a/>", false),
            ("<?xml version=\"1.0\"?", false),
            ("<!DOCTYPE DxpMsg><DxpMsg/>", false),
            ("<DxpMsg", false),
            ("DxpMsg", false),
            ("", false),
        ] {
            assert_eq!(is_envelope(body.as_bytes()), expected, "{body}");
        }
    }
}
