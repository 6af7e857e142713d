//! Files that are read as they come: cut anywhere, longer than memory should hold, with what only the whole file tells.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

use std::io::{Cursor, Read, Seek, SeekFrom};

use encoding_rs::SHIFT_JIS;
use henro_checkup::csv::{CsvError, CsvExam, CsvTable, Profile, read_csv, stream_csv};
use henro_checkup::{FindingKind, Row};
use henro_domain::{ClinicalEntry, Day};

const WIDE: &str = include_str!("fixtures/wide.toml");
const LONG: &str = include_str!("fixtures/long.toml");

const HEAD: &str = "架空健診センター 2024年度\n番号,ｶﾅ,性別,生年月日,受診日,ｼﾝﾁｮｳ,ﾀｲｼﾞｭｳ,血圧,食後時間,TG,HbA1c,CRP,尿蛋白,心電図,喫煙,内部,眼底KW\n";
const ROWS: &str =
    "0012,ｶｸｳ ﾀﾛｳ,ｵﾄｺ,S47.4.10,R6.6.3,170.2,82.5,144/92,4,240H,6.1,<0.05,(±),\"異常, なし\",いいえ,x9,Ⅱa
0013,ｶｸｳ ﾊﾅｺ,ｵﾝﾅ,S50.1.20,R6.6.4,158.4,51.0,118/72,4,95,5.4,<0.05,-,異常なし,いいえ,\"x,10\",Ⅱb
0014,ｶｸｳ ｻｸﾗ,ｵﾝﾅ,S51.12.1,R6.6.4,160.0,62.3,128/80,4,101,5.6,0.10,-,異常なし,いいえ,x11,Ⅲ
";

fn today() -> Day {
    Day::new(2026, 11, 22).unwrap()
}

fn entries(exam: &CsvExam) -> Vec<&ClinicalEntry> {
    exam.rows.iter().map(|row| &row.entry).collect()
}

/// What is neither refused nor asked about is exactly what the whole file says.
fn cut_everywhere(bytes: &[u8], profile: &Profile) -> (usize, usize) {
    let whole = read_csv(bytes, profile, today()).unwrap();
    assert!(
        whole.table.cut.is_none() && whole.exams.iter().all(|exam| !exam.is_rejected() && !exam.is_held())
    );
    let (mut told, mut asked) = (0, 0);
    for end in 0..bytes.len() {
        let Ok(read) = read_csv(&bytes[..end], profile, today()) else { continue };
        for exam in &read.exams {
            if exam.is_rejected() {
                told += usize::from(exam.findings.iter().any(|one| one.kind == FindingKind::RowCut));
                continue;
            }
            let of = whole.exams.iter().find(|one| one.line == exam.line).unwrap();
            let free = |rows: &[Row]| rows.iter().filter(|row| !row.is_held()).count();
            if exam.is_held() {
                asked += 1;
                assert!(free(&exam.rows) <= of.rows.len());
                for row in exam.rows.iter().filter(|row| !row.is_held()) {
                    assert!(entries(of).contains(&&row.entry), "byte {end}: a value that is not in the file");
                }
                continue;
            }
            assert!(
                entries(exam) == entries(of),
                "byte {end}: another exam than the file has, and nobody is asked"
            );
        }
        if read.table.cut.is_some() {
            assert!(read.exams.last().is_some_and(CsvExam::is_rejected), "byte {end}");
        }
    }
    (told, asked)
}

#[test]
fn a_wide_file_cut_anywhere_never_gives_half_a_row() {
    let profile = Profile::read(WIDE).unwrap();
    let text = format!("{HEAD}{ROWS}");
    let (bytes, _, broken) = SHIFT_JIS.encode(&text);
    assert!(!broken);
    let (told, asked) = cut_everywhere(&bytes, &profile);
    assert!(told > 200 && asked > 3, "{told} {asked}");
}

#[test]
fn the_row_of_the_cut_is_named() {
    let profile = Profile::read(WIDE).unwrap();
    let (bytes, ..) = SHIFT_JIS.encode(HEAD);
    let (rows, ..) = SHIFT_JIS.encode(ROWS);
    let cut = [&bytes[..], &rows[..rows.len() - 30]].concat();
    let read = read_csv(&cut, &profile, today()).unwrap();
    assert_eq!(read.table.cut, Some(5), "two lines of header, then the third row");
    let last = read.exams.last().unwrap();
    assert!(last.is_rejected() && last.findings.iter().any(|one| one.line == 5));
    // The last letter of Ⅲ is there, the line end is not: the value is asked about, nothing else.
    let open = [&bytes[..], &rows[..rows.len() - 1]].concat();
    let read = read_csv(&open, &profile, today()).unwrap();
    let last = read.exams.last().unwrap();
    let held: Vec<&Row> = last.rows.iter().filter(|row| row.is_held()).collect();
    assert_eq!((read.table.cut, held.len()), (None, 1));
    assert_eq!(held[0].findings[0].kind, FindingKind::EndOpen);
    assert_eq!(held[0].entry.item.code, "9E100166000000011");
}

