//! Sends: as fast as it is taken, or at moments that do not depend on the answers.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use clearance_core::exchange::{MESSAGE_ID_HEADER, path};

use super::load::{DECLARANT, Signed};
use super::port::{Gate, Port};
use super::wire::Wire;
use super::{Result, Through, stopped, usage};

/// So many connections send at once; each waits for its answer before it sends again.
const LANES: usize = 12;
/// Where moments are given, so many stand ready that none waits for another's answer.
const LANES_PACED: usize = 64;
/// Who is asked to come back waits so long. Less than an enterprise would: the measurement wants to keep the service busy.
const PAUSE: Duration = Duration::from_millis(2);

/// A run as fast as it goes.
pub(super) struct Ran {
    /// Seconds until everything was answered.
    pub(super) answered: f64,
    /// Seconds until everything was worked on and, in a full line, read.
    pub(super) worked: f64,
    /// Seconds of all cores, load included.
    pub(super) cpu: Option<f64>,
}

/// A run at given moments.
pub(super) struct Open {
    /// From the moment each was due to its answer.
    pub(super) millis: Vec<f64>,
    /// How often one was asked to come back.
    pub(super) late: usize,
}

impl Gate {
    /// Sends one message; whether it was taken, or is to be sent again.
    async fn send(
        &self,
        service: &crate::Service,
        wire: &mut Option<Wire>,
        message: &Signed,
    ) -> Result<bool> {
        if self.through == Through::Direct {
            let sender = &self.senders[message.party];
            return match service.admit(sender, message.bytes.clone(), Some(&message.id)).await {
                Ok(_) => Ok(true),
                Err(refused) if refused.refusal.retry => Ok(false),
                Err(refused) => Err(stopped(&refused.refusal.says.en)),
            };
        }
        let open = match wire.take() {
            Some(open) => open,
            None => Wire::open(self.address).await?,
        };
        let open = wire.insert(open);
        let headers = format!(
            "authorization: Bearer {}\r\n{MESSAGE_ID_HEADER}: {}\r\n",
            self.tokens[message.party], message.id
        );
        let reply = open.call("POST", path::MESSAGES, &headers, &message.bytes).await?;
        match reply.status {
            200 | 202 => Ok(true),
            429 | 503 => Ok(false),
            status => Err(stopped(format!("{status} {}", String::from_utf8_lossy(&reply.body)))),
        }
    }
}

impl Port {
    /// Sends all of it as fast as it is taken, and waits until the book has worked on all.
    pub(super) fn send(&self, messages: Vec<Vec<Signed>>) -> Result<Ran> {
        let cpu = usage::cpu_seconds();
        let started = Instant::now();
        self.post(messages)?;
        let answered = started.elapsed().as_secs_f64();
        while self.service.behind() > 0 {
            std::thread::sleep(Duration::from_millis(1));
        }
        let worked = started.elapsed().as_secs_f64();
        Ok(Ran { answered, worked, cpu: spent(cpu) })
    }

    /// The same, while the declarant reads its feed, until it has read that all are released and taxed.
    pub(super) fn line(&self, messages: Vec<Vec<Signed>>, declarations: usize) -> Result<Ran> {
        let after = self.newest()?;
        let cpu = usage::cpu_seconds();
        let started = Instant::now();
        let reading =
            self.load.spawn(read(Arc::clone(&self.service), Arc::clone(&self.gate), after, declarations));
        self.post(messages)?;
        let answered = started.elapsed().as_secs_f64();
        self.load.block_on(reading).map_err(stopped)??;
        let worked = started.elapsed().as_secs_f64();
        Ok(Ran { answered, worked, cpu: spent(cpu) })
    }

    fn post(&self, messages: Vec<Vec<Signed>>) -> Result<()> {
        let groups = Arc::new(Mutex::new(messages.into_iter()));
        let lanes: Vec<_> = (0..LANES)
            .map(|_| {
                let (groups, gate, service) =
                    (Arc::clone(&groups), Arc::clone(&self.gate), Arc::clone(&self.service));
                self.load.spawn(async move {
                    let mut wire = None;
                    loop {
                        let next = groups.lock().unwrap_or_else(PoisonError::into_inner).next();
                        let Some(group) = next else { return Ok(()) };
                        for message in group {
                            while !gate.send(&service, &mut wire, &message).await? {
                                tokio::time::sleep(PAUSE).await;
                            }
                        }
                    }
                })
            })
            .collect();
        lanes.into_iter().try_for_each(|lane| self.load.block_on(lane).map_err(stopped)?)
    }

