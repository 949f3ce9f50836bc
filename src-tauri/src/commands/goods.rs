//! The goods book of a client, and the tariff beside it.

use std::path::PathBuf;

use clearance_engine::view::{GoodsForm, GoodsLine, GoodsPage, GoodsPlan, GoodsQuery, TariffPage};
use tauri::{AppHandle, State};
use tauri_plugin_dialog::DialogExt;

use crate::opened::{Answer, Opened};

#[tauri::command]
#[specta::specta]
pub(crate) async fn goods(desk: State<'_, Opened>, client: String, query: GoodsQuery) -> Answer<GoodsPage> {
    desk.ask(move |desk| desk.goods(&client, &query)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn check_goods(
    desk: State<'_, Opened>,
    client: String,
    typed: GoodsForm,
) -> Answer<GoodsLine> {
    desk.ask(move |desk| desk.check_goods(&client, &typed)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn put_goods(
    desk: State<'_, Opened>,
    client: String,
    typed: Vec<GoodsForm>,
) -> Answer<Vec<GoodsLine>> {
    desk.ask(move |desk| desk.put_goods(&client, &typed)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn drop_goods(
    desk: State<'_, Opened>,
    client: String,
    ids: Vec<String>,
) -> Answer<Vec<GoodsForm>> {
    desk.ask(move |desk| desk.drop_goods(&client, &ids)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn plan_goods(desk: State<'_, Opened>, client: String, path: String) -> Answer<GoodsPlan> {
    desk.work(move |desk, work| desk.plan_goods(&client, &PathBuf::from(path), work)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn take_goods(desk: State<'_, Opened>, client: String, path: String) -> Answer<GoodsPlan> {
    desk.work(move |desk, work| desk.take_goods(&client, &PathBuf::from(path), work)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn export_goods(desk: State<'_, Opened>, client: String, path: String) -> Answer<u32> {
    desk.ask(move |desk| desk.export_goods(&client, &PathBuf::from(path))).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn tariff(desk: State<'_, Opened>, query: String, most: u32) -> Answer<TariffPage> {
    desk.ask(move |desk| desk.tariff(&query, most)).await
}

/// The system's own dialog for a new workbook; nothing chosen is an empty path.
#[tauri::command]
#[specta::specta]
pub(crate) async fn pick_workbook(app: AppHandle, name: String) -> Answer<String> {
    let (answer, chosen) = tokio::sync::oneshot::channel();
    app.dialog()
        .file()
        .add_filter("xlsx", &["xlsx"])
        .set_file_name(name)
        .save_file(move |file| drop(answer.send(file)));
    Ok(chosen.await.ok().flatten().map(|file| file.to_string()).unwrap_or_default())
}
