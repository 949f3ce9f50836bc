//! Clients: profiles, choices and keys.

use std::path::PathBuf;

use clearance_engine::view::{ChoiceKind, ClientDetail, ClientForm, FormCheck, Mapping, Printing, Profile};
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
pub(crate) async fn add_client(
    desk: State<'_, Opened>,
    like: String,
    profile: Profile,
) -> Answer<ClientDetail> {
    desk.ask(move |desk| desk.add_client_like(&like, &profile)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn change_client(
    desk: State<'_, Opened>,
    client: String,
    form: ClientForm,
) -> Answer<ClientDetail> {
    desk.ask(move |desk| desk.change_client(&client, &form)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn check_client(
    desk: State<'_, Opened>,
    client: String,
    form: ClientForm,
) -> Answer<FormCheck> {
    desk.ask(move |desk| desk.check_client(&client, &form)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn archive_client(
    desk: State<'_, Opened>,
    client: String,
    archived: bool,
) -> Answer<ClientDetail> {
    desk.ask(move |desk| desk.archive_client(&client, archived)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn printing(desk: State<'_, Opened>, client: String) -> Answer<Printing> {
    desk.ask(move |desk| desk.printing(&client)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn choose_for_import(
    desk: State<'_, Opened>,
    id: String,
    kind: ChoiceKind,
    label: String,
) -> Answer<Mapping> {
    desk.ask(move |desk| desk.choose_for_import(&id, kind, &label)).await
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
