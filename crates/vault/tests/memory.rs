//! What is in the memory of a process while only the daily tier is open: no clinical key, no page, no word.
//!
//! A child opens and closes the clinical tier and then waits; this process reads the child's memory. Linux only.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: a panic is the failure")]

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

use henro_domain::{OffsetMinutes, Stamp};
use henro_vault::{FactorKind, KdfParams, Key, NewFactor, Sensitive, SlotState, Vault};

#[global_allocator]
static WIPED: zeroizing_alloc::ZeroAlloc<std::alloc::System> = zeroizing_alloc::ZeroAlloc(std::alloc::System);

const PASSWORD: &str = "memory";
/// Stands in the clinical file only; the child never has it as a constant of its own.
const WORD: &str = "HENRO_MEMORY_WORD";

fn stamp() -> Stamp {
    Stamp { utc_ms: 20_779 * 86_400_000, offset: OffsetMinutes::JAPAN }
}

fn random(out: &mut [u8]) {
    use std::sync::atomic::{AtomicU64, Ordering};
    static CALLS: AtomicU64 = AtomicU64::new(1);
    let mut state = CALLS.fetch_add(1, Ordering::Relaxed);
    for byte in out {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        *byte = (state >> 33) as u8;
    }
}

fn secret() -> Key {
    Key::from_bytes([0xca; 32])
}

/// Makes a record with a word in its clinical tier.
fn record(folder: &Path, word: &str) -> String {
    let mut vault = Vault::create(folder, PASSWORD, KdfParams::testing(), &random, stamp()).unwrap();
    let secret = secret();
    let new = NewFactor {
        kind: FactorKind::Device,
        state: SlotState::Current,
        identity: b"",
        challenges: None,
        secret: &secret,
    };
    let id = vault.begin_clinical(&new, &random, stamp()).unwrap();
    let people: Vec<(String, String, Sensitive<[u8; 16]>)> =
        (0..200_u8).map(|n| (format!("{n:04}"), format!("{word} {n}"), Sensitive::new([n; 16]))).collect();
    vault.clinical().unwrap().desk_add(&people).unwrap();
    id
}

#[test]
#[ignore = "run by the test below as a child process"]
fn child_opens_closes_and_waits() {
    let Some(folder) = std::env::var_os("HENRO_MEMORY_FOLDER") else { return };
    let id = std::env::var("HENRO_MEMORY_FACTOR").unwrap();
    let mut vault = Vault::at(folder);
    vault.unlock(PASSWORD, &random, stamp()).unwrap();
    let mut orders = std::io::stdin().lines();
    let mut say = |what: &str| {
        println_line(what);
        orders.next().unwrap().unwrap();
    };
    say("daily");
    vault.open_clinical(&id, &secret()).unwrap();
    let read = vault.clinical().unwrap().desk_people().unwrap();
    assert_eq!(read.len(), 200);
    say("clinical");
    drop(read);
    vault.close_clinical();
    say("closed");
}

fn println_line(what: &str) {
    writeln!(std::io::stdout(), "stage {what}").ok();
}

/// How often each needle stands in the writable memory of a process.
fn found(process: u32, needles: &[Vec<u8>]) -> Vec<usize> {
    let maps = std::fs::read_to_string(format!("/proc/{process}/maps")).unwrap();
    let mut memory = File::open(format!("/proc/{process}/mem")).unwrap();
    let mut counts = vec![0; needles.len()];
    for line in maps.lines() {
        let mut words = line.split_whitespace();
        let (range, rights) = (words.next().unwrap(), words.next().unwrap());
        if !rights.starts_with("rw") {
            continue;
        }
        let (from, to) = range.split_once('-').unwrap();
        let (from, to) = (u64::from_str_radix(from, 16).unwrap(), u64::from_str_radix(to, 16).unwrap());
        let mut bytes = vec![0; (to - from) as usize];
        memory.seek(SeekFrom::Start(from)).unwrap();
        if memory.read_exact(&mut bytes).is_err() {
            continue;
        }
        for (count, needle) in counts.iter_mut().zip(needles) {
            *count += bytes.windows(needle.len()).filter(|window| window == needle).count();
        }
    }
    counts
}

struct Watched {
    child: Child,
    orders: ChildStdin,
    said: Box<dyn Iterator<Item = String>>,
}

impl Watched {
    fn reach(&mut self, stage: &str) {
        let wanted = format!("stage {stage}");
        self.said.find(|line| line.ends_with(&wanted)).expect("the child gets there");
    }

    fn go_on(&mut self) {
        writeln!(self.orders, "go on").unwrap();
    }
}

#[test]
fn nothing_clinical_is_in_memory_before_opening_or_after_closing() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("record");
    let id = record(&folder, WORD);
    // The key as the slots give it, and as SQLCipher is told it.
    let (daily, clinical) = keys(&folder, &id);
    let hex: Vec<u8> = clinical.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect();
    let daily_hex: Vec<u8> = daily.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect();
    let needles = [clinical, hex, WORD.as_bytes().to_vec(), daily_hex];
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "child_opens_closes_and_waits", "--nocapture"])
        .env("HENRO_MEMORY_FOLDER", &folder)
        .env("HENRO_MEMORY_FACTOR", &id)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let orders = child.stdin.take().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let said = Box::new(lines.map_while(Result::ok));
    let mut child = Watched { child, orders, said };
    child.reach("daily");
    let before = found(child.child.id(), &needles);
    assert_eq!(before[..3], [0, 0, CONSTANT], "before opening");
    child.go_on();
    child.reach("clinical");
    let open = found(child.child.id(), &needles);
    assert!(open[0] > 0 && open[2] > 200, "the search finds what is there: {open:?}");
    child.go_on();
    child.reach("closed");
    let after = found(child.child.id(), &needles);
    child.go_on();
    child.child.wait().unwrap();
    assert_eq!(after[..3], [0, 0, CONSTANT], "after closing");
}

/// The word is a constant of this program and may lie in memory that is written once; it never does.
const CONSTANT: usize = 0;

fn keys(folder: &Path, id: &str) -> (Vec<u8>, Vec<u8>) {
    let slots = henro_seal::SlotFile::parse(&std::fs::read(folder.join("slots")).unwrap()).unwrap();
    let daily = slots.open_password(henro_vault::Tier::Daily, PASSWORD).unwrap().remove(0).key;
    let clinical = slots.open_factor(id, &daily, &secret()).unwrap();
    let bytes = |key: &Key| {
        let literal = key.raw_literal();
        let digits = literal.expose().trim_matches(|c| c == 'x' || c == '\'').to_owned();
        (0..32).map(|n| u8::from_str_radix(&digits[2 * n..2 * n + 2], 16).unwrap()).collect()
    };
    (bytes(&daily), bytes(&clinical))
}
