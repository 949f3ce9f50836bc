//! A message that we declare is signed, a draft never: station 7 for China. Which messages need it stands in
//! `message/layout.rs`.

use crate::signing::{self, ParseError, SignError, Signer};

/// A message that was signed. Only [`seal`] makes one, so nothing unsigned can be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedMessage {
    xml: String,
    serial: String,
}

impl SignedMessage {
    /// The octets to send, exactly as signed. They are never formatted again.
    #[must_use]
    pub fn xml(&self) -> &str {
        &self.xml
    }

    /// The octets to send.
    #[must_use]
    pub fn into_xml(self) -> String {
        self.xml
    }

    /// The serial number of the certificate that signed.
    #[must_use]
    pub fn serial(&self) -> &str {
        &self.serial
    }
}

/// Signs a message that we declare, never a draft: one record with `appStatus` 1 refuses the whole message.
///
/// # Errors
/// See [`signing::seal`]; a draft is [`SignError::Draft`].
pub fn seal(unsigned: &str, signer: &dyn Signer) -> Result<SignedMessage, SignError> {
    if has_draft(unsigned).map_err(SignError::Unreadable)? {
        return Err(SignError::Draft);
    }
    let xml = signing::seal(unsigned, signer)?;
    Ok(SignedMessage { xml, serial: signer.certificate().serial().to_owned() })
}

fn has_draft(xml: &str) -> Result<bool, ParseError> {
    // Reading the tree costs as much as signing; the element's name in the text is enough to skip it.
    if !xml.contains("appStatus>1<") {
        return Ok(false);
    }
    let parsed = signing::parse(xml.as_bytes())?;
    let status = |node: &roxmltree::Node<'_, '_>| node.has_tag_name((signing::CEB, "appStatus"));
    Ok(parsed.root().descendants().filter(status).any(|node| node.text() == Some("1")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signing::samples;

    #[test]
    fn what_the_desk_writes_is_sealed_and_reads_back() {
        use crate::cn::message::{Body, Message, frame::Frame};
        use crate::cn::sample;
        use crate::signing::{VerifyOptions, verify_parsed};
        let declaration = sample::case().declaration.expect("the sample has all four");
        let body = Body::Declarations(vec![declaration; 100]);
        let id = "4CDE1CFD-EDED-46B1-946C-B8022E42FC94".to_owned();
        let message = Message::new(id, body, sample::transfer());
        for key in samples::keys() {
            let sealed = seal(&message.write(), &key).expect("our own form is sealed");
            let parsed = crate::signing::parse(sealed.xml().as_bytes()).expect("and parses");
            let options =
                VerifyOptions { now: Some(samples::at("20270101000000")), ..VerifyOptions::default() };
            let found = verify_parsed(&parsed, &options);
            assert!(found.is_valid(), "{:?}", found.reason);
            let frame = Frame::read(&parsed.document).expect("the same tree is read");
            assert_eq!(Message::read(&frame).expect("and says what was written"), message);
        }
    }

    #[test]
    fn a_draft_is_never_signed() {
        let key = samples::sm2();
        let declared = samples::unsigned(2);
        let sealed = seal(&declared, &key).expect("a declared message is signed");
        assert!(sealed.xml().contains("<ds:Signature "));
        assert_eq!(sealed.serial(), "0300000000a1b2c3");
        let draft = declared.replacen("<ceb:appStatus>2<", "<ceb:appStatus>1<", 1);
        assert_eq!(seal(&draft, &key), Err(SignError::Draft));
    }
}
