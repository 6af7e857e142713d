use std::io::Write;

/// Where the server writes what it did: no ids, no addresses, no bodies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Log {
    /// Nowhere.
    Off,
    /// One line a request that failed on the server's side, and one for start and stop.
    Quiet,
    /// One line a request: method, route, status, milliseconds.
    Requests,
}

impl Log {
    /// Writes a line that is always of interest.
    pub(crate) fn say(self, line: &str) {
        if self != Self::Off {
            write(line);
        }
    }

    pub(crate) fn request(self, method: &str, route: &str, status: u16, ms: u128) {
        if self == Self::Requests || (self == Self::Quiet && status >= 500) {
            write(&format!("{method} {route} {status} {ms} ms"));
        }
    }
}

fn write(line: &str) {
    // A closed stderr is no reason to stop serving.
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}
