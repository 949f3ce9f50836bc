//! What the service answers when it does not serve a call, and why it does not start.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use clearance_core::exchange::Refusal;
use clearance_core::text::{Sentence, Text};

use crate::store::StoreError;
use crate::unpack::Packing;

/// Why the service does not start or has stopped.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The address is taken, or not of this machine.
    #[error("cannot listen on {address}: {cause}")]
    Listen {
        /// The address.
        address: String,
        /// What the system said.
        cause: String,
    },
    /// The store's address is none that this build knows.
    #[error("no such store: {0} (expected sqlite:PATH or a path)")]
    StoreUrl(String),
    /// The tables to judge by.
    #[error("the tables in {file} are not taken: {cause}")]
    Tables {
        /// The file.
        file: String,
        /// Why.
        cause: String,
    },
    /// Certificate or key of TLS.
    #[error("TLS cannot be set up with {file}: {cause}")]
    Tls {
        /// The file.
        file: String,
        /// Why.
        cause: String,
    },
    /// The classes of rates.
    #[error("the rates in {file} are not taken: {cause}")]
    Rates {
        /// The file.
        file: String,
        /// Why.
        cause: String,
    },
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A thread of the service could not be started, or ended.
    #[error("a part of the service stopped: {0}")]
    Stopped(String),
}

/// A call that is not served: a number of HTTP and a body for people and programs.
#[derive(Debug)]
pub struct Refused {
    /// HTTP status.
    pub status: StatusCode,
    /// The body. Boxed: the good way should not pay for its size.
    pub refusal: Box<Refusal>,
    /// Where it is worth trying again: after so many seconds.
    pub retry_after: u32,
}

impl Refused {
    /// A refusal with fixed sentences.
    #[must_use]
    pub fn new(reason: Reason) -> Self {
        let (status, code, says, help, retry) = reason.parts();
        let refusal = Refusal {
            code: code.to_owned(),
            says: says.into(),
            help: help.into(),
            retry,
            findings: Vec::new(),
            receipt: None,
        };
        Refused { status, refusal: Box::new(refusal), retry_after: 1 }
    }

    /// Too much at once, with the time after which it is worth coming back.
    #[must_use]
    pub fn busy(retry_after: u32) -> Self {
        Refused { retry_after, ..Refused::new(Reason::Busy) }
    }

    /// The sender has sent what it may, with the time until its next message.
    #[must_use]
    pub fn rate(retry_after: u32) -> Self {
        Refused { retry_after, ..Refused::new(Reason::Rate) }
    }

    /// A set of rules that is not taken.
    #[must_use]
    pub fn of_rules(fault: &str) -> Self {
        let mut refused = Refused::new(Reason::Unreadable);
        refused.refusal.code = "rules".to_owned();
        refused.refusal.says =
            Sentence::new(format!("风险规则不可用：{fault}"), format!("The rules are not taken: {fault}"));
        refused
    }

    /// A refusal of a message by customs' own number.
    #[must_use]
    pub fn of_message(status: StatusCode, code: &str, says: Sentence, help: Text) -> Self {
        let refusal = Refusal {
            code: code.to_owned(),
            says,
            help: help.into(),
            retry: false,
            findings: Vec::new(),
            receipt: None,
        };
        Refused { status, refusal: Box::new(refusal), retry_after: 1 }
    }
}

