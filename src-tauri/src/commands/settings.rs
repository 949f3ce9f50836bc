//! Settings: what is set, and the address of the service.

use clearance_engine::view::Settings;
use tauri::State;

use crate::opened::{Answer, Opened};

#[tauri::command]
#[specta::specta]
pub(crate) async fn settings(desk: State<'_, Opened>) -> Answer<Settings> {
    desk.ask(|desk| desk.settings()).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn set_service(desk: State<'_, Opened>, address: String) -> Answer<Settings> {
    desk.ask(move |desk| {
        desk.set_service(&address)?;
        desk.settings()
    })
    .await
}
