//! A server that answers anything at all: every question comes back, with an answer or a fault.
#![expect(clippy::unwrap_used, reason = "helpers of tests: a panic is the failure")]

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use henro_remote::{Address, Login, Server, watch};
use henro_seal::SigningKey;
use henro_sync::{BlobId, DeviceKey, IdentityId, RecordId, Slot, StreamId};
use henro_sync_client::{Fault, Refusal, Remote};

/// Numbers from a seed (splitmix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % below
    }

    fn bytes(&mut self, most: u64) -> Vec<u8> {
        (0..self.roll(most)).map(|_| self.roll(256) as u8).collect()
    }

    fn list(&mut self) -> Vec<u8> {
        let mut list = Vec::new();
        for _ in 0..self.roll(5) {
            let item = match self.roll(3) {
                0 => br#"{"more":true}"#.to_vec(),
                1 => [vec![1; 24], vec![0, 0, 0, self.roll(9) as u8], self.bytes(40)].concat(),
                _ => self.bytes(60),
            };
            let length = if self.roll(9) == 0 { u32::MAX } else { item.len() as u32 };
            list.extend_from_slice(&length.to_be_bytes());
            list.extend_from_slice(&item);
        }
        list
    }

    fn json(&mut self) -> Vec<u8> {
        const TEXTS: [&str; 8] = [
            r#"{"message":"00zz","state":"","at":1}"#,
            r#"{"have":18446744073709551615,"whole":true}"#,
            r#"[{"record":"zz"},{"record":""}]"#,
            r#"{"top":[{"place":1,"nickname":"\u202e\u0000x","value":1}],"count":0,"own":null}"#,
            r#"{"identity":"x","token":"","escrow":"0"}"#,
            r#"{"at":-1,"unified":7,"server":"あ"}"#,
            r#"{"code":"gap","seq":18446744073709551615}"#,
            "{",
        ];
        match self.roll(10) {
            0 => vec![b'['; 100_000],
            1 => br#"{"a":"#.repeat(20_000),
            n => TEXTS[n as usize - 2].into(),
        }
    }

    /// An answer to anything.
    fn answer(&mut self) -> Vec<u8> {
        let body = match self.roll(4) {
            0 => self.bytes(200),
            1 => self.json(),
            _ => self.list(),
        };
        let status = [200, 200, 200, 204, 301, 400, 403, 404, 409, 413, 429, 500, 507, 999];
        let status = status[self.roll(status.len() as u64) as usize];
        let length = match self.roll(8) {
            0 => body.len() as u64 + self.roll(1_000),
            1 => body.len() as u64 / 2,
            _ => body.len() as u64,
        };
        let more = [
            "",
            "",
            "Content-Encoding: gzip\r\n",
            "Location: http://127.0.0.1:1/\r\n",
            "Retry-After: -9\r\n",
        ];
        let more = more[self.roll(more.len() as u64) as usize];
        let head =
            format!("HTTP/1.1 {status} X\r\nContent-Length: {length}\r\nConnection: close\r\n{more}\r\n");
        match self.roll(20) {
            0 => self.bytes(300),
            1 => head.into_bytes()[..20].to_vec(),
            _ => [head.into_bytes(), body].concat(),
        }
    }
}

/// Reads a whole request; answers its path.
fn asked(stream: &mut TcpStream) -> Option<String> {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).ok()?;
    let length =
        head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
    stream.read_exact(&mut vec![0; length.unwrap_or(0)]).ok()?;
    head.split(' ').nth(1).map(str::to_owned)
}

/// Serves for as long as the test runs; logs everybody in, and answers the rest from `answer`.
fn serve(mut answer: impl FnMut(&mut TcpStream, &str) + Send + 'static) -> Address {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = Address::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let Some(path) = asked(&mut stream) else { continue };
            if path.starts_with("/v1/auth/") {
                let key = "ab".repeat(32);
                let body = format!(r#"{{"challenge":"{key}","token":"t","server":"{key}"}}"#);
                let head =
                    format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
                let _ = stream.write_all(&[head, body].concat().into_bytes());
            } else {
                answer(&mut stream, &path);
            }
            let _ = stream.shutdown(Shutdown::Both);
        }
    });
    address
}

