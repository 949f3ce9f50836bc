//! A client with its profile and goods book, as the screens and the store hold it.

use std::sync::Arc;

use clearance_core::cn::declare::{GoodsBook, Profile};
use clearance_core::cn::sample;
use clearance_core::signing::Algorithm;
use serde::{Deserialize, Serialize};

use crate::courier::http::is_address;
use crate::error::{Error, Result, fault};
use crate::store::clients::ClientRow;
use crate::store::{from_json, to_json};
use crate::view::{self, ClientChoice, FolderSetting, Printing};

pub(crate) mod check;
mod choices;
pub(crate) mod numbering;

/// A client, ready for use.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) practice: bool,
    pub(crate) profile: Profile,
    /// Its articles; empty until orders are to be read, because a book may be long.
    pub(crate) goods: Arc<GoodsBook>,
    /// No longer served: out of the lists, but all its data stays.
    pub(crate) archived: bool,
    /// Platforms, declarants, customs, carriers and payment companies, as they were named.
    pub(crate) choices: Vec<ClientChoice>,
    /// Which of them were chosen for the import at hand.
    pub(crate) chosen: Vec<(view::ChoiceKind, String)>,
    /// The pattern of its own document numbers; empty for the usual one.
    pub(crate) numbering: String,
    /// How its tax bills are printed.
    pub(crate) printing: Printing,
    /// Address of its own clearance service; empty for the common one.
    pub(crate) service: String,
    /// Where original payment data is uploaded; empty for the service's own address.
    pub(crate) payment_data: String,
    /// The folder of its transport client, if it sends through one; then there is no service.
    pub(crate) folder: Option<FolderSetting>,
    /// What its receiver takes, as names of algorithms with commas between; empty for what customs takes.
    pub(crate) takes: String,
}

/// A profile as it is stored. Only gains fields, with defaults.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Stored {
    #[serde(flatten)]
    profile: Profile,
    #[serde(default)]
    service_url: String,
    #[serde(default)]
    payment_data_url: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    folder: Option<FolderSetting>,
    #[serde(default)]
    signature_algorithms: String,
    #[serde(default)]
    choices: Vec<ClientChoice>,
    #[serde(default)]
    numbering: String,
    #[serde(default)]
    printing: Printing,
}

type Place = fn(&mut Profile) -> &mut String;

/// The profile's fields by their element names.
const FIELDS: &[(&str, Place)] = &[
    ("ebpCode", |p| &mut p.platform.code),
    ("ebpName", |p| &mut p.platform.name),
    ("ebcCode", |p| &mut p.seller.code),
    ("ebcName", |p| &mut p.seller.name),
    ("agentCode", |p| &mut p.declarant.code),
    ("agentName", |p| &mut p.declarant.name),
    ("dxpId", |p| &mut p.dxp_id),
    ("logisticsCode", |p| &mut p.carrier.code),
    ("logisticsName", |p| &mut p.carrier.name),
    ("payCode", |p| &mut p.payment_company.code),
    ("payName", |p| &mut p.payment_company.name),
    ("assureCode", |p| &mut p.guarantor_code),
    ("customsCode", |p| &mut p.customs_code),
    ("portCode", |p| &mut p.port_code),
    ("tradeMode", |p| &mut p.trade_mode),
    ("trafMode", |p| &mut p.transport_mode),
    ("trafNo", |p| &mut p.vehicle),
    ("voyageNo", |p| &mut p.voyage_no),
    ("billNo", |p| &mut p.bill_no),
    ("country", |p| &mut p.departure),
    ("emsNo", |p| &mut p.account_book),
    ("areaCode", |p| &mut p.area.code),
    ("areaName", |p| &mut p.area.name),
    ("loctNo", |p| &mut p.site_code),
    ("wrapType", |p| &mut p.wrap_type),
];

/// The place of an element in a profile.
fn place_of<'p>(profile: &'p mut Profile, element: &str) -> Option<&'p mut String> {
    FIELDS.iter().find(|(name, _)| *name == element).map(|(_, place)| place(profile))
}

