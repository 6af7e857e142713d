//! Somebody between a device and its server who changes letters on their way, or puts another one in their place.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What is done to letters, counted from the last [`Between::spoil`].
#[derive(Debug, Clone, Copy)]
pub(crate) enum Spoil {
    Nothing,
    /// One bit of this letter.
    Flip(usize),
    /// An earlier letter in the place of this one.
    Repeat {
        at: usize,
        from: usize,
    },
}

struct State {
    spoil: Spoil,
    letters: Vec<Vec<u8>>,
}

/// What passed: bodies of pushes, and what was asked for.
#[derive(Default)]
struct Passed {
    pushed: Vec<Vec<u8>>,
    asked: Vec<String>,
}

pub(crate) struct Between {
    pub(crate) address: String,
    state: Arc<Mutex<State>>,
    passed: Arc<Mutex<Passed>>,
}

impl Between {
    /// Stands before a server on this machine.
    pub(crate) fn start(server: &str) -> Self {
        let server = server.strip_prefix("http://").unwrap().trim_end_matches('/').to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State { spoil: Spoil::Nothing, letters: vec![] }));
        let (shared, passed) = (state.clone(), Arc::<Mutex<Passed>>::default());
        let all = passed.clone();
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let (state, passed, server) = (shared.clone(), all.clone(), server.clone());
                // A connection that breaks off ends its thread.
                std::thread::spawn(move || relay(client, &server, &state, &passed));
            }
        });
        Self { address, state, passed }
    }

    /// What was pushed so far, in order.
    pub(crate) fn pushed(&self) -> Vec<Vec<u8>> {
        self.passed.lock().unwrap().pushed.clone()
    }

    /// Method and path of what was asked for so far, in order.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.passed.lock().unwrap().asked.clone()
    }

    /// From the next letter on.
    pub(crate) fn spoil(&self, spoil: Spoil) {
        *self.state.lock().unwrap() = State { spoil, letters: vec![] };
    }
}

fn relay(
    client: TcpStream,
    server: &str,
    state: &Mutex<State>,
    passed: &Mutex<Passed>,
) -> std::io::Result<()> {
    let server = TcpStream::connect(server)?;
    let (mut asks, mut answers) = (BufReader::new(client.try_clone()?), BufReader::new(server.try_clone()?));
    let (mut client, mut server) = (client, server);
    while let Some((head, body)) = message(&mut asks)? {
        let body = if head.starts_with("PUT /v1/mailboxes/") { spoilt(state, body) } else { body };
        let asked = head.lines().next().unwrap_or_default().to_owned();
        if asked.contains("/push ") {
            passed.lock().unwrap().pushed.push(body.clone());
        }
        passed.lock().unwrap().asked.push(asked);
        // The length goes with the body that is sent.
        let lines = head.lines().filter(|line| !line.to_ascii_lowercase().starts_with("content-length:"));
        let head: String = lines.filter(|line| !line.is_empty()).map(|line| format!("{line}\r\n")).collect();
        server.write_all(format!("{head}content-length: {}\r\n\r\n", body.len()).as_bytes())?;
        server.write_all(&body)?;
        let Some((head, body)) = message(&mut answers)? else { break };
        client.write_all(head.as_bytes())?;
        client.write_all(&body)?;
    }
    Ok(())
}

/// Head with its empty line, and body.
fn message(from: &mut impl BufRead) -> std::io::Result<Option<(String, Vec<u8>)>> {
    let mut head = String::new();
    loop {
        let mut line = String::new();
        if from.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        head.push_str(&line);
        if line == "\r\n" {
            break;
        }
    }
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
    });
    let mut body = vec![0; length.unwrap_or(0)];
    from.read_exact(&mut body)?;
    Ok(Some((head, body)))
}

fn spoilt(state: &Mutex<State>, mut letter: Vec<u8>) -> Vec<u8> {
    let mut state = state.lock().unwrap();
    let at = state.letters.len();
    state.letters.push(letter.clone());
    match state.spoil {
        Spoil::Flip(which) if which == at => {
            let middle = letter.len() / 2;
            letter[middle] ^= 1;
            letter
        }
        Spoil::Repeat { at: which, from } if which == at => state.letters[from].clone(),
        _ => letter,
    }
}
