//! The signed upload (`realTimeDataUp`): written by the platform, verified by customs.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::data::{PaymentData, PaymentHead, quoted};
use crate::signing::{Algorithm, Certificate, SignError, Signer};
use crate::text::Text;

/// Largest upload that is read, octets: two texts of 8,000 characters and some hundred orders with their links.
const LARGEST: usize = 4 << 20;
/// The spelling of the list: the announcement's tables say `payExchangeInfoList`, its example and all clients this.
const LISTS: &str = "payExchangeInfoLists";

/// What is sent: ready, signed, and the same octets every time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The value of the form parameter, before percent-encoding.
    pub text: String,
}

/// An upload that was read. Whether its signature is good is another question: see [`Upload::verify`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// The request that it answers.
    pub session_id: String,
    /// What is told.
    pub data: PaymentData,
    /// The platform's clock, milliseconds since 1970, as it was written.
    pub service_time: String,
    /// Number of the certificate.
    pub cert_no: String,
    signature: Vec<u8>,
    signed: String,
}

/// Why an upload is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UploadError {
    /// Larger than any real one.
    #[error("the upload is too large")]
    TooLarge,
    /// This member is missing or has another type.
    #[error("the upload cannot be read at {0}")]
    Member(&'static str),
    /// The certificate's number is not the one that is registered.
    #[error("the certificate is not registered for this platform")]
    Certificate,
    /// The signature does not fit what is told.
    #[error("the signature does not fit")]
    Signature,
}

impl UploadError {
    /// The answer's code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            UploadError::Certificate => "20004",
            UploadError::TooLarge | UploadError::Member(_) | UploadError::Signature => "20000",
        }
    }

    /// What is wrong.
    #[must_use]
    pub const fn text(&self) -> Text {
        match self {
            UploadError::TooLarge => Text { zh: "上传数据过大", en: "The upload is too large" },
            UploadError::Member(_) => Text {
                zh: "上传数据缺项或类型不符",
                en: "A member is missing or of the wrong type",
            },
            UploadError::Certificate => Text {
                zh: "验签证书未登记，或与电商平台代码不符",
                en: "The certificate is not registered, or not for this platform code",
            },
            UploadError::Signature => Text { zh: "验签失败", en: "The signature does not fit" },
        }
    }
}

/// The text that is signed: four parts, the JSON ones bare between quotation marks.
fn text_to_sign(session_id: &str, head: &str, orders: &str, service_time: &str) -> String {
    format!(
        "\"sessionID\":\"{session_id}\"||\"payExchangeInfoHead\":\"{head}\"||\"{LISTS}\":\"{orders}\"||\"serviceTime\":\"{service_time}\""
    )
}

impl Sealed {
    /// Writes and signs the answer to a request.
    ///
    /// # Errors
    /// The key does not sign, or what it gives does not fit its certificate.
    pub fn new(
        session_id: &str,
        data: &PaymentData,
        now_ms: i64,
        signer: &dyn Signer,
    ) -> Result<Sealed, SignError> {
        let (head, orders, time) = (data.head.write(), data.write_orders(), now_ms.to_string());
        let signed = text_to_sign(session_id, &head, &orders, &time);
        let signature = signer.sign(signed.as_bytes())?;
        let certificate = signer.certificate();
        // A key that is not the one it says it is would get the platform's data refused, and cost the session.
        if !certificate.verifies(signer.algorithm(), signed.as_bytes(), &signature) {
            return Err(SignError::WrongSignature);
        }
        let text = format!(
            "{{\"sessionID\":{},\"payExchangeInfoHead\":{head},\"{LISTS}\":{orders},\"serviceTime\":\"{time}\",\"certNo\":{},\"signValue\":\"{}\"}}",
            quoted(session_id),
            quoted(&certificate.serial().to_ascii_lowercase()),
            STANDARD.encode(signature)
        );
        Ok(Sealed { text })
    }
}

