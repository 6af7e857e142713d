//! Builds this crate again when the UI was built again: its files travel inside the binary.

#[expect(clippy::print_stdout, reason = "this is how a build script speaks to cargo")]
fn main() {
    println!("cargo::rerun-if-changed=../../ui/dist");
}
