//! The key doctor: whether a key is there, may sign what its receiver takes, and really signs.

use std::time::Instant;

use clearance_core::signing::{Certificate, Expiry, Revocation, SignError, Trust, is_ahead, skew};
use clearance_core::text::{Sentence, Text};
use clearance_core::time::BeijingTime;

use super::eport::{Control, Patience};
use super::folder::HandOver;
use super::token::{self, PinState};
use super::{EPORT, FOLDER, KeyRing, TOKEN, algorithm, certificate};
use crate::error::{Error, Result};
use crate::profile::Client;
use crate::store::keys::KeyRow;
use crate::store::{Store, from_json, moment, settings};
use crate::vault::Secrets;
use crate::view::{KeyCheck, Said};

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
        act: String::new(),
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
        act: String::new(),
    }
}

/// Who asks, and for whom: what the doctor needs beside the key.
pub(crate) struct Asking<'a> {
    pub(crate) store: &'a Store,
    pub(crate) secrets: &'a Secrets,
    pub(crate) ring: &'a KeyRing,
    pub(crate) client: &'a Client,
    /// Judges chain and revocation; without it they are left open.
    pub(crate) trust: Option<&'a Trust>,
    pub(crate) now: BeijingTime,
}

/// Looks at one key. `told` hears what comes next, and may stop it.
pub(crate) fn examine(
    asking: &Asking<'_>,
    row: &KeyRow,
    told: &dyn Fn(Text) -> Result<()>,
) -> Result<Vec<KeyCheck>> {
    let Asking { store, client, trust, now, .. } = *asking;
    let mut checks = Vec::new();
    told(Text { zh: "正在寻找证书", en: "Looking for the key" })?;
    let reached = reach(row)?;
    let there = reached.is_ok();
    checks.push(match reached {
        Ok(()) => good("reach", "找得到", "It is there"),
        Err(error) => failed("reach", &error.into()),
    });
    if there && row.kind == EPORT {
        checks.push(control(row)?);
    }
    if row.kind != FOLDER {
        checks.push(pin(asking, row, there)?);
    }
    let certificate = certificate(row)?;
    let algorithm = algorithm(row);
    checks.push(match certificate.fit_to_sign(algorithm) {
        Ok(()) => good("certificate", "证书可用于签名", "The certificate may sign"),
        Err(says) => check("certificate", "bad", "key-unfit", says, super::add::CHOOSE_CERTIFICATE),
    });
    checks.push(owner(&certificate, client));
    checks.push(validity(row, now));
    checks.extend(clock(store, now)?);
    checks.push(if client.takes(algorithm) {
        let name = super::algorithm_name(row);
        let says = Sentence::new(format!("{name}，接收方接受"), format!("{name}, which the receiver takes"));
        super::doctor::told("algorithm", "good", "", says, NOTHING)
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
    } else if !row.practice {
        let says = Text {
            zh: "未选择签发机构，没有核对证书链和吊销",
            en: "No authority is chosen: chain and revocation were not looked at",
        };
        checks.push(check("chain", "open", "no-authority", says, CHOOSE_AUTHORITY));
    }
    if row.kind == FOLDER {
        let folder: std::path::PathBuf = from_json(&row.place)?;
        if let Ok(open) = HandOver::open(&folder, certificate, algorithm) {
            checks.extend(open.odd().into_iter().map(|odd| {
                let says = Sentence::new(
                    format!("{}：{}", odd.file, odd.says.zh),
                    format!("{}: {}", odd.file, odd.says.en),
                );
                super::doctor::told("folder", "warns", odd.code, says, NOTHING)
            }));
        }
    } else if there {
        told(Text { zh: "正在试签名", en: "Making a test signature" })?;
        checks.push(signature(asking, row));
    }
    for one in &mut checks {
        act(one).clone_into(&mut one.act);
    }
    Ok(checks)
}

/// What a person can do about it here.
fn act(check: &KeyCheck) -> &'static str {
    match (check.what.as_str(), check.state.as_str(), check.code.as_str()) {
        (_, "good", _) => "",
        ("pin" | "signature", _, "sign-pin-needed" | "sign-wrong-pin" | "key-passphrase-missing") => "pin",
        ("validity", _, "certificate-ends-soon" | "certificate-expired") => "renew",
        ("chain" | "revocation", _, _) => "trust",
        ("owner" | "algorithm", _, _) => "client",
        ("folder", _, _) => "",
        _ => "again",
    }
}

/// Whether its PIN is at hand, and what the token tells of it.
fn pin(asking: &Asking<'_>, row: &KeyRow, there: bool) -> Result<KeyCheck> {
    if there && row.kind == TOKEN {
        match token::pin_state(&from_json(&row.place)?) {
            Ok(PinState::Locked) => return Ok(failed("pin", &SignError::PinLocked.into())),
            Ok(state @ (PinState::Final | PinState::Low)) => {
                let says = if state == PinState::Final {
                    Text {
                        zh: "只剩 1 次尝试，再错就会锁定",
                        en: "One attempt is left: another wrong PIN locks it",
                    }
                } else {
                    Text { zh: "上次输错过 PIN", en: "A wrong PIN was typed last time" }
                };
                return Ok(check("pin", "warns", "pin-attempts", says, TYPE_WITH_CARE));
            }
            Ok(PinState::Unset) => return Ok(failed("pin", &SignError::PinNeeded.into())),
            _ => {}
        }
    }
    Ok(if asking.ring.lacks_pin(row) {
        failed("pin", &SignError::PinNeeded.into())
    } else if row.keeps_pin {
        good("pin", "由您要求保存在系统钥匙串", "Kept in the system's keyring, as asked")
    } else {
        good("pin", "已输入，只在内存中，关闭后即忘", "Typed, in memory only until the desk is closed")
    })
}

