//! Keys in the real window: the guide, the doctor, a wrong PIN, an end that is near, and a batch that is paused by its key.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use clearance_engine::desk::{Desk, KeySource, Options};
use clearance_tests::broker::{CLIENT, Identity, PASSPHRASE, PASSWORD, declare, direct, light_lock};
use clearance_tests::eport::{Double, Fault};
use secrecy::SecretString;

use crate::driver::{Window, element};
use crate::no_display;

const PIN: &str = "88888888";
const SIGN: &str = "SpcSignDataAsPEM";

/// A client with twelve declarations to sign, and no key.
fn folder(data: &Path, identity: &Identity) {
    light_lock(data);
    let key = KeySource::Passphrase(SecretString::from(PASSPHRASE.to_owned()));
    let options = Options { answer: Some(Duration::from_secs(2)), ..Options::default() };
    let desk = Desk::open_with(data, &key, options).expect("the desk opens");
    desk.add_client(&direct(identity, "http://127.0.0.1:9")).expect("a client");
    assert_eq!(declare(&desk, "orders-9610.xlsx", CLIENT), 12);
}

/// A token without a key, where SoftHSM is installed: its settings and its library.
fn token(folder: &Path) -> Option<(PathBuf, PathBuf)> {
    let places = ["/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm2.so"];
    let library = places.into_iter().map(PathBuf::from).find(|path| path.is_file())?;
    let settings = folder.join("softhsm2.conf");
    std::fs::create_dir(folder.join("tokens")).ok()?;
    let text = format!(
        "directories.tokendir = {}\nobjectstore.backend = file\nlog.level = ERROR\n",
        folder.join("tokens").display()
    );
    std::fs::write(&settings, text).ok()?;
    let made = Command::new("softhsm2-util")
        .args(["--init-token", "--free", "--label", "practice", "--pin", "648219", "--so-pin", "75391246"])
        .env("SOFTHSM2_CONF", &settings)
        .output()
        .ok()?;
    made.status.success().then_some((settings, library))
}

async fn open(data: &Path, token: Option<&(PathBuf, PathBuf)>) -> Window {
    let conf = token.map(|(settings, _)| settings.display().to_string()).unwrap_or_default();
    let environment = [("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere"), ("SOFTHSM2_CONF", conf.as_str())];
    let window = Window::open_in(data, &environment).await;
    window.fill("passphrase", PASSPHRASE).await;
    window.click("unlock").await;
    window.see("shell").await;
    window.theme("light").await;
    window
}

async fn says(window: &Window, what: &str) {
    window.until(what, &format!("document.body.innerText.includes('{what}')")).await;
}

async fn state(window: &Window, test_id: &str, state: &str) {
    let is = format!("{}?.dataset.state === '{state}'", element(test_id));
    window.until(&format!("{test_id} is {state}"), &is).await;
}

#[tokio::test]
async fn keys_are_added_examined_and_pause_their_batch() {
    if no_display() {
        return;
    }
    let place = tempfile::tempdir().expect("a folder");
    let data = place.path().join("data");
    let declarant = Identity::lasting("3301964J31", "杭州晴川报关有限公司", 25);
    let (card, stranger) = (Identity::declarant(), Identity::declarant());
    folder(&data, &declarant);
    let file = place.path().join("card.p12");
    std::fs::write(&file, &declarant.p12).expect("a file");
    let token = token(place.path());
    let double = Double::new(card.signer, stranger.signer, PIN);

    let window = open(&data, token.as_ref()).await;
    window.language("zh").await;
    window.click("nav-keys").await;
    says(&window, "还没有证书").await;
    window.pictures("keys-empty").await;
    window.accessible("keys-empty").await;
    a_file_is_added_by_the_guide(&window, &file).await;
    its_end_is_pointed_out(&window).await;
    if let Some((_, library)) = &token {
        a_token_is_seen_and_a_wrong_pin_is_told(&window, library).await;
    }
    the_usb_key_is_added(&window, &double).await;
    a_batch_is_paused_by_its_key(&window, &double).await;
    window.close().await;

    // The pause, and nothing of the PIN, survives the window.
    let window = open(&data, token.as_ref()).await;
    window.language("zh").await;
    it_goes_on_once_the_key_is_back(&window, &double).await;
    assert!(!window.has("trouble").await, "nothing went wrong on the way");
    window.close().await;
}

