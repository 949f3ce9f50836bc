//! Sending: what waits for a signature, and what is on its way.

use std::time::Duration;

use clearance_core::text::Text;

use super::{Desk, rounds};
use crate::clock;
use crate::courier::folder::{self, Place};
use crate::courier::http::is_address;
use crate::error::{Error, Result, fault};
use crate::keys;
use crate::people::Right;
use crate::store::messages::MessageRow;
use crate::store::{
    activity, asked, clients, declarations, handovers, keys as keys_in_store, messages, moment, settings,
    to_u32,
};
use crate::view::{FolderSetting, OutboxLine, Said, Sending, Synced, ToSign};

/// How many messages are shown.
const SHOWN: i64 = 200;

impl Desk {
    /// The sending screen of one client, or of all when it is empty.
    ///
    /// # Errors
    /// There is no such client; the store.
    pub fn sending(&self, client: &str) -> Result<Sending> {
        let _acting = self.may(Right::Look)?;
        let now = clock::now().unix_ms();
        let client = self.id_or_all(client)?;
        let keys = self.key_entries(&client)?;
        let batches = self.batches(&client)?;
        let handed = self.handed_lines(&client)?;
        let rows = self.store().read(|c| keys_in_store::of(c, &client))?;
        let key_of = |id: &str| {
            let own: Vec<_> = rows.iter().filter(|row| row.client == id).collect();
            keys::choose_of(&own, moment(now)).map(|key| key.id.clone()).unwrap_or_default()
        };
        self.store().read(|c| {
            let names = clients::names(c)?;
            let name_of = |id: &str| names.get(id).cloned().unwrap_or_default();
            let states = declarations::by_state(c, &client, i64::MIN)?;
            let total: i64 = states.iter().map(|(_, n, _)| n).sum();
            let unsigned: i64 =
                states.iter().filter(|(s, _, _)| s == "draft" || s == "to-sign").map(|(_, n, _)| n).sum();
            let mut to_sign = declarations::to_sign(c, &client)?;
            // What was asked after the declaration and approved is signed with the rest.
            for (of, _) in asked::all(c, &client, "approved")? {
                match to_sign.iter_mut().find(|(client, _)| *client == of) {
                    Some((_, n)) => *n += 1,
                    None => to_sign.push((of, 1)),
                }
            }
            let uncollected = handovers::uncollected(c)?;
            let (silent, since) = declarations::silent(c, &client, now)?;
            Ok(Sending {
                ready: to_u32(to_sign.iter().map(|(_, n)| n).sum()),
                signed: to_u32(total - unsigned),
                total: to_u32(total),
                to_sign: to_sign
                    .into_iter()
                    .map(|(id, n)| ToSign {
                        client: name_of(&id),
                        key_id: key_of(&id),
                        client_id: id,
                        count: to_u32(n),
                    })
                    .collect(),
                keys: keys.clone(),
                batches: batches.clone(),
                handed: handed.clone(),
                outbox: messages::newest(c, &client, SHOWN)?
                    .iter()
                    .map(|row| OutboxLine { client: name_of(&row.client), ..line(row, now, &uncollected) })
                    .collect(),
                silent: to_u32(silent),
                silent_since: if silent > 0 { moment(since).to_string() } else { String::new() },
                to_review: super::reviews::to_review(c, &client)?,
            })
        })
    }

    /// Sends everything that waits, once; only where the service asked for time it gets it. What cannot be sent now
    /// keeps waiting.
    ///
    /// # Errors
    /// The store. A service that is down is no error: it is told in the numbers.
    pub fn send(&self) -> Result<Synced> {
        let _acting = self.may(Right::Sign)?;
        self.store().write(|tx| {
            let now = clock::now().unix_ms();
            messages::hurry(tx, now)?;
            activity::log(tx, now, "sending-asked", "")
        })?;
        self.inner().ready_sandbox()?;
        self.wait(|inner| async move { rounds::send(&inner).await })
    }

    /// Sends what is due, then pulls receipts, waiting up to `wait` for the first.
    ///
    /// # Errors
    /// As [`Desk::send`]; and why no receipts can be pulled, when no service answers.
    pub fn sync(&self, wait: Duration) -> Result<Synced> {
        let _acting = self.may(Right::Sign)?;
        self.inner().ready_sandbox()?;
        self.wait(move |inner| async move {
            let mut synced = rounds::send(&inner).await?;
            let brought = rounds::pull(&inner, wait).await?;
            synced.receipts = brought.receipts;
            synced.bills = brought.bills;
            synced.unread = brought.unread;
            Ok(synced)
        })
    }

