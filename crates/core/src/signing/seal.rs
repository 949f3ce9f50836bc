//! Message + signer → signed message: station 7.

use base64::{Engine, engine::general_purpose::STANDARD};
use roxmltree::Node;

use super::c14n;
use super::parse::{Parsed, parse};
use super::profile::{Algorithm, C14N, CEB, DS, ENVELOPED, XSI, may_be_signed};
use super::signer::{SignError, Signer};

/// Puts a signature directly before the end of the root.
///
/// The message must be in the form that we write ourselves: a root that may be signed and that declares
/// `xmlns:ceb` and `xmlns:xsi`, no other namespace anywhere, and no signature. Then the namespaces in scope of
/// `ds:SignedInfo` are exactly `ceb`, `ds`, `xsi`, as in the signatures of real cards, and both a strict verifier and
/// one that rebuilds the text from a template read the same octets. Nothing else of the message is changed, and nothing
/// may be changed afterwards, not even white space.
///
/// # Errors
/// The message has not that form, or the key does not sign. The signature that comes back is checked with the
/// certificate before it is used.
pub fn seal(unsigned: &str, signer: &dyn Signer) -> Result<String, SignError> {
    let parsed = parse(unsigned.as_bytes()).map_err(SignError::Unreadable)?;
    let end = end_tag(&parsed)?;
    let (algorithm, certificate) = (signer.algorithm(), signer.certificate());
    if !algorithm.fits(certificate.key()) || !certificate.public_key().strong_enough_for(algorithm) {
        return Err(SignError::KeyMismatch);
    }
    let body = c14n::document(&parsed.document, None).map_err(|_| SignError::Form)?;
    let digest = STANDARD.encode(algorithm.digest().of(&body.octets));
    let message = signed_info(algorithm, &digest, true);
    let value = signer.sign(message.as_bytes())?;
    if !certificate.verifies(algorithm, message.as_bytes(), &value) {
        return Err(SignError::WrongSignature);
    }

    let mut out = String::with_capacity(parsed.text.len() + 4096);
    out.push_str(&parsed.text[..end]);
    for part in [
        "<ds:Signature xmlns:ds=\"",
        DS,
        "\">",
        &signed_info(algorithm, &digest, false),
        "<ds:SignatureValue>",
        &STANDARD.encode(value),
        "</ds:SignatureValue><ds:KeyInfo><ds:KeyName>",
        certificate.serial(),
        "</ds:KeyName><ds:X509Data><ds:X509Certificate>",
        &STANDARD.encode(certificate.der()),
        "</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>",
    ] {
        out.push_str(part);
    }
    out.push_str(&parsed.text[end..]);
    Ok(out)
}

/// Where the end tag of the root begins, if the message has the form that is sealed.
fn end_tag(parsed: &Parsed<'_>) -> Result<usize, SignError> {
    let root = parsed.root();
    if root.tag_name().namespace() != Some(CEB) || !may_be_signed(root.tag_name().name()) {
        return Err(SignError::Form);
    }
    if root.descendants().any(|node| node.tag_name().namespace() == Some(DS)) {
        return Err(SignError::AlreadySigned);
    }
    let declared = |node: Node<'_, '_>| node.namespaces().filter(|found| found.name() != Some("xml")).count();
    let ours = root.lookup_namespace_uri(Some("ceb")) == Some(CEB)
        && root.lookup_namespace_uri(Some("xsi")) == Some(XSI);
    let only_ours =
        declared(root) == 2 && root.descendants().filter(Node::is_element).all(|node| declared(node) == 2);
    let plain = !root.attributes().any(|attribute| attribute.namespace() == Some(roxmltree::NS_XML_URI));
    if !(ours && only_ours && plain) {
        return Err(SignError::Form);
    }
    let range = root.range();
    let end = parsed.text[range.clone()].rfind("</").ok_or(SignError::Form)?;
    Ok(range.start + end)
}

/// SignedInfo without any white space: canonical as it is signed, or as it stands in the message.
fn signed_info(algorithm: Algorithm, digest: &str, canonical: bool) -> String {
    let scope = if canonical {
        format!(" xmlns:ceb=\"{CEB}\" xmlns:ds=\"{DS}\" xmlns:xsi=\"{XSI}\"")
    } else {
        String::new()
    };
    let (signature, hash) = (algorithm.signature_uri(), algorithm.digest().uri());
    format!(
        "<ds:SignedInfo{scope}>\
         <ds:CanonicalizationMethod Algorithm=\"{C14N}\"></ds:CanonicalizationMethod>\
         <ds:SignatureMethod Algorithm=\"{signature}\"></ds:SignatureMethod>\
         <ds:Reference URI=\"\"><ds:Transforms>\
         <ds:Transform Algorithm=\"{ENVELOPED}\"></ds:Transform>\
         </ds:Transforms><ds:DigestMethod Algorithm=\"{hash}\"></ds:DigestMethod>\
         <ds:DigestValue>{digest}</ds:DigestValue></ds:Reference></ds:SignedInfo>"
    )
}
