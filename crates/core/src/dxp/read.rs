//! The tree of a file → an envelope.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use roxmltree::Node;

use super::nodes::{Sequence, attribute, bounded, clip, is, only, text, unexpected, version, within};
use super::{AddInfo, DxpError, DxpMsg, TransInfo, moment};
use crate::signing::{self, Parsed};

/// An envelope, or the one in the envelope of a transmission node.
pub(super) fn message(parsed: &Parsed<'_>) -> Result<DxpMsg, DxpError> {
    let root = parsed.document.root_element();
    if is(root, "DxpMsg") {
        return dxp_msg(root);
    }
    if !is(root, "DxpMsgSv") {
        return Err(DxpError::Root(clip(root.tag_name().name())));
    }
    version(root, "ver")?;
    let mut parts = Sequence::of(root);
    version(parts.required("SvNo")?, "Ver")?;
    let inner = parts.required("DxpMsg")?;
    parts.end_signed()?;
    dxp_msg(inner)
}

fn dxp_msg(root: Node<'_, '_>) -> Result<DxpMsg, DxpError> {
    version(root, "ver")?;
    only(root, &["ver", "Id"])?;
    // Public tools write longer ids than the six signs of the specification.
    let id = signing::attribute(root, "Id").map(|id| within(id.to_owned(), "Id", 1, 64)).transpose()?;
    let mut parts = Sequence::of(root);
    let head = trans_info(parts.required("TransInfo")?)?;
    let data = content(parts.required("Data")?)?;
    let extra = parts.optional("AddInfo")?.map(add_info).transpose()?.unwrap_or_default();
    let signed = parts.end_signed()?;
    Ok(DxpMsg { id, head, data, extra, signed })
}

pub(super) fn trans_info(node: Node<'_, '_>) -> Result<TransInfo, DxpError> {
    let mut parts = Sequence::of(node);
    let cop_msg_id = bounded(parts.required("CopMsgId")?, "CopMsgId", 1, 255)?;
    let sender = bounded(parts.required("SenderId")?, "SenderId", 1, 16)?;
    let mut list = Sequence::of(parts.required("ReceiverIds")?);
    let mut receivers = vec![bounded(list.required("ReceiverId")?, "ReceiverId", 1, 16)?];
    while let Some(next) = list.optional("ReceiverId")? {
        receivers.push(bounded(next, "ReceiverId", 1, 16)?);
        if receivers.len() > 5 {
            return Err(DxpError::Value("ReceiverIds"));
        }
    }
    list.end()?;
    let created = text(parts.required("CreatTime")?)?;
    let created = moment::date_time(&created).ok_or(DxpError::Value("CreatTime"))?;
    let msg_type = bounded(parts.required("MsgType")?, "MsgType", 0, 30)?;
    parts.end()?;
    Ok(TransInfo { cop_msg_id, sender, receivers, created, msg_type })
}

/// The octets. White space between the signs is that of `xs:base64Binary`; everything else must be canonical, so that
/// one content has one spelling.
fn content(node: Node<'_, '_>) -> Result<Vec<u8>, DxpError> {
    let signs = text(node)?;
    let signs: Vec<u8> = signs.bytes().filter(|sign| !matches!(sign, b' ' | b'\t' | b'\r' | b'\n')).collect();
    let data = BASE64.decode(signs).map_err(|_| DxpError::Base64)?;
    if data.is_empty() { Err(DxpError::Empty) } else { Ok(data) }
}

/// The additional parts, each at most once. Their order is not the same in all real files.
fn add_info(node: Node<'_, '_>) -> Result<AddInfo, DxpError> {
    let mut extra = AddInfo::default();
    let mut seen: Vec<&str> = Vec::new();
    let mut parts = Sequence::of(node);
    while let Some(part) = parts.any()? {
        let name = part.tag_name().name();
        if !is(part, name) || seen.contains(&name) {
            return Err(unexpected(part));
        }
        seen.push(name);
        match name {
            "FileName" => extra.file_name = Some(bounded(part, "FileName", 1, 255)?),
            "IcCard" => extra.ic_card = Some(bounded(part, "IcCard", 1, 13)?),
            "BizKey" => extra.keys = keys(part)?,
            "IsText" => {
                if !text(part)?.trim().is_empty() {
                    return Err(DxpError::Value("IsText"));
                }
                extra.text_charset = Some(within(attribute(part, "Encode")?, "Encode", 0, 50)?);
            }
            // Its content is open; only text is kept.
            "RecMapId" => {
                extra.receiver_map = Some(part.text().unwrap_or_default().chars().take(255).collect());
            }
            _ => return Err(unexpected(part)),
        }
    }
    Ok(extra)
}

fn keys(node: Node<'_, '_>) -> Result<Vec<(String, String)>, DxpError> {
    let mut keys = Vec::new();
    let mut parts = Sequence::of(node);
    while let Some(key) = parts.optional("Key")? {
        let name = within(attribute(key, "name")?, "name", 1, 32)?;
        keys.push((name, bounded(key, "Key", 1, 64)?));
        if keys.len() > 5 {
            return Err(DxpError::Value("BizKey"));
        }
    }
    parts.end()?;
    Ok(keys)
}
