//! Inclusive Canonical XML 1.0 without comments, over the tree that is also read.

use roxmltree::{Document, Node};

use super::parse::is_declaration;

/// A canonical form could not be made; there is never a partial or empty one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum C14nError {
    /// A namespace name is relative, or a prefix is bound to nothing: Canonical XML does not define these.
    #[error("a namespace name is not absolute")]
    RelativeNamespace,
}

/// The canonical octets of a document without one of its elements.
#[derive(Debug)]
pub struct Canonical {
    /// The octets.
    pub octets: Vec<u8>,
    /// Where in the octets the omitted element would begin.
    pub gap: usize,
}

/// The canonical form of a whole document, without `omit`.
///
/// # Errors
/// A relative namespace name.
pub fn document(document: &Document<'_>, omit: Option<Node<'_, '_>>) -> Result<Canonical, C14nError> {
    let mut writer = Writer::new(document, omit);
    let root = document.root_element();
    let mut before = true;
    for node in document.root().children() {
        if node == root {
            writer.tree(root, false)?;
            before = false;
        } else if let Some(pi) = node.pi().filter(|_| !is_declaration(node)) {
            let (lead, value, trail) = if before { ("", pi.value, "\n") } else { ("\n", pi.value, "") };
            let space = if value.is_some() { " " } else { "" };
            for part in [lead, "<?", pi.target, space, value.unwrap_or_default(), "?>", trail] {
                writer.octets.extend_from_slice(part.as_bytes());
            }
        }
    }
    Ok(Canonical { gap: writer.gap, octets: writer.octets })
}

/// The canonical form of one element in the context of its document: its start tag shows every namespace in scope.
///
/// # Errors
/// A relative namespace name.
pub fn element(node: Node<'_, '_>) -> Result<Vec<u8>, C14nError> {
    let mut writer = Writer::new(node.document(), None);
    writer.tree(node, true)?;
    Ok(writer.octets)
}

/// As [`element`], as if no white space stood between the elements inside it.
///
/// # Errors
/// A relative namespace name.
pub(super) fn element_without_white_space(node: Node<'_, '_>) -> Result<Vec<u8>, C14nError> {
    let mut writer = Writer::new(node.document(), None);
    writer.compact = true;
    writer.tree(node, true)?;
    Ok(writer.octets)
}

struct Writer<'d, 'i> {
    octets: Vec<u8>,
    source: &'d str,
    omit: Option<Node<'d, 'i>>,
    gap: usize,
    compact: bool,
}

/// One attribute or namespace declaration, by its sort key.
struct Item<'d> {
    key: (&'d str, &'d str),
    name: &'d str,
    value: &'d str,
}

impl<'d, 'i> Writer<'d, 'i> {
    fn new(document: &'d Document<'i>, omit: Option<Node<'d, 'i>>) -> Self {
        let source = document.input_text();
        Writer { octets: Vec::with_capacity(source.len() + 64), source, omit, gap: 0, compact: false }
    }

    /// Writes a tree without recursion; `apex` means that nothing above it is written.
    fn tree(&mut self, top: Node<'d, 'i>, apex: bool) -> Result<(), C14nError> {
        let mut open: Vec<&'d str> = Vec::with_capacity(16);
        let mut node = top;
        loop {
            let mut into = None;
            if self.omit == Some(node) {
                self.gap = self.octets.len();
            } else if node.is_element() {
                let name = self.start(node, apex && node == top)?;
                into = node.first_child();
                if into.is_some() {
                    open.push(name);
                } else {
                    self.end(name);
                }
            } else if let Some(text) = node.text().filter(|_| node.is_text())
                && !(self.compact && between_elements(node, text))
            {
                escape(&mut self.octets, text.as_bytes(), text_escape);
            }
            if let Some(child) = into {
                node = child;
                continue;
            }
            loop {
                if node == top {
                    return Ok(());
                }
                if let Some(next) = node.next_sibling() {
                    node = next;
                    break;
                }
                let Some(parent) = node.parent() else { return Ok(()) };
                if let Some(name) = open.pop() {
                    self.end(name);
                }
                node = parent;
            }
        }
    }

