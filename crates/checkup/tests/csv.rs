//! CSV by profiles: every shape of a value, errors by row, and profiles made by hand.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

use encoding_rs::SHIFT_JIS;
use henro_checkup::csv::{CsvError, CsvExam, Profile, read_csv};
use henro_checkup::{FindingKind, Row};
use henro_domain::{AbsentReason, ClinicalValue, Comparator, Day, Decimal, Interpretation, Sex};

const WIDE: &str = include_str!("fixtures/wide.toml");
const LONG: &str = include_str!("fixtures/long.toml");

fn today() -> Day {
    Day::new(2026, 11, 22).unwrap()
}

fn wide(lines: &str) -> Result<Vec<CsvExam>, CsvError> {
    let head = "架空健診センター 2024年度\n番号,ｶﾅ,性別,生年月日,受診日,ｼﾝﾁｮｳ,ﾀｲｼﾞｭｳ,血圧,食後時間,TG,HbA1c,CRP,尿蛋白,心電図,眼底KW,喫煙,メモ,内部\n";
    let (bytes, _, broken) = SHIFT_JIS.encode(head);
    let (rows, _, odd) = SHIFT_JIS.encode(lines);
    assert!(!broken && !odd, "CP932 has these letters");
    let bytes = [bytes.as_ref(), rows.as_ref()].concat();
    Ok(read_csv(&bytes, &Profile::read(WIDE).unwrap(), today())?.exams)
}

fn one(line: &str) -> CsvExam {
    wide(line).unwrap().remove(0)
}

fn row<'a>(exam: &'a CsvExam, code: &str) -> &'a Row {
    exam.rows.iter().find(|row| row.entry.item.code == code).unwrap()
}

fn number(exam: &CsvExam, code: &str) -> (String, Option<Comparator>) {
    match &row(exam, code).entry.value {
        ClinicalValue::Quantity(quantity) => (quantity.number.to_string(), quantity.comparator),
        _ => panic!("no number"),
    }
}

fn code(exam: &CsvExam, item: &str) -> String {
    match &row(exam, item).entry.value {
        ClinicalValue::Coded(value) => value.code.clone(),
        _ => panic!("no code"),
    }
}

fn kinds(row: &Row) -> Vec<FindingKind> {
    row.findings.iter().map(|finding| finding.kind).collect()
}

const GOOD: &str = "0012,ｶｸｳ ﾀﾛｳ,ｵﾄｺ,S47.4.10,R6.6.3,170.2,８２．５,144/92,4,240H,6.1,<0.05,(±),完全右脚ﾌﾞﾛｯｸ,Ⅱa,いいえ,\"様子, 見\",x9\n";

#[test]
fn every_shape_of_a_value_is_read() {
    let exam = one(GOOD);
    assert_eq!(exam.person.id.as_deref(), Some("0012"));
    assert_eq!((exam.person.sex, exam.person.birth), (Some(Sex::Male), Day::new(1972, 4, 10).ok()));
    assert_eq!(exam.day, Day::new(2024, 6, 3).ok());
    assert_eq!(number(&exam, "9N006000000000001").0, "82.5");
    assert_eq!(number(&exam, "9A751000000000001").0, "144");
    assert_eq!(number(&exam, "9A761000000000001").0, "92");
    assert_eq!(code(&exam, "9N141000000000011"), "3", "four hours after food");
    assert_eq!(number(&exam, "3F015129902327101").0, "240", "so the triglycerides are casual");
    assert_eq!(row(&exam, "3F015129902327101").entry.interpretation, Some(Interpretation::High));
    assert_eq!(number(&exam, "3D046000001920402").0, "6.1");
    assert_eq!(number(&exam, "5C070000002306201"), ("0.05".to_owned(), Some(Comparator::Less)));
    assert_eq!(code(&exam, "1A010000000190111"), "2");
    assert_eq!(code(&exam, "9E100166000000011"), "3", "IIa is code 3");
    assert_eq!(code(&exam, "9A110160700000011"), "1", "a finding");
    assert!(
        matches!(&row(&exam, "9A110160800000049").entry.value, ClinicalValue::Text(text) if text.contains("脚ﾌﾞﾛｯｸ"))
    );
    assert_eq!(code(&exam, "9N736000000000011"), "3", "いいえ is 3 since April 2024");
    assert_eq!(exam.extras, [("内部".to_owned(), "x9".to_owned())]);
    assert!(!exam.is_held() && !exam.is_rejected());
}