impl Upload {
    /// Reads an upload.
    ///
    /// # Errors
    /// [`UploadError::TooLarge`] and [`UploadError::Member`].
    pub fn read(text: &str) -> Result<Upload, UploadError> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Wire<'a> {
            #[serde(rename = "sessionID")]
            session_id: String,
            #[serde(borrow)]
            pay_exchange_info_head: &'a RawValue,
            #[serde(borrow, alias = "payExchangeInfoList")]
            pay_exchange_info_lists: &'a RawValue,
            service_time: Value,
            cert_no: String,
            sign_value: String,
        }
        if text.len() > LARGEST {
            return Err(UploadError::TooLarge);
        }
        let wire: Wire<'_> = serde_json::from_str(text).map_err(|_| UploadError::Member("payExInfoStr"))?;
        let service_time = match wire.service_time {
            Value::String(ms) if ms.parse::<i64>().is_ok() => ms,
            Value::Number(ms) if ms.is_i64() => ms.to_string(),
            _ => return Err(UploadError::Member("serviceTime")),
        };
        let (head, orders) = (wire.pay_exchange_info_head.get(), wire.pay_exchange_info_lists.get());
        let signature: String = wire.sign_value.split_ascii_whitespace().collect();
        Ok(Upload {
            signed: text_to_sign(&wire.session_id, head, orders, &service_time),
            data: PaymentData {
                head: PaymentHead::read(head).map_err(UploadError::Member)?,
                orders: serde_json::from_str(orders).map_err(|_| UploadError::Member(LISTS))?,
            },
            session_id: wire.session_id,
            service_time,
            cert_no: wire.cert_no,
            signature: STANDARD.decode(signature).map_err(|_| UploadError::Member("signValue"))?,
        })
    }

    /// Whether one of the certificates that are registered for the platform signed this.
    ///
    /// # Errors
    /// [`UploadError::Certificate`] and [`UploadError::Signature`].
    pub fn verify(&self, registered: &[Certificate]) -> Result<(), UploadError> {
        // The number is compared as it is registered: customs takes lower case only.
        let named = registered.iter().find(|certificate| certificate.serial() == self.cert_no);
        let certificate = named.ok_or(UploadError::Certificate)?;
        let good = Algorithm::ALL.into_iter().any(|algorithm| {
            algorithm.fits(certificate.key())
                && certificate.verifies(algorithm, self.signed.as_bytes(), &self.signature)
        });
        if good { Ok(()) } else { Err(UploadError::Signature) }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::cn::notice179::{Goods, PaidOrder};
    use crate::money::Money;
    use crate::signing::samples;

    pub(in crate::cn::notice179) fn data() -> PaymentData {
        PaymentData {
            head: PaymentHead {
                guid: "9D55BA71-55DE-41F4-8B50-C36C83B3B530".into(),
                request: "https://pay.example/?a=1&b=\"二\"+c/".into(),
                response: "{\"ok\":true,\"note\":\"成功\\n\"}".into(),
                platform_code: "1105910159".into(),
                pay_code: "312226T001".into(),
                transaction_id: "2018121222001354081010726129".into(),
                total: Money::parse("100.10").expect("an amount"),
                currency: "142".into(),
                verifier: "3".into(),
                pay_type: "1".into(),
                traded_at: "20181212041803".into(),
                note: String::new(),
            },
            orders: vec![PaidOrder {
                order_no: "A1".into(),
                goods_info: vec![Goods {
                    gname: "面霜".into(),
                    item_link: "http://m.example/i/1.html".into(),
                }],
                recp_account: "OSA571908863132601".into(),
                recp_code: String::new(),
                recp_name: "示例贸易有限公司".into(),
            }],
        }
    }

    #[test]
    fn the_text_to_sign_has_bare_json_between_quotation_marks() {
        let data = data();
        let text = text_to_sign("S1", &data.head.write(), &data.write_orders(), "1544519952469");
        assert!(text.starts_with("\"sessionID\":\"S1\"||\"payExchangeInfoHead\":\"{\"guid\":\"9D55BA71-"));
        assert!(text.contains("\"totalAmount\":100.1,\"currency\":\"142\""));
        assert!(text.contains("\"initalRequest\":\"https://pay.example/?a=1&b=\\\"二\\\"+c/\""));
        assert!(
            text.contains(
                "\"note\":\"\"}\"||\"payExchangeInfoLists\":\"[{\"orderNo\":\"A1\",\"goodsInfo\":["
            )
        );
        assert!(text.ends_with("]\"||\"serviceTime\":\"1544519952469\""));
        assert!(!text.contains('\n'));
    }

    #[test]
    fn what_is_sealed_reads_back_and_verifies_with_every_kind_of_key() {
        for key in samples::keys() {
            let sealed = Sealed::new("S1", &data(), 1_544_519_952_469, &key).expect("the key signs");
            let upload = Upload::read(&sealed.text).expect("and it reads");
            assert_eq!(upload.data, data());
            assert_eq!((upload.session_id.as_str(), upload.service_time.as_str()), ("S1", "1544519952469"));
            assert_eq!(upload.verify(&[key.certificate().clone()]), Ok(()));
        }
    }

    #[test]
    fn any_change_and_any_other_certificate_is_refused() {
        let (sm2, others) = (samples::sm2(), samples::keys());
        let sealed = Sealed::new("S1", &data(), 1, &sm2).expect("the key signs");
        for (from, to) in
            [("100.1", "100.2"), ("面霜", "面膜"), ("\"S1\"", "\"S2\""), ("{\"guid\"", "{ \"guid\"")]
        {
            let changed = sealed.text.replacen(from, to, 1);
            assert_ne!(changed, sealed.text);
            let upload = Upload::read(&changed).expect("it still reads");
            assert_eq!(upload.verify(&[sm2.certificate().clone()]), Err(UploadError::Signature), "{from}");
        }
        let upload = Upload::read(&sealed.text).expect("it reads");
        let rsa = others.iter().find(|key| key.certificate().serial() != sm2.certificate().serial());
        let rsa = rsa.expect("another key").certificate().clone();
        assert_eq!(upload.verify(&[rsa]), Err(UploadError::Certificate));
        let upper =
            sealed.text.replacen(sm2.certificate().serial(), &sm2.certificate().serial().to_uppercase(), 1);
        let upload = Upload::read(&upper).expect("it reads");
        assert_eq!(
            upload.verify(&[sm2.certificate().clone()]),
            Err(UploadError::Certificate),
            "lower case only"
        );
    }

    #[test]
    fn an_amount_as_a_text_or_with_an_exponent_is_refused() {
        let sealed = Sealed::new("S1", &data(), 1, &samples::sm2()).expect("the key signs");
        for amount in ["\"100.1\"", "1e2", "null", "[1]"] {
            let text = sealed.text.replacen("100.1", amount, 1);
            assert!(matches!(Upload::read(&text), Err(UploadError::Member(_))), "{amount}");
        }
    }
}