    /// Writes a start tag and gives back its name as written in the source: the tree does not keep prefixes.
    fn start(&mut self, node: Node<'d, 'i>, apex: bool) -> Result<&'d str, C14nError> {
        let from = node.range().start + 1;
        let tail = &self.source[from..];
        let length = tail.bytes().position(|b| matches!(b, b'>' | b'/' | b' ' | b'\t' | b'\r' | b'\n'));
        let name = &tail[..length.unwrap_or(tail.len())];
        self.octets.push(b'<');
        self.octets.extend_from_slice(name.as_bytes());
        self.namespaces(node, apex)?;
        self.attributes(node, apex);
        self.octets.push(b'>');
        Ok(name)
    }

    fn end(&mut self, name: &str) {
        self.octets.extend_from_slice(b"</");
        self.octets.extend_from_slice(name.as_bytes());
        self.octets.push(b'>');
    }

    fn namespaces(&mut self, node: Node<'d, 'i>, apex: bool) -> Result<(), C14nError> {
        let parent = node.parent_element().filter(|_| !apex);
        if let Some(parent) = parent {
            // An element without declarations shares the list of its parent.
            let (mine, theirs) = (node.namespaces(), parent.namespaces());
            if mine.len() == theirs.len() && mine.zip(theirs).all(|(a, b)| std::ptr::eq(a, b)) {
                return Ok(());
            }
        }
        let mut found: Vec<(&str, &str)> = Vec::new();
        for namespace in node.namespaces() {
            let (prefix, uri) = (namespace.name(), namespace.uri());
            if prefix == Some("xml") {
                continue;
            }
            let above = parent.and_then(|parent| parent.lookup_namespace_uri(prefix));
            match (prefix, uri) {
                (Some(_), "") => return Err(C14nError::RelativeNamespace),
                (None, "") if above.unwrap_or_default().is_empty() => continue,
                (None, "") => {}
                _ if !is_absolute(uri) => return Err(C14nError::RelativeNamespace),
                _ if above == Some(uri) => continue,
                _ => {}
            }
            found.push((prefix.unwrap_or_default(), uri));
        }
        found.sort_unstable();
        for (prefix, uri) in found {
            self.octets.extend_from_slice(if prefix.is_empty() { b" xmlns" } else { b" xmlns:" });
            self.octets.extend_from_slice(prefix.as_bytes());
            self.value(uri);
        }
        Ok(())
    }

    fn attributes(&mut self, node: Node<'d, 'i>, apex: bool) {
        if node.attributes().len() == 0 && !apex {
            return;
        }
        let mut items: Vec<Item<'d>> = Vec::new();
        let mut take = |node: Node<'d, 'i>, only_xml: bool, source: &'d str| {
            for attribute in node.attributes() {
                let key = (attribute.namespace().unwrap_or_default(), attribute.name());
                if only_xml && (key.0 != roxmltree::NS_XML_URI || items.iter().any(|item| item.key == key)) {
                    continue;
                }
                items.push(Item { key, name: &source[attribute.range_qname()], value: attribute.value() });
            }
        };
        take(node, false, self.source);
        if apex {
            // Canonical XML 1.0, 2.4: xml:lang and its like are taken over from elements that are not written.
            node.ancestors().skip(1).for_each(|above| take(above, true, self.source));
        }
        items.sort_unstable_by_key(|item| item.key);
        for item in items {
            self.octets.push(b' ');
            self.octets.extend_from_slice(item.name.as_bytes());
            self.value(item.value);
        }
    }

    fn value(&mut self, value: &str) {
        self.octets.extend_from_slice(b"=\"");
        escape(&mut self.octets, value.as_bytes(), value_escape);
        self.octets.push(b'"');
    }
}

/// White space that only separates elements.
fn between_elements(node: Node<'_, '_>, text: &str) -> bool {
    text.bytes().all(is_space) && node.parent().is_some_and(|parent| parent.first_element_child().is_some())
}

pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// RFC 3986: a name with a scheme.
fn is_absolute(uri: &str) -> bool {
    uri.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
    })
}

fn text_escape(byte: u8) -> Option<&'static [u8]> {
    match byte {
        b'&' => Some(b"&amp;"),
        b'<' => Some(b"&lt;"),
        b'>' => Some(b"&gt;"),
        b'\r' => Some(b"&#xD;"),
        _ => None,
    }
}

fn value_escape(byte: u8) -> Option<&'static [u8]> {
    match byte {
        b'&' => Some(b"&amp;"),
        b'<' => Some(b"&lt;"),
        b'"' => Some(b"&quot;"),
        b'\t' => Some(b"&#x9;"),
        b'\n' => Some(b"&#xA;"),
        b'\r' => Some(b"&#xD;"),
        _ => None,
    }
}

