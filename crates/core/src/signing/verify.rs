//! Judges the signature of a message: a fixed list of rules in a fixed order, and one verdict.

use roxmltree::Node;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use super::c14n;
use super::certificate::Certificate;
use super::moment::is_ahead;
use super::note::{self, Note};
use super::parse::{Limits, ParseError, Parsed, parse_within};
use super::profile::{Algorithm, CEB};
use super::structure::{self, Found, Refusal};
use super::trust::{ChainError, Revocation, Trust};
use crate::time::BeijingTime;

/// What the verifier is told from outside.
#[derive(Clone, Copy, Debug, Default)]
pub struct VerifyOptions<'a> {
    /// When the message was received, or now. Without it the certificate is judged at the message's own `appTime`.
    pub now: Option<BeijingTime>,
    /// Whom to believe. Without it an unknown issuer is a warning.
    pub trust: Option<&'a Trust>,
    /// What a document may cost.
    pub limits: Limits,
}

/// The one word about a message. Only `valid` is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Every rule is met.
    Valid,
    /// There is no signature.
    NoSignature,
    /// The body is not the one that was signed.
    BodyChanged,
    /// The signature value does not fit the certificate's key.
    SignatureWrong,
    /// The document or its signature is not of the profile.
    ProfileRefused,
    /// The certificate may not sign this.
    CertificateRefused,
    /// Good over a body that differs from the file in white space only. Never treated as valid by itself.
    TemplateSigned,
}

impl Verdict {
    /// The word, as on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Verdict::Valid => "valid",
            Verdict::NoSignature => "no-signature",
            Verdict::BodyChanged => "body-changed",
            Verdict::SignatureWrong => "signature-wrong",
            Verdict::ProfileRefused => "profile-refused",
            Verdict::CertificateRefused => "certificate-refused",
            Verdict::TemplateSigned => "template-signed",
        }
    }
}

/// What was found out about a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verification {
    /// The word.
    pub verdict: Verdict,
    /// Why: the first rule that was not met, or that all were.
    pub reason: Note,
    /// The row of the profile, if the signature names one.
    pub algorithm: Option<Algorithm>,
    /// The certificate, if one could be read. It vouches for nothing unless the verdict is valid.
    #[serde(rename = "signer")]
    pub certificate: Option<Certificate>,
    /// What is known about the certificate's revocation.
    pub revocation: Revocation,
    /// What a person should know although the verdict stands.
    pub warnings: Vec<Note>,
    /// Where the document is not well-formed, if that is the reason.
    #[serde(skip)]
    pub parse_error: Option<ParseError>,
}

impl Verification {
    fn new((verdict, reason): Refusal) -> Self {
        Verification {
            verdict,
            reason,
            algorithm: None,
            certificate: None,
            revocation: Revocation::Unknown,
            warnings: Vec::new(),
            parse_error: None,
        }
    }

    /// Whether the verdict is `valid`.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.verdict == Verdict::Valid
    }
}

/// Parses and judges a document. Never fails and never panics: what cannot be read is refused.
#[must_use]
pub fn verify(bytes: &[u8], options: &VerifyOptions<'_>) -> Verification {
    match parse_within(bytes, &options.limits) {
        Ok(parsed) => verify_parsed(&parsed, options),
        Err(error) => {
            let text = error.text();
            let reason = Note::new(error.code(), text.zh, text.en);
            Verification { parse_error: Some(error), ..Verification::new((Verdict::ProfileRefused, reason)) }
        }
    }
}

/// Judges a parsed document: the caller reads the very tree that was judged.
#[must_use]
pub fn verify_parsed(parsed: &Parsed<'_>, options: &VerifyOptions<'_>) -> Verification {
    let found = match structure::find(parsed) {
        Ok(found) => found,
        Err(refusal) => return Verification::new(refusal),
    };
    let mut verification = Verification::new((Verdict::Valid, note::VALID));
    verification.algorithm = Some(found.algorithm);
    verification.warnings.clone_from(&found.warnings);
    if let Err((verdict, reason)) = judge(parsed, &found, options, &mut verification) {
        (verification.verdict, verification.reason) = (verdict, reason);
    }
    verification
}

fn judge(
    parsed: &Parsed<'_>,
    found: &Found<'_, '_>,
    options: &VerifyOptions<'_>,
    verification: &mut Verification,
) -> Result<(), Refusal> {
    let unreadable = (Verdict::CertificateRefused, note::CERTIFICATE_UNREADABLE);
    let der = found.certificate.as_deref().ok_or(unreadable)?;
    let certificate = Certificate::from_der(der).map_err(|_| unreadable)?;
    verification.certificate = Some(certificate.clone());
    if !found.algorithm.fits(certificate.key()) {
        return Err((Verdict::ProfileRefused, note::KEY_TYPE));
    }

    let space_before = body(parsed, found)?;
    let space_inside = signature(found, &certificate)?;
    accept(parsed, found, &certificate, options, verification)?;

    let spaces = [(space_before, note::SPACE_BEFORE_SIGNATURE), (space_inside, note::SPACE_IN_SIGNED_INFO)];
    let mut template = spaces.into_iter().filter(|(put, _)| *put).map(|(_, note)| note);
    match template.next() {
        None => Ok(()),
        Some(reason) => {
            verification.warnings.extend(template);
            Err((Verdict::TemplateSigned, reason))
        }
    }
}

