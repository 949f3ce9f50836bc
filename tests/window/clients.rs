//! Clients in the real window: one is added, a wrong code is refused at its field, a goods book is read, searched and
//! written, and nothing of one client shows under another.

use std::path::Path;

use clearance_core::order::{Choice, Field, Recipe};
use clearance_engine::desk::{Desk, KeySource, Options};
use clearance_tests::broker::{Identity, PASSPHRASE, direct, light_lock};
use fantoccini::key::Key;
use secrecy::SecretString;

use crate::driver::{Window, element};
use crate::no_display;

/// A desk with one client that has declarations' worth of secrets of its own: an article that no other client may see.
fn folder(data: &Path) {
    light_lock(data);
    let key = KeySource::Passphrase(SecretString::from(PASSPHRASE.to_owned()));
    let desk = Desk::open_with(data, &key, Options::default()).expect("the desk opens");
    let client = desk.add_client(&direct(&Identity::declarant(), "http://127.0.0.1:9")).expect("a client");
    let sheet = data.join("old.csv");
    std::fs::write(&sheet, "企业商品货号,商品名称\nOLD-1,老客户的商品\n").expect("a sheet");
    desk.add_goods(&client.id, &sheet).expect("an article");
    for (name, header) in [("每日订单", "老表头"), ("旧方案", "更老的表头")] {
        let choices = vec![Choice { header: header.into(), turn: 0, field: Some(Field::OrderNo) }];
        let recipe =
            Recipe { version: Recipe::VERSION, name: name.into(), client: client.id.clone(), choices };
        desk.add_recipe(&client.id, recipe).expect("a recipe");
    }
}

async fn says(window: &Window, what: &str) {
    window.until(what, &format!("document.body.innerText.includes('{what}')")).await;
}

async fn text_is(window: &Window, test_id: &str, text: &str) {
    window.until(text, &format!("{}.innerText.includes('{text}')", element(test_id))).await;
}

#[tokio::test]
async fn a_client_with_its_goods_is_kept_apart_from_the_others() {
    if no_display() {
        return;
    }
    let data = tempfile::tempdir().expect("a data folder");
    folder(data.path());
    let window = Window::open_in(data.path(), &[("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")]).await;
    window.fill("passphrase", PASSPHRASE).await;
    window.click("unlock").await;
    window.see("shell").await;
    window.language("zh").await;
    window.theme("light").await;

    window.click("nav-clients").await;
    window.see("profile-form").await;
    window.pictures("client-profile").await;
    window.accessible("client-profile").await;

    window.click("client-new").await;
    window.fill("add-name", "南风母婴").await;
    window.fill("add-ebcCode", "330196").await;
    window.see("add-ebcCode-note").await;
    assert!(window.holds(&format!("{}.disabled", element("client-add-go"))).await, "a wrong code stops it");
    window.pictures("client-add").await;
    window.accessible("client-add").await;
    window.fill("add-ebcCode", "33019649X2").await;
    window.gone("add-ebcCode-note").await;
    window.fill("add-customsCode", "2991").await;
    window.see("add-customsCode-name").await;
    window.click("client-add-go").await;
    text_is(&window, "client-name", "南风母婴").await;

    let sheet = data.path().join("goods.csv");
    std::fs::write(
        &sheet,
        "企业商品货号,商品名称,商品编码,计量单位,净重（公斤）\nNF-1,红酒,2204210000,瓶,1.2\nNF-2,面霜,1234567890,瓶,很重\n",
    )
    .expect("a sheet");
    window.click("client-tab-goods").await;
    window.see("goods-empty").await;
    window.fill("goods-path", &sheet.display().to_string()).await;
    window.click("goods-read").await;
    window.see("goods-plan").await;
    window.picture("goods-plan").await;
    window.accessible("goods-plan").await;
    window.click("goods-take").await;
    window.see("goods-row").await;
    says(&window, "NF-1").await;

    window.click("goods-new").await;
    window.fill("goods-itemNo", "NF-3").await;
    window.fill("goods-name", "葡萄酒").await;
    window.fill("tariff-find", "葡萄酒").await;
    window.see("tariff-line").await;
    // By the mouse, from the field that was just typed into.
    window.click("tariff-line").await;
    let code = "[...document.querySelectorAll('[data-testid=tariff-line]')]";
    let chosen = |n: usize| {
        format!(
            "{code}[{n}].getAttribute('aria-pressed') === 'true' && {}.value === {code}[{n}].dataset.code",
            element("goods-hsCode")
        )
    };
    window.until("a click chooses the first code", &chosen(0)).await;
    // By the keys: the list scrolls to what has the focus.
    window.value(&format!("return ({code}[1].focus(), true)")).await;
    window.press(&[], char::from(Key::Enter)).await;
    window.until("Enter chooses the second code", &chosen(1)).await;
    window.pictures("goods-editor").await;
    window.accessible("goods-editor").await;
    window.click("goods-save").await;
    text_is(&window, "goods-total", "2").await;

    let book = data.path().join("book.xlsx");
    window.fill("goods-path", &book.display().to_string()).await;
    window.click("goods-export").await;
    text_is(&window, "goods-done", "已导出 2 个商品").await;
    assert!(book.is_file(), "the workbook is written");
    window.language("en").await;
    text_is(&window, "goods-done", "2 articles written").await;
    window.language("zh").await;
    window.click("client-tab-recipes").await;
    says(&window, "还没有方案").await;

    window.language("en").await;
    window.click("client").await;
    window.fill("client-picker-find", "33").await;
    window.accessible("client-picker").await;
    let other = "[...document.querySelectorAll('[data-testid=client-picker] [role=option]')]\
        .find((line) => !line.innerText.includes('南风母婴')).click()";
    window.value(&format!("return ({other}, true)")).await;
    window.click("client-tab-goods").await;
    says(&window, "OLD-1").await;
    kept_for_the_next_file(&window).await;
    assert!(
        window.holds("!document.querySelector('main').innerText.includes('NF-')").await,
        "nothing of the other client's book is shown"
    );
    for station in ["today", "declarations", "sending", "tracking", "bills"] {
        window.click(&format!("nav-{station}")).await;
        window.see("shell").await;
        assert!(
            window.holds("!document.querySelector('main').innerText.includes('南风')").await,
            "nothing of the other client stands under {station}"
        );
    }
    window.close().await;
}

/// The recipes of a client: their headers are told, one is renamed, one is deleted after a question.
async fn kept_for_the_next_file(window: &Window) {
    window.click("client-tab-recipes").await;
    text_is(window, "recipe-names", "更老的表头").await;
    window.pictures("client-recipes").await;
    window.accessible("client-recipes").await;
    window.fits_at_twice_the_size("client-recipes").await;
    window.click("recipe-to-rename").await;
    window.fill("recipe-rename", "新的名字").await;
    window.press(&[], char::from(Key::Enter)).await;
    says(window, "新的名字").await;
    let lines = |n: usize| format!("document.querySelectorAll('[data-testid=recipe-line]').length === {n}");
    window.click("recipe-drop").await;
    window.see("recipe-drop-sure").await;
    window.accessible("client-recipes-drop").await;
    // The question stands on what changes nothing.
    window.focused("recipe-drop-not").await;
    window.press(&[], char::from(Key::Escape)).await;
    window.gone("recipe-drop-sure").await;
    assert!(window.holds(&lines(2)).await, "nothing is gone without the answer");
    window.click("recipe-drop").await;
    window.click("recipe-drop-sure").await;
    window.until("one is left", &lines(1)).await;
}
