//! `cargo xtask run --demo --with-server` without a display: two pages and a server, and nothing left behind.
#![cfg(target_os = "linux")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

/// The demonstration, ended with the test.
struct Demo {
    child: Child,
    lines: BufReader<ChildStdout>,
}

impl Demo {
    fn start(home: &Path) -> Self {
        let task = PathBuf::from(env!("CARGO_BIN_EXE_henro-xtask"));
        let target = task.parent().and_then(Path::parent).expect("a target folder");
        for program in ["henro-cli", "henro-server"] {
            assert!(target.join("debug").join(program).is_file(), "cargo build --workspace makes {program}");
        }
        let mut child = Command::new(&task)
            .args(["run", "--demo", "--with-server", "--built", "debug"])
            .env("CARGO_TARGET_DIR", target)
            .env("XDG_DATA_HOME", home)
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .stdout(Stdio::piped())
            .spawn()
            .expect("the task starts");
        let lines = BufReader::new(child.stdout.take().expect("piped"));
        Self { child, lines }
    }

    /// The address in the line that begins with these words.
    fn address(&mut self, words: &str) -> String {
        let mut line = String::new();
        self.lines.read_line(&mut line).expect("a line");
        assert!(line.starts_with(words), "{line}");
        line.split_whitespace().find(|word| word.starts_with("http://")).expect("an address").to_owned()
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn host(address: &str) -> &str {
    address.trim_start_matches("http://").split('/').next().expect("a host")
}

/// What one request is answered with.
fn ask(address: &str, head: &str, body: &str) -> String {
    let host = host(address);
    let mut stream = TcpStream::connect(host).expect("it listens");
    let request = format!(
        "{head} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nContent-Type: application/json\r\n\
         Connection: close\r\nContent-Length: {}\r\n",
        body.len()
    );
    let token = address.split_once("#token=").map(|(_, token)| format!("X-Henro-Token: {token}\r\n"));
    stream.write_all(request.as_bytes()).expect("sent");
    stream.write_all(token.unwrap_or_default().as_bytes()).expect("sent");
    stream.write_all(format!("\r\n{body}").as_bytes()).expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    answer
}

#[test]
fn two_people_and_a_server_start_together_and_end_together() {
    let home = std::env::temp_dir().join(format!("henro-together-{}", std::process::id()));
    std::fs::create_dir_all(&home).expect("a folder");
    let mut demo = Demo::start(&home);
    let server = demo.address("The server: ");
    let first = demo.address("宮武 直子");
    let second = demo.address("田中 美和");

    let health = ask(&server, "GET /healthz", "");
    assert!(health.starts_with("HTTP/1.1 200") && health.contains("{\"ok\":true}"), "{health}");
    for page in [&first, &second] {
        assert!(ask(page, "GET /", "").starts_with("HTTP/1.1 200"));
        let status = ask(page, "POST /rpc/share_status", "{}");
        assert!(status.contains("\"trouble\":null") && status.contains(&server), "{status}");
    }
    let cards = [&first, &second].map(|page| ask(page, "POST /rpc/share_status", "{}"));
    assert_ne!(cards[0], cards[1], "two people");

    // Not even time to say good-bye: what it started ends by itself.
    demo.child.kill().expect("it runs");
    let begun = Instant::now();
    for address in [&server, &first, &second] {
        while TcpStream::connect(host(address)).is_ok() {
            assert!(begun.elapsed() < Duration::from_secs(90), "{address} still listens");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
    drop(demo);
    std::fs::remove_dir_all(&home).expect("nobody writes there any more");
}
