//! Writes `data/checkup_items.tsv` and `data/checkup_lists.tsv` from a folder with `checkup-items.csv` and
//! `checkup-codelists.csv`.
//!
//! `cargo run -p henro-reference --example import_checkup -- FOLDER`. `README-tables.md` says what the files are.

use std::collections::HashMap;
use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

type Failure = Box<dyn Error>;
type Row = HashMap<String, String>;

/// Columns carried over as they are, in order. The words of an answer are carried where the list has others.
const COLUMNS: [&str; 36] = [
    "code",
    "name_ja",
    "name_en",
    "group",
    "xml_type",
    "unit_display",
    "unit_xml",
    "unit_ucum",
    "format",
    "max_chars",
    "method_code",
    "method_ja",
    "value_oid",
    "panel_root",
    "panel_rel",
    "depends_on",
    "author_item",
    "sex",
    "input_min",
    "input_max",
    "range_source",
    "guidance_m",
    "guidance_f",
    "referral_m",
    "referral_f",
    "threshold_source",
    "lab_ref_m_low",
    "lab_ref_m_high",
    "lab_ref_f_low",
    "lab_ref_f_high",
    "abnormal_code",
    "tokutei",
    "loinc",
    "loinc_status",
    "since",
    "status",
];

fn main() -> Result<(), Failure> {
    let source = PathBuf::from(std::env::args().nth(1).ok_or("usage: import_checkup FOLDER")?);
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let lists = rows(&source.join("checkup-codelists.csv"))?;
    let items = rows(&source.join("checkup-items.csv"))?;
    std::fs::write(target.join("checkup_items.tsv"), item_table(&items, &lists)?)?;
    std::fs::write(target.join("checkup_lists.tsv"), list_table(&lists)?)?;
    Ok(())
}

fn item_table(items: &[Row], lists: &[Row]) -> Result<String, Failure> {
    let words: HashMap<(&str, &str), &str> =
        lists.iter().map(|row| ((&*row["oid"], &*row["code"]), &*row["display_ja"])).collect();
    let mut out = format!("{}\toptions\tverified\tnote\n", COLUMNS.join("\t"));
    for item in items {
        let other = item["value_options"].split('|').filter(|pair| {
            pair.split_once('=')
                .is_some_and(|(code, shown)| words.get(&(&*item["value_oid"], code)) != Some(&shown))
        });
        let options = other.collect::<Vec<_>>().join("|");
        let mut cells: Vec<&str> = COLUMNS.iter().map(|column| &*item[*column]).collect();
        cells.extend([&*options, &*item["verified"], &*item["note"]]);
        line(&mut out, &cells)?;
    }
    Ok(out)
}

fn list_table(lists: &[Row]) -> Result<String, Failure> {
    let mut out = "oid\tname\tcode\twords\n".to_owned();
    for row in lists {
        line(&mut out, &[&row["oid"], row["list_name_ja"].trim(), &row["code"], &row["display_ja"]])?;
    }
    Ok(out)
}

fn line(out: &mut String, cells: &[&str]) -> Result<(), Failure> {
    if cells.iter().any(|cell| cell.contains(['\t', '\n', '\r'])) {
        return Err("a cell holds a tab or a line break".into());
    }
    writeln!(out, "{}", cells.join("\t"))?;
    Ok(())
}

fn rows(path: &Path) -> Result<Vec<Row>, Failure> {
    let text = std::fs::read_to_string(path)?;
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    Ok(reader.deserialize().collect::<Result<Vec<Row>, _>>()?)
}
