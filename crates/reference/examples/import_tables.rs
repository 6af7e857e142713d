//! Writes the compact tables in `data/` from a folder of reference CSV and GeoJSON files.
//!
//! `cargo run -p henro-reference --example import_tables -- FOLDER`. The folder's own files are not
//! part of this project; `README-tables.md` says what they are and who made them. Tables written by
//! hand (`temple_scenes.tsv`, `temple_english.tsv`, `readings.tsv`, `search_words.tsv`) are not touched.

mod rows;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use rows::{Failure, Rows};
use serde_json::Value;

fn main() -> Result<(), Failure> {
    let source = PathBuf::from(std::env::args().nth(1).ok_or("usage: import_tables FOLDER")?);
    rows::write(&[
        ("foods.tsv", foods(&source)?),
        ("dishes.tsv", dishes(&source)?),
        ("activities.tsv", activities(&source)?),
        ("temples.tsv", temples(&source)?),
        ("legs.tsv", legs(&source)?),
        ("outlines.tsv", outlines(&source)?),
    ])
}

fn foods(folder: &Path) -> Result<String, Failure> {
    let rows = Rows::read(&folder.join("foods.csv"))?;
    let mut out =
        format!("code\tname\t{}\trefuse_pct\tg_per_100ml\taliases\testimated\ttrace\tnote\n", names());
    for row in &rows.rows {
        let cell = |column: &str| rows.cell(row, column);
        let code = cell("food_code")?;
        let note = ODD_FOODS.iter().find(|(odd, _)| *odd == code).map_or("", |(_, note)| note);
        let cells = [
            code,
            cell("name_ja")?,
            &nutrients(&rows, row)?,
            cell("refuse_pct")?,
            cell("g_per_100ml")?,
            cell("aliases_ja")?,
            &mask(cell("estimated")?)?,
            &mask(cell("trace")?)?,
            note,
        ];
        line(&mut out, &cells)?;
    }
    Ok(out)
}

fn dishes(folder: &Path) -> Result<String, Failure> {
    let rows = Rows::read(&folder.join("dishes.csv"))?;
    let mut out = format!(
        "id\tcategory\tname\tkana\taliases\tname_en\tserving\ttotal_g\t{}\tunknown\tingredients\tnote\n",
        names()
    );
    for row in &rows.rows {
        let cell = |column: &str| rows.cell(row, column);
        let cells = [
            cell("dish_id")?,
            id_of(&DISH_CATEGORIES, cell("category")?)?,
            cell("name_ja")?,
            cell("kana")?,
            cell("aliases_ja")?,
            cell("name_en")?,
            cell("serving")?,
            cell("total_g")?,
            &nutrients(&rows, row)?,
            &mask(cell("unknown")?)?,
            cell("ingredients")?,
            cell("note")?,
        ];
        line(&mut out, &cells)?;
    }
    Ok(out)
}

fn activities(folder: &Path) -> Result<String, Failure> {
    let rows = Rows::read(&folder.join("activities.csv"))?;
    let mut out = String::from(
        "code\tcategory\tname\tkana\taliases\tname_en\tmets\tsource\tsource_code\tmatch\tnote\n",
    );
    for row in &rows.rows {
        let cell = |column: &str| rows.cell(row, column);
        let mets: f64 = cell("mets")?.parse()?;
        let intensity = if mets < 3.0 {
            "低強度"
        } else if mets < 6.0 {
            "中強度"
        } else {
            "高強度"
        };
        if intensity != cell("intensity")? {
            return Err(format!("intensity of {} does not follow from its METs", cell("code")?).into());
        }
        let cells = [
            cell("code")?,
            id_of(&ACTIVITY_CATEGORIES, cell("category")?)?,
            cell("name_ja")?,
            cell("kana")?,
            cell("aliases_ja")?,
            cell("name_en")?,
            cell("mets")?,
            cell("source")?,
            cell("source_code")?,
            cell("match")?,
            cell("note")?,
        ];
        line(&mut out, &cells)?;
    }
    Ok(out)
}

