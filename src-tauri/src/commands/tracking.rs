//! Tracking: the board.

use clearance_engine::view::Board;
use tauri::State;

use crate::opened::{Answer, Opened};

#[tauri::command]
#[specta::specta]
pub(crate) async fn board(desk: State<'_, Opened>) -> Answer<Board> {
    desk.ask(|desk| desk.board()).await
}
