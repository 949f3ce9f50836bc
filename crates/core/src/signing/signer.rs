//! What can sign: a key in memory today, a card or a device behind the same trait.

use super::certificate::Certificate;
use super::parse::ParseError;
use super::profile::Algorithm;
use crate::text::{Sentence, Text};

/// A key with its certificate. Cards and devices implement this too, so every call may fail.
pub trait Signer: Send + Sync {
    /// The certificate of the key.
    fn certificate(&self) -> &Certificate;

    /// The row of the profile that this key signs with.
    fn algorithm(&self) -> Algorithm;

    /// Signs a message; the key does the hashing. RSA gives PKCS#1 v1.5 as long as the modulus; SM2 gives r and s,
    /// 32 octets each, over the default user identity.
    ///
    /// # Errors
    /// Whatever keeps the key from signing. A caller never repeats a call on its own unless
    /// [`SignError::retry`] says so: wrong PINs lock a card.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError>;

    /// Has a whole message signed where another program does that and takes nothing less. `None`, as nearly always:
    /// this key signs octets, and [`super::seal`] puts the signature in.
    ///
    /// What comes back is never believed: [`super::seal`] accepts it only as [`super::accept_signed`] does.
    fn sign_whole(&self, _unsigned: &str) -> Option<Result<String, SignError>> {
        None
    }
}

/// Whether trying again can help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// The same call gives the same answer.
    Never,
    /// After a person did something: put the card back, typed the PIN.
    AfterAction,
    /// On its own, a little later.
    Later,
}

/// Why a message was not signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignError {
    /// The text to be signed cannot be parsed.
    #[error("the message to be signed cannot be read: {0}")]
    Unreadable(ParseError),
    /// The text is not in the form in which messages are sealed; see [`super::seal`].
    #[error("the message to be signed has not the form of our own messages")]
    Form,
    /// There is a signature already.
    #[error("the message is signed already")]
    AlreadySigned,
    /// A draft (status 1) is never signed.
    #[error("the message is a draft")]
    Draft,
    /// The key does not fit the algorithm, or is too short.
    #[error("the key does not fit the signature algorithm")]
    KeyMismatch,
    /// The signature that came back does not fit the certificate: a wrong card, a wrong algorithm, a hijacked port.
    #[error("the signature does not fit the certificate")]
    WrongSignature,
    /// The card or token was pulled out, or its service is not running.
    #[error("the key is not there")]
    KeyGone,
    /// The PIN is wrong.
    #[error("the PIN is wrong")]
    WrongPin {
        /// Attempts left before the card locks, where the card tells.
        left: Option<u8>,
    },
    /// The card is locked.
    #[error("the card is locked")]
    PinLocked,
    /// Somebody at the card declined, or the time for the PIN ran out.
    #[error("signing was declined")]
    Declined,
    /// The card is used by another program.
    #[error("the key is busy")]
    Busy,
    /// The key asks for its PIN, and nobody has typed it in this session.
    #[error("the PIN of the key is needed")]
    PinNeeded,
    /// Another key than the registered one is plugged in.
    #[error("another key is plugged in")]
    OtherKey,
    /// The token holds no private key, or several, for the registered certificate.
    #[error("the token holds no single key for the certificate")]
    NoSuchKey,
    /// The token cannot sign with the algorithm.
    #[error("the token does not offer the signature algorithm")]
    NotOffered,
    /// The control of the key has lost its reader and must be restarted before anything is tried again.
    #[error("the control of the key must be restarted (code {code})")]
    NeedsRestart {
        /// 50070 (reader reset) or 50200 (reader open).
        code: i64,
    },
    /// The key's service took the question and gave no answer in time.
    #[error("the service of the key does not answer")]
    NoAnswer,
    /// The key's service answers with something that is not its language.
    #[error("the answer of the key's service makes no sense")]
    BadAnswer,
    /// The message lies in the hand-over folder, and the other program has not signed it yet.
    #[error("the message waits for another program to sign it")]
    Pending,
    /// This key signs whole messages only, by way of another program.
    #[error("this key signs whole messages only")]
    WholeOnly,
    /// The signed file holds another message than the one that was handed over.
    #[error("the signed file holds another message than the one handed over")]
    OtherMessage,
    /// The signed file is not validly signed with the registered certificate.
    #[error("the signed file is not validly signed with the registered certificate ({0})")]
    BadFile(&'static str),
    /// Anything else that the card or its driver reports.
    #[error("the key failed (code {code})")]
    Device {
        /// The code of the card or driver.
        code: i64,
    },
}

