//! A clerk clears a really messy workbook in the real window: it is mapped, repaired in bulk, undone and redone, kept in
//! part, handed out with comments, merged back and signed. The next day's workbook finds all of that kept.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::Path;

use fantoccini::key::Key;

use super::driver::{Window, element};
use super::{no_display, sample};

/// The columns with near names, which a person decides: their place and the field they mean.
const DECISIONS: [(u32, &str); 3] = [(6, "buyerIdNumber"), (23, "country"), (26, "discount")];
const DIFFERS: &str = "group-SHEET-BOOK-DIFFERS";
const UNITS: &str = "group-SHEET-UNIT-UNKNOWN";

#[tokio::test]
async fn a_messy_workbook_becomes_signed_declarations_and_the_next_one_is_easier() {
    if no_display() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let first = folder.path().join("小橘_订单汇总_20261124.xlsx");
    std::fs::copy(sample("orders-messy.xlsx"), &first).expect("the workbook");
    let data = folder.path().join("data");
    let window = Window::open(&data).await;
    window.see("shell").await;
    window.language("zh").await;
    window.theme("light").await;
    window.click("start-practice").await;

    the_client_knows_an_article_and_a_second_carrier(&window, folder.path()).await;
    it_is_chosen_by_its_path(&window, &first).await;
    its_header_row_is_corrected(&window).await;
    its_columns_are_decided_and_kept_as_a_recipe(&window).await;
    a_suggestion_repairs_a_whole_group(&window).await;
    every_step_is_undone_and_redone(&window).await;
    the_goods_book_says_it_for_a_whole_group(&window).await;
    cells_are_filled_down_pasted_and_replaced(&window).await;
    the_rest_is_handed_out_and_comes_back(&window, folder.path()).await;
    what_only_warns_is_held_back_and_taken_up_again(&window).await;
    the_good_orders_go_on_and_the_import_can_be_taken_back(&window).await;
    they_are_signed(&window).await;

    let second = folder.path().join("小橘_订单汇总_20261125.xlsx");
    let numbers = [("OK202611249", "OK202611258"), ("QH202611249", "QH202611258")];
    rewritten(&first, &second, |text| {
        numbers.iter().fold(text, |text, (from, to)| text.replace(&format!(">{from}"), &format!(">{to}")))
    });
    the_next_workbook_finds_recipe_and_fix(&window, &second).await;
    window.close().await;
}

/// The origin of the fish oil is not the one in the sheet.
async fn the_client_knows_an_article_and_a_second_carrier(window: &Window, folder: &Path) {
    let book = folder.join("商品资料.csv");
    std::fs::write(
        &book,
        "企业商品货号,商品名称,商品编码,计量单位,原产国\nHX-FO-400,深海鱼油软胶囊,2106909090,瓶,新西兰\n",
    )
    .expect("a goods book");
    window.see("drop-zone").await;
    window.click("nav-clients").await;
    window.see("profile-form").await;
    window.click("choice-carrier-add").await;
    window.fill("choice-carrier-0-label", "飞燕").await;
    window.fill("choice-carrier-1-label", "白鹭").await;
    window.fill("choice-carrier-1-logisticsCode", "33029649X3").await;
    window.fill("choice-carrier-1-logisticsName", "宁波白鹭快运有限公司").await;
    window.click("profile-save").await;
    let saved = format!("{}.disabled", element("profile-save"));
    window.until("the profile is saved", &saved).await;
    window.click("client-tab-goods").await;
    window.fill("goods-path", &book.display().to_string()).await;
    window.click("goods-read").await;
    window.click("goods-take").await;
    window.see("goods-row").await;
    window.click("nav-orders").await;
}

/// Pictures and the check for people who see or press differently, in both themes and languages and at twice the size.
async fn looked_at(window: &Window, name: &str) {
    window.pictures(name).await;
    window.accessible(name).await;
    window.theme("dark").await;
    window.accessible(&format!("{name}-dark")).await;
    window.pictures(&format!("{name}-dark")).await;
    window.theme("light").await;
    window.fits_at_twice_the_size(name).await;
}

async fn it_is_chosen_by_its_path(window: &Window, file: &Path) {
    window.see("drop-zone").await;
    looked_at(window, "wizard-file").await;
    window.fill("path", &file.display().to_string()).await;
    window.click("open-path").await;
    window.see("first-rows").await;
}