    /// Connects a client to a clearance service of its own; an empty address is the common service. A folder that it
    /// sent through is no longer used.
    ///
    /// # Errors
    /// There is no such client; it is no address.
    pub fn set_service_of(&self, client: &str, address: &str) -> Result<()> {
        let _acting = self.may(Right::Connect)?;
        let mut client = self.inner().client(client)?;
        let address = address.trim().trim_end_matches('/');
        if !address.is_empty() && !is_address(address) {
            return Err(Error::new(&fault::NO_SERVICE).on(address));
        }
        address.clone_into(&mut client.service);
        client.folder = None;
        self.keep(&client)?;
        self.inner().wake.notify_waiters();
        Ok(())
    }

    /// Connects a client to the folders of an official transport client, which sends and receives for it.
    ///
    /// # Errors
    /// There is no such client; the folder or its boxes are not there, or a name is none; another client uses the same
    /// folder with other boxes.
    pub fn set_folder(&self, client: &str, setting: &FolderSetting) -> Result<FolderSetting> {
        let _acting = self.may(Right::Connect)?;
        let mut client = self.inner().client(client)?;
        let mut setting = setting.clone();
        let gone = |e: std::io::Error| Error::new(&fault::FOLDER_GONE).on(setting.root.display()).because(e);
        // From whatever folder the program is started, it is the same one.
        setting.root = std::fs::canonicalize(&setting.root).map_err(gone)?;
        folder::check(&setting)?;
        let key = Place::new(&setting).key;
        for other in self.inner().clients()? {
            let Some(theirs) = other.folder.filter(|_| other.id != client.id) else { continue };
            let same = Place::new(&theirs).key.to_lowercase() == key.to_lowercase();
            let alike = theirs.boxes == setting.boxes
                && theirs.leave == setting.leave
                && theirs.module == setting.module;
            if same && !alike {
                return Err(Error::new(&fault::FOLDER_SHARED).on(other.name));
            }
        }
        client.folder = Some(setting.clone());
        self.keep(&client)?;
        self.inner().wake.notify_waiters();
        Ok(setting)
    }

    /// The folder that a client sends through, if it does.
    ///
    /// # Errors
    /// There is no such client.
    pub fn folder(&self, client: &str) -> Result<Option<FolderSetting>> {
        let _acting = self.may(Right::Look)?;
        Ok(self.inner().client(client)?.folder)
    }

    /// Sets the address of the clearance service, for clients without one of their own.
    ///
    /// # Errors
    /// It is no address.
    pub fn set_service(&self, address: &str) -> Result<()> {
        let _acting = self.may(Right::Connect)?;
        let address = address.trim().trim_end_matches('/');
        if !address.is_empty() && !is_address(address) {
            return Err(Error::new(&fault::NO_SERVICE).on(address));
        }
        self.store().write(|tx| {
            settings::set(tx, settings::SERVICE, address)?;
            activity::log(tx, clock::now().unix_ms(), "address-set", address)
        })?;
        self.inner().wake.notify_waiters();
        Ok(())
    }
}

fn line(row: &MessageRow, now: i64, uncollected: &[String]) -> OutboxLine {
    let state = match row.state.as_str() {
        "refused" => "needs-you",
        // It lies in the folder until the transport client takes it.
        "received" if uncollected.contains(&row.guid) => "waiting",
        "received" => "received",
        _ if row.trouble == "sending" => "sending",
        _ => "waiting",
    };
    let waits = row.state == "waiting" && row.next_at > now && state != "sending";
    OutboxLine {
        id: row.guid.clone(),
        kind: row.kind.clone(),
        name: Said::from(kind_name(&row.kind)),
        batch: format!("{:06}", row.batch),
        records: to_u32(row.records),
        state: state.to_owned(),
        attempts: to_u32(row.attempts),
        next: if waits { moment(row.next_at).to_string() } else { String::new() },
        guid: row.guid.clone(),
        client: String::new(),
        at: moment(row.done_at.unwrap_or(row.signed_at)).to_string(),
    }
}

fn kind_name(kind: &str) -> Text {
    match kind {
        "CEB311" => Text { zh: "订单", en: "order" },
        "CEB411" => Text { zh: "支付单", en: "payment" },
        "CEB511" => Text { zh: "运单", en: "waybill" },
        "CEB621" => Text { zh: "清单", en: "inventory" },
        _ => Text { zh: "报文", en: "message" },
    }
}
