//! People: who works, who may do what, and the four eyes before a signature.

use clearance_engine::view::{Chosen, FourEyes, PersonForm, PersonLine, ReviewState, Reviewed, Session};
use secrecy::SecretString;
use tauri::State;

use crate::opened::{Answer, Opened};

/// An empty field is no PIN.
fn pin(typed: String) -> Option<SecretString> {
    (!typed.is_empty()).then(|| SecretString::from(typed))
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn sign_in(desk: State<'_, Opened>, person: String, pin: String) -> Answer<Session> {
    let pin = self::pin(pin);
    desk.ask(move |desk| desk.sign_in(&person, pin.as_ref())).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn sign_out(desk: State<'_, Opened>) -> Answer<Session> {
    desk.ask(|desk| desk.sign_out()).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn add_person(
    desk: State<'_, Opened>,
    form: PersonForm,
    pin: String,
) -> Answer<Vec<PersonLine>> {
    let pin = self::pin(pin);
    desk.ask(move |desk| desk.add_person(&form, pin.as_ref())).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn change_person(
    desk: State<'_, Opened>,
    person: String,
    form: PersonForm,
) -> Answer<Vec<PersonLine>> {
    desk.ask(move |desk| desk.change_person(&person, &form)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn retire_person(desk: State<'_, Opened>, person: String) -> Answer<Vec<PersonLine>> {
    desk.ask(move |desk| desk.retire_person(&person)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn set_pin(
    desk: State<'_, Opened>,
    person: String,
    old: String,
    next: String,
) -> Answer<Vec<PersonLine>> {
    let (old, next) = (pin(old), pin(next));
    desk.ask(move |desk| desk.set_pin(&person, old.as_ref(), next.as_ref())).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn four_eyes(desk: State<'_, Opened>, client: String) -> Answer<FourEyes> {
    desk.ask(move |desk| desk.four_eyes(&client)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn set_four_eyes(
    desk: State<'_, Opened>,
    client: String,
    eyes: FourEyes,
) -> Answer<FourEyes> {
    desk.ask(move |desk| desk.set_four_eyes(&client, &eyes)).await
}

/// Those of the selected declarations that wait for it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn approve_chosen(desk: State<'_, Opened>, chosen: Chosen) -> Answer<Reviewed> {
    desk.work(move |desk, work| desk.approve_chosen(&chosen, work)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn send_back_chosen(
    desk: State<'_, Opened>,
    chosen: Chosen,
    reason: String,
) -> Answer<Reviewed> {
    desk.work(move |desk, work| desk.send_back_chosen(&chosen, &reason, work)).await
}

/// The named declarations, or all of the client that wait.
#[tauri::command]
#[specta::specta]
pub(crate) async fn approve(desk: State<'_, Opened>, client: String, ids: Vec<String>) -> Answer<Reviewed> {
    desk.work(move |desk, work| desk.approve(&ids, &client, work)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn send_back(
    desk: State<'_, Opened>,
    client: String,
    ids: Vec<String>,
    reason: String,
) -> Answer<Reviewed> {
    desk.work(move |desk, work| desk.send_back(&ids, &client, &reason, work)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn ask_review(desk: State<'_, Opened>, ids: Vec<String>) -> Answer<Reviewed> {
    desk.ask(move |desk| desk.ask_review(&ids)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn review_of(desk: State<'_, Opened>, id: String) -> Answer<ReviewState> {
    desk.ask(move |desk| desk.review_of(&id)).await
}
