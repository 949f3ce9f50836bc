//! A folder is watched in the real window: a file that is put into it whole becomes an import, which is opened; and a range of
//! cells from the clipboard becomes one too. In both languages.

use std::path::Path;

use super::driver::{Window, element};
use super::{no_display, sample};

#[tokio::test]
async fn a_file_put_into_a_watched_folder_becomes_an_import() {
    if no_display() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let watched = folder.path().join("每日导出");
    std::fs::create_dir(&watched).expect("a folder to watch");
    let window = Window::open(&folder.path().join("data")).await;
    window.see("shell").await;
    window.language("zh").await;
    window.theme("light").await;
    window.click("start-practice").await;
    window.see("drop-zone").await;

    window.click("watch-add").await;
    window.see("watch-ask").await;
    window.fill("watch-folder", &watched.display().to_string()).await;
    window.click("watch-fixes").await;
    window.pictures("watch-ask").await;
    window.accessible("watch-ask").await;
    window.click("watch-ask-act").await;
    window.see("watch-line").await;
    shown(&window, "使用保存的修复").await;

    put_whole(folder.path(), &watched, "orders-messy.xlsx", "小橘_20261124.xlsx");
    window.see("import-line").await;
    shown(&window, "小橘_20261124.xlsx").await;
    window.language("en").await;
    window.see("watch-line").await;
    shown(&window, "does kept fixes").await;
    window.language("zh").await;
    window.pictures("watched").await;
    window.accessible("watched").await;
    window.fits_at_twice_the_size("watched").await;

    // A file that is none is told, and hinders nothing.
    std::fs::write(folder.path().join("x"), b"%PDF-1.7").expect("a foreign file");
    std::fs::rename(folder.path().join("x"), watched.join("说明.pdf")).expect("it is there whole");
    let told = format!("{}.textContent.includes('说明.pdf')", element("watch-line"));
    window.until("the foreign file is told", &told).await;
    window.pictures("watched-trouble").await;
    window.accessible("watched-trouble").await;

    window.click("import-resume").await;
    window.see("mapping-table").await;
    // Its first rows are there although no path was ever given.
    window.click("change-sheets").await;
    window.see("first-rows").await;
    window.pictures("watched-opened").await;
    window.accessible("watched-opened").await;
    window.close().await;
}

#[tokio::test]
async fn a_range_from_the_clipboard_becomes_an_import() {
    if no_display() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let window = Window::open(&folder.path().join("data")).await;
    window.see("shell").await;
    window.language("zh").await;
    window.theme("light").await;
    window.click("start-practice").await;
    window.see("drop-zone").await;
    let paste = "(() => { const data = new DataTransfer(); \
        data.setData('text/plain', '订单编号\\t订购人姓名\\t商品名称\\t数量\\nA1\\t无\\t牙膏\\t2\\nA2\\t周子墨\\t鱼油\\t1\\n'); \
        document.body.dispatchEvent(new ClipboardEvent('paste', \
            { clipboardData: data, bubbles: true, cancelable: true })); return true; })()";
    window.until("a range is pasted", paste).await;
    window.see("mapping-table").await;
    window.pictures("pasted-mapping").await;
    window.accessible("pasted-mapping").await;
    window.click("mapping-next").await;
    window.see("review-groups").await;
    // A personal cell in question is masked until somebody asks.
    window.click("group-all").await;
    let hidden = "!document.body.innerText.includes('周子墨')";
    window.until("names are masked", hidden).await;
    window.click("review-reveal").await;
    shown(&window, "周子墨").await;
    window.language("en").await;
    window.see("review-groups").await;
    window.pictures("pasted-review").await;
    window.accessible("pasted-review").await;
    window.close().await;
}

/// A file appears in the folder under its name only when it is whole.
fn put_whole(outside: &Path, watched: &Path, of: &str, name: &str) {
    let half = outside.join("half");
    std::fs::copy(sample(of), &half).expect("a copy");
    std::fs::rename(half, watched.join(name)).expect("it is there whole");
}

async fn shown(window: &Window, text: &str) {
    window.until(&format!("{text} is shown"), &format!("document.body.innerText.includes('{text}')")).await;
}