async fn a_file_is_added_by_the_guide(window: &Window, file: &Path) {
    window.click("key-guide").await;
    window.click("kind-file").await;
    window.pictures("key-guide").await;
    window.accessible("key-guide").await;
    window.click("guide-next").await;
    window.fill("guide-path", &file.display().to_string()).await;
    window.fill("guide-pin", "not this one").await;
    window.click("guide-look").await;
    says(window, "p12-wrong-password").await;
    window.fill("guide-pin", PASSWORD).await;
    window.click("guide-look").await;
    window.see("guide-found").await;
    window.pictures("key-guide-found").await;
    window.click("guide-next").await;
    window.fill("guide-name", "操作员卡").await;
    window.click("guide-add").await;
    says(window, "证书已添加").await;
    window.pictures("key-guide-done").await;
    window.click("guide-finish").await;
}

async fn its_end_is_pointed_out(window: &Window) {
    state(window, "check-validity", "warns").await;
    state(window, "check-signature", "good").await;
    state(window, "doctor", "look").await;
    window.pictures("keys").await;
    window.accessible("keys").await;
    window.theme("dark").await;
    window.picture("keys-dark-zh").await;
    window.theme("light").await;
    says(window, "证书剩 25 天").await;
    window.until("the chip warns", &format!("{}.dataset.level === '30'", element("key-state"))).await;
    window.click("nav-today").await;
    window.see("todo-key-ends").await;
    window.pictures("today-key-ends").await;
    window.click("todo-go-key-ends").await;
    window.see("doctor").await;
}

async fn a_token_is_seen_and_a_wrong_pin_is_told(window: &Window, library: &Path) {
    window.click("key-guide").await;
    window.click("kind-token").await;
    window.click("guide-next").await;
    window.see("guide-module").await;
    window.fill("guide-module-path", &library.display().to_string()).await;
    window.click("guide-tokens").await;
    window.see("guide-token").await;
    says(window, "practice").await;
    window.fill("guide-pin", "000000").await;
    window.click("guide-look").await;
    says(window, "sign-wrong-pin").await;
    window.pictures("key-guide-wrong-pin").await;
    let emptied = format!("{}.value === ''", element("guide-pin"));
    window.until("the wrong PIN is gone", &emptied).await;
    window.click("guide-cancel").await;
}

async fn the_usb_key_is_added(window: &Window, double: &Double) {
    window.click("key-guide").await;
    window.click("kind-eport").await;
    window.click("guide-next").await;
    window.fill("guide-address", "ws://127.0.0.1:9").await;
    window.click("guide-look").await;
    says(window, "sign-key-gone").await;
    window.fill("guide-address", double.address()).await;
    window.click("guide-look").await;
    window.see("guide-found").await;
    window.click("guide-next").await;
    let tried = double.pins_tried();
    window.fill("guide-eport-pin", "12345678").await;
    window.click("guide-add").await;
    says(window, "还可尝试 5 次").await;
    assert_eq!(double.pins_tried(), tried + 1, "a wrong PIN is tried once");
    window.fill("guide-eport-pin", PIN).await;
    window.click("guide-add").await;
    says(window, "证书已添加").await;
    window.click("guide-finish").await;
    state(window, "check-control", "good").await;
}

async fn a_batch_is_paused_by_its_key(window: &Window, double: &Double) {
    double.fail(SIGN, &[Fault::Unplug]);
    window.click("nav-sending").await;
    window.see("key-choice").await;
    window.pictures("keys-to-sign").await;
    window.click("sign-and-send").await;
    window.see("paused-batch").await;
    says(window, "签名暂停在 0 / 12 票").await;
    assert!(!window.has("outbox-row").await, "nothing half signed is in the outbox");
    window.pictures("signing-paused").await;
    window.accessible("signing-paused").await;
    window.click("nav-today").await;
    window.see("todo-signing-paused").await;
}

async fn it_goes_on_once_the_key_is_back(window: &Window, double: &Double) {
    window.click("nav-sending").await;
    window.see("paused-batch").await;
    double.plug_in();
    window.click("batch-go-on").await;
    window.see("pin-dialog").await;
    window.picture("key-pin-zh").await;
    window.fill("pin", "00000000").await;
    window.click("pin-ok").await;
    says(window, "sign-wrong-pin").await;
    window.fill("pin", PIN).await;
    window.click("pin-ok").await;
    window.gone("paused-batch").await;
    window.see("outbox-row").await;
    window.language("en").await;
    says(window, "Sign and send 0").await;
    window.picture("signed-en").await;
}
