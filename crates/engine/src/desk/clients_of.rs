//! Clients, their goods books and their keys.

use std::path::Path;

use clearance_core::cn::declare::{Goods, GoodsBook};
use clearance_core::order::{self, Field};
use secrecy::SecretString;

use super::session::client_line;
use super::{Desk, KeyPlace, KeyWish};
use crate::clock;
use crate::error::{Error, Result, fault};
use crate::import::Import;
use crate::keys;
use crate::people::Right;
use crate::profile::Client;
use crate::store::{self, activity, clients};
use crate::view::{ClientDetail, ClientLine, KeyLine, Profile};
use crate::work::Work;

impl Desk {
    /// All clients.
    ///
    /// # Errors
    /// The store.
    pub fn clients(&self) -> Result<Vec<ClientLine>> {
        Ok(self.inner().clients()?.iter().map(client_line).collect())
    }

    /// Adds a client; `profile` holds `name` and element names.
    ///
    /// # Errors
    /// The name is taken; the profile is wrong.
    pub fn add_client(&self, profile: &Profile) -> Result<ClientDetail> {
        let _acting = self.may(Right::Clients)?;
        let mut client = Client {
            id: clock::guid()?,
            name: String::new(),
            practice: false,
            profile: Default::default(),
            goods: GoodsBook::default(),
            service: String::new(),
            payment_data: String::new(),
            folder: None,
            takes: String::new(),
        };
        client.put(profile)?;
        let row = client.write()?;
        let at = clock::now().unix_ms();
        let added = self.store().write(|tx| {
            let added = clients::insert(tx, &row, at)?;
            if added {
                activity::log_of(tx, at, "client-added", &client.id, &client.id, &[])?;
            }
            Ok(added)
        })?;
        if added { self.client(&client.id) } else { Err(Error::new(&fault::CLIENT_EXISTS).on(&client.name)) }
    }

    /// A client by its id or its name.
    ///
    /// # Errors
    /// There is no such client.
    pub fn client(&self, client: &str) -> Result<ClientDetail> {
        let _acting = self.may(Right::Look)?;
        let client = self.inner().client(client)?;
        Ok(ClientDetail {
            id: client.id.clone(),
            name: client.name.clone(),
            practice: client.practice,
            profile: client.form(),
            goods: client.goods_lines(&self.tables_today()),
            keys: self.keys(&client.id)?,
        })
    }

    /// Changes a client's profile.
    ///
    /// # Errors
    /// There is no such client; the name is taken; the profile is wrong.
    pub fn save_client(&self, client: &str, profile: &Profile) -> Result<ClientDetail> {
        let _acting = self.may(Right::Clients)?;
        let mut client = self.inner().client(client)?;
        client.put(profile)?;
        self.keep(&client)
    }

    pub(super) fn keep(&self, client: &Client) -> Result<ClientDetail> {
        let row = client.write()?;
        let kept = self.store().write(|tx| {
            let kept = clients::update(tx, &row)?;
            if kept {
                activity::log_of(tx, clock::now().unix_ms(), "client-changed", &client.id, &client.id, &[])?;
            }
            Ok(kept)
        })?;
        if kept { self.client(&client.id) } else { Err(Error::new(&fault::CLIENT_EXISTS).on(&client.name)) }
    }

    /// Takes a goods book from a sheet into the client's; lines with the same article number are replaced.
    ///
    /// # Errors
    /// The file cannot be read, or has no column with article numbers or names.
    pub fn add_goods(&self, client: &str, path: &Path) -> Result<ClientDetail> {
        let _acting = self.may(Right::Clients)?;
        let mut client = self.inner().client(client)?;
        let import =
            Import::open(&[path.to_path_buf()], client.clone(), &[], self.tables_today(), Work::quiet())?;
        for goods in import.goods(&*self.tables_today()) {
            let same = |other: &Goods| {
                if goods.item_no.is_empty() {
                    other.name == goods.name
                } else {
                    other.item_no == goods.item_no
                }
            };
            client.goods.0.retain(|other| !same(other));
            client.goods.0.push(goods);
        }
        self.keep(&client)
    }

    /// Imports a certificate with its key from a PKCS#12 file.
    ///
    /// # Errors
    /// A wrong password has its own code, `p12-wrong-password`.
    pub fn add_key(&self, client: &str, path: &Path, password: &SecretString) -> Result<ClientDetail> {
        let _acting = self.may(Right::Keys)?;
        let wish = KeyWish { keep_pin: true, ..KeyWish::default() };
        let key = self.register_key(client, &KeyPlace::File(path.to_owned()), Some(password), &wish)?;
        self.client(&key.client_id)
    }

    /// All keys, of one client or (with an empty id) of all.
    ///
    /// # Errors
    /// The store; there is no such client.
    pub fn keys(&self, client: &str) -> Result<Vec<KeyLine>> {
        let _acting = self.may(Right::Look)?;
        let id = self.id_or_all(client)?;
        let now = clock::now();
        let rows = self.store().read(|c| store::keys::of(c, &id))?;
        Ok(rows.iter().map(|row| keys::line(row, now)).collect())
    }
}

impl Import {
    /// The articles of a sheet: one row each, no orders.
    fn goods(&self, codes: &dyn order::Codes) -> Vec<Goods> {
        let column =
            |mapping: &order::Mapping, field: Field| mapping.of(field).next().map(|column| column.index);
        let mut all = Vec::new();
        for (mapping, sheet) in self.tables() {
            let rows = sheet.rows().filter(|row| row.number() > mapping.header_row);
            for row in rows {
                let text = |field: Field| {
                    column(mapping, field).map_or("", |column| row.cell(column).text).trim().to_owned()
                };
                let number = |field: Field| clearance_core::money::Quantity::parse(&text(field));
                let code = |field: Field, of: &dyn Fn(&str) -> Option<String>| {
                    let text = text(field);
                    of(&text).unwrap_or(text)
                };
                let name = Some(text(Field::GoodsName)).filter(|name| !name.is_empty());
                let goods = Goods {
                    item_no: text(Field::ItemNo),
                    barcode: text(Field::Barcode),
                    name: name.unwrap_or_else(|| text(Field::ItemName)),
                    model: text(Field::Spec),
                    gcode: text(Field::TariffCode),
                    unit: code(Field::Unit, &|text| codes.unit(text)),
                    origin: code(Field::Origin, &|text| codes.country(text)),
                    record_no: text(Field::RecordNo),
                    qty1: number(Field::Qty1),
                    qty2: number(Field::Qty2),
                    net_weight: number(Field::NetWeight),
                };
                if !goods.item_no.is_empty() || !goods.name.is_empty() {
                    all.push(goods);
                }
            }
        }
        all
    }
}
