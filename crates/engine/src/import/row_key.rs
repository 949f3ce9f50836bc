//! The key in the last column of an exported row: which import, which export, which row. It is told from a key that a
//! spreadsheet program counted up while filling down.

use clearance_core::order::normalise;

use crate::store::sha256;

/// Header of the column; how it begins is how it is known again.
pub(super) const HEADER: &str = "通关台行号（请勿改动） Desk key, keep as it is";
const BEGINS: &str = "通关台行号";

/// The key of one exported row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RowKey {
    /// Which export of the import, from 1.
    pub(super) export: u32,
    /// Which sheet of the import.
    pub(super) sheet: usize,
    /// Row of the sheet, from 0.
    pub(super) row: u32,
}

/// What a cell of the key column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Read {
    /// A row of this import.
    Ours(RowKey),
    /// A row of another import.
    Other,
    /// No key: nothing, or something that was typed, filled down or cut.
    Nothing,
}

impl RowKey {
    /// As it is written.
    pub(super) fn write(self, import: &str) -> String {
        let RowKey { export, sheet, row } = self;
        format!("K{}-{export}-{sheet}-{}-{}", short(import), row + 1, self.check(import))
    }

    /// Reads what stands in the column.
    pub(super) fn read(text: &str, import: &str) -> Read {
        let parts: Vec<&str> = text.trim().split('-').collect();
        let &[of, export, sheet, row, check] = parts.as_slice() else { return Read::Nothing };
        let whole = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        let Some(of) = of.strip_prefix('K').filter(|of| of.len() == 8) else { return Read::Nothing };
        if !of.bytes().all(|b| b.is_ascii_hexdigit()) || !whole(export) || !whole(sheet) || !whole(row) {
            return Read::Nothing;
        }
        if of != short(import) {
            return Read::Other;
        }
        let (Ok(export), Ok(sheet), Ok(row)) = (export.parse(), sheet.parse(), row.parse::<u32>()) else {
            return Read::Nothing;
        };
        let Some(row) = row.checked_sub(1) else { return Read::Nothing };
        let key = RowKey { export, sheet, row };
        if key.check(import) == check { Read::Ours(key) } else { Read::Nothing }
    }

    fn check(self, import: &str) -> String {
        let RowKey { export, sheet, row } = self;
        sha256(format!("{import}\n{export}\n{sheet}\n{row}").as_bytes())[..4].to_owned()
    }
}

/// Whether a header is that of the key column.
pub(super) fn heads_keys(header: &str) -> bool {
    normalise(header).starts_with(BEGINS)
}

fn short(import: &str) -> &str {
    import.get(..8).unwrap_or(import)
}

#[cfg(test)]
mod tests {
    use super::*;

    const IMPORT: &str = "3F2A9C01-1111-4111-8111-111111111111";
    const OTHER: &str = "3F2A9C02-1111-4111-8111-111111111111";

    #[test]
    fn a_key_is_read_back_and_belongs_to_its_import() {
        let key = RowKey { export: 2, sheet: 1, row: 14 };
        let text = key.write(IMPORT);
        assert_eq!(RowKey::read(&format!(" {text} "), IMPORT), Read::Ours(key));
        assert_eq!(RowKey::read(&text, OTHER), Read::Other);
        assert!(heads_keys(HEADER));
    }

    #[test]
    fn a_key_that_was_filled_down_or_cut_is_none() {
        let text = RowKey { export: 1, sheet: 0, row: 14 }.write(IMPORT);
        let filled = text.replace("-15-", "-16-");
        for wrong in
            ["", "K", "15", &filled, &text[..text.len() - 1], "K3F2A9C01-1-0-0-aaaa", "Kzzzzzzzz-1-0-1-aaaa"]
        {
            assert_eq!(RowKey::read(wrong, IMPORT), Read::Nothing, "{wrong}");
        }
    }
}
