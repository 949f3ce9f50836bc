//! `DxpRep`: what the platform says about a transmission, and what to do about it.

use jiff::civil::Date;
use roxmltree::Node;

use super::nodes::{Sequence, bounded, clip, is, only, text, version};
use super::{DxpError, TransInfo, moment, read};
use crate::signing;
use crate::text::{Sentence, Text};

/// What the platform answered to one or more transmissions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// Whom it is for (`RecevierId`, as the schema spells it).
    pub receiver: String,
    /// The access node.
    pub node: Option<String>,
    /// One for each transmission.
    pub answers: Vec<Answer>,
    /// Whether it carries a signature.
    pub signed: bool,
}

/// What the platform answered to one transmission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The node that answers.
    pub node: Option<String>,
    /// The code; see [`meaning`].
    pub code: String,
    /// In words.
    pub info: Option<String>,
    /// By receiver.
    pub outcomes: Vec<Outcome>,
    /// The day.
    pub day: Date,
    /// Remark.
    pub note: Option<String>,
    /// Which transmission it is about: match on its `cop_msg_id`.
    pub origin: TransInfo,
}

/// What became of a transmission at one receiver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The receiver.
    pub receiver: String,
    /// The code.
    pub code: String,
    /// In words.
    pub info: Option<String>,
    /// Remark.
    pub note: Option<String>,
}

/// What to do about a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// Send the same octets with the same `CopMsgId` once more, later.
    SendAgain,
    /// Stop, and show it to a person.
    Stop,
}

/// What a code says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// The code in words.
    pub says: Sentence,
    /// What to do.
    pub help: Text,
    /// What the courier does.
    pub advice: Advice,
}

/// The codes with a fixed meaning (202205, platform response).
pub const RESPONSES: &[(&str, Text)] = &[
    ("0001", Text { zh: "报文格式错误", en: "The format of the envelope is wrong" }),
    ("0002", Text { zh: "报文未通过模式校验", en: "The envelope does not meet the schema" }),
    ("0999", Text { zh: "其他格式错误", en: "Another error of format" }),
    ("1001", Text { zh: "签名无效", en: "The signature is not valid" }),
    ("1002", Text { zh: "签名已过期", en: "The signature has expired" }),
    ("1003", Text { zh: "解密失败", en: "It could not be decrypted" }),
    ("1004", Text { zh: "签名与内容不符", en: "Signature and content differ" }),
    ("1999", Text { zh: "其他安全错误", en: "Another error of security" }),
    ("2001", Text { zh: "接收方不存在", en: "The receiver is unknown" }),
    (
        "2002",
        Text {
            zh: "实际接收方与申明的接收方不符", en: "The real receiver is not the one that was named"
        },
    ),
    ("2999", Text { zh: "其他业务逻辑错误", en: "Another error of business logic" }),
    ("3001", Text { zh: "平台数据库或中间件错误", en: "Database or middleware of the platform failed" }),
    ("3002", Text { zh: "平台连接对方失败", en: "The platform could not connect to the other side" }),
    ("3003", Text { zh: "平台等待对方超时", en: "The other side did not answer the platform in time" }),
    ("3999", Text { zh: "平台的其他系统错误", en: "Another failure of the platform's system" }),
];

