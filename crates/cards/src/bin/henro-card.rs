//! A card service with virtual readers and invented cards, for tests. See `henro_cards::tool`.

fn main() -> std::process::ExitCode {
    henro_cards::tool::run()
}
