//! Tracking: the board.

use clearance_engine::view::Board;
use tauri::State;

use crate::opened::{Answer, Opened};

#[tauri::command]
#[specta::specta]
pub(crate) async fn board(desk: State<'_, Opened>, client: String) -> Answer<Board> {
    desk.ask(move |desk| desk.board(&client)).await
}