async fn its_header_row_is_corrected(window: &Window) {
    header_row(window, 5).await;
    looked_at(window, "wizard-sheet").await;
    // The row of group titles above is not it: that is seen at once, and taken back.
    window.click("first-row-4").await;
    header_row(window, 4).await;
    window.click("undo").await;
    header_row(window, 5).await;
    window.click("redo").await;
    header_row(window, 4).await;
    window.click("first-row-5").await;
    header_row(window, 5).await;
    window.click("sheet-next").await;
    window.see("mapping-table").await;
}

async fn its_columns_are_decided_and_kept_as_a_recipe(window: &Window) {
    // A field is found by a few letters; what was guessed right is only confirmed.
    window.click("map-select-3").await;
    for letter in "note".chars() {
        window.press(&[], letter).await;
    }
    window.press(&[], char::from(Key::Enter)).await;
    let noted = format!("{}.dataset.field !== ''", element("map-row-3"));
    window.until("the column means another field", &noted).await;
    window.click("undo").await;
    window.until("it is taken back", &format!("!({noted})")).await;
    for (column, field) in DECISIONS {
        window.click(&format!("map-confirm-{column}")).await;
        window.gone(&format!("map-confirm-{column}")).await;
        let is = format!("{}.dataset.field === '{field}'", element(&format!("map-row-{column}")));
        window.until(&format!("column {column} means {field}"), &is).await;
    }
    // Another carrier, for this import only.
    window.see("for-import").await;
    window.click("for-import-carrier").await;
    window.click("for-import-carrier-33029649X3").await;
    window.see("for-import-other-carrier").await;
    window.fill("recipe-name", "小橘订单汇总").await;
    looked_at(window, "wizard-mapping").await;
    window.click("mapping-next").await;
    window.see("review-groups").await;
    window.see("fix-panel").await;
}

async fn a_suggestion_repairs_a_whole_group(window: &Window) {
    window.click(UNITS).await;
    window.see("bad-cell").await;
    remember(window, "kept").await;
    shown(window, "支装").await;
    window.fill("fix-value", "支").await;
    window.fill("fix-value-1", "盒").await;
    window.click("fix-remember").await;
    window.fill("fix-name", "包装叫法换成单位").await;
    window.see("fix-preview").await;
    looked_at(window, "wizard-review").await;
    window.press(&[Key::Alt], char::from(Key::Enter)).await;
    window.gone(UNITS).await;
    changed(window, "kept").await;
}

async fn the_goods_book_says_it_for_a_whole_group(window: &Window) {
    window.click(DIFFERS).await;
    shown(window, "取自商品资料").await;
    window.see("fix-preview").await;
    looked_at(window, "wizard-goods-book").await;
    // Where one cell holds several goods, its values stay for a person to change.
    remember_changed(window).await;
    window.press(&[Key::Alt], char::from(Key::Enter)).await;
    more_changed(window).await;
    window.click("undo").await;
    window.until("nothing of it is left", &format!("{CHANGED} === window.changedCells")).await;
    window.click("redo").await;
    more_changed(window).await;
}

async fn every_step_is_undone_and_redone(window: &Window) {
    remember(window, "repaired").await;
    window.click("undo").await;
    window.see(UNITS).await;
    window.click("redo").await;
    window.gone(UNITS).await;
    same(window, "repaired").await;
    // By keys as well, from the grid.
    focus_grid(window).await;
    window.press(&[Key::Control], 'z').await;
    window.see(UNITS).await;
    window.press(&[Key::Control], 'y').await;
    window.gone(UNITS).await;
    same(window, "repaired").await;
}

