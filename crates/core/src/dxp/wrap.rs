//! A signed message goes into an envelope: only if sender, kind and signature fit.

use roxmltree::Node;

use super::nodes::clip;
use super::{AddInfo, DxpError, DxpMsg, EXPORT_CENTRE, IMPORT_CENTRE, TransInfo};
use crate::cn::message::layout::{Kind, SignatureNeed};
use crate::signing::{self, Parsed, Verdict, VerifyOptions, verify_parsed};
use crate::time::BeijingTime;

/// What an envelope says about the message in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrapping {
    /// The sender's own id of the transmission. The same message keeps it however often it is sent.
    pub cop_msg_id: String,
    /// DXP id of the sender.
    pub sender: String,
    /// DXP ids of the receivers.
    pub receivers: Vec<String>,
    /// When it is wrapped.
    pub created: BeijingTime,
}

/// What a carrier must know of a business message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Business {
    /// Root element, such as `CEB621Message`.
    pub root: String,
    /// Attribute `guid` of the root; empty if it has none.
    pub guid: String,
    /// DXP id in its BaseTransfer; receipts have none.
    pub dxp_id: Option<String>,
}

impl Business {
    fn of(parsed: &Parsed<'_>) -> Result<Business, DxpError> {
        let root = parsed.root();
        let name = root.tag_name();
        if name.namespace() != Some(signing::CEB) {
            return Err(DxpError::InsideRoot(clip(name.name())));
        }
        let child = |node: Node<'_, '_>, name: &str| {
            node.children().find(|child| child.has_tag_name((signing::CEB, name))).map(|child| child.id())
        };
        let transfer = child(root, "BaseTransfer").and_then(|id| parsed.document.get_node(id));
        let dxp_id =
            transfer.and_then(|node| child(node, "dxpId")).and_then(|id| parsed.document.get_node(id));
        Ok(Business {
            root: clip(name.name()),
            guid: signing::attribute(root, "guid").unwrap_or_default().to_owned(),
            dxp_id: dxp_id.map(|node| node.text().unwrap_or_default().to_owned()),
        })
    }
}

/// Looks at a business message from outside.
///
/// # Errors
/// It is no XML that we read, or no business message.
pub fn business(bytes: &[u8]) -> Result<Business, DxpError> {
    Business::of(&signing::parse(bytes).map_err(DxpError::Inside)?)
}

/// The receiver of a kind of message, by the habit of the field; none for kinds that are neither import nor export.
#[must_use]
pub fn receiver_of(root: &str) -> Option<&'static str> {
    // The kinds of the export set, among which those of the import set do not stand.
    const EXPORT: &[&str] = &["303", "403", "505", "507", "509", "603", "605", "607", "701"];
    let number = root.strip_prefix("CEB")?.strip_suffix("Message")?;
    if EXPORT.contains(&number) {
        return Some(EXPORT_CENTRE);
    }
    let kind = Kind::of_root(root)?;
    (kind.layout().signature != SignatureNeed::Never).then_some(IMPORT_CENTRE)
}

/// Puts a signed message into an envelope, exactly as it is.
///
/// # Errors
/// The envelope names another sender than the message; the message does not verify, or is one that must be signed and
/// is not; or the schema does not allow a value.
pub fn wrap(message: &[u8], wrapping: Wrapping) -> Result<DxpMsg, DxpError> {
    let parsed = signing::parse(message).map_err(DxpError::Inside)?;
    let business = Business::of(&parsed)?;
    let kind = Kind::of_root(&business.root);
    let receipt = kind.is_some_and(|kind| kind.layout().signature == SignatureNeed::Never);
    if !receipt && business.dxp_id.as_deref() != Some(wrapping.sender.as_str()) {
        return Err(DxpError::OtherSender);
    }
    let verification = verify_parsed(&parsed, &VerifyOptions::default());
    let may_be_plain = kind.is_some_and(|kind| kind.layout().signature != SignatureNeed::Required);
    match verification.verdict {
        Verdict::Valid => {}
        Verdict::NoSignature if may_be_plain => {}
        _ => return Err(DxpError::Unverified(verification.reason)),
    }
    let Wrapping { cop_msg_id, sender, receivers, created } = wrapping;
    // The time of an envelope has no fraction.
    let created = BeijingTime::from_wire(&created.wire14()).unwrap_or(created);
    let file_name = Some(format!("{}_{cop_msg_id}.xml", business.root)).filter(|name| name.len() <= 255);
    let message = DxpMsg {
        id: None,
        head: TransInfo { cop_msg_id, sender, receivers, created, msg_type: business.root },
        data: message.to_vec(),
        extra: AddInfo { file_name, ..AddInfo::default() },
        signed: false,
    };
    message.fits()?;
    Ok(message)
}
