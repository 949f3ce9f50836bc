//! What customs asks (`platDataOpen`), and the word that it was heard.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Longest request that is read, octets; a real one has about a hundred.
const LONGEST: usize = 4096;

/// Customs asks for the payment data of one order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OpenRequest {
    /// The declared order.
    pub order_no: String,
    /// Id of this call, repeated in the upload; good once.
    #[serde(rename = "sessionID")]
    pub session_id: String,
    /// The caller's clock, milliseconds since 1970.
    pub service_time: i64,
}

impl OpenRequest {
    /// Reads the JSON of a request. The time comes as a number or as a text.
    #[must_use]
    pub fn read(text: &str) -> Option<OpenRequest> {
        if text.len() > LONGEST {
            return None;
        }
        let value: Value = serde_json::from_str(text).ok()?;
        let word = |name: &str, most: usize| {
            let word = value.get(name)?.as_str()?;
            let fits =
                !word.is_empty() && word.chars().count() <= most && !word.chars().any(char::is_control);
            fits.then(|| word.to_owned())
        };
        let service_time = match value.get("serviceTime")? {
            Value::Number(ms) => ms.as_i64()?,
            Value::String(ms) => ms.trim().parse().ok()?,
            _ => return None,
        };
        Some(OpenRequest { order_no: word("orderNo", 60)?, session_id: word("sessionID", 64)?, service_time })
    }

    /// Writes the JSON of a request.
    #[must_use]
    pub fn write(&self) -> String {
        serde_json::json!({
            "orderNo": self.order_no, "sessionID": self.session_id, "serviceTime": self.service_time
        })
        .to_string()
    }
}

/// What the platform answers a request at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// The data follows.
    Accepted,
    /// The text is no request.
    Unreadable,
    /// No such order here.
    UnknownOrder,
    /// The order is here, the original data of its payment is not.
    NoData,
    /// The session was answered with a failure before; it is good once.
    Again,
    /// The platform itself failed; customs may ask again.
    Failed,
}

impl Heard {
    /// `10000` or `20000`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        if matches!(self, Heard::Accepted) { "10000" } else { "20000" }
    }

    /// The words, empty when all is well.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Heard::Accepted => "",
            Heard::Unreadable => "请求无法解析",
            Heard::UnknownOrder => "订单不存在",
            Heard::NoData => "没有该订单的支付原始数据",
            Heard::Again => "该sessionID已处理",
            Heard::Failed => "系统繁忙，请稍后重试",
        }
    }

    /// Writes the JSON of the answer.
    #[must_use]
    pub fn write(self, now_ms: i64) -> String {
        serde_json::json!({ "code": self.code(), "message": self.message(), "serviceTime": now_ms })
            .to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_may_be_a_number_or_a_text() {
        for text in [
            r#"{"orderNo":"A1","sessionID":"S","serviceTime":1544519952469}"#,
            r#"{"orderNo":"A1","sessionID":"S","serviceTime":"1544519952469"}"#,
        ] {
            let request = OpenRequest::read(text).expect("a request");
            assert_eq!(request.service_time, 1_544_519_952_469);
            assert_eq!(OpenRequest::read(&request.write()), Some(request));
        }
    }

    #[test]
    fn what_is_no_request_is_told_apart() {
        let long = format!(r#"{{"orderNo":"{}","sessionID":"S","serviceTime":1}}"#, "x".repeat(61));
        let huge = " ".repeat(5000);
        for text in [
            "",
            "[]",
            r#"{"orderNo":"","sessionID":"S","serviceTime":1}"#,
            r#"{"orderNo":"A","sessionID":"S"}"#,
            r#"{"orderNo":"A","sessionID":"S","serviceTime":1.5}"#,
            r#"{"orderNo":"A\n","sessionID":"S","serviceTime":1}"#,
            &long,
            &huge,
        ] {
            assert_eq!(OpenRequest::read(text), None, "{text}");
        }
    }
}
