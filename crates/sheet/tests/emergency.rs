//! The emergency page, as a helper reads it and a phone scans it.

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use henro_domain::{Day, Problem, ProblemKind, Severity};
use henro_sheet::{EmergencyPart, EmergencySheet, Fault, Field, Language, emergency_codes, emergency_sheet};

const LANGUAGES: [Language; 2] = [Language::Ja, Language::En];

fn day(text: &str) -> Day {
    Day::parse(text).expect("a day of the calendar")
}

fn problems() -> Vec<Problem> {
    let of = |kind, words: &str| Problem::new(kind, words.into());
    vec![
        Problem {
            severity: Some(Severity::LifeThreatening),
            reaction: Some("息が苦しくなった".into()),
            ..of(ProblemKind::DrugAllergy, "ペニシリン")
        },
        Problem { severity: Some(Severity::Mild), ..of(ProblemKind::FoodAllergy, "かに") },
        Problem { since: Some(day("2015-04-01").into()), ..of(ProblemKind::Condition, "高血圧") },
        Problem { place: Some("左の胸".into()), ..of(ProblemKind::Implant, "ペースメーカー") },
        of(ProblemKind::BloodType, "A型 Rh+"),
        Problem {
            relation: Some("夫".into()),
            number: Some("090-0000-0000".into()),
            ..of(ProblemKind::EmergencyContact, "阿波 太郎")
        },
        Problem {
            number: Some("記号12 番号3456".into()),
            until: Some(day("2027-03-31")),
            ..of(ProblemKind::Insurance, "国民健康保険")
        },
        of(ProblemKind::FamilyHistory, "胃がん"),
    ]
}

fn sheet(language: Language, problems: &[Problem]) -> EmergencySheet<'_> {
    let (birth, made) = (Some(day("1952-06-01")), day("2026-11-23"));
    EmergencySheet { language, person: "阿波 花子", birth, made, problems, unsettled: &[] }
}

/// Every QR code of a page that has one page only.
fn scanned(pdf: &[u8]) -> Vec<String> {
    let pdf = Pdf::new(pdf.to_vec()).expect("a PDF");
    assert_eq!(pdf.pages().len(), 1);
    let size = PixmapSettings { x_scale: 3.0, y_scale: 3.0, bg_color: WHITE };
    let (cache, read, draw) = (RenderCache::new(), InterpreterSettings::default(), RenderSettings::default());
    let pixels = render(pdf.pages().first().expect("a page"), &cache, &read, &draw, &size);
    let grey: Vec<u8> = pixels.data().iter().map(|pixel| pixel.g).collect();
    let width = usize::from(pixels.width());
    let at = |x: usize, y: usize| grey.get(y * width + x).copied().unwrap_or(255);
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, grey.len() / width, at);
    image.detect_grids().iter().map(|grid| grid.decode().expect("a QR code").1).collect()
}

#[test]
fn what_matters_most_is_scanned_off_the_page_in_its_order() {
    let all = problems();
    for language in LANGUAGES {
        let sheet = sheet(language, &all);
        let page = emergency_sheet(&sheet).unwrap();
        if let Some(folder) = std::env::var_os("SHEET_PICTURES") {
            let name = format!("emergency-{language:?}.pdf");
            std::fs::write(std::path::Path::new(&folder).join(name), &page).unwrap();
        }
        let (codes, left_out) = emergency_codes(&sheet);
        let mut seen = scanned(&page);
        seen.sort();
        let mut wanted = codes.clone();
        wanted.sort();
        assert_eq!((seen, left_out), (wanted, 0));
        assert!(codes.iter().all(|code| code.starts_with("阿波 花子 1952-06-01\n")));
    }
    let (codes, _) = emergency_codes(&sheet(Language::Ja, &all));
    let first = codes[0].lines().nth(1);
    assert_eq!(first, Some("アレルギー: ペニシリン（薬、命にかかわる、息が苦しくなった）"));
    assert!(!codes.concat().contains("胃がん"), "the illnesses of others help nobody at a bedside");
}

#[test]
fn more_than_a_page_goes_on_and_what_found_no_room_in_the_codes_is_counted() {
    let one =
        Problem { note: Some("あ".repeat(300)), ..Problem::new(ProblemKind::Condition, "い\nう".into()) };
    let all = vec![one; 40];
    for language in LANGUAGES {
        let sheet = sheet(language, &all);
        let pages = Pdf::new(emergency_sheet(&sheet).unwrap()).unwrap().pages().len();
        assert!(pages > 1, "{pages}");
        let (codes, left_out) = emergency_codes(&sheet);
        assert!(codes.iter().all(|code| code.len() <= 420), "fits into its square");
        let lines: usize = codes.iter().map(|code| code.lines().count() - 1).sum();
        assert_eq!(lines + left_out as usize, 40, "no line of its own for a line break");
    }
}

#[test]
fn a_page_of_nothing_is_made_and_a_person_without_a_name_is_refused() {
    for language in LANGUAGES {
        let empty = sheet(language, &[]);
        assert_eq!(scanned(&emergency_sheet(&empty).unwrap()), Vec::<String>::new());
        let nobody = EmergencySheet { person: " ", ..empty };
        assert_eq!(emergency_sheet(&nobody), Err(Fault::Field(Field::Person)));
    }
    // Every kind has its part but one.
    let without: Vec<ProblemKind> =
        ProblemKind::ALL.into_iter().filter(|kind| EmergencyPart::of(*kind).is_none()).collect();
    assert_eq!(without, [ProblemKind::FamilyHistory]);
}

#[test]
fn what_devices_disagree_about_stands_twice_and_says_so() {
    let of = |severity| Problem {
        severity: Some(severity),
        ..Problem::new(ProblemKind::FoodAllergy, "そば".into())
    };
    let both = [of(Severity::Mild), of(Severity::Severe), of(Severity::Moderate)];
    let two = EmergencySheet { unsettled: &[0, 1], ..sheet(Language::Ja, &both) };
    let codes = emergency_codes(&two).0.concat();
    let lines: Vec<&str> = codes.lines().skip(1).collect();
    assert_eq!(
        lines,
        [
            "アレルギー: そば（機械により記録が違います、食べもの、軽い）",
            "アレルギー: そば（機械により記録が違います、食べもの、重い）",
            "アレルギー: そば（食べもの、中くらい）",
        ]
    );
    assert!(emergency_sheet(&two).is_ok());
}
