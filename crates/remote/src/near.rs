//! A desk on the local network: one device holds it while its screen is open, another one of the same person comes by.
//!
//! What lies there is sealed before it gets here, and the names of the boxes are secrets made from the code that the person
//! carries from one screen to the other. So the line itself is plain TCP: who listens sees addresses, sizes and random names.
//!
//! A request is `HENRO-NEAR` and version 1, what is wanted (1 put, 2 take, 3 look), box 16, length 4, bytes. An answer is
//! 0 done, 1 empty or 2 taken, length 4, bytes.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use henro_sync_client::{Fault, Refusal};

/// Where a desk stands. Of the own network or the same machine only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NearAddress(SocketAddr);

impl NearAddress {
    /// Reads `near:192.168.1.5:40123`, or the same without `near:`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let address: SocketAddr = text.strip_prefix(SCHEME).unwrap_or(text).parse().ok()?;
        is_near(address.ip()).then_some(Self(address))
    }

    /// As it is typed on the other device.
    pub fn text(&self) -> String {
        self.0.to_string()
    }

    /// The same as it stands in a picture.
    pub fn uri(&self) -> String {
        format!("{SCHEME}{}", self.0)
    }

    /// Whether only this machine itself can come by.
    pub fn is_own_machine(&self) -> bool {
        self.0.ip().is_loopback()
    }
}

/// The address of this device in its network; its own machine where there is none. Nothing is sent to find it.
pub fn own_address() -> IpAddr {
    let asked = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).and_then(|socket| {
        // A datagram socket that is connected has chosen its interface. The address is one nobody has.
        socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9))?;
        socket.local_addr()
    });
    asked.ok().map(|address| address.ip()).filter(|ip| is_near(*ip)).unwrap_or(Ipv4Addr::LOCALHOST.into())
}

fn is_near(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_private() || ip.is_link_local() || ip.is_loopback(),
        IpAddr::V6(ip) => ip.is_unique_local() || ip.is_unicast_link_local() || ip.is_loopback(),
    }
}

/// The desk. It goes with the value, and after a quarter of an hour in any case.
pub struct NearDesk {
    shared: Arc<Shared>,
    address: NearAddress,
}

struct Shared {
    boxes: Mutex<BTreeMap<[u8; 16], Lying>>,
    over: AtomicBool,
    open: AtomicUsize,
}

struct Lying {
    most: usize,
    letter: Option<Vec<u8>>,
    used: bool,
}

impl NearDesk {
    /// Opens it on one address of this device with boxes of a size each. Other boxes there are none.
    pub fn open(ip: IpAddr, boxes: impl IntoIterator<Item = ([u8; 16], usize)>) -> Result<Self, Fault> {
        if !is_near(ip) {
            return Err(Fault::Offline);
        }
        let listener = TcpListener::bind((ip, 0)).map_err(|_| Fault::Offline)?;
        listener.set_nonblocking(true).map_err(|_| Fault::Offline)?;
        let address = NearAddress(listener.local_addr().map_err(|_| Fault::Offline)?);
        let boxes = boxes.into_iter().map(|(id, most)| (id, Lying { most, letter: None, used: false }));
        let shared = Arc::new(Shared {
            boxes: Mutex::new(boxes.collect()),
            over: AtomicBool::new(false),
            open: AtomicUsize::new(0),
        });
        let serving = shared.clone();
        let run = move || serve(&listener, &serving);
        std::thread::Builder::new().name("henro-near".to_owned()).spawn(run).map_err(|_| Fault::Offline)?;
        Ok(Self { shared, address })
    }

    /// Where it stands.
    pub fn address(&self) -> NearAddress {
        self.address
    }

    /// Puts a letter into its box.
    pub fn put(&self, id: &[u8; 16], letter: &[u8]) -> Result<(), Fault> {
        self.shared.put(id, letter.to_vec())
    }

    /// Takes a letter out, if there is one.
    pub fn take(&self, id: &[u8; 16]) -> Option<Vec<u8>> {
        self.shared.boxes().get_mut(id).and_then(|of| of.letter.take())
    }
}

impl Drop for NearDesk {
    fn drop(&mut self) {
        self.shared.over.store(true, Ordering::Release);
    }
}

impl Shared {
    fn boxes(&self) -> MutexGuard<'_, BTreeMap<[u8; 16], Lying>> {
        self.boxes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, id: &[u8; 16], letter: Vec<u8>) -> Result<(), Fault> {
        let mut boxes = self.boxes();
        let of = boxes.get_mut(id).filter(|of| letter.len() <= of.most);
        let of = of.ok_or(Fault::Refused(Refusal::Absent))?;
        if of.used {
            return Err(Fault::Refused(Refusal::Taken));
        }
        (of.letter, of.used) = (Some(letter), true);
        Ok(())
    }

    fn is_over(&self) -> bool {
        self.over.load(Ordering::Acquire)
    }
}

