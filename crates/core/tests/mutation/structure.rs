//! Breaks the shape of a message: elements repeated, unknown, moved, nested and decorated, and the frame around them.

use clearance_core::check::Severity;
use clearance_core::cn::fields::Form;
use clearance_core::cn::message::layout::SignatureNeed;

use crate::model::{Element, Model, Which, inside, parts, signature, written};
use crate::{Found, SIDES, Tally, said};

fn stops(rule: &str, at: impl Into<String>) -> Vec<Found> {
    vec![(rule.to_owned(), at.into(), Severity::Stops)]
}

fn order(at: impl Into<String>) -> Vec<Found> {
    stops("CN-FORM-ORDER", at)
}

fn agree(tally: &mut Tally, what: &str, xml: &str, expected: &[Found]) {
    for side in SIDES {
        tally.agree(what, xml, said(xml, side), Some(expected.to_vec()));
    }
}

/// Every element of a section: repeated, moved, with a stranger behind it, with something inside, with an attribute.
pub(crate) fn elements(valid: &Model, which: Which, tally: &mut Tally) {
    let count = valid.clone().section(which).fields.len();
    for place in 0..count {
        let mut model = valid.clone();
        let section = model.section(which);
        let (at, row) = (section.at.clone(), &section.group.fields[place]);
        let name = row.element;
        let try_it =
            |tally: &mut Tally, what: &str, expected: &[Found], change: &dyn Fn(&mut Vec<Element>)| {
                let mut broken = valid.clone();
                change(&mut broken.section(which).fields);
                agree(tally, &format!("{at}/{name} {what}"), &broken.write(), expected);
            };
        let again = order(format!("{at}/{name}"));
        try_it(tally, "twice", &again, &|all| all.insert(place, all[place].clone()));
        try_it(tally, "again at the end", &again, &|all| all.push(all[place].clone()));
        for stranger in ["noSuchElement", "guId", &name.to_uppercase()] {
            try_it(tally, stranger, &order(format!("{at}/{stranger}")), &|all| {
                all.insert(place + 1, Element::new(stranger, "1"));
            });
        }
        // The right name outside the namespace of the messages is another element.
        let mut foreign = Element::new(&format!("x:{name}"), "1");
        foreign.attributes = " xmlns:x=\"urn:x\"".to_owned();
        try_it(tally, "of another namespace", &order(format!("{at}/{name}")), &|all| {
            all.insert(place + 1, foreign.clone());
        });
        try_it(tally, "with an attribute", &order(format!("{at}/{name}/@x")), &|all| {
            all[place].attributes = " x=\"1\"".to_owned();
        });
        if row.form != Form::Open {
            try_it(tally, "with an element inside", &order(format!("{at}/{name}/b")), &|all| {
                all[place].xml.push_str("<ceb:b/>");
            });
        }
        for to in [0, count / 2, count - 1] {
            moved(valid, which, place, to, tally);
        }
        if place + 1 < count {
            moved(valid, which, place, place + 1, tally);
        }
    }
    if valid.kind.layout().transfer && matches!(which, Which::Head) {
        // Text between elements: what is declared must meet the schema.
        let xml = valid.write().replacen("</ceb:guid>", "</ceb:guid>text", 1);
        let at = valid.clone().section(which).at.clone();
        agree(tally, "text between elements", &xml, &order(format!("{at}/#text")));
    }
}

/// One element moved to another place. Which of two that changed places stands wrong is a matter of taste; that no more
/// are called wrong than must be, and that the others stand right, is not.
fn moved(valid: &Model, which: Which, from: usize, to: usize, tally: &mut Tally) {
    if from == to {
        return;
    }
    let mut model = valid.clone();
    let section = model.section(which);
    let element = section.fields.remove(from);
    section.fields.insert(to, element);
    let place_of = |name: &str| section.group.fields.iter().position(|row| row.element == name);
    let places: Vec<usize> = section.fields.iter().filter_map(|element| place_of(&element.name)).collect();
    let prefix = format!("{}/", section.at);
    let elements: Vec<&str> = section.group.fields.iter().map(|row| row.element).collect();
    let fewest = places.len() - longest_rise(&places);
    let xml = model.write();
    for side in SIDES {
        let found = said(&xml, side).unwrap_or_default();
        let wrong: Vec<Option<usize>> = found
            .iter()
            .filter(|(rule, _, severity)| rule == "CN-FORM-ORDER" && *severity == Severity::Stops)
            .map(|(_, at, _)| {
                at.strip_prefix(&prefix).and_then(|name| elements.iter().position(|e| *e == name))
            })
            .collect();
        let rest: Vec<usize> =
            places.iter().copied().filter(|place| !wrong.contains(&Some(*place))).collect();
        let good = wrong.len() == found.len() && wrong.len() == fewest && rest.is_sorted();
        let what = format!("{prefix}{} moved from {from} to {to}", elements[from]);
        // Told as a disagreement with its findings.
        let expected = if good { found.clone() } else { Vec::new() };
        tally.agree(&what, "", Some(found), Some(expected));
    }
}

