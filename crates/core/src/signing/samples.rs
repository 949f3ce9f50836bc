//! Identities and invented messages of the signature tests.
#![allow(clippy::expect_used, reason = "a broken sample must stop the test")]

use super::{Algorithm, Certificate, SoftKey, open_pkcs12};
use crate::time::BeijingTime;

/// The password of the committed test identities.
pub(crate) const PASSWORD: &str = "clearance-test";

macro_rules! key_file {
    ($($name:tt)*) => {
        include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/keys/", $($name)*))
    };
}

pub(crate) fn open(container: &[u8]) -> SoftKey {
    open_pkcs12(container, PASSWORD).expect("a committed test identity")
}

pub(crate) fn sm2() -> SoftKey {
    open(key_file!("sm2.p12"))
}

pub(crate) fn rsa1024() -> SoftKey {
    open(key_file!("rsa1024.p12"))
}

pub(crate) fn rsa2048() -> SoftKey {
    open(key_file!("rsa2048.p12"))
}

/// One key for each row of the profile; the old card and the newer RSA key both sign the first row.
pub(crate) fn keys() -> Vec<SoftKey> {
    let sha256 = rsa2048().with_algorithm(Algorithm::RsaSha256).expect("2048 bits are enough");
    vec![rsa1024(), rsa2048(), sha256, sm2()]
}

pub(crate) fn certificate(file: &[u8]) -> Certificate {
    Certificate::from_file(file).expect("a committed certificate")
}

pub(crate) fn at(text: &str) -> BeijingTime {
    BeijingTime::from_wire(text).expect("a time")
}

pub(crate) fn authority() -> Certificate {
    certificate(key_file!("authority.crt"))
}

/// A declaration of so many records, all invented, in the form that is sealed.
pub(crate) fn unsigned(records: usize) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ceb:CEB621Message xmlns:ceb=\"http://www.chinaport.gov.cn/ceb\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" guid=\"4CDE1CFD-EDED-46B1-946C-B8022E42FC01\" version=\"1.0\">\n",
    );
    for n in 1..=records {
        xml.push_str(&format!(
            "  <ceb:Inventory>\n    <ceb:InventoryHead>\n\
             <ceb:guid>4CDE1CFD-EDED-46B1-946C-B8022E42{n:04}</ceb:guid>\n\
             <ceb:appType>1</ceb:appType>\n<ceb:appTime>20261201103000</ceb:appTime>\n<ceb:appStatus>2</ceb:appStatus>\n\
             <ceb:orderNo>TEST{n:08}</ceb:orderNo>\n<ceb:ebcName>云舟测试电商有限公司</ceb:ebcName>\n\
             <ceb:buyerName>李小宝</ceb:buyerName>\n<ceb:note></ceb:note>\n    </ceb:InventoryHead>\n\
             <ceb:InventoryList>\n<ceb:gnum>1</ceb:gnum>\n<ceb:gname>奶粉 &amp; 米粉 900g &lt;2段&gt;</ceb:gname>\n\
             <ceb:qty>2</ceb:qty>\n<ceb:price>188.00</ceb:price>\n<ceb:totalPrice>376.00</ceb:totalPrice>\n\
             </ceb:InventoryList>\n  </ceb:Inventory>\n"
        ));
    }
    xml.push_str("  <ceb:BaseTransfer><ceb:copCode>110196T001</ceb:copCode></ceb:BaseTransfer>\n</ceb:CEB621Message>\n");
    xml
}
