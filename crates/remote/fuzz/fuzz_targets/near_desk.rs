//! Somebody in the network comes by a device that waits there. Compiled by itself: the crate around it would bring HTTP and TLS
//! along.
#![no_main]

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpStream};

#[path = "../../src/near.rs"]
#[allow(dead_code)]
mod near;

const BOX: [u8; 16] = [1; 16];
const MOST: usize = 300;
const HEAD: usize = 32;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let desk = near::NearDesk::open(Ipv4Addr::LOCALHOST.into(), [(BOX, MOST)]).expect("a place to stand");
    let address: SocketAddr = desk.address().text().parse().expect("an address");
    let mut stream = TcpStream::connect(address).expect("it stands there");
    let _ = stream.write_all(bytes).and_then(|()| stream.shutdown(Shutdown::Write));
    let mut told = Vec::new();
    let _ = stream.read_to_end(&mut told);
    assert!(told.is_empty() || told.len() == 5, "nothing lay there");
    if let Some(letter) = desk.take(&BOX) {
        assert!(letter.len() <= MOST && bytes.get(HEAD..HEAD + letter.len()) == Some(&letter));
    }
});
