//! The activity log: read, followed and exported.

use std::path::PathBuf;

use clearance_engine::view::{ActivityPage, ActivityQuery, LogExported, LogState};
use tauri::State;

use crate::opened::{Answer, Opened};

#[tauri::command]
#[specta::specta]
pub(crate) async fn activity(desk: State<'_, Opened>, query: ActivityQuery) -> Answer<ActivityPage> {
    desk.ask(move |desk| desk.activity(&query)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn verify_activity(desk: State<'_, Opened>) -> Answer<LogState> {
    desk.ask(|desk| desk.verify_activity()).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn export_activity(desk: State<'_, Opened>, path: String) -> Answer<LogExported> {
    desk.ask(move |desk| desk.export_activity(&PathBuf::from(path))).await
}
