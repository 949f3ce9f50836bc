//! Rounds of the courier: for every enterprise at its service, send what is due and pull what came.

use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use super::{Desk, Inner, held};
use crate::clock;
use crate::courier::folder::{Folder, Place};
use crate::courier::http::Line;
use crate::courier::{Channel, Route};
use crate::error::{Error, Result, fault};
use crate::inbox::Brought;
use crate::profile::Client;
use crate::sandbox::Sandbox;
use crate::store::{messages, payment_data, settings, to_u32};
use crate::view::{FolderSetting, Synced};
use crate::{keys, outbox};

/// Name of the sandbox's feed; its port changes with every start.
pub(super) const SANDBOX: &str = "sandbox";
/// How long a background pull waits at the service.
const LONG_POLL: Duration = Duration::from_secs(25);
/// How long the other pulls may still take when one has brought something.
const SHORT: Duration = Duration::from_secs(1);
/// Pause of the background work after something failed, and its longest sleep.
const CALM: (Duration, Duration) = (Duration::from_secs(5), Duration::from_secs(30));

impl Inner {
    /// Whether the sandbox is up.
    pub(super) fn sandbox_runs(&self) -> bool {
        held(&self.sandbox).as_mut().is_some_and(Sandbox::runs)
    }

    /// Starts the sandbox, unless it is up.
    pub(super) fn start_sandbox(&self) -> Result<()> {
        let mut sandbox = held(&self.sandbox);
        if sandbox.as_mut().is_some_and(Sandbox::runs) {
            return Ok(());
        }
        // The one before, if there was one, is gone; its port with it.
        *sandbox = None;
        let folder = self.store.folder().join("sandbox");
        *sandbox = Some(Sandbox::start(self.options.sandbox.as_deref(), &folder)?);
        Ok(())
    }

    /// Starts the sandbox again if it was up and has died.
    fn revive_sandbox(&self) -> Result<()> {
        let died = held(&self.sandbox).as_mut().is_some_and(|sandbox| !sandbox.runs());
        if died { self.start_sandbox() } else { Ok(()) }
    }

    /// Starts the sandbox if there is a practice client.
    pub(super) fn ready_sandbox(&self) -> Result<()> {
        if self.clients()?.iter().any(plays) {
            self.start_sandbox()?;
        }
        Ok(())
    }

    /// Address of a client's service; empty when there is none, as for a client that sends through a folder.
    pub(super) fn service_of(&self, client: &Client) -> Result<String> {
        if client.folder.is_some() {
            return Ok(String::new());
        }
        if !client.service.is_empty() {
            return Ok(client.service.clone());
        }
        if client.practice {
            return Ok(held(&self.sandbox).as_ref().map(|s| s.address().to_owned()).unwrap_or_default());
        }
        Ok(self.store.read(|c| settings::get(c, settings::SERVICE))?.unwrap_or_default())
    }

    /// Whether a client that sends through a folder finds it in place.
    pub(super) fn folder_is_there(&self, client: &Client) -> bool {
        client.folder.as_ref().is_some_and(|setting| folder_of(self, setting).ready().is_ok())
    }

