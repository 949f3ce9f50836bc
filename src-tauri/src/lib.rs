//! The window: it opens the desk, hands the screens' questions to the engine and tells them what changed.

mod commands;
mod events;
mod opened;
mod start;

use tauri::Manager;
use tauri_specta::{Builder, collect_commands, collect_events};

pub use start::plain_renderer;

use commands::{
    activity, bills, clients, declarations, goods, imports, keys, orders, people, sending, session, settings,
    tracking,
};

/// Everything the screens may call and hear, with its types.
fn calls() -> Builder<tauri::Wry> {
    Builder::<tauri::Wry>::new()
        .disable_serde_phases()
        .commands(collect_commands![
            session::session,
            session::unlock,
            session::choose_client,
            session::start_practice,
            session::today,
            session::stop_work,
            orders::pick_files,
            orders::open_files,
            orders::open_pasted,
            orders::preview_file,
            orders::preview_sheet,
            orders::map_column,
            orders::review,
            orders::review_page,
            orders::edit,
            orders::hold_back,
            orders::preview_edit,
            orders::undo,
            orders::redo,
            orders::undo_mapping,
            orders::redo_mapping,
            orders::mapping,
            orders::choose_header,
            orders::use_sheet,
            orders::choose_encoding,
            orders::add_column,
            orders::declare,
            imports::imports,
            imports::resume_import,
            imports::discard_import,
            imports::undo_import,
            imports::redo_import,
            imports::kept,
            imports::export_bad,
            imports::export_rows,
            imports::merge_back,
            imports::save_recipe,
            imports::recipes,
            imports::rename_recipe,
            imports::drop_recipe,
            imports::keep_fix,
            imports::fixes,
            imports::apply_fix,
            imports::rename_fix,
            imports::drop_fix,
            imports::watch_folder,
            imports::watched,
            imports::stop_watching,
            declarations::declarations,
            declarations::declaration_tabs,
            declarations::chosen,
            declarations::declaration,
            declarations::xml,
            sending::sending,
            sending::sign_and_send,
            sending::sign_chosen,
            sending::keys_to_unlock,
            sending::keys_to_unlock_chosen,
            sending::go_on_signing,
            sending::stop_batch,
            sending::take_back,
            keys::keys,
            keys::key_day,
            keys::examine_key,
            keys::trust_files,
            keys::set_trust_files,
            keys::token_modules,
            keys::tokens,
            keys::look_for_key,
            keys::register_key,
            keys::add_practice_key,
            keys::rename_key,
            keys::choose_key,
            keys::replace_key,
            keys::key_waits,
            keys::remove_key,
            keys::unlock_key,
            keys::forget_pin,
            keys::pick_key_file,
            tracking::board,
            bills::bills,
            bills::bill_pdf,
            bills::pick_folder,
            bills::save_bills,
            clients::client,
            clients::add_client,
            clients::change_client,
            clients::check_client,
            clients::archive_client,
            clients::printing,
            clients::choose_for_import,
            clients::add_key,
            people::sign_in,
            people::sign_out,
            people::add_person,
            people::change_person,
            people::retire_person,
            people::set_pin,
            people::four_eyes,
            people::set_four_eyes,
            people::approve,
            people::send_back,
            people::approve_chosen,
            people::send_back_chosen,
            people::ask_review,
            people::review_of,
            activity::activity,
            activity::verify_activity,
            activity::export_activity,
            goods::goods,
            goods::check_goods,
            goods::put_goods,
            goods::drop_goods,
            goods::plan_goods,
            goods::take_goods,
            goods::export_goods,
            goods::tariff,
            goods::pick_workbook,
            settings::settings,
            settings::set_service,
        ])
        .events(collect_events![events::Changed, events::Progressed])
}

/// Opens the window and runs until it is closed. Closing asks nothing: everything is saved already.
///
/// # Panics
/// When the system has no way to show a window.
pub fn run() {
    let calls = calls();
    tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .invoke_handler(calls.invoke_handler())
        .setup(move |app| {
            calls.mount_events(app);
            let start = start::Start::from_env(|| app.path().app_data_dir());
            app.manage(opened::Opened::new(app.handle().clone(), start?));
            Ok(())
        })
        .run(tauri::generate_context!())
        .expect("the system can show a window");
}

#[cfg(test)]
mod tests {
    use super::*;
    use specta_typescript::Typescript;

    #[test]
    fn the_bindings_of_the_screens_are_fresh() {
        let place = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/src/generated/bindings.ts");
        let before = std::fs::read_to_string(place).unwrap_or_default();
        let header =
            "// Written by a test of src-tauri; run `cargo test -p clearance-desktop` to renew it.\n";
        calls().export(Typescript::default().header(header), place).expect("the bindings can be written");
        let now = std::fs::read_to_string(place).expect("they were just written");
        assert!(before == now, "ui/src/generated/bindings.ts was stale and has been renewed: commit it");
    }
}
