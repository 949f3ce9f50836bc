//! The packages that are compiled in.

use std::sync::{Arc, LazyLock};

use super::package::Package;

const TEXTS: [&str; 14] = [
    include_str!("../codes/area.tsv"),
    include_str!("../rates/class.tsv"),
    include_str!("../rates/consumption_tax.tsv"),
    include_str!("../codes/country.tsv"),
    include_str!("../codes/currency.tsv"),
    include_str!("../codes/district.tsv"),
    include_str!("../rates/duty.tsv"),
    include_str!("../codes/hs.tsv"),
    include_str!("../rates/limit.tsv"),
    include_str!("../codes/trade.tsv"),
    include_str!("../codes/transport.tsv"),
    include_str!("../codes/unit.tsv"),
    include_str!("../rates/vat.tsv"),
    include_str!("../codes/wrap.tsv"),
];

static PACKAGES: LazyLock<Vec<Arc<Package>>> = LazyLock::new(|| {
    let read =
        |text| Package::read_built_in(text).expect("the tables that are compiled in are read by a test");
    TEXTS.into_iter().map(|text| Arc::new(read(text))).collect()
});

/// All of them, one for each table, sorted by name.
pub(super) fn packages() -> &'static [Arc<Package>] {
    &PACKAGES
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cn::tables::TABLES;

    #[test]
    fn every_table_has_its_package() {
        let names: Vec<&str> = packages().iter().map(|package| package.table().name).collect();
        assert_eq!(names, TABLES.iter().map(|table| table.name).collect::<Vec<_>>());
        for (package, text) in packages().iter().zip(TEXTS) {
            assert_eq!(Package::read(text.as_bytes()).as_ref(), Ok(&**package), "{}", package.table().name);
        }
    }
}
