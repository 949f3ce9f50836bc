//! A message as text by field, before anything is believed: what the field table judges and the documents are read from.

use std::borrow::Cow;

use roxmltree::{Document, Node};

use super::layout::{Kind, SignatureNeed};
use super::{CEB, Fragment, ReadError, XMLDSIG, XSI};
use crate::cn::fields::{Form, Group, frame as frame_fields};
use crate::signing;

/// A whole message.
#[derive(Debug)]
pub struct Frame<'a> {
    /// Which message it is.
    pub kind: Kind,
    /// Attribute `guid` of the root: the id of this message.
    pub guid: Cow<'a, str>,
    /// Attribute `version`.
    pub version: Cow<'a, str>,
    /// The records, in order.
    pub entities: Vec<Entity<'a>>,
    /// Who sends.
    pub transfer: Option<Part<'a>>,
    /// Who wants copies.
    pub subscribes: Vec<Part<'a>>,
    /// The open extension.
    pub extension: Option<Part<'a>>,
    /// Whether a `ds:Signature` stands last in the root. Whether it is good is another matter.
    pub signed: bool,
    /// Children of the root that are unknown, repeated or out of order.
    pub strays: Vec<String>,
}

/// One record with its lines.
#[derive(Debug)]
pub struct Entity<'a> {
    /// The head fields.
    pub head: Option<Part<'a>>,
    /// The lines.
    pub lines: Vec<Part<'a>>,
    /// Children that are unknown, repeated or out of order.
    pub strays: Vec<String>,
}

/// The fields below one element: one place for each row of its group.
#[derive(Debug)]
pub struct Part<'a> {
    /// The rows.
    pub group: &'static Group,
    /// What stands in each; `None` where the element is not there.
    pub values: Vec<Option<Cow<'a, str>>>,
    /// Elements that are unknown, repeated or out of order.
    pub strays: Vec<String>,
}

impl<'a> Part<'a> {
    /// An empty part of a group.
    #[must_use]
    pub fn new(group: &'static Group) -> Self {
        Part { group, values: vec![None; group.fields.len()], strays: Vec::new() }
    }

    /// The text of an element, if it is there.
    #[must_use]
    pub fn get(&self, element: &str) -> Option<&str> {
        let (place, _) = self.group.find(element)?;
        self.values[place].as_deref()
    }

    /// Reads the fields below a node. In what is declared, everything that the schema does not know is a stray; from
    /// customs, stray text and misprinted names are taken as they come.
    fn read(node: Node<'a, 'a>, group: &'static Group, declared: bool) -> Self {
        let mut part = Part::new(group);
        let (mut next, mut disorder, mut places) = (0, false, Vec::with_capacity(group.fields.len()));
        note_attributes(node, "", &mut part.strays);
        for child in node.children() {
            if !child.is_element() {
                if declared {
                    note_text(child, &mut part.strays);
                }
                continue;
            }
            let written = child.tag_name().name();
            let name = spelling(written);
            // Elements come in the order of the table, so the search goes on from where the last one stood.
            let ahead = group.fields[next..].iter().position(|f| f.element == name).map(|n| n + next);
            let place = ahead.or_else(|| group.find(name).map(|(place, _)| place)).filter(|_| in_ceb(child));
            let Some(place) = place else {
                part.strays.push(clip(written));
                continue;
            };
            disorder |= ahead.is_none();
            places.push(place);
            next = place + 1;
            if part.values[place].is_none() {
                part.values[place] = Some(text_of(child));
            }
            if declared && name != written {
                part.strays.push(written.to_owned());
            }
            note_attributes(child, name, &mut part.strays);
            if group.fields[place].form != Form::Open {
                note_inside(child, name, &mut part.strays);
            }
        }
        if disorder {
            let misplaced =
                misplaced(&places).into_iter().map(|place| group.fields[place].element.to_owned());
            part.strays.extend(misplaced);
        }
        part
    }
}

