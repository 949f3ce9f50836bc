//! Keys: registered, listed, unlocked for the session, and examined.

use std::path::PathBuf;

use clearance_core::signing::Algorithm;
use secrecy::SecretString;

use super::Desk;
use crate::clock;
use crate::error::{Error, Result, fault};
use crate::keys::{self, Elsewhere, doctor, folder::HandOver};
use crate::outbox;
use crate::people::Right;
use crate::store::{self, handed, to_u32};
use crate::view::{ClientDetail, KeyEntry, KeyReport};

impl Desk {
    /// Registers a key that is not in a file. The PIN is tried once; it is kept beyond this session only if `keep`.
    ///
    /// # Errors
    /// The key is not there, its PIN is wrong, several keys fit, or its certificate may not sign.
    pub fn add_key_elsewhere(
        &self,
        client: &str,
        what: &Elsewhere,
        pin: Option<&SecretString>,
        algorithm: Option<Algorithm>,
        keep: bool,
    ) -> Result<ClientDetail> {
        let _acting = self.may(Right::Keys)?;
        let inner = self.inner();
        let client = inner.client(client)?;
        let place = (&inner.store, &inner.secrets, &inner.keys);
        keys::register(place, &client.id, what, pin, (algorithm, keep))?;
        inner.wake.notify_waiters();
        self.client(&client.id)
    }

    /// All keys in full, of one client or (with an empty id) of all.
    ///
    /// # Errors
    /// The store; there is no such client.
    pub fn key_entries(&self, client: &str) -> Result<Vec<KeyEntry>> {
        let _acting = self.may(Right::Look)?;
        let id = self.id_or_all(client)?;
        let now = clock::now();
        let rows = self.store().read(|c| store::keys::of(c, &id))?;
        rows.iter().map(|row| doctor::entry(row, now)).collect()
    }

    /// Takes the PIN of a key for this session. It is tried when the key is used next, once.
    pub fn type_pin(&self, key: &str, pin: SecretString) {
        self.inner().keys.type_pin(key, pin);
        self.inner().wake.notify_waiters();
    }

    /// The keys that signing would need and whose PIN is neither kept nor typed yet.
    ///
    /// # Errors
    /// As [`Desk::sign`] before anything is signed.
    pub fn keys_without_pin(&self, client: &str, key: &str, ids: Option<&[String]>) -> Result<Vec<KeyEntry>> {
        let _acting = self.may(Right::Look)?;
        let inner = self.inner();
        let now = clock::now();
        let mut without = Vec::new();
        for client in self.by_client(&self.id_or_all(client)?, ids)?.into_keys() {
            // What keeps a client from signing is told when it is signed for.
            let Ok(row) = keys::choose(&inner.store, &client, key) else { continue };
            if row.client == client && inner.keys.lacks_pin(&row) {
                without.push(doctor::entry(&row, now)?);
            }
        }
        Ok(without)
    }

    /// Examines one key, or all for an empty id. `authorities` and `lists` are files: whom to believe, and who was
    /// revoked; without any authority the chain is not judged.
    ///
    /// # Errors
    /// There is no such key; a file cannot be read. What is wrong with a key is no error.
    pub fn examine_keys(
        &self,
        key: &str,
        authorities: &[PathBuf],
        lists: &[PathBuf],
    ) -> Result<Vec<KeyReport>> {
        let _acting = self.may(Right::Look)?;
        let inner = self.inner();
        let trust = crate::files::read_trust(authorities, lists)?;
        let mut rows = inner.store.read(|c| store::keys::of(c, ""))?;
        if !key.is_empty() {
            rows.retain(|row| row.id == key);
            if rows.is_empty() {
                return Err(Error::new(&fault::NO_SUCH_KEY).on(key));
            }
        }
        let now = clock::now();
        let place = (&inner.store, &inner.secrets, &inner.keys);
        let examine = |row: &store::keys::KeyRow| {
            doctor::examine(place, row, &inner.client(&row.client)?, trust.as_ref(), now)
        };
        rows.iter().map(examine).collect()
    }

    /// How many messages lie in hand-over folders.
    ///
    /// # Errors
    /// The store.
    pub fn handed_over(&self) -> Result<u32> {
        let _acting = self.may(Right::Look)?;
        Ok(to_u32(self.store().read(handed::count)?))
    }

    /// Takes back every message that another program has not signed yet; how many. They wait for a signature again.
    ///
    /// # Errors
    /// The store.
    pub fn take_back(&self) -> Result<u32> {
        let _acting = self.may(Right::Sign)?;
        let inner = self.inner();
        inner.collect()?;
        let back = outbox::take_back(&inner.store)?;
        for row in &back {
            let Some(key) = inner.store.read(|c| store::keys::find(c, &row.key))? else { continue };
            if let Some(open) = keys::hand_over(&key)? {
                HandOver::take_back(&open, &row.guid);
            }
        }
        Ok(u32::try_from(back.len()).unwrap_or(u32::MAX))
    }
}
