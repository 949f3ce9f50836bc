//! Original payment data on customs' demand (announcements 2018-165 and 2018-179): asked for, answered, signed, judged.
//!
//! Customs names an order; the platform says at once that it heard, then uploads what passed between it and the payment
//! company, signed. Neither side speaks CEB here: both texts are JSON in a form field.
//!
//! # Invariants
//! - What is signed are the very characters that are sent: head and lists are written once and used twice.
//! - The amount is a decimal from end to end; it is read and written as its digits.

use serde::{Deserialize, Serialize};

use crate::text::Text;

mod data;
mod judge;
mod request;
mod upload;

pub use data::{Goods, PaidOrder, PaymentData, PaymentHead};
pub use judge::{judge, judge_against};
pub use request::{Heard, OpenRequest};
pub use upload::{Sealed, Upload, UploadError};

/// Form parameter in which customs asks.
pub const ASK_PARAMETER: &str = "openReq";
/// Form parameter in which the platform uploads.
pub const UPLOAD_PARAMETER: &str = "payExInfoStr";
/// Name under which a request travels in an enterprise's feed, where the platform cannot be called itself.
pub const ASK_KIND: &str = "platDataOpen";
/// Path of the upload, as at the official address.
pub const UPLOAD_PATH: &str = "/ceb2grab/grab/realTimeDataUpload";

/// How soon an upload is aimed at, in milliseconds after the request: well inside the shorter limit that is told.
pub const AIM_MS: i64 = 20_000;
/// The limit, in milliseconds. Posts name 30 seconds and 2 minutes; the shorter one is watched, the longer one is the end.
pub const LIMIT_MS: i64 = 30_000;
/// After so long an upload is late by every account.
pub const END_MS: i64 = 120_000;
/// How far the caller's clock may be from ours before someone should look, in milliseconds.
pub const SKEW_MS: i64 = 300_000;

/// Where a request stands against its limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pace {
    /// Inside the time aimed at.
    InTime,
    /// Past the time aimed at, inside the shorter limit.
    Hurry,
    /// Past the shorter limit: some say it is too late.
    AtRisk,
    /// Too late by every account.
    Late,
}

/// The pace of a request that was heard and not yet answered, or was answered after so many milliseconds.
#[must_use]
pub const fn pace(elapsed_ms: i64) -> Pace {
    if elapsed_ms <= AIM_MS {
        Pace::InTime
    } else if elapsed_ms <= LIMIT_MS {
        Pace::Hurry
    } else if elapsed_ms <= END_MS {
        Pace::AtRisk
    } else {
        Pace::Late
    }
}

/// What customs answers an upload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// `10000` stored, else a failure.
    pub code: String,
    /// Its words.
    pub message: String,
}

impl Verdict {
    /// Reads an answer; the code comes as a text or as a number.
    #[must_use]
    pub fn read(text: &str) -> Option<Verdict> {
        let answer: serde_json::Value = serde_json::from_str(text).ok()?;
        let code = match answer.get("code")? {
            serde_json::Value::String(code) => code.clone(),
            serde_json::Value::Number(code) => code.to_string(),
            _ => return None,
        };
        let message = answer.get("message").and_then(|m| m.as_str()).unwrap_or_default().to_owned();
        Some(Verdict { code, message })
    }

    /// Writes an answer as customs does.
    #[must_use]
    pub fn write(&self, now_ms: i64) -> String {
        serde_json::json!({
            "code": self.code, "message": self.message, "total": 0, "serviceTime": now_ms
        })
        .to_string()
    }

    /// Whether the data is stored.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.code == "10000"
    }

    /// What it means and what to do.
    #[must_use]
    pub fn says(&self) -> (Text, Text) {
        match self.code.as_str() {
            "10000" => (
                Text { zh: "海关已收到支付原始数据", en: "Customs has the original payment data" },
                Text { zh: "无需操作", en: "Nothing to do" },
            ),
            "20004" => (
                Text {
                    zh: "验签证书未登记，或与电商平台代码不符",
                    en: "The certificate is not registered, or not for this platform code",
                },
                Text {
                    zh: "请核对登记的证书编号（小写）与电商平台代码",
                    en: "Compare the registered certificate number (lower case) with the platform code",
                },
            ),
            _ => (
                Text {
                    zh: "海关未能保存支付原始数据", en: "Customs did not store the payment data"
                },
                Text {
                    zh: "请核对订单的支付原始数据；同一次请求不会重复上传",
                    en: "Look at the order's payment data; the same request is not uploaded twice",
                },
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_limit_itself_is_still_inside() {
        for (ms, expected) in [
            (-5, Pace::InTime),
            (20_000, Pace::InTime),
            (20_001, Pace::Hurry),
            (30_000, Pace::Hurry),
            (30_001, Pace::AtRisk),
            (120_000, Pace::AtRisk),
            (120_001, Pace::Late),
        ] {
            assert_eq!(pace(ms), expected, "{ms}");
        }
    }

    #[test]
    fn an_answer_is_read_with_its_code_as_text_or_number() {
        for text in [r#"{"code":"10000","message":"ok"}"#, r#"{"code":10000,"message":"ok","total":0}"#] {
            assert!(Verdict::read(text).expect("an answer").is_good(), "{text}");
        }
        assert_eq!(Verdict::read("<html>"), None);
        assert_eq!(Verdict::read("{}"), None);
        let bad = Verdict { code: "20004".into(), message: "x".into() };
        assert_eq!(Verdict::read(&bad.write(7)).expect("what we write"), bad);
    }
}