async fn cells_are_filled_down_pasted_and_replaced(window: &Window) {
    window.click("group-all").await;

    // 霓虹 is no country; three rows say so.
    window.click("open-replace").await;
    window.fill("bulk-find", "霓虹").await;
    window.fill("bulk-with", "日本").await;
    let counted = format!("{}.textContent.includes('3')", element("bulk-apply"));
    window.until("three cells would change", &counted).await;
    window.pictures("wizard-replace").await;
    remember(window, "before").await;
    window.click("bulk-apply").await;
    changed(window, "before").await;
    window.click("bulk-close").await;

    // A cell is typed into, and its value filled into the one below.
    window.click("group-all").await;
    focus_grid(window).await;
    remember(window, "before typing").await;
    remember_changed(window).await;
    window.press(&[], char::from(Key::F2)).await;
    window.see("cell-editor").await;
    window.press(&[Key::Control], 'a').await;
    window.press(&[], '7').await;
    window.press(&[], char::from(Key::Enter)).await;
    more_changed(window).await;
    remember_changed(window).await;
    window.press(&[], char::from(Key::Up)).await;
    window.press(&[Key::Shift], char::from(Key::Down)).await;
    window.press(&[Key::Control], 'd').await;
    more_changed(window).await;

    // Two cells are pasted over two rows.
    remember_changed(window).await;
    window.press(&[], char::from(Key::Down)).await;
    window.press(&[], char::from(Key::Down)).await;
    let paste = "(() => { const data = new DataTransfer(); data.setData('text/plain', 'A1\\nA2\\n'); \
        document.activeElement.dispatchEvent(new ClipboardEvent('paste', \
            { clipboardData: data, bubbles: true, cancelable: true })); return true; })()";
    window.until("two cells are pasted", paste).await;
    more_changed(window).await;
    window.pictures("wizard-edited").await;
    for _ in 0..3 {
        window.click("undo").await;
    }
    same(window, "before typing").await;
}

async fn the_rest_is_handed_out_and_comes_back(window: &Window, folder: &Path) {
    let handed = folder.join("待改.xlsx");
    window.click("export-bad").await;
    window.see("export-ask").await;
    window.fill("export-path", &handed.display().to_string()).await;
    looked_at(window, "wizard-export").await;
    window.click("export-ask-act").await;
    window.see("exported").await;
    window.picture("wizard-exported-zh").await;
    window.click("export-ask-act").await;

    // Someone writes the buyer's name in a spreadsheet program, where the sheet has 无 for none.
    let repaired = folder.join("已改.xlsx");
    rewritten(&handed, &repaired, |text| text.replace(">无<", ">沈知夏<"));

    // A workbook that has nothing to do with it changes nothing.
    remember(window, "handed").await;
    window.click("merge-back").await;
    window.fill("merge-path", &sample("orders-1210.xlsx").display().to_string()).await;
    window.click("merge-ask-act").await;
    window.until("it says so", &format!("{} || {}", element("trouble"), element("merged"))).await;
    window.picture("wizard-merged-wrong-zh").await;
    window.press(&[], char::from(Key::Escape)).await;
    window.gone("merge-ask").await;
    same(window, "handed").await;

    window.click("merge-back").await;
    window.fill("merge-path", &repaired.display().to_string()).await;
    window.click("merge-ask-act").await;
    window.see("merged").await;
    window.pictures("wizard-merged").await;
    window.accessible("wizard-merged").await;
    window.click("merge-ask-act").await;
    changed(window, "handed").await;
}

async fn what_only_warns_is_held_back_and_taken_up_again(window: &Window) {
    remember(window, "none held").await;
    // Two rows by the mouse, of all rows.
    window.click("group-all").await;
    focus_grid(window).await;
    window.press(&[Key::Control], char::from(Key::Home)).await;
    window.press(&[], ' ').await;
    window.press(&[Key::Shift], char::from(Key::Down)).await;
    window.press(&[Key::Shift], ' ').await;
    window.see("rows-hold").await;
    looked_at(window, "wizard-ticked").await;
    window.click("rows-hold").await;
    window.see("group-held").await;
    changed(window, "none held").await;
    window.click("group-held").await;
    window.see("held-by").await;
    looked_at(window, "wizard-held").await;
    window.click("undo").await;
    window.gone("group-held").await;
    same(window, "none held").await;
    window.click("redo").await;
    window.see("group-held").await;
    changed(window, "none held").await;
    // A look at the columns forgets neither these nor the carrier.
    window.click("review-back").await;
    window.see("for-import-other-carrier").await;
    window.click("mapping-next").await;
    window.see("group-held").await;
}

async fn the_good_orders_go_on_and_the_import_can_be_taken_back(window: &Window) {
    window.press(&[Key::Control], char::from(Key::Enter)).await;
    window.see("declared").await;
    looked_at(window, "wizard-declared").await;
    let made = format!("{}.textContent.match(/\\d+/)?.[0]", element("declared"));
    window.until("declarations were made", &format!("Number({made}) > 30")).await;
    window.click("done-undo").await;
    window.see("import-undone").await;
    window.pictures("wizard-undone").await;
    window.accessible("wizard-undone").await;
    window.click("done-redo").await;
    window.see("declared").await;

    // What was kept stands in the work list, and is gone on with.
    window.click("done-again").await;
    window.see("kept-line").await;
    shown(window, "留待以后").await;
    looked_at(window, "wizard-work-list").await;
    window.click("kept-fix").await;
    window.see("review-groups").await;
    window.click("review-back").await;
    window.click("mapping-back").await;
}

