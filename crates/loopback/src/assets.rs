use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

/// The built UI.
#[derive(rust_embed::Embed)]
#[folder = "../../ui/dist"]
#[allow_missing = true]
struct Dist;

/// A file of the UI; anything without a dot is the page itself.
pub(crate) async fn file(uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    let path = if path.is_empty() { "index.html" } else { path };
    let Some(found) = Dist::get(path) else {
        return (StatusCode::NOT_FOUND, "not found").into_response();
    };
    let kind = found.metadata.mimetype().to_owned();
    let cache = if path.starts_with("assets/") { "private, max-age=31536000, immutable" } else { "no-cache" };
    let headers = [(header::CONTENT_TYPE, kind.as_str()), (header::CACHE_CONTROL, cache)];
    (headers, found.data.into_owned()).into_response()
}
