//! Messages: a checked case becomes XML, and XML becomes documents. Station 6.
//!
//! One file a message. Wire names stand only here, in `receipt` and in the field table.

use quick_xml::escape::escape;
use serde::{Deserialize, Serialize};

pub use self::archive::archive_text;
pub use self::extension::{Extension, Fragment};
use self::frame::{Entity, Frame};
use self::layout::Kind;
use self::record::Record;
pub use self::subscribe::Subscribe;
pub use self::transfer::Transfer;
use crate::signing::{self, ParseError, Parsed};

mod archive;
pub mod ceb311_order;
pub mod ceb411_payment;
pub mod ceb511_waybill;
pub mod ceb513_waybill_status;
pub mod ceb621_inventory;
pub mod ceb623_cancel;
pub mod ceb625_return;
pub mod ceb711_entry;
mod extension;
pub mod frame;
pub mod layout;
pub mod record;
mod subscribe;
mod transfer;

/// The namespace of every element down to the leaves.
pub const CEB: &str = "http://www.chinaport.gov.cn/ceb";
/// The namespace of signatures.
pub const XMLDSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// Why bytes could not be read as a message. Faults inside a message are findings, not errors.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// No XML, or XML that no message may be (a document type definition, an unclosed element, …).
    #[error(transparent)]
    Xml(#[from] ParseError),
    /// The root element is no message of the import set.
    #[error("the root element {0} is no message of the import set")]
    Root(String),
    /// An element cannot be read as what it must be; the field table says why.
    #[error("{0} cannot be read")]
    Element(String),
}

/// An outgoing message: documents of one kind and who sends them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The id of the message (attribute `guid`), an upper-case UUID.
    pub id: String,
    /// The documents.
    pub body: Body,
    /// Who sends.
    pub transfer: Transfer,
    /// Who gets copies, at most five.
    pub subscribes: Vec<Subscribe>,
    /// What sender and receiver have agreed on besides.
    pub extension: Option<Extension>,
}

/// The documents of a message, 1 to 100.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Body {
    /// CEB311.
    Orders(Vec<ceb311_order::Order>),
    /// CEB411.
    Payments(Vec<ceb411_payment::Payment>),
    /// CEB511.
    Waybills(Vec<ceb511_waybill::Waybill>),
    /// CEB621.
    Declarations(Vec<ceb621_inventory::Declaration>),
    /// CEB513.
    WaybillStatuses(Vec<ceb513_waybill_status::WaybillStatus>),
    /// CEB623.
    Cancels(Vec<ceb623_cancel::Cancel>),
    /// CEB625.
    Returns(Vec<ceb625_return::Return>),
    /// CEB711; exactly one.
    Entries(Vec<ceb711_entry::Entry>),
}

impl Body {
    /// Which message it makes.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Body::Orders(_) => Kind::Ceb311,
            Body::Payments(_) => Kind::Ceb411,
            Body::Waybills(_) => Kind::Ceb511,
            Body::Declarations(_) => Kind::Ceb621,
            Body::WaybillStatuses(_) => Kind::Ceb513,
            Body::Cancels(_) => Kind::Ceb623,
            Body::Returns(_) => Kind::Ceb625,
            Body::Entries(_) => Kind::Ceb711,
        }
    }

    /// How many documents.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Body::Orders(all) => all.len(),
            Body::Payments(all) => all.len(),
            Body::Waybills(all) => all.len(),
            Body::Declarations(all) => all.len(),
            Body::WaybillStatuses(all) => all.len(),
            Body::Cancels(all) => all.len(),
            Body::Returns(all) => all.len(),
            Body::Entries(all) => all.len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Reads the documents of a frame.
    ///
    /// # Errors
    /// The path of the first element that cannot be read; the field table names all of them.
    pub fn read(frame: &Frame<'_>) -> Result<Body, ReadError> {
        fn all<T>(
            frame: &Frame<'_>,
            read: impl Fn(&Entity<'_>) -> Result<T, &'static str>,
        ) -> Result<Vec<T>, ReadError> {
            let entity = frame.kind.layout().entity;
            frame
                .entities
                .iter()
                .enumerate()
                .map(|(n, one)| read(one).map_err(|e| ReadError::Element(format!("{entity}[{}]/{e}", n + 1))))
                .collect()
        }
        match frame.kind {
            Kind::Ceb311 => all(frame, read_with_lines).map(|all| {
                Body::Orders(
                    all.into_iter().map(|(head, lines)| ceb311_order::Order { head, lines }).collect(),
                )
            }),
            Kind::Ceb411 => all(frame, read_head).map(Body::Payments),
            Kind::Ceb511 => all(frame, read_head).map(Body::Waybills),
            Kind::Ceb621 => all(frame, read_with_lines).map(|all| {
                let pairs = all.into_iter();
                Body::Declarations(
                    pairs.map(|(head, lines)| ceb621_inventory::Declaration { head, lines }).collect(),
                )
            }),
            Kind::Ceb513 => all(frame, read_head).map(Body::WaybillStatuses),
            Kind::Ceb623 => all(frame, read_head).map(Body::Cancels),
            Kind::Ceb625 => all(frame, read_with_lines).map(|all| {
                Body::Returns(
                    all.into_iter().map(|(head, lines)| ceb625_return::Return { head, lines }).collect(),
                )
            }),
            Kind::Ceb711 => all(frame, read_with_lines).map(|all| {
                Body::Entries(
                    all.into_iter().map(|(head, lines)| ceb711_entry::Entry { head, lines }).collect(),
                )
            }),
            other => Err(ReadError::Root(other.root().to_owned())),
        }
    }
}

