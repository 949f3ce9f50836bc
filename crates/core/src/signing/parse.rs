//! Bytes of a message → one tree: bounded and checked before the parser sees them.

use memchr::{memchr, memchr3, memmem};

use crate::text::{Sentence, Text};

/// What a document may cost. Checked before any work that grows with it.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Octets of the whole document.
    pub bytes: usize,
    /// Elements of the whole document.
    pub elements: usize,
    /// Elements inside each other.
    pub depth: usize,
    /// Attributes and namespace declarations of one element.
    pub attributes: usize,
    /// Elements with namespace declarations in the whole document. Each costs as much as there are names in scope, so
    /// without this bound the time would grow with the cube of the size.
    pub declaring: usize,
}

impl Default for Limits {
    /// Room for the largest message that customs takes (100 declarations with all their lines) many times over.
    fn default() -> Self {
        Limits { bytes: 32 << 20, elements: 500_000, depth: 48, attributes: 48, declaring: 512 }
    }
}

/// A parsed message: the text and the one tree that is verified and read.
#[derive(Debug)]
pub struct Parsed<'a> {
    /// The text, without a byte order mark.
    pub text: &'a str,
    /// The tree. It holds no comment or processing instruction inside the root, and no DTD.
    pub document: roxmltree::Document<'a>,
}

impl<'a> Parsed<'a> {
    /// The root element.
    #[must_use]
    pub fn root(&self) -> roxmltree::Node<'_, 'a> {
        self.document.root_element()
    }
}

/// The value of an attribute without a namespace. The tree's own look-up by name alone takes `x:guid` for `guid`.
pub fn attribute<'a>(node: roxmltree::Node<'a, '_>, name: &str) -> Option<&'a str> {
    let mut plain = node.attributes().filter(|one| one.namespace().is_none());
    plain.find(|one| one.name() == name).map(|one| one.value())
}

/// Why bytes are no message that we read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// More octets than [`Limits::bytes`].
    #[error("the document is larger than the limit")]
    TooLarge,
    /// Not UTF-8 (this also refuses UTF-16, GBK and overlong forms).
    #[error("the document is not UTF-8")]
    NotUtf8,
    /// The XML declaration names another encoding or version.
    #[error("the document declares another encoding than UTF-8")]
    OtherEncoding,
    /// A document type declaration.
    #[error("the document has a document type declaration")]
    Dtd,
    /// A comment inside the root.
    #[error("there is a comment inside the message")]
    Comment,
    /// A processing instruction inside the root.
    #[error("there is a processing instruction inside the message")]
    ProcessingInstruction,
    /// Deeper than [`Limits::depth`].
    #[error("elements are nested too deeply")]
    TooDeep,
    /// More elements than [`Limits::elements`].
    #[error("the document has too many elements")]
    TooManyElements,
    /// More attributes than [`Limits::attributes`] on one element, or more declarations than [`Limits::declaring`].
    #[error("an element has too many attributes")]
    TooManyAttributes,
    /// Not well-formed XML.
    #[error("not well-formed XML at line {row}, column {col}")]
    Malformed {
        /// Line, from 1.
        row: u32,
        /// Column, from 1.
        col: u32,
    },
}

