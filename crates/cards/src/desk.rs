use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// Gives `henro-card` its orders from a test.
#[derive(Debug)]
pub struct Desk {
    tool: Child,
    orders: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Desk {
    /// Where cargo puts `henro-card`, seen from a test program of the workspace.
    pub fn tool() -> PathBuf {
        let program = std::env::current_exe().expect("the test program has a path");
        let folder = program.ancestors().nth(2).expect("cargo's folder lies above the tests");
        folder.join("henro-card")
    }

    /// Starts the program at `tool`, with the socket of its service at `socket`.
    pub fn start(tool: &Path, socket: &Path) -> Self {
        let mut command = Command::new(tool);
        let mut tool = command
            .arg(socket)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("henro-card is built beside the tests");
        let orders = tool.stdin.take();
        let answers = BufReader::new(tool.stdout.take().expect("its output is piped"));
        let mut desk = Self { tool, orders, answers };
        let first = desk.answer();
        assert_eq!(
            first, "ready",
            "henro-card did not start. It wants pcscd, vsmartcard-vpcd and a network namespace; where none is \
             allowed, HENRO_CARD_WIDE=1 lets the virtual reader listen on every address of this machine"
        );
        desk
    }

    /// Gives an order that must be obeyed.
    pub fn order(&mut self, order: &str) {
        let orders = self.orders.as_mut().expect("the desk is open");
        writeln!(orders, "{order}").and_then(|()| orders.flush()).expect("henro-card listens");
        let answer = self.answer();
        assert_eq!(answer, "ok", "{order}");
    }

    fn answer(&mut self) -> String {
        let mut line = String::new();
        self.answers.read_line(&mut line).expect("henro-card answers");
        line.trim_end().to_owned()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        // Its input ends, so it ends too and takes its service along.
        drop(self.orders.take());
        self.tool.wait().ok();
    }
}

/// Runs `body` with the path of a socket where the PC/SC library of this process looks for its service. The library
/// reads that path from the environment once, so the test named `test` is run again in a process of its own.
pub fn under_own_service(test: &str, body: impl FnOnce(PathBuf)) {
    under_own_service_beside(test, || ((), Vec::new()), body);
}

/// The same beside another service: `start` starts it in this process, keeps it as long as the test runs, and names
/// the variables by which the other process finds it.
pub fn under_own_service_beside<Service>(
    test: &str,
    start: impl FnOnce() -> (Service, Vec<(&'static str, PathBuf)>),
    body: impl FnOnce(PathBuf),
) {
    const INSIDE: &str = "HENRO_CARD_TEST";
    const SOCKET: &str = "PCSCLITE_CSOCK_NAME";
    if let (Some(_), Some(socket)) = (std::env::var_os(INSIDE), std::env::var_os(SOCKET)) {
        return body(socket.into());
    }
    let home = tempfile::tempdir().expect("a folder for the socket");
    let program = std::env::current_exe().expect("the test program has a path");
    let (_service, variables) = start();
    let run = Command::new(program)
        .args([test, "--exact", "--nocapture", "--test-threads=1"])
        .envs(variables)
        .env(INSIDE, "1")
        .env(SOCKET, home.path().join("pcscd"))
        .output()
        .expect("the test program starts again");
    let said = format!("{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    print_lines(&said);
    assert!(run.status.success(), "{test} failed in its own process:\n{said}");
    assert!(said.contains("1 passed"), "there is no test {test}");
}

/// Shows the figures that a test printed: what follows `figure:` on a line.
fn print_lines(said: &str) {
    for (_, figure) in said.lines().filter_map(|line| line.split_once("figure: ")) {
        writeln!(std::io::stdout(), "figure: {figure}").ok();
    }
}
