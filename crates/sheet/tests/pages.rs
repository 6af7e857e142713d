//! The finished pages, as a printer and a scanner see them.

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use henro_domain::Day;
use henro_recovery::{FamilySecret, KitCode, SetTag, Share, combine, split};
use henro_sheet::{
    CoverLetter, Fault, Field, GiftLetter, KitSheet, Language, Opens, PaperAbout, PaperPage, PaperRow,
    ShareSheet, SheetDose, SheetVisit, VaccineAbout, VaccineSheet, cover_letter, gift_letter, kit_sheet,
    paper_page, share_sheet, vaccine_sheet,
};

const LANGUAGES: [Language; 2] = [Language::Ja, Language::En];

fn day() -> Day {
    Day::new(2026, 11, 22).expect("a day of the calendar")
}

fn kit() -> KitCode {
    KitCode::make(&|out| out.iter_mut().zip(17..).for_each(|(byte, value)| *byte = value))
}

fn shares() -> [Share; 3] {
    let secret = FamilySecret::make(&|out| out.fill(0x5a));
    split(&secret, SetTag::derive(b"record", 1), &|out| out.fill(0xc3))
}

fn kit_page(language: Language, groups: &[String]) -> Vec<u8> {
    let sheet =
        KitSheet { language, groups, person: Some("阿波 花子"), opens: Opens::WithPassword, made: day() };
    kit_sheet(&sheet).expect("a page")
}

fn share_page(language: Language, share: &Share) -> Vec<u8> {
    let sheet = ShareSheet {
        language,
        groups: &share.groups(),
        number: share.number(),
        set: 1,
        person: None,
        keeper: Some("阿波 太郎"),
        opens: Opens::Alone,
        made: day(),
    };
    share_sheet(&sheet).expect("a page")
}

fn letter(language: Language) -> CoverLetter<'static> {
    CoverLetter {
        language,
        person: "阿波 花子",
        number: "0042-1107",
        office: "遍路町役場 保健課",
        contact: Some("088-000-0000"),
        issued: day(),
    }
}

/// The page as grey pixels at `scale` x 72 dots an inch, and its width.
fn drawn(pdf: &[u8], scale: f32) -> (Vec<u8>, usize) {
    let pdf = Pdf::new(pdf.to_vec()).expect("a PDF");
    assert_eq!(pdf.pages().len(), 1);
    let page = pdf.pages().first().expect("a page");
    let cache = RenderCache::new();
    let size = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let pixels = render(page, &cache, &InterpreterSettings::default(), &RenderSettings::default(), &size);
    (pixels.data().iter().map(|pixel| pixel.g).collect(), usize::from(pixels.width()))
}

/// Every QR code on the page.
fn scanned(pdf: &[u8]) -> Vec<String> {
    scanned_at(pdf, 2.0)
}

fn scanned_at(pdf: &[u8], scale: f32) -> Vec<String> {
    let (grey, width) = drawn(pdf, scale);
    let at = |x: usize, y: usize| grey.get(y * width + x).copied().unwrap_or(255);
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, grey.len() / width, at);
    image.detect_grids().iter().map(|grid| grid.decode().expect("a QR code").1).collect()
}

#[test]
fn the_code_is_scanned_off_the_drawn_page() {
    let kit = kit();
    for language in LANGUAGES {
        let texts = scanned(&kit_page(language, &kit.groups()));
        assert_eq!(texts, [kit.groups().concat()]);
        assert!(KitCode::parse(&texts[0]).is_ok_and(|read| read == kit));
    }
}

#[test]
fn two_scanned_family_sheets_open() {
    let shares = shares();
    let read = shares.each_ref().map(|share| {
        let texts = scanned(&share_page(Language::Ja, share));
        assert_eq!(texts.len(), 1);
        Share::parse(&texts[0]).unwrap()
    });
    assert!(combine(&read[0], &read[2]) == combine(&shares[1], &shares[0]));
    assert!(combine(&read[1], &read[2]).is_ok());
}

#[test]
fn a_letter_carries_no_code_to_scan() {
    assert_eq!(scanned(&cover_letter(&letter(Language::Ja)).unwrap()), Vec::<String>::new());
}

#[test]
fn the_same_arguments_give_the_same_bytes() {
    let kit = kit();
    for language in LANGUAGES {
        assert!(kit_page(language, &kit.groups()) == kit_page(language, &kit.groups()));
        assert!(share_page(language, &shares()[0]) == share_page(language, &shares()[0]));
        assert!(cover_letter(&letter(language)) == cover_letter(&letter(language)));
    }
    assert!(kit_page(Language::Ja, &kit.groups()) != kit_page(Language::En, &kit.groups()));
}

