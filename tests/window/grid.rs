//! The list of declarations by the keyboard alone, in both languages: walked, sorted, filtered, selected, opened.

use clearance_engine::desk::{Desk, KeySource};
use fantoccini::key::Key;

use crate::driver::{Window, element};
use crate::no_display;

/// Enough that no page holds them all.
const COUNT: usize = 1_200;

#[tokio::test]
async fn the_list_is_worked_by_keys_alone() {
    if no_display() {
        return;
    }
    let data = tempfile::tempdir().expect("a data folder");
    let folder = data.path().to_path_buf();
    let seeded = tokio::task::spawn_blocking(move || {
        let desk = Desk::open(&folder, &KeySource::Keyring).expect("a desk");
        clearance_engine::bench::seed(&desk, COUNT, &mut |_| ()).expect("invented declarations");
    });
    seeded.await.expect("it is seeded");
    let window = Window::open(data.path()).await;
    window.see("shell").await;
    window.theme("light").await;
    for lang in ["en", "zh"] {
        window.language(lang).await;
        worked(&window, lang).await;
    }
    window.theme("dark").await;
    window.picture("grid-dark-zh").await;
    window.accessible("grid-dark").await;
    window.close().await;
}

async fn worked(window: &Window, lang: &str) {
    window.press(&[Key::Alt], '3').await;
    window.see("declarations-row").await;
    // Tab comes to the grid as one stop, and leaves it again.
    window.focus("columns").await;
    for _ in 0..8 {
        if window.holds(&format!("document.activeElement === {}", element("declarations"))).await {
            break;
        }
        window.press(&[], char::from(Key::Tab)).await;
    }
    window.focused("declarations").await;
    at(window, 2, 2).await;

    window.press(&[], char::from(Key::Down)).await;
    window.press(&[], char::from(Key::Right)).await;
    at(window, 3, 3).await;
    window.press(&[Key::Control], char::from(Key::End)).await;
    let rows = format!("Number({}.getAttribute('aria-rowcount'))", element("declarations"));
    let last = format!("Number({}.closest('[role=row]').getAttribute('aria-rowindex')) === {rows}", cell());
    window.until("the cursor is in the last row", &last).await;
    window.until("the last row is there", &format!("!{}.querySelector('.gwait')", cell())).await;
    window.press(&[Key::Control], char::from(Key::Home)).await;
    at(window, 2, 2).await;

    // Up into the head: Enter sorts, and once more the other way round.
    window.press(&[], char::from(Key::Up)).await;
    window.press(&[], char::from(Key::Right)).await;
    for way in ["ascending", "descending"] {
        window.press(&[], char::from(Key::Enter)).await;
        let sorted = format!("{}.getAttribute('aria-sort') === '{way}'", element("declarations-head-order"));
        window.until(&format!("it is sorted {way}"), &sorted).await;
    }
    window.press(&[], char::from(Key::Down)).await;

    // Space selects, Shift and Space through to here, Control and A all of them.
    window.press(&[], ' ').await;
    selected(window, "1 ").await;
    window.press(&[], char::from(Key::Down)).await;
    window.press(&[], char::from(Key::Down)).await;
    window.press(&[Key::Shift], ' ').await;
    selected(window, "3 ").await;
    window.press(&[Key::Control], 'a').await;
    let everything = format!(
        "{}.textContent.replace(/\\D/g, '').length >= 6 && !{}",
        element("batch"),
        element("batch-all")
    );
    window.until("all that match are selected", &everything).await;
    window.picture(&format!("grid-selected-{lang}")).await;
    window.accessible(&format!("grid-{lang}")).await;
    window.click("batch-clear").await;

    // Enter opens, J goes on, Escape closes and gives the focus back.
    window.focus("declarations").await;
    window.press(&[], char::from(Key::Enter)).await;
    window.see("drawer").await;
    let shown = format!("{}?.getAttribute('aria-label')", element("drawer"));
    let before = window.value(&format!("return {shown}")).await;
    window.press(&[], 'j').await;
    window.until("the next one is shown", &format!("{shown} && {shown} !== {before}")).await;
    window.press(&[], char::from(Key::Escape)).await;
    window.gone("drawer").await;
    window.focused("declarations").await;

    // A stroke goes to the filter; a number finds its declaration among all of them.
    let number = "return document.querySelector('[data-testid=declarations-row] [data-c=\"1\"]').textContent";
    let number = window.value(number).await.as_str().unwrap_or_default().to_owned();
    window.press(&[], '/').await;
    window.focused("decl-find").await;
    window.fill("decl-find", &number[2..]).await;
    window.press(&[], char::from(Key::Enter)).await;
    let one = format!("{}.getAttribute('aria-rowcount') === '2'", element("declarations"));
    window.until("one is found", &one).await;
    window.click("decl-reset").await;
    window.until("all are back", &format!("{rows} > 100")).await;
    window.picture(&format!("grid-{lang}")).await;
}

/// The cell under the cursor.
fn cell() -> String {
    format!("document.getElementById({}.getAttribute('aria-activedescendant'))", element("declarations"))
}

async fn at(window: &Window, row: u32, column: u32) {
    let place = format!(
        "{0} && {0}.closest('[role=row]').getAttribute('aria-rowindex') === '{row}' && {0}.getAttribute('aria-colindex') === '{column}'",
        cell()
    );
    window.until(&format!("the cursor is at {row}/{column}"), &place).await;
}

async fn selected(window: &Window, count: &str) {
    let said = format!("{}?.textContent.replace(/^\\D*/, '').startsWith('{count}')", element("batch"));
    window.until(&format!("{count}selected"), &said).await;
}
