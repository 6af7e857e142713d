//! Writes the compact tables of vaccines, growth and checkups in `data/` from a folder of reference JSON and CSV files.
//!
//! `cargo run -p henro-reference --example import_child -- FOLDER`. The folder's own files are not part of this project;
//! `README-tables.md` says what they are and who made them. What the importer does not know stops it, so that a rule
//! of another shape is never lost in silence.

mod rows;

use std::path::{Path, PathBuf};

use rows::{Failure, Rows};
use serde_json::Value;

type Text = Result<String, Failure>;

fn main() -> Result<(), Failure> {
    let source = PathBuf::from(std::env::args().nth(1).ok_or("usage: import_child FOLDER")?);
    let all: Value = serde_json::from_str(&std::fs::read_to_string(source.join("vaccine_schedule.json"))?)?;
    rows::write(&[
        ("vaccines.tsv", vaccines(&all)?),
        ("vaccine_series.tsv", series(&all)?),
        ("vaccine_doses.tsv", doses(&all)?),
        ("vaccine_products.tsv", products(&all)?),
        ("vaccine_rules.tsv", rules(&all)?),
        ("vaccine_sources.tsv", sources(&all)?),
        ("growth.tsv", growth(&source)?),
        ("growth_bands.tsv", bands(&source)?),
        ("checkups.tsv", checkups(&source)?),
        ("checkup_questions.tsv", questions(&source)?),
    ])
}

fn vaccines(all: &Value) -> Text {
    let mut out = Table::new(
        "code name_ja short_ja name_en diseases category status kind sex group exclusive from to text confidence \
         sources routine_from routine_until born_from notes",
    );
    for it in list(&all["vaccines"]) {
        let window = &it["eligible"];
        let code = word(&it["code"]);
        out.row(&[
            code,
            word(&it["name_ja"]),
            word(&it["short_ja"]),
            word(&it["name_en"]),
            &words(&it["diseases_ja"], "|"),
            word(&it["category"]),
            word(&it["status"]),
            word(&it["type"]),
            word(&it["sex"]),
            word(&it["group"]),
            word(&it["exclusive_group"]),
            &anchor(&window["from"])?,
            &anchor(&window["to"])?,
            word(&window["text_ja"]),
            word(&window["confidence"]),
            &words(&window["src"], " "),
            word(&it["routine_from"]),
            word(&it["routine_until"]),
            // Said in the words of the window only: 「平成28年4月1日以後の出生児」.
            if code == "HEPB" { "2016-04-01" } else { "" },
            &words(&it["rules_ja"], "|"),
        ])?;
    }
    Ok(out.text)
}

fn series(all: &Value) -> Text {
    let mut out = Table::new("id vaccine label category start_from start_to condition season valid_from");
    for vaccine in list(&all["vaccines"]) {
        for it in list(&vaccine["series"]) {
            out.row(&[
                word(&it["id"]),
                word(&vaccine["code"]),
                word(&it["label_ja"]),
                it["category"].as_str().unwrap_or(word(&vaccine["category"])),
                &anchor(&it["start_window"]["from"])?,
                &anchor(&it["start_window"]["to"])?,
                &condition(&it["condition"])?,
                &season(&it["per"], &it["season"]),
                word(&it["valid_from"]),
            ])?;
        }
    }
    Ok(out.text)
}

fn condition(it: &Value) -> Text {
    let Some(fields) = it.as_object() else { return Ok(String::new()) };
    let (name, value) = fields.iter().next().ok_or("an empty condition")?;
    Ok(match name.as_str() {
        "dose1_on_or_before" => format!("dose1<={}", anchor(value)?),
        "mother_hbsag_positive" => "mother_hbsag".to_owned(),
        "age_lt_years" => format!("age<{value}y"),
        "age_ge_years" => format!("age>={value}y"),
        other => return Err(format!("unknown condition {other}").into()),
    })
}

/// `10-01~03-31`, `pregnancy`, or `year` where no season is given.
fn season(per: &Value, season: &Value) -> String {
    match (word(per), word(&season["from"])) {
        ("season", "") => "year".to_owned(),
        ("season", from) => format!("{from}~{}", word(&season["to"])),
        (per, _) => per.to_owned(),
    }
}

