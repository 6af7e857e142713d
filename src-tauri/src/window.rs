//! When the record locks without being asked: the window loses the focus, the machine slept, the window closes.

use crate::ipc;
use henro_app::Context;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};
use tauri::{AppHandle, Manager, Window, WindowEvent};

/// How often the watch looks. A record is open at most this long after the machine wakes.
const LOOK: Duration = Duration::from_secs(2);
/// Wall time that passed without the machine running; less is a clock being set or a busy machine.
const SLEPT: Duration = Duration::from_secs(20);

/// Locks on blur, if the person set it so, and always when the window closes.
pub fn on_event(window: &Window, event: &WindowEvent) {
    let app = window.app_handle();
    let core = app.state::<Arc<Context>>();
    match event {
        WindowEvent::Focused(false) if core.on_blur() => ipc::tell_locked(app),
        WindowEvent::CloseRequested { .. } | WindowEvent::Destroyed => {
            core.lock_daily();
        }
        _ => {}
    }
}

/// Locks when the machine has slept or nobody has touched the record for the time set.
///
/// Desktops tell a window nothing of sleep. But the monotonic clock of Linux stands still in sleep and the wall
/// clock does not, so a gap between the two is a sleep that has just ended.
pub fn watch(app: AppHandle) {
    std::thread::spawn(move || {
        let core = Arc::clone(&app.state::<Arc<Context>>());
        let mut before = (Instant::now(), wall_clock());
        loop {
            std::thread::sleep(LOOK);
            let now = (Instant::now(), wall_clock());
            let ran = now.0.duration_since(before.0);
            let passed = now.1.duration_since(before.1).unwrap_or_default();
            let locked =
                if passed.saturating_sub(ran) > SLEPT { core.lock_daily() } else { core.lock_if_idle() };
            if locked {
                ipc::tell_locked(&app);
            }
            before = now;
        }
    });
}

#[expect(
    clippy::disallowed_methods,
    reason = "the shell owns the clock; only the length of a sleep is measured"
)]
fn wall_clock() -> SystemTime {
    SystemTime::now()
}
