//! The key doctor: whether a key is there, may sign what its receiver takes, and really signs.

use clearance_core::signing::{Expiry, Revocation, SignError, Trust, is_ahead, skew};
use clearance_core::text::{Sentence, Text};
use clearance_core::time::BeijingTime;

use super::eport::{Control, Patience};
use super::folder::HandOver;
use super::token::{self, TokenPlace};
use super::{EPORT, FILE, FOLDER, KeyRing, TOKEN, algorithm, certificate};
use crate::error::{Error, Result};
use crate::profile::Client;
use crate::store::keys::KeyRow;
use crate::store::{Store, from_json, moment, settings};
use crate::vault::Secrets;
use crate::view::{KeyCheck, KeyEntry, KeyReport, Said};

/// What the doctor signs: no message and no part of one can look like it.
const SPECIMEN: &str =
    "clearance key doctor: this text is signed to see whether the key works, and is not kept";

const NOTHING: Text = Text { zh: "", en: "" };

fn check(what: &str, state: &str, code: &str, says: Text, help: Text) -> KeyCheck {
    told(what, state, code, says.into(), help)
}

fn told(what: &str, state: &str, code: &str, says: Sentence, help: Text) -> KeyCheck {
    KeyCheck {
        what: what.to_owned(),
        state: state.to_owned(),
        code: code.to_owned(),
        says: Said::new(says.zh, says.en),
        help: Said::from(help),
    }
}

fn good(what: &str, zh: &'static str, en: &'static str) -> KeyCheck {
    check(what, "good", "", Text { zh, en }, NOTHING)
}

fn failed(what: &str, error: &Error) -> KeyCheck {
    let (says, help) = (error.says(), error.help());
    KeyCheck {
        what: what.to_owned(),
        // A PIN that nobody typed says nothing about the key.
        state: if error.code() == SignError::PinNeeded.code() { "open" } else { "bad" }.to_owned(),
        code: error.code().to_owned(),
        says: Said::new(says.zh.clone(), says.en.clone()),
        help: Said::new(help.zh.clone(), help.en.clone()),
    }
}

/// A key in full.
pub(crate) fn entry(row: &KeyRow, now: BeijingTime) -> Result<KeyEntry> {
    let place = match row.kind.as_str() {
        TOKEN => from_json::<TokenPlace>(&row.place)?.token,
        FILE => String::new(),
        _ => from_json::<String>(&row.place)?,
    };
    Ok(KeyEntry { line: super::line(row, now), kind: row.kind.clone(), place, keeps_pin: row.keeps_pin })
}

/// Looks at one key. `trust` judges chain and revocation; without it they are left open.
pub(crate) fn examine(
    (store, secrets, ring): (&Store, &Secrets, &KeyRing),
    row: &KeyRow,
    client: &Client,
    trust: Option<&Trust>,
    now: BeijingTime,
) -> Result<KeyReport> {
    let mut checks = Vec::new();
    let reached = reach(row)?;
    let there = reached.is_ok();
    checks.push(match reached {
        Ok(()) => good("reach", "找得到", "It is there"),
        Err(error) => failed("reach", &error.into()),
    });
    if there && row.kind == EPORT {
        checks.push(control(row)?);
    }
    let certificate = certificate(row)?;
    let algorithm = algorithm(row);
    checks.push(match certificate.fit_to_sign(algorithm) {
        Ok(()) => good("certificate", "证书可用于签名", "The certificate may sign"),
        Err(says) => check("certificate", "bad", "key-unfit", says, super::CHOOSE_CERTIFICATE),
    });
    checks.push(validity(row, now));
    checks.extend(clock(store, now)?);
    checks.push(if client.takes(algorithm) {
        good("algorithm", "接收方接受该算法", "The receiver takes the algorithm")
    } else {
        failed("algorithm", &Error::new(&crate::error::fault::NOT_TAKEN))
    });
    if let Some(trust) = trust {
        checks.push(match trust.chain(&certificate, Some(now)) {
            Ok(_) => good("chain", "证书链完整可信", "The chain of the certificate is complete and believed"),
            Err(error) => check("chain", "bad", error.code(), error.text(), IMPORT_AUTHORITY),
        });
        let revocation = trust.revocation_at(&certificate, Some(now));
        let (state, code) = match revocation {
            Revocation::NotRevoked => ("good", ""),
            Revocation::Unknown => ("open", "revocation-unknown"),
            Revocation::Stale => ("warns", "revocation-stale"),
            Revocation::Revoked => ("bad", "revocation-revoked"),
        };
        checks.push(check("revocation", state, code, revocation.text(), NOTHING));
    }
    if row.kind == FOLDER {
        let folder: std::path::PathBuf = from_json(&row.place)?;
        if let Ok(open) = HandOver::open(&folder, certificate, algorithm) {
            checks.extend(open.odd().into_iter().map(|odd| {
                let says = Sentence::new(
                    format!("{}：{}", odd.file, odd.says.zh),
                    format!("{}: {}", odd.file, odd.says.en),
                );
                told("folder", "warns", odd.code, says, NOTHING)
            }));
        }
    } else if there {
        checks.push(signature(store, secrets, ring, row));
    }
    let healthy = checks.iter().all(|check| check.state != "bad");
    Ok(KeyReport { key: entry(row, now)?, healthy, checks })
}

