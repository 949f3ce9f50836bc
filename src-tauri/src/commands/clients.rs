//! Clients: profiles, goods books and keys.

use std::path::PathBuf;

use clearance_engine::view::{ClientDetail, Profile};
use secrecy::SecretString;
use tauri::State;

use crate::opened::{Answer, Opened};

#[tauri::command]
#[specta::specta]
pub(crate) async fn client(desk: State<'_, Opened>, client: String) -> Answer<ClientDetail> {
    desk.ask(move |desk| desk.client(&client)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn add_client(desk: State<'_, Opened>, profile: Profile) -> Answer<ClientDetail> {
    desk.ask(move |desk| desk.add_client(&profile)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn save_client(
    desk: State<'_, Opened>,
    client: String,
    profile: Profile,
) -> Answer<ClientDetail> {
    desk.ask(move |desk| desk.save_client(&client, &profile)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn add_key(
    desk: State<'_, Opened>,
    client: String,
    path: String,
    password: String,
) -> Answer<ClientDetail> {
    let password = SecretString::from(password);
    desk.ask(move |desk| desk.add_key(&client, &PathBuf::from(path), &password)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn add_goods(desk: State<'_, Opened>, client: String, path: String) -> Answer<ClientDetail> {
    desk.ask(move |desk| desk.add_goods(&client, &PathBuf::from(path))).await
}
