//! Batches of signatures: begun for each client, paused where its key fails, gone on with, stopped.
//!
//! # Invariants
//! - Whatever ends a batch, what it signed is in the outbox and what it did not sign waits: nothing is lost or doubled.
//! - A key that fails stops its own client's batch only.

use std::collections::BTreeMap;
use std::time::Instant;

use clearance_core::signing::SignError;

use super::{Desk, held};
use crate::clock;
use crate::error::{Error, Result, fault};
use crate::keys;
use crate::outbox::{self, Signing};
use crate::people::Right;
use crate::profile::Client;
use crate::store::batches::{self, BatchRow, Why};
use crate::store::key_log::{self, Entry};
use crate::store::{activity, declarations, to_i64};
use crate::view::{BatchLine, Said, Sending};
use crate::work::Work;

/// How far all batches of one request have come together.
struct Run<'a> {
    work: Work<'a>,
    done: usize,
    total: usize,
}

impl Desk {
    /// Signs declarations (all of the client's that can be, when `ids` is none) and puts them into the outbox. An empty
    /// client means all clients, an empty key the client's own. A key that fails pauses the batch of its client; the
    /// others are signed.
    ///
    /// # Errors
    /// A declaration is another client's; no usable key; whatever paused a batch, the first of them. What was signed before is in the outbox.
    pub fn sign(&self, client: &str, key: &str, ids: Option<&[String]>, work: Work<'_>) -> Result<Sending> {
        let _acting = self.may(Right::Sign)?;
        match self.sign_all(client, &|_| key.to_owned(), ids, work)? {
            Some(error) => Err(error),
            None => self.sending(client),
        }
    }

    /// Signs and wakes the courier; does not wait for the service. `choices` names a key for a client that shall not
    /// sign with its own. A batch that was paused is told in what comes back, not as an error.
    ///
    /// # Errors
    /// Nothing could be begun for a client, such as for want of a key; the store.
    pub fn sign_batch(
        &self,
        client: &str,
        choices: &BTreeMap<String, String>,
        ids: Option<&[String]>,
        work: Work<'_>,
    ) -> Result<Sending> {
        let _acting = self.may(Right::Sign)?;
        let chosen = |client: &str| choices.get(client).cloned().unwrap_or_default();
        match self.sign_all(client, &chosen, ids, work)? {
            Some(error) if self.batches(client)?.iter().all(|batch| batch.code != error.code()) => Err(error),
            _ => self.sending(client),
        }
    }

    /// Goes on with a paused batch, with the same key or (when one is named) with another one of the client.
    ///
    /// # Errors
    /// There is no such batch or key. What pauses it again is told in the batch that comes back.
    pub fn go_on(&self, batch: &str, key: &str, work: Work<'_>) -> Result<Option<BatchLine>> {
        let _acting = self.may(Right::Sign)?;
        let inner = self.inner();
        let _alone = held(&inner.signing);
        let row = self.batch(batch)?;
        let wanted = if key.is_empty() { row.key.as_str() } else { key };
        let wanted = match inner.store.read(|c| crate::store::keys::find(c, wanted))? {
            Some(found) if found.client == row.client => found.id,
            Some(_) => return Err(Error::new(&fault::NO_KEY)),
            None => keys::choose(&inner.store, &row.client, "")?.id,
        };
        inner.store.write(|tx| {
            batches::go_on(tx, batch, &wanted)?;
            note(tx, &wanted, "went-on", "", (0, 0))
        })?;
        let row = self.batch(batch)?;
        let mut run = Run { work, done: 0, total: usize::try_from(row.left).unwrap_or_default() };
        self.run(&row, &mut run)?;
        Ok(self.batches(&row.client)?.into_iter().find(|line| line.id == batch))
    }

    /// Gives up a paused batch: what it had left waits for a signature like anything else.
    ///
    /// # Errors
    /// There is no such batch.
    pub fn stop_batch(&self, batch: &str) -> Result<()> {
        let _acting = self.may(Right::Sign)?;
        self.batch(batch)?;
        self.store().write(|tx| batches::end(tx, batch))
    }

