//! What a profile says, held against the fields of the messages and the tables of customs, field by field.

use clearance_core::check::Severity;
use clearance_core::cn::codes::Tables;
use clearance_core::cn::fields::{Field, inventory, judge, order, payment};
use clearance_core::ids::{CreditCode, credit_code, customs_code};

use super::numbering::Pattern;
use super::{Client, algorithms};
use crate::courier::http::is_address;
use crate::view::{ChoiceKind, ClientChoice, ClientForm, FieldNote, Mark, Need, Said};

/// Elements whose values are codes of companies.
const COMPANIES: [&str; 6] = ["ebcCode", "ebpCode", "agentCode", "logisticsCode", "payCode", "areaCode"];

/// The row of the messages that an element of the profile fills.
fn row(element: &str) -> Option<&'static Field> {
    let of = |group: &'static clearance_core::cn::fields::Group| group.find(element).map(|(_, field)| field);
    of(&inventory::INVENTORY_HEAD).or_else(|| of(&order::ORDER_HEAD)).or_else(|| of(&payment::PAYMENT_HEAD))
}

fn note(field: &str, mark: Mark, zh: &str, en: &str) -> FieldNote {
    FieldNote { field: field.to_owned(), mark, says: Said::new(zh, en) }
}

/// What is wrong with one value; what is empty is not wrong.
fn value(element: &str, text: &str, tables: &Tables) -> Option<(Mark, Said)> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    if COMPANIES.contains(&element) && !customs_code(text) {
        match credit_code(text) {
            CreditCode::Right => {}
            CreditCode::CheckSign => {
                return Some((
                    Mark::Stops,
                    Said::new(
                        "校验位不符：请按营业执照核对",
                        "The check sign differs: compare it with the licence",
                    ),
                ));
            }
            CreditCode::Shape if element == "ebpCode" => {
                return Some((
                    Mark::Warns,
                    Said::new(
                        "不是 10 位海关编码或 18 位信用代码；仅电子口岸公布的平台代码可以如此",
                        "Neither 10 nor 18 signs; only a platform code published by the e-port may be so",
                    ),
                ));
            }
            CreditCode::Shape => {
                return Some((
                    Mark::Stops,
                    Said::new(
                        "须为 10 位海关注册编码，或 18 位统一社会信用代码",
                        "A customs code of 10 signs or a credit code of 18 is needed",
                    ),
                ));
            }
        }
    }
    let known = match element {
        "serviceUrl" | "paymentDataUrl" if !is_address(text) => {
            Some((Mark::Stops, Said::new("不是服务地址", "That is no address of a service")))
        }
        "signatureAlgorithms" if !algorithms(text).all(|one| one.is_some()) => {
            Some((Mark::Stops, Said::new("没有这种签名算法", "There is no such signature algorithm")))
        }
        "tradeMode" if !matches!(text, "9610" | "1210" | "1239") => {
            Some((Mark::Stops, Said::new("须为 9610、1210 或 1239", "9610, 1210 or 1239 is needed")))
        }
        "dxpId" if text.len() > 30 || !text.chars().all(|sign| sign.is_ascii_graphic()) => {
            Some((Mark::Stops, Said::new("须为至多 30 位字母和数字", "At most 30 letters and digits")))
        }
        _ => None,
    };
    known.or_else(|| {
        let (fault, severity) = judge(row(element)?, text, tables)?;
        let mark = if severity == Severity::Stops { Mark::Stops } else { Mark::Warns };
        Some((mark, fault.says().into()))
    })
}

