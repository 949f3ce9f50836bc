//! Why an envelope is not read, or not written.

use crate::signing::{Note, ParseError};
use crate::text::{Sentence, Text};

/// What is wrong with an envelope. The same octets give the same answer, so trying again never helps.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DxpError {
    /// No XML that we read.
    #[error(transparent)]
    Xml(#[from] ParseError),
    /// The root is no envelope.
    #[error("the root element {0} is no envelope of the e-port")]
    Root(String),
    /// The schema demands something that is not there.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// An element or text that the schema does not have at this place: unknown, repeated, or out of order.
    #[error("{0} must not stand here")]
    Unexpected(String),
    /// A value that the schema does not allow.
    #[error("the value of {0} is not allowed")]
    Value(&'static str),
    /// The content is no base64.
    #[error("Data is no base64")]
    Base64,
    /// The content is nothing.
    #[error("Data is empty")]
    Empty,
    /// What shall be wrapped is no XML that we read.
    #[error("what shall be wrapped is no message: {0}")]
    Inside(ParseError),
    /// What shall be wrapped is no business message.
    #[error("the root element {0} is no business message")]
    InsideRoot(String),
    /// The message names another sender than the envelope, or none.
    #[error("the message inside names another sender than the envelope")]
    OtherSender,
    /// The message does not verify.
    #[error("the message inside does not verify: {}", .0.code)]
    Unverified(Note),
}

impl DxpError {
    /// Stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            DxpError::Xml(error) => error.code(),
            DxpError::Root(_) => "dxp-root",
            DxpError::Missing(_) => "dxp-missing",
            DxpError::Unexpected(_) => "dxp-unexpected",
            DxpError::Value(_) => "dxp-value",
            DxpError::Base64 => "dxp-base64",
            DxpError::Empty => "dxp-empty",
            DxpError::Inside(_) => "dxp-inside",
            DxpError::InsideRoot(_) => "dxp-inside-root",
            DxpError::OtherSender => "dxp-other-sender",
            DxpError::Unverified(_) => "dxp-unverified",
        }
    }

    /// The sentence, with the element it is about.
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        let on = |text: Text, what: &str| {
            Sentence::new(format!("{}：{what}", text.zh), format!("{}: {what}", text.en))
        };
        match self {
            DxpError::Xml(error) | DxpError::Inside(error) => error.sentence(),
            DxpError::Root(name) => {
                on(Text { zh: "不是传输信封", en: "This is no transport envelope" }, name)
            }
            DxpError::Missing(name) => {
                on(Text { zh: "传输信封缺少元素", en: "The envelope lacks an element" }, name)
            }
            DxpError::Unexpected(name) => on(
                Text { zh: "传输信封中此处不应有", en: "This must not stand here in the envelope" },
                name,
            ),
            DxpError::Value(name) => on(
                Text { zh: "传输信封的值不合规定", en: "A value of the envelope is not allowed" },
                name,
            ),
            DxpError::Base64 => {
                Text { zh: "信封内容不是 Base64", en: "The content of the envelope is no base64" }.into()
            }
            DxpError::Empty => Text { zh: "信封是空的", en: "The envelope is empty" }.into(),
            DxpError::InsideRoot(name) => {
                on(Text { zh: "信封内不是业务报文", en: "What is inside is no business message" }, name)
            }
            DxpError::OtherSender => Text {
                zh: "信封的发送方与报文的 dxpId 不一致",
                en: "The sender of the envelope is not the dxpId of the message",
            }
            .into(),
            DxpError::Unverified(note) => note.sentence(),
        }
    }

    /// What to do.
    #[must_use]
    pub const fn help(&self) -> Text {
        match self {
            DxpError::OtherSender => Text {
                zh: "请在客户资料中填写报文所属企业的传输编号",
                en: "Set the transport id of the enterprise that the message names",
            },
            DxpError::Unverified(_) | DxpError::Inside(_) | DxpError::InsideRoot(_) => {
                Text { zh: "请重新签名后再发送", en: "Sign the message again before it is sent" }
            }
            _ => Text {
                zh: "请保留该文件并联系提供方；原件不会被改动",
                en: "Keep the file and ask whoever made it; the original is left as it is",
            },
        }
    }
}