/// Length of the longest rising selection, by the slow and plain way.
fn longest_rise(places: &[usize]) -> usize {
    let mut best = vec![1; places.len()];
    for at in 0..places.len() {
        for before in 0..at {
            if places[before] < places[at] {
                best[at] = best[at].max(best[before] + 1);
            }
        }
    }
    best.into_iter().max().unwrap_or(0)
}

/// The frame: attributes, numbers of records and lines, who sends, who subscribes, what is added, the signature.
pub(crate) fn frame(valid: &Model, tally: &mut Tally) {
    attributes(valid, tally);
    records(valid, tally);
    root(valid, tally);
    inside_a_record(valid, tally);
}

fn attributes(valid: &Model, tally: &mut Tally) {
    for (name, value, expected) in [
        ("guid", Some("A".repeat(35)), stops("CN-FORM-LENGTH", "@guid")),
        ("guid", Some("A".repeat(36)), vec![]),
        ("guid", Some("A".repeat(37)), stops("CN-FORM-LENGTH", "@guid")),
        ("guid", Some("关".repeat(36)), vec![]),
        ("guid", Some("𠮷".repeat(37)), stops("CN-FORM-LENGTH", "@guid")),
        ("guid", Some(String::new()), stops("CN-FORM-MISSING", "@guid")),
        ("guid", None, stops("CN-FORM-MISSING", "@guid")),
        ("version", Some("1".to_owned()), vec![]),
        ("version", Some("1".repeat(10)), vec![]),
        ("version", Some("关".repeat(10)), vec![]),
        ("version", Some("1".repeat(11)), stops("CN-FORM-LENGTH", "@version")),
        ("version", Some("v1.0".to_owned()), vec![]),
        ("version", Some(String::new()), stops("CN-FORM-MISSING", "@version")),
        ("version", None, stops("CN-FORM-MISSING", "@version")),
        ("date", Some("1".to_owned()), order("@date")),
    ] {
        let mut model = valid.clone();
        model.attributes.retain(|(other, _)| other != name);
        model.attributes.extend(value.clone().map(|value| (name.to_owned(), value)));
        agree(tally, &format!("@{name} {value:?}"), &model.write(), &expected);
    }
}

fn records(valid: &Model, tally: &mut Tally) {
    let layout = valid.kind.layout();
    let counts: &[usize] = match layout.most {
        1 => &[0, 1, 2],
        usize::MAX => &[0, 1, 101],
        _ => &[0, 1, 99, 100, 101],
    };
    for count in counts.iter().copied() {
        let mut model = valid.clone();
        model.records = vec![valid.records[0].clone(); count];
        let expected = match count {
            0 => stops("CN-FORM-MISSING", layout.entity),
            n if n > layout.most => stops("CN-FORM-LENGTH", layout.entity),
            _ => vec![],
        };
        agree(tally, &format!("{count} records"), &model.write(), &expected);
    }
    let Some(list) = layout.list else { return };
    let counts: &[usize] = if layout.most_lines == usize::MAX { &[0, 1, 1000] } else { &[0, 1, 98, 99, 100] };
    for count in counts.iter().copied() {
        let mut model = valid.clone();
        let line = valid.records[0].lines[0].clone();
        model.records[0].lines = vec![line; count];
        let at = format!("{}[1]/{}", layout.entity, list.element);
        let expected = match count {
            0 => stops("CN-FORM-MISSING", at),
            n if n > layout.most_lines => stops("CN-FORM-LENGTH", at),
            _ => vec![],
        };
        agree(tally, &format!("{count} lines"), &model.write(), &expected);
    }
}