pub(crate) fn read_head<H: Record>(entity: &Entity<'_>) -> Result<H, &'static str> {
    H::read(entity.head.as_ref().ok_or(H::group().element)?)
}

pub(crate) fn read_with_lines<H: Record, L: Record>(
    entity: &Entity<'_>,
) -> Result<(H, Vec<L>), &'static str> {
    Ok((read_head(entity)?, entity.lines.iter().map(L::read).collect::<Result<_, _>>()?))
}

impl Message {
    /// A message that nobody else gets a copy of, without an extension.
    #[must_use]
    pub fn new(id: String, body: Body, transfer: Transfer) -> Self {
        Message { id, body, transfer, subscribes: Vec::new(), extension: None }
    }

    /// Writes the unsigned message: UTF-8, prefix `ceb`, elements in the order of the schema, nothing empty.
    #[must_use]
    pub fn write(&self) -> String {
        let kind = self.body.kind();
        let mut out = Writer::open(kind, &self.id, Prefix::Ceb);
        match &self.body {
            Body::Orders(all) => all.iter().for_each(|one| out.document(kind, &one.head, &one.lines)),
            Body::Payments(all) => all.iter().for_each(|one| out.single(kind, one)),
            Body::Waybills(all) => all.iter().for_each(|one| out.single(kind, one)),
            Body::Declarations(all) => all.iter().for_each(|one| out.document(kind, &one.head, &one.lines)),
            Body::WaybillStatuses(all) => all.iter().for_each(|one| out.single(kind, one)),
            Body::Cancels(all) => all.iter().for_each(|one| out.single(kind, one)),
            Body::Returns(all) => all.iter().for_each(|one| out.document(kind, &one.head, &one.lines)),
            Body::Entries(all) => all.iter().for_each(|one| out.document(kind, &one.head, &one.lines)),
        }
        out.part("BaseTransfer", &self.transfer);
        self.subscribes.iter().for_each(|one| out.part("BaseSubscribe", one));
        if let Some(extension) = &self.extension {
            out.extension(extension);
        }
        out.close(kind)
    }

    /// Reads a message from its frame.
    ///
    /// # Errors
    /// See [`Body::read`].
    pub fn read(frame: &Frame<'_>) -> Result<Message, ReadError> {
        let transfer = frame.transfer.as_ref().ok_or_else(|| ReadError::Element("BaseTransfer".into()))?;
        Ok(Message {
            id: frame.guid.clone().into_owned(),
            body: Body::read(frame)?,
            transfer: Transfer::read(transfer)
                .map_err(|e| ReadError::Element(format!("BaseTransfer/{e}")))?,
            subscribes: frame
                .subscribes
                .iter()
                .enumerate()
                .map(|(n, part)| {
                    Subscribe::read(part)
                        .map_err(|e| ReadError::Element(format!("BaseSubscribe[{}]/{e}", n + 1)))
                })
                .collect::<Result<_, _>>()?,
            extension: frame
                .extension
                .as_ref()
                .map(Extension::read)
                .transpose()
                .map_err(|e| ReadError::Element(format!("ExtendMessage/{e}")))?,
        })
    }
}

/// Parses the text of a message; the parser is the one that signatures are verified with.
///
/// # Errors
/// Where it is not well-formed, holds a document type definition, or nests deeper than any message can.
pub fn parse(xml: &str) -> Result<Parsed<'_>, ReadError> {
    Ok(signing::parse(xml.as_bytes())?)
}

/// Which spelling of the namespace a message uses.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Prefix {
    /// `ceb:` as in declarations; `xsi` is declared too because signers rebuild the start tag with it.
    Ceb,
    /// The default namespace, as in receipts.
    Default,
}

/// Writes one message.
pub(crate) struct Writer {
    out: String,
    prefix: &'static str,
}

impl Writer {
    pub(crate) fn open(kind: Kind, id: &str, prefix: Prefix) -> Self {
        let root = kind.root();
        let mut out = String::with_capacity(64 * 1024);
        out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        let id = escape(id);
        let start = match prefix {
            Prefix::Ceb => {
                format!("<ceb:{root} xmlns:ceb=\"{CEB}\" xmlns:xsi=\"{XSI}\" guid=\"{id}\" version=\"1.0\">")
            }
            Prefix::Default => format!("<{root} xmlns=\"{CEB}\" guid=\"{id}\" version=\"1.0\">"),
        };
        out.push_str(&start);
        Writer { out, prefix: if prefix == Prefix::Ceb { "ceb:" } else { "" } }
    }

