//! A customs broker: a data folder, a client with a profile, and a key of its own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use clearance_core::cn::sample;
use clearance_core::signing::{Practice, PracticeError, PracticeRandom, PracticeSubject, SoftKey};
use clearance_core::time::BeijingTime;
use clearance_engine::desk::{Desk, KeySource, Options};
use clearance_engine::work::Work;
use clearance_server::random;
use secrecy::SecretString;

/// Opens every data folder of the tests.
pub const PASSPHRASE: &str = "correct horse";
/// Opens the certificate files that the tests make.
pub const PASSWORD: &str = "a card password";
/// The client in every folder.
pub const CLIENT: &str = "晴川";

/// The moment, as this computer has it.
#[must_use]
pub fn now() -> BeijingTime {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock after 1970");
    BeijingTime::from_unix_ms(i64::try_from(since.as_millis()).expect("a clock of this age"))
}

/// A workbook of `assets/samples`.
#[must_use]
pub fn sample_sheet(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/samples").join(name)
}

/// A file of `tests/keys`.
#[must_use]
pub fn key_file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("keys").join(name)
}

/// An enterprise with a key that nobody else has.
pub struct Identity {
    /// Its customs code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Signs for it.
    pub signer: SoftKey,
    /// Its certificate, DER.
    pub certificate: Vec<u8>,
    /// Key and certificate as PKCS#12, under [`PASSWORD`].
    pub p12: Vec<u8>,
}

impl Identity {
    /// Made for one test, with a certificate for a year.
    #[must_use]
    pub fn new(code: &str, name: &str) -> Identity {
        Identity::lasting(code, name, 365)
    }

    /// With a certificate that ends after so many days.
    #[must_use]
    pub fn lasting(code: &str, name: &str, days: i64) -> Identity {
        let day = 24 * 3_600_000;
        let subject = PracticeSubject {
            enterprise_name: name,
            enterprise_code: code,
            not_before: BeijingTime::from_unix_ms(now().unix_ms() - day),
            not_after: BeijingTime::from_unix_ms(now().unix_ms() + days * day + 60_000),
        };
        let made = loop {
            let random = PracticeRandom { key: random::octets().into(), serial: random::octets() };
            match Practice::make(random, subject) {
                Err(PracticeError::UnusableRandom) => {}
                made => break made.expect("an identity"),
            }
        };
        Identity {
            code: code.to_owned(),
            name: name.to_owned(),
            signer: made.signer(),
            certificate: made.certificate().der().to_vec(),
            p12: made.to_pkcs12(PASSWORD).expect("a container"),
        }
    }

    /// Who declares in the sample documents.
    #[must_use]
    pub fn declarant() -> Identity {
        Identity::new("3301964J31", "杭州晴川报关有限公司")
    }

    /// A shop that declares for itself.
    #[must_use]
    pub fn shop() -> Identity {
        Identity::new("33019649X2", "杭州小橘进出口有限公司")
    }
}

/// A client's profile by element names.
pub type Form = BTreeMap<String, String>;