/// Whether the client sends the orders too.
const SENDS_ORDERS: &str = "sendsOrders";
/// Which signature algorithms the receiver takes, with commas between.
const TAKES: &str = "signatureAlgorithms";

fn algorithms(names: &str) -> impl Iterator<Item = Option<Algorithm>> + '_ {
    names.split(',').map(|name| Algorithm::from_name(name.trim()))
}

/// Who signs and sends is the declarant; the form names it once more.
const SAME_AS_DECLARANT: [&str; 2] = ["copCode", "copName"];

impl Client {
    /// From its row.
    pub(crate) fn read(row: ClientRow) -> Result<Client> {
        let stored: Stored = from_json(&row.profile)?;
        let mut client = Client {
            id: row.id,
            name: row.name,
            practice: row.practice,
            profile: stored.profile,
            goods: Arc::default(),
            archived: row.archived,
            choices: stored.choices,
            chosen: Vec::new(),
            numbering: stored.numbering,
            printing: stored.printing,
            service: stored.service_url,
            payment_data: stored.payment_data_url,
            folder: stored.folder,
            takes: stored.signature_algorithms,
        };
        client.settle();
        Ok(client)
    }

    /// A client of which nothing is known yet.
    pub(crate) fn new(id: String) -> Client {
        Client {
            id,
            name: String::new(),
            practice: false,
            profile: Profile::default(),
            goods: Arc::default(),
            archived: false,
            choices: Vec::new(),
            chosen: Vec::new(),
            numbering: String::new(),
            printing: Printing::default(),
            service: String::new(),
            payment_data: String::new(),
            folder: None,
            takes: String::new(),
        }
    }

    /// As its row.
    pub(crate) fn write(&self) -> Result<ClientRow> {
        let stored = Stored {
            profile: self.profile.clone(),
            service_url: self.service.clone(),
            payment_data_url: self.payment_data.clone(),
            folder: self.folder.clone(),
            signature_algorithms: self.takes.clone(),
            choices: self.choices.clone(),
            numbering: self.numbering.clone(),
            printing: self.printing.clone(),
        };
        Ok(ClientRow {
            id: self.id.clone(),
            name: self.name.clone(),
            practice: self.practice,
            profile: to_json(&stored)?,
            archived: self.archived,
        })
    }

    /// The address that a form's key names.
    fn address(&mut self, key: &str) -> Option<&mut String> {
        match key {
            "serviceUrl" => Some(&mut self.service),
            "paymentDataUrl" => Some(&mut self.payment_data),
            _ => None,
        }
    }

    /// Takes over what a form says. A field that the form leaves out stays as it was.
    pub(crate) fn put(&mut self, form: &view::Profile) -> Result<()> {
        let wrong = |key: &str| Error::new(&fault::PROFILE).on(key);
        for (key, value) in form {
            let value = value.trim();
            if key == "name" {
                if value.is_empty() {
                    return Err(wrong(key));
                }
                value.clone_into(&mut self.name);
            } else if key == SENDS_ORDERS {
                self.profile.sends_orders = matches!(value, "true" | "1" | "yes");
            } else if let Some(place) = self.address(key) {
                if !value.is_empty() && !is_address(value) {
                    return Err(wrong(key));
                }
                value.trim_end_matches('/').clone_into(place);
            } else if key == TAKES {
                if !value.is_empty() && !algorithms(value).all(|one| one.is_some()) {
                    return Err(wrong(key));
                }
                value.clone_into(&mut self.takes);
            } else if let Some(place) = place_of(&mut self.profile, key) {
                value.clone_into(place);
            } else if !SAME_AS_DECLARANT.contains(&key.as_str()) {
                return Err(wrong(key));
            }
        }
        self.settle();
        if self.name.is_empty() { Err(wrong("name")) } else { Ok(()) }
    }

