//! Several people at one desk, in the real window: who works is asked, nobody approves his own work, another one does, the
//! log tells of it, and what is changed behind the desk's back is found.

use std::path::Path;

use clearance_engine::desk::{Desk, KeySource, Options};
use clearance_engine::work::Work;
use fantoccini::key::Key;

use crate::driver::{Window, element, programs};
use crate::{no_display, sample};

#[tokio::test]
async fn two_people_share_a_desk_and_its_log() {
    if no_display() {
        return;
    }
    let data = tempfile::tempdir().expect("a data folder");
    let folder = data.path().to_path_buf();
    tokio::task::spawn_blocking(move || declared(&folder)).await.expect("declarations");
    let window = Window::open(data.path()).await;
    window.see("shell").await;
    window.language("zh").await;
    window.theme("light").await;

    a_second_person_is_added(&window).await;
    four_eyes_are_switched_on(&window).await;
    nobody_approves_his_own_work(&window).await;
    another_person_approves(&window).await;
    what_was_approved_is_signed(&window).await;
    the_log_tells_who(&window).await;
    window.close().await;

    // Somebody puts an older end in place of the newest, so that the last entries could be taken away.
    let copy = data.path().join("activity.head");
    let text = std::fs::read_to_string(&copy).expect("the copy of the end stands in the folder");
    std::fs::write(&copy, text.replacen("\"number\":", "\"number\":1", 1)).expect("it is changed");
    let again = Window::open(data.path()).await;
    what_was_changed_is_found(&again).await;
    again.close().await;
}

/// The practice client with the sample workbook declared, before the window is opened.
fn declared(data: &Path) {
    let sandbox = programs().join("clearance-server");
    let options = Options { sandbox: Some(sandbox), ..Options::default() };
    let desk = Desk::open_with(data, &KeySource::Keyring, options).expect("the desk opens");
    let client = desk.start_practice().expect("the practice client").client_id;
    let mapping = desk.open_files(&[sample("orders-9610.xlsx")], &client, Work::quiet()).expect("orders");
    assert_eq!(desk.declare(&mapping.import_id, Work::quiet()).expect("declarations").made, 12);
}

async fn a_second_person_is_added(window: &Window) {
    window.click("nav-settings").await;
    window.see("set-people").await;
    assert!(!window.has("worker").await, "a single person is asked nothing");
    window.pictures("settings-alone").await;
    window.accessible("settings-alone").await;
    window.click("person-add").await;
    window.fill("person-name", "周复核").await;
    window.fill("person-pin", "2468").await;
    window.click("role-reviewer").await;
    window.pictures("person").await;
    window.click("person-save").await;
    window.see("person-2").await;
    window.click("person-change-1").await;
    window.fill("person-name", "陈店长").await;
    window.click("person-save").await;
    window.until("the header tells who works", &says("worker", "陈店长")).await;
}

async fn four_eyes_are_switched_on(window: &Window) {
    window.click("eyes-0-always").await;
    let on = format!("{}.getAttribute('aria-checked') === 'true'", element("eyes-0-always"));
    window.until("four eyes are on", &on).await;
    window.pictures("settings").await;
    window.accessible("settings").await;
    window.fits_at_twice_the_size("settings").await;
    window.theme("dark").await;
    window.picture("settings-dark-zh").await;
    window.theme("light").await;
}

async fn choose_all_to_review(window: &Window) {
    window.click("nav-declarations").await;
    window.click("tab-to-review").await;
    window.see("declarations-row").await;
    window.click("declarations-all").await;
    window.see("batch-approve").await;
}

async fn nobody_approves_his_own_work(window: &Window) {
    choose_all_to_review(window).await;
    window.pictures("to-review").await;
    window.accessible("to-review").await;
    window.click("batch-approve").await;
    window.see("trouble").await;
    window.until("one's own work is refused", "document.body.innerText.includes('own-work')").await;
    window.picture("own-work-zh").await;
    window.click("trouble-close").await;
}

async fn another_person_approves(window: &Window) {
    window.click("worker").await;
    window.see("who-works").await;
    assert!(!window.has("declarations").await, "nothing of the desk is shown while nobody works");
    window.click("who-2").await;
    window.fill("who-pin", "0000").await;
    window.pictures("who-works").await;
    window.accessible("who-works").await;
    window.click("who-go").await;
    window.until("a wrong PIN is refused", "document.body.innerText.includes('person-wrong-pin')").await;
    window.fill("who-pin", "2468").await;
    window.press(&[], char::from(Key::Enter)).await;
    window.until("the reviewer works", &says("worker", "周复核")).await;
    choose_all_to_review(window).await;
    window.click("batch-approve").await;
    // The tab stays while it is looked at; nothing is left in it.
    window.gone("declarations-row").await;
}

async fn what_was_approved_is_signed(window: &Window) {
    window.click("nav-sending").await;
    window.click("sign-and-send").await;
    window.see("outbox-row").await;
}

async fn the_log_tells_who(window: &Window) {
    // A reviewer may read the log.
    window.click("nav-log").await;
    window.see("log-unbroken").await;
    window.see("log-row").await;
    for told in ["签名", "复核通过", "设置双人复核", "新增人员", "生成清单"] {
        window.until(&format!("the log tells {told}"), &says("log", told)).await;
    }
    window.pictures("log").await;
    window.accessible("log").await;
    window.theme("dark").await;
    window.picture("log-dark-zh").await;
    window.theme("light").await;
    window.fits_at_twice_the_size("log").await;
    window.click("log-row").await;
    window.press(&[], char::from(Key::Enter)).await;
    window.see("log-entry").await;
    window.pictures("log-entry").await;
    window.click("log-entry-close").await;
}

async fn what_was_changed_is_found(window: &Window) {
    // After a new start nobody works yet; the owner has no PIN.
    window.click("who-1").await;
    window.click("nav-log").await;
    window.see("log-broken").await;
    window.pictures("log-broken").await;
    window.accessible("log-broken").await;
    window.language("en").await;
    window.until("it is said in English too", &says("log-broken", "was changed")).await;
    window.language("zh").await;
}

fn says(test_id: &str, words: &str) -> String {
    format!("{0} && {0}.innerText.includes('{words}')", element(test_id))
}