    fn tag(&mut self, open: &str, name: &str) {
        self.out.push_str(open);
        self.out.push_str(self.prefix);
        self.out.push_str(name);
        self.out.push('>');
    }

    /// Fields below an element.
    pub(crate) fn part(&mut self, element: &str, record: &impl Record) {
        self.tag("<", element);
        let group = record.of_group();
        let whole = group.fields.iter().all(|field| field.written);
        record.each(&mut |name, text| {
            if !whole && group.find(name).is_some_and(|(_, field)| !field.written) {
                return;
            }
            self.tag("<", name);
            push_escaped(&mut self.out, &text);
            self.tag("</", name);
        });
        self.tag("</", element);
    }

    /// The extension; its payload is XML already.
    fn extension(&mut self, extension: &Extension) {
        self.tag("<", "ExtendMessage");
        for (element, text) in [("name", &extension.name), ("version", &extension.version)] {
            self.tag("<", element);
            push_escaped(&mut self.out, text);
            self.tag("</", element);
        }
        self.tag("<", "Message");
        self.out.push_str(extension.payload.as_xml());
        self.tag("</", "Message");
        self.tag("</", "ExtendMessage");
    }

    /// A record with a head element and lines.
    pub(crate) fn document(&mut self, kind: Kind, head: &impl Record, lines: &[impl Record]) {
        let layout = kind.layout();
        self.tag("<", layout.entity);
        self.part(layout.head.element, head);
        if let Some(list) = layout.list {
            for line in lines {
                self.part(list.element, line);
            }
        }
        self.tag("</", layout.entity);
    }

    /// A record without lines.
    pub(crate) fn single(&mut self, kind: Kind, head: &impl Record) {
        let layout = kind.layout();
        if layout.wrapped {
            self.tag("<", layout.entity);
            self.part(layout.head.element, head);
            self.tag("</", layout.entity);
        } else {
            self.part(layout.entity, head);
        }
    }

    pub(crate) fn close(mut self, kind: Kind) -> String {
        self.tag("</", kind.root());
        self.out
    }
}

/// Escapes what XML demands, and carriage returns, which a reader would otherwise turn into line feeds.
fn push_escaped(out: &mut String, text: &str) {
    let escaped = escape(text);
    if escaped.contains('\r') {
        out.push_str(&escaped.replace('\r', "&#13;"))
    } else {
        out.push_str(&escaped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cn::fields::{Side, check_frame};
    use crate::cn::sample;
    use crate::cn::tables::Held;

    fn round_trip(message: &Message) {
        let xml = message.write();
        let parsed = parse(&xml).expect("what we write is well-formed");
        let frame = Frame::read(&parsed.document).expect("and is a message");
        let found: Vec<_> = check_frame(&frame, Side::Sender, &Held::built_in())
            .into_iter()
            .filter(|f| f.at != "Signature")
            .collect();
        assert_eq!(found, [], "{:?}", frame.kind);
        assert_eq!(&Message::read(&frame).expect("and reads"), message);
        let parts = frame.entities.iter().flat_map(|one| one.head.iter().chain(&one.lines));
        assert!(
            parts.flat_map(|part| &part.values).all(|value| value.as_deref() != Some("")),
            "nothing is empty"
        );
    }

    #[test]
    fn what_is_written_reads_back_as_it_was() {
        let case = sample::case();
        let transfer = sample::transfer();
        let id = "4CDE1CFD-EDED-46B1-946C-B8022E42FC94".to_owned();
        for body in [
            Body::Orders(vec![case.order.clone().expect("the sample has all four"); 2]),
            Body::Payments(vec![case.payment.clone().expect("the sample has all four")]),
            Body::Waybills(vec![case.waybill.clone().expect("the sample has all four")]),
            Body::Declarations(vec![case.declaration.clone().expect("the sample has all four"); 100]),
            Body::WaybillStatuses(vec![sample::waybill_status()]),
            Body::Cancels(vec![sample::cancel()]),
            Body::Returns(vec![sample::return_()]),
            Body::Entries(vec![sample::entry()]),
        ] {
            round_trip(&Message::new(id.clone(), body, transfer.clone()));
        }
    }

    #[test]
    fn who_gets_copies_and_what_is_added_stay_with_the_message() {
        let body = Body::Cancels(vec![sample::cancel()]);
        let id = "4CDE1CFD-EDED-46B1-946C-B8022E42FC94".to_owned();
        let mut message = Message::new(id, body, sample::transfer());
        message.subscribes = vec![sample::subscribe(); 5];
        message.extension = Some(sample::extension());
        round_trip(&message);
        message.extension = Some(Extension { payload: Fragment::text("]]> & <a>\r"), ..sample::extension() });
        round_trip(&message);
    }

    #[test]
    fn signs_of_xml_and_line_ends_survive() {
        let mut case = sample::case();
        let declaration = case.declaration.as_mut().expect("the sample has all four");
        declaration.head.note = Some("a<b>&\"c'\r\nd".to_owned());
        let body = Body::Declarations(vec![declaration.clone()]);
        let id = "4CDE1CFD-EDED-46B1-946C-B8022E42FC94".into();
        round_trip(&Message::new(id, body, sample::transfer()));
    }
}