#[test]
fn a_long_file_cut_anywhere_never_gives_half_a_result() {
    let profile = Profile::read(LONG).unwrap();
    let head = "受診ID,氏名,性別,生年月日,受診日,項目コード,単位,基準下限,基準上限,判定,結果値\n";
    let text = format!(
        "{head}7,架空 桜,女,昭和60年1月2日,令和6年5月20日,001,㎝,,,,158.4\n7,架空 桜,女,昭和60年1月2日,令和6年5月20日,201,g/㎗,12.1,15.9,L,11.8\n8,架空 楓,女,平成元年2月3日,令和6年5月20日,001,㎝,,,,160.2\n7,架空 桜,女,昭和60年1月2日,令和6年5月20日,401,,,,,２＋\n"
    );
    let whole = read_csv(text.as_bytes(), &profile, today()).unwrap();
    let all: Vec<&ClinicalEntry> = whole.exams.iter().flat_map(entries).collect();
    let lines: Vec<u32> = whole.exams.iter().map(|exam| exam.line).collect();
    assert_eq!(lines, [2, 4], "in the order of their first rows");
    assert_eq!(all.len(), 4);
    for end in head.len()..text.len() {
        let Ok(read) = read_csv(&text.as_bytes()[..end], &profile, today()) else { continue };
        for row in read.exams.iter().filter(|exam| !exam.is_rejected()).flat_map(|exam| &exam.rows) {
            assert!(row.is_held() || all.contains(&&row.entry), "byte {end}");
        }
    }
}

/// A file made while it is read: the rows of a person, over and over, each with a number of its own.
struct Endless {
    head: Vec<u8>,
    row: String,
    rows: u64,
    at: u64,
    buffer: Vec<u8>,
}

impl Read for Endless {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if self.buffer.is_empty() && self.at <= self.rows {
            self.buffer = match self.at {
                0 => self.head.clone(),
                at => self.row.replace("NUMBER", &at.to_string()).into_bytes(),
            };
            self.at += 1;
        }
        let some = self.buffer.len().min(into.len());
        into[..some].copy_from_slice(&self.buffer[..some]);
        self.buffer.drain(..some);
        Ok(some)
    }
}

impl Seek for Endless {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        assert_eq!(to, SeekFrom::Start(0));
        (self.at, self.buffer) = (0, Vec::new());
        Ok(0)
    }
}

const PLAIN: &str = "format = 'phr-checkup-profile/1'\nid = 'a'\nname = 'b'\n[file]\nlayout = 'wide'\n[person]\nid = { col = 'no' }\n[exam]\ndate = { col = 'day', formats = ['yyyymmdd'] }\n[[item]]\ncol = 'cm'\ncode = '9N001000000000001'\nunit = 'cm'\n";

fn endless(row: &str, rows: u64) -> Endless {
    Endless { head: b"no,day,cm\n".to_vec(), row: row.to_owned(), rows, at: 0, buffer: Vec::new() }
}

fn stream(file: &mut Endless, each: &mut dyn FnMut(CsvExam)) -> Result<CsvTable, CsvError> {
    stream_csv(file, &Profile::read(PLAIN).unwrap(), today(), each)
}

#[test]
fn more_rows_than_are_collected_are_streamed_and_two_of_one_exam_are_told() {
    let mut file = endless("NUMBER,20240603,170.2\n", 12_000);
    let mut lines = Vec::new();
    let table = stream(&mut file, &mut |exam| {
        assert!(!exam.is_rejected() && exam.rows.len() == 1);
        lines.push(exam.line);
    });
    assert_eq!(table.unwrap().rows, 12_000);
    assert!(lines.iter().copied().eq(2..12_002));
    let mut text = String::from("no,day,cm\n");
    for number in 0..6_000 {
        text.push_str(&format!("{number},20240603,170.2\n"));
    }
    assert_eq!(
        read_csv(text.as_bytes(), &Profile::read(PLAIN).unwrap(), today()).err(),
        Some(CsvError::Limit)
    );
    text.push_str("17,20240603,170.3\n");
    let mut twice = Vec::new();
    let mut each = |exam: CsvExam| {
        if exam.is_rejected() {
            twice.push(exam.line);
        }
    };
    stream_csv(&mut Cursor::new(&text), &Profile::read(PLAIN).unwrap(), today(), &mut each).unwrap();
    assert_eq!(twice, [19, 6_002], "the first of the two is told as well");
}

#[test]
fn what_would_fill_memory_is_refused_while_it_is_read() {
    let rows = |row: &str, rows| stream(&mut endless(row, rows), &mut drop).err();
    let mut open =
        Endless { head: b"no,day,cm\n\"".to_vec(), ..endless("NUMBER,20240603,170.2\n", 1_000_000) };
    assert_eq!(stream(&mut open, &mut drop).err(), Some(CsvError::Limit), "a quote nobody closes");
    assert!(open.at < 300_000, "long before the end");
    assert_eq!(rows(&"x".repeat(70_000), 1), Some(CsvError::Limit), "a long cell");
    let long = Profile::read(LONG).unwrap();
    let head = "受診ID,氏名,性別,生年月日,受診日,項目コード,結果値,単位,基準下限,基準上限,判定\n";
    let row = "NUMBER,,女,昭和60年1月2日,令和6年5月20日,001,158.4,㎝,,,\n";
    let mut file = Endless { head: head.as_bytes().to_vec(), ..endless(row, 1_000) };
    let mut exams = 0;
    stream_csv(&mut file, &long, today(), &mut |_| exams += 1).unwrap();
    assert_eq!(exams, 1_000, "each goes when it is whole");
}
