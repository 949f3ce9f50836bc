//! Orders: from a file to declarations.

use std::path::PathBuf;

use clearance_engine::view::{
    Declared, Edit, EditPreview, FilePreview, HoldBack, Mapping, Review, ReviewPage, ReviewQuery,
};
use tauri::{AppHandle, State};
use tauri_plugin_dialog::DialogExt;

use crate::opened::{Answer, Opened};

/// The system's own file picker; nothing chosen is an empty list.
#[tauri::command]
#[specta::specta]
pub(crate) async fn pick_files(app: AppHandle) -> Answer<Vec<String>> {
    let (answer, chosen) = tokio::sync::oneshot::channel();
    app.dialog()
        .file()
        .add_filter("xlsx, xls, ods, csv", &["xlsx", "xlsm", "xls", "ods", "csv", "txt"])
        .pick_files(move |files| drop(answer.send(files)));
    let files = chosen.await.ok().flatten().unwrap_or_default();
    Ok(files.iter().map(ToString::to_string).collect())
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn open_files(
    desk: State<'_, Opened>,
    paths: Vec<String>,
    client: String,
) -> Answer<Mapping> {
    let paths: Vec<PathBuf> = paths.into_iter().map(PathBuf::from).collect();
    desk.work(move |desk, work| desk.open_files(&paths, &client, work)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn preview_file(
    desk: State<'_, Opened>,
    path: String,
    sheet: String,
    encoding: String,
) -> Answer<FilePreview> {
    desk.ask(move |desk| desk.preview_file(&PathBuf::from(path), &sheet, &encoding)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn preview_sheet(
    desk: State<'_, Opened>,
    import_id: String,
    sheet: u32,
) -> Answer<FilePreview> {
    desk.ask(move |desk| desk.preview_sheet(&import_id, sheet)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn open_pasted(desk: State<'_, Opened>, text: String, client: String) -> Answer<Mapping> {
    desk.work(move |desk, work| desk.open_pasted(&text, &client, work)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn map_column(
    desk: State<'_, Opened>,
    import_id: String,
    index: u32,
    field: String,
) -> Answer<Mapping> {
    desk.ask(move |desk| desk.map_column(&import_id, index, &field)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn review(desk: State<'_, Opened>, import_id: String) -> Answer<Review> {
    desk.work(move |desk, work| desk.review_with(&import_id, work)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn review_page(
    desk: State<'_, Opened>,
    import_id: String,
    query: ReviewQuery,
) -> Answer<ReviewPage> {
    desk.ask(move |desk| desk.review_page(&import_id, &query)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn edit(desk: State<'_, Opened>, import_id: String, edit: Edit) -> Answer<Review> {
    desk.ask(move |desk| desk.edit(&import_id, &edit)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn hold_back(
    desk: State<'_, Opened>,
    import_id: String,
    what: HoldBack,
    held: bool,
) -> Answer<Review> {
    desk.ask(move |desk| desk.hold_back(&import_id, &what, held)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn preview_edit(
    desk: State<'_, Opened>,
    import_id: String,
    edit: Edit,
) -> Answer<EditPreview> {
    desk.ask(move |desk| desk.preview_edit(&import_id, &edit)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn undo(desk: State<'_, Opened>, import_id: String) -> Answer<Review> {
    desk.ask(move |desk| desk.undo(&import_id)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn redo(desk: State<'_, Opened>, import_id: String) -> Answer<Review> {
    desk.ask(move |desk| desk.redo(&import_id)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn undo_mapping(desk: State<'_, Opened>, import_id: String) -> Answer<Mapping> {
    desk.ask(move |desk| desk.undo_mapping(&import_id)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn redo_mapping(desk: State<'_, Opened>, import_id: String) -> Answer<Mapping> {
    desk.ask(move |desk| desk.redo_mapping(&import_id)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn mapping(desk: State<'_, Opened>, import_id: String) -> Answer<Mapping> {
    desk.ask(move |desk| desk.mapping(&import_id)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn choose_header(
    desk: State<'_, Opened>,
    import_id: String,
    sheet: u32,
    header_row: u32,
) -> Answer<Mapping> {
    desk.ask(move |desk| desk.choose_header(&import_id, sheet, header_row)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn use_sheet(
    desk: State<'_, Opened>,
    import_id: String,
    sheet: u32,
    used: bool,
) -> Answer<Mapping> {
    desk.ask(move |desk| desk.use_sheet(&import_id, sheet, used)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn choose_encoding(
    desk: State<'_, Opened>,
    import_id: String,
    file: u32,
    encoding: String,
) -> Answer<Mapping> {
    desk.work(move |desk, work| desk.choose_encoding(&import_id, file, &encoding, work)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn add_column(
    desk: State<'_, Opened>,
    import_id: String,
    sheet: u32,
    field: String,
) -> Answer<Mapping> {
    desk.ask(move |desk| desk.add_column(&import_id, sheet, &field)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn declare(desk: State<'_, Opened>, import_id: String) -> Answer<Declared> {
    desk.work(move |desk, work| desk.declare(&import_id, work)).await
}
