//! Sending: what waits for a signature, batches of signatures, and what is on its way.

use std::collections::BTreeMap;

use clearance_engine::view::{BatchLine, Chosen, KeyEntry, Sending};
use tauri::State;

use crate::opened::{Answer, Opened};

#[tauri::command]
#[specta::specta]
pub(crate) async fn sending(desk: State<'_, Opened>, client: String) -> Answer<Sending> {
    desk.ask(move |desk| desk.sending(&client)).await
}

/// `keys` names a key for each client that shall not sign with its own.
#[tauri::command]
#[specta::specta]
pub(crate) async fn sign_and_send(
    desk: State<'_, Opened>,
    client: String,
    keys: BTreeMap<String, String>,
    ids: Option<Vec<String>>,
) -> Answer<Sending> {
    desk.work(move |desk, work| desk.sign_batch(&client, &keys, ids.as_deref(), work)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn keys_to_unlock_chosen(
    desk: State<'_, Opened>,
    client: String,
    keys: BTreeMap<String, String>,
    chosen: Chosen,
) -> Answer<Vec<KeyEntry>> {
    desk.ask(move |desk| desk.keys_to_unlock_chosen(&client, &keys, &chosen)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn keys_to_unlock(
    desk: State<'_, Opened>,
    client: String,
    keys: BTreeMap<String, String>,
    ids: Option<Vec<String>>,
) -> Answer<Vec<KeyEntry>> {
    desk.ask(move |desk| desk.keys_to_unlock(&client, &keys, ids.as_deref())).await
}

/// The batch, when it was paused again.
#[tauri::command]
#[specta::specta]
pub(crate) async fn go_on_signing(
    desk: State<'_, Opened>,
    batch: String,
    key: String,
) -> Answer<Option<BatchLine>> {
    desk.work(move |desk, work| desk.go_on(&batch, &key, work)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn stop_batch(desk: State<'_, Opened>, batch: String) -> Answer<()> {
    desk.ask(move |desk| desk.stop_batch(&batch)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn take_back(desk: State<'_, Opened>, client: String) -> Answer<u32> {
    desk.ask(move |desk| desk.take_back_of(&client)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn sign_chosen(
    desk: State<'_, Opened>,
    client: String,
    keys: BTreeMap<String, String>,
    chosen: Chosen,
) -> Answer<Sending> {
    desk.work(move |desk, work| desk.sign_chosen(&client, &keys, &chosen, work)).await
}
