//! Message + signer → signed message: station 7.

use base64::{Engine, engine::general_purpose::STANDARD};
use roxmltree::Node;

use super::c14n;
use super::certificate::Certificate;
use super::parse::{Parsed, parse};
use super::profile::{Algorithm, C14N, CEB, DS, ENVELOPED, XSI, may_be_signed};
use super::signer::{SignError, Signer};
use super::trust::Trust;
use super::verify::{VerifyOptions, verify_parsed};

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
    if let Some(answer) = signer.sign_whole(unsigned) {
        let signed = answer?;
        accept_signed(unsigned, signed.as_bytes(), certificate)?;
        return Ok(signed);
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

/// Accepts what another program has signed: exactly our message, validly signed with this certificate, nothing else.
///
/// The file may differ in what canonical form levels (line ends, quotes, the order of attributes), and in nothing more;
/// a signature whose white space does not fit is refused like a wrong one.
///
/// # Errors
/// [`SignError::OtherMessage`] when the body is another; [`SignError::BadFile`] with the verifier's reason;
/// [`SignError::Unreadable`] when it cannot be parsed, for instance because it is not complete yet.
pub fn accept_signed(unsigned: &str, signed: &[u8], certificate: &Certificate) -> Result<(), SignError> {
    let ours = parse(unsigned.as_bytes()).map_err(SignError::Unreadable)?;
    let theirs = parse(signed).map_err(SignError::Unreadable)?;
    let form = |_| SignError::OtherMessage;
    let signature = theirs.root().last_element_child();
    let signature = signature.filter(|node| node.has_tag_name((DS, "Signature")));
    let without = c14n::document(&theirs.document, signature).map_err(form)?;
    if without.octets != c14n::document(&ours.document, None).map_err(form)?.octets {
        return Err(SignError::OtherMessage);
    }
    let mut trust = Trust::new();
    trust.pin(certificate.clone());
    let options = VerifyOptions { trust: Some(&trust), ..VerifyOptions::default() };
    let found = verify_parsed(&theirs, &options);
    if found.is_valid() { Ok(()) } else { Err(SignError::BadFile(found.reason.code)) }
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

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    /// Another program that signs whole messages and may tamper with them.
    struct Elsewhere(super::super::SoftKey, fn(String) -> Option<String>);

    impl Signer for Elsewhere {
        fn certificate(&self) -> &Certificate {
            self.0.certificate()
        }

        fn algorithm(&self) -> Algorithm {
            self.0.algorithm()
        }

        fn sign(&self, _: &[u8]) -> Result<Vec<u8>, SignError> {
            Err(SignError::WholeOnly)
        }

        fn sign_whole(&self, unsigned: &str) -> Option<Result<String, SignError>> {
            Some(seal(unsigned, &self.0).and_then(|signed| (self.1)(signed).ok_or(SignError::Pending)))
        }
    }

    #[test]
    fn what_another_program_signed_counts_only_as_it_was_handed_over() {
        let unsigned = samples::unsigned(1);
        let code = |change: fn(String) -> Option<String>| {
            seal(&unsigned, &Elsewhere(samples::sm2(), change)).map_or_else(|e| e.code(), |_| "sealed")
        };
        assert_eq!(code(Some), "sealed");
        assert_eq!(
            code(|xml| Some(xml.replace('\n', "\r\n"))),
            "sealed",
            "line ends are no part of a message"
        );
        assert_eq!(code(|_| None), "sign-handed-over");
        assert_eq!(code(|xml| Some(xml.replace("188.00", "18.800"))), "sign-other-message");
        assert_eq!(
            code(|xml| Some(xml.replace("  <ceb:Inventory>", "<ceb:Inventory>"))),
            "sign-other-message"
        );
        assert_eq!(code(|_| Some(samples::unsigned(1))), "sign-bad-file");
        let other = |_: String| seal(&samples::unsigned(2), &samples::sm2()).ok();
        assert_eq!(code(other), "sign-other-message");
        let by_another = |_: String| seal(&samples::unsigned(1), &samples::rsa2048()).ok();
        assert_eq!(code(by_another), "sign-bad-file");
        assert_eq!(code(|xml| Some(xml[..xml.len() / 2].to_owned())), "sign-unreadable");
        let spaced = |xml: String| Some(xml.replace("<ds:Reference", "\n<ds:Reference"));
        assert_eq!(code(spaced), "sign-bad-file");
        let before = |xml: String| Some(xml.replace("<ds:Signature ", "\n<ds:Signature "));
        assert_eq!(code(before), "sign-other-message");
    }
}
