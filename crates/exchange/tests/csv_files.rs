//! Files as other programs write them, and files that are wrong.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

use henro_domain::{Day, Entry, MeasureItem, MinuteOfDay, Occasion, OffsetMinutes};
use henro_exchange::Error;
use henro_exchange::csv::{
    Encoding, Layout, MOST_LETTERS, Preview, ReadOptions, Reason, Row, Take, open, preview,
};

fn options() -> ReadOptions {
    ReadOptions { today: Day::new(2026, 11, 22).unwrap(), zone: OffsetMinutes::JAPAN }
}

fn rows(bytes: &[u8]) -> Vec<Row> {
    open(bytes, options()).unwrap().collect()
}

fn reasons(rows: &[Row]) -> Vec<(u64, Option<u32>, Reason)> {
    rows.iter().flat_map(|row| &row.problems).map(|p| (p.line, p.column, p.reason)).collect()
}

/// The first data row of the wide fixtures: 128/82/66 at 7:05, 63.5 kg, 22.5 %, 5200 steps, 36.5 °C, a diary line.
fn assert_wide(bytes: &[u8], encoding: Encoding, delimiter: char) {
    let reader = open(bytes, options()).unwrap();
    assert_eq!((reader.encoding(), reader.delimiter(), reader.layout()), (encoding, delimiter, Layout::Wide));
    let rows: Vec<Row> = reader.collect();
    assert_eq!(reasons(&rows), []);
    let first = &rows[0].entries;
    assert_eq!(first.len(), 6);
    assert!(first.iter().all(|dated| dated.when.minute == MinuteOfDay::hm(7, 5).ok()));
    assert!(first.iter().any(|dated| matches!(&dated.entry,
        Entry::BloodPressure { systolic, diastolic, pulse: Some(pulse), occasion: Occasion::Morning }
            if (systolic.0, diastolic.0, pulse.0) == (128, 82, 66))));
    let measured = |wanted| {
        first.iter().find_map(|dated| match dated.entry {
            Entry::Measurement { item, value } if item == wanted => Some(value.milli()),
            _ => None,
        })
    };
    assert_eq!(measured(MeasureItem::WeightKg), Some(63_500));
    assert_eq!(measured(MeasureItem::BodyFatPct), Some(22_500));
    assert_eq!(measured(MeasureItem::TemperatureC), Some(36_500));
    assert!(first.iter().any(|dated| matches!(dated.entry, Entry::Steps { count, .. } if count.0 == 5200)));
    assert!(first.iter().any(|dated| matches!(&dated.entry, Entry::Diary { text } if text == "散歩日和")));
    assert_eq!(rows[1].entries[0].when.day, Day::new(2026, 11, 21).unwrap());
    assert_eq!(rows[1].entries.len(), 3);
}

#[test]
fn the_same_table_reads_in_every_encoding() {
    assert_wide(include_bytes!("fixtures/wide_shift_jis.csv"), Encoding::ShiftJis, ',');
    assert_wide(include_bytes!("fixtures/wide_utf16le.csv"), Encoding::Utf16Le, '\t');
    assert_wide(include_bytes!("fixtures/wide_utf16be.csv"), Encoding::Utf16Be, ',');
    assert_wide(include_bytes!("fixtures/wide_utf8_bom.csv"), Encoding::Utf8Bom, ';');
}

#[test]
fn every_wrong_row_is_named_with_its_line_and_the_others_are_read() {
    let rows = rows(include_bytes!("fixtures/ragged.csv"));
    assert_eq!(
        reasons(&rows),
        [
            (3, None, Reason::Ragged),
            (4, None, Reason::Ragged),
            (5, Some(2), Reason::Time),
            (6, Some(1), Reason::Date),
            (7, Some(3), Reason::Number),
            (8, None, Reason::Impossible),
            (9, None, Reason::Future),
            (9, None, Reason::Future),
        ]
    );
    let good: Vec<(u64, usize)> =
        rows.iter().filter(|row| !row.entries.is_empty()).map(|row| (row.line, row.entries.len())).collect();
    // Lines 2 and 11 are whole; 7 keeps its steps, 8 its steps.
    assert_eq!(good, [(2, 2), (7, 1), (8, 1), (11, 2)]);
}

/// The file is larger than what is read at a time, with a cell of two lines and empty lines in it.
#[test]
fn lines_are_counted_as_an_editor_does_whatever_ends_them() {
    for end in ["\n", "\r\n", "\r"] {
        let mut text = format!("Date,Steps,Note{end}");
        let (mut line, mut wrong) = (2, Vec::new());
        for number in 0..6_000 {
            match number % 100 {
                7 => {
                    text += &format!("2026-11-21,{number},\"two{end}lines\"{end}");
                    line += 2;
                }
                8 => {
                    text += end;
                    line += 1;
                }
                9 => {
                    text += &format!("no day,1,{end}");
                    wrong.push(line);
                    line += 1;
                }
                _ => {
                    text += &format!("2026-11-21,{number},{end}");
                    line += 1;
                }
            }
        }
        let told: Vec<u64> = reasons(&rows(text.as_bytes())).iter().map(|(line, ..)| *line).collect();
        assert_eq!(told, wrong, "{end:?}");
    }
}

