//! What the window tells the screens without being asked.

use clearance_engine::view::Progress;
use serde::Serialize;
use specta::Type;
use tauri_specta::Event;

/// Something changed by itself: a receipt came, a message went out.
#[derive(Clone, Serialize, Type, Event)]
pub(crate) struct Changed;

/// A long piece of work has come this far.
#[derive(Clone, Serialize, Type, Event)]
pub(crate) struct Progressed(pub Progress);
