//! A card service with virtual readers and invented cards, for tests. See `henro_cards::tool`.

fn main() -> std::process::ExitCode {
    #[cfg(target_os = "linux")]
    return henro_cards::tool::run();
    #[cfg(not(target_os = "linux"))]
    std::process::ExitCode::FAILURE
}
