//! Tax bills: the list, the bytes of the paper, and saving it.

use clearance_engine::view::{Bills, SaveBills, Saved};
use tauri::{AppHandle, State};
use tauri_plugin_dialog::DialogExt;

use crate::opened::{Answer, Opened};

#[tauri::command]
#[specta::specta]
pub(crate) async fn bills(desk: State<'_, Opened>, client: String, find: String) -> Answer<Bills> {
    desk.ask(move |desk| desk.bills(&client, &find)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn bill_pdf(desk: State<'_, Opened>, ids: Vec<String>) -> Answer<Vec<u8>> {
    desk.ask(move |desk| desk.bill_pdf(&ids)).await
}

/// The system's own folder picker; nothing chosen is an empty path.
#[tauri::command]
#[specta::specta]
pub(crate) async fn pick_folder(app: AppHandle) -> Answer<String> {
    let (answer, chosen) = tokio::sync::oneshot::channel();
    app.dialog().file().pick_folder(move |folder| drop(answer.send(folder)));
    Ok(chosen.await.ok().flatten().map(|folder| folder.to_string()).unwrap_or_default())
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn save_bills(desk: State<'_, Opened>, what: SaveBills) -> Answer<Saved> {
    desk.ask(move |desk| desk.save_bills(&what)).await
}
