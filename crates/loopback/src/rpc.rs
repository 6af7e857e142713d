use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use henro_app::{Code, WireError};

use crate::Door;

/// Room for a 64 MB file as base64 and the JSON around it.
pub(crate) const LARGEST_BODY: usize = 96 * 1024 * 1024;

/// Runs one command: 200 with the reply, 422 with `{code, params}`.
pub(crate) async fn call(State(door): State<Door>, Path(name): Path<String>, body: Bytes) -> Response {
    let ran = tokio::task::spawn_blocking(move || {
        let body = match body.is_empty() {
            true => serde_json::json!({}),
            false => serde_json::from_slice(&body).map_err(|_| WireError::from(Code::RequestInvalid))?,
        };
        henro_app::dispatch(&door.ctx, &name, body)
    })
    .await;
    let reply = ran.unwrap_or_else(|_| Err(Code::Internal.into()));
    let (status, value) = match reply {
        Ok(value) => (StatusCode::OK, Ok(value)),
        Err(error) => (StatusCode::UNPROCESSABLE_ENTITY, Err(error)),
    };
    let text = match value {
        Ok(value) => value.to_string(),
        Err(error) => serde_json::to_string(&error).unwrap_or_default(),
    };
    (status, [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")], text)
        .into_response()
}