impl ParseError {
    /// Stable code. Trying again never helps: the same bytes give the same answer.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            ParseError::TooLarge => "xml-too-large",
            ParseError::NotUtf8 => "xml-not-utf8",
            ParseError::OtherEncoding => "xml-other-encoding",
            ParseError::Dtd => "xml-dtd",
            ParseError::Comment => "xml-comment",
            ParseError::ProcessingInstruction => "xml-processing-instruction",
            ParseError::TooDeep => "xml-too-deep",
            ParseError::TooManyElements => "xml-too-many-elements",
            ParseError::TooManyAttributes => "xml-too-many-attributes",
            ParseError::Malformed { .. } => "xml-malformed",
        }
    }

    /// The sentence without its place.
    #[must_use]
    pub const fn text(&self) -> Text {
        match self {
            ParseError::TooLarge => {
                Text { zh: "报文超过大小上限", en: "The message is larger than the limit" }
            }
            ParseError::NotUtf8 => {
                Text { zh: "报文不是 UTF-8 编码", en: "The message is not UTF-8 text" }
            }
            ParseError::OtherEncoding => Text {
                zh: "报文声明了 UTF-8 以外的编码或版本",
                en: "The message declares another encoding or version than UTF-8, XML 1.0",
            },
            ParseError::Dtd => Text {
                zh: "报文含有文档类型声明（DTD）",
                en: "The message has a document type declaration (DTD)",
            },
            ParseError::Comment => {
                Text { zh: "报文内含有注释", en: "There is a comment inside the message" }
            }
            ParseError::ProcessingInstruction => Text {
                zh: "报文内含有处理指令",
                en: "There is a processing instruction inside the message",
            },
            ParseError::TooDeep => Text {
                zh: "报文元素嵌套过深",
                en: "The elements of the message are nested too deeply",
            },
            ParseError::TooManyElements => {
                Text { zh: "报文元素过多", en: "The message has too many elements" }
            }
            ParseError::TooManyAttributes => Text {
                zh: "报文的属性或命名空间声明过多",
                en: "The message has too many attributes or namespace declarations",
            },
            ParseError::Malformed { .. } => {
                Text { zh: "报文不是格式良好的 XML", en: "The message is not well-formed XML" }
            }
        }
    }

    /// The sentence with its place.
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        match self {
            ParseError::Malformed { row, col } => Sentence::new(
                format!("报文不是格式良好的 XML（第 {row} 行第 {col} 列）"),
                format!("The message is not well-formed XML (line {row}, column {col})"),
            ),
            other => other.text().into(),
        }
    }
}

/// Parses a message within the default limits.
///
/// # Errors
/// See [`ParseError`]. A UTF-8 byte order mark is dropped; comments and processing instructions are allowed
/// outside the root only.
pub fn parse(bytes: &[u8]) -> Result<Parsed<'_>, ParseError> {
    parse_within(bytes, &Limits::default())
}

/// Parses a message within given limits.
///
/// # Errors
/// See [`parse`].
pub fn parse_within<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Parsed<'a>, ParseError> {
    if bytes.len() > limits.bytes {
        return Err(ParseError::TooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| ParseError::NotUtf8)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    declaration(text)?;
    bound(text.as_bytes(), limits)?;
    // Text nodes stand between tags, so their number is bounded by that of the tags.
    let nodes_limit = u32::try_from(limits.elements.saturating_mul(4).saturating_add(16)).unwrap_or(u32::MAX);
    let options = roxmltree::ParsingOptions { allow_dtd: false, nodes_limit, ..Default::default() };
    let document = roxmltree::Document::parse_with_options(text, options).map_err(|error| match error {
        roxmltree::Error::DtdDetected => ParseError::Dtd,
        roxmltree::Error::NodesLimitReached => ParseError::TooManyElements,
        other => ParseError::Malformed { row: other.pos().row, col: other.pos().col },
    })?;
    reserved_names(&document)?;
    Ok(Parsed { text, document })
}

/// Reads the XML declaration: the parser below goes on as UTF-8 whatever it says, and takes a declaration with a line
/// break behind `<?xml` for a processing instruction.
fn declaration(text: &str) -> Result<(), ParseError> {
    const MALFORMED: ParseError = ParseError::Malformed { row: 1, col: 1 };
    if text.starts_with('\u{feff}') {
        return Err(MALFORMED);
    }
    let Some(rest) = text.strip_prefix("<?xml").filter(|rest| rest.starts_with(SPACES)) else {
        return Ok(());
    };
    let Some(end) = rest.find("?>") else { return Ok(()) };
    let mut rest = &rest[..end];
    for name in ["version", "encoding", "standalone"] {
        let said = rest.trim_start_matches(SPACES).strip_prefix(name).filter(|_| rest.starts_with(SPACES));
        let Some(said) = said else {
            if name == "version" {
                return Err(MALFORMED);
            }
            continue;
        };
        let value = said.trim_start_matches(SPACES).strip_prefix('=').ok_or(MALFORMED)?;
        let value = value.trim_start_matches(SPACES);
        let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\'')).ok_or(MALFORMED)?;
        let (value, after) = value[1..].split_once(quote).ok_or(MALFORMED)?;
        match name {
            "version" if value == "1.0" => {}
            "encoding" if value.eq_ignore_ascii_case("UTF-8") => {}
            "standalone" if matches!(value, "yes" | "no") => {}
            "standalone" => return Err(MALFORMED),
            _ => return Err(ParseError::OtherEncoding),
        }
        rest = after;
    }
    if rest.trim_matches(SPACES).is_empty() { Ok(()) } else { Err(MALFORMED) }
}

