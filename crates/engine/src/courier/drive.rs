//! Many signed messages at once, for benchmarks: the same wire as the courier, without a store behind it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use clearance_core::exchange::{Enrolment, MESSAGE_ID_HEADER, ReceiptPage, Role, path};
use clearance_core::signing::Signer;
use reqwest::Method;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};

use super::http::{Line, offline, settle, told};
use super::{ANSWER, Courier};
use crate::error::{Error, Result, fault};

/// One enterprise at one service, signed in.
pub(crate) struct Driver {
    courier: Courier,
    line: Line,
    token: String,
}

impl Driver {
    /// Makes an enterprise known and signs it in.
    pub(crate) async fn enter(base: &str, code: &str, role: Role, signer: Arc<dyn Signer>) -> Result<Driver> {
        let courier = Courier::new(None, None)?;
        let line = Line {
            base: base.to_owned(),
            code: code.to_owned(),
            name: code.to_owned(),
            dxp_id: "DXPENT0000099001".to_owned(),
            signer,
            enrols: false,
        };
        let enrolment = Enrolment {
            code: line.code.clone(),
            name: line.name.clone(),
            dxp_id: line.dxp_id.clone(),
            roles: vec![role],
            certificate: BASE64.encode(line.signer.certificate().der()),
            may_declare_for: None,
        };
        let request =
            courier.request(&line, Method::POST, path::ENTERPRISES).timeout(ANSWER).json(&enrolment);
        let answer = request.send().await.map_err(offline)?;
        if !answer.status().is_success() {
            return Err(told(answer).await);
        }
        let token = courier.token(&line, true).await?;
        Ok(Driver { courier, line, token })
    }

    async fn post(&self, id: &str, body: String) -> Result<()> {
        loop {
            let request = self
                .courier
                .request(&self.line, Method::POST, path::MESSAGES)
                .header(AUTHORIZATION, format!("Bearer {}", self.token))
                .header(CONTENT_TYPE, "application/xml; charset=utf-8")
                .header(MESSAGE_ID_HEADER, id)
                .timeout(ANSWER)
                .body(body.clone());
            let answer = request.send().await.map_err(offline)?;
            if answer.status().is_success() {
                return Ok(());
            }
            let error = told(answer).await;
            if !error.retry() {
                return Err(error);
            }
            // The service asked to wait: a load waits too, and the wait counts.
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Sends all messages, `parallel` at a time, in order of their start.
    pub(crate) async fn post_all(
        self: Arc<Self>,
        messages: Vec<(String, String)>,
        parallel: usize,
    ) -> Result<()> {
        let messages = Arc::new(messages);
        let next = Arc::new(AtomicUsize::new(0));
        let lanes: Vec<_> = (0..parallel)
            .map(|_| {
                let (driver, messages, next) = (Arc::clone(&self), Arc::clone(&messages), Arc::clone(&next));
                tokio::spawn(async move {
                    while let Some((id, body)) = messages.get(next.fetch_add(1, Ordering::Relaxed)) {
                        driver.post(id, body.clone()).await?;
                    }
                    Ok::<(), Error>(())
                })
            })
            .collect();
        for lane in lanes {
            lane.await.map_err(|e| Error::new(&fault::SERVICE).because(e))??;
        }
        Ok(())
    }

    /// Receipts after a cursor.
    pub(crate) async fn page(&self, after: u64) -> Result<ReceiptPage> {
        let asked = format!("{}?after={after}&wait=2", path::RECEIPTS);
        let request = self
            .courier
            .request(&self.line, Method::GET, &asked)
            .header(AUTHORIZATION, format!("Bearer {}", self.token))
            .timeout(ANSWER);
        settle(request.send().await.map_err(offline)?).await
    }
}
