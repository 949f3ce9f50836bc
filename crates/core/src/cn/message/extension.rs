//! ExtendMessage: what sender and receiver have agreed on besides, with any XML inside.

use std::collections::BTreeMap;

use quick_xml::escape::{escape, partial_escape};
use roxmltree::Node;

use super::frame::Part;
use super::parse;

/// An extension of a message. How customs treats it is not documented.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// What is sent.
    pub name: String,
    /// Its edition.
    pub version: String,
    /// The content.
    pub payload: Fragment,
}

impl Extension {
    pub(crate) fn read(part: &Part<'_>) -> Result<Self, &'static str> {
        let text = |element| part.get(element).map(str::to_owned).ok_or(element);
        Ok(Extension { name: text("name")?, version: text("version")?, payload: Fragment(text("Message")?) })
    }
}

/// Well-formed XML content that stands for itself: every prefix it uses is declared inside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fragment(String);

impl Fragment {
    /// Plain text.
    #[must_use]
    pub fn text(text: &str) -> Self {
        let mut out = String::new();
        push_text(&mut out, text);
        Fragment(out)
    }

    /// Content given as XML; `None` where it is not well-formed by itself.
    #[must_use]
    pub fn xml(content: &str) -> Option<Self> {
        let whole = format!("<content>{content}</content>");
        let parsed = parse(&whole).ok()?;
        let root = parsed.document.root_element();
        Some(Fragment::of(root))
    }

    /// What stands in a node: elements with their namespaces declared where they begin, text; comments are left out.
    pub(crate) fn of(node: Node<'_, '_>) -> Self {
        let mut out = String::new();
        for child in node.children() {
            push_node(&mut out, child, &BTreeMap::new());
        }
        Fragment(out)
    }

    /// The content as XML.
    #[must_use]
    pub fn as_xml(&self) -> &str {
        &self.0
    }
}

fn push_text(out: &mut String, text: &str) {
    out.push_str(&partial_escape(text).replace('\r', "&#13;"));
}

/// Prefix and namespace as they are declared at a place.
type Declared = BTreeMap<String, String>;

fn push_node(out: &mut String, node: Node<'_, '_>, around: &Declared) {
    if node.is_text() {
        push_text(out, node.text().unwrap_or_default());
    }
    if !node.is_element() {
        return;
    }
    let mut declared = around.clone();
    let mut attributes = String::new();
    let name = qualified(node, node.tag_name().namespace(), node.tag_name().name(), &mut declared);
    for attribute in node.attributes() {
        let name = match attribute.namespace() {
            None => attribute.name().to_owned(),
            space => qualified_attribute(node, space, attribute.name(), &mut declared),
        };
        let value =
            escape(attribute.value()).replace('\r', "&#13;").replace('\n', "&#10;").replace('\t', "&#9;");
        attributes.push_str(&format!(" {name}=\"{value}\""));
    }
    out.push('<');
    out.push_str(&name);
    for (prefix, space) in declared.iter().filter(|(prefix, space)| around.get(*prefix) != Some(space)) {
        let colon = if prefix.is_empty() { "" } else { ":" };
        out.push_str(&format!(" xmlns{colon}{prefix}=\"{}\"", escape(space)));
    }
    out.push_str(&attributes);
    out.push('>');
    for child in node.children() {
        push_node(out, child, &declared);
    }
    out.push_str(&format!("</{name}>"));
}

fn qualified(node: Node<'_, '_>, space: Option<&str>, name: &str, declared: &mut Declared) -> String {
    let Some(space) = space else {
        if declared.get("").is_some_and(|outer| !outer.is_empty()) {
            declared.insert(String::new(), String::new());
        }
        return name.to_owned();
    };
    let prefix = node.lookup_prefix(space).unwrap_or_default();
    declared.insert(prefix.to_owned(), space.to_owned());
    if prefix.is_empty() { name.to_owned() } else { format!("{prefix}:{name}") }
}

fn qualified_attribute(
    node: Node<'_, '_>,
    space: Option<&str>,
    name: &str,
    declared: &mut Declared,
) -> String {
    const XML: &str = "http://www.w3.org/XML/1998/namespace";
    let space = space.unwrap_or_default();
    if space == XML {
        return format!("xml:{name}");
    }
    // An attribute is in a namespace only by a prefix; a namespace may have the default one beside it.
    let prefix =
        node.namespaces().find(|one| one.uri() == space && one.name().is_some_and(|p| !p.is_empty()));
    let prefix = prefix.and_then(|one| one.name()).unwrap_or("ns");
    declared.insert(prefix.to_owned(), space.to_owned());
    format!("{prefix}:{name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(content: &str) -> String {
        let once = Fragment::xml(content).expect("well-formed");
        let twice = Fragment::xml(once.as_xml()).expect("what is kept is well-formed");
        assert_eq!(once, twice, "{content}");
        once.0
    }

    #[test]
    fn content_keeps_its_meaning_and_stands_for_itself() {
        assert_eq!(settled("a&amp;b &lt; c"), "a&amp;b &lt; c");
        assert_eq!(settled("<x a=\"1\">t<y/></x>tail"), "<x a=\"1\">t<y></y></x>tail");
        assert_eq!(
            settled("<p:x xmlns:p=\"urn:p\" p:a=\"&quot;\"><p:y/></p:x>"),
            "<p:x xmlns:p=\"urn:p\" p:a=\"&quot;\"><p:y></p:y></p:x>"
        );
        assert_eq!(
            settled("<x xmlns=\"urn:d\"><y xmlns=\"\"/></x>"),
            "<x xmlns=\"urn:d\"><y xmlns=\"\"></y></x>"
        );
    }

    #[test]
    fn what_would_break_out_of_its_place_is_no_content() {
        for content in ["</content><content>", "<x>", "&unknown;", "<p:x/>", "<!DOCTYPE x>"] {
            assert_eq!(Fragment::xml(content), None, "{content}");
        }
    }
}
