//! Another program signs: what counts as signed, and what becomes of everything else.

use clearance_core::cn::message::{Body, Message};
use clearance_core::cn::{sample, seal};
use clearance_core::signing::SoftKey;

use super::*;
use crate::keys::throwaway;

fn message(id: &str) -> String {
    let body = Body::Declarations(sample::case().declaration.into_iter().collect());
    Message::new(id.to_owned(), body, sample::transfer()).write()
}

struct Site {
    folder: tempfile::TempDir,
    key: SoftKey,
    open: HandOver,
}

const GUID: &str = "4CDE1CFD-EDED-46B1-946C-B8022E42FC94";

impl Site {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let key = throwaway("杭州晴川报关有限公司", "3301964J31").expect("a key");
        let open =
            HandOver::open(folder.path(), key.certificate().clone(), key.algorithm()).expect("its parts");
        Site { folder, key, open }
    }

    fn put(&self, name: &str, text: &str) {
        fs::write(self.folder.path().join(SIGNED).join(name), text).expect("a file");
    }

    /// What the other program does.
    fn sign(&self, unsigned: &str) -> String {
        seal::seal(unsigned, &self.key).expect("it is sealed").into_xml()
    }

    fn names(&self, part: &str) -> Vec<String> {
        let name = |path: PathBuf| path.file_name().expect("a name").to_string_lossy().into_owned();
        files(&self.folder.path().join(part)).into_iter().map(name).collect()
    }

    fn odd(&self) -> Vec<&'static str> {
        self.open.odd().into_iter().map(|odd| odd.code).collect()
    }
}

#[test]
fn a_message_goes_out_whole_and_comes_back_signed_once() {
    let site = Site::new();
    let unsigned = message(GUID);
    for _ in 0..3 {
        assert_eq!(site.open.round(&unsigned), Err(SignError::Pending));
    }
    assert_eq!(site.names(TO_SIGN), [format!("{GUID}.xml")]);
    let handed = fs::read_to_string(site.folder.path().join(TO_SIGN).join(format!("{GUID}.xml")));
    assert_eq!(handed.expect("the file"), unsigned);
    // The other program takes the file away while it signs: it is not handed over a second time.
    fs::remove_file(site.folder.path().join(TO_SIGN).join(format!("{GUID}.xml"))).expect("it is there");
    assert_eq!(site.open.round(&unsigned), Err(SignError::Pending));
    assert_eq!(site.names(TO_SIGN), [] as [&str; 0]);

    let signed = site.sign(&unsigned);
    site.put("any name.XML", &signed);
    assert_eq!(site.open.round(&unsigned).as_deref(), Ok(signed.as_str()));
    assert_eq!((site.names(SIGNED), site.names(TAKEN)), (Vec::new(), vec![format!("{GUID}.xml")]));
    // The desk was ended before it could save it: the same answer again.
    assert_eq!(site.open.round(&unsigned).as_deref(), Ok(signed.as_str()));
    assert_eq!(site.odd(), [] as [&str; 0]);
    site.put("again.xml", &signed);
    assert_eq!(site.odd(), ["hand-over-duplicate"]);
}

#[test]
fn what_is_not_our_message_signed_by_our_key_is_kept_and_never_sent() {
    let other = throwaway("杭州晴川报关有限公司", "3301964J31").expect("a key");
    let unsigned = message(GUID);
    for (what, text, code) in [
        ("altered before signing", None, "sign-other-message"),
        ("by another key", Some(seal::seal(&unsigned, &other).expect("sealed").into_xml()), "sign-bad-file"),
        ("not signed at all", Some(unsigned.clone()), "sign-bad-file"),
    ] {
        let site = Site::new();
        assert_eq!(site.open.round(&unsigned), Err(SignError::Pending));
        let text = text.unwrap_or_else(|| {
            let changed = unsigned.replacen("<ceb:note>", "<ceb:note>!", 1);
            let changed = if changed == unsigned {
                unsigned.replacen("</ceb:copNo>", "9</ceb:copNo>", 1)
            } else {
                changed
            };
            assert_ne!(changed, unsigned);
            site.sign(&changed)
        });
        site.put("back.xml", &text);
        assert_eq!(site.open.round(&unsigned).map_err(|e| e.code()), Err(code), "{what}");
        assert_eq!(site.names(REFUSED), ["back.xml"], "{what}");
        let reason = fs::read_to_string(site.folder.path().join(REFUSED).join("back.xml.txt"));
        assert!(reason.expect("the reason lies beside it").contains(code), "{what}");
        assert_eq!(site.odd(), ["hand-over-refused"], "{what}");
        // It is handed over once more, and the right answer counts.
        assert_eq!(site.open.round(&unsigned), Err(SignError::Pending), "{what}");
        assert_eq!(site.names(TO_SIGN).len(), 1, "{what}");
        site.put("back.xml", &site.sign(&unsigned));
        assert!(site.open.round(&unsigned).is_ok(), "{what}");
    }
}

#[test]
fn half_written_foreign_and_hidden_files_stay_where_they_are() {
    let site = Site::new();
    let unsigned = message(GUID);
    let signed = site.sign(&unsigned);
    assert_eq!(site.open.round(&unsigned), Err(SignError::Pending));
    site.put("half.xml", &signed[..signed.len() / 2]);
    site.put("foreign.xml", &site.sign(&message("5CDE1CFD-EDED-46B1-946C-B8022E42FC95")));
    site.put("empty.xml", "");
    site.put(".hidden.xml", &signed);
    site.put("writing.xml.part", &signed);
    site.put("readme.txt", "x");
    assert_eq!(site.open.round(&unsigned), Err(SignError::Pending));
    assert_eq!(site.names(SIGNED), ["empty.xml", "foreign.xml", "half.xml"]);
    assert_eq!(site.odd(), ["hand-over-incomplete", "hand-over-foreign", "hand-over-incomplete"]);
    site.put("half.xml", &signed);
    assert!(site.open.round(&unsigned).is_ok(), "the rest was written");
}

#[test]
fn what_is_taken_back_is_foreign_when_it_comes() {
    let site = Site::new();
    let unsigned = message(GUID);
    assert_eq!(site.open.round(&unsigned), Err(SignError::Pending));
    site.open.take_back(GUID);
    assert_eq!(site.names(TO_SIGN), [] as [&str; 0]);
    site.put("late.xml", &site.sign(&unsigned));
    assert_eq!(site.odd(), ["hand-over-foreign"]);
}

#[test]
fn ids_that_would_name_other_files_are_not_taken() {
    for (text, expected) in [
        ("<x guid=\"4CDE1CFD-EDED\"/>", Some("4CDE1CFD-EDED")),
        ("<x guid='4CDE1CFD-EDED'/>", Some("4CDE1CFD-EDED")),
        ("<x guid=\"../../etc/passwd\"/>", None),
        ("<x guid=\"a\"/>", None),
        ("<x guid=\"4CDE1CFD-EDED", None),
        ("<x/>", None),
    ] {
        assert_eq!(guid_of(text.as_bytes()).as_deref(), expected, "{text}");
    }
}