/// The digest of the document without the signature. True: only without the white space before it.
fn body(parsed: &Parsed<'_>, found: &Found<'_, '_>) -> Result<bool, Refusal> {
    let namespace = |_| (Verdict::ProfileRefused, note::NAMESPACE);
    let canonical = c14n::document(&parsed.document, Some(found.signature)).map_err(namespace)?;
    let is_signed = |parts: &[&[u8]]| bool::from(found.digest.of_parts(parts).ct_eq(&found.digest_value));
    if is_signed(&[&canonical.octets]) {
        return Ok(false);
    }
    let (before, after) = canonical.octets.split_at(canonical.gap);
    let text = before.len() - before.iter().rev().take_while(|byte| c14n::is_space(**byte)).count();
    let separates = text < before.len() && before[..text].ends_with(b">");
    if separates && is_signed(&[&before[..text], after]) {
        return Ok(true);
    }
    Err((Verdict::BodyChanged, note::BODY_CHANGED))
}

/// The signature over SignedInfo. True: only without the white space between its elements.
fn signature(found: &Found<'_, '_>, certificate: &Certificate) -> Result<bool, Refusal> {
    let key = certificate.public_key();
    if !key.strong_enough_for(found.algorithm) {
        return Err((Verdict::CertificateRefused, note::CERTIFICATE_KEY_WEAK));
    }
    let value = found.signature_value.as_deref().filter(|value| value.len() == key.signature_octets());
    let value = value.ok_or((Verdict::SignatureWrong, note::SIGNATURE_FORM))?;
    let namespace = |_| (Verdict::ProfileRefused, note::NAMESPACE);
    let as_written = c14n::element(found.signed_info).map_err(namespace)?;
    if key.verify(found.algorithm, &as_written, value) {
        return Ok(false);
    }
    let compact = c14n::element_without_white_space(found.signed_info).map_err(namespace)?;
    if compact != as_written && key.verify(found.algorithm, &compact, value) {
        return Ok(true);
    }
    Err((Verdict::SignatureWrong, note::SIGNATURE_WRONG))
}

/// Whether this certificate may sign this message.
fn accept(
    parsed: &Parsed<'_>,
    found: &Found<'_, '_>,
    certificate: &Certificate,
    options: &VerifyOptions<'_>,
    verification: &mut Verification,
) -> Result<(), Refusal> {
    let refuse = |note| Err((Verdict::CertificateRefused, note));
    if found.key_name != certificate.serial() {
        let bare = |text: &str| text.trim_start_matches('0').to_owned();
        if bare(&found.key_name) != bare(certificate.serial()) {
            return refuse(note::CERTIFICATE_KEY_NAME);
        }
        verification.warnings.push(note::KEY_NAME_ZEROS);
    }
    if certificate.is_authority() {
        return refuse(note::CERTIFICATE_CA);
    }
    if !certificate.may_sign() {
        return refuse(note::CERTIFICATE_USAGE);
    }
    if certificate.has_unknown_critical() {
        return refuse(note::CERTIFICATE_CRITICAL);
    }
    verification.warnings.extend(validity(parsed.root(), certificate, options.now)?);
    match options.trust {
        None => verification.warnings.push(note::UNKNOWN_ISSUER),
        Some(trust) => {
            let written = app_times(parsed.root()).map(|(_, last)| last);
            verification.revocation = trust.revocation_at(certificate, options.now.or(written));
            if verification.revocation == Revocation::Revoked {
                return refuse(note::CERTIFICATE_REVOKED);
            }
            match trust.chain(certificate, written.or(options.now)) {
                Ok(_) => {}
                Err(ChainError::Revoked) => return refuse(note::CERTIFICATE_REVOKED),
                Err(_) => return refuse(note::CERTIFICATE_UNTRUSTED),
            }
        }
    }
    Ok(())
}

/// Validity at receipt, or at the message's own time if the certificate has expired since.
fn validity(
    root: Node<'_, '_>,
    certificate: &Certificate,
    now: Option<BeijingTime>,
) -> Result<Option<Note>, Refusal> {
    let refuse = |note| Err((Verdict::CertificateRefused, note));
    let (from, until) = (certificate.not_before(), certificate.not_after());
    let written = app_times(root);
    match (now, written) {
        (None, None) => refuse(note::CERTIFICATE_NO_TIME),
        (Some(now), _) if is_ahead(from, now) => refuse(note::CERTIFICATE_NOT_YET),
        (None, Some((first, _))) if first < from => refuse(note::CERTIFICATE_NOT_YET),
        (_, Some((_, last))) if last > until => refuse(note::CERTIFICATE_EXPIRED),
        (Some(now), None) if now > until => refuse(note::CERTIFICATE_EXPIRED),
        (Some(_), Some((first, _))) if first < from => match now.is_some_and(|now| now > until) {
            true => refuse(note::CERTIFICATE_EXPIRED),
            false => Ok(Some(note::OLDER_THAN_CERTIFICATE)),
        },
        (Some(now), Some(_)) if now > until => Ok(Some(note::EXPIRED_SINCE)),
        _ => Ok(None),
    }
}

/// The earliest and the latest `appTime` of the records: root / record / head / appTime.
fn app_times(root: Node<'_, '_>) -> Option<(BeijingTime, BeijingTime)> {
    let elements = |node: Node<'_, '_>| node.has_children();
    let heads = root.children().filter(|record| elements(*record)).flat_map(|record| record.children());
    let times = heads
        .flat_map(|head| std::iter::once(head).chain(head.children().take(8)))
        .filter(|node| node.has_tag_name((CEB, "appTime")))
        .filter_map(|node| BeijingTime::from_wire(node.text().unwrap_or_default().trim()));
    times.fold(None, |range, at| match range {
        None => Some((at, at)),
        Some((first, last)) => Some((at.min(first), at.max(last))),
    })
}
