//! Finds the one signature of a message and holds it against the profile, element by element.

use roxmltree::Node;

use super::c14n::is_space;
use super::certificate::base64_of;
use super::note::{self, Note};
use super::parse::{Parsed, attribute};
use super::profile::{Algorithm, C14N, CEB, DS, Digest, ENVELOPED, SM2_SM3_W3C_STYLE, may_be_signed};
use super::verify::Verdict;

/// Longest base64 text of a signature or certificate: a certificate with an 8192-bit key has room in it.
const LONGEST_TEXT: usize = 32 * 1024;

/// A signature whose structure is that of the profile. Nothing in it has been checked by cryptography.
pub(super) struct Found<'a, 'i> {
    pub(super) signature: Node<'a, 'i>,
    pub(super) signed_info: Node<'a, 'i>,
    pub(super) algorithm: Algorithm,
    pub(super) digest: Digest,
    pub(super) digest_value: Vec<u8>,
    /// `None` where the text is no base64.
    pub(super) signature_value: Option<Vec<u8>>,
    pub(super) key_name: String,
    /// `None` where the text is no base64.
    pub(super) certificate: Option<Vec<u8>>,
    pub(super) warnings: Vec<Note>,
}

/// Why there is nothing to check, with the algorithm if it was seen.
pub(super) type Refusal = (Verdict, Note);

fn refused(note: Note) -> Refusal {
    (Verdict::ProfileRefused, note)
}

/// Finds the signature and checks place, children, attributes and algorithms (rules 5 to 8 of the profile).
pub(super) fn find<'a, 'i>(parsed: &'a Parsed<'i>) -> Result<Found<'a, 'i>, Refusal> {
    let root = parsed.root();
    let is_ds = |node: &Node<'_, '_>| node.is_element() && node.tag_name().namespace() == Some(DS);
    let everywhere = root.descendants().filter(is_ds).count();
    if everywhere == 0 {
        return Err((Verdict::NoSignature, note::NO_SIGNATURE));
    }
    if root.tag_name().namespace() != Some(CEB) || !may_be_signed(root.tag_name().name()) {
        return Err(refused(note::ROOT));
    }
    let signature = root.last_element_child().filter(|last| last.has_tag_name((DS, "Signature")));
    let signature = signature.ok_or_else(|| refused(note::SIGNATURE_PLACE))?;
    if signature.descendants().filter(is_ds).count() != everywhere {
        return Err(refused(note::SIGNATURE_PLACE));
    }

    let [signed_info, signature_value, key_info] =
        children(signature, ["SignedInfo", "SignatureValue", "KeyInfo"])?;
    let [c14n, method, reference] =
        children(signed_info, ["CanonicalizationMethod", "SignatureMethod", "Reference"])?;
    let [transforms, digest_method, digest_value] =
        children_of_reference(reference, ["Transforms", "DigestMethod", "DigestValue"])?;
    let [transform] = children(transforms, ["Transform"])?;
    let [key_name, x509_data] = children(key_info, ["KeyName", "X509Data"])?;
    let [certificate] = children(x509_data, ["X509Certificate"])?;

    if algorithm_of(c14n)? != C14N {
        return Err(refused(note::CANONICALIZATION));
    }
    if algorithm_of(transform)? != ENVELOPED {
        return Err(refused(note::TRANSFORM));
    }
    let (algorithm, digest, mut warnings) = methods(algorithm_of(method)?, algorithm_of(digest_method)?)?;
    let digest_value = base64_of(&text(digest_value)?).filter(|value| value.len() == digest.octets());
    let digest_value = digest_value.ok_or_else(|| refused(note::DIGEST_FORM))?;
    warnings.shrink_to_fit();
    Ok(Found {
        signature,
        signed_info,
        algorithm,
        digest,
        digest_value,
        signature_value: base64_of(&text(signature_value)?),
        key_name: text(key_name)?,
        certificate: base64_of(&text(certificate)?),
        warnings,
    })
}

/// Signature and digest come from one row of the profile, with the exceptions that real keys write.
fn methods(signature: &str, digest: &str) -> Result<(Algorithm, Digest, Vec<Note>), Refusal> {
    let mut warnings = Vec::new();
    let row = Algorithm::ALL.into_iter().find(|row| row.signature_uri() == signature);
    let row = row.or_else(|| {
        (signature == SM2_SM3_W3C_STYLE).then(|| {
            warnings.push(note::OLD_SM2_NAME);
            Algorithm::Sm2Sm3
        })
    });
    let digest = Digest::ALL.into_iter().find(|known| known.uri() == digest);
    let (Some(row), Some(digest)) = (row, digest) else { return Err(refused(note::ALGORITHM)) };
    match (row, digest) {
        _ if row.digest() == digest => {}
        (Algorithm::Sm2Sm3, Digest::Sha1) => warnings.push(note::SHA1_WITH_SM2),
        _ => return Err(refused(note::ALGORITHM)),
    }
    Ok((row, digest, warnings))
}

/// The children of an element without attributes: exactly these, in this order, with nothing but white space between.
fn children<'a, 'i, const N: usize>(
    of: Node<'a, 'i>,
    names: [&str; N],
) -> Result<[Node<'a, 'i>; N], Refusal> {
    if of.attributes().len() != 0 {
        return Err(refused(note::STRUCTURE));
    }
    ordered(of, names)
}

/// As [`children`], for the one element that has an attribute: an empty `URI`, which means the whole document.
fn children_of_reference<'a, 'i, const N: usize>(
    of: Node<'a, 'i>,
    names: [&str; N],
) -> Result<[Node<'a, 'i>; N], Refusal> {
    if of.attributes().len() != 1 || attribute(of, "URI") != Some("") {
        return Err(refused(note::REFERENCE));
    }
    ordered(of, names)
}

fn ordered<'a, 'i, const N: usize>(of: Node<'a, 'i>, names: [&str; N]) -> Result<[Node<'a, 'i>; N], Refusal> {
    let mut found = Vec::with_capacity(N);
    for child in of.children() {
        if child.is_element() {
            found.push(child);
        } else if !child.text().unwrap_or_default().bytes().all(is_space) {
            return Err(refused(note::STRUCTURE));
        }
    }
    let fits = found.len() == N && found.iter().zip(names).all(|(node, name)| node.has_tag_name((DS, name)));
    match <[Node<'a, 'i>; N]>::try_from(found) {
        Ok(nodes) if fits => Ok(nodes),
        _ => Err(refused(note::STRUCTURE)),
    }
}

/// The `Algorithm` of an element that holds nothing else.
fn algorithm_of<'a>(node: Node<'a, '_>) -> Result<&'a str, Refusal> {
    let empty = node
        .children()
        .all(|child| child.is_text() && child.text().unwrap_or_default().bytes().all(is_space));
    match attribute(node, "Algorithm") {
        Some(uri) if empty && node.attributes().len() == 1 => Ok(uri),
        _ => Err(refused(note::STRUCTURE)),
    }
}

/// All text of an element that holds nothing but text.
fn text(node: Node<'_, '_>) -> Result<String, Refusal> {
    let mut out = String::new();
    for child in node.children() {
        match child.text().filter(|_| child.is_text()) {
            Some(text) if out.len() + text.len() <= LONGEST_TEXT => out.push_str(text),
            _ => return Err(refused(note::STRUCTURE)),
        }
    }
    if node.attributes().len() != 0 {
        return Err(refused(note::STRUCTURE));
    }
    Ok(out)
}
