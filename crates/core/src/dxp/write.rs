//! An envelope → its octets.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use quick_xml::escape::escape;

use super::{DXP, DxpError, DxpMsg, moment};

/// How the namespace is spelled. Both occur, and every reader must take both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// `dxp:` before every name.
    #[default]
    Prefixed,
    /// The namespace as the default one.
    Plain,
}

impl DxpMsg {
    /// Writes the envelope, without a signature of its own: UTF-8 with an XML declaration, every element where the
    /// schema wants it, the content on one line.
    ///
    /// # Errors
    /// [`DxpError::Value`] and [`DxpError::Empty`] where the schema would refuse it.
    pub fn write(&self, form: Form) -> Result<String, DxpError> {
        self.fits()?;
        let (p, xmlns) = match form {
            Form::Prefixed => ("dxp:", "xmlns:dxp"),
            Form::Plain => ("", "xmlns"),
        };
        let mut out = String::with_capacity(self.data.len() / 3 * 4 + 1_600);
        let id = self.id.as_ref().map(|id| format!(" Id=\"{}\"", escape(id))).unwrap_or_default();
        out.push_str(&format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{p}DxpMsg {xmlns}=\"{DXP}\" ver=\"1.0\"{id}>"
        ));
        let leaf = |name: &str, value: &str| format!("<{p}{name}>{}</{p}{name}>", escape(value));
        out.push_str(&format!("<{p}TransInfo>"));
        out.push_str(&leaf("CopMsgId", &self.head.cop_msg_id));
        out.push_str(&leaf("SenderId", &self.head.sender));
        out.push_str(&format!("<{p}ReceiverIds>"));
        for receiver in &self.head.receivers {
            out.push_str(&leaf("ReceiverId", receiver));
        }
        out.push_str(&format!("</{p}ReceiverIds>"));
        out.push_str(&leaf("CreatTime", &moment::write(self.head.created)));
        out.push_str(&leaf("MsgType", &self.head.msg_type));
        out.push_str(&format!("</{p}TransInfo><{p}Data>"));
        BASE64.encode_string(&self.data, &mut out);
        out.push_str(&format!("</{p}Data>"));
        if !self.extra.is_empty() {
            out.push_str(&format!("<{p}AddInfo>"));
            let extra = &self.extra;
            if let Some(name) = &extra.file_name {
                out.push_str(&leaf("FileName", name));
            }
            if let Some(card) = &extra.ic_card {
                out.push_str(&leaf("IcCard", card));
            }
            if !extra.keys.is_empty() {
                out.push_str(&format!("<{p}BizKey>"));
                for (name, value) in &extra.keys {
                    let (name, value) = (escape(name), escape(value));
                    out.push_str(&format!("<{p}Key name=\"{name}\">{value}</{p}Key>"));
                }
                out.push_str(&format!("</{p}BizKey>"));
            }
            if let Some(charset) = &extra.text_charset {
                out.push_str(&format!("<{p}IsText Encode=\"{}\"/>", escape(charset)));
            }
            if let Some(map) = &extra.receiver_map {
                out.push_str(&leaf("RecMapId", map));
            }
            out.push_str(&format!("</{p}AddInfo>"));
        }
        out.push_str(&format!("</{p}DxpMsg>\n"));
        Ok(out)
    }

    /// What the schema asks of an envelope that we write.
    pub(super) fn fits(&self) -> Result<(), DxpError> {
        let fits = |value: &str, name: &'static str, least: usize, most: usize| {
            let signs = value.chars().count();
            let plain = !value.chars().any(|c| c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}'));
            // White space at the ends is lost on the way through many hands.
            let tight = value.trim() == value && (least == 0 || !value.is_empty());
            if plain && tight && (least..=most).contains(&signs) {
                Ok(())
            } else {
                Err(DxpError::Value(name))
            }
        };
        if let Some(id) = &self.id {
            // An xs:ID of one to six signs; as such it does not begin with a digit.
            fits(id, "Id", 1, 6)?;
            let begins = id.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
            let goes_on = id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'));
            if !(begins && goes_on) {
                return Err(DxpError::Value("Id"));
            }
        }
        fits(&self.head.cop_msg_id, "CopMsgId", 1, 255)?;
        fits(&self.head.sender, "SenderId", 1, 16)?;
        if !(1..=5).contains(&self.head.receivers.len()) {
            return Err(DxpError::Value("ReceiverIds"));
        }
        self.head.receivers.iter().try_for_each(|one| fits(one, "ReceiverId", 1, 16))?;
        fits(&self.head.msg_type, "MsgType", 0, 30)?;
        if self.data.is_empty() {
            return Err(DxpError::Empty);
        }
        let extra = &self.extra;
        let given = |value: &Option<String>, name: &'static str, least: usize, most: usize| {
            value.as_deref().map_or(Ok(()), |value| fits(value, name, least, most))
        };
        given(&extra.file_name, "FileName", 1, 255)?;
        given(&extra.ic_card, "IcCard", 1, 13)?;
        given(&extra.text_charset, "Encode", 0, 50)?;
        given(&extra.receiver_map, "RecMapId", 0, 255)?;
        if extra.keys.len() > 5 {
            return Err(DxpError::Value("BizKey"));
        }
        extra.keys.iter().try_for_each(|(name, value)| {
            fits(name, "name", 1, 32)?;
            fits(value, "Key", 1, 64)
        })
    }
}