#[test]
fn the_day_chooses_item_and_list() {
    let on = |day: &str| one(&GOOD.replace("R6.6.3", day));
    assert_eq!(code(&on("20240331"), "9N736000000000011"), "2", "いいえ was 2 before");
    assert_eq!(code(&on("20240401"), "9N736000000000011"), "3");
    assert_eq!(number(&on("20130331"), "3D045000001920402").0, "6.1", "JDS before April 2013");
    let early = on("20120601");
    assert!(early.findings.iter().all(|finding| finding.kind != FindingKind::ProfilePeriod));
    assert!(on("20070601").findings.iter().any(|finding| finding.kind == FindingKind::ProfilePeriod));
}

#[test]
fn what_is_not_there_has_three_ways() {
    let exam = one(&GOOD.replace("170.2", "-----").replace("<0.05", "未実施").replace("6.1", "検体不良"));
    assert!(exam.rows.iter().all(|row| row.entry.item.code != "9N001000000000001"), "nothing");
    let absent = |code| match row(&exam, code).entry.value {
        ClinicalValue::Absent(reason) => Some(reason),
        _ => None,
    };
    assert_eq!(absent("5C070000002306201"), Some(AbsentReason::NotDone));
    assert_eq!(absent("3D046000001920402"), Some(AbsentReason::NotMeasurable));
}

#[test]
fn words_no_code_is_known_for_are_kept_as_they_stand() {
    let exam = one(&GOOD.replace("(±)", "2+ 弱").replace("Ⅱa", "要観察"));
    assert_eq!(
        row(&exam, "1A010000000190111").entry.value,
        ClinicalValue::Absent(AbsentReason::Unread),
        "no code, and nobody is asked"
    );
    let words: Vec<&str> = exam.extras.iter().map(|(_, words)| &**words).collect();
    assert!(words.contains(&"2+ 弱") && words.contains(&"要観察"), "{words:?}");
}

#[test]
fn a_mark_that_is_neither_high_nor_low_is_no_judgement() {
    let said = |cell: &str| row(&one(&GOOD.replace("240H", cell)), "3F015129902327101").entry.interpretation;
    assert_eq!(said("240L"), Some(Interpretation::Low));
    assert_eq!(said("140*"), None);
    let long = |flag: &str| {
        let text = format!(
            "受診ID,氏名,性別,生年月日,受診日,項目コード,結果値,単位,基準下限,基準上限,判定\n\
             7,架空 桜,女,昭和60年1月2日,令和6年5月20日,201,12.8,g/dL,,,{flag}\n"
        );
        read_csv(text.as_bytes(), &Profile::read(LONG).unwrap(), today()).unwrap().exams.remove(0)
    };
    assert_eq!(long("↑").rows[0].entry.interpretation, Some(Interpretation::High));
    for word in ["N", "正常", "A"] {
        let exam = long(word);
        assert_eq!(exam.rows[0].entry.interpretation, None, "{word}");
        assert_eq!(exam.extras, [("201".to_owned(), word.to_owned())], "the word is kept");
    }
}

