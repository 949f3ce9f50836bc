//! The field table agrees with the official list of elements, cell by cell. The list is not part of this repository:
//! `CLEARANCE_SPEC` names the folder that holds `import-elements.csv`; without it the test says so and passes.
#![allow(clippy::disallowed_methods, reason = "a test of files reads them")]

use std::collections::BTreeMap;
use std::path::PathBuf;

use clearance_core::cn::fields::{Field, Form, Group, Presence, frame};
use clearance_core::cn::message::layout::Kind;

/// How the list writes the form of a row.
fn notation(field: &Field) -> String {
    match field.form {
        Form::Text { max: usize::MAX, .. } => "C".to_owned(),
        Form::Text { min: 0, max } => format!("C..{max}"),
        Form::Text { min, max } => format!("C{min}..{max}"),
        Form::Exact(length) => format!("C{length}"),
        Form::Amount | Form::Positive => "N19,5".to_owned(),
        Form::Whole { digits } => format!("N{digits}"),
        Form::Time => "C14".to_owned(),
        Form::TimeMs => "C17".to_owned(),
        Form::Date => "C8".to_owned(),
        Form::Open => "any XML".to_owned(),
    }
}

fn occurrence(presence: Presence) -> &'static str {
    match presence {
        Presence::Required => "R",
        Presence::Advised => "R*",
        Presence::Optional => "O",
        Presence::Conditional => "C",
    }
}

/// Where the table says more than the list: element, what the list says, what the table says.
const CLOSER: [(&str, &str, &str); 1] = [
    // A whole number without bounds; ours has room for every line there can be.
    ("TaxListRd/gnum", "int", "N9"),
];

#[test]
fn every_cell_of_the_official_list_stands_in_the_table() {
    let Ok(folder) = std::env::var("CLEARANCE_SPEC") else {
        eprintln!("CLEARANCE_SPEC is not set: the official list of elements is not compared");
        return;
    };
    let path = PathBuf::from(folder).join("import-elements.csv");
    let mut groups: BTreeMap<(&str, &str), &Group> = BTreeMap::new();
    for kind in Kind::ALL {
        let layout = kind.layout();
        for group in [Some(layout.head), layout.list].into_iter().flatten() {
            groups.insert((kind.root(), group.element), group);
        }
    }
    for group in [&frame::BASE_TRANSFER, &frame::BASE_SUBSCRIBE, &frame::EXTEND_MESSAGE] {
        groups.insert(("*declaration*", group.element), group);
    }
    let mut rows = 0;
    let mut wrong = Vec::new();
    for row in csv::Reader::from_path(path).expect("the list opens").records() {
        let row = row.expect("a row");
        let cell = |n: usize| row.get(n).expect("eight columns");
        let (message, parent, element) = (cell(0), cell(1), cell(3));
        let place = cell(2).parse::<usize>().expect("a number") - 1;
        rows += 1;
        let field = groups.get(&(message, parent)).and_then(|group| group.fields.get(place));
        let Some(field) = field else {
            wrong.push(format!("{message} {parent} {element}: not there"));
            continue;
        };
        let at = format!("{parent}/{}", field.element);
        let closer = CLOSER.iter().find(|(place, list, _)| *place == at && *list == cell(6));
        let form = closer.map_or(cell(6), |(_, _, ours)| ours).to_owned();
        let list = [element, cell(4), &form, cell(7)].map(str::to_owned);
        let ours = [field.element, field.zh, &notation(field), occurrence(field.presence)].map(str::to_owned);
        if list != ours {
            wrong.push(format!("{message} {at}: {list:?} is {ours:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let ours: usize = groups.values().map(|group| group.fields.len()).sum();
    assert_eq!(rows, ours, "the table has rows that the list does not know");
    eprintln!("{rows} rows in {} groups agree", groups.len());
}
