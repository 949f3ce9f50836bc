//! Tokens of SoftHSM2, made anew in a folder of their own.
//!
//! The library reads where its tokens are from the environment when it is loaded, so the test proper runs in a process
//! of its own. SoftHSM2 knows no SM2 and never locks a PIN: those paths are tested by what they choose and say.

use std::path::{Path, PathBuf};
use std::process::Command;

use clearance_core::signing::{SoftKey, open_pkcs12};
use secrecy::SecretString;

use super::*;

const PIN: &str = "648219";
const FOLDER: &str = "CLEARANCE_TOKEN_TEST";
const PASSWORD: &str = "clearance-test";

/// Where Debian and others put the library.
fn library() -> Option<PathBuf> {
    let places = [
        "/usr/lib/softhsm/libsofthsm2.so",
        "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
        "/usr/lib64/softhsm/libsofthsm2.so",
        "/usr/local/lib/softhsm/libsofthsm2.so",
    ];
    places.into_iter().map(PathBuf::from).find(|path| path.is_file())
}

fn run(command: &mut Command) -> String {
    let ran = command.output().expect("the program is there");
    assert!(ran.status.success(), "{command:?}: {}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8_lossy(&ran.stdout).into_owned()
}

fn keys() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/keys")
}

/// A token with a label, and these identities on it.
fn token(folder: &Path, label: &str, identities: &[&str]) {
    let softhsm = || {
        let mut command = Command::new("softhsm2-util");
        command.env("SOFTHSM2_CONF", folder.join("softhsm2.conf"));
        command
    };
    let made = run(softhsm().args([
        "--init-token",
        "--free",
        "--label",
        label,
        "--pin",
        PIN,
        "--so-pin",
        "75391246",
    ]));
    // "… is reassigned to slot 268159006"
    let slot = made.split_whitespace().last().expect("the slot").to_owned();
    for (number, name) in identities.iter().enumerate() {
        let pem = folder.join(format!("{name}.pem"));
        run(Command::new("openssl")
            .args(["pkcs12", "-legacy", "-nodes", "-nocerts", "-passin", &format!("pass:{PASSWORD}"), "-in"])
            .arg(keys().join(format!("{name}.p12")))
            .arg("-out")
            .arg(&pem));
        let id = format!("a{number}");
        run(softhsm()
            .args(["--import"])
            .arg(&pem)
            .args(["--slot", &slot, "--label", name, "--id", &id, "--pin", PIN]));
    }
}

#[test]
fn keys_on_real_tokens_sign() {
    let Some(_) = library() else {
        eprintln!("skipped: softhsm2 is not installed");
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("tokens")).expect("a folder");
    let settings = format!(
        "directories.tokendir = {}\nobjectstore.backend = file\nlog.level = ERROR\nslots.removable = false\n",
        folder.path().join("tokens").display()
    );
    std::fs::write(folder.path().join("softhsm2.conf"), settings).expect("a file");
    token(folder.path(), "desk", &["rsa2048", "rsa1024"]);
    token(folder.path(), "twin", &["rsa2048"]);
    token(folder.path(), "twin", &["rsa1024"]);
    token(folder.path(), "bare", &[]);
    let ran = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "keys::token::tests::inside", "--nocapture", "--test-threads", "1"])
        .env("SOFTHSM2_CONF", folder.path().join("softhsm2.conf"))
        .env(FOLDER, folder.path())
        .output()
        .expect("it runs");
    let out = String::from_utf8_lossy(&ran.stdout);
    assert!(
        ran.status.success() && out.contains("1 passed"),
        "{out}\n{}",
        String::from_utf8_lossy(&ran.stderr)
    );
}

fn place(token: &str, mechanism: How) -> TokenPlace {
    TokenPlace { module: library().expect("it was found before"), token: token.to_owned(), mechanism }
}

fn pin(text: &str) -> SecretString {
    SecretString::from(text.to_owned())
}

fn identity(name: &str) -> SoftKey {
    let bytes = std::fs::read(keys().join(format!("{name}.p12"))).expect("a container");
    open_pkcs12(&bytes, PASSWORD).expect("a key")
}

