//! Replays the committed seeds through the functions that the fuzzer calls; `CLEARANCE_UPDATE=1` writes seeds and words.

#[path = "targets.rs"]
mod targets;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clearance_core::cn::message::layout::Kind;
use clearance_core::cn::message::{Body, Message};
use clearance_core::cn::{fields, sample};
use clearance_core::signing::{self, Signer, open_pkcs12};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz")
}

fn update() -> bool {
    std::env::var_os("CLEARANCE_UPDATE").is_some()
}

fn write(target: &str, name: &str, bytes: &[u8]) {
    let folder = folder().join("seeds").join(target);
    std::fs::create_dir_all(&folder).expect("the folder of the seeds");
    std::fs::write(folder.join(name), bytes).expect("a seed");
}

/// Runs every file of a folder; gives how many there were and how many were read to the end.
fn replay(folder: &Path, target: fn(&[u8]) -> bool) -> (usize, usize) {
    let (mut all, mut through) = (0, 0);
    for entry in std::fs::read_dir(folder).expect("the seeds are committed") {
        let file = entry.expect("an entry").path();
        if file.is_dir() {
            continue;
        }
        println!("{}", file.display());
        let bytes = std::fs::read(&file).expect("a seed");
        all += 1;
        through += usize::from(target(&bytes));
    }
    (all, through)
}

/// Replays the seeds of a target, and files of the house that it starts from too.
fn seeds_of(target: &str, more: &[&str], run: fn(&[u8]) -> bool) {
    let (mut all, mut through) = replay(&folder().join("seeds").join(target), run);
    for other in more {
        let (there, read) = replay(&folder().join(other), run);
        (all, through) = (all + there, through + read);
    }
    println!("{target}: {through} of {all} seeds are read to the end");
    assert!(through > 0, "no seed of {target} leads anywhere");
    assert!(all > through, "no seed of {target} is refused");
}

/// One message of each kind that is written, small.
fn messages() -> Vec<Message> {
    let case = sample::case();
    let bodies = [
        case.order.map(|one| Body::Orders(vec![one])),
        case.payment.map(|one| Body::Payments(vec![one])),
        case.waybill.map(|one| Body::Waybills(vec![one])),
        case.declaration.map(|one| Body::Declarations(vec![one])),
    ];
    let id = "4CDE1CFD-EDED-46B1-946C-B8022E42FC94";
    let transfer = sample::transfer();
    let message = |body| Message {
        id: id.to_owned(),
        body,
        transfer: transfer.clone(),
        subscribes: Vec::new(),
        extension: None,
    };
    bodies.into_iter().flatten().map(message).collect()
}

#[test]
fn the_message_reader_takes_any_bytes() {
    if update() {
        for message in messages() {
            write("message", &format!("{}.xml", message.body.kind().root()), message.write().as_bytes());
        }
        for kind in [Kind::Ceb513, Kind::Ceb623, Kind::Ceb625, Kind::Ceb711] {
            write("message", &format!("{}.xml", kind.root()), filled(kind).as_bytes());
        }
        let broken = messages()[1].write().replace("ceb:guid>", "ceb:guid><ceb:guid/>").replace("ceb:", "");
        write("message", "no-message.xml", broken.as_bytes());
    }
    seeds_of("message", &[], targets::message);
}

#[test]
fn the_verifier_takes_any_bytes() {
    if update() {
        for name in ["rsa", "sm2"] {
            let file = folder().join(format!("seeds/p12/plain-{name}.p12"));
            let key = open_pkcs12(&std::fs::read(file).expect("a key"), "").expect("a key without password");
            let signed = signing::seal(targets::SIGNED_BODY, &key).expect("our own form is sealed");
            write("verifier", &format!("{}.xml", key.algorithm().name()), signed.as_bytes());
            if name == "sm2" {
                let spaced = signed.replace("><ds:", ">\n<ds:");
                write("verifier", "template.xml", spaced.as_bytes());
                write("verifier", "changed.xml", signed.replace("376", "36").as_bytes());
            }
        }
        write("verifier", "unsigned.xml", targets::SIGNED_BODY.as_bytes());
    }
    seeds_of("verifier", &[], targets::verifier);
}