fn escape(octets: &mut Vec<u8>, text: &[u8], with: impl Fn(u8) -> Option<&'static [u8]>) {
    let mut from = 0;
    for (at, &byte) in text.iter().enumerate() {
        if let Some(instead) = with(byte) {
            octets.extend_from_slice(&text[from..at]);
            octets.extend_from_slice(instead);
            from = at + 1;
        }
    }
    octets.extend_from_slice(&text[from..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(xml: &str) -> String {
        let tree = Document::parse(xml).expect("well-formed");
        String::from_utf8(document(&tree, None).expect("absolute namespaces").octets).expect("UTF-8")
    }

    #[test]
    fn the_canonical_form_is_that_of_the_recommendation() {
        for (xml, canonical) in [
            ("<?xml version='1.0'?>\n<a/>\n", "<a></a>"),
            ("<?xml\nversion='1.0'?><a/>", "<a></a>"),
            ("<?p?><!-- c --><a/><?q  r ?>", "<?p?>\n<a></a>\n<?q r ?>"),
            ("<a c='1'\n b=\"2\"  ></a >", "<a b=\"2\" c=\"1\"></a>"),
            ("<a>1\r\n2&#13;&lt;&gt;&amp;\"<![CDATA[<&]]></a>", "<a>1\n2&#xD;&lt;&gt;&amp;\"&lt;&amp;</a>"),
            ("<a b='&#9;&#10;&#13; \t&quot;&apos;&lt;>'/>", "<a b=\"&#x9;&#xA;&#xD;  &quot;'&lt;>\"></a>"),
            (
                "<a xmlns:z='u:z' xmlns:y='u:y' xmlns='u:d'/>",
                "<a xmlns=\"u:d\" xmlns:y=\"u:y\" xmlns:z=\"u:z\"></a>",
            ),
            (
                "<a xmlns='u:d' xmlns:p='u:p'><p:b xmlns:p='u:p' xmlns=''><c xmlns='u:d'/></p:b></a>",
                "<a xmlns=\"u:d\" xmlns:p=\"u:p\"><p:b xmlns=\"\"><c xmlns=\"u:d\"></c></p:b></a>",
            ),
            (
                "<a xmlns:y='u:1' xmlns:x='u:2' x:b='1' y:a='2' z='3'/>",
                "<a xmlns:x=\"u:2\" xmlns:y=\"u:1\" z=\"3\" y:a=\"2\" x:b=\"1\"></a>",
            ),
            ("<a xmlns=''><b xmlns=''/></a>", "<a><b></b></a>"),
            (
                "<p:a xmlns:p='u:1' xmlns:q='u:1'><q:b/></p:a>",
                "<p:a xmlns:p=\"u:1\" xmlns:q=\"u:1\"><q:b></q:b></p:a>",
            ),
        ] {
            assert_eq!(whole(xml), canonical, "{xml}");
        }
    }

    #[test]
    fn an_element_shows_the_namespaces_and_language_around_it() {
        let xml =
            "<a xmlns='u:d' xmlns:z='u:z' xml:lang='zh' k='1'><b xmlns:c='u:c'> <d/>\n<e> </e> </b></a>";
        let tree = Document::parse(xml).expect("well-formed");
        let b = tree.root_element().first_element_child().expect("b");
        let start = "<b xmlns=\"u:d\" xmlns:c=\"u:c\" xmlns:z=\"u:z\" xml:lang=\"zh\">";
        let text = |octets: Result<Vec<u8>, _>| String::from_utf8(octets.expect("absolute")).expect("UTF-8");
        assert_eq!(text(element(b)), format!("{start} <d></d>\n<e> </e> </b>"));
        assert_eq!(text(element_without_white_space(b)), format!("{start}<d></d><e> </e></b>"));
    }

    #[test]
    fn the_omitted_element_leaves_a_gap_and_nothing_else() {
        let tree = Document::parse("<a>1<b>2</b>3</a>").expect("well-formed");
        let canonical = document(&tree, tree.root_element().first_element_child()).expect("no namespaces");
        assert_eq!((canonical.octets.as_slice(), canonical.gap), (&b"<a>13</a>"[..], 4));
    }

    #[test]
    fn relative_namespaces_give_an_error_and_no_octets() {
        for xml in
            ["<a xmlns='x'/>", "<a xmlns:b='../x'/>", "<a><b xmlns:c='#x'/></a>", "<a xmlns:b='1x:y'/>"]
        {
            let tree = Document::parse(xml).expect("well-formed");
            assert_eq!(document(&tree, None).err(), Some(C14nError::RelativeNamespace), "{xml}");
        }
    }
}
