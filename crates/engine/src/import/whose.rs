//! Whose orders an import reads: the client may be changed while the import is open.

use super::Import;
use crate::profile::Client;

impl Import {
    /// Reads the orders for the client as it is now.
    pub(crate) fn use_client(&mut self, client: Client) {
        self.client = client;
        self.version += 1;
        self.shown = None;
        self.judged = None;
        self.counted = None;
    }
}