/// Certificates are no secret: they are put beside their keys, as a token's own tool does.
fn put_certificate(token: &str, name: &str, id: u8) -> Session {
    let (module, slot) = find(&place(token, How::Auto)).expect("the token");
    let session = module.open_rw_session(slot).expect("a session");
    log_in(&module, slot, &session, &pin(PIN)).expect("the PIN");
    let certificate = identity(name).certificate().der().to_vec();
    session
        .create_object(&[
            Attribute::Class(ObjectClass::CERTIFICATE),
            Attribute::CertificateType(CertificateType::X_509),
            Attribute::Token(true),
            Attribute::Private(false),
            Attribute::Id(vec![id]),
            Attribute::Subject(vec![0x30, 0x00]),
            Attribute::Value(certificate),
        ])
        .expect("a certificate");
    session
}

/// Runs in the process that `keys_on_real_tokens_sign` starts, and is empty anywhere else.
#[test]
fn inside() {
    if std::env::var_os(FOLDER).is_none() {
        return;
    }
    let (rsa2048, rsa1024) = (identity("rsa2048"), identity("rsa1024"));
    let open = |token: &str, key: &SoftKey, algorithm, mechanism, with: &str| {
        Token::open(place(token, mechanism), key.certificate().clone(), algorithm, pin(with))
    };

    // Before anybody has logged in, a wrong PIN is wrong, and nothing tries it again.
    let wrong = look(&place("desk", How::Auto), &pin("000000"));
    assert!(matches!(wrong, Err(SignError::WrongPin { .. })), "{wrong:?}");

    assert_eq!(
        look(&place("desk", How::Auto), &pin(PIN)).expect("the token").len(),
        0,
        "keys without certificates"
    );
    let watcher = put_certificate("desk", "rsa2048", 0xa0);
    put_certificate("desk", "rsa1024", 0xa1);
    put_certificate("desk", "sm2", 0xa2);
    let seen = look(&place("desk", How::Auto), &pin(PIN)).expect("the token");
    assert_eq!(seen.len(), 2, "a certificate without its key is not offered");

    // Every way of signing gives the very octets that the same key gives from its file.
    for (key, algorithm) in
        [(&rsa2048, Algorithm::RsaSha1), (&rsa2048, Algorithm::RsaSha256), (&rsa1024, Algorithm::RsaSha1)]
    {
        let name = if key.certificate() == rsa2048.certificate() { "rsa2048" } else { "rsa1024" };
        let expected = identity(name).with_algorithm(algorithm).expect("it fits").sign(b"message");
        for how in [How::Auto, How::RsaPkcs, How::ShaRsaPkcs] {
            let token = open("desk", key, algorithm, how, PIN).expect("the token opens");
            assert_eq!(token.sign(b"message"), expected, "{name} {algorithm:?} {how:?}");
        }
        let vendor = open("desk", key, algorithm, How::Sm2Sm3(0x8000_0201), PIN).expect("the token opens");
        assert_eq!(vendor.sign(b"message"), Err(SignError::NotOffered));
    }

    // Somebody else logs out, and the session is lost: it is opened again and goes on.
    let token = open("desk", &rsa2048, Algorithm::RsaSha1, How::Auto, PIN).expect("the token opens");
    watcher.logout().expect("a logout");
    assert_eq!(token.sign(b"again").map(|value| value.len()), Ok(256));
    watcher.logout().expect("a logout");
    let refused = open("desk", &rsa2048, Algorithm::RsaSha1, How::Auto, "000000").err();
    assert!(matches!(refused, Some(SignError::WrongPin { .. })), "{refused:?}");
    assert_eq!(token.sign(b"again").map(|value| value.len()), Ok(256));

    // Which token, which key.
    let code = |token: &str, key: &SoftKey| {
        open(token, key, key.algorithm(), How::Auto, PIN).map_or_else(|e| e.code(), |_| "opened")
    };
    assert_eq!(code("desk", &rsa1024), "opened");
    assert_eq!(code("desk", &identity("sm2")), "sign-no-such-key");
    assert_eq!(code("nobody", &rsa2048), "sign-key-gone");
    assert_eq!(code("twin", &rsa2048), "sign-no-such-key", "two tokens of one label");
    assert_eq!(code("bare", &rsa2048), "sign-no-such-key");
    let module = module(&library().expect("found before")).expect("the library");
    let serials: Vec<String> = module
        .get_slots_with_initialized_token()
        .expect("slots")
        .into_iter()
        .filter_map(|slot| module.get_token_info(slot).ok())
        .filter(|info| info.label().trim_end() == "twin")
        .map(|info| info.serial_number().trim_end().to_owned())
        .collect();
    let opened = serials.iter().filter(|serial| code(serial, &rsa2048) == "opened").count();
    assert_eq!((serials.len(), opened), (2, 1), "a serial number tells twins apart");
    put_certificate(&serials[0], "issued", 0xb0);
    assert_eq!(code(&serials[0], &rsa2048), "sign-other-key");

    a_desk_registers_and_examines();

    // A library that is none.
    let none = TokenPlace { module: keys().join("make.sh"), ..place("desk", How::Auto) };
    assert_eq!(reach(&none), Err(SignError::KeyGone));
    assert_eq!(reach(&place("desk", How::Auto)), Ok(()));

    // The token is pulled out: the session goes with it, and nothing is made up.
    drop((token, watcher));
    let folder = PathBuf::from(std::env::var_os(FOLDER).expect("it was set"));
    let token = open("desk", &rsa2048, Algorithm::RsaSha1, How::Auto, PIN).expect("the token opens");
    a_batch_outlives_its_token(&folder);
    if let Ok(value) = token.sign(b"after") {
        // SoftHSM2 may still hold the key in memory.
        assert!(token.certificate().verifies(Algorithm::RsaSha1, b"after", &value));
    }
}

