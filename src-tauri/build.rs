//! Makes the capabilities and the embedded page ready for `main.rs`.

fn main() {
    let attributes = tauri_build::Attributes::new()
        .capabilities_path_pattern("./src-tauri/capabilities/**/*")
        // Named here, the command needs a permission of its own; unnamed, every page could call it.
        .app_manifest(tauri_build::AppManifest::new().commands(&["rpc"]));
    tauri_build::try_build(attributes).expect("tauri.conf.json and src-tauri/capabilities are readable");
}
