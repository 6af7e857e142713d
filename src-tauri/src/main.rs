//! Henro in a window of its own: opens the core on the person's folder, hands commands on, locks in time.
//! No rule of health or storage lives here.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

mod ipc;
mod window;

use henro_app::Context;
use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;
use tauri::{App, Manager};

fn main() {
    tauri::Builder::default()
        .invoke_handler(tauri::generate_handler![ipc::rpc])
        .on_window_event(window::on_event)
        .setup(|app| open(app))
        .run(tauri::generate_context!())
        .expect("the window opens: without one there is nothing to show an error in");
}

/// Opens the core before the page can ask it anything.
fn open(app: &mut App) -> Result<(), Box<dyn Error>> {
    let folder = match folder_argument() {
        Some(folder) => folder,
        None => app.path().app_data_dir()?,
    };
    app.manage(Arc::new(Context::open(folder)?));
    window::watch(app.handle().clone());
    Ok(())
}

/// `--data FOLDER`: another record than the usual one.
fn folder_argument() -> Option<PathBuf> {
    let mut words = std::env::args_os().skip_while(|word| word != "--data");
    words.nth(1).map(PathBuf::from)
}