/// The fewest places without which the others go up: what stands wrong or twice. The first of several alike stays.
fn misplaced(places: &[usize]) -> Vec<usize> {
    // The longest rising run: `ends[n]` is where the best run of n + 1 places ends, `before` leads back along it.
    let (mut ends, mut before) = (Vec::<usize>::new(), Vec::with_capacity(places.len()));
    for (at, place) in places.iter().enumerate() {
        let n = ends.partition_point(|end| places[*end] < *place);
        before.push(n.checked_sub(1).map(|n| ends[n]));
        match ends.get_mut(n) {
            // Of two alike the first is kept.
            Some(end) if places[*end] == *place => {}
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut stays = vec![false; places.len()];
    let mut at = ends.last().copied();
    while let Some(one) = at {
        stays[one] = true;
        at = before[one];
    }
    places.iter().zip(stays).filter(|(_, stays)| !stays).map(|(place, _)| *place).collect()
}

/// Misprints of the official document that real files carry.
fn spelling(name: &str) -> &str {
    match name {
        "logisticNo" => "logisticsNo",
        "consigneeDitrict" => "consigneeDistrict",
        "consingee" => "consignee",
        "InvtRefound" => "InvtRefund",
        "InvtRefoundHead" => "InvtRefundHead",
        "InvtRefoundList" => "InvtRefundList",
        "InvtRefoundReturn" => "InvtRefundReturn",
        other => other,
    }
}

fn in_ceb(node: Node<'_, '_>) -> bool {
    node.tag_name().namespace() == Some(CEB)
}

/// Attributes that the schema does not know. Where its schema lies a document may say anywhere.
fn note_attributes(node: Node<'_, '_>, element: &str, strays: &mut Vec<String>) {
    for attribute in node.attributes() {
        let location = matches!(attribute.name(), "schemaLocation" | "noNamespaceSchemaLocation");
        if attribute.namespace() != Some(XSI) || !location {
            let slash = if element.is_empty() { "" } else { "/" };
            strays.push(format!("{element}{slash}@{}", clip(attribute.name())));
        }
    }
}

/// Text between elements, once.
fn note_text(node: Node<'_, '_>, strays: &mut Vec<String>) {
    let blank = |text: &str| text.bytes().all(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n'));
    if !node.text().is_none_or(blank) && strays.iter().all(|stray| stray != "#text") {
        strays.push("#text".to_owned());
    }
}

/// What cannot be inside a field.
fn note_inside(field: Node<'_, '_>, element: &str, strays: &mut Vec<String>) {
    for child in field.children().filter(Node::is_element) {
        strays.push(format!("{element}/{}", clip(child.tag_name().name())));
    }
}

/// All text pieces joined: the first piece alone is a known way to smuggle values past a signature.
fn text_of<'a>(node: Node<'a, 'a>) -> Cow<'a, str> {
    let mut pieces = node.children();
    let (first, second) = (pieces.next(), pieces.next());
    match (first, second) {
        (None, _) => Cow::Borrowed(""),
        (Some(only), None) if only.is_text() => Cow::Borrowed(only.text().unwrap_or_default()),
        _ => {
            let mut all = String::new();
            for piece in node.descendants().filter(Node::is_text) {
                all.push_str(piece.text().unwrap_or_default());
            }
            Cow::Owned(all)
        }
    }
}

impl<'a> Frame<'a> {
    /// Reads the tree of a message. White space and stray text between elements are passed over, prefixes do not matter.
    ///
    /// # Errors
    /// Only where the root is no message of the import set; everything else is told by the field table.
    pub fn read(document: &'a Document<'a>) -> Result<Self, ReadError> {
        let root = document.root_element();
        let name = root.tag_name().name();
        let kind = Kind::of_root(name).filter(|_| in_ceb(root)).ok_or_else(|| ReadError::Root(clip(name)))?;
        let layout = kind.layout();
        let declared = layout.transfer;
        let attribute = |name: &str| Cow::Borrowed(signing::attribute(root, name).unwrap_or_default());
        let mut frame = Frame {
            kind,
            guid: attribute("guid"),
            version: attribute("version"),
            entities: Vec::new(),
            transfer: None,
            subscribes: Vec::new(),
            extension: None,
            signed: false,
            strays: Vec::new(),
        };
        for attribute in root.attributes() {
            let ours = attribute.namespace().is_none() && matches!(attribute.name(), "guid" | "version");
            let location = attribute.namespace() == Some(XSI);
            if !ours && !location {
                frame.strays.push(format!("@{}", clip(attribute.name())));
            }
        }
        let mut stage = 0;
        for child in root.children() {
            if !child.is_element() {
                if declared {
                    note_text(child, &mut frame.strays);
                }
                continue;
            }
            let written = child.tag_name().name();
            let name = spelling(written);
            let own = in_ceb(child);
            if declared && own && name != written {
                frame.strays.push(written.to_owned());
            }
            let is_signature = name == "Signature" && child.tag_name().namespace() == Some(XMLDSIG);
            let place = if own && name == layout.entity {
                frame.entities.push(Entity::read(child, kind));
                0
            } else if own && layout.transfer && name == "BaseTransfer" && frame.transfer.is_none() {
                frame.transfer = Some(Part::read(child, &frame_fields::BASE_TRANSFER, declared));
                1
            } else if own && layout.transfer && name == "BaseSubscribe" {
                frame.subscribes.push(Part::read(child, &frame_fields::BASE_SUBSCRIBE, declared));
                2
            } else if own && layout.transfer && name == "ExtendMessage" && frame.extension.is_none() {
                frame.extension = Some(extension(child));
                3
            } else if is_signature && !frame.signed && layout.signature != SignatureNeed::Never {
                frame.signed = true;
                4
            } else {
                frame.strays.push(clip(name));
                continue;
            };
            if place < stage {
                frame.strays.push(clip(name));
            }
            stage = stage.max(place);
        }
        Ok(frame)
    }
}

impl<'a> Entity<'a> {
    fn read(node: Node<'a, 'a>, kind: Kind) -> Self {
        let layout = kind.layout();
        let declared = layout.transfer;
        if !layout.wrapped {
            return Entity {
                head: Some(Part::read(node, layout.head, declared)),
                lines: Vec::new(),
                strays: Vec::new(),
            };
        }
        let mut entity = Entity { head: None, lines: Vec::new(), strays: Vec::new() };
        note_attributes(node, "", &mut entity.strays);
        for child in node.children() {
            if !child.is_element() {
                if declared {
                    note_text(child, &mut entity.strays);
                }
                continue;
            }
            let written = child.tag_name().name();
            let name = spelling(written);
            if declared && in_ceb(child) && name != written {
                entity.strays.push(written.to_owned());
            }
            match layout.list {
                _ if in_ceb(child) && name == layout.head.element && entity.head.is_none() => {
                    if !entity.lines.is_empty() {
                        entity.strays.push(clip(name));
                    }
                    entity.head = Some(Part::read(child, layout.head, declared));
                }
                Some(list) if in_ceb(child) && name == list.element => {
                    entity.lines.push(Part::read(child, list, declared))
                }
                _ => entity.strays.push(clip(name)),
            }
        }
        entity
    }
}

/// The extension: what stands in its `Message` may be any XML and is kept as such.
fn extension<'a>(node: Node<'a, 'a>) -> Part<'a> {
    let mut part = Part::read(node, &frame_fields::EXTEND_MESSAGE, true);
    let payload = node.children().find(|child| in_ceb(*child) && child.tag_name().name() == "Message");
    if let (Some((place, _)), Some(payload)) = (part.group.find("Message"), payload) {
        part.values[place] = Some(Cow::Owned(Fragment::of(payload).as_xml().to_owned()));
    }
    part
}

fn clip(name: &str) -> String {
    name.chars().take(60).collect()
}
