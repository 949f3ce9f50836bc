//! The key behind the control, against a double that speaks its protocol.

use std::time::Duration;

use clearance_core::cn::seal;
use clearance_core::signing::{SignError, Signer as _, SoftKey, open_pkcs12};
use secrecy::SecretString;

use super::double::{Double, Fault};
use super::{Control, EportKey, Patience};
use crate::keys::throwaway;

const PIN: &str = "88888888";
const TEXT: &[u8] = "<ds:SignedInfo>通关</ds:SignedInfo>".as_bytes();
const SIGN: &str = "SpcSignDataAsPEM";
/// Long enough for a slow machine, where an answer comes at all; short where none does.
const PATIENT: Patience = Patience { answer: Duration::from_secs(20), restart: Duration::from_secs(20) };
const HASTY: Patience = Patience { answer: Duration::from_millis(300), restart: Duration::from_millis(50) };

fn sm2() -> SoftKey {
    throwaway("杭州晴川报关有限公司", "3301964J31").expect("a key")
}

fn rsa() -> SoftKey {
    open_pkcs12(include_bytes!("../../../../../tests/keys/rsa2048.p12"), "clearance-test").expect("a key")
}

fn pin(text: &str) -> SecretString {
    SecretString::from(text.to_owned())
}

fn opened(double: &Double, patience: Patience) -> Result<EportKey, SignError> {
    let control = Control::new(double.address(), patience)?;
    let certificate = Control::new(double.address(), PATIENT)?.certificate()?;
    EportKey::open(control, certificate, pin(PIN))
}

fn signs(key: &EportKey) -> Result<(), SignError> {
    let value = key.sign(TEXT)?;
    assert!(key.certificate().verifies(key.algorithm(), TEXT, &value));
    Ok(())
}

#[test]
fn both_kinds_of_keys_sign_and_tell_who_they_are() {
    for (double, octets) in [(Double::new(sm2(), rsa(), PIN), 64), (Double::new(rsa(), sm2(), PIN), 256)] {
        let key = opened(&double, PATIENT).expect("the key is there");
        assert_eq!(key.sign(TEXT).expect("a signature").len(), octets);
        let (number, validity) = key.control.said().expect("identity");
        assert_eq!(number, key.certificate().serial());
        assert!(validity.contains("szEndTime"));
        assert!(!format!("{:?}", key.pin).contains(PIN));
    }
}

#[test]
fn whole_messages_are_sealed_through_the_control() {
    use clearance_core::cn::message::{Body, Message};
    use clearance_core::cn::sample;
    let double = Double::new(sm2(), rsa(), PIN);
    let key = opened(&double, PATIENT).expect("the key is there");
    let body = Body::Declarations(sample::case().declaration.into_iter().collect());
    let id = "4CDE1CFD-EDED-46B1-946C-B8022E42FC94".to_owned();
    let message = Message::new(id, body, sample::transfer());
    for _ in 0..5 {
        seal::seal(&message.write(), &key).expect("it is sealed");
    }
    assert_eq!(double.asked(SIGN), 5);
}

#[test]
fn a_pin_is_tried_once_and_what_is_left_is_told() {
    let double = Double::new(sm2(), rsa(), "12345678");
    let refused = opened(&double, PATIENT).err();
    assert_eq!(refused, Some(SignError::WrongPin { left: Some(5) }));
    assert_eq!(double.pins_tried(), 1);
    double.leave_attempts(0);
    assert_eq!(opened(&double, PATIENT).err(), Some(SignError::PinLocked));
    assert_eq!(double.asked(SIGN), 0, "nothing was signed with a PIN that was not checked");
}

#[test]
fn noise_on_the_line_is_not_taken_for_the_answer() {
    let double = Double::new(sm2(), rsa(), PIN);
    let key = opened(&double, PATIENT).expect("the key is there");
    double.fail(SIGN, &[Fault::Noise, Fault::Noise]);
    for _ in 0..4 {
        // The doubled answer of the question before is late for the next one.
        signs(&key).expect("the right answer is found");
    }
}

#[test]
fn what_goes_wrong_is_told_apart() {
    for (fault, expected) in [
        (Fault::Silence, SignError::NoAnswer),
        (Fault::Garbage, SignError::BadAnswer),
        (Fault::OtherId, SignError::NoAnswer),
        (Fault::Break, SignError::KeyGone),
        (Fault::Unplug, SignError::KeyGone),
        (Fault::Hijack, SignError::OtherKey),
        (Fault::BareNo, SignError::Device { code: 0 }),
    ] {
        let double = Double::new(sm2(), rsa(), PIN);
        let mut key = opened(&double, PATIENT).expect("the key is there");
        double.fail(SIGN, std::slice::from_ref(&fault));
        if matches!(fault, Fault::Silence | Fault::Garbage | Fault::OtherId) {
            key.control.patience = HASTY;
        }
        assert_eq!(signs(&key), Err(expected), "{fault:?}");
        assert_eq!(double.asked(SIGN), 1, "{fault:?}: nothing is asked twice");
        key.control.patience = PATIENT;
        double.plug_in();
        signs(&key).expect("and afterwards the key signs again");
    }
}

#[test]
fn a_lost_reader_is_asked_once_more_only_after_a_restart() {
    for code in [50_070, 50_200] {
        let double = Double::new(sm2(), rsa(), PIN);
        let mut key = opened(&double, PATIENT).expect("the key is there");
        // The control restarts by itself.
        double.fail(SIGN, &[Fault::Reader(code, true)]);
        signs(&key).expect("once more, after the restart");
        assert_eq!(double.asked(SIGN), 2);
        // It stays as it is: the PIN is not sent again, however often someone asks.
        key.control.patience.restart = Duration::from_millis(50);
        double.fail(SIGN, &[Fault::Reader(code, false)]);
        let tried = double.pins_tried();
        for _ in 0..3 {
            assert_eq!(signs(&key), Err(SignError::NeedsRestart { code }));
        }
        assert_eq!(double.pins_tried(), tried + 1);
        // A second loss right after the restart is told and not tried a third time.
        let double = Double::new(sm2(), rsa(), PIN);
        let key = opened(&double, PATIENT).expect("the key is there");
        double.fail(SIGN, &[Fault::Reader(code, true), Fault::Reader(code, true)]);
        assert_eq!(signs(&key), Err(SignError::NeedsRestart { code }));
        assert_eq!(double.asked(SIGN), 2);
        signs(&key).expect("when asked again, after that restart");
    }
}

#[test]
fn another_key_is_noticed_before_it_sees_the_pin() {
    let double = Double::new(sm2(), rsa(), PIN);
    let control = Control::new(double.address(), PATIENT).expect("an address");
    let refused = EportKey::open(control, rsa().certificate().clone(), pin(PIN)).err();
    assert_eq!(refused, Some(SignError::OtherKey));
    assert_eq!(double.pins_tried(), 0);
}

#[test]
fn only_this_computer_is_spoken_to() {
    for address in ["ws://192.0.2.1:61232", "192.0.2.1:61232", "ws://nowhere.invalid:1", "", "ws://127.0.0.1"]
    {
        assert!(Control::new(address, HASTY).is_err(), "{address}");
    }
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its address");
    let control = Control::new(&format!("ws://{free}/"), PATIENT).expect("an address");
    assert_eq!(control.certificate().err(), Some(SignError::KeyGone));
}
