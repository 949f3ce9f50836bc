//! The other parties, played: platform, payment company and carrier send what an inventory waits for.
//!
//! What they send is signed with certificates of their own and goes the way of every other message.

pub mod bank;
mod identities;
mod partners;
pub mod practice;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender};

use bytes::Bytes;
use clearance_core::cn::clear::Missing;
use clearance_core::cn::message::ceb311_order::Order;
use clearance_core::cn::message::ceb411_payment::Payment;
use clearance_core::cn::message::ceb511_waybill::Waybill;
use clearance_core::cn::message::{Body, Message, Transfer};
use clearance_core::cn::seal::seal;
use clearance_core::exchange::Role;

use self::identities::{Identities, Identity};
use self::practice::Practice;
use crate::admit::Judge;
use crate::auth::Registry;
use crate::book::Job;
use crate::config::Clock;
use crate::documents::Document;
use crate::log::Ask;
use crate::random;

/// At most so many records a message.
const MOST_RECORDS: usize = 100;

/// An inventory that waits for its partners.
pub(crate) struct Supply {
    pub(crate) declaration: Document,
    /// The order, where it is in hand: what the others send follows it.
    pub(crate) order: Option<Document>,
    pub(crate) missing: Missing,
    pub(crate) practice: Practice,
}

/// The parties, on a thread of their own.
pub(crate) struct Sandbox {
    identities: Identities,
    judge: Judge,
    log: SyncSender<Ask>,
    clock: Clock,
}

/// What is to be sent, by sender.
#[derive(Default)]
struct Outgoing {
    orders: BTreeMap<String, (Arc<Identity>, Vec<Order>)>,
    payments: BTreeMap<String, (Arc<Identity>, Vec<Payment>)>,
    waybills: BTreeMap<String, (Arc<Identity>, Vec<Waybill>)>,
}

impl Sandbox {
    pub(crate) fn new(
        registry: Arc<Registry>,
        judge: Judge,
        jobs: SyncSender<Job>,
        log: SyncSender<Ask>,
        clock: Clock,
    ) -> Self {
        let identities = Identities::new(registry, jobs, Arc::clone(&clock));
        Sandbox { identities, judge, log, clock }
    }

    /// Works until the writer has gone.
    pub(crate) fn run(mut self, supplies: &Receiver<Vec<Supply>>) {
        while let Ok(mut all) = supplies.recv() {
            while let Ok(more) = supplies.try_recv() {
                all.extend(more);
            }
            let outgoing = self.gather(&all);
            self.send(outgoing);
        }
    }

    fn gather(&mut self, supplies: &[Supply]) -> Outgoing {
        let mut out = Outgoing::default();
        for supply in supplies {
            let Some(declaration) = supply.declaration.declaration() else { continue };
            let head = &declaration.head;
            let in_hand = supply.order.as_ref().and_then(Document::order);
            // Everybody else has sent before the inventory was made, as policy asks.
            let at = in_hand.map_or(head.app_time, |order| order.head.app_time.max(head.app_time));
            let made = in_hand.is_none().then(|| partners::order(declaration, &self.judge.tables, at));
            let Some(order) = in_hand.or(made.as_ref()) else { continue };
            if supply.missing.payment {
                let payment = partners::payment(order, supply.practice, at);
                let (code, name) = (payment.pay_code.clone(), payment.pay_name.clone());
                if let Some(company) = self.identities.of(&code, &name, Role::Payment) {
                    out.payments.entry(code).or_insert_with(|| (company, Vec::new())).1.push(payment);
                }
            }
            if supply.missing.waybill
                && let Some(carrier) =
                    self.identities.of(&head.carrier_code, &head.carrier_name, Role::Carrier)
            {
                let waybill = partners::waybill(declaration, order, at);
                let code = head.carrier_code.clone();
                out.waybills.entry(code).or_insert_with(|| (carrier, Vec::new())).1.push(waybill);
            }
            if supply.missing.order
                && let Some(order) = made
                && let Some(platform) = self.identities.platform(&head.platform_code, &head.platform_name)
            {
                let code = platform.code.clone();
                out.orders.entry(code).or_insert_with(|| (platform, Vec::new())).1.push(order);
            }
        }
        out
    }

    fn send(&self, out: Outgoing) {
        for (identity, all) in out.orders.into_values() {
            all.chunks(MOST_RECORDS).for_each(|part| self.send_one(&identity, Body::Orders(part.to_vec())));
        }
        for (identity, all) in out.payments.into_values() {
            all.chunks(MOST_RECORDS).for_each(|part| self.send_one(&identity, Body::Payments(part.to_vec())));
        }
        for (identity, all) in out.waybills.into_values() {
            all.chunks(MOST_RECORDS).for_each(|part| self.send_one(&identity, Body::Waybills(part.to_vec())));
        }
    }

    fn send_one(&self, identity: &Identity, body: Body) {
        let message = Message::new(
            random::guid(),
            body,
            Transfer {
                company_code: identity.code.clone(),
                company_name: identity.name.clone(),
                mode: "DXP".to_owned(),
                dxp_id: identity.dxp_id.clone(),
                note: None,
            },
        );
        let sealed = match seal(&message.write(), &identity.signer) {
            Ok(sealed) => sealed.into_xml(),
            Err(error) => return tracing::error!(%error, "the sandbox could not sign"),
        };
        let Some(sender) = self.identities.known(&identity.code) else { return };
        let bytes = Bytes::from(sealed);
        let admission = match self.judge.read(&bytes, &sender, None, (self.clock)()) {
            Ok(admission) => {
                for word in admission.refused.iter().flatten() {
                    tracing::warn!(
                        status = word.status,
                        says = word.info,
                        "a sandbox document breaks a rule"
                    );
                }
                crate::admit::Admission { own: true, ..admission }
            }
            Err(refused) => {
                let code = refused.refusal.code;
                return tracing::error!(%code, says = refused.refusal.says.en, "a sandbox message was refused");
            }
        };
        let (reply, answer) = tokio::sync::oneshot::channel();
        if self.log.send(Ask::Keep(Box::new(admission), reply)).is_err() {
            return;
        }
        match answer.blocking_recv() {
            Ok(Ok(_)) | Err(_) => {}
            Ok(Err(refused)) => {
                tracing::error!(code = refused.refusal.code, "a sandbox message was not stored")
            }
        }
    }
}