/// The refusals with fixed sentences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// No token, or one that has ended.
    SignIn,
    /// The message belongs to another enterprise than the one signed in.
    NotYours,
    /// No such enterprise.
    NotEnrolled,
    /// Another certificate is bound to this code.
    Enrolled,
    /// The particulars of the enrolment cannot be.
    Enrolment,
    /// The certificate cannot be read.
    Certificate,
    /// The enterprise or its certificate is revoked.
    Revoked,
    /// The certificate is not good at this time.
    Expired,
    /// No such certificate is bound to the enterprise.
    NoCertificate,
    /// Enrolment needs the key of the port.
    PortKey,
    /// The challenge was used or is too old.
    Challenge,
    /// The challenge was not signed by the enterprise's key.
    Signature,
    /// More bytes than a message may have.
    TooLarge,
    /// A packing of the body that is not taken.
    Packing,
    /// The body cannot be unpacked.
    PackingBroken,
    /// The envelope was sent by another transport identity than that of the enterprise.
    EnvelopeSender,
    /// The body did not come in time.
    Slow,
    /// Too much at once.
    Busy,
    /// This enterprise sends more than it may.
    Rate,
    /// The message id was used for other bytes.
    OtherBytes,
    /// The header and the message name different ids.
    IdDiffers,
    /// No such case, proposal or entry.
    NoCase,
    /// The case is not in the hands of an officer.
    NotInHand,
    /// The proposal was decided before.
    Decided,
    /// Nobody approves what they proposed.
    FourEyes,
    /// The version of the rules was used before.
    VersionUsed,
    /// More is taken out of a guarantee account than is free in it.
    GuaranteeUsed,
    /// No such version of a table.
    NoTable,
    /// The call cannot be read.
    Unreadable,
    /// No room in the store.
    StoreFull,
    /// The store failed.
    Store,
    /// The service is going down.
    Closing,
    /// A defect.
    Defect,
}

impl Reason {
    /// All of them, for documentation and tests.
    pub const ALL: [Reason; 33] = [
        Reason::SignIn,
        Reason::NotYours,
        Reason::NotEnrolled,
        Reason::Enrolled,
        Reason::Enrolment,
        Reason::Certificate,
        Reason::Revoked,
        Reason::Expired,
        Reason::NoCertificate,
        Reason::PortKey,
        Reason::Challenge,
        Reason::Signature,
        Reason::TooLarge,
        Reason::Packing,
        Reason::PackingBroken,
        Reason::EnvelopeSender,
        Reason::Slow,
        Reason::Busy,
        Reason::Rate,
        Reason::OtherBytes,
        Reason::IdDiffers,
        Reason::NoCase,
        Reason::NotInHand,
        Reason::Decided,
        Reason::FourEyes,
        Reason::VersionUsed,
        Reason::GuaranteeUsed,
        Reason::NoTable,
        Reason::Unreadable,
        Reason::StoreFull,
        Reason::Store,
        Reason::Closing,
        Reason::Defect,
    ];