/// What a code says and asks for. Failures of the platform itself (3xxx) pass; every other code, unknown ones included,
/// stops and is shown.
#[must_use]
pub fn meaning(code: &str) -> Meaning {
    let plain = code.len() == 4 && code.bytes().all(|b| b.is_ascii_digit());
    let class = if plain { code.as_bytes()[0] } else { b'?' };
    let known = RESPONSES.iter().find(|(known, _)| *known == code).map(|(_, says)| *says);
    let says = known.unwrap_or(match class {
        b'0' => Text { zh: "未列出的格式错误", en: "An error of format that is not in the list" },
        b'1' => Text { zh: "未列出的安全错误", en: "An error of security that is not in the list" },
        b'2' => Text {
            zh: "未列出的业务逻辑错误", en: "An error of business logic that is not in the list"
        },
        b'3' => {
            Text { zh: "未列出的系统错误", en: "A failure of the system that is not in the list" }
        }
        b'4'..=b'9' => Text { zh: "用户自定义的回应", en: "A response that its users defined" },
        _ => Text { zh: "未知的平台回应", en: "An unknown response of the platform" },
    });
    let (advice, help) = match class {
        b'3' => (
            Advice::SendAgain,
            Text {
                zh: "稍后会用相同的报文和编号自动重发",
                en: "The same message is sent again by itself, with the same id",
            },
        ),
        b'0' => (
            Advice::Stop,
            Text {
                zh: "请核对传输方式的设置，再重新签名发送",
                en: "Check the settings of the connection, then sign and send again",
            },
        ),
        b'1' => (
            Advice::Stop,
            Text {
                zh: "请核对证书与电脑时间，再重新签名发送",
                en: "Check the certificate and the clock of the computer, then sign and send again",
            },
        ),
        b'2' => (
            Advice::Stop,
            Text {
                zh: "请核对接收方编号，并向电子口岸确认权限",
                en: "Check the ids of the receivers, and ask the e-port whether they are open to you",
            },
        ),
        _ => (
            Advice::Stop,
            Text {
                zh: "请把回应内容交给接入点的技术支持",
                en: "Hand the response to the support of the access node",
            },
        ),
    };
    let says =
        Sentence::new(format!("{}（{}）", says.zh, clip(code)), format!("{} ({})", says.en, clip(code)));
    Meaning { says, help, advice }
}

/// Reads a response of the platform.
///
/// # Errors
/// See [`DxpError`]; trying again never helps.
pub fn read_response(bytes: &[u8]) -> Result<Response, DxpError> {
    let parsed = signing::parse(bytes)?;
    let root = parsed.document.root_element();
    if !is(root, "DxpRep") {
        return Err(DxpError::Root(clip(root.tag_name().name())));
    }
    version(root, "ver")?;
    only(root, &["ver", "Id"])?;
    let mut parts = Sequence::of(root);
    // The schema misspells it; whoever corrects it means the same.
    let receiver = match parts.optional("ReceiverId")? {
        Some(node) => node,
        None => parts.required("RecevierId")?,
    };
    let receiver = bounded(receiver, "RecevierId", 1, 16)?;
    let node = optional(&mut parts, "AdNodeId", 1, 8)?;
    let mut answers = vec![answer(parts.required("Response")?)?];
    while let Some(next) = parts.optional("Response")? {
        answers.push(answer(next)?);
    }
    let signed = parts.end_signed()?;
    Ok(Response { receiver, node, answers, signed })
}

fn optional(
    parts: &mut Sequence<'_>,
    name: &'static str,
    least: usize,
    most: usize,
) -> Result<Option<String>, DxpError> {
    parts.optional(name)?.map(|node| bounded(node, name, least, most)).transpose()
}

fn answer(node: Node<'_, '_>) -> Result<Answer, DxpError> {
    let mut parts = Sequence::of(node);
    let node = optional(&mut parts, "NodeId", 1, 8)?;
    let code = bounded(parts.required("ResponseCode")?, "ResponseCode", 1, 9)?;
    let info = optional(&mut parts, "ResponseInfo", 0, 300)?;
    let mut outcomes = Vec::new();
    if let Some(results) = parts.optional("Results")? {
        let mut list = Sequence::of(results);
        outcomes.push(outcome(list.required("Result")?)?);
        while let Some(next) = list.optional("Result")? {
            outcomes.push(outcome(next)?);
        }
        list.end()?;
    }
    let day = text(parts.required("NoticeTime")?)?;
    let day = moment::date(&day).ok_or(DxpError::Value("NoticeTime"))?;
    let note = optional(&mut parts, "Note", 0, 500)?;
    let origin = read::trans_info(parts.required("OriHead")?)?;
    parts.end()?;
    Ok(Answer { node, code, info, outcomes, day, note, origin })
}

fn outcome(node: Node<'_, '_>) -> Result<Outcome, DxpError> {
    let mut parts = Sequence::of(node);
    let receiver = bounded(parts.required("RecId")?, "RecId", 1, 16)?;
    let code = bounded(parts.required("Code")?, "Code", 1, 9)?;
    let info = optional(&mut parts, "Info", 0, 300)?;
    let note = optional(&mut parts, "Note", 0, 500)?;
    parts.end()?;
    Ok(Outcome { receiver, code, info, note })
}
