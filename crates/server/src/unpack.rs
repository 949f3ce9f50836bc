//! Packed bodies: gzip and zstd are unpacked piece by piece, and never further than a message may be long.
//!
//! # Invariants
//! - Memory is asked for before it is used: a small body that grows without end is cut off at the limit.
//! - What is logged, compared and judged are the unpacked bytes: the same message packed is the same message.

use std::io::{BufReader, Read};

use axum::http::{HeaderMap, header};
use flate2::read::MultiGzDecoder;

use crate::error::{Reason, Refused};

/// How far back a zstd stream may refer, as a power of two: 8 MiB, what RFC 8878 asks every reader to allow.
const ZSTD_WINDOW: u32 = 23;
/// So much is unpacked at once.
const PIECE: usize = 64 << 10;

/// How the body of a call is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Packing {
    /// Not at all.
    Plain,
    /// RFC 1952.
    Gzip,
    /// RFC 8878.
    Zstd,
}

impl Packing {
    /// The names that a caller may use, for `accept-encoding`.
    pub(crate) const NAMES: &str = "gzip, zstd";

    /// What the header of a call says. One packing at most.
    pub(crate) fn of(headers: &HeaderMap) -> Result<Packing, Refused> {
        let mut said = headers.get_all(header::CONTENT_ENCODING).iter();
        let (Some(first), None) = (said.next(), said.next()) else {
            let none = headers.get(header::CONTENT_ENCODING).is_none();
            return if none { Ok(Packing::Plain) } else { Err(Reason::Packing.into()) };
        };
        match first.to_str().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
            "identity" | "" => Ok(Packing::Plain),
            "gzip" | "x-gzip" => Ok(Packing::Gzip),
            "zstd" => Ok(Packing::Zstd),
            _ => Err(Reason::Packing.into()),
        }
    }
}

/// Bytes that grow within a limit and only where there is room.
pub(crate) struct Growing<R> {
    bytes: Vec<u8>,
    most: usize,
    room: R,
}

impl<R: FnMut(usize) -> Result<(), Refused>> Growing<R> {
    /// Nothing yet. `room` is asked before memory is: it gets the whole size that will be held.
    pub(crate) fn new(most: usize, room: R) -> Self {
        Growing { bytes: Vec::new(), most, room }
    }

