//! Sending: what waits for a signature, and what is on its way.

use std::collections::BTreeMap;
use std::time::Duration;

use clearance_core::signing::SignError;
use clearance_core::text::Text;

use super::{Desk, rounds};
use crate::clock;
use crate::courier::folder::{self, Place};
use crate::courier::http::is_address;
use crate::error::{Error, Result, fault};
use crate::keys;
use crate::outbox::{self, Signing};
use crate::people::Right;
use crate::store::messages::MessageRow;
use crate::store::{activity, clients, declarations, handovers, messages, moment, settings, to_u32};
use crate::view::{FolderSetting, OutboxLine, Said, Sending, Synced, ToSign};
use crate::work::Work;

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
        let keys = self.keys(&client)?;
        self.store().read(|c| {
            let names = clients::names(c)?;
            let name_of = |id: &str| names.get(id).cloned().unwrap_or_default();
            let states = declarations::by_state(c, &client, i64::MIN)?;
            let total: i64 = states.iter().map(|(_, n, _)| n).sum();
            let unsigned: i64 =
                states.iter().filter(|(s, _, _)| s == "draft" || s == "to-sign").map(|(_, n, _)| n).sum();
            let to_sign = declarations::to_sign(c, &client)?;
            let uncollected = handovers::uncollected(c)?;
            let (silent, since) = declarations::silent(c, &client, now)?;
            Ok(Sending {
                ready: to_u32(to_sign.iter().map(|(_, n)| n).sum()),
                signed: to_u32(total - unsigned),
                total: to_u32(total),
                to_sign: to_sign
                    .into_iter()
                    .map(|(id, n)| ToSign { client: name_of(&id), client_id: id, count: to_u32(n) })
                    .collect(),
                keys,
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

    /// Signs declarations (all of the client's that can be, when `ids` is none) and puts them into the outbox. An empty
    /// client means all clients, an empty key the client's own.
    ///
    /// # Errors
    /// A declaration is another client's; no usable key; the disk is full, and then the message at hand was not signed.
    pub fn sign(&self, client: &str, key: &str, ids: Option<&[String]>, work: Work<'_>) -> Result<Sending> {
        let _acting = self.may(Right::Sign)?;
        let whose = self.id_or_all(client)?;
        let inner = self.inner();
        inner.collect()?;
        if ids.is_some() {
            let named: Vec<i64> = self.by_client(&whose, ids)?.into_values().flatten().collect();
            self.all_reviewed(&named)?;
        }
        // A key that fails keeps its own client's declarations waiting, and nobody else's.
        let mut first = None;
        for (client, ids) in self.by_client(&whose, ids)? {
            match self.sign_for(&client, key, &ids, work) {
                Err(error) if error.is(&fault::CANCELLED) => return Err(error),
                Err(error) => first = first.or(Some(error)),
                Ok(()) => {}
            }
        }
        first.map_or_else(|| self.sending(&whose), Err)
    }

    fn sign_for(&self, client: &str, key: &str, ids: &[i64], work: Work<'_>) -> Result<()> {
        let inner = self.inner();
        let client = inner.client(client)?;
        let row = keys::choose(&inner.store, &client.id, key)?;
        if row.client != client.id {
            // A key that was named signs its own client's declarations only.
            return Ok(());
        }
        let id = row.id.clone();
        let signer = inner.keys.signer(&row, &inner.store, &inner.secrets)?;
        if !client.takes(signer.algorithm()) {
            return Err(Error::new(&fault::NOT_TAKEN).on(signer.algorithm().name()));
        }
        let signing = Signing {
            signer,
            client: client.id.clone(),
            key_id: row.id,
            transfer: client.profile.transfer(),
            sends_orders: client.profile.sends_orders,
        };
        let signed = outbox::sign(&inner.store, &signing, ids, work);
        if let Err(error) = &signed
            && error.code() == SignError::KeyGone.code()
        {
            inner.keys.close(&id);
        }
        if let Err(error) = &signed
            && !error.is(&fault::CANCELLED)
        {
            let details = [("code", error.code().to_owned())];
            let at = clock::now().unix_ms();
            // The failure itself is what is told, even where the log cannot take it.
            let _ = inner.store.write(|tx| activity::log_of(tx, at, "key-failed", &client.id, &id, &details));
        }
        signed.map(|_| ())
    }

    /// What is to be signed, by client; of one client only where it is named.
    pub(super) fn by_client(
        &self,
        whose: &str,
        ids: Option<&[String]>,
    ) -> Result<BTreeMap<String, Vec<i64>>> {
        self.store().read(|c| {
            let mut all: BTreeMap<String, Vec<i64>> = BTreeMap::new();
            match ids {
                Some(ids) => {
                    for id in ids {
                        let row = declarations::find(c, id)?;
                        let row = row.filter(|row| whose.is_empty() || row.client == whose);
                        let row = row.ok_or_else(|| Error::new(&fault::NO_DECLARATION))?;
                        all.entry(row.client).or_default().push(row.id);
                    }
                }
                None => {
                    for (client, _) in declarations::to_sign(c, whose)? {
                        let ids = declarations::ids_to_sign(c, &client)?;
                        all.insert(client, ids);
                    }
                }
            }
            Ok(all)
        })
    }

    /// Signs, and wakes the courier. Does not wait for the service.
    ///
    /// # Errors
    /// As [`Desk::sign`].
    pub fn sign_and_send(
        &self,
        client: &str,
        key: &str,
        ids: Option<&[String]>,
        work: Work<'_>,
    ) -> Result<Sending> {
        let _acting = self.may(Right::Sign)?;
        let sending = self.sign(client, key, ids, work)?;
        self.inner().wake.notify_waiters();
        Ok(sending)
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
