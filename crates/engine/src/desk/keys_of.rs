//! Keys: found, registered, listed, unlocked for the session, examined, removed.

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;

use clearance_core::signing::{Algorithm, Certificate};
use clearance_core::text::Text;
use clearance_core::time::BeijingTime;
use secrecy::SecretString;

use super::batches::note;
use super::list::TO_SIGN;
use super::{Desk, Inner};
use crate::clock;
use crate::error::{Error, Result, fault};
use crate::keys::add::{self, KeyPlace, KeyWish};
use crate::keys::{self, Elsewhere, doctor, folder::HandOver, modules, token};
use crate::outbox;
use crate::people::Right;
use crate::profile::Client;
use crate::store::keys::KeyRow;
use crate::store::{self, activity, batches, declarations, handed, key_log, moment, settings, to_u32};
use crate::view::{
    CertificateLine, Chosen, ClientDetail, HandedLine, KeyDay, KeyEntry, KeyEvent, KeyReport, KeyWaits,
    ModuleLine, Said, TokenLine, TrustFiles,
};
use crate::work::Work;

mod events;

/// How many of the newest events of a key are shown.
const EVENTS: i64 = 8;

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
        let wish = KeyWish { algorithm, keep_pin: keep, ..KeyWish::default() };
        let id = self.register_key(client, &KeyPlace::Elsewhere(what.clone()), pin, &wish)?.line.id;
        let row = self.key_row(&id)?;
        self.client(&row.client)
    }

    /// Registers a key. Its PIN or password is tried once; it is kept beyond this session only if that is wished.
    ///
    /// # Errors
    /// The key is not there, its PIN is wrong, several keys fit, its certificate may not sign, or the key that it shall
    /// take over from is not the client's.
    pub fn register_key(
        &self,
        client: &str,
        place: &KeyPlace,
        pin: Option<&SecretString>,
        wish: &KeyWish,
    ) -> Result<KeyEntry> {
        let _acting = self.may(Right::Keys)?;
        let inner = self.inner();
        let client = inner.client(client)?;
        let id = add::register((&inner.store, &inner.secrets, &inner.keys), &client.id, place, pin, wish)?;
        inner.store.write(|tx| {
            note(tx, &id, "added", "", (0, 0))?;
            if wish.takes_over.is_empty() {
                Ok(())
            } else {
                note(tx, &wish.takes_over, "renewed", "", (0, 0))
            }
        })?;
        inner.wake.notify_waiters();
        self.key_entry(&id)
    }

    /// Makes a practice key for a client, which only the built-in sandbox takes. One that is there already is given.
    ///
    /// # Errors
    /// There is no such client.
    pub fn add_practice_key(&self, client: &str) -> Result<KeyEntry> {
        let _acting = self.may(Right::Keys)?;
        let inner = self.inner();
        let client = inner.client(client)?;
        let declarant = &client.profile.declarant;
        keys::practice(&inner.store, &inner.secrets, &client.id, &declarant.name, &declarant.code)?;
        let rows = inner.store.read(|c| store::keys::of(c, &client.id))?;
        let made = rows.iter().find(|row| row.practice).ok_or_else(|| Error::new(&fault::NO_KEY))?;
        inner.wake.notify_waiters();
        self.key_entry(&made.id)
    }

    /// Looks for a key before it is registered: the certificates that stand there. A PIN is tried once; without one
    /// only what a token shows to everybody is seen.
    ///
    /// # Errors
    /// Nothing is there, or the PIN or password is wrong.
    pub fn look_for_key(
        &self,
        client: &str,
        place: &KeyPlace,
        pin: Option<&SecretString>,
    ) -> Result<Vec<CertificateLine>> {
        let _acting = self.may(Right::Keys)?;
        let inner = self.inner();
        let client = inner.client(client)?;
        let now = clock::now();
        let rows = inner.store.read(|c| store::keys::of(c, &client.id))?;
        let found = add::look(place, pin)?;
        let ours = found.certificates.iter().filter(|certificate| !certificate.is_authority());
        Ok(ours.map(|certificate| certificate_line(certificate, &rows, now)).collect())
    }

    /// The libraries of tokens that are on this computer.
    #[must_use]
    pub fn token_modules(&self) -> Vec<ModuleLine> {
        let line = |(path, maker): (PathBuf, &str)| ModuleLine {
            path: path.display().to_string(),
            maker: maker.to_owned(),
        };
        modules::found().into_iter().map(line).collect()
    }

    /// The tokens that a library shows, without any PIN.
    ///
    /// # Errors
    /// It is no library of tokens, or it does not work.
    pub fn tokens(&self, module: &std::path::Path) -> Result<Vec<TokenLine>> {
        let _acting = self.may(Right::Look)?;
        let line = |seen: token::Seen| TokenLine {
            label: seen.label,
            serial: seen.serial,
            maker: seen.maker,
            model: seen.model,
            pin: seen.pin.word().to_owned(),
        };
        Ok(token::tokens(module)?.into_iter().map(line).collect())
    }

    /// All keys in full, of one client or (with an empty id) of all.
    ///
    /// # Errors
    /// The store; there is no such client.
    pub fn key_entries(&self, client: &str) -> Result<Vec<KeyEntry>> {
        let _acting = self.may(Right::Look)?;
        let inner = self.inner();
        let id = self.id_or_all(client)?;
        let rows = inner.store.read(|c| store::keys::of(c, &id))?;
        let clients = inner.clients()?;
        rows.iter().map(|row| inner.entry(row, &rows, &clients)).collect()
    }

    fn key_entry(&self, id: &str) -> Result<KeyEntry> {
        let row = self.key_row(id)?;
        let inner = self.inner();
        let siblings = inner.store.read(|c| store::keys::of(c, &row.client))?;
        inner.entry(&row, &siblings, &[inner.client(&row.client)?])
    }

    fn key_row(&self, id: &str) -> Result<KeyRow> {
        let row = self.store().read(|c| store::keys::find(c, id))?;
        row.ok_or_else(|| Error::new(&fault::NO_SUCH_KEY).on(id))
    }

    /// Gives a key another name.
    ///
    /// # Errors
    /// There is no such key; the name is empty or too long.
    pub fn rename_key(&self, key: &str, name: &str) -> Result<KeyEntry> {
        let _acting = self.may(Right::Keys)?;
        self.key_row(key)?;
        let name = add::name(name)?;
        self.store().write(|tx| store::keys::rename(tx, key, &name))?;
        self.key_entry(key)
    }

    /// Its client signs with this key from now on, unless another one is named.
    ///
    /// # Errors
    /// There is no such key, or it cannot sign now.
    pub fn choose_key(&self, key: &str) -> Result<KeyEntry> {
        let _acting = self.may(Right::Keys)?;
        let row = self.key_row(key)?;
        if keys::trouble(&row, clock::now()).is_some() {
            return Err(Error::new(&fault::KEY_EXPIRED));
        }
        self.store().write(|tx| store::keys::set_main(tx, &row.client, key))?;
        self.inner().wake.notify_waiters();
        self.key_entry(key)
    }

    /// A key of a client takes over from another one of it, as a new certificate from the old: the end of the old one is told
    /// no more, and what it signed by default the new one signs. An empty `new` takes that back.
    ///
    /// # Errors
    /// There is no such key; they are of different clients, the same one, or a practice key; the new one ends earlier, or
    /// has itself been taken over by the old one.
    pub fn replace_key(&self, old: &str, new: &str) -> Result<KeyEntry> {
        let _acting = self.may(Right::Keys)?;
        let before = self.key_row(old)?;
        let inner = self.inner();
        let now = clock::now().unix_ms();
        if new.is_empty() {
            inner.store.write(|tx| store::keys::stand_alone(tx, old))?;
            return self.key_entry(old);
        }
        let next = self.key_row(new)?;
        let fits = next.id != before.id
            && next.client == before.client
            && !next.practice
            && !before.practice
            && next.not_after >= before.not_after
            && next.successor.is_empty();
        if !fits {
            return Err(Error::new(&fault::NO_SUCCESSOR).on(format!("{} → {}", before.name, next.name)));
        }
        inner.store.write(|tx| {
            store::keys::take_over(tx, &before.client, old, new)?;
            if before.main {
                store::keys::set_main(tx, &before.client, new)?;
            }
            note(tx, old, "renewed", "", (0, 0))?;
            let details = [
                ("key", before.kind.clone()),
                ("serial", before.serial.clone()),
                ("successor", new.to_owned()),
            ];
            activity::log_of(tx, now, "key-replaced", &before.client, old, &details).map(|_| ())
        })?;
        inner.wake.notify_waiters();
        self.key_entry(old)
    }

    /// What waits for a key, to be told before it is removed.
    ///
    /// # Errors
    /// There is no such key.
    pub fn key_waits(&self, key: &str) -> Result<KeyWaits> {
        let _acting = self.may(Right::Look)?;
        let row = self.key_row(key)?;
        let now = clock::now();
        self.store().read(|c| {
            let siblings = store::keys::of(c, &row.client)?;
            let left: Vec<&KeyRow> = siblings.iter().filter(|other| other.id != row.id).collect();
            let waiting = declarations::to_sign(c, &row.client)?.into_iter().next();
            let paused = batches::of(c, &row.client)?.into_iter().filter(|batch| batch.key == row.id);
            let handed = handed::by_key(c, &row.client)?.into_iter().find(|(_, key, ..)| *key == row.id);
            Ok(KeyWaits {
                to_sign: to_u32(waiting.map_or(0, |(_, n)| n)),
                paused: to_u32(paused.map(|batch| batch.left).sum()),
                handed: to_u32(handed.map_or(0, |(_, _, n, ..)| n)),
                next: keys::choose_of(&left, now).map(|next| next.name.clone()).unwrap_or_default(),
            })
        })
    }

    /// Removes a key from the desk, with its PIN; on its token or in its file nothing changes. What it has signed stays
    /// as it is, and what waits for it is signed with another key.
    ///
    /// # Errors
    /// There is no such key; another program still has messages to sign with it.
    pub fn remove_key(&self, key: &str) -> Result<Vec<KeyEntry>> {
        let _acting = self.may(Right::Keys)?;
        let inner = self.inner();
        let row = self.key_row(key)?;
        if self.key_waits(key)?.handed > 0 {
            return Err(Error::new(&fault::KEY_IN_USE));
        }
        inner.store.write(|tx| {
            batches::forget_key(tx, key)?;
            store::keys::remove(tx, key)?;
            let details = [("key", row.kind.clone()), ("serial", row.serial.clone())];
            activity::log_of(tx, clock::now().unix_ms(), "key-removed", &row.client, key, &details)
                .map(|_| ())
        })?;
        inner.secrets.forget(key);
        inner.keys.drop_key(key);
        self.key_entries(&row.client)
    }

    /// Takes the PIN of a key for this session. It is tried when the key is used next, once.
    pub fn type_pin(&self, key: &str, pin: SecretString) {
        self.inner().keys.type_pin(key, pin);
        self.inner().wake.notify_waiters();
    }

    /// Takes the PIN or password of a key and tries it at once: one attempt. It stays in memory, and in the keyring only
    /// if `keep`.
    ///
    /// # Errors
    /// It is wrong (with the attempts that are left, where the key tells them); the key is locked or not there.
    pub fn unlock_key(&self, key: &str, pin: SecretString, keep: bool) -> Result<KeyEntry> {
        let _acting = self.may(Right::Sign)?;
        let inner = self.inner();
        let row = self.key_row(key)?;
        inner.keys.type_pin(key, pin.clone());
        if let Err(error) = inner.keys.signer(&row, &inner.store, &inner.secrets) {
            inner.store.write(|tx| note(tx, key, "pin-refused", error.code(), (0, 0)))?;
            return Err(error);
        }
        inner.store.write(|tx| note(tx, key, if keep { "pin-kept" } else { "pin" }, "", (0, 0)))?;
        if keep {
            let inside = inner.secrets.keep(key, &pin)?;
            inner.store.write(|tx| store::keys::keep_pin(tx, key, true, inside.as_deref()))?;
        }
        inner.wake.notify_waiters();
        self.key_entry(key)
    }

    /// Forgets the PIN or password of a key, in memory and in the keyring: it is asked for again.
    ///
    /// # Errors
    /// There is no such key; it is a practice key, whose password nobody knows.
    pub fn forget_pin(&self, key: &str) -> Result<KeyEntry> {
        let _acting = self.may(Right::Keys)?;
        let inner = self.inner();
        let row = self.key_row(key)?;
        if row.practice {
            return Err(Error::new(&fault::KEY_LOCKED));
        }
        inner.secrets.forget(key);
        inner.store.write(|tx| store::keys::keep_pin(tx, key, false, None))?;
        inner.keys.drop_key(key);
        self.key_entry(key)
    }

    /// The keys that signing would need and whose PIN is neither kept nor typed yet.
    ///
    /// # Errors
    /// As [`Desk::sign`] before anything is signed.
    pub fn keys_without_pin(&self, client: &str, key: &str, ids: Option<&[String]>) -> Result<Vec<KeyEntry>> {
        let _acting = self.may(Right::Look)?;
        self.without_pin(client, &|_| key.to_owned(), ids)
    }

    /// As [`Desk::keys_without_pin`], with a key named for some clients.
    ///
    /// # Errors
    /// The same.
    pub fn keys_to_unlock(
        &self,
        client: &str,
        choices: &BTreeMap<String, String>,
        ids: Option<&[String]>,
    ) -> Result<Vec<KeyEntry>> {
        let _acting = self.may(Right::Look)?;
        self.without_pin(client, &|client| choices.get(client).cloned().unwrap_or_default(), ids)
    }

    /// As [`Desk::keys_to_unlock`], for a selection: only the keys of clients of which something selected can be signed.
    ///
    /// # Errors
    /// The same.
    pub fn keys_to_unlock_chosen(
        &self,
        client: &str,
        choices: &BTreeMap<String, String>,
        chosen: &Chosen,
    ) -> Result<Vec<KeyEntry>> {
        let _acting = self.may(Right::Look)?;
        let chosen: HashSet<i64> =
            self.ids_of(chosen, TO_SIGN)?.iter().filter_map(|id| id.parse().ok()).collect();
        let whose = self.id_or_all(client)?;
        let mut meant = Vec::new();
        self.store().read(|c| {
            for (client, _) in declarations::to_sign(c, &whose)? {
                if declarations::ids_to_sign(c, &client)?.iter().any(|id| chosen.contains(id)) {
                    meant.push(client);
                }
            }
            Ok(())
        })?;
        self.locked_keys(meant, &|client| choices.get(client).cloned().unwrap_or_default())
    }

    fn without_pin(
        &self,
        whose: &str,
        key_of: &dyn Fn(&str) -> String,
        ids: Option<&[String]>,
    ) -> Result<Vec<KeyEntry>> {
        let clients = self.by_client(&self.id_or_all(whose)?, ids)?.into_keys();
        self.locked_keys(clients, key_of)
    }

    fn locked_keys(
        &self,
        clients: impl IntoIterator<Item = String>,
        key_of: &dyn Fn(&str) -> String,
    ) -> Result<Vec<KeyEntry>> {
        let inner = self.inner();
        let mut without = Vec::new();
        for client in clients {
            // What keeps a client from signing is told when it is signed for.
            let Ok(row) = keys::choose(&inner.store, &client, &key_of(&client)) else { continue };
            if row.client == client && inner.keys.lacks_pin(&row) {
                without.push(self.key_entry(&row.id)?);
            }
        }
        Ok(without)
    }

    /// Examines one key, or all for an empty id. `trust` are files: whom to believe, and who was revoked; without any
    /// authority the chain is not judged. When none are given, those that were remembered are used.
    ///
    /// # Errors
    /// There is no such key; a file cannot be read; someone stopped it. What is wrong with a key is no error.
    pub fn examine_keys(
        &self,
        key: &str,
        authorities: &[PathBuf],
        lists: &[PathBuf],
        work: Work<'_>,
    ) -> Result<Vec<KeyReport>> {
        let _acting = self.may(Right::Look)?;
        let inner = self.inner();
        let remembered = self.trust_files()?;
        let paths = |all: &[String]| all.iter().map(PathBuf::from).collect::<Vec<_>>();
        let trust = if authorities.is_empty() && lists.is_empty() {
            crate::files::read_trust(&paths(&remembered.authorities), &paths(&remembered.lists))?
        } else {
            crate::files::read_trust(authorities, lists)?
        };
        let all = inner.store.read(|c| store::keys::of(c, ""))?;
        let clients = inner.clients()?;
        let rows: Vec<&KeyRow> = all.iter().filter(|row| key.is_empty() || row.id == key).collect();
        if rows.is_empty() && !key.is_empty() {
            return Err(Error::new(&fault::NO_SUCH_KEY).on(key));
        }
        let mut reports = Vec::with_capacity(rows.len());
        for (done, row) in rows.iter().enumerate() {
            let client = inner.client(&row.client)?;
            let now = clock::now();
            let asking = doctor::Asking {
                store: &inner.store,
                secrets: &inner.secrets,
                ring: &inner.keys,
                client: &client,
                trust: trust.as_ref(),
                now,
            };
            let checks = doctor::examine(&asking, row, &|what: Text| work.at(done, rows.len(), what))?;
            let at = now.to_string();
            reports.push(KeyReport {
                healthy: checks.iter().all(|check| check.state != "bad"),
                support: doctor::for_support(row, &checks, &at),
                key: inner.entry(&self.key_row(&row.id)?, &all, &clients)?,
                at,
                checks,
            });
        }
        Ok(reports)
    }

    /// Whom the doctor believes, as it was chosen.
    ///
    /// # Errors
    /// The store.
    pub fn trust_files(&self) -> Result<TrustFiles> {
        let _acting = self.may(Right::Look)?;
        let chosen = self.store().read(|c| settings::get(c, settings::KEY_TRUST))?;
        chosen.map_or_else(|| Ok(TrustFiles::default()), |text| store::from_json(&text))
    }

    /// Remembers whom the doctor believes. The files stay where they are and are read each time, so that a revocation
    /// list may be renewed in its place.
    ///
    /// # Errors
    /// A file is no certificate or no list.
    pub fn set_trust_files(&self, files: &TrustFiles) -> Result<TrustFiles> {
        let _acting = self.may(Right::Keys)?;
        let paths = |all: &[String]| all.iter().map(PathBuf::from).collect::<Vec<_>>();
        crate::files::read_trust(&paths(&files.authorities), &paths(&files.lists))?;
        let text = store::to_json(files)?;
        self.store().write(|tx| settings::set(tx, settings::KEY_TRUST, &text))?;
        Ok(files.clone())
    }

    /// What a key did today, and what happened to it lately.
    ///
    /// # Errors
    /// The store.
    pub fn key_day(&self, key: &str) -> Result<KeyDay> {
        let _acting = self.may(Right::Look)?;
        let now = clock::now();
        let midnight = BeijingTime::new(now.date().to_datetime(jiff::civil::Time::midnight())).unix_ms();
        self.store().read(|c| {
            let (signed, ms, paused) = key_log::since(c, key, midnight)?;
            let waits = batches::of(c, "")?.into_iter().filter(|batch| batch.key == key);
            let event = |entry: key_log::Entry| KeyEvent {
                at: moment(entry.at).to_string(),
                says: events::says(&entry),
                what: entry.what,
                code: entry.code,
                count: to_u32(entry.n),
            };
            Ok(KeyDay {
                signed: to_u32(signed),
                rate: rate(signed, ms),
                paused: to_u32(paused),
                waits: to_u32(waits.map(|batch| batch.left).sum()),
                log: key_log::newest(c, key, EVENTS)?.into_iter().map(event).collect(),
            })
        })
    }

    /// How many messages lie in hand-over folders.
    ///
    /// # Errors
    /// The store.
    pub fn handed_over(&self) -> Result<u32> {
        let _acting = self.may(Right::Look)?;
        Ok(to_u32(self.store().read(handed::count)?))
    }

    pub(super) fn handed_lines(&self, client: &str) -> Result<Vec<HandedLine>> {
        let inner = self.inner();
        let clients = inner.clients()?;
        let rows = inner.store.read(|c| handed::by_key(c, client))?;
        let line = |(client, key, messages, records, since): (String, String, i64, i64, i64)| {
            let key = inner.store.read(|c| store::keys::find(c, &key))?;
            Ok(HandedLine {
                client: clients
                    .iter()
                    .find(|one| one.id == client)
                    .map(|one| one.name.clone())
                    .unwrap_or_default(),
                client_id: client,
                key: key.map(|key| key.name).unwrap_or_default(),
                messages: to_u32(messages),
                records: to_u32(records),
                since: moment(since).to_string(),
            })
        };
        rows.into_iter().map(line).collect()
    }

    /// Takes back every message that another program has not signed yet; how many. They wait for a signature again.
    ///
    /// # Errors
    /// The store.
    pub fn take_back(&self) -> Result<u32> {
        let _acting = self.may(Right::Sign)?;
        self.take_back_of("")
    }

    /// As [`Desk::take_back`], for one client or (with an empty id) for all.
    ///
    /// # Errors
    /// The store; there is no such client.
    pub fn take_back_of(&self, client: &str) -> Result<u32> {
        let _acting = self.may(Right::Sign)?;
        let inner = self.inner();
        let id = self.id_or_all(client)?;
        inner.collect()?;
        let back = outbox::take_back(&inner.store, &id)?;
        for row in &back {
            let Some(key) = inner.store.read(|c| store::keys::find(c, &row.key))? else { continue };
            if let Some(open) = keys::hand_over(&key)? {
                HandOver::take_back(&open, &row.guid);
            }
        }
        Ok(u32::try_from(back.len()).unwrap_or(u32::MAX))
    }
}

