//! The app and a server on this machine, and for the demonstration two people. All of it ends together: each program ends
//! when its stdin does, which this one holds.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

use crate::{error::Error, say};

/// What shows Henro to a person.
pub struct Face {
    /// `henro` or `henro-cli`.
    pub program: PathBuf,
    /// It is the window.
    pub window: bool,
    /// Port of the first page.
    pub port: Option<u16>,
}

/// Two invented people, both connected with a server of their own.
pub fn demo(server: &Path, face: &Face) -> Result<(), Error> {
    let data = demo_folder(|name| std::env::var_os(name).map(PathBuf::from)).ok_or(Error::Home)?;
    clear(&data)?;
    let mut server = Running::server(server, &["--listen", "127.0.0.1:0", "--data"], Some(&data))?;
    let address = server.address()?;
    say::line(&format!("The server: {address} (it cannot read what it keeps)"));
    let mut people = Vec::new();
    for (who, words) in [(FIRST, &[][..]), (SECOND, &["--second"])] {
        let words = [&["--demo", "--connect", &address][..], words].concat();
        let port = face.port.filter(|_| people.is_empty());
        people.push(Running::person(face, &words, who, port)?);
    }
    say::line("Both are connected. Password, should one lock: henro-demo. Ctrl+C ends all of it.");
    wait(server, people)
}

/// The person's own record, and a server on this machine.
pub fn own(server: &Path, face: &Face) -> Result<(), Error> {
    let mut server = Running::server(server, &[], None)?;
    let address = server.address()?;
    say::line(&format!("The server: {address} (connect with it in Henro; Ctrl+C ends both)"));
    let person = Running::person(face, &[], "Henro", face.port)?;
    wait(server, vec![person])
}

/// A program that ends with this one.
struct Running {
    child: Child,
    stdin: Option<ChildStdin>,
    line: String,
}

impl Running {
    fn start(program: &Path, words: &[&str], reads: bool) -> Result<Self, Error> {
        let mut command = Command::new(program);
        command.args(words).arg("--until-eof").stdin(Stdio::piped());
        if reads {
            command.stdout(Stdio::piped());
        }
        let line = program.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let failed = |source| Error::Start { program: line.clone(), source };
        let mut child = command.spawn().map_err(failed)?;
        let stdin = child.stdin.take();
        Ok(Self { child, stdin, line })
    }

    fn server(program: &Path, words: &[&str], data: Option<&Path>) -> Result<Self, Error> {
        let data = data.map(|data| data.to_string_lossy().into_owned());
        let words: Vec<&str> = words.iter().copied().chain(data.as_deref()).collect();
        Self::start(program, &words, true)
    }

    /// Opens Henro for somebody and says where.
    fn person(face: &Face, words: &[&str], who: &str, port: Option<u16>) -> Result<Self, Error> {
        if face.window {
            say::line(&format!("{who}: a window"));
            return Self::start(&face.program, words, false);
        }
        let port = port.unwrap_or(0).to_string();
        let words = [&["serve", "--port", &port][..], words].concat();
        let mut page = Self::start(&face.program, &words, true)?;
        say::line(&format!("{who}: {}", page.address()?));
        Ok(page)
    }

    /// The address at the end of the first line it prints.
    fn address(&mut self) -> Result<String, Error> {
        let mut line = String::new();
        if let Some(stdout) = self.child.stdout.take() {
            let mut lines = BufReader::new(stdout);
            // An error reads like the end.
            let _ = lines.read_line(&mut line);
            self.child.stdout = Some(lines.into_inner());
        }
        match line.split_whitespace().next_back().filter(|word| word.starts_with("http")) {
            Some(address) => Ok(address.to_owned()),
            None => Err(self.failed()),
        }
    }

    fn ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    fn failed(&mut self) -> Error {
        self.end();
        let status = self.child.wait().map_or_else(|error| error.to_string(), |status| status.to_string());
        Error::Failed { line: self.line.clone(), status }
    }

    /// Asks it to end, and ends it where it does not.
    fn end(&mut self) {
        drop(self.stdin.take());
        let begun = Instant::now();
        while !self.ended() && begun.elapsed() < PATIENCE {
            std::thread::sleep(LOOK);
        }
        // It has ended already, or it is ended now.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}

/// Until the last window is closed or page has ended, or the server ends.
fn wait(mut server: Running, mut people: Vec<Running>) -> Result<(), Error> {
    loop {
        std::thread::sleep(LOOK);
        if server.ended() {
            drop(people);
            return Err(server.failed());
        }
        people.retain_mut(|person| !person.ended());
        if people.is_empty() {
            return Ok(());
        }
    }
}

/// What the server of an earlier demonstration kept. Both records are made anew, and it would not know them.
fn clear(data: &Path) -> Result<(), Error> {
    match std::fs::remove_dir_all(data) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::file(data)(error)),
        _ => Ok(()),
    }
}

/// In the folder of the demonstration, which lies in the user's data folder.
fn demo_folder(set: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    let set = |name: &str| set(name).filter(|path| path.is_absolute());
    let data = if cfg!(windows) {
        set("APPDATA")
    } else if cfg!(target_os = "macos") {
        set("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        set("XDG_DATA_HOME").or_else(|| set("HOME").map(|home| home.join(".local/share")))
    };
    data.map(|data| data.join("henro-demo/server"))
}

const FIRST: &str = "宮武 直子, a resident with three years of entries";
const SECOND: &str = "田中 美和, a nurse she can show things to";
const LOOK: Duration = Duration::from_millis(100);
const PATIENCE: Duration = Duration::from_secs(10);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn the_folder_is_in_the_data_folder_and_never_a_relative_one() {
        let at = |xdg: Option<&'static str>| {
            demo_folder(move |name| match name {
                "XDG_DATA_HOME" => xdg.map(PathBuf::from),
                _ => Some(PathBuf::from("/home/a")),
            })
        };
        assert_eq!(at(Some("/x")), Some(PathBuf::from("/x/henro-demo/server")));
        assert_eq!(at(Some("x")), Some(PathBuf::from("/home/a/.local/share/henro-demo/server")));
        assert_eq!(demo_folder(|_| None), None);
    }
}
