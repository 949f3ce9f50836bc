//! A message as lists of names and texts, that can be broken in any way and written as XML.

use clearance_core::cn::codes::Tables;
use clearance_core::cn::fields::{Field, Group};
use clearance_core::cn::message::frame::{Frame, Part};
use clearance_core::cn::message::layout::Kind;
use clearance_core::cn::message::{CEB, XMLDSIG, parse};
use clearance_core::cn::sample;

use crate::oracle::some_value;

/// An element with what stands in it, as XML.
#[derive(Clone, Debug)]
pub(crate) struct Element {
    pub name: String,
    pub attributes: String,
    pub xml: String,
}

impl Element {
    pub(crate) fn new(name: &str, xml: &str) -> Self {
        Element { name: name.to_owned(), attributes: String::new(), xml: xml.to_owned() }
    }

    fn write(&self, out: &mut String) {
        let Element { name, attributes, xml } = self;
        // A name with a prefix of its own stands outside the namespace of the messages.
        let name = if name.contains(':') { name.clone() } else { format!("ceb:{name}") };
        out.push_str(&format!("<{name}{attributes}>{xml}</{name}>"));
    }
}

/// The fields below one element.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    pub group: &'static Group,
    /// Where findings about it are.
    pub at: String,
    pub fields: Vec<Element>,
}

impl Section {
    fn xml(&self) -> String {
        let mut out = String::new();
        self.fields.iter().for_each(|field| field.write(&mut out));
        out
    }

    fn element(&self, name: &str) -> Element {
        Element::new(name, &self.xml())
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub head: Section,
    pub lines: Vec<Section>,
}

/// A whole message.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    pub kind: Kind,
    pub attributes: Vec<(String, String)>,
    pub records: Vec<Record>,
    pub transfer: Option<Section>,
    pub subscribes: Vec<Section>,
    pub extension: Option<Section>,
    pub signature: bool,
}

/// Which section of a model is meant.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Which {
    Head,
    Line(usize),
    Transfer,
    Subscribe(usize),
    Extension,
}