fn serve(listener: &TcpListener, shared: &Arc<Shared>) {
    let begun = Instant::now();
    while !shared.is_over() && begun.elapsed() < LIFE {
        match listener.accept() {
            Ok((stream, _)) if shared.open.load(Ordering::Acquire) < MOST_GUESTS => {
                shared.open.fetch_add(1, Ordering::AcqRel);
                let guest = shared.clone();
                let run = move || {
                    // Who comes with nonsense goes without an answer.
                    let _ = answer(stream, &guest);
                    guest.open.fetch_sub(1, Ordering::AcqRel);
                };
                if std::thread::Builder::new().name("henro-near-guest".to_owned()).spawn(run).is_err() {
                    shared.open.fetch_sub(1, Ordering::AcqRel);
                }
            }
            Ok(_) => {}
            Err(_) => std::thread::sleep(GLANCE),
        }
    }
}

fn answer(mut stream: TcpStream, shared: &Shared) -> Option<()> {
    stream.set_nonblocking(false).ok()?;
    let mut line = Line::new(&mut stream, BRIEF)?;
    let mut head = [0; HEAD];
    line.read(&mut head)?;
    let (want, id, len) = read_head(&head)?;
    let most = shared.boxes().get(&id).map_or(0, |of| of.most);
    let (status, bytes) = match want {
        // Only who knows the name of a box may send more than a head.
        PUT if most == 0 || len > most => (TAKEN, Vec::new()),
        PUT => {
            line.patience = LONG;
            let letter = line.bytes(len)?;
            (if shared.put(&id, letter).is_ok() { DONE } else { TAKEN }, Vec::new())
        }
        TAKE | LOOK => {
            let mut boxes = shared.boxes();
            let of = boxes.get_mut(&id);
            let letter = of.and_then(|of| if want == TAKE { of.letter.take() } else { of.letter.clone() });
            letter.map_or((EMPTY, Vec::new()), |letter| (DONE, letter))
        }
        _ => return None,
    };
    line.patience = LONG;
    line.write(&[&[status][..], &u32::try_from(bytes.len()).ok()?.to_be_bytes(), &bytes].concat())
}

fn read_head(head: &[u8; HEAD]) -> Option<(u8, [u8; 16], usize)> {
    let rest = head.strip_prefix(MAGIC)?;
    let (want, rest) = rest.split_first()?;
    let (id, rest) = rest.split_first_chunk()?;
    let len = u32::from_be_bytes(rest.try_into().ok()?);
    Some((*want, *id, usize::try_from(len).ok()?))
}

/// Somebody who comes by a desk.
#[derive(Debug, Clone, Copy)]
pub struct NearGuest(NearAddress);

impl NearGuest {
    /// Comes by a desk.
    pub fn at(address: NearAddress) -> Self {
        Self(address)
    }

    /// Puts a letter into a box.
    pub fn put(&self, id: &[u8; 16], letter: &[u8]) -> Result<(), Fault> {
        self.ask(PUT, id, letter, 0).map(drop)
    }

    /// Takes a letter of at most so many bytes out, if there is one.
    pub fn take(&self, id: &[u8; 16], most: usize) -> Result<Option<Vec<u8>>, Fault> {
        self.ask(TAKE, id, &[], most)
    }

    /// Reads a letter and lets it lie.
    pub fn look(&self, id: &[u8; 16], most: usize) -> Result<Option<Vec<u8>>, Fault> {
        self.ask(LOOK, id, &[], most)
    }

    fn ask(&self, want: u8, id: &[u8; 16], bytes: &[u8], most: usize) -> Result<Option<Vec<u8>>, Fault> {
        let mut stream = TcpStream::connect_timeout(&self.0.0, CONNECT).map_err(|_| Fault::Offline)?;
        let len = u32::try_from(bytes.len()).map_err(|_| Fault::Refused(Refusal::TooMuch))?;
        let mut line = Line::new(&mut stream, LONG).ok_or(Fault::Offline)?;
        let head = [MAGIC, &[want], &id[..], &len.to_be_bytes()].concat();
        line.write(&head).and_then(|()| line.write(bytes)).ok_or(Fault::Offline)?;
        let mut told = [0; 5];
        line.read(&mut told).ok_or(Fault::Offline)?;
        let [status, a, b, c, d] = told;
        let len = u32::from_be_bytes([a, b, c, d]) as usize;
        match status {
            DONE if len <= most => line.bytes(len).map(Some).ok_or(Fault::Offline),
            EMPTY => Ok(None),
            TAKEN => Err(Fault::Refused(Refusal::Taken)),
            _ => Err(Fault::Refused(Refusal::Malformed)),
        }
    }
}

/// A connection with an end: whoever dawdles is left.
struct Line<'a> {
    stream: &'a mut TcpStream,
    begun: Instant,
    patience: Duration,
}

impl<'a> Line<'a> {
    fn new(stream: &'a mut TcpStream, patience: Duration) -> Option<Self> {
        stream.set_read_timeout(Some(SILENCE)).ok()?;
        stream.set_write_timeout(Some(SILENCE)).ok()?;
        Some(Self { stream, begun: Instant::now(), patience })
    }

