//! What travels between us and the e-port control: JSON text frames over WebSocket, one question, one answer.

use clearance_core::signing::SignError;
use serde::Deserialize;
use serde_json::Value;
use zeroize::Zeroizing;

/// What can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    /// Signs a text; the key hashes.
    Sign,
    /// The signing certificate.
    Certificate,
    /// Its number.
    CertificateNumber,
    /// Its validity.
    Validity,
    /// Whether the PIN is right.
    VerifyPin,
}

impl Method {
    /// Its name on the wire.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Method::Sign => "cus-sec_SpcSignDataAsPEM",
            Method::Certificate => "cus-sec_SpcGetSignCertAsPEM",
            Method::CertificateNumber => "cus-sec_SpcGetCertNo",
            Method::Validity => "cus-sec_SpcGetValidTimeFromCert",
            Method::VerifyPin => "cus-sec_SpcVerifyPIN",
        }
    }
}

/// A question as its frame. It may hold the PIN, so it is wiped and never printed.
pub(crate) fn question(method: Method, id: i64, args: &[(&str, &str)]) -> Zeroizing<String> {
    // Strings are always JSON.
    let quoted = |text: &str| Zeroizing::new(Value::from(text).to_string());
    let mut out = Zeroizing::new(String::with_capacity(4096));
    out.push_str(&format!("{{\"_method\":\"{}\",\"_id\":{id},\"args\":{{", method.name()));
    for (at, (name, value)) in args.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        out.push_str(&quoted(name));
        out.push(':');
        out.push_str(&quoted(value));
    }
    out.push_str("}}");
    out
}

/// An answer as it stands in its frame.
#[derive(Deserialize)]
struct Frame {
    _id: Value,
    #[serde(default)]
    _method: Option<String>,
    #[serde(default)]
    _status: Option<Value>,
    #[serde(default)]
    _args: Option<Args>,
}

#[derive(Deserialize)]
struct Args {
    #[serde(rename = "Result", default)]
    result: Value,
    #[serde(rename = "Data", default)]
    data: Value,
    #[serde(rename = "Error", default)]
    error: Value,
}

/// What a frame turned out to be.
pub(crate) enum Heard {
    /// The answer to our question: its data, or why not.
    Answer(Result<Vec<String>, SignError>),
    /// An answer to another question, or a late one.
    Another,
    /// No answer at all.
    Garbage,
}

