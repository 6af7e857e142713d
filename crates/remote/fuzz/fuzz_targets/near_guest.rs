//! We come by a device of the network that answers anything; and its address as somebody typed or scanned it. Compiled by itself, as
//! `near_desk` is.
#![no_main]

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener};

#[path = "../../src/near.rs"]
#[allow(dead_code)]
mod near;

use near::{NearAddress, NearGuest};

const MOST: usize = 300;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Some(address) = std::str::from_utf8(bytes).ok().and_then(NearAddress::parse) {
        assert!(NearAddress::parse(&address.uri()) == Some(address));
    }
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a place to stand");
    let address = listener.local_addr().expect("an address").to_string();
    let bytes = bytes.to_vec();
    let desk = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("somebody comes");
        let _ = stream.read_exact(&mut [0; 32]);
        let _ = stream.write_all(&bytes);
    });
    let guest = NearGuest::at(NearAddress::parse(&address).expect("an address of this machine"));
    if let Ok(Some(letter)) = guest.take(&[1; 16], MOST) {
        assert!(letter.len() <= MOST);
    }
    desk.join().expect("it ends");
});