/// A processing instruction named `xml` in any spelling is no such thing; only the declaration at the very start, which
/// was read above, may look like one.
fn reserved_names(document: &roxmltree::Document<'_>) -> Result<(), ParseError> {
    let named_xml = |node: &roxmltree::Node<'_, '_>| {
        node.pi().is_some_and(|pi| pi.target.eq_ignore_ascii_case("xml")) && !is_declaration(*node)
    };
    match document.root().children().find(named_xml) {
        None => Ok(()),
        Some(node) => {
            let at = document.text_pos_at(node.range().start);
            Err(ParseError::Malformed { row: at.row, col: at.col })
        }
    }
}

/// Whether a processing instruction of the tree is the XML declaration, written with a line break behind `<?xml`.
pub(super) fn is_declaration(node: roxmltree::Node<'_, '_>) -> bool {
    node.range().start == 0 && node.pi().is_some_and(|pi| pi.target == "xml" && pi.value.is_some())
}

/// What XML calls white space.
const SPACES: [char; 4] = [' ', '\t', '\r', '\n'];

/// Counts tags without building anything. What is not well-formed is left to the parser.
fn bound(bytes: &[u8], limits: &Limits) -> Result<(), ParseError> {
    let (mut at, mut depth, mut elements, mut declaring) = (0, 0_usize, 0_usize, 0_usize);
    while let Some(found) = memchr(b'<', &bytes[at..]) {
        at += found;
        let rest = &bytes[at..];
        let past = match rest.get(1) {
            Some(b'/') => {
                depth = depth.saturating_sub(1);
                memchr(b'>', rest).map(|end| end + 1)
            }
            Some(b'?') if depth > 0 => return Err(ParseError::ProcessingInstruction),
            Some(b'?') => memmem::find(rest, b"?>").map(|end| end + 2),
            Some(b'!') if rest.starts_with(b"<!--") => {
                if depth > 0 {
                    return Err(ParseError::Comment);
                }
                memmem::find(&rest[4..], b"-->").map(|end| end + 7)
            }
            Some(b'!') if rest.starts_with(b"<![CDATA[") => memmem::find(rest, b"]]>").map(|end| end + 3),
            Some(b'!') => return Err(ParseError::Dtd),
            _ => {
                elements += 1;
                if elements > limits.elements {
                    return Err(ParseError::TooManyElements);
                }
                let (end, attributes) = start_tag(rest, limits.attributes)?;
                if attributes > 0 && end.is_some_and(|end| memmem::find(&rest[..end], b"xmlns").is_some()) {
                    declaring += 1;
                    if declaring > limits.declaring {
                        return Err(ParseError::TooManyAttributes);
                    }
                }
                if end.is_some_and(|end| rest[end - 2] != b'/') {
                    depth += 1;
                    if depth > limits.depth {
                        return Err(ParseError::TooDeep);
                    }
                }
                end
            }
        };
        let Some(past) = past else { break };
        at += past;
    }
    Ok(())
}

