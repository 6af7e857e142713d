//! Builds this crate again when the UI was built again: its files travel inside the binary.

fn main() {
    println!("cargo::rerun-if-changed=../../ui/dist");
}
