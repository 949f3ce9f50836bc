//! The documents of the intake log: read again where they are no longer in memory.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use clearance_core::cn::message::Body;
use clearance_core::cn::message::ceb311_order::Order;
use clearance_core::cn::message::ceb411_payment::Payment;
use clearance_core::cn::message::ceb511_waybill::Waybill;
use clearance_core::cn::message::ceb621_inventory::Declaration;
use clearance_core::cn::message::ceb625_return::Return;
use clearance_core::cn::message::frame::Frame;
use clearance_core::signing::parse;

use crate::log::{Entry, LogReader};
use crate::store::{Place, Result, StoreError};

/// Messages that were read lately, the oldest forgotten first.
pub(crate) struct Documents {
    log: Box<dyn LogReader>,
    bodies: HashMap<i64, Arc<Body>>,
    age: VecDeque<i64>,
    held: usize,
    most: usize,
}

/// One document of a message.
#[derive(Clone)]
pub(crate) struct Document {
    body: Arc<Body>,
    position: usize,
}

impl Documents {
    pub(crate) fn new(log: Box<dyn LogReader>, most: usize) -> Self {
        Documents { log, bodies: HashMap::new(), age: VecDeque::new(), held: 0, most }
    }

    /// The entries of the log after a number, about `bytes` of them.
    pub(crate) fn after(&self, number: i64, bytes: usize) -> Result<Vec<Entry>> {
        self.log.after(number, bytes)
    }

    /// Holds the documents of a message.
    pub(crate) fn hold(&mut self, message: i64, body: Arc<Body>) {
        while self.held + body.len() > self.most
            && let Some(oldest) = self.age.pop_front()
        {
            self.held -= self.bodies.remove(&oldest).map_or(0, |body| body.len());
        }
        self.held += body.len();
        match self.bodies.insert(message, body) {
            Some(before) => self.held -= before.len(),
            None => self.age.push_back(message),
        }
    }

    /// The document at a place.
    pub(crate) fn get(&mut self, place: Place) -> Result<Document> {
        let position = place.position as usize;
        if let Some(body) = self.bodies.get(&place.message) {
            return Ok(Document { body: Arc::clone(body), position });
        }
        let bytes = self.log.bytes(place.message)?;
        let body = read(&bytes).map_err(|cause| {
            StoreError::Failed(format!("message {} cannot be read again: {cause}", place.message))
        })?;
        let body = Arc::new(body);
        self.hold(place.message, Arc::clone(&body));
        Ok(Document { body, position })
    }
}

pub(crate) fn read(bytes: &[u8]) -> std::result::Result<Body, String> {
    let parsed = parse(bytes).map_err(|e| e.to_string())?;
    let frame = Frame::read(&parsed.document).map_err(|e| e.to_string())?;
    Body::read(&frame).map_err(|e| e.to_string())
}

impl Document {
    /// It as an order.
    pub(crate) fn order(&self) -> Option<&Order> {
        match &*self.body {
            Body::Orders(all) => all.get(self.position),
            _ => None,
        }
    }

    /// It as a payment.
    pub(crate) fn payment(&self) -> Option<&Payment> {
        match &*self.body {
            Body::Payments(all) => all.get(self.position),
            _ => None,
        }
    }

    /// It as a waybill.
    pub(crate) fn waybill(&self) -> Option<&Waybill> {
        match &*self.body {
            Body::Waybills(all) => all.get(self.position),
            _ => None,
        }
    }

    /// It as a declaration.
    pub(crate) fn declaration(&self) -> Option<&Declaration> {
        match &*self.body {
            Body::Declarations(all) => all.get(self.position),
            _ => None,
        }
    }

    /// It as a return application.
    pub(crate) fn return_(&self) -> Option<&Return> {
        match &*self.body {
            Body::Returns(all) => all.get(self.position),
            _ => None,
        }
    }
}
