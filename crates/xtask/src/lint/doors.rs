//! Doors in the source text: what one file may name and no other.

use super::sizes::File;

/// `@tauri-apps` stands in one file of the UI, so that the page also runs in a browser.
const TAURI_DOOR: &str = "ui/src/lib/backend/tauri.ts";

/// Names behind a door that a stranger uses.
pub fn findings(file: &File) -> Vec<String> {
    if !file.path.starts_with("ui/src/") || file.path == TAURI_DOOR || !file.text.contains("@tauri-apps") {
        return Vec::new();
    }
    vec![format!("{}: names @tauri-apps, which only {TAURI_DOOR} may", file.path)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_door_names_tauri() {
        let file =
            |path: &str| File { path: path.into(), text: "import x from '@tauri-apps/api/core'".into() };
        assert_eq!(findings(&file("ui/src/views/Today.svelte")).len(), 1);
        assert_eq!(findings(&file("ui/src/lib/backend/tauri.ts")).len(), 0);
    }
}
