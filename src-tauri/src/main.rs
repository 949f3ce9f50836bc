//! Starts the window.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() {
    clearance_desktop::plain_renderer();
    clearance_desktop::run();
}
