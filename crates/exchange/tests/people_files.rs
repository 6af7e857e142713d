//! Lists of people as offices write them. The people are invented.

use henro_exchange::Error;
use henro_exchange::csv::Encoding;
use henro_exchange::people::{
    LONGEST_NAME, MOST_PEOPLE, MOST_PEOPLE_BYTES, PeopleFile, PersonReason as Reason, read,
};

fn rows(file: &PeopleFile) -> Vec<(u64, &str, &str)> {
    file.people.iter().map(|row| (row.line, row.number.as_str(), row.name.as_str())).collect()
}

fn faults(file: &PeopleFile) -> Vec<(u64, Reason)> {
    file.faults.iter().map(|fault| (fault.line, fault.reason)).collect()
}

#[test]
fn a_list_is_read_alike_in_every_encoding() {
    let text = "番号,氏名,統合ID\r\nＡ-００１,山頭 火一,000102030405060708090a0b0c0d0e0f\r\n\"A-002\",\"遍路, 花\",\r\n";
    let marked = [&b"\xEF\xBB\xBF"[..], text.as_bytes()].concat();
    let (shift_jis, _, broken) = encoding_rs::SHIFT_JIS.encode(text);
    assert!(!broken);
    let utf16: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for (bytes, encoding) in [
        (text.as_bytes(), Encoding::Utf8),
        (&marked, Encoding::Utf8Bom),
        (&shift_jis, Encoding::ShiftJis),
        (&utf16, Encoding::Utf16Le),
    ] {
        let file = read(bytes).unwrap();
        assert_eq!(file.encoding, encoding);
        assert_eq!(rows(&file), [(2, "A-001", "山頭 火一"), (3, "A-002", "遍路, 花")], "{encoding:?}");
        assert_eq!(file.people[0].unified, Some([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]));
        assert_eq!((file.people[1].unified, file.faults.len(), file.cut), (None, 0, false));
    }
}

#[test]
fn columns_are_found_by_their_names_or_taken_in_order() {
    let named = read("sep=;\n備考;Name;No.;住所\nx;Hana Henro;17;y\n".as_bytes()).unwrap();
    assert_eq!(rows(&named), [(3, "17", "Hana Henro")]);
    let bare = read("17\tHana Henro\n\n18\tTaro Henro\n".as_bytes()).unwrap();
    assert_eq!(rows(&bare), [(1, "17", "Hana Henro"), (3, "18", "Taro Henro")]);
    assert!(matches!(read(b"17\n18\n"), Err(Error::UnknownColumns)));
}

#[test]
fn every_row_that_cannot_be_taken_is_told_with_its_line() {
    let long = "長".repeat(LONGEST_NAME + 1);
    let id = "ff".repeat(16);
    let text = format!(
        "number,name,unified id\n\
         1,一郎,{id}\n\
         ,二郎,\n\
         3,,\n\
         1,別の一郎,\n\
         １,全角の一郎,\n\
         6,{long},\n\
         {n},七郎,\n\
         8,八郎,12ab\n\
         9,九郎,{ID}\n\
         10,\"十\nろう\",\n",
        n = "7".repeat(41),
        ID = id.to_uppercase(),
    );
    let file = read(text.as_bytes()).unwrap();
    assert_eq!(rows(&file), [(2, "1", "一郎")]);
    assert_eq!(
        faults(&file),
        [
            (3, Reason::NoNumber),
            (4, Reason::NoName),
            (5, Reason::NumberTwice { first: 2 }),
            (6, Reason::NumberTwice { first: 2 }),
            (7, Reason::Name),
            (8, Reason::Number),
            (9, Reason::Unified),
            (10, Reason::UnifiedTwice { first: 2 }),
            (11, Reason::Name),
        ]
    );
    // Shift_JIS with a letter torn in two.
    let (mut torn, ..) = encoding_rs::SHIFT_JIS.encode("番号,氏名\n1,花子太郎次郎\n2,三郎四郎\n");
    let at = torn.len() - 2;
    torn.to_mut().remove(at);
    let file = read(&torn).unwrap();
    assert_eq!((rows(&file), faults(&file)), (vec![(2, "1", "花子太郎次郎")], vec![(3, Reason::Letters)]));
}

#[test]
fn a_formula_stays_a_name() {
    let text = "number,name\n1,=HYPERLINK(\"\"x\"\")\n2,'@cmd\n3,+81\n";
    let file = read(text.as_bytes()).unwrap();
    assert_eq!(rows(&file), [(2, "1", "=HYPERLINK(\"\"x\"\")"), (3, "2", "@cmd"), (4, "3", "+81")]);
    // A mark that turns writing around could make one number look like another.
    let turned = read("number,name\n12\u{202E}3,名\n".as_bytes()).unwrap();
    assert_eq!(faults(&turned), [(2, Reason::Number)]);
}

#[test]
fn size_and_length_have_their_limits() {
    assert!(matches!(read(&vec![b'a'; MOST_PEOPLE_BYTES + 1]), Err(Error::TooLarge)));
    for empty in [&b""[..], b"\xEF\xBB\xBF", b"number,name\n", b",,\n\n"] {
        assert!(matches!(read(empty), Err(Error::Empty)), "{empty:?}");
    }
    assert!(matches!(read(",".repeat(300).replace(",", "1,").as_bytes()), Err(Error::TooManyColumns)));
    let many: String = (0..=MOST_PEOPLE).map(|number| format!("{number},名\n")).collect();
    let file = read(many.as_bytes()).unwrap();
    assert_eq!((file.people.len(), file.cut), (MOST_PEOPLE, true));
}

#[test]
fn a_file_of_people_does_not_print_itself() {
    let file = read("1,遍路花\n".as_bytes()).unwrap();
    assert_eq!(format!("{file:?} {:?}", file.people), "PeopleFile(1 people, 0 faults) [PersonRow(line 1)]");
}