fn doses(all: &Value) -> Text {
    let mut out = Table::new(
        "series no label from to standard_from standard_to not_before intervals standard_interval note confidence sources",
    );
    for vaccine in list(&all["vaccines"]) {
        for series in list(&vaccine["series"]) {
            for it in list(&series["doses"]) {
                let intervals: Result<Vec<String>, Failure> =
                    list(&it["min_interval"]).iter().map(interval).collect();
                out.row(&[
                    word(&series["id"]),
                    &it["no"].to_string(),
                    word(&it["label_ja"]),
                    &anchor(&it["eligible"]["from"])?,
                    &anchor(&it["eligible"]["to"])?,
                    &anchor(&it["standard"]["from"])?,
                    &anchor(&it["standard"]["to"])?,
                    &anchor(&it["not_before"])?,
                    &intervals?.join(";"),
                    &standard(&it["standard_interval"], word(&vaccine["code"])),
                    word(&it["notes_ja"]),
                    word(&it["confidence"]),
                    &words(&it["src"], " "),
                ])?;
            }
        }
    }
    Ok(out.text)
}

/// `p>27d` is 27 days or more between this dose and the previous one, `1>5m` five months from the first.
fn interval(it: &Value) -> Text {
    let from = match word(&it["from_dose"]) {
        "previous" => "p",
        number => number,
    };
    let amount = match (&it["min_days_between"], &it["min_months"]) {
        (Value::Number(days), _) => format!("{days}d"),
        (_, Value::Number(months)) => format!("{months}m"),
        _ => return Err("an interval without a length".into()),
    };
    Ok(format!("{from}>{amount}"))
}

/// `p>20d~56d`: from the previous dose; `1>6m~` where only "about" is said.
fn standard(it: &Value, vaccine: &str) -> String {
    let from = if it["from_dose"].is_string() { word(&it["from_dose"]) } else { "p" };
    // 「2〜4週あけて」: the same day of the week, 13 to 27 days between. All others count the days between.
    if ["FLUC", "HEPA"].contains(&vaccine) && it["min_days"] == 14 && it["max_days"] == 28 {
        return format!("{from}>13d~27d");
    }
    if let Value::Number(days) = &it["min_days"] {
        return format!("{from}>{days}d~{}d", it["max_days"]);
    }
    match (&it["min_months"], &it["about_months"]) {
        (Value::Number(months), _) => format!("{from}>{months}m~{}m", it["max_months"]),
        (_, Value::Number(months)) => format!("{from}>{months}m~"),
        _ => String::new(),
    }
}

fn products(all: &Value) -> Text {
    let mut out = Table::new(
        "code vaccine name_ja name_en kind diseases record_only from to basis note confidence sources",
    );
    for it in list(&all["products"]) {
        let there = &it["availability"];
        out.row(&[
            word(&it["code"]),
            word(&it["vaccine"]),
            word(&it["name_ja"]),
            word(&it["name_en"]),
            word(&it["type"]),
            &words(&it["diseases_ja"], "|"),
            if it["record_only"] == true { "1" } else { "0" },
            &first_day(word(&there["from"])),
            &last_day(word(&there["to"]))?,
            word(&there["basis"]),
            word(&it["notes_ja"]),
            word(&it["confidence"]),
            &words(&it["src"], " "),
        ])?;
    }
    Ok(out.text)
}

fn first_day(text: &str) -> String {
    if text.len() == 7 { format!("{text}-01") } else { text.to_owned() }
}

fn last_day(text: &str) -> Text {
    if text.len() != 7 {
        return Ok(text.to_owned());
    }
    let (year, month): (i32, u32) = (text[..4].parse()?, text[5..].parse()?);
    let days = match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    Ok(format!("{text}-{days}"))
}

