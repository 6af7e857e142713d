//! Makes the capabilities and the embedded page ready for `main.rs`.

fn main() {
    // Tauri watches only the usual places of these folders.
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    println!("cargo:rerun-if-changed=src-tauri/permissions");
    let attributes = tauri_build::Attributes::new()
        .capabilities_path_pattern("./src-tauri/capabilities/**/*")
        // With a permission of its own the one command is closed to every page that no capability names.
        .app_manifest(
            tauri_build::AppManifest::new().permissions_path_pattern("./src-tauri/permissions/**/*"),
        );
    tauri_build::try_build(attributes).expect("tauri.conf.json and src-tauri/capabilities are readable");
}