fn logged_in(address: &Address) -> Server {
    let device = SigningKey::make(&|out: &mut [u8]| out.fill(7)).unwrap();
    let login = Login { identity: IdentityId([1; 32]), device };
    Server::at(address.clone()).unwrap().with_login(login, Some(DeviceKey([0xab; 32])))
}

/// Asks everything there is to ask; what comes back does not matter, but that it does.
fn ask_everything(server: &mut Server) {
    let (id, record, stream) = (IdentityId([1; 32]), RecordId([2; 16]), StreamId([3; 16]));
    let (blob, slot, device) = (BlobId([4; 32]), Slot([5; 32]), DeviceKey([6; 32]));
    let _ = server.time();
    let _ = server.register(b"x");
    let _ = server.about();
    let _ = server.identity(&id, 0);
    let _ = server.identities(&[(id, 0), (IdentityId([9; 32]), 3)]);
    let _ = server.extend_identity(&id, b"x");
    let _ = server.begin_record(b"x");
    let _ = server.control(&record, 0);
    let _ = server.extend_control(&record, b"x");
    let _ = server.push(&stream, b"x");
    let _ = server.pack(&stream, b"x");
    let _ = server.erased(&stream, 1);
    let _ = server.pull(&record, b"x");
    let _ = server.access(&record, 0);
    let _ = server.beats(&record);
    let _ = server.records();
    let _ = server.put_blob(&stream, &blob, (10, 0), b"x");
    let _ = server.blob(&stream, &blob, 0..10);
    let _ = server.slip(&device, &slot, 0);
    let _ = server.take_letter(&[7; 16]);
    let _ = server.rank_board("2026-11", "steps", "all");
    let _ = server.password_start(&[8; 32], b"x");
    let _ = server.enter_start(&[8; 32], &device, b"x");
    let _ = server.enter_finish("x", b"x");
    let _ = server.chain_of(&id);
    let _ = server.held_identity(&id);
    let _ = server.lay_frames(&stream, b"x");
    let _ = server.unified();
}

#[test]
fn whatever_a_server_answers_every_question_comes_back() {
    for seed in 0..40 {
        let mut dice = Dice(seed);
        let address = serve(move |stream, _| drop(stream.write_all(&dice.answer())));
        let mut server = logged_in(&address);
        for _ in 0..3 {
            ask_everything(&mut server);
        }
        let mut heard = 0;
        let _ = watch(&address, "t", |_| {
            heard += 1;
            heard < 10
        });
    }
}

#[test]
fn a_list_without_an_end_is_left_by_everyone_who_reads_one() {
    let pages = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&pages);
    let address = serve(move |stream, _| {
        count.fetch_add(1, Ordering::SeqCst);
        let body = [&[0, 0, 0, 40][..], &[1; 40]].concat();
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
        let _ = stream.write_all(&[head.as_bytes(), &body].concat());
    });
    let mut server = logged_in(&address);
    let id = IdentityId([1; 32]);
    let many = [(id, 0), (IdentityId([9; 32]), 0)];
    let lists: [&mut dyn FnMut(&mut Server) -> usize; 5] = [
        &mut |server| server.identity(&id, 0).unwrap().len(),
        &mut |server| server.access(&RecordId([2; 16]), 0).unwrap().len(),
        &mut |server| server.chain_of(&id).unwrap().len(),
        &mut |server| server.held_identity(&id).unwrap().len(),
        &mut |server| server.identities(&many).unwrap()[0].len(),
    ];
    for list in lists {
        pages.store(0, Ordering::SeqCst);
        assert!(list(&mut server) <= 1_000);
        assert!(pages.load(Ordering::SeqCst) <= 2_001, "a second list is asked for by itself");
    }
}

#[test]
fn a_body_without_an_end_is_cut() {
    let address = serve(|stream, _| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        let chunk = [b"100000\r\n".to_vec(), vec![0; 1 << 20], b"\r\n".to_vec()].concat();
        while stream.write_all(&chunk).is_ok() {}
    });
    let mut server = logged_in(&address);
    assert_eq!(server.erased(&StreamId([3; 16]), 1), Err(Fault::Refused(Refusal::Malformed)));
}
