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
    /// One bit of each page of a record is changed on its way back.
    pages: bool,
}

/// Bodies of pushes, as they passed.
type Pushed = Arc<Mutex<Vec<Vec<u8>>>>;

pub(crate) struct Between {
    pub(crate) address: String,
    state: Arc<Mutex<State>>,
    pushed: Pushed,
    /// Everything that passed, both ways.
    passed: Arc<Mutex<Vec<u8>>>,
}

impl Between {
    /// Stands before a server on this machine.
    pub(crate) fn start(server: &str) -> Self {
        let server = server.strip_prefix("http://").unwrap().trim_end_matches('/').to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State { spoil: Spoil::Nothing, letters: vec![], pages: false }));
        let (shared, pushed, passed) = (state.clone(), Pushed::default(), Arc::<Mutex<Vec<u8>>>::default());
        let (kept, all) = (pushed.clone(), passed.clone());
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let (state, kept, all, server) = (shared.clone(), kept.clone(), all.clone(), server.clone());
                // A connection that breaks off ends its thread.
                std::thread::spawn(move || relay(client, &server, &state, (&kept, &all)));
            }
        });
        Self { address, state, pushed, passed }
    }

    /// What was pushed so far, in order.
    pub(crate) fn pushed(&self) -> Vec<Vec<u8>> {
        self.pushed.lock().unwrap().clone()
    }

    /// Everything that passed so far.
    pub(crate) fn passed(&self) -> Vec<u8> {
        self.passed.lock().unwrap().clone()
    }

    /// From the next letter on.
    pub(crate) fn spoil(&self, spoil: Spoil) {
        let mut state = self.state.lock().unwrap();
        (state.spoil, state.letters) = (spoil, vec![]);
    }

    /// From the next page of a record on.
    pub(crate) fn spoil_pages(&self, on: bool) {
        self.state.lock().unwrap().pages = on;
    }
}

fn relay(
    client: TcpStream,
    server: &str,
    state: &Mutex<State>,
    (pushed, passed): (&Pushed, &Mutex<Vec<u8>>),
) -> std::io::Result<()> {
    let server = TcpStream::connect(server)?;
    let (mut asks, mut answers) = (BufReader::new(client.try_clone()?), BufReader::new(server.try_clone()?));
    let (mut client, mut server) = (client, server);
    while let Some((head, body)) = message(&mut asks)? {
        let body = if head.starts_with("PUT /v1/mailboxes/") { spoilt(state, body) } else { body };
        if head.lines().next().is_some_and(|line| line.contains("/push ")) {
            pushed.lock().unwrap().push(body.clone());
        }
        let asks_page = head.lines().next().is_some_and(|line| line.contains("/pull "));
        passed.lock().unwrap().extend([head.as_bytes(), &body].concat());
        // The length goes with the body that is sent.
        let lines = head.lines().filter(|line| !line.to_ascii_lowercase().starts_with("content-length:"));
        let head: String = lines.filter(|line| !line.is_empty()).map(|line| format!("{line}\r\n")).collect();
        server.write_all(format!("{head}content-length: {}\r\n\r\n", body.len()).as_bytes())?;
        server.write_all(&body)?;
        let Some((answer, mut body)) = message(&mut answers)? else { break };
        if asks_page && state.lock().unwrap().pages {
            body.last_mut().into_iter().for_each(|byte| *byte ^= 1);
        }
        passed.lock().unwrap().extend([answer.as_bytes(), &body].concat());
        client.write_all(answer.as_bytes())?;
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