    /// The batches that are under way or paused, of one client or (with an empty id) of all.
    ///
    /// # Errors
    /// The store.
    pub fn batches(&self, client: &str) -> Result<Vec<BatchLine>> {
        let _acting = self.may(Right::Look)?;
        let inner = self.inner();
        let clients = inner.clients()?;
        let client = self.id_or_all(client)?;
        let all = inner.store.read(|c| batches::of(c, &client))?;
        all.into_iter().map(|row| self.batch_line(row, &clients)).collect()
    }

    fn batch_line(&self, row: BatchRow, clients: &[Client]) -> Result<BatchLine> {
        let inner = self.inner();
        let client = clients.iter().find(|one| one.id == row.client);
        let key = inner.store.read(|c| crate::store::keys::find(c, &row.key))?;
        Ok(BatchLine {
            id: row.id,
            client: client.map(|one| one.name.clone()).unwrap_or_default(),
            client_id: row.client,
            key_id: row.key,
            needs_pin: key.as_ref().is_some_and(|key| inner.keys.lacks_pin(key)),
            key: key.map(|key| key.name).unwrap_or_default(),
            state: row.state,
            total: crate::store::to_u32(row.total),
            done: crate::store::to_u32(row.done),
            left: crate::store::to_u32(row.left),
            code: row.why.code,
            says: Said::new(row.why.zh, row.why.en),
            help: Said::new(row.why.help_zh, row.why.help_en),
            at: crate::store::moment(row.at).to_string(),
        })
    }

    fn batch(&self, batch: &str) -> Result<BatchRow> {
        self.store().read(|c| batches::find(c, batch))?.ok_or_else(|| Error::new(&fault::NO_BATCH))
    }

    /// Begins a batch for every client and runs one after the other; the first failure, if there was any.
    fn sign_all(
        &self,
        whose: &str,
        key_of: &dyn Fn(&str) -> String,
        ids: Option<&[String]>,
        work: Work<'_>,
    ) -> Result<Option<Error>> {
        let whose = self.id_or_all(whose)?;
        let inner = self.inner();
        let _alone = held(&inner.signing);
        inner.collect()?;
        let named = match ids {
            Some(_) => Some(self.by_client(&whose, ids)?.into_values().flatten().collect::<Vec<i64>>()),
            None => None,
        };
        if let Some(named) = &named {
            self.all_reviewed(named)?;
        }
        let mut first = None;
        let mut begun = Vec::new();
        for (client, ids) in self.by_client(&whose, ids)? {
            match self.begin(&client, &key_of(&client), &ids) {
                Ok(batch) => begun.extend(batch),
                Err(error) => first = first.or(Some(error)),
            }
        }
        let total = begun.iter().map(|row| row.left).sum::<i64>();
        let mut run = Run { work, done: 0, total: usize::try_from(total).unwrap_or_default() };
        for row in begun {
            if let Some(error) = self.run(&row, &mut run)? {
                first = first.or(Some(error));
            }
        }
        let asked = self.sign_asked(&whose, key_of, named.as_deref())?;
        Ok(first.or(asked))
    }

    /// A batch of one client; none when nothing is to be signed, or a key was named that is not the client's.
    fn begin(&self, client: &str, key: &str, ids: &[i64]) -> Result<Option<BatchRow>> {
        if ids.is_empty() {
            return Ok(None);
        }
        let inner = self.inner();
        let row = keys::choose(&inner.store, client, key)?;
        if row.client != client {
            return Ok(None);
        }
        let (id, now) = (clock::guid()?, clock::now().unix_ms());
        inner.store.write(|tx| batches::begin(tx, &id, (client, &row.id), ids, now))?;
        inner.store.read(|c| batches::find(c, &id))
    }