    fn parts(self) -> (StatusCode, &'static str, Text, Text, bool) {
        let t = |zh, en| Text { zh, en };
        let again = t("请稍后重试，报文不会重复入库", "Try again later; nothing is stored twice");
        match self {
            Reason::SignIn => (
                StatusCode::UNAUTHORIZED,
                "sign-in",
                t("登录已失效或缺失", "The sign-in is missing or has ended"),
                t("请重新登录", "Sign in again"),
                true,
            ),
            Reason::NotYours => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "not-yours",
                t(
                    "报文的发送企业不是当前登录企业",
                    "The message is sent by another enterprise than the one signed in",
                ),
                t("请用报文中 copCode 对应的企业登录", "Sign in as the enterprise of the message's copCode"),
                false,
            ),
            Reason::NotEnrolled => (
                StatusCode::NOT_FOUND,
                "not-enrolled",
                t("该企业尚未登记", "This enterprise is not enrolled"),
                t("请先登记企业及其证书", "Enrol the enterprise with its certificate first"),
                false,
            ),
            Reason::Enrolled => (
                StatusCode::CONFLICT,
                "already-enrolled",
                t("该企业代码已登记了另一张证书", "Another certificate is bound to this enterprise code"),
                t(
                    "请用原证书，或由口岸更换证书",
                    "Use the certificate that is enrolled, or have the port change it",
                ),
                false,
            ),
            Reason::Enrolment => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "enrolment",
                t("登记信息不完整", "The particulars of the enrolment are not complete"),
                t("请填写企业代码、名称、传输编号和角色", "Give code, name, transport identity and roles"),
                false,
            ),
            Reason::Certificate => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "certificate",
                t("证书无法读取", "The certificate cannot be read"),
                t(
                    "请提供一张 RSA 或 SM2 证书（DER 的 Base64）",
                    "Send one RSA or SM2 certificate as base64 of DER",
                ),
                false,
            ),
            Reason::Revoked => (
                StatusCode::FORBIDDEN,
                "revoked",
                t("该企业或其证书已被注销", "The enterprise or its certificate is revoked"),
                t(
                    "请使用另一张已登记的证书，或联系口岸",
                    "Use another enrolled certificate, or ask the port",
                ),
                false,
            ),
            Reason::Expired => (
                StatusCode::FORBIDDEN,
                "certificate-expired",
                t("证书不在有效期内", "The certificate is not good at this time"),
                t("请更换证书并由口岸登记", "Renew the certificate and have the port enrol it"),
                false,
            ),
            Reason::NoCertificate => (
                StatusCode::NOT_FOUND,
                "no-certificate",
                t("该企业没有登记这张证书", "No such certificate is bound to this enterprise"),
                t("请核对证书指纹（DER 的 SHA-256）", "Check the fingerprint: SHA-256 of the DER"),
                false,
            ),
            Reason::PortKey => (
                StatusCode::FORBIDDEN,
                "port-key",
                t("登记企业需要口岸密钥", "Enrolment needs the key of the port"),
                t("请联系口岸运维人员登记", "Ask the operator of the port to enrol you"),
                false,
            ),
            Reason::Challenge => (
                StatusCode::UNAUTHORIZED,
                "challenge",
                t("登录口令已使用或已过期", "The challenge was used or is too old"),
                t("请重新获取登录口令", "Ask for a new challenge"),
                true,
            ),
            Reason::Signature => (
                StatusCode::UNAUTHORIZED,
                "challenge-signature",
                t("登录签名与登记的证书不符", "The challenge was not signed with an enrolled certificate"),
                t("请使用登记的证书登录", "Sign in with the certificate that is enrolled"),
                false,
            ),
            Reason::TooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "too-large",
                t("报文超过大小上限", "The message is larger than the limit"),
                t("请减少每个报文的记录数", "Put fewer records into a message"),
                false,
            ),
            Reason::Packing => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "packing",
                t("不支持这种压缩方式", "This content-encoding is not taken"),
                t("请使用 gzip 或 zstd，或不压缩", "Pack with gzip or zstd, once, or not at all"),
                false,
            ),
            Reason::PackingBroken => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "packing-broken",
                t("压缩内容已损坏或不完整", "The packed body is broken or cut short"),
                t("请重新压缩后发送", "Pack the message again and send that"),
                false,
            ),
            Reason::EnvelopeSender => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "dxp-sender",
                t(
                    "信封的 SenderId 与本企业登记的传输编号不一致",
                    "The SenderId of the envelope is not the enrolled transport identity",
                ),
                t(
                    "请用登记的传输编号封装，或由口岸更改登记",
                    "Wrap under the enrolled identity, or have the port change it",
                ),
                false,
            ),
            Reason::Slow => (
                StatusCode::REQUEST_TIMEOUT,
                "slow",
                t("报文没有在规定时间内发完", "The body did not arrive in time"),
                t("请检查网络后重新发送", "Look at the network and send it again"),
                true,
            ),
            Reason::Busy => {
                (StatusCode::TOO_MANY_REQUESTS, "busy", t("服务繁忙", "The service is busy"), again, true)
            }
            Reason::Rate => (
                StatusCode::TOO_MANY_REQUESTS,
                "rate",
                t("发送速率超过本企业的限额", "This enterprise sends more than its rate allows"),
                t("请按 Retry-After 所示时间后重试", "Come back after the time that Retry-After names"),
                true,
            ),
            Reason::OtherBytes => (
                StatusCode::CONFLICT,
                "other-bytes",
                t(
                    "该报文编号已用于内容不同的报文",
                    "This message id was used for a message with other bytes",
                ),
                t(
                    "请重新生成报文（新的 guid）后发送",
                    "Make the message again, with a new guid, and send that",
                ),
                false,
            ),
            Reason::IdDiffers => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "id-differs",
                t("请求头与报文中的报文编号不一致", "The header and the message name different ids"),
                t(
                    "请使请求头 x-message-id 与报文 guid 一致",
                    "Let the header x-message-id repeat the message's guid",
                ),
                false,
            ),
            Reason::NoCase => (
                StatusCode::NOT_FOUND,
                "no-case",
                t("没有这个案件、提议或名单条目", "There is no such case, proposal or entry"),
                t("请刷新列表后重试", "Read the list again"),
                false,
            ),
            Reason::NotInHand => (
                StatusCode::CONFLICT,
                "not-in-hand",
                t("该清单当前不能作此处置", "This cannot be done with the case as it stands"),
                t(
                    "只有查验、人工审核或扣留中的清单可以处置",
                    "Only what is inspected, reviewed or detained is in hand",
                ),
                false,
            ),
            Reason::Decided => (
                StatusCode::CONFLICT,
                "decided",
                t("该提议已有结论", "The proposal was decided before"),
                t("如需更改，请重新提议", "Propose anew if it is to be changed"),
                false,
            ),
            Reason::FourEyes => (
                StatusCode::FORBIDDEN,
                "four-eyes",
                t("不能批准自己的提议", "Nobody approves what they proposed"),
                t("请由另一名关员批准", "Have another officer approve it"),
                false,
            ),
            Reason::VersionUsed => (
                StatusCode::CONFLICT,
                "version-used",
                t("该规则版本号已使用过", "This version of the rules was used before"),
                t("请使用新的版本号", "Give the rules a new version"),
                false,
            ),
            Reason::GuaranteeUsed => (
                StatusCode::CONFLICT,
                "guarantee-used",
                t("担保账户的可用余额不足", "Not so much is free in the guarantee account"),
                t("请先缴清税款，释放担保后再取回", "Pay the bills first; what they hold is free then"),
                false,
            ),
            Reason::NoTable => (
                StatusCode::NOT_FOUND,
                "no-table",
                t("没有这个版本的参数表", "There is no such version of a table"),
                t("请先读取参数表清单", "Read the list of tables first"),
                false,
            ),
            Reason::Unreadable => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "unreadable",
                t("请求内容无法读取", "The call cannot be read"),
                t("请按接口说明发送请求", "Send the call as the interface describes it"),
                false,
            ),
            Reason::StoreFull => (
                StatusCode::SERVICE_UNAVAILABLE,
                "store-full",
                t(
                    "服务的存储空间已满，报文未入库",
                    "The store of the service is full; the message was not taken",
                ),
                t(
                    "请清理磁盘后重试，已入库的报文不受影响",
                    "Make room on the disk and try again; nothing stored is lost",
                ),
                true,
            ),
            Reason::Store => (
                StatusCode::SERVICE_UNAVAILABLE,
                "store-failed",
                t(
                    "服务的存储发生故障，报文未入库",
                    "The store of the service failed; the message was not taken",
                ),
                again,
                true,
            ),
            Reason::Closing => (
                StatusCode::SERVICE_UNAVAILABLE,
                "closing",
                t("服务正在关闭", "The service is going down"),
                again,
                true,
            ),
            Reason::Defect => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "defect",
                t("服务内部错误", "A defect in the service"),
                again,
                true,
            ),
        }
    }
}

impl From<Reason> for Refused {
    fn from(reason: Reason) -> Self {
        Refused::new(reason)
    }
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "the store did not take it");
        match error {
            StoreError::Full => Refused::new(Reason::StoreFull),
            _ => Refused::new(Reason::Store),
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let (retry, seconds) = (self.refusal.retry, self.retry_after);
        let waits = matches!(self.status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE);
        let packing = self.status == StatusCode::UNSUPPORTED_MEDIA_TYPE;
        let mut response = (self.status, Json(*self.refusal)).into_response();
        if packing {
            // RFC 9110: what would have been taken.
            response.headers_mut().insert(header::ACCEPT_ENCODING, HeaderValue::from_static(Packing::NAMES));
        }
        if retry && waits {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_has_its_own_code_and_both_languages() {
        let all: Vec<_> = Reason::ALL.iter().map(|reason| reason.parts()).collect();
        for (n, (_, code, says, help, _)) in all.iter().enumerate() {
            assert!(all[..n].iter().all(|(_, other, ..)| other != code), "{code}");
            assert!([says, help].iter().all(|text| text.en.is_ascii() && !text.zh.is_ascii()), "{code}");
        }
    }
}