impl Model {
    /// The valid message of a kind: the sample's, with two lines where there are lines and with every element that may
    /// be there.
    pub(crate) fn of(kind: Kind, tables: &Tables) -> Model {
        let sent = sample::messages().into_iter().find(|one| one.body.kind() == kind).map(|mut one| {
            one.subscribes = vec![sample::subscribe(); 2];
            one.extension = Some(sample::extension());
            one.write()
        });
        let answered =
            || sample::answers().into_iter().find(|one| one.body.kind() == kind).map(|one| one.write());
        let xml = sent.or_else(answered).expect("there is a sample of every kind");
        let parsed = parse(&xml).expect("the sample is well-formed");
        let frame = Frame::read(&parsed.document).expect("the sample is a message");
        let layout = kind.layout();
        let section = |part: &Part<'_>, at: String| {
            let value = |(row, value): (&'static Field, &Option<std::borrow::Cow<'_, str>>)| {
                let text = value.as_deref().map_or_else(|| some_value(row, tables), str::to_owned);
                let xml = if row.element == "Message" { text } else { escape(&text) };
                Element::new(row.element, &xml)
            };
            let fields = part.group.fields.iter().zip(&part.values).map(value).collect();
            Section { group: part.group, at, fields }
        };
        let records = frame.entities.iter().map(|entity| {
            let root = format!("{}[1]", layout.entity);
            let head_at =
                if layout.wrapped { format!("{root}/{}", layout.head.element) } else { root.clone() };
            let head = section(entity.head.as_ref().expect("the sample has a head"), head_at);
            let mut lines: Vec<Section> =
                entity.lines.iter().map(|line| section(line, String::new())).collect();
            if let Some(first) = lines.first().cloned() {
                lines.resize(2, first);
            }
            for (n, line) in lines.iter_mut().enumerate() {
                line.at = format!("{root}/{}[{}]", line.group.element, n + 1);
            }
            Record { head, lines }
        });
        Model {
            kind,
            attributes: vec![
                ("guid".to_owned(), frame.guid.clone().into_owned()),
                ("version".to_owned(), frame.version.clone().into_owned()),
            ],
            records: records.collect(),
            transfer: frame.transfer.as_ref().map(|part| section(part, "BaseTransfer".to_owned())),
            subscribes: frame
                .subscribes
                .iter()
                .enumerate()
                .map(|(n, part)| section(part, format!("BaseSubscribe[{}]", n + 1)))
                .collect(),
            extension: frame.extension.as_ref().map(|part| section(part, "ExtendMessage".to_owned())),
            signature: kind.layout().transfer,
        }
    }

    /// All sections with fields.
    pub(crate) fn sections(&self) -> Vec<Which> {
        let mut all = vec![Which::Head];
        // The last line stands for all of them, so that its number is tested too.
        all.extend(self.records[0].lines.len().checked_sub(1).map(Which::Line));
        all.extend(self.transfer.as_ref().map(|_| Which::Transfer));
        all.extend(self.subscribes.len().checked_sub(1).map(Which::Subscribe));
        all.extend(self.extension.as_ref().map(|_| Which::Extension));
        all
    }

    pub(crate) fn section(&mut self, which: Which) -> &mut Section {
        match which {
            Which::Head => &mut self.records[0].head,
            Which::Line(n) => &mut self.records[0].lines[n],
            Which::Transfer => self.transfer.as_mut().expect("a message that is sent"),
            Which::Subscribe(n) => &mut self.subscribes[n],
            Which::Extension => self.extension.as_mut().expect("a message that is sent"),
        }
    }

    /// The children of the root, to be put in any order.
    pub(crate) fn children(&self) -> Vec<Element> {
        let layout = self.kind.layout();
        let mut all: Vec<Element> = self
            .records
            .iter()
            .map(|record| Element::new(layout.entity, &inside(self.kind, record)))
            .collect();
        all.extend(self.transfer.iter().map(|part| part.element("BaseTransfer")));
        all.extend(self.subscribes.iter().map(|part| part.element("BaseSubscribe")));
        all.extend(self.extension.iter().map(|part| part.element("ExtendMessage")));
        if self.signature {
            all.push(signature());
        }
        all
    }

    pub(crate) fn write(&self) -> String {
        self.write_with(&self.children())
    }

    pub(crate) fn write_with(&self, children: &[Element]) -> String {
        let mut out = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ceb:{} xmlns:ceb=\"{CEB}\"",
            self.kind.root()
        );
        for (name, value) in &self.attributes {
            out.push_str(&format!(" {name}=\"{value}\""));
        }
        out.push('>');
        children.iter().for_each(|child| child.write(&mut out));
        out.push_str(&format!("</ceb:{}>", self.kind.root()));
        out
    }
}

/// A signature that is there; whether it is good is another matter.
pub(crate) fn signature() -> Element {
    let mut signature = Element::new("ds:Signature", "");
    signature.attributes = format!(" xmlns:ds=\"{XMLDSIG}\"");
    signature
}

/// What stands in a record.
pub(crate) fn inside(kind: Kind, record: &Record) -> String {
    let layout = kind.layout();
    if !layout.wrapped {
        return record.head.xml();
    }
    let mut out = String::new();
    parts(kind, record).iter().for_each(|part| part.write(&mut out));
    out
}

/// Head and lines of a record with its own elements for them.
pub(crate) fn parts(kind: Kind, record: &Record) -> Vec<Element> {
    let mut all = vec![record.head.element(kind.layout().head.element)];
    all.extend(record.lines.iter().map(|line| line.element(line.group.element)));
    all
}

/// A list of elements as XML.
pub(crate) fn written(elements: &[Element]) -> String {
    let mut out = String::new();
    elements.iter().for_each(|element| element.write(&mut out));
    out
}

/// Text as XML.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\r', "&#13;")
}
