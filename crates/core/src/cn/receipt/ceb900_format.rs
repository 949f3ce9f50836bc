//! CEB900 format receipt 报文格式校验回执: the message as a whole was not taken.

use crate::cn::fields::tax as table;
use crate::cn::message::record::{Millis, record};
use crate::{dxp, ids};

record! {
    /// Why a message was refused before any of its records was looked at.
    FormatReceipt: table::MESSAGE_RETURN {
        /// Id of the receipt.
        guid: String = "guid",
        /// A negative number.
        status: String = "returnStatus",
        /// Details; may be empty.
        info: String = "returnInfo",
        /// When customs answered.
        at: Millis = "returnTime",
        /// Id of the envelope that was refused.
        message_id: String = "oriCopMsgId",
        /// Kind of the message that was refused, or `Unknown`.
        message_kind: String = "oriMessageType",
        /// The message that was refused.
        message: String = "oriBizMessage",
    }
}

impl FormatReceipt {
    /// Id (attribute `guid`) of the message that was refused, read from the text that the receipt gives back. That text
    /// was refused for its form, so it is searched where it cannot be parsed.
    #[must_use]
    pub fn original_id(&self) -> Option<String> {
        let text = self.message.trim();
        if let Ok(envelope) = dxp::read(text.as_bytes()) {
            return id_in(&envelope.data);
        }
        id_in(text.as_bytes())
    }
}

/// The id in the root's tag, as a whole or of a text that is torn or broken behind it.
fn id_in(text: &[u8]) -> Option<String> {
    if let Ok(business) = dxp::business(text) {
        return Some(business.guid).filter(|guid| ids::upper_uuid(guid));
    }
    // The tag of the root stands at the beginning; nothing further in is searched.
    let start = String::from_utf8_lossy(text.get(..2_000).unwrap_or(text)).into_owned();
    let root = start.find("CEB")?;
    let tag = start[root..].split('>').next()?;
    let (_, value) = tag.split_once(" guid=")?;
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let guid = value[1..].split(quote).next()?;
    ids::upper_uuid(guid).then(|| guid.to_owned())
}

#[cfg(test)]
mod tests {
    use crate::cn::receipt::{Answer, Body};

    const ID: &str = "4CDE1CFD-EDED-46B1-946C-B8022E42FC94";

    fn id_of(message: &str) -> Option<String> {
        let xml = format!(
            "<CEB900Message xmlns=\"http://www.chinaport.gov.cn/ceb\" guid=\"4CDE1CFD-EDED-46B1-946C-B8022E42FC95\" version=\"1.0\">\
             <MessageReturn><guid>4CDE1CFD-EDED-46B1-946C-B8022E42FC96</guid><returnStatus>-999999</returnStatus><returnInfo/>\
             <returnTime>20261124104218123</returnTime><oriCopMsgId/><oriMessageType>Unknown</oriMessageType>\
             <oriBizMessage><![CDATA[{message}]]></oriBizMessage></MessageReturn></CEB900Message>"
        );
        match Answer::read_text(&xml).expect("a receipt").body {
            Body::Format(receipt) => receipt.original_id(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_refused_message_is_found_by_its_text_even_when_it_is_broken() {
        let root = format!(
            "<ceb:CEB621Message xmlns:ceb=\"http://www.chinaport.gov.cn/ceb\" guid=\"{ID}\" version=\"1.0\">"
        );
        for (text, found) in [
            (format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{root}</ceb:CEB621Message>"), true),
            (format!("{root}<ceb:Inventory><ceb:guid>"), true),
            (root.replace('"', "'"), true),
            (root.replace(ID, "not-an-id"), false),
            ("<a/>".to_owned(), false),
            (format!("<a guid=\"{ID}\"/>"), false),
            (String::new(), false),
        ] {
            assert_eq!(id_of(&text).as_deref(), found.then_some(ID), "{text}");
        }
    }
}