fn root(valid: &Model, tally: &mut Tally) {
    let layout = valid.kind.layout();
    let children = valid.children();
    let try_it = |tally: &mut Tally, what: &str, expected: Vec<Found>, change: &dyn Fn(&mut Vec<Element>)| {
        let mut all = children.clone();
        change(&mut all);
        agree(tally, what, &valid.write_with(&all), &expected);
    };
    let place = |name: &str| children.iter().position(|child| child.name == name);
    try_it(tally, "an unknown child of the root", order("noSuchElement"), &|all| {
        all.push(Element::new("noSuchElement", ""));
    });
    if !layout.transfer {
        // Receipts hold their records and nothing else.
        for stranger in ["BaseTransfer", "BaseSubscribe", "ExtendMessage"] {
            try_it(tally, stranger, order(stranger), &|all| all.push(Element::new(stranger, "")));
        }
        try_it(tally, "a signed receipt", order("Signature"), &|all| all.push(signature()));
        return;
    }
    let transfer = place("BaseTransfer").expect("it is sent");
    try_it(tally, "nobody sends", stops("CN-FORM-MISSING", "BaseTransfer"), &|all| {
        all.remove(transfer);
    });
    try_it(tally, "two send", order("BaseTransfer"), &|all| all.insert(transfer, all[transfer].clone()));
    try_it(tally, "the sender comes first", order(layout.entity), &|all| {
        let transfer = all.remove(transfer);
        all.insert(0, transfer);
    });
    let subscribe = place("BaseSubscribe").expect("the sample has copies");
    for (copies, expected) in
        [(0, vec![]), (1, vec![]), (5, vec![]), (6, stops("CN-FORM-LENGTH", "BaseSubscribe"))]
    {
        try_it(tally, &format!("{copies} copies"), expected, &|all| {
            let one = all[subscribe].clone();
            all.retain(|child| child.name != "BaseSubscribe");
            (0..copies).for_each(|_| all.insert(subscribe, one.clone()));
        });
    }
    try_it(tally, "copies before the sender", order("BaseTransfer"), &|all| {
        let one = all.remove(subscribe);
        all.insert(transfer, one);
    });
    let extension = place("ExtendMessage").expect("the sample has one");
    try_it(tally, "no extension", vec![], &|all| {
        all.remove(extension);
    });
    try_it(tally, "two extensions", order("ExtendMessage"), &|all| {
        all.insert(extension, all[extension].clone())
    });
    let unsigned = match layout.signature {
        SignatureNeed::Required => stops("CN-FORM-MISSING", "Signature"),
        SignatureNeed::Optional | SignatureNeed::Never => vec![],
    };
    try_it(tally, "unsigned", unsigned, &|all| {
        all.pop();
    });
    try_it(tally, "signed twice", order("Signature"), &|all| all.push(signature()));
    try_it(tally, "a record after the signature", order(layout.entity), &|all| {
        let record = all.remove(0);
        all.push(record);
    });
}

fn inside_a_record(valid: &Model, tally: &mut Tally) {
    let layout = valid.kind.layout();
    let root = format!("{}[1]", layout.entity);
    let with = |xml: String| {
        let mut all = valid.children();
        all[0] = Element::new(layout.entity, &xml);
        valid.write_with(&all)
    };
    if !layout.wrapped {
        let xml = format!("{}<ceb:noSuchElement/>", inside(valid.kind, &valid.records[0]));
        agree(tally, "an unknown part", &with(xml), &order(format!("{root}/noSuchElement")));
        return;
    }
    let head = layout.head.element;
    let try_it = |tally: &mut Tally, what: &str, expected: Vec<Found>, change: &dyn Fn(&mut Vec<Element>)| {
        let mut all = parts(valid.kind, &valid.records[0]);
        change(&mut all);
        agree(tally, what, &with(written(&all)), &expected);
    };
    try_it(tally, "no head", stops("CN-FORM-MISSING", format!("{root}/{head}")), &|all| {
        all.remove(0);
    });
    try_it(tally, "two heads", order(format!("{root}/{head}")), &|all| all.insert(0, all[0].clone()));
    try_it(tally, "an unknown part", order(format!("{root}/noSuchElement")), &|all| {
        all.push(Element::new("noSuchElement", "1"));
    });
    try_it(tally, "a head with an attribute", order(format!("{root}/{head}/@x")), &|all| {
        all[0].attributes = " x=\"1\"".to_owned();
    });
    if layout.list.is_some() {
        try_it(tally, "lines before the head", order(format!("{root}/{head}")), &|all| {
            let head = all.remove(0);
            all.push(head);
        });
    }
}