#[test]
fn the_end_of_a_word_is_not_the_word() {
    let long = |value: &str| {
        let text = format!(
            "受診ID,氏名,性別,生年月日,受診日,項目コード,結果値,単位,基準下限,基準上限,判定\n\
             7,架空 桜,女,昭和60年1月2日,令和6年5月20日,402,{value},,,,\n"
        );
        read_csv(text.as_bytes(), &Profile::read(LONG).unwrap(), today()).unwrap().exams.remove(0)
    };
    for word in ["疑陽性", "弱陽性", "偽陽性"] {
        let exam = long(word);
        assert!(matches!(exam.rows[0].entry.value, ClinicalValue::Absent(_)), "{word}");
        assert_eq!(exam.extras, [("402".to_owned(), word.to_owned())]);
    }
    assert_eq!(code(&long("0.01未満　陰性"), "5F016141002399811"), "2", "a word of its own");
}

#[test]
fn a_number_of_another_unit_has_the_decimals_of_its_item() {
    let text = "受診ID,氏名,性別,生年月日,受診日,項目コード,結果値,単位,基準下限,基準上限,判定\n\
        7,架空 桜,女,昭和60年1月2日,令和6年5月20日,301,5.55,mmol/L,3.9,6.1,\n";
    let sugar = "[[item]]\nlocal = '301'\ncode = '3D010000001926101'\nconvert = [{ from = 'mmol/L', factor = '18.016' }]\n";
    let read =
        read_csv(text.as_bytes(), &Profile::read(&format!("{LONG}\n{sugar}")).unwrap(), today()).unwrap();
    // 5.55 x 18.016 = 99.9888, and 100 is where the risk begins: as a question would have it.
    assert_eq!(number(&read.exams[0], "3D010000001926101").0, "100");
    // 3.9 and 6.1 of them.
    let range = row(&read.exams[0], "3D010000001926101").entry.reference.clone().unwrap();
    assert_eq!((range.low, range.high), (Some(Decimal::from(70)), Some(Decimal::from(110))));
}

#[test]
fn faults_are_said_by_line_and_item_and_never_taken() {
    let exam = one(&GOOD.replace("170.2", "①").replace("８２．５", "825").replace("144/92", "92/144"));
    assert_eq!(kinds(row(&exam, "9N001000000000001")), [FindingKind::Unparsed]);
    assert_eq!(kinds(row(&exam, "9N006000000000001")), [FindingKind::OutOfRange]);
    assert_eq!(kinds(row(&exam, "9A751000000000001")), [FindingKind::PairOrder]);
    assert_eq!(row(&exam, "9N001000000000001").findings[0].line, 3);
    assert!(exam.is_held() && !exam.is_rejected());
    let words = one(&GOOD.replace("Ⅱa", "検体不良"));
    assert!(
        matches!(row(&words, "9E100166000000011").entry.value, ClinicalValue::Absent(_)),
        "no answer of the list"
    );
    let plain = one(&GOOD.replace("Ⅱa", "Ⅱ"));
    assert_eq!(kinds(row(&plain, "9E100166000000011")), [FindingKind::Unmapped], "II without a or b");
    let grade = one(&GOOD.replace("Ⅱa", "1"));
    assert_eq!(kinds(row(&grade, "9E100166000000011")), [FindingKind::Unmapped], "a digit is no grade");
    assert_eq!(code(&one(&GOOD.replace("Ⅱa", "Ⅰ")), "9E100166000000011"), "2");
}

