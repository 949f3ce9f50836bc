//! The tables that a service judges by: what is compiled in, and the packages of a folder.

use std::path::Path;

use clearance_core::cn::tables::{Held, MOST_BYTES, Package};
use clearance_core::signing::Trust;
use clearance_core::time::BeijingTime;

use crate::error::Error;

/// The certificates whose packages are taken, in the folder of the packages.
const PUBLISHERS: &str = "publishers.pem";

/// Every package (`*.tsv`) of a folder, each signed by one of the publishers in `publishers.pem` beside it.
///
/// # Errors
/// One that cannot be read or is refused refuses them all: a service does not start with half of its tables.
pub fn from_folder(folder: &Path, now: BeijingTime) -> Result<Held, Error> {
    let failed = |path: &Path, cause: &dyn std::fmt::Display| Error::Tables {
        file: path.display().to_string(),
        cause: cause.to_string(),
    };
    let publishers = folder.join(PUBLISHERS);
    let certificates = std::fs::read(&publishers).map_err(|e| failed(&publishers, &e))?;
    let trust = Trust::from_file(&certificates).map_err(|e| failed(&publishers, &e))?;
    let mut packages = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|e| failed(folder, &e))? {
        let path = entry.map_err(|e| failed(folder, &e))?.path();
        if path.extension().is_none_or(|end| end != "tsv") {
            continue;
        }
        let size = std::fs::metadata(&path).map_err(|e| failed(&path, &e))?.len();
        if size > MOST_BYTES as u64 {
            return Err(failed(&path, &"too large"));
        }
        let bytes = std::fs::read(&path).map_err(|e| failed(&path, &e))?;
        let package = Package::read(&bytes).map_err(|e| failed(&path, &e))?;
        package.judge(&trust, now).map_err(|e| failed(&path, &e))?;
        packages.push(package);
    }
    packages.sort_by(|a, b| a.version().cmp(b.version()));
    Held::built_in().install(packages).map(|(held, _)| held).map_err(|e| failed(folder, &e))
}

#[cfg(test)]
mod tests {
    use clearance_core::cn::tables::Table;
    use clearance_core::signing::{Practice, PracticeRandom, PracticeSubject};

    use super::*;

    #[test]
    fn a_folder_is_taken_whole_or_not_at_all() {
        let at = |text| BeijingTime::from_wire(text).expect("a time");
        let now = at("20261124120000");
        let subject = PracticeSubject {
            enterprise_name: "测试发布",
            enterprise_code: "3301964J31",
            not_before: at("20260101000000"),
            not_after: at("20271231235959"),
        };
        let random = PracticeRandom { key: [9; 32].into(), serial: [1; 8] };
        let key = Practice::make(random, subject).expect("an identity");
        let folder = tempfile::tempdir().expect("a folder");
        let put = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).expect("a file");
        put(PUBLISHERS, key.certificate().der());
        let vat = Held::built_in().newest_of(Table::named("vat").expect("a table")).canonical();
        let vat =
            vat.replacen("version\t2026-01", "version\t2027-01", 1).replace("standard\t13", "standard\t12");
        let signed =
            Package::read(vat.as_bytes()).expect("sound").sign(&key.signer(), now).expect("it signs");
        put("vat.tsv", signed.write().as_bytes());
        let held = from_folder(folder.path(), now).expect("all is well");
        assert_eq!(held.on(now.date()).version("vat"), "2027-01");
        put("unsigned.tsv", vat.replacen("2027-01", "2027-02", 1).as_bytes());
        from_folder(folder.path(), now).expect_err("one is not signed");
    }
}