    /// Every enterprise with a usable key at a service that is known, where clients of one declarant share a route; and
    /// every folder, which needs no key and is shared by all that send through it.
    pub(super) fn routes(&self) -> Result<Vec<Route>> {
        let mut routes: Vec<Route> = Vec::new();
        for client in self.clients()? {
            if let Some(setting) = &client.folder {
                let folder = folder_of(self, setting);
                let service = format!("folder:{}", folder.place.key);
                let route = match routes.iter_mut().find(|route| route.service == service) {
                    Some(route) => route,
                    None => {
                        let code = client.profile.declarant.code.clone();
                        let channel = Channel::Folder(folder);
                        routes.push(Route { service, code, clients: Vec::new(), channel });
                        let Some(route) = routes.last_mut() else { continue };
                        route
                    }
                };
                if let Channel::Folder(folder) = &mut route.channel {
                    folder.styles.push((client.id.clone(), setting.clone()));
                    route.clients.push(client.id);
                }
                continue;
            }
            let base = self.service_of(&client)?;
            if base.is_empty() {
                continue;
            }
            let sandbox = plays(&client);
            let service = if sandbox { SANDBOX.to_owned() } else { base.clone() };
            let declarant = &client.profile.declarant;
            if let Some(route) = routes.iter_mut().find(|r| r.service == service && r.code == declarant.code)
            {
                route.clients.push(client.id);
                continue;
            }
            // A client without a usable key waits; the screens say so.
            let mut signer = None;
            for key in keys::for_sign_in(&self.store, &client.id)? {
                match self.keys.signer(&key, &self.store, &self.secrets) {
                    Ok(opened) => {
                        signer = Some(opened);
                        break;
                    }
                    Err(error) => tracing::warn!(%error, "a key cannot be opened"),
                }
            }
            let Some(signer) = signer else { continue };
            routes.push(Route {
                service,
                code: declarant.code.clone(),
                channel: Channel::Http(Line {
                    base,
                    code: declarant.code.clone(),
                    name: declarant.name.clone(),
                    dxp_id: client.profile.dxp_id.clone(),
                    signer,
                    enrols: sandbox,
                }),
                clients: vec![client.id],
            });
        }
        Ok(routes)
    }

    /// Picks up what other programs have signed.
    pub(super) fn collect(&self) -> Result<outbox::Collected> {
        outbox::collect(&self.store, &self.keys, &self.secrets)
    }

    /// Remembers since when no service is to be reached, and when one is again.
    pub(super) fn mark_offline(&self, offline: bool) -> Result<()> {
        let since = self.store.read(|c| settings::get(c, settings::OFFLINE_SINCE))?.unwrap_or_default();
        if offline != since.is_empty() {
            return Ok(());
        }
        let value = if offline { clock::now().unix_ms().to_string() } else { String::new() };
        self.store.write(|tx| settings::set(tx, settings::OFFLINE_SINCE, &value))
    }
}

/// Whether a client practises at the sandbox.
fn plays(client: &Client) -> bool {
    client.practice && client.service.is_empty() && client.folder.is_none()
}

fn folder_of(inner: &Inner, setting: &FolderSetting) -> Folder {
    Folder { place: Arc::new(Place::new(setting)), pace: inner.courier.pace(), styles: Vec::new() }
}

/// Sends what is due on every route.
pub(super) async fn send(inner: &Inner) -> Result<Synced> {
    let mut synced = Synced::default();
    inner.collect()?;
    for route in inner.routes()? {
        let sent = inner.courier.send(&inner.store, &route).await?;
        synced.delivered += sent.delivered;
        synced.refused += sent.refused;
        if let Channel::Folder(_) = route.channel {
            continue;
        }
        match sent.trouble {
            Some(code) => inner.mark_offline(code == fault::OFFLINE.code)?,
            None if sent.delivered + sent.refused > 0 => inner.mark_offline(false)?,
            None => {}
        }
    }
    synced.waiting = to_u32(inner.store.read(messages::waiting)?);
    // Customs waits for seconds only: whatever was demanded meanwhile is answered in the same round.
    super::payment_data::answer(inner).await?;
    Ok(synced)
}