    fn read(&mut self, into: &mut [u8]) -> Option<()> {
        let mut done = 0;
        while let Some(rest) = into.get_mut(done..).filter(|rest| !rest.is_empty()) {
            if self.begun.elapsed() > self.patience {
                return None;
            }
            match self.stream.read(rest) {
                Ok(0) | Err(_) => return None,
                Ok(n) => done += n,
            }
        }
        Some(())
    }

    /// So many bytes; room is made as they come.
    fn bytes(&mut self, len: usize) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        while out.len() < len {
            let from = out.len();
            out.resize(len.min(from + STEP), 0);
            self.read(out.get_mut(from..)?)?;
        }
        Some(out)
    }

    fn write(&mut self, bytes: &[u8]) -> Option<()> {
        for step in bytes.chunks(STEP) {
            if self.begun.elapsed() > self.patience {
                return None;
            }
            self.stream.write_all(step).ok()?;
        }
        self.stream.flush().ok()
    }
}

const SCHEME: &str = "near:";
const MAGIC: &[u8] = b"HENRO-NEAR\x01";
const HEAD: usize = 11 + 1 + 16 + 4;
const PUT: u8 = 1;
const TAKE: u8 = 2;
const LOOK: u8 = 3;
const DONE: u8 = 0;
const EMPTY: u8 = 1;
const TAKEN: u8 = 2;
const MOST_GUESTS: usize = 8;
const LIFE: Duration = Duration::from_secs(900);
const STEP: usize = 64 << 10;
const GLANCE: Duration = Duration::from_millis(50);
const CONNECT: Duration = Duration::from_secs(5);
const SILENCE: Duration = Duration::from_secs(20);
const BRIEF: Duration = Duration::from_secs(20);
const LONG: Duration = Duration::from_secs(600);

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: [u8; 16] = [1; 16];
    const LARGE: [u8; 16] = [2; 16];

    fn desk() -> NearDesk {
        NearDesk::open(Ipv4Addr::LOCALHOST.into(), [(SMALL, 64), (LARGE, 1 << 20)]).unwrap()
    }

    #[test]
    fn letters_go_both_ways_once_and_a_look_lets_them_lie() {
        let desk = desk();
        let guest = NearGuest::at(NearAddress::parse(&desk.address().uri()).unwrap());
        assert_eq!(guest.take(&SMALL, 64), Ok(None));
        guest.put(&SMALL, b"here").unwrap();
        assert_eq!(desk.take(&SMALL).as_deref(), Some(&b"here"[..]));
        assert_eq!(desk.take(&SMALL), None);
        assert_eq!(guest.put(&SMALL, b"again"), Err(Fault::Refused(Refusal::Taken)));
        let long: Vec<u8> = (0..1 << 20).map(|n| n as u8).collect();
        desk.put(&LARGE, &long).unwrap();
        assert_eq!(guest.look(&LARGE, 1 << 20), Ok(Some(long.clone())));
        assert_eq!(guest.take(&LARGE, 1 << 20), Ok(Some(long)));
        assert_eq!(guest.look(&LARGE, 1 << 20), Ok(None));
    }

    #[test]
    fn a_box_nobody_named_and_a_letter_that_is_too_long_are_refused() {
        let desk = desk();
        let guest = NearGuest::at(desk.address());
        assert!(guest.put(&[9; 16], b"x").is_err());
        assert_eq!(guest.take(&[9; 16], 64), Ok(None));
        assert!(guest.put(&SMALL, &[0; 65]).is_err());
        desk.put(&LARGE, &[0; 100]).unwrap();
        assert_eq!(guest.look(&LARGE, 99), Err(Fault::Refused(Refusal::Malformed)));
    }

    #[test]
    fn nonsense_gets_no_answer_and_the_desk_goes_with_its_value() {
        let desk = desk();
        let NearAddress(address) = desk.address();
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n012345678901234567890123456789").unwrap();
        let mut told = Vec::new();
        let _ = stream.read_to_end(&mut told);
        assert_eq!(told, b"");
        drop(desk);
        std::thread::sleep(3 * GLANCE);
        assert_eq!(NearGuest::at(NearAddress(address)).take(&SMALL, 64), Err(Fault::Offline));
    }

    #[test]
    fn only_addresses_of_the_own_network_are_taken() {
        for good in ["near:192.168.1.5:40123", "10.0.0.1:1", "127.0.0.1:99", "[fe80::1]:5", "[fd00::1]:5"] {
            assert!(NearAddress::parse(good).is_some(), "{good}");
        }
        for bad in
            ["8.8.8.8:53", "near:example.jp:1", "192.168.1.5", "[2001:db8::1]:5", "https://10.0.0.1:1", ""]
        {
            assert!(NearAddress::parse(bad).is_none(), "{bad}");
        }
        assert!(NearDesk::open(Ipv4Addr::new(8, 8, 8, 8).into(), []).is_err());
        assert!(is_near(own_address()));
    }
}