/// Everything that is wrong in a form, by field; a field of a choice is `carrier.0.logisticsCode`.
pub(crate) fn notes(form: &ClientForm, tables: &Tables) -> Vec<FieldNote> {
    let mut notes = Vec::new();
    if form.profile.get("name").is_none_or(|name| name.trim().is_empty()) {
        notes.push(note("name", Mark::Stops, "请写简称", "A short name is needed"));
    }
    let of_choice = |element: &str| ChoiceKind::ALL.iter().any(|kind| kind.elements().contains(&element));
    for (element, text) in
        form.profile.iter().filter(|(element, _)| form.choices.is_none() || !of_choice(element))
    {
        if let Some((mark, says)) = value(element, text, tables) {
            notes.push(FieldNote { field: element.clone(), mark, says });
        }
    }
    for kind in ChoiceKind::ALL {
        let of_kind = form.choices.iter().flatten().filter(|choice| choice.kind == kind);
        let of_kind: Vec<&ClientChoice> = of_kind.collect();
        for (place, choice) in of_kind.iter().enumerate() {
            for element in kind.elements() {
                if let Some((mark, says)) = value(element, choice.value(element), tables) {
                    notes.push(FieldNote { field: format!("{}.{place}.{element}", kind.word()), mark, says });
                }
            }
            let twin = |other: &&&ClientChoice| {
                !choice.label.trim().is_empty() && other.label.trim() == choice.label.trim()
            };
            if of_kind.iter().take(place).any(|other| twin(&other)) {
                let field = format!("{}.{place}.label", kind.word());
                notes.push(note(&field, Mark::Stops, "这个简称已用过", "This name is there already"));
            }
        }
    }
    if let Some(numbering) = &form.numbering {
        match Pattern::read(numbering) {
            Err(wrong) => {
                notes.push(FieldNote { field: "numbering".into(), mark: Mark::Stops, says: wrong.into() })
            }
            Ok(pattern) if !pattern.tells_client() => notes.push(note(
                "numbering",
                Mark::Warns,
                "没有 {client}：若另一台电脑用同样的规则，号码会重复",
                "Without {client}, another computer with the same pattern gives the same numbers",
            )),
            Ok(_) => {}
        }
    }
    if let Some(printing) = &form.printing
        && let Err(wrong) = crate::bill::read_pattern(&printing.pattern)
    {
        notes.push(FieldNote { field: "pattern".into(), mark: Mark::Stops, says: wrong });
    }
    notes
}

/// What a declaration of this client will need and the profile does not say yet. A column of the sheet may say it instead.
pub(crate) fn needs(client: &Client) -> Vec<Need> {
    let mut profile = client.profile.clone();
    let bonded = profile.is_bonded();
    let always = [
        "ebcCode",
        "ebcName",
        "ebpCode",
        "ebpName",
        "agentCode",
        "agentName",
        "dxpId",
        "customsCode",
        "portCode",
        "tradeMode",
        "trafMode",
        "assureCode",
        "logisticsCode",
        "logisticsName",
    ];
    let by_mode: &[&str] = if bonded {
        &["emsNo", "areaCode", "areaName"]
    } else {
        &["trafNo", "voyageNo", "billNo", "country"]
    };
    let sends: &[&str] = if profile.sends_orders { &["payCode", "payName"] } else { &[] };
    let all = always.iter().chain(by_mode).chain(sends);
    all.filter(|element| super::place_of(&mut profile, element).is_some_and(|value| value.is_empty()))
        .map(|element| {
            let label =
                row(element).map_or_else(|| Said::same(*element), |field| Said::new(field.zh, field.en));
            let label =
                if *element == "dxpId" { Said::new("报文传输编号", "DXP channel ID") } else { label };
            // Flight and bill change with every batch: mostly the sheet says them.
            let often_in_sheet =
                matches!(*element, "trafNo" | "voyageNo" | "billNo" | "logisticsCode" | "logisticsName");
            Need { field: (*element).to_owned(), label, often_in_sheet }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(element: &str, text: &str) -> Option<Mark> {
        value(element, text, &Tables::built_in()).map(|(mark, _)| mark)
    }

    #[test]
    fn codes_are_held_against_shape_check_sign_and_table() {
        for (element, text, mark) in [
            ("ebcCode", "91350100M000100Y43", None),
            ("ebcCode", "91350100M000100Y44", Some(Mark::Stops)),
            ("ebcCode", "33189630GS", None),
            ("agentCode", "3318963", Some(Mark::Stops)),
            ("ebpCode", "W0009", Some(Mark::Warns)),
            ("customsCode", "3105", None),
            ("customsCode", "0099", Some(Mark::Stops)),
            ("portCode", "310", Some(Mark::Stops)),
            ("tradeMode", "0110", Some(Mark::Stops)),
            ("serviceUrl", "somewhere", Some(Mark::Stops)),
            ("payCode", "", None),
        ] {
            assert_eq!(told(element, text), mark, "{element} {text}");
        }
    }

    #[test]
    fn every_note_names_its_field_and_an_empty_profile_lacks_what_a_declaration_needs() {
        let form = ClientForm {
            profile: [("name".to_owned(), " ".to_owned()), ("ebcCode".to_owned(), "1".to_owned())].into(),
            choices: None,
            numbering: Some("X".into()),
            printing: None,
        };
        let notes = notes(&form, &Tables::built_in());
        let fields: Vec<&str> = notes.iter().map(|note| note.field.as_str()).collect();
        assert_eq!(fields, ["name", "ebcCode", "numbering"]);
        let mut client = Client::practice("c1".into());
        assert!(needs(&client).iter().all(|need| !need.field.starts_with("ebc")));
        client.profile.seller.code.clear();
        assert!(needs(&client).iter().any(|need| need.field == "ebcCode"));
    }
}
