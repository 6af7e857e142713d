//! `cargo xtask run`: from a fresh machine to the open app.

mod together;

use crate::packages::{self, BUILD, WINDOW};
use crate::{cargo::cargo, error::Error, node, place::Place, say, tool::Tool};
use together::Face;

/// What a person may ask of `run`.
#[derive(Debug, Default, PartialEq, Eq)]
struct Wish {
    demo: bool,
    server: bool,
    port: Option<u16>,
    /// Cargo's folder name of what was built before: nothing is installed or built.
    built: Option<String>,
}

/// Installs, builds and opens Henro: the window where there is a display, else a page on this machine.
pub fn run(place: &Place, arguments: &[String]) -> Result<(), Error> {
    let wish = wish(arguments)?;
    let window = has_display(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()));
    let program = if window { "henro" } else { "henro-cli" };
    if wish.built.is_none() {
        make(place, &wish, window, program)?;
    }
    let built = |program: &str| place.built(wish.built.as_deref().unwrap_or("release"), program);
    if wish.server {
        let face = Face { program: built(program), window, port: wish.port };
        return if wish.demo {
            together::demo(&built("henro-server"), &face)
        } else {
            together::own(&built("henro-server"), &face)
        };
    }
    let tool = Tool::new(built(program)).args(words(&wish, window));
    if window {
        say::line("Henro opens in its window.");
    } else {
        say::line("No display here: Henro opens as a page. Ctrl+C ends it.");
    }
    tool.run_in_front()
}

/// From a fresh machine to the programs.
fn make(place: &Place, wish: &Wish, window: bool, program: &str) -> Result<(), Error> {
    packages::install(&BUILD)?;
    if window {
        packages::install(&WINDOW)?;
    }
    node::install(place, "ui")?;
    say::step("build the screens", || node::script(place, "build"))?;
    let mut words = vec!["build", "--release", "--package", program];
    if wish.server {
        words.extend(["--package", "henro-server"]);
    }
    say::step(&format!("build {program} (the first time takes some minutes)"), || cargo(place, &words).run())
}

fn wish(arguments: &[String]) -> Result<Wish, Error> {
    let mut wish = Wish::default();
    let mut rest = arguments.iter();
    while let Some(word) = rest.next() {
        match word.as_str() {
            "--demo" => wish.demo = true,
            "--with-server" => wish.server = true,
            "--built" => {
                let profile = rest.next().filter(|word| ["release", "debug"].contains(&word.as_str()));
                let profile = profile.ok_or_else(|| Error::Usage("--built wants release or debug".into()))?;
                wish.built = Some(profile.clone());
            }
            "--port" => {
                let port = rest.next().and_then(|text| text.parse().ok());
                wish.port =
                    Some(port.ok_or_else(|| Error::Usage("--port wants a number up to 65535".into()))?);
            }
            other => return Err(Error::Usage(format!("run does not know `{other}`"))),
        }
    }
    Ok(wish)
}

/// A display of X or Wayland; other systems always have one.
fn has_display(set: impl Fn(&str) -> bool) -> bool {
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

fn words(wish: &Wish, window: bool) -> Vec<String> {
    let mut words = Vec::new();
    if !window {
        words.push("serve".to_owned());
    }
    if wish.demo {
        words.push("--demo".to_owned());
    }
    if let Some(port) = wish.port.filter(|_| !window) {
        words.extend(["--port".to_owned(), port.to_string()]);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(words: &[&str]) -> Result<Wish, Error> {
        wish(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn a_demo_on_a_port_is_understood() {
        let wish = asked(&["--demo", "--port", "8040"]).expect("both are known");
        assert_eq!(wish, Wish { demo: true, port: Some(8040), ..Wish::default() });
        assert_eq!(words(&wish, false), ["serve", "--demo", "--port", "8040"]);
        assert_eq!(words(&wish, true), ["--demo"]);
    }

    #[test]
    fn a_server_beside_it_is_understood() {
        let wish = asked(&["--demo", "--with-server", "--built", "debug"]).expect("all are known");
        let built = Some("debug".to_owned());
        assert_eq!(wish, Wish { demo: true, server: true, built, ..Wish::default() });
    }

    #[test]
    fn a_port_that_is_none_and_an_unknown_word_are_refused() {
        assert!(matches!(asked(&["--port"]), Err(Error::Usage(_))));
        assert!(matches!(asked(&["--port", "70000"]), Err(Error::Usage(_))));
        assert!(matches!(asked(&["--demos"]), Err(Error::Usage(_))));
        assert!(matches!(asked(&["--built", "../x"]), Err(Error::Usage(_))));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_display_is_x_or_wayland() {
        assert!(has_display(|name| name == "DISPLAY"));
        assert!(has_display(|name| name == "WAYLAND_DISPLAY"));
        assert!(!has_display(|_| false));
    }
}