fn temples(folder: &Path) -> Result<String, Failure> {
    let rows = Rows::read(&folder.join("temples.csv"))?;
    let mut out = String::from(
        "number\tname\tkana\tname_en\tmountain\tmountain_kana\tprefecture\tmunicipality\tdojo\t\
         lat\tlon\televation_m\timage\twalk_km\tcumulative_km\tstraight_km\n",
    );
    for row in &rows.rows {
        let cell = |column: &str| rows.cell(row, column);
        let dojo = cell("dojo_ja")?;
        let dojo = DOJO.iter().find(|(ja, _)| dojo.starts_with(ja)).ok_or("unknown dojo")?.1;
        let cells = [
            cell("number")?,
            cell("name_ja")?,
            cell("reading_kana")?,
            cell("name_en")?,
            cell("mountain_name_ja")?,
            cell("mountain_reading_kana")?,
            cell("prefecture")?,
            cell("municipality")?,
            dojo,
            cell("latitude")?,
            cell("longitude")?,
            cell("elevation_m")?,
            cell("principal_image_ja")?,
            cell("walk_km_from_prev")?,
            cell("cumulative_km")?,
            cell("straight_km_from_prev")?,
        ];
        line(&mut out, &cells)?;
    }
    Ok(out)
}

fn legs(folder: &Path) -> Result<String, Failure> {
    let small = features(&folder.join("henro_route_small.geojson"))?;
    let fine = features(&folder.join("henro_route.geojson"))?;
    let mut out = String::from("from\tto\twalk_km\tclosing\tsmall\tfine\n");
    for (small, fine) in small.iter().zip(&fine) {
        if small["id"] != fine["id"] {
            return Err("the small and the fine route disagree on the order of legs".into());
        }
        let about = &fine["properties"];
        let cells = [
            about["from"].to_string(),
            about["to"].to_string(),
            about["walk_km"].to_string(),
            u8::from(about["closing"] == Value::Bool(true)).to_string(),
            deltas(&small["geometry"]["coordinates"])?,
            deltas(&fine["geometry"]["coordinates"])?,
        ];
        line(&mut out, &cells.each_ref().map(String::as_str))?;
    }
    Ok(out)
}

fn outlines(folder: &Path) -> Result<String, Failure> {
    let small = features(&folder.join("shikoku_small.geojson"))?;
    let fine = features(&folder.join("shikoku.geojson"))?;
    let mut out = String::from("prefecture_code\tname\tname_en\tsmall\tfine\n");
    for (small, fine) in small.iter().zip(&fine) {
        if small["id"] != fine["id"] {
            return Err("the small and the fine outline disagree on the order of prefectures".into());
        }
        let word = |key: &str| fine["properties"][key].as_str().ok_or("outline without a name");
        let cells = [
            word("pref_code")?,
            word("name_ja")?,
            word("name_en")?,
            &polygons(&small["geometry"]["coordinates"])?,
            &polygons(&fine["geometry"]["coordinates"])?,
        ];
        line(&mut out, &cells)?;
    }
    Ok(out)
}

/// Polygons divided by `/`, rings of a polygon by `;`.
fn polygons(value: &Value) -> Result<String, Failure> {
    let mut out = String::new();
    for (place, polygon) in value.as_array().ok_or("polygons expected")?.iter().enumerate() {
        if place > 0 {
            out.push('/');
        }
        for (place, ring) in polygon.as_array().ok_or("rings expected")?.iter().enumerate() {
            if place > 0 {
                out.push(';');
            }
            out.push_str(&deltas(ring)?);
        }
    }
    Ok(out)
}

/// Longitude and latitude in 1e-5 degrees: the first pair whole, each later one as its difference.
fn deltas(line: &Value) -> Result<String, Failure> {
    let mut out = String::new();
    let mut last = (0_i64, 0_i64);
    for point in line.as_array().ok_or("a line of points expected")? {
        let (Some(lon), Some(lat)) = (point[0].as_f64(), point[1].as_f64()) else {
            return Err("a point is two numbers".into());
        };
        let here = ((lon * 1e5).round() as i64, (lat * 1e5).round() as i64);
        if !out.is_empty() {
            out.push(' ');
        }
        write!(out, "{} {}", here.0 - last.0, here.1 - last.1)?;
        last = here;
    }
    Ok(out)
}

fn features(path: &Path) -> Result<Vec<Value>, Failure> {
    let value: Value = serde_json::from_str(&std::fs::read_to_string(path)?)?;
    Ok(value["features"].as_array().ok_or("features expected")?.clone())
}

fn names() -> String {
    NUTRIENTS.map(|(short, _)| short).join("\t")
}

