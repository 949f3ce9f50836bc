//! Declarations: the list, one in full, and every message word for word.

use clearance_engine::view::{
    Chosen, ChosenSummary, DeclarationDetail, DeclarationPage, DeclarationQuery, DeclarationTabs,
};
use tauri::State;

use crate::opened::{Answer, Opened};

#[tauri::command]
#[specta::specta]
pub(crate) async fn declarations(
    desk: State<'_, Opened>,
    query: DeclarationQuery,
) -> Answer<DeclarationPage> {
    desk.ask(move |desk| desk.declarations(&query)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn declaration_tabs(
    desk: State<'_, Opened>,
    query: DeclarationQuery,
) -> Answer<DeclarationTabs> {
    desk.ask(move |desk| desk.declaration_tabs(&query)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn chosen(desk: State<'_, Opened>, chosen: Chosen) -> Answer<ChosenSummary> {
    desk.ask(move |desk| desk.chosen(&chosen)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn declaration(
    desk: State<'_, Opened>,
    id: String,
    reveal: bool,
) -> Answer<DeclarationDetail> {
    desk.ask(move |desk| desk.declaration(&id, reveal)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn xml(desk: State<'_, Opened>, message: String) -> Answer<String> {
    desk.ask(move |desk| desk.xml(&message)).await
}
