//! What outlives one open import: imports, the work list, recipes, named fixes, workbooks out and back, watched folders.

use std::path::PathBuf;

use clearance_engine::view::{
    Declared, Exported, FixLine, ImportLine, KeptLine, Mapping, Merged, RecipeLine, Review, ReviewQuery,
    Undone, WatchHow, WatchLine,
};
use tauri::State;

use crate::opened::{Answer, Opened};

#[tauri::command]
#[specta::specta]
pub(crate) async fn imports(desk: State<'_, Opened>, client: String) -> Answer<Vec<ImportLine>> {
    desk.ask(move |desk| desk.imports(&client)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn resume_import(desk: State<'_, Opened>, import_id: String) -> Answer<Mapping> {
    desk.work(move |desk, work| desk.resume_import(&import_id, work)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn discard_import(desk: State<'_, Opened>, import_id: String) -> Answer<()> {
    desk.ask(move |desk| desk.discard_import(&import_id)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn undo_import(desk: State<'_, Opened>, import_id: String) -> Answer<Undone> {
    desk.ask(move |desk| desk.undo_import(&import_id)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn redo_import(desk: State<'_, Opened>, import_id: String) -> Answer<Declared> {
    desk.work(move |desk, work| desk.redo_import(&import_id, work)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn kept(desk: State<'_, Opened>, client: String) -> Answer<Vec<KeptLine>> {
    desk.ask(move |desk| desk.kept(&client)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn export_bad(
    desk: State<'_, Opened>,
    import_id: String,
    path: String,
    all: bool,
) -> Answer<Exported> {
    desk.work(move |desk, work| desk.export_bad(&import_id, &PathBuf::from(path), all, work)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn export_rows(
    desk: State<'_, Opened>,
    import_id: String,
    path: String,
    query: ReviewQuery,
) -> Answer<Exported> {
    desk.work(move |desk, work| desk.export_rows(&import_id, &PathBuf::from(path), &query, work)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn merge_back(desk: State<'_, Opened>, import_id: String, path: String) -> Answer<Merged> {
    desk.work(move |desk, work| desk.merge_back(&import_id, &PathBuf::from(path), work)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn save_recipe(desk: State<'_, Opened>, import_id: String, name: String) -> Answer<Mapping> {
    desk.ask(move |desk| desk.save_recipe(&import_id, &name)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn recipes(desk: State<'_, Opened>, client: String) -> Answer<Vec<RecipeLine>> {
    desk.ask(move |desk| desk.recipes(&client)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn rename_recipe(
    desk: State<'_, Opened>,
    client: String,
    id: String,
    name: String,
) -> Answer<()> {
    desk.ask(move |desk| desk.rename_recipe(&client, &id, &name)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn drop_recipe(desk: State<'_, Opened>, client: String, id: String) -> Answer<()> {
    desk.ask(move |desk| desk.drop_recipe(&client, &id)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn keep_fix(desk: State<'_, Opened>, import_id: String, name: String) -> Answer<FixLine> {
    desk.ask(move |desk| desk.keep_fix(&import_id, &name)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn fixes(desk: State<'_, Opened>, client: String) -> Answer<Vec<FixLine>> {
    desk.ask(move |desk| desk.fixes(&client)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn apply_fix(desk: State<'_, Opened>, import_id: String, id: String) -> Answer<Review> {
    desk.ask(move |desk| desk.apply_fix(&import_id, &id)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn rename_fix(
    desk: State<'_, Opened>,
    client: String,
    id: String,
    name: String,
) -> Answer<()> {
    desk.ask(move |desk| desk.rename_fix(&client, &id, &name)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn drop_fix(desk: State<'_, Opened>, client: String, id: String) -> Answer<()> {
    desk.ask(move |desk| desk.drop_fix(&client, &id)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn watch_folder(
    desk: State<'_, Opened>,
    client: String,
    folder: String,
    how: WatchHow,
) -> Answer<Vec<WatchLine>> {
    desk.ask(move |desk| desk.watch_folder(&client, &PathBuf::from(folder), how)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn watched(desk: State<'_, Opened>, client: String) -> Answer<Vec<WatchLine>> {
    desk.ask(move |desk| desk.watched(&client)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn stop_watching(desk: State<'_, Opened>, client: String, folder: String) -> Answer<()> {
    desk.ask(move |desk| desk.stop_watching(&client, &folder)).await
}