#[test]
fn the_metadata_says_the_kind_of_page_and_nothing_else() {
    for language in LANGUAGES {
        let letter = letter(language);
        for pdf in [
            kit_page(language, &kit().groups()),
            share_page(language, &shares()[1]),
            cover_letter(&letter).unwrap(),
        ] {
            let pdf = Pdf::new(pdf).unwrap();
            let metadata = pdf.metadata();
            let text = |bytes: &Option<Box<[u8]>>| bytes.as_deref().map(readable).unwrap_or_default();
            assert_eq!(text(&metadata.creator), "Henro");
            assert_eq!((&metadata.author, &metadata.subject, &metadata.keywords), (&None, &None, &None));
            let title = text(&metadata.title);
            assert!(
                !title.is_empty() && !title.contains("阿波") && !title.contains(letter.number),
                "{title}"
            );
            assert!(metadata.creation_date.is_none() && metadata.modification_date.is_none());
        }
    }
}

/// A text of the metadata: UTF-16 with its mark, or ASCII.
fn readable(bytes: &[u8]) -> String {
    match bytes {
        [0xfe, 0xff, rest @ ..] => {
            let units: Vec<u16> = rest
                .chunks(2)
                .map(|unit| unit.iter().fold(0, |sum, byte| sum << 8 | u16::from(*byte)))
                .collect();
            String::from_utf16_lossy(&units)
        }
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

#[test]
fn neither_codes_nor_names_nor_times_lie_open_in_the_file() {
    let kit = kit();
    let pdf = kit_page(Language::En, &kit.groups());
    let open = String::from_utf8_lossy(&pdf);
    assert!(kit.groups().iter().all(|group| !open.contains(group.as_str())));
    assert!(open.contains("Recovery sheet") && !open.contains("2026") && !open.contains("Date"));
}

#[test]
fn a_page_is_small_because_it_carries_only_the_letters_it_uses() {
    for language in LANGUAGES {
        assert!(kit_page(language, &kit().groups()).len() < 150_000);
    }
}

#[test]
fn the_longest_names_fit_every_page_and_longer_ones_are_refused() {
    let (kit, share) = (kit(), &shares()[2]);
    for language in LANGUAGES {
        for opens in [Opens::WithPassword, Opens::Alone] {
            let long = "國".repeat(60);
            let too_long = "國".repeat(61);
            let of = |person| {
                kit_sheet(&KitSheet {
                    language,
                    groups: &kit.groups(),
                    person: Some(person),
                    opens,
                    made: day(),
                })
            };
            assert!(of(&long).is_ok());
            for wrong in [too_long.as_str(), "", " ", "a\nb"] {
                assert_eq!(of(wrong), Err(Fault::Field(Field::Person)));
            }
            let sheet = ShareSheet {
                language,
                groups: &share.groups(),
                number: 3,
                set: u32::MAX,
                person: Some(&long),
                keeper: Some(&long),
                opens,
                made: day(),
            };
            assert!(share_sheet(&sheet).is_ok());
            assert_eq!(
                share_sheet(&ShareSheet { keeper: Some(&too_long), ..sheet }),
                Err(Fault::Field(Field::Keeper))
            );
            let all = CoverLetter {
                language,
                person: &long,
                number: &long,
                office: &long,
                contact: Some(&long),
                issued: day(),
            };
            assert!(cover_letter(&all).is_ok());
            assert_eq!(cover_letter(&CoverLetter { number: "", ..all }), Err(Fault::Field(Field::Number)));
            assert_eq!(cover_letter(&CoverLetter { office: "", ..all }), Err(Fault::Field(Field::Office)));
            assert_eq!(
                cover_letter(&CoverLetter { contact: Some("\u{7}"), ..all }),
                Err(Fault::Field(Field::Contact))
            );
        }
    }
}

#[test]
fn groups_that_are_none_are_refused() {
    let kit = kit();
    let of = |groups: &[String]| {
        kit_sheet(&KitSheet {
            language: Language::En,
            groups,
            person: None,
            opens: Opens::Alone,
            made: day(),
        })
    };
    let mut letters = kit.groups().to_vec();
    letters[3] = "1234x".to_owned();
    for wrong in [&[][..], &kit.groups()[..9], &letters] {
        assert_eq!(of(wrong), Err(Fault::Field(Field::Groups)));
    }
    assert!(of(&kit.groups()).is_ok());
    let groups = shares()[0].groups();
    let share = ShareSheet {
        language: Language::Ja,
        groups: &groups,
        number: 4,
        set: 1,
        person: None,
        keeper: None,
        opens: Opens::Alone,
        made: day(),
    };
    assert_eq!(share_sheet(&share), Err(Fault::Field(Field::Share)));
    assert_eq!(
        share_sheet(&ShareSheet { groups: &kit.groups(), number: 1, ..share }),
        Err(Fault::Field(Field::Groups))
    );
}

#[test]
fn nothing_is_drawn_in_the_margins_and_the_foot_is_reached() {
    for language in LANGUAGES {
        for pdf in [
            kit_page(language, &kit().groups()),
            share_page(language, &shares()[0]),
            cover_letter(&letter(language)).unwrap(),
        ] {
            let (grey, width) = drawn(&pdf, 1.0);
            let dark = |x: usize, y: usize| grey.get(y * width + x).is_some_and(|pixel| *pixel < 200);
            let rows = grey.len() / width;
            // Only a line to cut along goes from edge to edge.
            let marked = (0..rows).filter(|y| (0..48).chain(width - 48..width).any(|x| dark(x, *y))).count();
            assert!((1..=3).contains(&marked), "{marked} rows");
            assert!((rows - 38..rows).all(|y| (0..width).all(|x| !dark(x, y))));
            assert!((rows * 3 / 4..rows).any(|y| (0..width).any(|x| dark(x, y))));
        }
    }
}

/// How many pages a PDF has.
fn count(pdf: Vec<u8>) -> usize {
    Pdf::new(pdf).expect("a PDF").pages().len()
}

#[test]
fn a_letter_takes_as_many_pages_as_it_needs_and_no_letter_is_lost() {
    let page = |text: &str| gift_letter(&GiftLetter { language: Language::Ja, person: "陽太", text });
    assert_eq!(count(page("げんきでね\n\nまた会おう").unwrap()), 1);
    assert!(count(page(&"元気で。".repeat(1_000)).unwrap()) > 1, "4,000 letters");
    // The longest by lines: one letter and its end, 2,000 times.
    assert!(count(page(&"あ\n".repeat(2_000)).unwrap()) > 30);
    assert_eq!(page(&"あ".repeat(4_001)), Err(Fault::Full));
    // What cannot be printed leaves a square and does not stop the letter.
    assert_eq!(count(page("元気で\u{1f600}\tね").unwrap()), 1);
}

fn doses(count: usize) -> Vec<SheetDose> {
    let dose = SheetDose {
        day: day(),
        name: "小児用肺炎球菌（15価／20価）".to_owned(),
        number: "初回1回目".to_owned(),
        lot: "AB1234".to_owned(),
        clinic: "遍路町こどもクリニック".to_owned(),
    };
    vec![dose; count]
}

fn vaccinations(language: Language, about: VaccineAbout<'_>) -> Result<Vec<u8>, Fault> {
    vaccine_sheet(&VaccineSheet { language, person: "阿波 結衣", birth: day(), made: day(), about })
}

#[test]
fn what_was_given_is_scanned_off_the_page_as_plain_text() {
    // As long as a code may be: 420 bytes.
    let full = format!("阿波 結衣\n2026-11-22\n{}", "2026-11-22 5種混合 1 AB1234\n".repeat(12));
    assert!((380..=420).contains(&full.len()), "{}", full.len());
    let codes = [full, "阿波 結衣\n2026-11-22\n".to_owned()];
    for language in LANGUAGES {
        // 216 dots an inch: less than a phone sees of it.
        let page = vaccinations(language, VaccineAbout::Given(&doses(3), &codes)).unwrap();
        let mut seen = scanned_at(&page, 3.0);
        seen.sort_by_key(|text| std::cmp::Reverse(text.len()));
        assert_eq!(seen, codes);
    }
    let long = ["x".repeat(421)];
    let refused = vaccinations(Language::Ja, VaccineAbout::Given(&[], &long));
    assert_eq!(refused, Err(Fault::Field(Field::Groups)));
}

#[test]
fn many_doses_take_more_pages_and_none_is_lost() {
    let pages = |count: usize| {
        self::count(vaccinations(Language::Ja, VaccineAbout::Given(&doses(count), &[])).unwrap())
    };
    let on_first = (1..60).take_while(|count| pages(*count) == 1).count();
    assert!(on_first > 15, "{on_first}");
    // 24 points a row on 762 points: 31 rows on a page of its own, and not one more or less.
    assert_eq!([on_first + 1, on_first + 31, on_first + 32].map(pages), [2, 2, 3]);
    let visits = vec![SheetVisit { day: day(), doses: vec!["ロタ1価 1回目".to_owned(); 4] }; 12];
    assert_eq!(self::count(vaccinations(Language::En, VaccineAbout::Coming(&visits)).unwrap()), 2);
}

fn paper(language: Language, rows: &[PaperRow], codes: &[String]) -> Result<Vec<u8>, Fault> {
    paper_page(&PaperPage {
        language,
        about: PaperAbout::Vaccination,
        title: if language == Language::Ja {
            "予防接種予診票"
        } else {
            "Pre-vaccination questionnaire"
        },
        edition: "2026-11",
        source: "予防接種実施規則5条の予診で聞くこと",
        person: "阿波 結衣",
        birth: Some(Day::new(2026, 5, 10).expect("a day")),
        day: day(),
        what: "BCG、5種混合",
        rows,
        codes,
    })
}

fn answered(count: usize, answer: &str) -> Vec<PaperRow> {
    let row = |number: usize| PaperRow {
        section: if number < 3 { "きょう" } else { "これまで" }.to_owned(),
        question: format!(
            "問い{number}。薬や食べもので、じんましん・発疹が出たり、具合が悪くなったりしたことがありますか"
        ),
        answer: answer.to_owned(),
        said: number.is_multiple_of(5),
    };
    (0..count).map(row).collect()
}

#[test]
fn a_paper_with_questions_takes_the_pages_it_needs_and_its_code_is_scanned() {
    let code = "阿波 結衣 2026-05-10\n! ひきつけ: はい\n".to_owned();
    for language in LANGUAGES {
        let short = paper(language, &answered(4, "はい（卵）"), std::slice::from_ref(&code)).expect("a page");
        assert_eq!(scanned(&short), std::slice::from_ref(&code));
        let long = paper(language, &answered(40, "いいえ"), &vec![code.clone(); 6]).expect("pages");
        assert!((2..=4).contains(&count(long)));
    }
    // Words as long as the app takes are cut and do not stop the page; a code that no phone reads is refused.
    assert!(paper(Language::Ja, &answered(3, &"あ".repeat(1_000)), &[]).is_ok());
    let refused = paper(Language::Ja, &answered(1, ""), &["a".repeat(421)]);
    assert_eq!(refused, Err(Fault::Field(Field::Groups)));
}

/// To look at: `SHEET_PICTURES=folder` gets the PDFs.
#[test]
fn every_page_is_made() {
    let folder = std::env::var_os("SHEET_PICTURES");
    for (language, tag) in [(Language::Ja, "ja"), (Language::En, "en")] {
        let pages = [
            ("kit", kit_page(language, &kit().groups())),
            ("share", share_page(language, &shares()[1])),
            ("cover", cover_letter(&letter(language)).unwrap()),
            (
                "letter",
                gift_letter(&GiftLetter {
                    language, person: "陽太", text: "げんきでね。\n\nまた会おう。"
                })
                .unwrap(),
            ),
            (
                "vaccinations",
                vaccinations(
                    language,
                    VaccineAbout::Given(
                        &doses(6),
                        &["阿波 結衣\n2026-11-22\n2026-11-22 5種混合 1 AB1234\n".repeat(6)],
                    ),
                )
                .unwrap(),
            ),
            (
                "paper",
                paper(
                    language,
                    &answered(24, "はい（卵でじんましん）"),
                    &["阿波 結衣 2026-05-10\n".repeat(8)],
                )
                .unwrap(),
            ),
            (
                "vaccination-plan",
                vaccinations(
                    language,
                    VaccineAbout::Coming(&[SheetVisit {
                        day: day(),
                        doses: vec!["ロタ1価 1回目".to_owned(), "B型肝炎 1回目".to_owned()],
                    }]),
                )
                .unwrap(),
            ),
        ];
        for (name, pdf) in pages {
            assert!(pdf.starts_with(b"%PDF-1."));
            if let Some(folder) = &folder {
                std::fs::write(std::path::Path::new(folder).join(format!("{name}-{tag}.pdf")), pdf).unwrap();
            }
        }
    }
}