/// The tokens are taken away in the middle of a batch: what was signed stays, the rest is signed with another key.
fn a_batch_outlives_its_token(tokens: &Path) {
    use crate::desk::batches::tests::{client, in_outbox};
    use crate::desk::{Desk, Elsewhere, KeyPlace, KeySource, KeyWish};
    use crate::view::Progress;
    use crate::work::Work;
    let folder = tempfile::tempdir().expect("a folder");
    let desk = Desk::open(folder.path(), &KeySource::Passphrase(pin("correct horse"))).expect("a desk");
    let ours = client(&desk, "晴川", 0, 250);
    let place = KeyPlace::Elsewhere(Elsewhere::Token {
        module: library().expect("found before"),
        token: "desk".to_owned(),
        serial: Some(identity("rsa2048").certificate().serial().to_owned()),
        mechanism: "auto".to_owned(),
    });
    let seen = desk.look_for_key(&ours, &place, None).expect("the token is there");
    assert!(seen.iter().any(|line| line.algorithm == "RSA"), "certificates are seen without a PIN: {seen:?}");
    let wish = KeyWish { main: true, ..KeyWish::default() };
    desk.register_key(&ours, &place, Some(&pin(PIN)), &wish).expect("a key");
    let (here, away) = (tokens.join("tokens"), tokens.join("away"));
    let pull = |progress: Progress| {
        if progress.done >= 100 && here.is_dir() {
            std::fs::rename(&here, &away).expect("the tokens");
            let library = module(&library().expect("found before")).expect("the library");
            // Leaving one session leaves them all: the next signature needs the token itself.
            for slot in library.get_slots_with_token().expect("slots") {
                let _ = library.open_ro_session(slot).and_then(|session| session.logout());
            }
        }
    };
    let stop = std::sync::atomic::AtomicBool::new(false);
    let signed = desk.sign("", "", None, Work::new(&pull, &stop));
    // SoftHSM2 may still hold the key in memory: then the batch ends as if nothing had happened.
    if signed.is_err() {
        let paused = desk.batches(&ours).expect("batches").remove(0);
        assert_eq!((paused.done, paused.left, in_outbox(&desk).0), (100, 150, 100), "{paused:?}");
        let spare = desk.add_practice_key(&ours).expect("a key");
        assert_eq!(desk.go_on(&paused.id, &spare.line.id, Work::quiet()).expect("it goes on"), None);
    }
    assert_eq!(in_outbox(&desk).0, 250);
}

