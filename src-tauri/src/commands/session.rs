//! The frame of the window: what is open, and the day so far.

use clearance_engine::view::{Session, Today};
use tauri::State;

use crate::opened::{Answer, Opened};

#[tauri::command]
#[specta::specta]
pub(crate) async fn session(desk: State<'_, Opened>) -> Answer<Session> {
    desk.ask(|desk| desk.session()).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn unlock(desk: State<'_, Opened>, passphrase: String) -> Answer<()> {
    desk.unlock(passphrase).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn choose_client(desk: State<'_, Opened>, client: String) -> Answer<Session> {
    desk.ask(move |desk| desk.choose_client(&client)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn start_practice(desk: State<'_, Opened>) -> Answer<Session> {
    desk.ask(|desk| desk.start_practice()).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn today(desk: State<'_, Opened>, client: String) -> Answer<Today> {
    desk.ask(move |desk| desk.today(&client)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn stop_work(desk: State<'_, Opened>) -> Answer<()> {
    desk.stop();
    Ok(())
}
