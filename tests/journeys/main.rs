//! Stories of a broker, from the sheet to the tax bill: desk and service together, with real keys.

mod cleared;
mod corrected;
mod folder;
mod killed;
mod offline;
mod others;
mod practice;
mod rounds;
