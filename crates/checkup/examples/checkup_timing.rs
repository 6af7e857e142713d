//! How long tables of institutions take with full checking, and what memory: `cargo xtask bench checkup`.
//!
//! The files are made from a seed, in CP932 with half-width kana, marks beside numbers and signs, and faults are planted. There is a figure only
//! if every result came out and every fault was told.
#![expect(clippy::print_stdout, reason = "the figures are the output")]

use std::fs::File;
use std::io::{BufWriter, Write};
use std::time::Instant;

use encoding_rs::SHIFT_JIS;
use henro_checkup::csv::{Profile, stream_csv};
use henro_domain::Day;
use henro_reference::{CheckupItem, ItemKind, checkup_item, checkup_items};

type Fault = Box<dyn std::error::Error>;

fn main() -> Result<(), Fault> {
    let folder = tempfile::tempdir()?;
    let today = Day::new(2026, 11, 22)?;
    let items = items();
    let one = |name: &str, people: u64, years: u64, target: f64| -> Result<(), Fault> {
        let path = folder.path().join(name);
        let planted = write(&mut BufWriter::new(File::create(&path)?), &items, people, years)?;
        let bytes = std::fs::metadata(&path)?.len();
        let profile = Profile::read(&profile(&items))?;
        let mut found = Counts::default();
        let begun = Instant::now();
        let table = stream_csv(&mut File::open(&path)?, &profile, today, &mut |exam| {
            found.exams += 1;
            found.refused += u64::from(exam.is_rejected());
            found.results += exam.rows.len() as u64;
            found.held += exam.rows.iter().filter(|row| row.is_held()).count() as u64;
        })?;
        let seconds = begun.elapsed().as_secs_f64();
        if found != planted || table.cut.is_some() {
            return Err(format!("{name}: {found:?} came out of {planted:?}").into());
        }
        let holds = seconds <= target;
        println!(
            "{{\"name\":\"checkup_{name}\",\"value\":{seconds:.2},\"unit\":\"s\",\"target\":{target},\"holds\":{holds}}}"
        );
        let rate = found.results as f64 / seconds;
        println!("{{\"name\":\"checkup_{name}_results\",\"value\":{},\"unit\":\"results\"}}", found.results);
        println!("{{\"name\":\"checkup_{name}_rate\",\"value\":{rate:.0},\"unit\":\"results/s\"}}");
        println!("{{\"name\":\"checkup_{name}_bytes\",\"value\":{bytes},\"unit\":\"B\"}}");
        std::fs::remove_file(path)?;
        Ok(())
    };
    one("institution", 1_152, 3, 3.0)?;
    one("50000_people", 50_000, 1, 60.0)?;
    // More than 200 MB: never collected.
    one("large", 160_000, 3, 3_600.0)?;
    if let Some(peak) = peak_mb() {
        let holds = peak <= 200.0;
        println!(
            "{{\"name\":\"checkup_peak_memory\",\"value\":{peak:.0},\"unit\":\"MB\",\"target\":200,\"holds\":{holds}}}"
        );
    }
    Ok(())
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Counts {
    exams: u64,
    refused: u64,
    results: u64,
    held: u64,
}

/// Ninety items as a checkup has them, each by another name.
fn items() -> Vec<&'static CheckupItem> {
    let mut names = std::collections::HashSet::new();
    let needed = MAIN.iter().filter_map(|code| checkup_item(code));
    let others = checkup_items().iter().filter(|item| item.kind == ItemKind::Number || SIGNS == item.list);
    let usable = |item: &&CheckupItem| {
        item.kind != ItemKind::Number || item.plausible.0.zip(item.plausible.1).is_some()
    };
    needed.chain(others.filter(usable)).filter(|item| names.insert(item.code)).take(90).collect()
}

fn profile(items: &[&CheckupItem]) -> String {
    let mut text = String::from(
        "format = 'phr-checkup-profile/1'\nid = 'timing'\nname = 'timing'\n[file]\nlayout = 'wide'\nskip_rows = 1\ntrailer = '^合計'\n[person]\nid = { col = '受診番号' }\nkana = { col = 'カナ氏名' }\nsex = { col = '性別', map = { 'オトコ' = 'male', 'オンナ' = 'female' } }\nbirth = { col = '生年月日', formats = ['era-dot', 'yyyy/m/d'] }\n[exam]\ndate = { col = '受診日', formats = ['era-dot'] }\n",
    );
    for (at, item) in items.iter().enumerate() {
        text.push_str(&format!("[[item]]\ncol = '検査{at}'\ncode = '{}'\n", item.code));
        if item.kind == ItemKind::Number {
            text.push_str(&format!("unit = '{}'\n", item.unit_shown));
        }
    }
    text
}