#[test]
fn a_guard_is_taken_off_and_a_formula_without_one_is_only_text() {
    let texts: Vec<String> = rows(include_bytes!("fixtures/injection.csv"))
        .into_iter()
        .flat_map(|row| row.entries)
        .filter_map(|dated| match dated.entry {
            Entry::Diary { text } => Some(text),
            _ => None,
        })
        .collect();
    assert_eq!(texts, ["=HYPERLINK(\"http://example.invalid\";\"x\")", "+81 90", "'tis a fine day", "=1+1"]);
}

#[test]
fn a_row_may_hold_a_morning_and_an_evening_reading() {
    let reader = open(include_bytes!("fixtures/morning_evening.csv"), options()).unwrap();
    assert_eq!(reader.unknown_columns(), ["知らない列"]);
    let rows: Vec<Row> = reader.collect();
    let occasions: Vec<Occasion> = rows[0]
        .entries
        .iter()
        .filter_map(|dated| match dated.entry {
            Entry::BloodPressure { occasion, .. } => Some(occasion),
            _ => None,
        })
        .collect();
    assert_eq!(occasions, [Occasion::Morning, Occasion::Evening]);
    assert_eq!(reasons(&rows), [(3, Some(4), Reason::HalfPressure), (4, None, Reason::Swapped)]);
    assert_eq!(rows[2].entries.len(), 1);
}

#[test]
fn files_that_are_no_table_are_refused() {
    assert!(matches!(open(b"", options()).err(), Some(Error::Empty)));
    assert!(matches!(open(b"\n\n\n", options()).err(), Some(Error::Empty)));
    assert!(matches!(open(b"hello,world\n1,2\n", options()).err(), Some(Error::UnknownColumns)));
    assert!(matches!(open(b"date\n2026-11-22\n", options()).err(), Some(Error::UnknownColumns)));
    let wide = "date,".repeat(201);
    assert!(matches!(open(wide.as_bytes(), options()).err(), Some(Error::TooManyColumns)));
    let large = vec![b'a'; 64 * 1024 * 1024 + 1];
    assert!(matches!(open(&large, options()).err(), Some(Error::TooLarge)));
}

#[test]
fn a_cell_beyond_the_limit_is_a_problem_of_its_row() {
    let text =
        format!("date,weight,memo\n2026-11-22,63.5,{}\n2026-11-22,63.5,ok\n", "あ".repeat(MOST_LETTERS + 1));
    let rows = rows(text.as_bytes());
    assert_eq!(reasons(&rows), [(2, None, Reason::LongCell)]);
    assert_eq!(rows[1].entries.len(), 2);
}

#[test]
fn broken_letters_spoil_only_their_row() {
    let mut bytes = b"\xEF\xBB\xBFdate,weight,memo\n2026-11-21,63.5,ok\n2026-11-22,63.5,".to_vec();
    bytes.extend([0xFF, 0xFE, b'\n']);
    let rows = rows(&bytes);
    assert_eq!(reasons(&rows), [(3, None, Reason::Encoding)]);
    assert_eq!(rows[0].entries.len(), 2);
}

#[test]
fn excels_separator_line_is_passed_over() {
    let rows = rows(b"sep=;\ndate;weight\n2026-11-22;63.5\n");
    assert_eq!(rows[0].entries.len(), 1);
}

#[test]
fn a_quote_that_never_closes_is_a_problem_and_no_hang() {
    let rows = rows(b"date,weight\n2026-11-22,\"63.5\n2026-11-21,63.4\n");
    assert_eq!(rows.iter().map(|row| row.entries.len()).sum::<usize>(), 0);
    assert_eq!(reasons(&rows).len(), 1);
}

#[test]
fn a_hundred_thousand_rows_stream_through_a_preview() {
    let mut text = String::from("date,time,weight,steps\n");
    for row in 0..100_000_u32 {
        let day = henro_domain::Day::from_number(20_779 - (row / 1440) as i32).unwrap();
        let minute = row % 1440;
        text.push_str(&format!(
            "{day},{}:{:02},63.{},{}\n",
            minute / 60,
            minute % 60,
            row % 10,
            row % 9000 + 1
        ));
    }
    let read: Preview = preview(open(text.as_bytes(), options()).unwrap(), 10, |_| Take::New);
    assert_eq!((read.rows, read.duplicates, read.problems.len()), (100_000, 0, 0));
    assert_eq!(read.kinds.values().sum::<u64>(), 200_000);
    // 100,000 rows of 1,440 a day reach back 69 days from 2026-11-22.
    assert_eq!(read.days, Some((Day::new(2026, 9, 14).unwrap(), Day::new(2026, 11, 22).unwrap())));
}