#[test]
fn rows_that_cannot_be_taken_are_refused_alone() {
    let refused = |from: &str, to: &str| {
        let exam = one(&GOOD.replace(from, to));
        exam.findings
            .iter()
            .filter(|finding| finding.kind.rejects())
            .map(|finding| finding.kind)
            .collect::<Vec<_>>()
    };
    assert_eq!(refused("R6.6.3", "20240431"), [FindingKind::DateInvalid]);
    assert_eq!(refused("R6.6.3", ""), [FindingKind::DateInvalid]);
    assert_eq!(refused("R6.6.3", "20261231"), [FindingKind::DateOrder]);
    assert_eq!(refused("S47.4.10", "R7.1.1"), [FindingKind::DateOrder]);
    assert_eq!(refused("S47.4.10", "3/4/72"), [FindingKind::DateInvalid]);
    assert_eq!(refused(",x9", ",x9,more"), [FindingKind::RowShape]);
    assert_eq!(refused(",x9", ",x9,,"), [], "empty cells behind");
    let twice = wide(&format!("{GOOD}{GOOD}ｺﾞｳｹｲ,,2\n0013,x\n")).unwrap();
    assert_eq!(twice.len(), 2, "the file ends at its sum");
    assert!(twice.iter().all(|exam| exam.findings[0].kind == FindingKind::DuplicateRow));
    let mixed = wide(&format!("{}{}", GOOD.replace("R6.6.3", "x"), GOOD.replace("0012", "0013"))).unwrap();
    assert_eq!(mixed.iter().map(CsvExam::is_rejected).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn a_wrong_profile_or_encoding_is_refused_whole() {
    let profile = Profile::read(WIDE).unwrap();
    let error = |bytes: &[u8]| read_csv(bytes, &profile, today()).err();
    assert_eq!(error(b"a\nb,c\n1,2\n"), Some(CsvError::Header));
    assert_eq!(error(b""), Some(CsvError::Header));
    assert_eq!(error(b"\x81 \n"), Some(CsvError::Encoding));
    assert_eq!(error(b"\x81"), Some(CsvError::Header), "cut inside its first letter");
    assert_eq!(error(format!("a\n\"{}\"\n", "x".repeat(100_000)).as_bytes()), Some(CsvError::Limit));
    assert_eq!(error(format!("a\n{}\n", ",".repeat(600)).as_bytes()), Some(CsvError::Limit));
}

#[test]
fn one_row_a_result_is_gathered_by_person() {
    let text = "\u{feff}受診ID,氏名,性別,生年月日,受診日,項目コード,結果値,単位,基準下限,基準上限,判定\n\
        7,架空 桜,女,昭和60年1月2日,令和6年5月20日,001,158.4,㎝,,,\n\
        7,架空 桜,女,昭和60年1月2日,令和6年5月20日,201,11.8,g/㎗,12.1,15.9,L\n\
        8,架空 楓,女,平成元年2月3日,令和6年5月20日,203,5.2,10*3/uL,3200,8900,\n\
        7,架空 桜,女,昭和60年1月2日,令和6年5月20日,201,118,g/L,,,\n\
        7,架空 桜,女,昭和60年1月2日,令和6年5月20日,401,２＋,,,,\n\
        7,架空 桜,女,昭和60年1月2日,令和6年5月20日,402,0.01未満 陰性,,,,\n\
        7,架空 桜,女,昭和60年1月2日,令和6年5月20日,601,経過観察,,,,\n\
        7,架空 桜,女,昭和60年1月2日,令和6年5月20日,602,架空 四郎,,,,\n\
        7,架空 桜,女,昭和60年1月2日,令和6年5月20日,999,?,,,,\n";
    let read = read_csv(text.as_bytes(), &Profile::read(LONG).unwrap(), today()).unwrap();
    assert_eq!(read.exams.len(), 2);
    let (first, second) = (&read.exams[0], &read.exams[1]);
    assert_eq!(number(first, "9N001000000000001").0, "158.4");
    let blood = &row(first, "2A030000001930101").entry;
    assert_eq!(blood.interpretation, Some(Interpretation::Low));
    assert_eq!(blood.reference.as_ref().unwrap().low.unwrap().to_string(), "12.1");
    let grams: Vec<Vec<FindingKind>> =
        first.rows.iter().filter(|row| row.entry.item.code == "2A030000001930101").map(kinds).collect();
    assert_eq!(grams, [vec![], vec![FindingKind::UnitMismatch, FindingKind::Duplicate]], "g/L is not g/dL");
    assert_eq!(number(second, "2A010000001930101").0, "5200", "thousands are reckoned over");
    assert_eq!(code(first, "1A010000000191111"), "4");
    assert_eq!(code(first, "5F016141002399811"), "2", "the end of the cell");
    let words = &row(first, "9N511000000000049").entry;
    assert_eq!(words.provenance.physician.as_deref(), Some("架空 四郎"));
    assert_eq!(first.extras, [("999".to_owned(), "?".to_owned())]);
    assert_eq!(second.person.birth, Day::new(1989, 2, 3).ok());
}

#[test]
fn merged_headers_are_filled_and_equal_names_are_told_apart() {
    let profile = "format = 'phr-checkup-profile/1'\nid = 'g'\nname = 'g'\n[file]\nlayout = 'wide'\nheader_rows = 2\nheader_fill = 'right'\n[person]\n[exam]\ndate = { col = '受診日', formats = ['yyyymmdd'] }\n[[item]]\ncol = '血圧/最高'\ncode = '9A751000000000001'\nunit = 'mmHg'\n[[item]]\ncol = '血圧/最低'\ncode = '9A761000000000001'\nunit = 'mmHg'\n";
    let text = "受診日,血圧,,メモ,\n,最高,最低,,\n20240603,128,79,a,b\n";
    let read = read_csv(text.as_bytes(), &Profile::read(profile).unwrap(), today()).unwrap();
    assert_eq!(number(&read.exams[0], "9A761000000000001").0, "79");
    assert_eq!(read.table.unknown_columns, ["メモ", "メモ#2"]);
    assert_eq!(read.exams[0].extras.len(), 2, "both are kept");
}

/// Samples of others, by the folder in `HENRO_CHECKUP_CSV`: profiles, files and what the reference importer made of them.
#[test]
fn samples_come_out_as_the_reference_has_them_where_they_are_at_hand() {
    let Ok(folder) = std::env::var("HENRO_CHECKUP_CSV") else {
        eprintln!("skipped: HENRO_CHECKUP_CSV names no folder with profile-a.toml");
        return;
    };
    let file = |name: &str| std::fs::read(std::path::Path::new(&folder).join(name)).unwrap();
    for (profile, csv, expected) in [
        ("profile-a.toml", "KENSIN_20240630.csv", "expected-a.json"),
        ("profile-b.toml", "hospital-b-2024.csv", "expected-b.json"),
    ] {
        let profile = Profile::read(&String::from_utf8(file(profile)).unwrap()).unwrap();
        let read = read_csv(&file(csv), &profile, today()).unwrap();
        let expected: serde_json::Value = serde_json::from_slice(&file(expected)).unwrap();
        let exams = expected["exams"].as_array().unwrap();
        assert_eq!(read.exams.len(), exams.len(), "{csv}");
        for (exam, expected) in read.exams.iter().zip(exams) {
            assert_eq!(exam.day.map(|day| day.to_string()).as_deref(), expected["exam"]["date"].as_str());
            assert_eq!(
                exam.person.birth.map(|day| day.to_string()).as_deref(),
                expected["person"]["birth"].as_str()
            );
            for result in expected["results"].as_array().unwrap() {
                let code = result["code"].as_str().unwrap();
                let found = exam.rows.iter().find(|row| row.entry.item.code == code);
                let Some(found) = found else { panic!("{csv} {code}: not there") };
                let value = match &found.entry.value {
                    ClinicalValue::Quantity(quantity) => quantity.number.to_string(),
                    ClinicalValue::Coded(value) => value.code.clone(),
                    ClinicalValue::Text(text) => text.clone(),
                    ClinicalValue::Absent(_) => String::new(),
                };
                assert_eq!(value, result["value"].as_str().unwrap_or_default(), "{csv} {code}");
            }
        }
        eprintln!("{csv}: {} exams as expected", exams.len());
    }
}
