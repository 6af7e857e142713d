use crate::Face;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpStream};
use std::os::linux::net::TcpStreamExt as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How a card behaves on the reader.
#[derive(Debug, Clone, Copy, Default)]
pub struct Manners {
    /// It leaves before it hears this APDU, counted from 0.
    pub torn_at: Option<usize>,
    /// It leaves after it obeyed this APDU; the answer is lost.
    pub lost_at: Option<usize>,
    /// It thinks this long about each APDU.
    pub delay: Duration,
}

/// A card in a slot of the virtual reader. vpcd listens, the card connects: being connected is lying on the reader.
#[derive(Debug)]
pub struct Plugged {
    line: TcpStream,
    laid: Arc<Mutex<Laid>>,
}

#[derive(Debug)]
struct Laid {
    face: Face,
    manners: Manners,
    /// APDUs heard.
    heard: usize,
    /// Off the reader, though the line still stands.
    gone: bool,
}

impl Plugged {
    /// Lays the card on the slot that listens on `port` of this machine.
    ///
    /// # Errors
    /// When nothing listens there within five seconds.
    pub fn insert(port: u16, face: Face, manners: Manners) -> std::io::Result<Self> {
        let line = connect(port)?;
        line.set_nodelay(true)?;
        let laid = Arc::new(Mutex::new(Laid { face, manners, heard: 0, gone: false }));
        let (mut own, shared) = (line.try_clone()?, laid.clone());
        std::thread::spawn(move || {
            // Ends when the service lets go of a card that is gone, or ends itself.
            serve(&mut own, &shared).ok();
        });
        Ok(Self { line, laid })
    }

    /// Takes the card off the reader.
    pub fn remove(self) -> Face {
        let mut laid = self.laid.lock().unwrap_or_else(PoisonError::into_inner);
        laid.leave(&self.line);
        laid.face.reset();
        laid.face.clone()
    }
}

impl Laid {
    /// Only our half of the line is closed: vpcd takes a clean end for a card that left, but a broken line for a
    /// disturbance that it looks past, and would not notice when another card is laid down at once.
    fn leave(&mut self, line: &TcpStream) {
        self.gone = true;
        line.shutdown(Shutdown::Write).ok();
    }
}

fn connect(port: u16) -> std::io::Result<TcpStream> {
    let mut last = None;
    for _ in 0..500 {
        match TcpStream::connect((Ipv4Addr::LOCALHOST, port)) {
            Ok(line) => return Ok(line),
            Err(error) => last = Some(error),
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    Err(last.unwrap_or_else(|| std::io::ErrorKind::TimedOut.into()))
}

/// Two bytes of length and a message, both ways. One byte is power or the wish for the ATR, more are an APDU.
fn serve(line: &mut TcpStream, laid: &Mutex<Laid>) -> std::io::Result<()> {
    loop {
        let mut length = [0; 2];
        receive(line, &mut length)?;
        let mut message = vec![0; usize::from(u16::from_be_bytes(length))];
        receive(line, &mut message)?;
        let mut laid = laid.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(answer) = laid.hear(line, &message) {
            let length = u16::try_from(answer.len()).expect("answers are short").to_be_bytes();
            line.write_all(&[&length[..], &answer].concat())?;
        }
    }
}

impl Laid {
    fn hear(&mut self, line: &TcpStream, message: &[u8]) -> Option<Vec<u8>> {
        if self.gone {
            return None;
        }
        match message {
            [0..=2] => {
                self.face.reset();
                None
            }
            [4] => Some(self.face.atr()),
            [_] | [] => None,
            _ if self.manners.torn_at == Some(self.heard) => {
                self.leave(line);
                None
            }
            apdu => {
                std::thread::sleep(self.manners.delay);
                let answer = self.face.apdu(apdu);
                if self.manners.lost_at == Some(self.heard) {
                    self.leave(line);
                    return None;
                }
                self.heard += 1;
                Some(answer)
            }
        }
    }
}

/// vpcd sends length and message apart; without an acknowledgement at once each message costs 40 ms.
fn receive(line: &mut TcpStream, into: &mut [u8]) -> std::io::Result<()> {
    line.read_exact(into)?;
    line.set_quickack(true)
}