fn rules(all: &Value) -> Text {
    let mut out = Table::new("id kind vaccine params from to text confidence sources");
    for it in list(&all["cross_vaccine_rules"]) {
        // What the series themselves say needs no line of its own.
        let kinds = match (word(&it["prev_type"]), word(&it["next_type"])) {
            ("", _) => continue,
            (prev, next) => format!("{prev}>{next}:{}d", it["min_days_between"]),
        };
        out.rule(it, "spacing", "", &kinds)?;
    }
    out.rule(&all["date_rules"]["half_month"], "date", "", "")?;
    for vaccine in list(&all["vaccines"]) {
        of_vaccine(&mut out, vaccine)?;
    }
    for it in list(&all["substitution_rules"]) {
        let params = format!("{}>{}", words(&it["started_with"], "+"), words(&it["continue_with"], "+"));
        out.rule(it, "substitution", "", &params)?;
    }
    for it in list(&all["special_rules"]) {
        out.rule(it, "special", "", "")?;
    }
    Ok(out.text)
}

fn of_vaccine(out: &mut Table, vaccine: &Value) -> Result<(), Failure> {
    let code = word(&vaccine["code"]);
    let window = &vaccine["eligible"];
    for (place, it) in list(&window["history"]).iter().enumerate() {
        let params = format!("{}~{}", anchor(&it["from"])?, anchor(&it["to"])?);
        out.named(&format!("{code}-AGE-{}", place + 1), it, "ages", code, &params)?;
    }
    for (place, it) in list(&window["windows"]).iter().enumerate() {
        let years = match list(&it["valid_fy"]) {
            [first, last] => format!(" {first}-{last}"),
            _ => String::new(),
        };
        let params = format!("{}~{}{years}", anchor(&it["from"])?, anchor(&it["to"])?);
        let mut it = it.clone();
        (it["confidence"], it["src"]) = (window["confidence"].clone(), window["src"].clone());
        it["text_ja"] = it["label_ja"].clone();
        out.named(&format!("{code}-FY-{}", place + 1), &it, "window", code, &params)?;
    }
    for it in list(&vaccine["special_cohorts"]) {
        out.cohort(it, code)?;
    }
    if vaccine["warn_after_first_dose"].is_object() {
        // The words and the sources are those of the first dose.
        let dose = &vaccine["series"][0]["doses"][0];
        let mut it = dose.clone();
        it["text_ja"] = dose["notes_ja"].clone();
        let params = format!("after {}", anchor(&vaccine["warn_after_first_dose"])?);
        out.named(&format!("{code}-FIRST"), &it, "first", code, &params)?;
    }
    for it in list(&vaccine["product_rules"]) {
        let params = format!("{}>{}", word(&it["started_with"]), words(&it["continue_with"], "+"));
        out.rule(it, "product", code, &params)?;
    }
    for series in list(&vaccine["series"]) {
        let confidence = &series["doses"][0];
        for it in list(&series["skip_rules"]) {
            let params = format!("{} {}", word(&series["id"]), skip(word(&it["if"]))?);
            let mut it = it.clone();
            (it["confidence"], it["src"]) = (confidence["confidence"].clone(), confidence["src"].clone());
            it["text_ja"] = noted(series);
            out.rule(&it, "skip", code, &params)?;
        }
        for dose in list(&series["doses"]) {
            for it in list(&dose["alt_min_interval"]) {
                let missing = words(&it["condition"]["initial_doses_missing_any"], ",");
                let at = anchor(&it["condition"]["at"])?;
                let params = format!(
                    "{} {} {missing} missing {at} {}d",
                    word(&series["id"]),
                    dose["no"],
                    it["min_days_between"]
                );
                out.rule(it, "late", code, &params)?;
            }
        }
    }
    Ok(())
}

/// What the doses of a series say about skipping.
fn noted(series: &Value) -> Value {
    let notes = list(&series["doses"]).iter().map(|dose| word(&dose["notes_ja"]));
    notes.filter(|note| note.contains("行わ")).collect::<Vec<_>>().join("。").into()
}

