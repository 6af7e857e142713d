use crate::Face;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpStream};
use std::os::linux::net::TcpStreamExt as _;
use std::thread::JoinHandle;
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
    thread: JoinHandle<Face>,
}

impl Plugged {
    /// Lays the card on the slot that listens on `port` of this machine.
    ///
    /// # Errors
    /// When nothing listens there within five seconds.
    pub fn insert(port: u16, mut face: Face, manners: Manners) -> std::io::Result<Self> {
        let line = connect(port)?;
        line.set_nodelay(true)?;
        let mut own = line.try_clone()?;
        let thread = std::thread::spawn(move || {
            // The line ends when the card is taken or the service goes.
            serve(&mut own, &mut face, manners).ok();
            own.shutdown(Shutdown::Both).ok();
            face
        });
        Ok(Self { line, thread })
    }

    /// Takes the card off the reader.
    pub fn remove(self) -> Face {
        self.line.shutdown(Shutdown::Both).ok();
        let mut face = self.thread.join().expect("the card's thread does not panic");
        face.reset();
        face
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
fn serve(line: &mut TcpStream, face: &mut Face, manners: Manners) -> std::io::Result<()> {
    let mut heard = 0;
    loop {
        let mut length = [0; 2];
        receive(line, &mut length)?;
        let mut message = vec![0; usize::from(u16::from_be_bytes(length))];
        receive(line, &mut message)?;
        let answer = match message.as_slice() {
            [0..=2] => {
                face.reset();
                continue;
            }
            [4] => face.atr(),
            [_] | [] => continue,
            apdu => {
                if manners.torn_at == Some(heard) {
                    return Ok(());
                }
                std::thread::sleep(manners.delay);
                let answer = face.apdu(apdu);
                if manners.lost_at == Some(heard) {
                    return Ok(());
                }
                heard += 1;
                answer
            }
        };
        let length = u16::try_from(answer.len()).expect("answers are short").to_be_bytes();
        line.write_all(&[&length[..], &answer].concat())?;
    }
}

/// vpcd sends length and message apart; without an acknowledgement at once each message costs 40 ms.
fn receive(line: &mut TcpStream, into: &mut [u8]) -> std::io::Result<()> {
    line.read_exact(into)?;
    line.set_quickack(true)
}
