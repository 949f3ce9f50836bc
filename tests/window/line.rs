//! A person clears an order in the real window: from a file to the printed tax bill, for the practice client.

mod clients;
mod driver;
mod frames;
mod grid;
mod keys;
mod people;
mod watched;
mod wizard;

use std::path::{Path, PathBuf};

use driver::{Window, element, usable};
use fantoccini::key::Key;

fn sample(name: &str) -> PathBuf {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/samples").join(name);
    place.canonicalize().unwrap_or_else(|error| panic!("{}: {error}", place.display()))
}

/// Without a display there is no window to drive; `tests/window/with-display` brings one.
pub(crate) fn no_display() -> bool {
    let none = std::env::var_os("CLEARANCE_WINDOW").is_none();
    if none {
        println!("skipped: needs a display and a keyring, run it by tests/window/with-display");
    }
    none
}

#[tokio::test]
async fn an_order_is_cleared_from_file_to_tax_bill() {
    if no_display() {
        return;
    }
    let data = tempfile::tempdir().expect("a data folder");
    let window = Window::open(data.path()).await;
    window.see("shell").await;
    window.language("zh").await;
    window.theme("light").await;

    the_practice_client_is_offered(&window).await;
    a_damaged_sheet_is_put_right(&window).await;
    good_orders_become_declarations(&window).await;
    they_are_signed_and_sent(&window).await;
    states_change_by_themselves(&window).await;
    bills_are_opened_and_saved(&window, &data.path().join("bills")).await;
    the_other_screens_are_there(&window).await;
    the_keys_alone_are_enough(&window).await;
    everything_fits_at_twice_the_size(&window).await;
    window.close().await;
}

async fn the_practice_client_is_offered(window: &Window) {
    window.see("start-practice").await;
    window.pictures("first-run").await;
    window.accessible("first-run").await;
    window.click("start-practice").await;
    window.see("drop-zone").await;
    window.pictures("orders").await;
    window.accessible("orders").await;
}

async fn a_damaged_sheet_is_put_right(window: &Window) {
    open(window, "orders-damaged.xlsx").await;
    window.click("mapping-next").await;
    window.see("review-groups").await;
    window.see("fix-panel").await;
    window.pictures("review").await;
    window.accessible("review").await;
    window.theme("dark").await;
    window.accessible("review-dark").await;
    window.picture("review-dark-zh").await;
    window.theme("light").await;

    // One identity number has a wrong check digit: its group goes when the cell is put right, and comes back with undo.
    let group = "group-SHEET-ID-CHECK-DIGIT";
    window.click(group).await;
    window.see("bad-cell").await;
    window.fill("fix-value", "330106198803152216").await;
    window.pictures("fix").await;
    window.click("fix-apply").await;
    window.gone(group).await;
    window.click("undo").await;
    window.see(group).await;
    window.click("review-back").await;
    window.click("mapping-back").await;
}

async fn good_orders_become_declarations(window: &Window) {
    open(window, "orders-9610.xlsx").await;
    window.pictures("mapping").await;
    window.accessible("mapping").await;
    window.click("mapping-next").await;
    window.click("declare").await;
    window.see("declared").await;
    window.pictures("declared").await;
    window.accessible("declared").await;
    window.click("nav-declarations").await;
    window.see("declarations-row").await;
    window.pictures("declarations").await;
    window.accessible("declarations").await;
    window.click("open-declaration").await;
    window.see("drawer").await;
    window.pictures("declaration").await;
    window.accessible("declaration").await;
    window.click("drawer-close").await;
}

async fn they_are_signed_and_sent(window: &Window) {
    window.click("nav-sending").await;
    window.see("key-choice").await;
    window.pictures("to-sign").await;
    window.accessible("to-sign").await;
    window.click("sign-and-send").await;
    window.see("outbox-row").await;
    let received = format!("{}.querySelector('[data-state=received]')", element("outbox"));
    window.until("customs has received a message", &received).await;
    window.pictures("sending").await;
    window.accessible("sending").await;
}