/// Writes the file and tells what has to come out.
fn write(out: &mut impl Write, items: &[&CheckupItem], people: u64, years: u64) -> Result<Counts, Fault> {
    let mut dice = Dice(0x5eed);
    let mut planted = Counts::default();
    let names: Vec<String> = (0..items.len()).map(|at| format!("検査{at}")).collect();
    let head = format!("健診結果一覧\r\n受診番号,ｶﾅ氏名,性別,生年月日,受診日,{}\r\n", names.join(","));
    put(out, &head)?;
    for person in 0..people {
        for year in 0..years {
            // One row in a thousand has an impossible day, one value in five hundred cannot be.
            let refused = dice.below(1_000) == 0;
            let (month, day) = if refused { (13, 1) } else { (1 + dice.below(9), 1 + dice.below(28)) };
            let (sex, born) = (dice.below(2), 20 + dice.below(40));
            let sex = if sex == 0 { "ｵﾄｺ" } else { "ｵﾝﾅ" };
            let mut row =
                format!("{person:06},\"ｶｸｳ ﾀﾛｳ{person}\",{sex},S{born}.4.10,R{}.{month}.{day}", 4 + year);
            for item in items {
                row.push(',');
                // Too high a lower pressure would make the upper one odd as well.
                let fault = dice.below(500) == 0 && !item.code.starts_with("9A76");
                row.push_str(&cell(item, fault, &mut dice));
                planted.results += u64::from(!refused);
                planted.held += u64::from(!refused && fault && item.kind == ItemKind::Number);
            }
            row.push_str("\r\n");
            put(out, &row)?;
            planted.exams += 1;
            planted.refused += u64::from(refused);
        }
    }
    put(out, "合計\r\n")?;
    out.flush()?;
    Ok(planted)
}

fn cell(item: &CheckupItem, fault: bool, dice: &mut Dice) -> String {
    match (item.kind, item.plausible) {
        (ItemKind::Number, (Some(low), Some(high))) => {
            if fault {
                return "9999999".to_owned();
            }
            // Pressures that cannot stand the wrong way round.
            let low = if item.code.starts_with("9A75") { 130.into() } else { low };
            let high = if item.code.starts_with("9A76") { 90.into() } else { high };
            let part = henro_domain::Decimal::from(dice.below(1_000)) / henro_domain::Decimal::from(1_000);
            let number = (low + (high - low) * part).round_dp(item.decimals());
            let number = number.max(low).min(high);
            match dice.below(8) {
                0 => format!("{number}H"),
                1 => format!("{number} (L)"),
                2 => number.to_string().chars().map(wide).collect(),
                _ => number.to_string(),
            }
        }
        _ => ["(-)", "±", "＋", "２+", "-"][usize::try_from(dice.below(5)).unwrap_or(0)].to_owned(),
    }
}

fn wide(letter: char) -> char {
    match letter {
        '0'..='9' => char::from_u32(u32::from(letter) + 0xfee0).unwrap_or(letter),
        letter => letter,
    }
}

fn put(out: &mut impl Write, text: &str) -> Result<(), Fault> {
    let (bytes, _, broken) = SHIFT_JIS.encode(text);
    if broken {
        return Err("a letter that CP932 does not have".into());
    }
    Ok(out.write_all(&bytes)?)
}

struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % sides
    }
}

/// On Linux only.
fn peak_mb() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kib: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib / 1024.0)
}

/// 尿蛋白 and the like: − ± ＋ ….
const SIGNS: &str = "1.2.392.200119.6.2102";

const MAIN: [&str; 12] = [
    "9N001000000000001",
    "9N006000000000001",
    "9N011000000000001",
    "9N016160100000001",
    "9A751000000000001",
    "9A761000000000001",
    "3F070000002327101",
    "3B035000002327201",
    "3B045000002327201",
    "3B090000002327101",
    "3D046000001920402",
    "1A010000000190111",
];