/// Reads a frame in the light of the question that was asked.
pub(crate) fn read(frame: &str, method: Method, id: i64) -> Heard {
    let Ok(frame) = serde_json::from_str::<Frame>(frame) else { return Heard::Garbage };
    let same = match &frame._id {
        Value::Number(number) => number.as_i64() == Some(id),
        // Some versions answer with a text.
        Value::String(text) => text.trim().parse() == Ok(id),
        _ => false,
    };
    if !same || frame._method.is_some_and(|name| name != method.name()) {
        return Heard::Another;
    }
    let status = match &frame._status {
        None | Some(Value::Null) => String::from("00"),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    let Some(args) = frame._args else {
        // A failure of the control itself may come without arguments.
        let failed = if status == "00" { SignError::BadAnswer } else { told(&[status]) };
        return Heard::Answer(Err(failed));
    };
    // Failures come with status 00 too: the result counts.
    let good = status == "00" && (args.result == Value::Bool(true) || args.result == "true");
    if good {
        Heard::Answer(texts(&args.data).ok_or(SignError::BadAnswer))
    } else {
        Heard::Answer(Err(told(&texts(&args.error).unwrap_or_default())))
    }
}

fn texts(value: &Value) -> Option<Vec<String>> {
    let one = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    match value {
        Value::Null => Some(Vec::new()),
        Value::Array(all) => all.iter().map(one).collect(),
        other => one(other).map(|text| vec![text]),
    }
}

/// What the control's words mean. They are for people, differ by version, and carry a code such as `Err:Custom50070`.
fn told(errors: &[String]) -> SignError {
    let all = errors.join("\n");
    let code = errors.iter().find_map(|text| {
        let digits =
            text.split_once("Err:").map_or("", |(_, rest)| rest.trim_start_matches(char::is_alphabetic));
        first_number(digits)
    });
    let code = code.or_else(|| numbers(&all).find(|number| *number >= 10_000)).unwrap_or(0);
    // Reader reset and reader open.
    if matches!(code, 50_070 | 50_200) {
        return SignError::NeedsRestart { code };
    }
    let says = |words: &[&str]| words.iter().any(|word| all.to_lowercase().contains(word));
    let about_pin = says(&["pin", "口令", "卡密码", "密码错", "密码不", "passwd", "password"]);
    if says(&["锁定", "锁死", "已锁", "locked", "blocked"]) {
        return SignError::PinLocked;
    }
    if about_pin && says(&["错", "不正确", "失败", "wrong", "incorrect", "invalid", "fail"]) {
        return SignError::WrongPin { left: attempts_left(&all) };
    }
    if code == 51_590
        || says(&["请插入", "未插", "没有插", "找不到", "未检测到", "not present", "no card", "no key"])
    {
        return SignError::KeyGone;
    }
    if says(&["取消", "cancel"]) {
        return SignError::Declined;
    }
    SignError::Device { code }
}

/// The number that follows the word for what is left.
fn attempts_left(text: &str) -> Option<u8> {
    let text = text.to_lowercase();
    let word = ["剩余", "还剩", "剩", "还可", "还有", "remain", "left"].iter().find_map(|word| {
        let at = text.find(word)?;
        first_number(&text[at + word.len()..]).or_else(|| numbers(&text[..at]).last())
    });
    word.and_then(|number| u8::try_from(number).ok())
}

fn first_number(text: &str) -> Option<i64> {
    numbers(text).next()
}

fn numbers(text: &str) -> impl Iterator<Item = i64> + '_ {
    text.split(|sign: char| !sign.is_ascii_digit()).filter_map(|digits| digits.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_are_json_whatever_stands_in_them() {
        let frame = question(Method::Sign, 7, &[("inData", "<a b=\"c\">\n通关</a>"), ("passwd", "8\\8\"")]);
        let read: Value = serde_json::from_str(&frame).expect("JSON");
        assert_eq!(
            read,
            serde_json::json!({"_method": "cus-sec_SpcSignDataAsPEM", "_id": 7,
                "args": {"inData": "<a b=\"c\">\n通关</a>", "passwd": "8\\8\""}})
        );
        let bare: Value = serde_json::from_str(&question(Method::Certificate, 1, &[])).expect("JSON");
        assert_eq!(bare["args"], serde_json::json!({}));
    }

    #[test]
    fn the_control_s_words_are_understood() {
        for (errors, expected) in [
            (
                &["[读卡器底层库]复位读卡器失败:错误码：50070", "Err:Custom50070"][..],
                SignError::NeedsRestart { code: 50_070 },
            ),
            (&["[读卡器底层库]打开读卡器失败:错误码=50200"], SignError::NeedsRestart { code: 50_200 }),
            (&["PIN码错误，剩余次数：5"], SignError::WrongPin { left: Some(5) }),
            (&["校验口令失败，还可重试 2 次", "Err:Custom50052"], SignError::WrongPin { left: Some(2) }),
            (&["Wrong PIN, 3 left"], SignError::WrongPin { left: Some(3) }),
            (&["密码不正确"], SignError::WrongPin { left: None }),
            (&["卡已锁定"], SignError::PinLocked),
            (&["PIN码已锁死"], SignError::PinLocked),
            (&["请插入当前用户绑定的电子钥匙", "Err:Custom51590"], SignError::KeyGone),
            (&["something", "Err:Custom51234"], SignError::Device { code: 51_234 }),
            (&[], SignError::Device { code: 0 }),
        ] {
            let errors: Vec<String> = errors.iter().map(|text| (*text).to_owned()).collect();
            assert_eq!(told(&errors), expected, "{errors:?}");
        }
    }

    #[test]
    fn only_our_own_answer_counts() {
        let kind = |frame: &str| match read(frame, Method::VerifyPin, 7) {
            Heard::Answer(Ok(_)) => "good",
            Heard::Answer(Err(_)) => "bad",
            Heard::Another => "another",
            Heard::Garbage => "garbage",
        };
        for (frame, expected) in [
            (
                r#"{"_id":7,"_method":"cus-sec_SpcVerifyPIN","_status":"00","_args":{"Result":true,"Data":[],"Error":[]}}"#,
                "good",
            ),
            (r#"{"_id":"7","_status":"00","_args":{"Result":true}}"#, "good"),
            (r#"{"_id":7,"_status":"00","_args":{"Result":false,"Data":[],"Error":["x"]}}"#, "bad"),
            (r#"{"_id":7,"_status":"01","_args":{"Result":true}}"#, "bad"),
            (r#"{"_id":7,"_status":"00","_args":{"Data":["x"]}}"#, "bad"),
            (r#"{"_id":7,"_status":"00"}"#, "bad"),
            (r#"{"_id":6,"_status":"00","_args":{"Result":true}}"#, "another"),
            (r#"{"_id":null,"_args":{"Result":true}}"#, "another"),
            (r#"{"_id":7,"_method":"cus-sec_SpcGetCertNo","_args":{"Result":true}}"#, "another"),
            (r#"{"_args":{"Result":true}}"#, "garbage"),
            ("nonsense", "garbage"),
            ("", "garbage"),
        ] {
            assert_eq!(kind(frame), expected, "{frame}");
        }
    }
}
