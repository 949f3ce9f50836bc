//! The clearance service in this process, on a free port of this computer.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use clearance_core::cn::message::{Body, Message, Transfer};
use clearance_core::cn::sample;
use clearance_core::cn::seal::seal;
use clearance_core::exchange::{Admitted, Enrolment, ReceiptPage, Role, path};
use clearance_server::{Config, Service, random, serve};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;

use crate::broker::Identity;

/// A running service; closed when dropped.
pub struct Office {
    service: Arc<Service>,
    address: SocketAddr,
    end: Option<oneshot::Sender<()>>,
    served: Option<tokio::task::JoinHandle<()>>,
    runtime: Runtime,
}

impl Office {
    /// A sandbox in which nobody waits for anything.
    #[must_use]
    pub fn open(folder: &Path) -> Office {
        Office::open_at(folder, ([127, 0, 0, 1], 0).into())
    }

    /// The same at a certain address.
    #[must_use]
    pub fn open_at(folder: &Path, address: SocketAddr) -> Office {
        Office::set_up(address, Config::sandbox_at_once(folder.join("service.db")))
    }

    /// A sandbox whose officers take an hour and close nothing.
    #[must_use]
    pub fn slow_officers(folder: &Path) -> Office {
        let config = Config::sandbox_at_once(folder.join("service.db"));
        let officer_after = Some(Duration::from_secs(3600));
        Office::set_up(([127, 0, 0, 1], 0).into(), Config { officer_after, close_after: None, ..config })
    }

    /// A sandbox in which the other parties send nothing for an hour.
    #[must_use]
    pub fn without_partners(folder: &Path) -> Office {
        let config = Config::sandbox_at_once(folder.join("service.db"));
        let partners_after = Duration::from_secs(3600);
        Office::set_up(([127, 0, 0, 1], 0).into(), Config { partners_after, ..config })
    }

    fn set_up(address: SocketAddr, config: Config) -> Office {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("a runtime");
        let service = Service::start(config).expect("a service");
        let listener = runtime.block_on(TcpListener::bind(address)).expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (end, ended) = oneshot::channel::<()>();
        let serving = serve(listener, Arc::clone(&service), async {
            // Dropping the other side ends it too.
            let _ = ended.await;
        });
        let served = runtime.spawn(async { serving.await.expect("it serves") });
        Office { service, address, end: Some(end), served: Some(served), runtime }
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Makes an enterprise known.
    pub fn enrol(&self, identity: &Identity, role: Role) {
        enrol(self.address, identity, role);
    }

    /// Hands in a message as its octets.
    ///
    /// # Panics
    /// The service refuses it.
    #[must_use]
    pub fn admit(&self, identity: &Identity, xml: &str) -> Admitted {
        let sender = self.service.enterprise(&identity.code).expect("an enrolled enterprise");
        let bytes = Bytes::from(xml.to_owned());
        self.runtime
            .block_on(self.service.admit(&sender, bytes, None))
            .unwrap_or_else(|refused| panic!("{:?}", refused.refusal))
    }

    /// Signs documents and hands them in.
    ///
    /// # Panics
    /// The service refuses them.
    pub fn send(&self, identity: &Identity, body: Body) {
        let transfer = Transfer {
            company_code: identity.code.clone(),
            company_name: identity.name.clone(),
            ..sample::transfer()
        };
        let message = Message::new(random::guid(), body, transfer);
        let sealed = seal(&message.write(), &identity.signer).expect("it is signed");
        let admitted = self.admit(identity, sealed.xml());
        assert!(!admitted.again, "a new message");
    }

    /// Asks for the original payment data of an order; the id of the call.
    ///
    /// # Panics
    /// The service does not ask.
    #[must_use]
    pub fn demand(&self, identity: &Identity, order_no: &str) -> String {
        let known = self.service.enterprise(&identity.code).expect("an enrolled enterprise");
        let asked = self.service.demand(&known, order_no);
        self.runtime.block_on(asked).unwrap_or_else(|refused| panic!("{:?}", refused.refusal))
    }

    /// Everything in the feed of an enterprise.
    ///
    /// # Panics
    /// The feed cannot be read.
    #[must_use]
    pub fn feed(&self, identity: &Identity) -> ReceiptPage {
        let known = self.service.enterprise(&identity.code).expect("an enrolled enterprise");
        let page = self.service.receipts(known.enterprise.id, 0, Duration::ZERO);
        self.runtime.block_on(page).unwrap_or_else(|refused| panic!("{:?}", refused.refusal))
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(served) = self.served.take() {
            // A test that fails has its own words already.
            let _ = self.runtime.block_on(served);
        }
    }
}

/// Makes an enterprise known to a sandbox at an address.
///
/// # Panics
/// The sandbox does not take it.
pub fn enrol(address: SocketAddr, identity: &Identity, role: Role) {
    let enrolment = Enrolment {
        code: identity.code.clone(),
        name: identity.name.clone(),
        dxp_id: sample::transfer().dxp_id,
        roles: vec![role],
        certificate: BASE64.encode(&identity.certificate),
        may_declare_for: None,
    };
    let body = serde_json::to_string(&enrolment).expect("plain values");
    let (status, answer) = post(address, path::ENTERPRISES, "application/json", &body);
    assert!((200..300).contains(&status), "{answer}");
}

/// Posts a body, as plainly as HTTP allows; the status and the body of the answer.
///
/// # Panics
/// Nobody listens, or the answer is no HTTP.
#[must_use]
pub fn post(address: SocketAddr, path: &str, kind: &str, body: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(address).expect("somebody listens");
    let request = format!(
        "POST {path} HTTP/1.1\r\nhost: {address}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).expect("it is sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    (status, body.to_owned())
}