fn nutrients(rows: &Rows, row: &csv::StringRecord) -> Result<String, Failure> {
    let cells: Result<Vec<&str>, Failure> =
        NUTRIENTS.iter().map(|(_, column)| rows.cell(row, column)).collect();
    Ok(cells?.join("\t"))
}

/// A list of columns as hexadecimal bits in nutrient order; empty when none is set.
fn mask(list: &str) -> Result<String, Failure> {
    let mut bits = 0_u16;
    for column in list.split('|').filter(|column| !column.is_empty() && *column != "sodium_mg") {
        let place = NUTRIENTS.iter().position(|(_, name)| *name == column).ok_or("unknown nutrient")?;
        bits |= 1 << place;
    }
    Ok(if bits == 0 { String::new() } else { format!("{bits:x}") })
}

fn id_of(list: &[(&'static str, &'static str)], ja: &str) -> Result<&'static str, Failure> {
    list.iter()
        .find(|(name, _)| *name == ja)
        .map(|(_, id)| *id)
        .ok_or_else(|| format!("unknown category {ja}").into())
}

fn line(out: &mut String, cells: &[&str]) -> Result<(), Failure> {
    let last = cells.len().saturating_sub(1);
    for (place, cell) in cells.iter().enumerate() {
        if cell.contains('\n') {
            return Err("a cell holds a line break".into());
        }
        out.push_str(cell);
        out.push(if place == last { '\n' } else { '\t' });
    }
    Ok(())
}

const NUTRIENTS: [(&str, &str); 14] = [
    ("kcal", "energy_kcal"),
    ("protein", "protein_g"),
    ("fat", "fat_g"),
    ("carb", "carbohydrate_g"),
    ("fibre", "fibre_g"),
    ("salt", "salt_equiv_g"),
    ("k", "potassium_mg"),
    ("ca", "calcium_mg"),
    ("fe", "iron_mg"),
    ("va", "vitamin_a_ug_rae"),
    ("vb1", "vitamin_b1_mg"),
    ("vb2", "vitamin_b2_mg"),
    ("vc", "vitamin_c_mg"),
    ("alcohol", "alcohol_g"),
];

const DOJO: [(&str, &str); 4] = [("阿波", "awa"), ("土佐", "tosa"), ("伊予", "iyo"), ("讃岐", "sanuki")];

/// Rows whose published values do not fit each other.
const ODD_FOODS: [(&str, &str); 4] = [
    ("03031", "公表値のエネルギーが三大栄養素からの計算と合いません"),
    ("09017", "公表値のエネルギーが三大栄養素からの計算と合いません"),
    ("11310", "公表値の食塩相当量がナトリウムからの計算と合いません"),
    ("18056", "公表値のエネルギー（221kcal）が三大栄養素からの計算（312kcal）と合いません"),
];

const DISH_CATEGORIES: [(&str, &str); 11] = [
    ("主食", "staple"),
    ("丼・麺", "bowl_noodle"),
    ("主菜", "main"),
    ("副菜", "side"),
    ("汁物", "soup"),
    ("飲み物", "drink"),
    ("アルコール", "alcohol"),
    ("果物", "fruit"),
    ("乳製品", "dairy"),
    ("菓子", "sweet"),
    ("その他", "other"),
];

const ACTIVITY_CATEGORIES: [(&str, &str); 23] = [
    ("歩行", "walking"),
    ("家事", "housework"),
    ("球技", "ball_games"),
    ("仕事", "work"),
    ("水泳・水中運動", "water"),
    ("趣味・休息", "hobby_rest"),
    ("体操・ストレッチ・ヨガ", "gymnastics"),
    ("庭仕事", "gardening"),
    ("筋力トレーニング・ジム", "strength"),
    ("ジョギング・ランニング", "running"),
    ("登山・アウトドア", "outdoor"),
    ("農作業", "farming"),
    ("自転車", "cycling"),
    ("踊り・ダンス", "dance"),
    ("育児・介護", "care"),
    ("ウインタースポーツ・雪", "winter"),
    ("武道・格闘技", "martial_arts"),
    ("ゴルフ・ターゲット型", "golf_target"),
    ("身の回り", "self_care"),
    ("大工・修理", "repair"),
    ("移動・通勤", "transport"),
    ("ボランティア・地域", "volunteer"),
    ("買い物", "shopping"),
];