impl Inner {
    fn entry(&self, row: &KeyRow, rows: &[KeyRow], clients: &[Client]) -> Result<KeyEntry> {
        let siblings: Vec<&KeyRow> = rows.iter().filter(|other| other.client == row.client).collect();
        let client = clients.iter().find(|one| one.id == row.client).map_or("", |one| one.name.as_str());
        keys::entry(row, &siblings, client, self.keys.lacks_pin(row), clock::now())
    }
}

/// Declarations a second with one digit behind the point; empty while nothing was signed.
fn rate(signed: i64, ms: i64) -> String {
    if signed == 0 || ms <= 0 {
        return String::new();
    }
    let tenths = signed.saturating_mul(10_000) / ms;
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn certificate_line(certificate: &Certificate, rows: &[KeyRow], now: BeijingTime) -> CertificateLine {
    let (from, until) = (certificate.not_before().unix_ms(), certificate.not_after().unix_ms());
    let (days_left, level) = keys::ends(from, until, now);
    let fit = certificate.fit_to_sign(Algorithm::default_for(certificate.key()));
    let says = match (&fit, level) {
        (Err(says), _) => Said::from(*says),
        (Ok(()), "ended") => Said::new("已过期", "Expired"),
        (Ok(()), "ahead") => Said::new("尚未生效", "Not valid yet"),
        (Ok(()), _) => Said::new("可用于签名", "It may sign"),
    };
    let name = certificate.enterprise_name();
    let owner = match name {
        Some(name) => name.to_owned(),
        None => certificate.common_name().map(clearance_core::mask::name).unwrap_or_default(),
    };
    // Of the same enterprise, not the same certificate, ending earlier, and not taken over from yet.
    let older = rows.iter().filter(|row| {
        !row.practice
            && row.successor.is_empty()
            && row.serial != certificate.serial()
            && row.not_after < until
            && name.is_some_and(|name| name == row.owner)
    });
    CertificateLine {
        serial: certificate.serial().to_owned(),
        owner,
        algorithm: add::algorithm_of(certificate).to_owned(),
        not_before: certificate.not_before().date().to_string(),
        not_after: certificate.not_after().date().to_string(),
        days_left,
        fit: fit.is_ok() && level != "ended",
        says,
        takes_over: older.max_by_key(|row| row.not_after).map(|row| row.id.clone()).unwrap_or_default(),
    }
}
