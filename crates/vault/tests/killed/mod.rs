//! A child process that works on a record until it is killed.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use henro_domain::{OffsetMinutes, Stamp};
use henro_vault::{FactorKind, Key, NewFactor, SlotState};

pub fn stamp(n: i64) -> Stamp {
    Stamp { utc_ms: 20_779 * 86_400_000 + n, offset: OffsetMinutes::JAPAN }
}

/// Seeded by the process and the call, so that no two children share a nonce.
pub fn random(out: &mut [u8]) {
    static CALLS: AtomicU64 = AtomicU64::new(0);
    let call = CALLS.fetch_add(1, Ordering::Relaxed);
    let mut state = u64::from(std::process::id()) << 32 | call;
    for byte in out {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        *byte = (state >> 33) as u8;
    }
}

/// The key of this device as a second factor.
pub fn device(secret: &Key) -> NewFactor<'_> {
    NewFactor { kind: FactorKind::Device, state: SlotState::Current, identity: b"", challenges: None, secret }
}

/// How many kills: `HENRO_KILLS`, 20 by default.
pub fn kills() -> u64 {
    std::env::var("HENRO_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(20)
}

/// An ignored test of this binary, running by itself.
pub struct Working {
    child: Child,
    lines: Box<dyn Iterator<Item = String>>,
    first: String,
}

impl Working {
    /// Starts the test on a folder, and waits for its first line that begins so.
    pub fn start(test: &str, folder: &Path, turn: u32, begins: &str) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", test, "--nocapture"])
            .env("HENRO_KILL_FOLDER", folder)
            .env("HENRO_KILL_TURN", turn.to_string())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let first = lines.by_ref().find(|line| line.starts_with(begins)).expect("the child begins");
        Self { child, lines: Box::new(lines), first }
    }

    /// Kills it after a while. Answers all it said from its first line on.
    pub fn killed_after(mut self, pause: Duration) -> Vec<String> {
        std::thread::sleep(pause);
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        std::iter::once(self.first).chain(self.lines).collect()
    }
}

/// The last turn that was acknowledged: the greatest number after `done`.
pub fn last_done(lines: &[String]) -> Option<u32> {
    lines.iter().filter_map(|line| line.strip_prefix("done ")?.parse().ok()).max()
}
