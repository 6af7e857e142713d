//! The function of the fuzz targets on files that are nearly right.

use proptest::prelude::*;

include!("../fuzz/read_any.rs");

const FILES: [&str; 6] = [
    include_str!("fixtures/phase4.xml"),
    include_str!("fixtures/phase3.xml"),
    include_str!("fixtures/phase1.xml"),
    include_str!("fixtures/odd.xml"),
    include_str!("fixtures/ix08_V08.xml"),
    include_str!("fixtures/su08_V08.xml"),
];

const BUNDLE: &str = include_str!("fixtures/echeckup.json");

const TABLE: &str = "受診番号,氏名,受診日,身長,体重(kg),血圧,HbA1c,尿蛋白,眼底KW\n1,架空,2024/6/3,170.2,82.5H,128/79,5.6,(±),Ⅱa\n2,架空,R6.6.3,<150,,,,-,判定不能\n";

/// A layout with a table of its own behind it.
const LAYOUT: &str = concat!(
    include_str!("fixtures/long.toml"),
    "\0受診ID,氏名,性別,生年月日,受診日,項目コード,結果値,単位,基準下限,基準上限,判定\n1,架空,男,昭和47年4月10日,2024/6/3,001,170.2,cm,,,\n"
);

#[test]
fn the_files_themselves_pass() {
    FILES.iter().for_each(|file| read_xml(file.as_bytes()));
    read_zip(FILES[0].as_bytes());
    read_json(BUNDLE.as_bytes());
    read_table(TABLE.as_bytes());
    read_layout(LAYOUT.as_bytes());
    read_layout(include_bytes!("fixtures/wide.toml"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn bytes_put_in_changed_or_taken_out_end_well(
        file in 0_usize..6,
        changes in prop::collection::vec((0_usize..9000, 0_u8..3, any::<u8>()), 1..6),
    ) {
        let mut bytes = FILES[file].as_bytes().to_vec();
        for (at, kind, byte) in changes {
            let at = at % bytes.len();
            match kind {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                _ => { bytes.remove(at); }
            }
        }
        read_xml(&bytes);
    }

    #[test]
    fn bundles_changed_end_well(
        changes in prop::collection::vec((0_usize..9000, 0_u8..3, any::<u8>()), 1..6),
        swapped in prop::option::of((0_usize..200, 0_usize..200)),
    ) {
        let mut bytes = BUNDLE.as_bytes().to_vec();
        for (at, kind, byte) in changes {
            let at = at % bytes.len();
            match kind {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                _ => { bytes.remove(at); }
            }
        }
        read_json(&bytes);
        if let Some((a, b)) = swapped {
            let mut lines: Vec<&str> = BUNDLE.lines().collect();
            let (a, b) = (a % lines.len(), b % lines.len());
            lines.swap(a, b);
            read_json(lines.join("\n").as_bytes());
        }
    }

    #[test]
    fn lines_moved_or_left_out_end_well(
        file in 0_usize..6,
        changes in prop::collection::vec((0_usize..200, 0_usize..200, 0_u8..3), 1..5),
    ) {
        let mut lines: Vec<&str> = FILES[file].lines().collect();
        for (a, b, kind) in changes {
            if lines.len() < 2 { break; }
            let (a, b) = (a % lines.len(), b % lines.len());
            match kind {
                0 => lines.swap(a, b),
                1 => { lines.remove(a); }
                _ => lines.insert(b, lines[a]),
            }
        }
        read_xml(lines.join("\n").as_bytes());
    }

    #[test]
    fn tables_changed_end_well(
        changes in prop::collection::vec((0_usize..300, 0_u8..3, any::<char>()), 1..6),
    ) {
        let mut letters: Vec<char> = TABLE.chars().collect();
        for (at, kind, letter) in changes {
            let at = at % letters.len();
            match kind {
                0 => letters[at] = letter,
                1 => letters.insert(at, letter),
                _ => { letters.remove(at); }
            }
        }
        read_table(letters.into_iter().collect::<String>().as_bytes());
    }

    #[test]
    fn layouts_changed_end_well(
        changes in prop::collection::vec((0_usize..9000, 0_u8..3, any::<char>()), 1..4),
        swapped in prop::option::of((0_usize..200, 0_usize..200)),
    ) {
        let mut lines: Vec<&str> = LAYOUT.lines().collect();
        if let Some((a, b)) = swapped {
            let (a, b) = (a % lines.len(), b % lines.len());
            lines.swap(a, b);
        }
        let mut letters: Vec<char> = lines.join("\n").chars().collect();
        for (at, kind, letter) in changes {
            let at = at % letters.len();
            match kind {
                0 => letters[at] = letter,
                1 => letters.insert(at, letter),
                _ => { letters.remove(at); }
            }
        }
        read_layout(letters.into_iter().collect::<String>().as_bytes());
    }
}
