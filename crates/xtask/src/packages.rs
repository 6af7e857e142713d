//! Debian packages: what is missing is named with its reason, then installed.

use crate::{error::Error, say, tool::Tool};

/// A system package and what it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Package {
    name: &'static str,
    why: &'static str,
}

const fn package(name: &'static str, why: &'static str) -> Package {
    Package { name, why }
}

/// What every build needs.
pub const BUILD: [Package; 6] = [
    package("gcc", "compiles SQLCipher and OpenSSL, links the programs"),
    package("libc6-dev", "headers of the C library"),
    package("make", "builds OpenSSL"),
    package("perl", "configures OpenSSL"),
    package("pkg-config", "finds libraries for the compiler"),
    package("libpcsclite-dev", "card readers; a card service need not run"),
];

/// What the window needs.
pub const WINDOW: [Package; 3] = [
    package("libwebkit2gtk-4.1-dev", "the web view that the window shows the screens in"),
    package("fonts-noto-cjk", "Japanese letters"),
    package("fonts-noto-color-emoji", "the pictures by which two devices are compared"),
];

/// What the tests need besides.
pub const TESTS: [Package; 11] = [
    package("chromium", "the browser that the journeys are walked in"),
    package("webkit2gtk-driver", "drives the real window"),
    package("dbus-bin", "asks whether the keyring of a test is up"),
    package("dbus-daemon", "a session bus for each test of the keyring"),
    package("gnome-keyring", "a keyring for each of these tests"),
    package("iproute2", "raises the loopback of the namespace that the card tests run in"),
    package("pcscd", "the card service, for the card tests"),
    package("python3-venv", "the second reader of what devices and servers exchange"),
    package("postgresql", "the other database of the server; the tests start one of their own"),
    package("vsmartcard-vpcd", "a card reader without hardware, for the card tests"),
    package("xvfb", "a display without a screen, for the real window"),
];

/// Installs the packages that are not there. Off Debian it names them and goes on: the build says what is missing.
pub fn install(wanted: &[Package]) -> Result<(), Error> {
    let missing: Vec<Package> = wanted.iter().copied().filter(|it| !installed(it.name)).collect();
    if missing.is_empty() {
        say::line("system packages: all there");
        return Ok(());
    }
    say::line("system packages that are missing:");
    for it in &missing {
        say::line(&format!("  {:<24}{}", it.name, it.why));
    }
    if !Tool::new("apt-get").args(["--version"]).works() {
        say::line("no apt-get on this machine: install what stands for them here, if the next steps fail");
        return Ok(());
    }
    say::step("apt-get update", || apt(&["update", "-q"]))?;
    let mut words = vec!["install", "-y", "-q", "--no-install-recommends", KEEP_VPCD_OUT];
    let names: Vec<&str> = missing.iter().map(|it| it.name).collect();
    words.extend(&names);
    say::step(&format!("apt-get install {}", names.join(" ")), || apt(&words))
}

/// The virtual reader listens on every address. Tests give it to a card service in a namespace; the machine's own card
/// service is not told of it.
const KEEP_VPCD_OUT: &str = "-oDpkg::Options::=--path-exclude=/etc/reader.conf.d/vpcd";

fn installed(name: &str) -> bool {
    let query = Tool::new("dpkg-query").args(["--show", "--showformat=${db:Status-Status}", name]);
    // dpkg-query also answers for packages that were removed, so its word is read, not only its exit code.
    query.quiet().read().is_ok_and(|words| words == b"installed")
}

fn apt(words: &[&str]) -> Result<(), Error> {
    // Root needs no sudo; others are asked for their password on the terminal.
    let root = Tool::new("id").args(["-u"]).read().is_ok_and(|id| id.trim_ascii() == b"0");
    let apt = if root { Tool::new("env") } else { Tool::new("sudo").args(["env"]) };
    apt.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]).args(words).run_in_front()
}