/// Length of a start tag, `>` included, and the number of its attributes; quoted values may hold any character but
/// their quote.
fn start_tag(tag: &[u8], most: usize) -> Result<(Option<usize>, usize), ParseError> {
    let (mut at, mut attributes) = (1, 0_usize);
    while let Some(found) = memchr3(b'>', b'"', b'\'', &tag[at..]) {
        at += found;
        if tag[at] == b'>' {
            return Ok((Some(at + 1), attributes));
        }
        attributes += 1;
        if attributes > most {
            return Err(ParseError::TooManyAttributes);
        }
        let Some(close) = memchr(tag[at], &tag[at + 1..]) else { break };
        at += close + 2;
    }
    Ok((None, attributes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(bytes: &[u8]) -> &'static str {
        parse(bytes).map_or_else(|error| error.code(), |_| "fine")
    }

    #[test]
    fn only_plain_utf8_documents_are_read() {
        for (document, said) in [
            (&b"<?xml version=\"1.0\" encoding=\"utf-8\"?><a/>"[..], "fine"),
            (b"\xef\xbb\xbf<a/>", "fine"),
            (b"<!-- before --><a/><?after it?>", "fine"),
            (b"<a><![CDATA[<!-- text, no comment -->]]></a>", "fine"),
            (b"<a b='>' c=\"<!--\"/>", "xml-malformed"),
            (b"<?xml version='1.0' encoding='GBK'?><a/>", "xml-other-encoding"),
            (b"<?xml version='1.1'?><a/>", "xml-other-encoding"),
            (b"<?xml version='1.0' encoding=\"UTF-8'?><a/>", "xml-malformed"),
            (b"<?xml version='1.0' encoding='UTF-8' encoding='GBK'?><a/>", "xml-malformed"),
            (b"<?xml\n version = '1.0'\tencoding\n=\n'utf-8' standalone='no' ?><a/>", "fine"),
            (b"<?xml\tversion='1.0' encoding='GBK'?><a/>", "xml-other-encoding"),
            (b"<?xml\rencoding='UTF-8'?><a/>", "xml-malformed"),
            (b"<?xml version='1.0'encoding='UTF-8'?><a/>", "xml-malformed"),
            (b"<?xml version='1.0' standalone='version'?><a/>", "xml-malformed"),
            (b"<?xml version='1.0' more='1'?><a/>", "xml-malformed"),
            (b"<?xml version?><a/>", "xml-malformed"),
            (b"<?xml?><a/>", "xml-malformed"),
            (b" <?xml version='1.0'?><a/>", "xml-malformed"),
            (b" <?xml\nversion='1.0'?><a/>", "xml-malformed"),
            (b"<a/><?xml\nversion='1.0'?>", "xml-malformed"),
            (b"<?XML version='1.0'?><a/>", "xml-malformed"),
            (b"<?xml-model x?><a/>", "fine"),
            (b"\xef\xbb\xbf\xef\xbb\xbf<?xml version='1.0' encoding='GBK'?><a/>", "xml-malformed"),
            (b"\xff\xfe<\0a\0/\0>\0", "xml-not-utf8"),
            (b"<a>\xc0\x80</a>", "xml-not-utf8"),
            (b"<a>\0</a>", "xml-malformed"),
            (b"<a>&#0;</a>", "xml-malformed"),
            (b"<!DOCTYPE a><a/>", "xml-dtd"),
            (b"<a><!-- in --></a>", "xml-comment"),
            (b"<a><?in it?></a>", "xml-processing-instruction"),
            (b"<a>&foo;</a>", "xml-malformed"),
            (b"<a><b></a>", "xml-malformed"),
            (b"<a", "xml-malformed"),
            (b"", "xml-malformed"),
            (b"<", "xml-malformed"),
            (b"<a><b x=", "xml-malformed"),
        ] {
            assert_eq!(code(document), said, "{}", String::from_utf8_lossy(document));
        }
    }

    #[test]
    fn an_attribute_of_a_namespace_is_another_attribute() {
        let parsed = parse(b"<a xmlns:x='urn:x' x:guid='1' guid='2' x:version='3'/>").expect("well-formed");
        assert_eq!(attribute(parsed.root(), "guid"), Some("2"));
        assert_eq!(attribute(parsed.root(), "version"), None);
    }

    #[test]
    fn what_costs_too_much_is_refused_before_it_is_parsed() {
        let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
        assert_eq!(code(deep.as_bytes()), "xml-too-deep");
        let attributes: String = (0..1_000_000).map(|n| format!(" a{n}=''")).collect();
        assert_eq!(code(format!("<a{attributes}/>").as_bytes()), "xml-too-many-attributes");
        assert_eq!(code(&vec![b' '; (32 << 20) + 1]), "xml-too-large");
        let many = format!("<a>{}</a>", "<b/>".repeat(500_000));
        assert_eq!(code(many.as_bytes()), "xml-too-many-elements");
        let names = format!("<a>{}</a>", "<b xmlns:c='u:c'/>".repeat(513));
        assert_eq!(code(names.as_bytes()), "xml-too-many-attributes");
    }

    #[test]
    fn the_limit_itself_is_allowed() {
        let nested = |n: usize| format!("{}{}", "<a>".repeat(n), "</a>".repeat(n));
        let limits = Limits { depth: 5, attributes: 2, ..Limits::default() };
        assert!(parse_within(nested(5).as_bytes(), &limits).is_ok());
        assert_eq!(parse_within(nested(6).as_bytes(), &limits).err(), Some(ParseError::TooDeep));
        assert!(parse_within(b"<a b='' c=''/>", &limits).is_ok());
        assert_eq!(parse_within(b"<a b='' c='' d=''/>", &limits).err(), Some(ParseError::TooManyAttributes));
    }
}