    /// Runs a batch to its end, or pauses it; why, when it was paused.
    fn run(&self, row: &BatchRow, run: &mut Run<'_>) -> Result<Option<Error>> {
        let inner = self.inner();
        let start = Instant::now();
        let before = run.done;
        let signed = self.signed(row, run);
        let ms = i64::try_from(start.elapsed().as_millis()).unwrap_or(i64::MAX);
        let done = to_i64(run.done - before);
        run.done = before + usize::try_from(row.left).unwrap_or_default();
        match signed {
            Ok(()) => {
                inner.store.write(|tx| {
                    batches::end(tx, &row.id)?;
                    if done > 0 { note(tx, &row.key, "signed", "", (done, ms)) } else { Ok(()) }
                })?;
                Ok(None)
            }
            Err(error) => {
                if error.code() == SignError::KeyGone.code() {
                    inner.keys.close(&row.key);
                }
                if keys::is_refusal(error.code())
                    && let Some(key) = inner.store.read(|c| crate::store::keys::find(c, &row.key))?
                {
                    inner.keys.refuse(&key, &inner.store, &inner.secrets)?;
                }
                // A person who pauses has not failed.
                let error = if error.is(&fault::CANCELLED) { Error::new(&fault::PAUSED) } else { error };
                tracing::warn!(code = error.code(), batch = %row.id, "a batch of signatures is paused");
                // On a full disk even this cannot be written; the next start finds the batch all the same.
                let paused = inner.store.write(|tx| {
                    let at = clock::now().unix_ms();
                    batches::pause(tx, &row.id, &why(&error), at)?;
                    if !error.is(&fault::PAUSED) {
                        let details = [("code", error.code().to_owned())];
                        activity::log_of(tx, at, "key-failed", &row.client, &row.key, &details)?;
                    }
                    note(tx, &row.key, "paused", error.code(), (done, ms))
                });
                match paused {
                    Err(full) if !full.is(&fault::DISK_FULL) => Err(full),
                    _ => Ok(Some(error)),
                }
            }
        }
    }

    fn signed(&self, row: &BatchRow, run: &mut Run<'_>) -> Result<()> {
        let inner = self.inner();
        let client = inner.client(&row.client)?;
        let what = Said::new(format!("正在签名：{}", client.name), format!("Signing for {}", client.name));
        run.work.at_said(run.done, run.total, what.clone())?;
        let key = keys::choose(&inner.store, &client.id, &row.key)?;
        let signer = inner.keys.signer(&key, &inner.store, &inner.secrets)?;
        if !client.takes(signer.algorithm()) {
            return Err(Error::new(&fault::NOT_TAKEN).on(signer.algorithm().name()));
        }
        let signing = Signing {
            signer,
            client: client.id.clone(),
            key_id: key.id,
            transfer: client.profile.transfer(),
            sends_orders: client.profile.sends_orders,
        };
        let (base, done) = (run.done, std::cell::Cell::new(0));
        let told = |signed: usize| {
            // What is signed may travel while the rest is being signed.
            if signed > done.replace(signed) {
                inner.wake.notify_waiters();
            }
            run.work.at_said(base + signed, run.total, what.clone())
        };
        let signed = outbox::sign(&inner.store, &signing, &row.id, &told);
        run.done = base + done.get();
        signed.map(|_| ())
    }

    /// What may be signed, by client; of one client only where it is named. This is the one place that decides it: every
    /// record is judged once more, by `outbox::sign`, right before it gets into a message.
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
}

fn why(error: &Error) -> Why {
    Why {
        code: error.code().to_owned(),
        zh: error.says().zh.clone(),
        en: error.says().en.clone(),
        help_zh: error.help().zh.clone(),
        help_en: error.help().en.clone(),
    }
}

/// Batches that were under way when the program ended are paused; how many were.
pub(super) fn recover(tx: &rusqlite::Connection, now: i64) -> Result<usize> {
    batches::interrupted(tx, &why(&Error::new(&fault::INTERRUPTED)), now)
}

pub(super) fn note(
    tx: &rusqlite::Connection,
    key: &str,
    what: &str,
    code: &str,
    (n, ms): (i64, i64),
) -> Result<()> {
    let at = clock::now().unix_ms();
    key_log::log(tx, key, &Entry { at, what: what.to_owned(), code: code.to_owned(), n, ms })
}

#[cfg(test)]
pub(crate) mod tests;
