//! The house inspects itself: arrows, rooms, purity, and what may not be committed.

mod arrows;
mod notices;
mod rooms;
mod sources;