/// Pulls from every route at once. Comes back as soon as one of them brought something, or all have waited.
pub(super) async fn pull(inner: &Arc<Inner>, wait: Duration) -> Result<Brought> {
    let mut pulls = JoinSet::new();
    for route in inner.routes()? {
        let inner = Arc::clone(inner);
        pulls.spawn(async move { inner.courier.pull(&inner.store, &route, wait).await });
    }
    let mut all = Brought::default();
    let mut trouble: Option<Error> = None;
    let mut answered = false;
    loop {
        // Once one has brought something, the others get a moment to finish; what they miss they bring next time.
        let left = if all.receipts + all.demands > 0 { SHORT } else { wait + LONG_POLL };
        let Ok(Some(done)) = tokio::time::timeout(left, pulls.join_next()).await else { break };
        match done {
            Ok(Ok(brought)) => {
                answered = true;
                all.receipts += brought.receipts;
                all.bills += brought.bills;
                all.unread += brought.unread;
                all.demands += brought.demands;
            }
            Ok(Err(error)) => trouble = Some(error),
            Err(panic) => tracing::error!(%panic, "a pull broke"),
        }
    }
    match trouble {
        Some(error) if !answered => {
            inner.mark_offline(error.is(&fault::OFFLINE))?;
            Err(error)
        }
        _ => {
            if answered {
                inner.mark_offline(false)?;
            }
            // Customs waits for seconds: not until the next round of sending.
            if all.demands > 0
                && let Err(error) = super::payment_data::answer(inner).await
            {
                tracing::warn!(%error, "a demand for payment data waits");
            }
            Ok(all)
        }
    }
}

impl Desk {
    /// Sends and pulls and looks into the watched folders in the background until the desk is dropped; tells of every
    /// change.
    ///
    /// # Errors
    /// The desk is being closed.
    pub fn start_courier(&self, changed: impl Fn() + Send + Sync + 'static) -> Result<()> {
        let changed: Arc<dyn Fn() + Send + Sync> = Arc::new(changed);
        let held_runtime = held(&self.hold.runtime);
        let runtime = held_runtime.as_ref().ok_or_else(|| Error::new(&fault::OFFLINE))?;
        runtime.spawn(keep_sending(Arc::downgrade(&self.hold.inner), Arc::clone(&changed)));
        runtime.spawn(super::watch::keep_watching(Arc::downgrade(&self.hold.inner), Arc::clone(&changed)));
        runtime.spawn(keep_pulling(Arc::downgrade(&self.hold.inner), changed));
        Ok(())
    }
}

async fn keep_sending(desk: Weak<Inner>, changed: Arc<dyn Fn() + Send + Sync>) {
    while let Some(inner) = desk.upgrade() {
        let woken = inner.wake.notified();
        if let Err(error) = inner.revive_sandbox() {
            tracing::warn!(%error, "the sandbox is down");
        }
        let sleep = match send(&inner).await {
            Ok(synced) => {
                if synced.delivered + synced.refused > 0 {
                    changed();
                }
                let next = inner.store.read(|c| {
                    let (message, demand) = (messages::next_due(c)?, payment_data::next_due(c)?);
                    Ok(message.into_iter().chain(demand).min())
                });
                let next = next.unwrap_or_default();
                let left = next.map(|at| u64::try_from(at - clock::now().unix_ms()).unwrap_or(0));
                // A message that is due but has no route must not make us spin.
                left.map_or(CALM.1, |ms| Duration::from_millis(ms.max(500)).min(CALM.1))
            }
            Err(error) => {
                tracing::warn!(%error, "sending failed");
                CALM.0
            }
        };
        tokio::select! {
            () = woken => {}
            () = tokio::time::sleep(sleep) => {}
        }
    }
}

async fn keep_pulling(desk: Weak<Inner>, changed: Arc<dyn Fn() + Send + Sync>) {
    while let Some(inner) = desk.upgrade() {
        let woken = inner.wake.notified();
        let has_route = inner.routes().is_ok_and(|routes| !routes.is_empty());
        let asked = Instant::now();
        let sleep = if has_route {
            match pull(&inner, LONG_POLL).await {
                Ok(brought) if brought.receipts > 0 => {
                    changed();
                    continue;
                }
                // A service that does not wait as it was asked to must not be asked in a tight loop.
                Ok(_) if asked.elapsed() < SHORT => SHORT,
                Ok(_) => continue,
                Err(error) => {
                    tracing::info!(%error, "no receipts for now");
                    CALM.0
                }
            }
        } else {
            CALM.1
        };
        tokio::select! {
            () = woken => {}
            () = tokio::time::sleep(sleep) => {}
        }
    }
}
