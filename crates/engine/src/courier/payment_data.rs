//! Uploads of original payment data: a form to customs' address, the same octets every time.

use clearance_core::cn::notice179::{LIMIT_MS, UPLOAD_PARAMETER, UPLOAD_PATH, Verdict};
use reqwest::header::CONTENT_TYPE;

use super::Courier;
use super::http::{failed, octets, offline, retry_after};
use crate::error::{Error, Result, fault};

impl Courier {
    /// Uploads once.
    ///
    /// # Errors
    /// The address is not to be reached or does not speak the protocol; then the same octets may be sent again.
    pub(crate) async fn upload_payment_data(&self, address: &str, upload: &str) -> Result<Verdict> {
        let form: String =
            form_urlencoded::Serializer::new(String::new()).append_pair(UPLOAD_PARAMETER, upload).finish();
        let request = self
            .client(address)
            .post(address)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .timeout(self.answer.min(std::time::Duration::from_millis(LIMIT_MS.unsigned_abs())))
            .body(form);
        let answer = request.send().await.map_err(offline)?;
        let (status, wait) = (answer.status(), retry_after(&answer));
        let text = octets(answer).await?;
        match Verdict::read(&String::from_utf8_lossy(&text)) {
            Some(verdict) => Ok(verdict),
            None if status.is_success() => Err(Error::new(&fault::GARBAGE)),
            None => Err(failed(status, wait)),
        }
    }
}

/// Where a service takes uploads when nothing else is set.
pub(crate) fn upload_address(base: &str) -> String {
    format!("{}{UPLOAD_PATH}", base.trim_end_matches('/'))
}