    /// Sends so many messages a second, each at its moment, whatever became of those before it.
    pub(super) fn paced(&self, messages: Vec<Vec<Signed>>, a_second: f64) -> Result<Open> {
        let all: Arc<Vec<Signed>> = Arc::new(messages.into_iter().flatten().collect());
        let next = Arc::new(AtomicUsize::new(0));
        let late = Arc::new(AtomicUsize::new(0));
        let started = tokio::time::Instant::now() + Duration::from_millis(50);
        let lanes: Vec<_> = (0..LANES_PACED)
            .map(|_| {
                let (all, next, late) = (Arc::clone(&all), Arc::clone(&next), Arc::clone(&late));
                let (gate, service) = (Arc::clone(&self.gate), Arc::clone(&self.service));
                self.load.spawn(async move {
                    let (mut wire, mut millis) = (None, Vec::new());
                    loop {
                        let n = next.fetch_add(1, Ordering::Relaxed);
                        let Some(message) = all.get(n) else { return Ok::<_, crate::Error>(millis) };
                        let due = started + Duration::from_secs_f64(n as f64 / a_second);
                        tokio::time::sleep_until(due).await;
                        while !gate.send(&service, &mut wire, message).await? {
                            late.fetch_add(1, Ordering::Relaxed);
                            tokio::time::sleep(PAUSE).await;
                        }
                        millis.push(due.elapsed().as_secs_f64() * 1e3);
                    }
                })
            })
            .collect();
        let mut millis = Vec::with_capacity(all.len());
        for lane in lanes {
            millis.extend(self.load.block_on(lane).map_err(stopped)??);
        }
        Ok(Open { millis, late: late.load(Ordering::Relaxed) })
    }

    /// The newest cursor of the declarant's feed.
    fn newest(&self) -> Result<u64> {
        let mut after = 0;
        let declarant = self.gate.senders[DECLARANT].enterprise.id;
        loop {
            let page = self.load.block_on(self.service.receipts(declarant, after, Duration::ZERO));
            let next = page.map_err(|refused| stopped(&refused.refusal.says.en))?.next;
            if next == after {
                return Ok(after);
            }
            after = next;
        }
    }
}

fn spent(before: Option<f64>) -> Option<f64> {
    Some(usage::cpu_seconds()? - before?)
}

/// Reads the declarant's feed until everything is released and taxed.
async fn read(
    service: Arc<crate::Service>,
    gate: Arc<Gate>,
    mut after: u64,
    declarations: usize,
) -> Result<()> {
    let (mut released, mut billed) = (0, 0);
    let mut wire = match gate.through {
        Through::Http => Some(Wire::open(gate.address).await?),
        Through::Direct => None,
    };
    while released < declarations || billed < declarations {
        let before = after;
        let mut count = |text: &str| {
            released += text.matches("<returnStatus>800</returnStatus>").count();
            billed += text.matches("<TaxHeadRd>").count();
        };
        match &mut wire {
            Some(wire) => {
                let path = format!("{}?after={after}&wait=20", path::RECEIPTS);
                let token = format!("authorization: Bearer {}\r\n", gate.tokens[DECLARANT]);
                let reply = wire.call("GET", &path, &token, &[]).await?;
                let text = std::str::from_utf8(&reply.body).map_err(stopped)?;
                count(text);
                // Whoever only counts need not read all of the JSON.
                let next =
                    text.rsplit_once("\"next\":").map(|(_, next)| next.trim_end_matches(['}', '\n', ' ']));
                after = next
                    .and_then(|next| next.parse().ok())
                    .ok_or_else(|| stopped("a page without its end"))?;
            }
            None => {
                let declarant = gate.senders[DECLARANT].enterprise.id;
                let page = service.receipts(declarant, after, Duration::from_secs(20)).await;
                let page = page.map_err(|refused| stopped(&refused.refusal.says.en))?;
                page.envelopes.iter().for_each(|envelope| count(&envelope.body));
                after = page.next;
            }
        }
        if after == before {
            return Err(stopped(format!(
                "{released} of {declarations} released, {billed} billed, and nothing more"
            )));
        }
    }
    Ok(())
}