const TYPE_WITH_CARE: Text = Text {
    zh: "输入前请核对 PIN；输错不会自动重试",
    en: "Check the PIN before you type it; a wrong one is never tried again by itself",
};

/// Whether the certificate is the declaring enterprise's.
fn owner(certificate: &Certificate, client: &Client) -> KeyCheck {
    let declarant = &client.profile.declarant;
    let code = certificate.enterprise_code().unwrap_or_default();
    let name = certificate.enterprise_name().unwrap_or_default();
    let same = |ours: &str, theirs: &str| !theirs.is_empty() && ours.trim() == theirs.trim();
    if same(&declarant.code, code) {
        let says = Sentence::new(
            format!("{code} 与申报企业代码一致"),
            format!("{code} is the code of the declaring enterprise"),
        );
        told("owner", "good", "", says, NOTHING)
    } else if same(&declarant.name, name) {
        good("owner", "与申报企业名称一致", "It names the declaring enterprise")
    } else if code.is_empty() && name.is_empty() {
        let says = Text { zh: "证书没有写明企业", en: "The certificate names no enterprise" };
        check("owner", "open", "key-no-enterprise", says, CHECK_ENTERPRISE)
    } else {
        let says = Sentence::new(
            format!("证书属于 {name} {code}，申报企业是 {}", declarant.code),
            format!("It belongs to {name} {code}; {} declares", declarant.code),
        );
        told("owner", "warns", crate::error::fault::OTHER_ENTERPRISE.code, says, CHECK_ENTERPRISE)
    }
}

const CHECK_ENTERPRISE: Text = Text {
    zh: "请确认这是申报企业的证书；海关只接受申报企业自己的签名",
    en: "Make sure that it is the declaring enterprise's own: customs takes no other signature",
};

const CHOOSE_AUTHORITY: Text = Text {
    zh: "选择签发机构的证书和吊销列表后再查；不影响签名",
    en: "Choose the authority's certificate and revocation list to have them looked at; signing works without",
};

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
    Ok(Some(match skew(now, theirs) {
        Some((says, help)) => told("clock", "warns", "clock-apart", says, help),
        None => good("clock", "与申报服务的时间一致", "It agrees with the clearance service"),
    }))
}

/// Signs a specimen and verifies it with the certificate.
fn signature(asking: &Asking<'_>, row: &KeyRow) -> KeyCheck {
    let signed = asking.ring.signer(row, asking.store, asking.secrets).and_then(|signer| {
        let start = Instant::now();
        let value = signer.sign(SPECIMEN.as_bytes())?;
        if signer.certificate().verifies(signer.algorithm(), SPECIMEN.as_bytes(), &value) {
            Ok(start.elapsed().as_millis())
        } else {
            Err(SignError::WrongSignature.into())
        }
    });
    match signed {
        Ok(ms) => {
            let says = Sentence::new(
                format!("签名一次并用证书验签通过，{ms} 毫秒"),
                format!("A test signature was made and verified in {ms} ms"),
            );
            told("signature", "good", "", says, NOTHING)
        }
        Err(error) => failed("signature", &error),
    }
}

/// What was found, for support: codes and what was looked at, no names, no paths, no whole numbers.
pub(crate) fn for_support(row: &KeyRow, checks: &[KeyCheck], at: &str) -> Said {
    let serial = masked(&row.serial);
    let head = format!(
        "Clearance Desk {} · {} {}\n{at}\n{} · {} · {serial} · {} – {}\n",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        std::env::consts::ARCH,
        row.kind,
        row.algorithm,
        moment(row.not_before).date(),
        moment(row.not_after).date(),
    );
    let lines = |of: &dyn Fn(&Said) -> &str| {
        let all = checks.iter().map(|check| {
            // What names a file, a number or an enterprise stays here.
            let says = match check.what.as_str() {
                "folder" | "owner" | "control" => "",
                _ => of(&check.says),
            };
            let code = if check.code.is_empty() { String::new() } else { format!(" [{}]", check.code) };
            format!("{:11} {:5} {says}{code}", check.what, check.state).trim_end().to_owned()
        });
        all.collect::<Vec<_>>().join("\n")
    };
    Said::new(format!("{head}{}\n", lines(&|said| &said.zh)), format!("{head}{}\n", lines(&|said| &said.en)))
}

/// A serial number of which only the ends are shown.
pub(crate) fn masked(serial: &str) -> String {
    if serial.is_ascii() && serial.len() > 10 {
        format!("{}…{}", &serial[..4], &serial[serial.len() - 4..])
    } else {
        serial.to_owned()
    }
}