async fn states_change_by_themselves(window: &Window) {
    window.click("nav-tracking").await;
    let ended = format!("{} || {}", element("lane-800"), element("lane-899"));
    window.until("an order is released", &ended).await;
    window.pictures("tracking").await;
    window.accessible("tracking").await;
    window.click_in("lane-100", "card").await;
    window.see("explanation").await;
    window.pictures("trace").await;
    window.accessible("trace").await;
    window.theme("dark").await;
    window.picture("trace-dark-zh").await;
    window.theme("light").await;
    window.click("raw-xml").await;
    window.see("xml").await;
    window.picture("xml-zh").await;
    window.click("xml-close").await;
    window.click("drawer-close").await;
}

async fn bills_are_opened_and_saved(window: &Window, folder: &Path) {
    std::fs::create_dir_all(folder).expect("a folder for the bills");
    window.click("nav-bills").await;
    window.see("bills-row").await;
    window.until("the paper is drawn", &format!("Number({}.dataset.pages) > 0", element("paper"))).await;
    window.fill("print-folder", &folder.display().to_string()).await;
    window.pictures("tax-bills").await;
    window.accessible("tax-bills").await;
    window.click("save-bills").await;
    window.see("bills-saved").await;
    let saved: Vec<_> = std::fs::read_dir(folder).expect("the folder").filter_map(Result::ok).collect();
    assert!(!saved.is_empty(), "a bill was saved");
    let bytes = std::fs::read(saved[0].path()).expect("the bill can be read");
    assert!(bytes.starts_with(b"%PDF-"), "it is a PDF");
}

async fn the_other_screens_are_there(window: &Window) {
    window.click("nav-clients").await;
    window.see("profile-form").await;
    window.see("key").await;
    window.pictures("clients").await;
    window.accessible("clients").await;
    window.click("nav-today").await;
    window.see("flow").await;
    window.pictures("today").await;
    window.accessible("today").await;
    assert!(!window.has("trouble").await, "nothing went wrong on the way");
}

async fn the_keys_alone_are_enough(window: &Window) {
    window.press(&[Key::Alt], '3').await;
    window.see("declarations-row").await;
    window.press(&[], '/').await;
    window.focused("decl-find").await;
    // From the filter to the grid, whatever filters, tabs and tools stand between; the grid is one stop.
    for _ in 0..40 {
        if window.holds(&format!("document.activeElement === {}", element("declarations"))).await {
            break;
        }
        window.press(&[], char::from(Key::Tab)).await;
    }
    window.focused("declarations").await;
    window.press(&[], char::from(Key::Down)).await;
    window.press(&[], ' ').await;
    window.see("batch").await;
    window.press(&[], char::from(Key::Enter)).await;
    window.see("drawer").await;
    window.press(&[], char::from(Key::Escape)).await;
    window.gone("drawer").await;
    window.press(&[Key::Control], 'k').await;
    window.focused("palette-input").await;
    window.press(&[], char::from(Key::Escape)).await;
    window.gone("palette").await;
}

async fn everything_fits_at_twice_the_size(window: &Window) {
    for station in ["today", "orders", "declarations", "sending", "tracking", "bills", "clients"] {
        window.click(&format!("nav-{station}")).await;
        window.fits_at_twice_the_size(station).await;
    }
}

#[tokio::test]
async fn without_a_keyring_a_passphrase_opens_the_data() {
    if no_display() {
        return;
    }
    let data = tempfile::tempdir().expect("a data folder");
    let no_bus = [("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")];
    let window = Window::open_in(data.path(), &no_bus).await;
    window.see("opening-trouble").await;
    window.picture("no-keyring").await;
    window.fill("passphrase", "seven words of nothing").await;
    window.click("unlock").await;
    window.see("shell").await;
    window.close().await;

    let again = Window::open_in(data.path(), &no_bus).await;
    again.fill("passphrase", "another one").await;
    again.click("unlock").await;
    again.until("the wrong one is refused", "document.body.innerText.includes('wrong-passphrase')").await;
    again.fill("passphrase", "seven words of nothing").await;
    again.click("unlock").await;
    again.see("shell").await;
    again.close().await;
}

/// Opens a sheet by its path, as one can in the window without the system's file picker.
async fn open(window: &Window, name: &str) {
    window.fill("path", &sample(name).display().to_string()).await;
    window.click("open-path").await;
    // Where there is something to decide about sheets, the decision is made first.
    let read = format!("{} || {}", element("mapping-table"), usable("sheet-next"));
    window.until("the file has been read", &read).await;
    if !window.has("mapping-table").await {
        window.click("sheet-next").await;
    }
    window.see("mapping-table").await;
}