/// The same through the desk: several keys are told, the PIN is not kept unasked, and a wrong one is not repeated.
fn a_desk_registers_and_examines() {
    use crate::desk::{Desk, Elsewhere, KeySource};
    use crate::work::Work;
    let folder = tempfile::tempdir().expect("a folder");
    let desk = Desk::open(folder.path(), &KeySource::Passphrase(pin("correct horse"))).expect("a desk");
    let form = crate::view::Profile::from([("name".to_owned(), "晴川".to_owned())]);
    desk.add_client(&form).expect("a client");
    let what = |serial: Option<&str>, mechanism: &str| Elsewhere::Token {
        module: library().expect("found before"),
        token: "desk".to_owned(),
        serial: serial.map(str::to_owned),
        mechanism: mechanism.to_owned(),
    };
    let add = |what: &Elsewhere, with: Option<&str>, keep| {
        let with = with.map(pin);
        desk.add_key_elsewhere("晴川", what, with.as_ref(), None, keep).map_or_else(|e| e.code(), |_| "added")
    };
    assert_eq!(add(&what(None, "auto"), Some(PIN), false), "key-several");
    assert_eq!(add(&what(Some("0A1B2C3D"), "md5"), Some(PIN), false), "key-mechanism");
    assert_eq!(add(&what(Some("0A1B2C3D"), "auto"), None, false), "sign-pin-needed");
    assert_eq!(add(&what(Some("ffff"), "auto"), Some(PIN), false), "sign-no-such-key");
    assert_eq!(add(&what(Some("0A1B2C3D"), "auto"), Some(PIN), false), "added");
    let key = desk.key_entries("晴川").expect("keys").remove(0);
    assert_eq!((key.kind.as_str(), key.place.as_str(), key.keeps_pin), ("token", "desk", false));
    assert_eq!(key.line.algorithm, "RSA-SHA1");
    let examined = desk.examine_keys(&key.line.id, &[], &[], Work::quiet()).expect("a report").remove(0);
    assert!(examined.healthy, "{examined:?}");
    let states: Vec<&str> = examined.checks.iter().map(|check| check.what.as_str()).collect();
    assert_eq!(
        states,
        ["reach", "pin", "certificate", "owner", "validity", "algorithm", "chain", "signature"]
    );
    drop(desk);

    // A new session knows no PIN.
    let desk = Desk::open(folder.path(), &KeySource::Passphrase(pin("correct horse"))).expect("a desk");
    let signature = || {
        let report = desk.examine_keys("", &[], &[], Work::quiet()).expect("a report").remove(0);
        let check = report.checks.into_iter().find(|check| check.what == "signature").expect("it was tried");
        (check.state, check.code)
    };
    assert_eq!(signature(), ("open".to_owned(), "sign-pin-needed".to_owned()));
    desk.type_pin(&key.line.id, pin(PIN));
    assert_eq!(signature().0, "good");
}

#[test]
fn makers_mechanisms_are_settings() {
    for (text, expected) in [
        ("", Some(How::Auto)),
        ("auto", Some(How::Auto)),
        ("rsa-pkcs", Some(How::RsaPkcs)),
        ("sha-rsa-pkcs", Some(How::ShaRsaPkcs)),
        ("sm2-sm3:0x80000201", Some(How::Sm2Sm3(0x8000_0201))),
        ("sm2:0xC0000002", Some(How::Sm2(0xC000_0002))),
        ("sm2:0x00000001", None),
        ("sm2:80000201", None),
        ("rsa", None),
    ] {
        assert_eq!(How::parse(text), expected, "{text}");
        if let Some(how) = expected {
            let place = TokenPlace { module: "m".into(), token: "t".into(), mechanism: how };
            let stored = serde_json::to_string(&place).expect("JSON");
            assert_eq!(serde_json::from_str::<TokenPlace>(&stored).expect("itself"), place);
        }
    }
    let key = identity("sm2");
    let offered = [MechanismType::RSA_PKCS, MechanismType::SHA1_RSA_PKCS];
    let octets = |how: How| {
        how.choose(Algorithm::Sm2Sm3, &offered, key.certificate(), b"message").map(|(_, octets)| octets.len())
    };
    assert_eq!(octets(How::Auto), None, "no token has SM2 without its maker's number");
    assert_eq!(octets(How::Sm2Sm3(0x8000_0201)), Some(7));
    assert_eq!(octets(How::Sm2(0x8000_0201)), Some(32));
}

#[test]
fn what_tokens_say_is_told_apart() {
    use cryptoki::context::Function;
    for (code, expected) in [
        (RvError::PinIncorrect, "sign-wrong-pin"),
        (RvError::PinLenRange, "sign-wrong-pin"),
        (RvError::PinLocked, "sign-pin-locked"),
        (RvError::TokenNotPresent, "sign-key-gone"),
        (RvError::DeviceRemoved, "sign-key-gone"),
        (RvError::MechanismInvalid, "sign-not-offered"),
        (RvError::FunctionCanceled, "sign-declined"),
        (RvError::UserPinNotInitialized, "sign-pin-needed"),
        (RvError::DeviceError, "sign-device"),
    ] {
        assert_eq!(told(&TokenError::Pkcs11(code, Function::Login)).code(), expected);
    }
}