    /// The profile as a form.
    pub(crate) fn form(&self) -> view::Profile {
        let mut profile = self.profile.clone();
        let mut form: view::Profile =
            FIELDS.iter().map(|(name, place)| ((*name).to_owned(), place(&mut profile).clone())).collect();
        form.insert("name".into(), self.name.clone());
        form.insert("serviceUrl".into(), self.service.clone());
        form.insert("paymentDataUrl".into(), self.payment_data.clone());
        form.insert("copCode".into(), self.profile.declarant.code.clone());
        form.insert("copName".into(), self.profile.declarant.name.clone());
        form.insert(SENDS_ORDERS.into(), self.profile.sends_orders.to_string());
        if !self.takes.is_empty() {
            form.insert(TAKES.into(), self.takes.clone());
        }
        form
    }

    /// Whether the receiver takes signatures of this kind. Where nothing is set, what customs takes since 2022.
    pub(crate) fn takes(&self, algorithm: Algorithm) -> bool {
        match self.takes.as_str() {
            "" => matches!(algorithm, Algorithm::Sm2Sm3 | Algorithm::RsaSha1),
            names => algorithms(names).any(|one| one == Some(algorithm)),
        }
    }

    /// The practice client: the invented companies of the sample.
    pub(crate) fn practice(id: String) -> Client {
        let case = sample::case();
        let transfer = sample::transfer();
        let mut profile = Profile { dxp_id: transfer.dxp_id, sends_orders: true, ..Profile::default() };
        if let Some(head) = case.declaration.map(|declaration| declaration.head) {
            profile.platform.code = head.platform_code;
            profile.platform.name = head.platform_name;
            profile.seller.code = head.seller_code;
            profile.seller.name = head.seller_name;
            profile.declarant.code = head.declarant_code;
            profile.declarant.name = head.declarant_name;
            profile.carrier.code = head.carrier_code;
            profile.carrier.name = head.carrier_name;
            profile.guarantor_code = head.guarantor_code;
            profile.customs_code = head.customs_code;
            profile.port_code = head.port_code;
            profile.trade_mode = head.trade_mode;
            profile.transport_mode = head.transport_mode;
            profile.vehicle = head.vehicle.unwrap_or_default();
            profile.voyage_no = head.voyage_no.unwrap_or_default();
            profile.bill_no = head.bill_no.unwrap_or_default();
            profile.departure = head.departure;
            profile.wrap_type = head.wrap_type.unwrap_or_default();
        }
        if let Some(payment) = case.payment {
            profile.payment_company.code = payment.pay_code;
            profile.payment_company.name = payment.pay_name;
        }
        Client { name: "练习客户".to_owned(), practice: true, profile, ..Client::new(id) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_goes_in_and_comes_out_and_the_store_keeps_it() {
        let mut client = Client::practice("c1".into());
        let form = client.form();
        client.put(&form).expect("its own form");
        assert_eq!(client.form(), form);
        let again = Client::read(client.write().expect("a row")).expect("the row");
        assert_eq!((again.form(), again.practice), (form, true));
    }

    #[test]
    fn an_unknown_field_and_an_empty_name_are_named() {
        let mut client = Client::practice("c1".into());
        for (key, value) in
            [("ebcCod", "1"), ("name", " "), ("serviceUrl", "not an address"), (TAKES, "sm2-sm3, md5")]
        {
            let form = view::Profile::from([(key.to_owned(), value.to_owned())]);
            let refused = client.put(&form).expect_err("it is wrong");
            assert!(refused.says().en.contains(key), "{refused}");
        }
    }

    #[test]
    fn receivers_take_what_customs_takes_unless_they_say_otherwise() {
        let mut client = Client::practice("c1".into());
        let taken = |client: &Client| Algorithm::ALL.map(|algorithm| client.takes(algorithm));
        assert_eq!(taken(&client), [true, false, true]);
        client
            .put(&view::Profile::from([(TAKES.to_owned(), "rsa-sha256, rsa-sha1".to_owned())]))
            .expect("two");
        let again = Client::read(client.write().expect("a row")).expect("the row");
        assert_eq!(taken(&again), [true, true, false]);
    }
}