async fn they_are_signed(window: &Window) {
    window.click("nav-sending").await;
    window.see("key-choice").await;
    window.click("sign-and-send").await;
    window.see("outbox-row").await;
    let received = format!("{}.querySelector('[data-state=received]')", element("outbox"));
    window.until("customs has received a message", &received).await;
    window.click("nav-orders").await;
}

async fn the_next_workbook_finds_recipe_and_fix(window: &Window, file: &Path) {
    window.fill("path", &file.display().to_string()).await;
    window.click("open-path").await;
    // Nothing is asked: the recipe says which row holds the headers, and what the columns mean.
    window.see("mapping-table").await;
    let said = format!("{}.textContent.includes('小橘订单汇总')", element("mapping-note"));
    window.until("the recipe is named", &said).await;
    for (column, field) in DECISIONS {
        let is = format!("{}.dataset.field === '{field}'", element(&format!("map-row-{column}")));
        window.until("the decision was kept", &is).await;
    }
    looked_at(window, "wizard-recipe").await;
    window.click("mapping-next").await;
    window.see("offered").await;
    looked_at(window, "wizard-offered").await;
    window.see(UNITS).await;
    window.click("offered-apply").await;
    window.gone(UNITS).await;
    window.see("declare").await;
}

async fn header_row(window: &Window, row: u32) {
    let says = format!("/\\b{row}\\b/.test({}?.textContent.replace(/\\s/g, ' '))", element("sheet-header"));
    window.until(&format!("row {row} holds the headers"), &says).await;
}

async fn shown(window: &Window, text: &str) {
    window.until(&format!("{text} is shown"), &format!("document.body.innerText.includes('{text}')")).await;
}

/// Notes how many orders go on, to be compared with later.
async fn remember(window: &Window, name: &str) {
    window.see("declare").await;
    let note =
        format!("((window.noted ??= {{}})['{name}'] = {}.innerText) !== undefined", element("declare"));
    window.until("the orders are noted", &note).await;
}

async fn changed(window: &Window, name: &str) {
    let is = format!("{}.innerText !== window.noted['{name}']", element("declare"));
    window.until("other orders go on", &is).await;
}

async fn same(window: &Window, name: &str) {
    let is = format!("{}.innerText === window.noted['{name}']", element("declare"));
    window.until("the same orders go on", &is).await;
}

/// How many cells were changed here, as the list of groups says.
const CHANGED: &str = "Number((document.querySelector(\"[data-testid='group-changed']\")?.innerText ?? '0').replace(/\\D/g, ''))";

async fn remember_changed(window: &Window) {
    window.until("the changes are noted", &format!("(window.changedCells = {CHANGED}) !== undefined")).await;
}

async fn more_changed(window: &Window) {
    window.until("more cells are changed", &format!("{CHANGED} > window.changedCells")).await;
}

/// The keys go to the grid from here on.
async fn focus_grid(window: &Window) {
    let focus = format!("({0}.focus(), document.activeElement === {0})", element("review-rows"));
    window.until("the grid has the focus", &focus).await;
}

/// A workbook with other texts, as if someone had typed them in a spreadsheet program.
fn rewritten(from: &Path, to: &Path, change: impl Fn(String) -> String) {
    let mut old = zip::ZipArchive::new(File::open(from).expect("the workbook")).expect("a workbook is a zip");
    let mut new = zip::ZipWriter::new(File::create(to).expect("another workbook"));
    for n in 0..old.len() {
        let mut part = old.by_index(n).expect("a part");
        let name = part.name().expect("a part has a name").into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).expect("the part is whole");
        let texts = name == "xl/sharedStrings.xml" || name.starts_with("xl/worksheets/sheet");
        if texts {
            bytes = change(String::from_utf8(bytes).expect("XML is text")).into_bytes();
        }
        new.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part begins");
        new.write_all(&bytes).expect("a part is written");
    }
    new.finish().expect("the workbook is whole");
}
