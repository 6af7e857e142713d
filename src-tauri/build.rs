//! Makes the capabilities and the embedded page ready for `main.rs`.

fn main() {
    let attributes =
        tauri_build::Attributes::new().capabilities_path_pattern("./src-tauri/capabilities/**/*");
    tauri_build::try_build(attributes).expect("tauri.conf.json and src-tauri/capabilities are readable");
}
