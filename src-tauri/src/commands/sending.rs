//! Sending: what waits for a signature, and what is on its way.

use clearance_engine::view::Sending;
use tauri::State;

use crate::opened::{Answer, Opened};

#[tauri::command]
#[specta::specta]
pub(crate) async fn sending(desk: State<'_, Opened>, client: String) -> Answer<Sending> {
    desk.ask(move |desk| desk.sending(&client)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn sign_and_send(
    desk: State<'_, Opened>,
    client: String,
    key: String,
    ids: Option<Vec<String>>,
) -> Answer<Sending> {
    desk.work(move |desk, work| desk.sign_and_send(&client, &key, ids.as_deref(), work)).await
}
