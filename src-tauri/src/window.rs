//! When the record locks without being asked: the window loses the focus or closes, nobody is there, the machine slept.

use crate::ipc;
use henro_app::{Context, dispatch};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tauri::webview::{PermissionKind, PermissionResponse};
use tauri::{AppHandle, Manager, Window, WindowEvent};

/// How often the core is asked to look at the clock; its rules of idle time and sleep count on a few seconds.
const LOOK: Duration = Duration::from_secs(5);

/// Locks on blur, if the person set it so, and always when the window closes.
pub fn on_event(window: &Window, event: &WindowEvent) {
    let app = window.app_handle();
    let core = app.state::<Arc<Context>>();
    match event {
        WindowEvent::Focused(false) => {
            core.blurred();
            ipc::tell_record(app);
        }
        WindowEvent::CloseRequested { .. } | WindowEvent::Destroyed => core.lock(),
        _ => {}
    }
}

/// The page may use the camera, to read a code; nothing else that a page can ask for. WebKitGTK asks nobody: there the
/// person has asked by pressing the button. Elsewhere the system asks.
pub fn may(kind: PermissionKind) -> PermissionResponse {
    match kind {
        PermissionKind::Camera if cfg!(target_os = "linux") => PermissionResponse::Allow,
        PermissionKind::Camera => PermissionResponse::Default,
        _ => PermissionResponse::Deny,
    }
}

/// Lets the core lock after idle time and sleep, and tells the page when it did. Desktops tell a window nothing of
/// sleep; the core sees it as a gap between two ticks.
pub fn watch(app: AppHandle) {
    std::thread::spawn(move || {
        let core = Arc::clone(&app.state::<Arc<Context>>());
        let mut before = status(&core);
        loop {
            std::thread::sleep(LOOK);
            core.tick();
            let now = status(&core);
            if now != before {
                ipc::tell_record(&app);
            }
            before = now;
        }
    });
}

/// Ends Henro when stdin ends, so that no window outlives whoever started it.
pub fn end_with_stdin(app: AppHandle) {
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
        app.state::<Arc<Context>>().lock();
        app.exit(0);
    });
}

fn status(core: &Context) -> Option<Value> {
    dispatch(core, "record_status", json!({})).ok()
}
