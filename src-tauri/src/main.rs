//! Henro in a window of its own: opens the core on the person's folder, hands commands on, locks in time.
//! No rule of health or storage lives here.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

mod ipc;
mod window;

use henro_app::{Config, Context};
use std::error::Error;
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;

/// Freed memory is wiped: answers, words and keys that went through it do not stay behind.
#[global_allocator]
static WIPED: zeroizing_alloc::ZeroAlloc<std::alloc::System> = zeroizing_alloc::ZeroAlloc(std::alloc::System);

fn main() -> Result<(), Box<dyn Error>> {
    let core = Arc::new(open(std::env::args_os().skip(1).collect())?);
    tauri::Builder::default()
        .manage(core)
        .invoke_handler(tauri::generate_handler![ipc::rpc])
        .on_window_event(window::on_event)
        .setup(|app| {
            window::watch(app.handle().clone());
            Ok(())
        })
        .run(tauri::generate_context!())?;
    Ok(())
}

/// Opens the core: `--demo` on an invented resident, or `--data FOLDER` on another record than the usual one.
/// `--at TIME` stands the clock still, as in `henro-cli`.
fn open(words: Vec<OsString>) -> Result<Context, Box<dyn Error>> {
    let demo = words.iter().any(|word| word == "--demo");
    let after = |name: &str| words.iter().skip_while(|word| *word != name).nth(1);
    let mut config = match after("--data") {
        // Never a demo: that throws away what stands in its folder, and this one was named by hand.
        Some(folder) => Config::system(std::path::absolute(PathBuf::from(folder))?),
        None => Config::usual(demo).ok_or("no home folder to keep the record in")?,
    };
    if let Some(time) = after("--at") {
        config = time
            .to_str()
            .and_then(|time| config.at(time))
            .ok_or("--at needs a time: 2026-11-22T07:30+09:00")?;
    }
    let core = Context::open(config);
    if demo {
        core.open_demo().map_err(|refused| format!("the demo does not open: {:?}", refused.code))?;
    }
    Ok(core)
}
