use std::path::PathBuf;
use std::sync::Arc;

use henro_domain::{OffsetMinutes, Stamp};

use crate::demo::Resident;

/// What a face hands to the core: folders, clock, randomness.
#[derive(Clone)]
pub struct Config {
    /// Folder of the record and its settings.
    pub data_dir: PathBuf,
    /// Usual folder of backups and CSV files.
    pub files_dir: PathBuf,
    /// Time of a call.
    pub clock: Arc<dyn Fn() -> Stamp + Send + Sync>,
    /// The record is an invented one.
    pub demo: bool,
}

impl Config {
    /// The system's clock; everything inside one folder.
    pub fn system(data_dir: PathBuf) -> Self {
        let files_dir = data_dir.join("files");
        Self { data_dir, files_dir, clock: Arc::new(system_stamp), demo: false }
    }

    /// The user's data folder, with backups and exports in the documents; `None` without a home.
    pub fn usual(demo: bool) -> Option<Self> {
        let home = directories::BaseDirs::new()?;
        let files = directories::UserDirs::new()
            .and_then(|dirs| dirs.document_dir().map(PathBuf::from))
            .unwrap_or_else(|| home.home_dir().to_owned());
        let mut config = Self::system(home.data_dir().join(if demo { "henro-demo" } else { "henro" }));
        if !demo {
            config.files_dir = files.join("Henro");
        }
        config.demo = demo;
        Some(config)
    }

    /// The folder of an invented resident; `None` without a home.
    pub fn demo(resident: Resident) -> Option<Self> {
        let mut config = Self::usual(true)?;
        if resident == Resident::Second {
            config.data_dir.set_file_name("henro-demo-second");
            config.files_dir = config.data_dir.join("files");
        }
        Some(config)
    }

    /// The same with the clock standing at `2026-11-22T07:30+09:00`; `None` when that is no time.
    pub fn at(mut self, time: &str) -> Option<Self> {
        let time = chrono::DateTime::parse_from_str(time, "%Y-%m-%dT%H:%M%:z")
            .or_else(|_| chrono::DateTime::parse_from_rfc3339(time))
            .ok()?;
        let offset = i16::try_from(time.offset().local_minus_utc() / 60).ok()?;
        let stamp = Stamp { utc_ms: time.timestamp_millis(), offset: OffsetMinutes::new(offset).ok()? };
        stamp.local().ok()?;
        self.clock = Arc::new(move || stamp);
        Some(self)
    }

    /// The same with the clock going on from its time of now, `times` as fast as the real one.
    pub fn going(mut self, times: u16) -> Self {
        let (first, begun) = (self.now(), std::time::Instant::now());
        self.clock = Arc::new(move || {
            let gone = i64::try_from(begun.elapsed().as_millis()).unwrap_or(i64::MAX);
            let utc_ms = first.utc_ms.saturating_add(gone.saturating_mul(i64::from(times)));
            Stamp { utc_ms, ..first }
        });
        self
    }

    /// The time of now.
    pub(crate) fn now(&self) -> Stamp {
        (self.clock)()
    }
}

/// The system's clock and zone. A zone beyond ±14 h cannot be; UTC stands in for it.
#[expect(clippy::disallowed_methods, reason = "the one place where the clock of the system is read")]
fn system_stamp() -> Stamp {
    let now = chrono::Local::now();
    let minutes = i16::try_from(now.offset().local_minus_utc() / 60).unwrap_or(0);
    let offset = OffsetMinutes::new(minutes).unwrap_or(OffsetMinutes::UTC);
    Stamp { utc_ms: now.timestamp_millis(), offset }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_clock_keeps_its_zone() {
        let config = Config::system("x".into()).at("2026-11-22T00:30+09:00").unwrap();
        let (day, minute) = config.now().local().unwrap();
        assert_eq!((day.to_string().as_str(), minute.get()), ("2026-11-22", 30));
        assert_eq!(config.now().utc_ms, 1_795_275_000_000); // date -u -d 2026-11-21T15:30Z +%s
        assert!(Config::system("x".into()).at("yesterday").is_none());
        let before = config.now().utc_ms;
        let going = config.going(600);
        std::thread::sleep(std::time::Duration::from_millis(20));
        let gone = going.now().utc_ms - before;
        assert!((12_000..600_000).contains(&gone), "{gone} ms after 20 ms at 600 times the pace");
    }
}