#[test]
fn the_receipt_reader_takes_any_bytes() {
    if update() {
        for kind in Kind::ALL.iter().filter(|kind| !kind.layout().transfer) {
            write("receipt", &format!("{}.xml", kind.root()), filled(*kind).as_bytes());
        }
        write("receipt", "words.txt", "[Code:1332;Desc:x],[code: 22001;] Code:".as_bytes());
    }
    seeds_of("receipt", &[], targets::receipt);
}

/// A message of a kind with something in every field, in the form that the table wants.
fn filled(kind: Kind) -> String {
    let layout = kind.layout();
    let values = |group: &fields::Group| -> String {
        let one = |field: &fields::Field| {
            let value = match field.form {
                fields::Form::Time => "20261124120000",
                fields::Form::TimeMs => "20261124120000123",
                fields::Form::Date => "20261124",
                fields::Form::Amount | fields::Form::Positive | fields::Form::Whole { .. } => "1",
                _ if field.element == "returnStatus" => "100",
                _ if field.element == "returnInfo" => "[Code:1332;Desc:x]",
                _ => "1",
            };
            format!("<{0}>{value}</{0}>", field.element)
        };
        group.fields.iter().map(one).collect()
    };
    let element = |group: &fields::Group| format!("<{0}>{1}</{0}>", group.element, values(group));
    let record = match (layout.wrapped, layout.list) {
        (true, list) => format!("{}{}", element(layout.head), list.map(element).unwrap_or_default()),
        (false, _) => values(layout.head),
    };
    let after = match layout.transfer {
        true => {
            [&fields::frame::BASE_TRANSFER, &fields::frame::BASE_SUBSCRIBE].map(element).concat()
                + "<ExtendMessage><name>1</name><version>2</version><Message><a b=\"c\">d</a></Message></ExtendMessage>"
        }
        false => String::new(),
    };
    let (root, entity) = (kind.root(), layout.entity);
    format!(
        "<{root} xmlns=\"http://www.chinaport.gov.cn/ceb\" guid=\"4CDE1CFD-EDED-46B1-946C-B8022E42FC94\" version=\"1.0\">\
         <{entity}>{record}</{entity}>{after}</{root}>"
    )
}

#[test]
fn the_key_file_opener_takes_any_bytes() {
    seeds_of("p12", &["../keys"], targets::p12);
}

#[test]
fn the_envelope_reader_takes_any_bytes() {
    if update() {
        write(
            "dxp",
            "no-data.xml",
            b"<DxpMsg xmlns=\"http://www.chinaport.gov.cn/dxp\" ver=\"1.0\"><Data/></DxpMsg>",
        );
    }
    seeds_of("dxp", &["../../crates/core/src/dxp/golden"], targets::dxp);
}

#[test]
fn the_fuzzer_knows_the_words_of_the_wire() {
    let mut words: BTreeSet<&str> = BTreeSet::new();
    for kind in Kind::ALL {
        let layout = kind.layout();
        words.extend([kind.root(), layout.entity]);
        for group in [Some(layout.head), layout.list].into_iter().flatten() {
            words.insert(group.element);
            words.extend(group.fields.iter().map(|field| field.element));
        }
    }
    words.remove("");
    words.extend([
        "DxpMsg",
        "DxpMsgSv",
        "DxpRep",
        "TransInfo",
        "AddInfo",
        "BizKey",
        "http://www.chinaport.gov.cn/dxp",
    ]);
    words.extend(["http://www.chinaport.gov.cn/ceb", "xmlns:ceb=", "<![CDATA[", "<?xml ", "&#13;"]);
    let words: String = words.iter().map(|word| format!("\"{word}\"\n")).collect();
    let file = folder().join("words.dict");
    if update() {
        std::fs::write(&file, &words).expect("the words");
    }
    let committed = std::fs::read_to_string(&file).expect("the words are committed");
    assert_eq!(committed, words, "CLEARANCE_UPDATE=1 writes it again");
}
