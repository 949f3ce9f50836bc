//! Keys: the guide that adds them, the doctor, PINs.

use std::path::PathBuf;

use clearance_engine::desk::{Elsewhere, KeyPlace, KeyWish};
use clearance_engine::view::{
    CertificateLine, KeyChoice, KeyDay, KeyEntry, KeyReport, KeySought, KeyWaits, ModuleLine, TokenLine,
    TrustFiles,
};
use secrecy::SecretString;
use tauri::{AppHandle, State};
use tauri_plugin_dialog::DialogExt;

use crate::opened::{Answer, Opened};

fn place(sought: KeySought) -> KeyPlace {
    KeyPlace::Elsewhere(match sought {
        KeySought::File { path } => return KeyPlace::File(PathBuf::from(path)),
        KeySought::Token { module, token, serial, mechanism } => Elsewhere::Token {
            module: PathBuf::from(module),
            token,
            serial: Some(serial).filter(|serial| !serial.is_empty()),
            mechanism,
        },
        KeySought::Eport { address } => Elsewhere::Eport { address },
        KeySought::Folder { folder, certificate } => {
            Elsewhere::Folder { folder: PathBuf::from(folder), certificate: PathBuf::from(certificate) }
        }
    })
}

/// An empty field is no PIN; where none is needed none was asked for.
fn secret(pin: Option<String>) -> Option<SecretString> {
    pin.map(SecretString::from)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn keys(desk: State<'_, Opened>, client: String) -> Answer<Vec<KeyEntry>> {
    desk.ask(move |desk| desk.key_entries(&client)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn key_day(desk: State<'_, Opened>, key: String) -> Answer<KeyDay> {
    desk.ask(move |desk| desk.key_day(&key)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn examine_key(desk: State<'_, Opened>, key: String) -> Answer<Vec<KeyReport>> {
    desk.work(move |desk, work| desk.examine_keys(&key, &[], &[], work)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn trust_files(desk: State<'_, Opened>) -> Answer<TrustFiles> {
    desk.ask(|desk| desk.trust_files()).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn set_trust_files(desk: State<'_, Opened>, files: TrustFiles) -> Answer<TrustFiles> {
    desk.ask(move |desk| desk.set_trust_files(&files)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn token_modules(desk: State<'_, Opened>) -> Answer<Vec<ModuleLine>> {
    desk.ask(|desk| Ok(desk.token_modules())).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn tokens(desk: State<'_, Opened>, module: String) -> Answer<Vec<TokenLine>> {
    desk.ask(move |desk| desk.tokens(&PathBuf::from(module))).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn look_for_key(
    desk: State<'_, Opened>,
    client: String,
    sought: KeySought,
    pin: Option<String>,
) -> Answer<Vec<CertificateLine>> {
    let pin = secret(pin);
    desk.ask(move |desk| desk.look_for_key(&client, &place(sought), pin.as_ref())).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn register_key(
    desk: State<'_, Opened>,
    client: String,
    sought: KeySought,
    pin: Option<String>,
    choice: KeyChoice,
) -> Answer<KeyEntry> {
    let pin = secret(pin);
    let wish = KeyWish {
        name: choice.name,
        main: choice.main,
        takes_over: choice.takes_over,
        keep_pin: choice.keep_pin,
        algorithm: None,
    };
    desk.ask(move |desk| desk.register_key(&client, &place(sought), pin.as_ref(), &wish)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn add_practice_key(desk: State<'_, Opened>, client: String) -> Answer<KeyEntry> {
    desk.ask(move |desk| desk.add_practice_key(&client)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn rename_key(desk: State<'_, Opened>, key: String, name: String) -> Answer<KeyEntry> {
    desk.ask(move |desk| desk.rename_key(&key, &name)).await
}

/// A new key takes over from an old one of its client; an empty one takes that back.
#[tauri::command]
#[specta::specta]
pub(crate) async fn replace_key(desk: State<'_, Opened>, old: String, next: String) -> Answer<KeyEntry> {
    desk.ask(move |desk| desk.replace_key(&old, &next)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn choose_key(desk: State<'_, Opened>, key: String) -> Answer<KeyEntry> {
    desk.ask(move |desk| desk.choose_key(&key)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn key_waits(desk: State<'_, Opened>, key: String) -> Answer<KeyWaits> {
    desk.ask(move |desk| desk.key_waits(&key)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn remove_key(desk: State<'_, Opened>, key: String) -> Answer<Vec<KeyEntry>> {
    desk.ask(move |desk| desk.remove_key(&key)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn unlock_key(
    desk: State<'_, Opened>,
    key: String,
    pin: String,
    keep: bool,
) -> Answer<KeyEntry> {
    let pin = SecretString::from(pin);
    desk.ask(move |desk| desk.unlock_key(&key, pin, keep)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn forget_pin(desk: State<'_, Opened>, key: String) -> Answer<KeyEntry> {
    desk.ask(move |desk| desk.forget_pin(&key)).await
}

/// The system's own file picker, for a certificate, a container or a library; nothing chosen is an empty path.
#[tauri::command]
#[specta::specta]
pub(crate) async fn pick_key_file(app: AppHandle, what: String) -> Answer<String> {
    let (answer, chosen) = tokio::sync::oneshot::channel();
    let dialog = app.dialog().file();
    let dialog = match what.as_str() {
        "container" => dialog.add_filter("p12, pfx", &["p12", "pfx"]),
        "certificate" => dialog.add_filter("cer, crt, pem, der", &["cer", "crt", "pem", "der"]),
        "list" => dialog.add_filter("crl, pem, der", &["crl", "pem", "der"]),
        _ => dialog.add_filter("so, dll, dylib", &["so", "dll", "dylib"]),
    };
    dialog.pick_file(move |file| drop(answer.send(file)));
    Ok(chosen.await.ok().flatten().map(|file| file.to_string()).unwrap_or_default())
}
