//! A service under measurement, with its parties signed in.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::{Engine, engine::general_purpose::STANDARD};
use clearance_core::exchange::{Challenge, ChallengeRequest, Enrolment, Session, SignIn, path};
use clearance_core::signing::{Signer, SoftKey};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::load::{Card, PARTIES, Signed, What, messages, now};
use super::wire::Wire;
use super::{Result, Through, stopped};
use crate::auth::Known;
use crate::config::{Clock, Config};
use crate::serve::serve;
use crate::service::Service;

const ADMIN: &str = "bench";

/// The service, its runtime, and the runtime of the load.
pub(super) struct Port {
    pub(super) service: Arc<Service>,
    pub(super) load: Runtime,
    pub(super) gate: Arc<Gate>,
    keys: Vec<SoftKey>,
    runtime: Runtime,
    served: JoinHandle<std::result::Result<(), crate::Error>>,
    end: oneshot::Sender<()>,
    folder: PathBuf,
}

/// How the load comes in.
pub(super) struct Gate {
    pub(super) through: Through,
    pub(super) address: SocketAddr,
    /// Tokens and rows of the parties.
    pub(super) tokens: Vec<String>,
    pub(super) senders: Vec<Arc<Known>>,
}

impl Port {
    /// A service over a new store, in which all parties are enrolled and signed in.
    pub(super) fn open(folder: &Path, card: Card, through: Through) -> Result<Port> {
        // A measurement before may have been cut off.
        let _ = std::fs::remove_dir_all(folder);
        let at = now();
        let clock: Clock = Arc::new(move || at);
        let admin_key = Some(ADMIN.to_owned());
        let config = Config { admin_key, close_after: None, clock, ..Config::new(folder.join("service.db")) };
        let service = Service::start(config)?;
        let runtime = Runtime::new().map_err(stopped)?;
        let load = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let load = load.map_err(stopped)?;
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).map_err(stopped)?;
        let address = listener.local_addr().map_err(stopped)?;
        let (end, ended) = oneshot::channel::<()>();
        let served = runtime.spawn(serve(listener, Arc::clone(&service), async {
            let _ = ended.await;
        }));
        let keys: Vec<SoftKey> = PARTIES.iter().map(|(code, _)| card.key(code)).collect::<Result<_>>()?;
        let mut tokens = Vec::new();
        for (party, key) in keys.iter().enumerate() {
            tokens.push(load.block_on(enter(address, party, key))?);
        }
        let known = |(code, _): &(&str, _)| service.enterprise(code).ok_or_else(|| stopped("not enrolled"));
        let senders = PARTIES.iter().map(known).collect::<Result<_>>()?;
        let gate = Arc::new(Gate { through, address, tokens, senders });
        Ok(Port { service, load, gate, keys, runtime, served, end, folder: folder.to_owned() })
    }

    /// Signed messages, in groups that are sent one message after the other.
    pub(super) fn messages(
        &self,
        what: What,
        from: usize,
        count: usize,
        records: usize,
    ) -> Result<Vec<Vec<Signed>>> {
        messages(&self.keys, what, from, count, records, self.service.config.workers)
    }

    /// Ends the service and removes what it kept.
    pub(super) fn close(self) -> Result<()> {
        // The service may have ended by itself.
        let _ = self.end.send(());
        let served = self.runtime.block_on(self.served).map_err(stopped)?;
        let _ = std::fs::remove_dir_all(&self.folder);
        served
    }
}

/// Enrols and signs in; gives the token.
async fn enter(address: SocketAddr, party: usize, key: &SoftKey) -> Result<String> {
    let (code, role) = PARTIES[party];
    let mut wire = Wire::open(address).await?;
    let enrolment = Enrolment {
        code: code.into(),
        name: "练习企业".into(),
        dxp_id: "DXPENT0000099001".into(),
        roles: vec![role],
        certificate: STANDARD.encode(key.certificate().der()),
        may_declare_for: None,
    };
    let admin = format!("authorization: Bearer {ADMIN}\r\n");
    ask::<serde_json::Value>(&mut wire, path::ENTERPRISES, &admin, &enrolment).await?;
    let challenge: Challenge =
        ask(&mut wire, path::CHALLENGES, "", &ChallengeRequest { code: code.into() }).await?;
    let signature = key.sign(challenge.text.as_bytes()).map_err(stopped)?;
    let sign_in = SignIn {
        id: challenge.id,
        signature: STANDARD.encode(signature),
        algorithm: key.algorithm().name().into(),
    };
    let session: Session = ask(&mut wire, path::SESSIONS, "", &sign_in).await?;
    Ok(session.token)
}

async fn ask<T: serde::de::DeserializeOwned>(
    wire: &mut Wire,
    path: &str,
    headers: &str,
    body: &impl serde::Serialize,
) -> Result<T> {
    let body = serde_json::to_vec(body).map_err(stopped)?;
    let headers = format!("content-type: application/json\r\n{headers}");
    let reply = wire.call("POST", path, &headers, &body).await?;
    if !(200..300).contains(&reply.status) {
        return Err(stopped(format!("{path}: {} {}", reply.status, String::from_utf8_lossy(&reply.body))));
    }
    serde_json::from_slice(&reply.body).map_err(stopped)
}