/// `2,3 after 24m`: doses 2 and 3 are left out after that age; `3 if 2 after 12m`: dose 3, when dose 2 came after it.
fn skip(text: &str) -> Result<&'static str, Failure> {
    Ok(match text {
        "dose2.date > age_months(12)" => "3 if 2 after 12m",
        "date > age_months(24) and dose in (2,3)" => "2,3 after 24m",
        "date > age_months(24) and dose==2" => "2 after 24m",
        "date > age_months(12) and dose in (2,3)" => "2,3 after 12m",
        "date > age_months(12) and dose in (2)" => "2 after 12m",
        other => return Err(format!("unknown skip rule {other}").into()),
    })
}

fn sources(all: &Value) -> Text {
    let mut out = Table::new("id title publisher edition level");
    for (id, it) in all["sources"].as_object().ok_or("no sources")? {
        let cells = ["title", "publisher", "edition", "level"].map(|name| word(&it[name]));
        out.row(&[id, cells[0], cells[1], cells[2], cells[3]])?;
    }
    Ok(out.text)
}

/// `2m`, `3y`, `42d`, `fs12` and `fe16` (first and last day of the school year in which that age is reached), `se-1`
/// (school entry less a year), `sd` (the day before it), `g196` (day of the pregnancy); `+1` adds days.
fn anchor(it: &Value) -> Text {
    let Some(name) = it["anchor"].as_str() else { return Ok(String::new()) };
    let n = &it["n"];
    let day = match name {
        "birth" => "0d".to_owned(),
        "age_months" => format!("{n}m"),
        "age_years" => format!("{n}y"),
        "days_after_birth" => format!("{n}d"),
        "fy_start_of_age" => format!("fs{n}"),
        "fy_end_of_age" => format!("fe{n}"),
        "school_entry" => format!("se{}", it["offset_years"].as_i64().unwrap_or(0)),
        "day_before_school_entry" => "sd".to_owned(),
        "gestation" => {
            format!("g{}", it["weeks"].as_i64().ok_or("weeks")? * 7 + it["days"].as_i64().ok_or("days")?)
        }
        other => return Err(format!("unknown anchor {other}").into()),
    };
    Ok(match it["plus_days"].as_i64() {
        Some(days) => format!("{day}+{days}"),
        None => day,
    })
}

fn growth(folder: &Path) -> Text {
    let mut out = Table::new("reference sex measure months l m s");
    let files = [
        ("growth_lms_japan2023_fitted.csv", "jp2023", "age_months_mid"),
        ("growth_lms_japan2000.csv", "jp2000", "age_months"),
        ("growth_lms_who2006.csv", "who2006", "age_months"),
        ("growth_lms_who2007.csv", "who2007", "age_months"),
    ];
    for (file, reference, age) in files {
        let rows = Rows::read(&folder.join(file))?;
        let mut lines = Vec::new();
        for row in &rows.rows {
            let cell = |column: &str| rows.cell(row, column);
            let measure = measure(cell("measure")?);
            let months: f64 = cell(age)?.parse()?;
            lines.push((cell("sex")?, measure, months, [cell(age)?, cell("L")?, cell("M")?, cell("S")?]));
        }
        lines.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(a.2.total_cmp(&b.2)));
        for (sex, measure, _, [months, l, m, s]) in lines {
            out.row(&[reference, sex, measure, months, l, m, s])?;
        }
    }
    Ok(out.text)
}

fn measure(name: &str) -> &str {
    match name {
        "length_height" => "height",
        "head_circumference" => "head",
        other => other,
    }
}

fn bands(folder: &Path) -> Text {
    let mut out = Table::new("sex measure band label from_months to_months p3 p10 p25 p50 p75 p90 p97");
    let rows = Rows::read(&folder.join("growth_percentiles_japan2023.csv"))?;
    for row in &rows.rows {
        let cell = |column: &str| rows.cell(row, column);
        let mut cells = vec![cell("sex")?, measure(cell("measure")?)];
        for column in ["band", "band_label_ja", "age_months_from", "age_months_to"] {
            cells.push(cell(column)?);
        }
        for column in ["p3", "p10", "p25", "p50", "p75", "p90", "p97"] {
            cells.push(cell(column)?);
        }
        out.row(&cells)?;
    }
    Ok(out.text)
}