impl SignError {
    /// Stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            SignError::Unreadable(_) => "sign-unreadable",
            SignError::Form => "sign-form",
            SignError::AlreadySigned => "sign-already-signed",
            SignError::Draft => "sign-draft",
            SignError::KeyMismatch => "sign-key-mismatch",
            SignError::WrongSignature => "sign-wrong-signature",
            SignError::KeyGone => "sign-key-gone",
            SignError::WrongPin { .. } => "sign-wrong-pin",
            SignError::PinLocked => "sign-pin-locked",
            SignError::Declined => "sign-declined",
            SignError::Busy => "sign-key-busy",
            SignError::PinNeeded => "sign-pin-needed",
            SignError::OtherKey => "sign-other-key",
            SignError::NoSuchKey => "sign-no-such-key",
            SignError::NotOffered => "sign-not-offered",
            SignError::NeedsRestart { .. } => "sign-control-restart",
            SignError::NoAnswer => "sign-no-answer",
            SignError::BadAnswer => "sign-bad-answer",
            SignError::Pending => "sign-handed-over",
            SignError::WholeOnly => "sign-whole-only",
            SignError::OtherMessage => "sign-other-message",
            SignError::BadFile(_) => "sign-bad-file",
            SignError::Device { .. } => "sign-device",
        }
    }

    /// Whether trying again can help.
    #[must_use]
    pub const fn retry(&self) -> Retry {
        match self {
            SignError::KeyGone
            | SignError::WrongPin { .. }
            | SignError::PinLocked
            | SignError::PinNeeded
            | SignError::OtherKey
            | SignError::NeedsRestart { .. }
            | SignError::NoAnswer
            | SignError::BadAnswer
            | SignError::Declined => Retry::AfterAction,
            SignError::Busy | SignError::Device { .. } | SignError::Pending => Retry::Later,
            _ => Retry::Never,
        }
    }

    /// What happened.
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        let text = match self {
            SignError::Unreadable(error) => {
                let inner = error.sentence();
                return Sentence::new(
                    format!("待签名的报文无法读取：{}", inner.zh),
                    format!("The message to be signed cannot be read: {}", inner.en),
                );
            }
            SignError::WrongPin { left: Some(left) } => {
                return Sentence::new(
                    format!("PIN 码错误，还可尝试 {left} 次"),
                    format!("The PIN is wrong; attempts left: {left}"),
                );
            }
            SignError::Device { code } => {
                return Sentence::new(
                    format!("密钥设备报错（代码 {code}）"),
                    format!("The key failed (code {code})"),
                );
            }
            SignError::NeedsRestart { code } => {
                return Sentence::new(
                    format!("密钥控件读不到读卡器（代码 {code}）"),
                    format!("The control of the key has lost its reader (code {code})"),
                );
            }
            SignError::BadFile(reason) => {
                return Sentence::new(
                    format!("签好的文件未通过验签（{reason}）"),
                    format!("The signed file does not stand up to verification ({reason})"),
                );
            }
            SignError::PinNeeded => {
                Text { zh: "需要输入密钥的 PIN 码", en: "The PIN of the key is needed" }
            }
            SignError::OtherKey => Text {
                zh: "插入的不是登记的密钥",
                en: "Another key than the registered one is plugged in",
            },
            SignError::NoSuchKey => Text {
                zh: "设备中没有与登记证书对应的唯一私钥",
                en: "The token holds no single key for the registered certificate",
            },
            SignError::NotOffered => Text {
                zh: "设备不支持该签名算法",
                en: "The token does not offer the signature algorithm",
            },
            SignError::NoAnswer => {
                Text { zh: "密钥控件没有应答", en: "The service of the key does not answer" }
            }
            SignError::BadAnswer => Text {
                zh: "密钥控件的应答无法理解",
                en: "The answer of the key's service makes no sense",
            },
            SignError::Pending => Text {
                zh: "报文已交给外部程序，等待签名",
                en: "The message was handed over and waits for another program to sign it",
            },
            SignError::WholeOnly => Text {
                zh: "该签名方式只能由外部程序对整份报文签名",
                en: "This key signs whole messages only, by way of another program",
            },
            SignError::OtherMessage => Text {
                zh: "签好的文件与交出的报文不一致",
                en: "The signed file holds another message than the one handed over",
            },
            SignError::Form => Text {
                zh: "待签名的报文不是本系统生成的格式",
                en: "The message to be signed has not the form that this system writes",
            },
            SignError::AlreadySigned => {
                Text { zh: "报文已有签名", en: "The message is signed already" }
            }
            SignError::Draft => Text { zh: "暂存报文不签名", en: "A draft is not signed" },
            SignError::KeyMismatch => Text {
                zh: "密钥与签名算法不符或长度不足",
                en: "The key does not fit the signature algorithm or is too short",
            },
            SignError::WrongSignature => Text {
                zh: "签名结果与证书不符",
                en: "The signature that came back does not fit the certificate",
            },
            SignError::KeyGone => Text { zh: "找不到密钥设备", en: "The key is not there" },
            SignError::WrongPin { left: None } => Text { zh: "PIN 码错误", en: "The PIN is wrong" },
            SignError::PinLocked => Text { zh: "密钥设备已锁定", en: "The card is locked" },
            SignError::Declined => Text { zh: "签名被取消", en: "Signing was declined" },
            SignError::Busy => {
                Text { zh: "密钥设备正被其他程序使用", en: "The key is used by another program" }
            }
        };
        text.into()
    }

    /// What a person can do.
    #[must_use]
    pub const fn help(&self) -> Text {
        match self {
            SignError::Unreadable(_) | SignError::Form => {
                Text { zh: "请重新生成报文后再签名", en: "Make the message again, then sign it" }
            }
            SignError::AlreadySigned => Text {
                zh: "请直接发送该报文，或重新生成后再签名",
                en: "Send the message as it is, or make it again and sign it",
            },
            SignError::Draft => Text {
                zh: "请先将业务状态改为申报",
                en: "Set the business status to declare first",
            },
            SignError::KeyMismatch => Text {
                zh: "请为该证书选择合适的签名算法",
                en: "Choose a signature algorithm that fits the certificate",
            },
            SignError::WrongSignature => Text {
                zh: "请确认插入的是本企业的卡，并重新登记证书",
                en: "Check that the card of this enterprise is plugged in, and register its certificate again",
            },
            SignError::PinNeeded => {
                Text { zh: "请输入 PIN 码后再签名", en: "Type the PIN, then sign" }
            }
            SignError::OtherKey => Text {
                zh: "请插入登记的密钥，或重新登记",
                en: "Plug in the registered key, or register this one",
            },
            SignError::NoSuchKey => Text {
                zh: "请确认设备和证书，必要时指定证书序列号后重新登记",
                en: "Check token and certificate; register the key again with the serial number of its certificate",
            },
            SignError::NotOffered => Text {
                zh: "请改用设备支持的算法，或按厂商说明设置签名机制",
                en: "Choose an algorithm that the token offers, or set the vendor's mechanism",
            },
            SignError::NeedsRestart { .. } => Text {
                zh: "请确认密钥已插好；然后以管理员身份运行 SetAccessControl.exe -restart -i 重启控件，再签名",
                en: "Check that the key is plugged in, restart its control (SetAccessControl.exe -restart -i, as administrator), then sign again",
            },
            SignError::NoAnswer | SignError::BadAnswer => Text {
                zh: "请重启密钥控件后再签名；未签名的清单仍在待签",
                en: "Restart the service of the key, then sign again; what was not signed still waits",
            },
            SignError::Pending => Text {
                zh: "签好的文件放入交换目录后会自动取回",
                en: "Once the signed file lies in the folder it is picked up by itself",
            },
            SignError::WholeOnly => Text {
                zh: "登录通关服务请另行登记一把能直接签名的密钥",
                en: "Register another key, one that signs by itself, to sign in to the service",
            },
            SignError::OtherMessage | SignError::BadFile(_) => Text {
                zh: "该文件不会发送，请用外部程序对交出的原文重新签名",
                en: "The file is not sent; have the message that was handed over signed again",
            },
            SignError::KeyGone => Text {
                zh: "请插入密钥设备并启动其控件",
                en: "Plug in the key and start its service",
            },
            SignError::WrongPin { .. } => Text {
                zh: "请重新输入 PIN 码；多次输错会锁卡",
                en: "Type the PIN again; too many wrong attempts lock the card",
            },
            SignError::PinLocked => Text {
                zh: "请到电子口岸制卡点解锁",
                en: "Have the card unlocked at the office that issued it",
            },
            SignError::Declined => {
                Text { zh: "需要时请再次发起签名", en: "Start signing again when you want to" }
            }
            SignError::Busy => Text {
                zh: "请关闭其他使用该卡的程序，稍后会自动重试",
                en: "Close other programs that use the card; signing is tried again",
            },
            SignError::Device { .. } => Text {
                zh: "请重启密钥控件后再试",
                en: "Restart the service of the key and try again",
            },
        }
    }
}