const IMPORT_AUTHORITY: Text = Text {
    zh: "请导入签发机构的证书，或直接信任该证书",
    en: "Import the certificate of the authority, or trust this certificate itself",
};

/// Whether the key is there, without its PIN.
fn reach(row: &KeyRow) -> Result<std::result::Result<(), SignError>> {
    Ok(match row.kind.as_str() {
        TOKEN => token::reach(&from_json(&row.place)?),
        EPORT => {
            let registered = certificate(row)?;
            let address: String = from_json(&row.place)?;
            Control::new(&address, Patience::default()).and_then(|control| {
                if control.certificate()? == registered { Ok(()) } else { Err(SignError::OtherKey) }
            })
        }
        FOLDER => {
            let folder: std::path::PathBuf = from_json(&row.place)?;
            if folder.is_dir() { Ok(()) } else { Err(SignError::KeyGone) }
        }
        _ => Ok(()),
    })
}

/// What the control itself tells of the key that is plugged in.
fn control(row: &KeyRow) -> Result<KeyCheck> {
    let address: String = from_json(&row.place)?;
    let told_by = Control::new(&address, Patience::default()).and_then(|control| control.said());
    Ok(match told_by {
        Ok((number, validity)) => {
            let end: serde_json::Value = serde_json::from_str(&validity).unwrap_or_default();
            let end = end["szEndTime"].as_str().unwrap_or("?");
            let says = Sentence::new(
                format!("控件显示证书编号 {number}，有效期至 {end}"),
                format!("The control tells certificate {number}, valid until {end}"),
            );
            let bare = |number: &str| number.trim().trim_start_matches('0').to_lowercase();
            if bare(&number) == bare(&row.serial) {
                told("control", "good", "", says, NOTHING)
            } else {
                told("control", "bad", SignError::OtherKey.code(), says, SignError::OtherKey.help())
            }
        }
        Err(error) => failed("control", &error.into()),
    })
}

fn validity(row: &KeyRow, now: BeijingTime) -> KeyCheck {
    let (from, until) = (moment(row.not_before), moment(row.not_after));
    if is_ahead(from, now) {
        let says = Text { zh: "证书尚未生效", en: "The certificate is not valid yet" };
        let help = Text { zh: "请核对电脑时间", en: "Check the computer's clock" };
        return check("validity", "bad", "certificate-not-yet-valid", says, help);
    }
    let expiry = Expiry::of(until, now);
    let help = match expiry {
        Expiry::Far => NOTHING,
        _ => Text {
            zh: "请到电子口岸制卡点或网上办理证书更新",
            en: "Have the certificate renewed by the office that issued it",
        },
    };
    let (state, code) = match expiry {
        Expiry::Far => ("good", ""),
        Expiry::Ended => ("bad", "certificate-expired"),
        _ => ("warns", "certificate-ends-soon"),
    };
    let says = expiry.text();
    let says = Sentence::new(format!("{}（至 {until}）", says.zh), format!("{} (until {until})", says.en));
    told("validity", state, code, says, help)
}

/// Whether our clock and the service's agreed when it was heard last; nothing while it was never heard.
fn clock(store: &Store, now: BeijingTime) -> Result<Option<KeyCheck>> {
    let Some(apart) = store.read(|c| settings::get(c, settings::CLOCK_APART))? else { return Ok(None) };
    let theirs = BeijingTime::from_unix_ms(now.unix_ms() - apart.parse::<i64>().unwrap_or_default());
    Ok(skew(now, theirs).map(|(says, help)| told("clock", "warns", "clock-apart", says, help)))
}

/// Signs a specimen and verifies it with the certificate.
fn signature(store: &Store, secrets: &Secrets, ring: &KeyRing, row: &KeyRow) -> KeyCheck {
    let signed = ring.signer(row, store, secrets).and_then(|signer| {
        let value = signer.sign(SPECIMEN.as_bytes())?;
        if signer.certificate().verifies(signer.algorithm(), SPECIMEN.as_bytes(), &value) {
            Ok(())
        } else {
            Err(SignError::WrongSignature.into())
        }
    });
    match signed {
        Ok(()) => good("signature", "试签名已通过验签", "A test signature was made and verified"),
        Err(error) => failed("signature", &error),
    }
}
