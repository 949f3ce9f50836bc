//! Walks the children of an envelope's element in the order of the schema.

use std::iter::Peekable;

use roxmltree::{Children, Node};

use super::{DXP, DxpError};
use crate::cn::message::XMLDSIG;
use crate::signing;

/// The children of one element, each taken once and in order.
pub(super) struct Sequence<'a> {
    left: Peekable<Children<'a, 'a>>,
}

impl<'a> Sequence<'a> {
    pub(super) fn of(node: Node<'a, 'a>) -> Self {
        Sequence { left: node.children().peekable() }
    }

    /// The next element, if it has this name.
    pub(super) fn optional(&mut self, name: &str) -> Result<Option<Node<'a, 'a>>, DxpError> {
        self.pass_white_space()?;
        Ok(self.left.next_if(|node| is(*node, name)))
    }

    /// The next element, which must have this name.
    pub(super) fn required(&mut self, name: &'static str) -> Result<Node<'a, 'a>, DxpError> {
        if let Some(node) = self.optional(name)? {
            return Ok(node);
        }
        // An element before its turn is told as such; one that is not there at all, as missing.
        let later = self.left.clone().any(|later| is(later, name));
        match self.left.peek() {
            Some(node) if later => Err(unexpected(*node)),
            _ => Err(DxpError::Missing(name)),
        }
    }

    /// Nothing but an envelope's own signature may follow; whether there is one.
    pub(super) fn end_signed(&mut self) -> Result<bool, DxpError> {
        self.pass_white_space()?;
        let signed = self.left.next_if(|node| node.has_tag_name((XMLDSIG, "Signature"))).is_some();
        self.end()?;
        Ok(signed)
    }

    /// Nothing may follow.
    pub(super) fn end(&mut self) -> Result<(), DxpError> {
        self.pass_white_space()?;
        self.left.peek().map_or(Ok(()), |node| Err(unexpected(*node)))
    }

    /// The next element, whichever it is.
    pub(super) fn any(&mut self) -> Result<Option<Node<'a, 'a>>, DxpError> {
        self.pass_white_space()?;
        Ok(self.left.next())
    }

    fn pass_white_space(&mut self) -> Result<(), DxpError> {
        while let Some(node) = self.left.next_if(|node| !node.is_element()) {
            if !node.text().unwrap_or_default().trim().is_empty() {
                return Err(DxpError::Unexpected("text".to_owned()));
            }
        }
        Ok(())
    }
}

pub(super) fn is(node: Node<'_, '_>, name: &str) -> bool {
    node.has_tag_name((DXP, name))
}

pub(super) fn unexpected(node: Node<'_, '_>) -> DxpError {
    DxpError::Unexpected(clip(node.tag_name().name()))
}

pub(super) fn clip(name: &str) -> String {
    name.chars().take(60).collect()
}

/// The whole text of an element that holds nothing else.
pub(super) fn text(node: Node<'_, '_>) -> Result<String, DxpError> {
    let mut text = String::new();
    for piece in node.children() {
        if !piece.is_text() {
            return Err(unexpected(piece));
        }
        text.push_str(piece.text().unwrap_or_default());
    }
    Ok(text)
}

/// The same, of so many signs.
pub(super) fn bounded(
    node: Node<'_, '_>,
    name: &'static str,
    least: usize,
    most: usize,
) -> Result<String, DxpError> {
    within(text(node)?, name, least, most)
}

pub(super) fn within(
    value: String,
    name: &'static str,
    least: usize,
    most: usize,
) -> Result<String, DxpError> {
    let signs = value.chars().take(most + 1).count();
    // An id of nothing but white space names nothing.
    let blank = least > 0 && value.trim().is_empty();
    if (least..=most).contains(&signs) && !blank { Ok(value) } else { Err(DxpError::Value(name)) }
}

/// An attribute that must be there.
pub(super) fn attribute(node: Node<'_, '_>, name: &'static str) -> Result<String, DxpError> {
    signing::attribute(node, name).map(str::to_owned).ok_or(DxpError::Missing(name))
}

/// The version of an envelope, fixed to 1.0.
pub(super) fn version(node: Node<'_, '_>, name: &'static str) -> Result<(), DxpError> {
    if attribute(node, name)? == "1.0" { Ok(()) } else { Err(DxpError::Value(name)) }
}

/// No attributes but these and those of other namespaces.
pub(super) fn only(node: Node<'_, '_>, names: &[&str]) -> Result<(), DxpError> {
    let stray = node.attributes().find(|one| one.namespace().is_none() && !names.contains(&one.name()));
    stray.map_or(Ok(()), |one| Err(DxpError::Unexpected(clip(one.name()))))
}
