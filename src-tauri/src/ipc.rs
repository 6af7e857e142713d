//! The one command of the window, and the one event back to it.

use henro_app::{Code, Context, Tag, WireError, dispatch};
use serde_json::Value;
use std::sync::Arc;
use tauri::{AppHandle, Emitter, State, async_runtime};

/// The event that tells the page which tags changed without a call of its own.
const CHANGED: &str = "changed";

/// Hands a command to the core, off the thread that draws the window.
#[tauri::command]
pub async fn rpc(core: State<'_, Arc<Context>>, name: String, body: Value) -> Result<Value, WireError> {
    let core = Arc::clone(&core);
    let done = async_runtime::spawn_blocking(move || dispatch(&core, &name, body)).await;
    // Only a panic of the core ends here without an answer.
    done.unwrap_or_else(|_| Err(Code::Internal.into()))
}

/// Tells the page that the record may be locked now.
pub fn tell_record(app: &AppHandle) {
    // A page that is gone needs no telling.
    let _ = app.emit(CHANGED, [Tag::Record]);
}
