//! Prepares the window's configuration, icons and permissions for the program.

use std::path::Path;

fn main() {
    // The page is embedded at compile time. Checks of the Rust side alone need no built page, only a place for it.
    let page = Path::new("../ui/dist");
    if !page.join("index.html").exists() {
        let placed = std::fs::create_dir_all(page)
            .and_then(|()| std::fs::write(page.join("index.html"), "run `npm run build` in ui first\n"));
        if let Err(error) = placed {
            println!("cargo:warning=no place for the page in ../ui/dist: {error}");
        }
    }
    tauri_build::build();
}