/// The profile of a direct purchase (9610), declared by `identity` at a service.
#[must_use]
pub fn direct(identity: &Identity, service: &str) -> Form {
    let case = sample::case();
    let head = case.declaration.expect("the sample has all four").head;
    let payment = case.payment.expect("the sample has all four");
    let entries = [
        ("name", CLIENT.to_owned()),
        ("ebpCode", head.platform_code),
        ("ebpName", head.platform_name),
        ("ebcCode", head.seller_code),
        ("ebcName", head.seller_name),
        ("agentCode", identity.code.clone()),
        ("agentName", identity.name.clone()),
        ("dxpId", sample::transfer().dxp_id),
        ("logisticsCode", head.carrier_code),
        ("logisticsName", head.carrier_name),
        ("payCode", payment.pay_code),
        ("payName", payment.pay_name),
        ("assureCode", head.guarantor_code),
        ("customsCode", head.customs_code),
        ("portCode", head.port_code),
        ("tradeMode", head.trade_mode),
        ("trafMode", head.transport_mode),
        ("trafNo", head.vehicle.unwrap_or_default()),
        ("voyageNo", head.voyage_no.unwrap_or_default()),
        ("billNo", head.bill_no.unwrap_or_default()),
        ("country", head.departure),
        ("wrapType", head.wrap_type.unwrap_or_default()),
        ("serviceUrl", service.to_owned()),
    ];
    entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

/// The profile of goods from a bonded warehouse (1210).
#[must_use]
pub fn bonded(identity: &Identity, service: &str) -> Form {
    let mut form = direct(identity, service);
    for (key, value) in [
        ("tradeMode", "1210"),
        ("emsNo", "L9013B19A008"),
        ("areaCode", "33189630GS"),
        ("areaName", "宁波保税仓储有限公司"),
        ("country", "142"),
        ("trafMode", "7"),
        ("trafNo", ""),
        ("voyageNo", ""),
        ("billNo", ""),
    ] {
        form.insert(key.to_owned(), value.to_owned());
    }
    form
}

/// A lock that is quickly opened: what is tested is not how long a passphrase takes.
///
/// # Panics
/// The folder cannot be written.
pub fn light_lock(data: &Path) {
    let lock =
        r#"{"version":1,"salt":"00112233445566778899aabbccddeeff","memory_kib":64,"passes":1,"lanes":1}"#;
    std::fs::create_dir_all(data).expect("a data folder");
    std::fs::write(data.join("vault.json"), lock).expect("a lock");
}

/// A desk's data folder, to be opened and closed again.
pub struct Broker {
    folder: tempfile::TempDir,
}

impl Broker {
    /// With one client and its key.
    #[must_use]
    pub fn new(form: &Form, identity: &Identity) -> Broker {
        let broker = Broker { folder: tempfile::tempdir().expect("a folder") };
        light_lock(&broker.data());
        broker.add(&broker.open(), form, identity);
        broker
    }

    /// One more client with its key.
    ///
    /// # Panics
    /// The desk does not take them.
    pub fn add(&self, desk: &Desk, form: &Form, identity: &Identity) {
        let client = desk.add_client(form).expect("a client");
        let card = self.folder.path().join("card.p12");
        std::fs::write(&card, &identity.p12).expect("a file");
        desk.add_key(&client.id, &card, &SecretString::from(PASSWORD.to_owned())).expect("a key");
    }

    /// Where its data lie.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A folder beside the data.
    #[must_use]
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Opens the desk.
    #[must_use]
    pub fn open(&self) -> Desk {
        let key = KeySource::Passphrase(SecretString::from(PASSPHRASE.to_owned()));
        let options = Options {
            answer: Some(Duration::from_secs(10)),
            settled: Some(Duration::ZERO),
            ..Options::default()
        };
        Desk::open_with(&self.data(), &key, options).expect("the desk opens")
    }
}

/// Takes a sheet in and declares what is good in it; how many declarations were made.
///
/// # Panics
/// The sheet cannot be read.
pub fn declare(desk: &Desk, sheet: &str, client: &str) -> u32 {
    let mapping = desk.open_files(&[sample_sheet(sheet)], client, Work::quiet()).expect("the sample");
    desk.declare(&mapping.import_id, Work::quiet()).expect("declarations").made
}

/// Signs all that waits.
///
/// # Panics
/// It cannot be signed.
pub fn sign(desk: &Desk) {
    desk.sign("", "", None, Work::quiet()).expect("it is signed");
}

/// The state of every order.
///
/// # Panics
/// The store cannot be read.
#[must_use]
pub fn states(desk: &Desk) -> BTreeMap<String, String> {
    let all = desk.statuses(&[]).expect("statuses");
    all.into_iter().map(|one| (one.order_no, one.state)).collect()
}
