//! How a client is connected: through the folders of an official transport client.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// The folders that an official transport client watches and fills, and what it expects in them. Only gains fields,
/// with defaults.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FolderSetting {
    /// The folder that the client was set up with, such as `D:\ImpPath`.
    pub root: PathBuf,
    /// The module's folder in it; empty when the boxes stand in the root itself.
    #[serde(default)]
    pub module: String,
    /// The names of the boxes, compared without regard to case.
    #[serde(default)]
    pub boxes: Boxes,
    /// Files are zip archives that hold one XML file of the same name.
    #[serde(default)]
    pub zip: bool,
    /// Files are `DxpMsg` envelopes instead of bare business messages.
    #[serde(default)]
    pub dxp: bool,
    /// DXP id of the receiver of envelopes; empty for the data centre that the kind of message goes to.
    #[serde(default)]
    pub receiver: String,
    /// Receipts stay in the InBox after they were taken in.
    #[serde(default)]
    pub leave: bool,
}

impl FolderSetting {
    /// The usual boxes below a folder.
    #[must_use]
    pub fn new(root: PathBuf) -> Self {
        FolderSetting {
            root,
            module: String::new(),
            boxes: Boxes::default(),
            zip: false,
            dxp: false,
            receiver: String::new(),
            leave: false,
        }
    }
}

/// The names of the five boxes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Boxes {
    /// Here we write.
    pub out: String,
    /// Here the client puts what it has sent.
    pub sent: String,
    /// Here it puts what it could not send.
    pub fail: String,
    /// Here receipts appear.
    pub inbox: String,
    /// Here handled receipts go.
    pub done: String,
}

impl Default for Boxes {
    fn default() -> Self {
        let [out, sent, fail, inbox, done] =
            ["OutBox", "SentBox", "FailBox", "InBox", "HDNBox"].map(str::to_owned);
        Boxes { out, sent, fail, inbox, done }
    }
}