fn checkups(folder: &Path) -> Text {
    // Months end where the month of `timing_to` begins; these two were written with the last month itself.
    let text = copied(
        &folder.join("maternal_child_checkups.csv"),
        "code group name_ja name_en timing_anchor timing_from timing_to timing_text_ja legal_basis_ja obligation_ja \
         measured_ja exam_ja asked_ja prepare_ja phr_hint_ja confidence source",
    )?;
    Ok(text
        .replace("age_months\t24\t35\t", "age_months\t24\t36\t")
        .replace("age_months\t54\t71\t", "age_months\t54\t72\t"))
}

fn questions(folder: &Path) -> Text {
    copied(
        &folder.join("maternal_child_checkup_questions.csv"),
        "question_id checkup_codes section_ja question_ja answer_type options_ja phr_source attention_if",
    )
}

fn copied(path: &Path, columns: &str) -> Text {
    let rows = Rows::read(path)?;
    let mut out = Table::new(columns);
    for row in &rows.rows {
        let cells: Result<Vec<&str>, Failure> =
            columns.split_whitespace().map(|column| rows.cell(row, column)).collect();
        out.row(&cells?)?;
    }
    Ok(out.text)
}

/// A table being written.
struct Table {
    text: String,
    columns: usize,
}

impl Table {
    fn new(columns: &str) -> Self {
        let names: Vec<&str> = columns.split_whitespace().collect();
        Self { text: format!("{}\n", names.join("\t")), columns: names.len() }
    }

    fn row(&mut self, cells: &[&str]) -> Result<(), Failure> {
        if cells.len() != self.columns || cells.iter().any(|cell| cell.contains(['\t', '\n'])) {
            return Err(format!("a row does not fit its table: {}", cells[0]).into());
        }
        self.text.push_str(&cells.join("\t"));
        self.text.push('\n');
        Ok(())
    }

    fn rule(&mut self, it: &Value, kind: &str, vaccine: &str, params: &str) -> Result<(), Failure> {
        self.named(word(&it["id"]), it, kind, vaccine, params)
    }

    fn named(
        &mut self,
        id: &str,
        it: &Value,
        kind: &str,
        vaccine: &str,
        params: &str,
    ) -> Result<(), Failure> {
        let from = it["effective_from"].as_str().unwrap_or(word(&it["from"]));
        self.row(&[
            id,
            kind,
            vaccine,
            params,
            from,
            word(&it["effective_to"]),
            word(&it["text_ja"]),
            word(&it["confidence"]),
            &words(&it["src"], " "),
        ])
    }

    /// `MR-1 born 2022-04-02~2023-04-01`, with the age it ends at where no day is given.
    fn cohort(&mut self, it: &Value, vaccine: &str) -> Result<(), Failure> {
        let until = anchor(&it["until"])?;
        let params = format!(
            "{} born {}~{} {until}",
            it["series"].as_str().unwrap_or("*"),
            word(&it["born_from"]),
            word(&it["born_to"])
        );
        let ask = &it["remaining_dose_interval"];
        let text = [word(&it["text_ja"]), word(&it["condition_ja"]), word(&ask["text_ja"])];
        let text = text.iter().filter(|text| !text.is_empty()).copied().collect::<Vec<_>>().join("。");
        let confidence = ask["confidence"].as_str().unwrap_or(word(&it["confidence"]));
        let (from, to) = (word(&it["valid_from"]), word(&it["valid_to"]));
        let src = words(&it["src"], " ");
        self.row(&[word(&it["id"]), "cohort", vaccine, params.trim(), from, to, &text, confidence, &src])
    }
}

fn word(it: &Value) -> &str {
    it.as_str().unwrap_or_default()
}

fn words(it: &Value, between: &str) -> String {
    let each = list(it).iter().map(|one| one.as_str().map_or_else(|| one.to_string(), str::to_owned));
    each.collect::<Vec<_>>().join(between)
}

fn list(it: &Value) -> &[Value] {
    it.as_array().map(Vec::as_slice).unwrap_or_default()
}
