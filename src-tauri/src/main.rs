//! Henro in a window of its own: opens the core on the person's folder, hands commands on, locks in time.
//! No rule of health or storage lives here.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

mod ipc;
mod window;

use henro_app::demo::Resident;
use henro_app::{Config, Context};
use std::error::Error;
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;

/// Freed memory is wiped: answers, words and keys that went through it do not stay behind.
#[global_allocator]
static WIPED: zeroizing_alloc::ZeroAlloc<std::alloc::System> = zeroizing_alloc::ZeroAlloc(std::alloc::System);

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<OsString> = std::env::args_os().skip(1).collect();
    let core = Arc::new(open(&words)?);
    let until_eof = words.iter().any(|word| word == "--until-eof");
    tauri::Builder::default()
        .manage(core)
        .invoke_handler(tauri::generate_handler![ipc::rpc])
        .on_window_event(window::on_event)
        .on_permission_request(|_, kind| window::may(kind))
        .setup(move |app| {
            window::watch(app.handle().clone());
            if until_eof {
                window::end_with_stdin(app.handle().clone());
            }
            Ok(())
        })
        .run(tauri::generate_context!())?;
    Ok(())
}

/// Opens the core: `--demo` on an invented resident, with `--second` the other one, connected with the server at
/// `--connect ADDRESS`; or `--data FOLDER` on another record than the usual one. `--at TIME` stands the clock still, as in
/// `henro-cli`.
fn open(words: &[OsString]) -> Result<Context, Box<dyn Error>> {
    let said = |name: &str| words.iter().any(|word| word == name);
    let demo = said("--demo");
    let resident = if said("--second") { Resident::Second } else { Resident::First };
    let after = |name: &str| words.iter().skip_while(|word| *word != name).nth(1);
    let mut config = match after("--data") {
        // Never a demo: that throws away what stands in its folder, and this one was named by hand.
        Some(folder) => Config::system(std::path::absolute(PathBuf::from(folder))?),
        None if demo => Config::demo(resident).ok_or("no home folder to keep the record in")?,
        None => Config::usual(false).ok_or("no home folder to keep the record in")?,
    };
    if let Some(time) = after("--at") {
        config = time
            .to_str()
            .and_then(|time| config.at(time))
            .ok_or("--at needs a time: 2026-11-22T07:30+09:00")?;
    }
    let core = Context::open(config);
    if demo {
        let failed = |refused: henro_app::WireError| format!("the demo does not open: {:?}", refused.code);
        core.open_demo(resident).map_err(failed)?;
        if let Some(address) = after("--connect").and_then(|address| address.to_str()) {
            core.connect_demo(address).map_err(failed)?;
        }
    }
    Ok(core)
}