    /// Adds a piece.
    ///
    /// # Errors
    /// The limit, or no room.
    pub(crate) fn push(&mut self, piece: &[u8]) -> Result<(), Refused> {
        let size = self.bytes.len() + piece.len();
        if size > self.most {
            return Err(Reason::TooLarge.into());
        }
        if size > self.bytes.capacity() {
            let wanted = size.max(self.bytes.capacity() * 2).min(self.most);
            (self.room)(wanted)?;
            self.bytes.reserve_exact(wanted - self.bytes.len());
        }
        self.bytes.extend_from_slice(piece);
        Ok(())
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

/// Unpacks a body; work of the processor.
///
/// # Errors
/// Larger than a message may be, no room, or no such packing.
pub(crate) fn unpack(
    packing: Packing,
    packed: &[u8],
    most: usize,
    room: impl FnMut(usize) -> Result<(), Refused>,
) -> Result<Vec<u8>, Refused> {
    let broken = |_| Refused::new(Reason::PackingBroken);
    let mut unpacked = Growing::new(most, room);
    match packing {
        Packing::Plain => unpacked.push(packed)?,
        Packing::Gzip => pour(MultiGzDecoder::new(packed), &mut unpacked)?,
        Packing::Zstd => {
            let mut reader =
                zstd::stream::read::Decoder::with_buffer(BufReader::new(packed)).map_err(broken)?;
            reader.window_log_max(ZSTD_WINDOW).map_err(broken)?;
            pour(reader, &mut unpacked)?;
        }
    }
    Ok(unpacked.into_bytes())
}

fn pour<R: FnMut(usize) -> Result<(), Refused>>(
    mut from: impl Read,
    into: &mut Growing<R>,
) -> Result<(), Refused> {
    let mut piece = vec![0; PIECE];
    loop {
        match from.read(&mut piece) {
            Ok(0) => return Ok(()),
            Ok(read) => into.push(&piece[..read])?,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) => return Err(Reason::PackingBroken.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        out.write_all(bytes).expect("into memory");
        out.finish().expect("into memory")
    }

    fn zstd(bytes: &[u8]) -> Vec<u8> {
        zstd::encode_all(bytes, 19).expect("into memory")
    }

    fn code(packing: Packing, packed: &[u8], most: usize) -> Result<usize, String> {
        unpack(packing, packed, most, |_| Ok(())).map(|b| b.len()).map_err(|r| r.refusal.code)
    }

    #[test]
    fn the_limit_itself_is_allowed_and_one_byte_more_is_not() {
        let bytes = vec![b'a'; 1000];
        for (packing, packed) in [(Packing::Gzip, gzip(&bytes)), (Packing::Zstd, zstd(&bytes))] {
            assert_eq!(code(packing, &packed, 1000), Ok(1000));
            assert_eq!(code(packing, &packed, 999), Err("too-large".into()));
        }
    }

    #[test]
    fn a_bomb_is_cut_off_and_never_asks_for_more_than_the_limit() {
        let bomb = vec![0; 64 << 20];
        for (packing, packed) in [(Packing::Gzip, gzip(&bomb)), (Packing::Zstd, zstd(&bomb))] {
            assert!(packed.len() < 100_000);
            let mut asked = 0;
            let refused = unpack(packing, &packed, 1 << 20, |size| {
                asked = size;
                Ok(())
            });
            assert_eq!(refused.expect_err("it is too large").refusal.code, "too-large");
            assert!(asked <= 1 << 20, "{asked}");
        }
    }

    #[test]
    fn memory_grows_with_what_came_and_stops_where_there_is_no_room() {
        let packed = gzip(&vec![0; 8 << 20]);
        let mut asked = Vec::new();
        let refused = unpack(Packing::Gzip, &packed, 32 << 20, |size| {
            asked.push(size);
            if size > 1 << 20 { Err(Reason::Busy.into()) } else { Ok(()) }
        });
        assert_eq!(refused.expect_err("no room").refusal.code, "busy");
        assert!(asked[0] <= PIECE && asked.is_sorted() && asked.len() > 3, "{asked:?}");
    }

    #[test]
    fn what_is_cut_short_or_no_packing_at_all_is_broken() {
        let (gz, zs) = (gzip(b"<a/>"), zstd(b"<a/>"));
        let more = |bytes: &[u8]| [bytes, b"garbage".as_slice()].concat();
        for (packing, packed) in [
            (Packing::Gzip, gz[..gz.len() - 1].to_vec()),
            (Packing::Gzip, more(&gz)),
            (Packing::Gzip, b"<a/>".to_vec()),
            (Packing::Gzip, Vec::new()),
            (Packing::Zstd, zs[..zs.len() - 1].to_vec()),
            (Packing::Zstd, more(&zs)),
            (Packing::Zstd, gz.clone()),
        ] {
            assert_eq!(
                code(packing, &packed, 1 << 20),
                Err("packing-broken".into()),
                "{packing:?} {packed:?}"
            );
        }
    }

    #[test]
    fn a_stream_that_wants_a_window_of_two_gigabytes_is_refused() {
        // A frame header with the largest window, then an empty last block.
        let greedy = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa8, 0x01, 0x00, 0x00];
        assert_eq!(code(Packing::Zstd, &greedy, 1 << 20), Err("packing-broken".into()));
    }

    #[test]
    fn one_packing_that_is_known_and_no_chain_of_them() {
        let of = |values: &[&str]| {
            let mut headers = HeaderMap::new();
            values.iter().for_each(|value| {
                headers.append(header::CONTENT_ENCODING, value.parse().expect("a value"));
            });
            Packing::of(&headers).map_err(|refused| refused.refusal.code)
        };
        assert_eq!(of(&[]), Ok(Packing::Plain));
        assert_eq!(of(&["identity"]), Ok(Packing::Plain));
        assert_eq!(of(&["GZIP"]), Ok(Packing::Gzip));
        assert_eq!(of(&["zstd"]), Ok(Packing::Zstd));
        for wrong in [["br"].as_slice(), &["gzip, gzip"], &["gzip", "zstd"], &["gzip", "gzip"]] {
            assert_eq!(of(wrong), Err("packing".into()), "{wrong:?}");
        }
    }
}
