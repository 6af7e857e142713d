//! What a kind of thing or a vaccine is also called: what has no text of its own is found by these. The tags are those the
//! vault gives a row.

use henro_domain::Medical;
use henro_reference as reference;
use henro_vault::SearchWords;

use crate::paper::about_view;
use crate::wire::{PaperAbout, TimelineName};

/// The words with what they also mean.
pub(super) fn with_tags(words: SearchWords) -> SearchWords {
    words.also(|one| {
        let kinds = KINDS.iter().filter(|(names, _)| one.fits(names)).map(|(_, tag)| (*tag).to_owned());
        let named = |names: &[&str], code: &str| {
            names.iter().any(|name| one.fits(name)).then(|| format!("Vaccine{code}"))
        };
        let vaccines = reference::vaccines().iter().filter_map(|of| {
            let names: Vec<&str> =
                [of.short, of.name, of.name_en].into_iter().chain(of.diseases.iter()).collect();
            named(&names, of.code)
        });
        let products = reference::vaccine_products().iter().filter_map(|of| {
            let names: Vec<&str> = [of.name, of.name_en].into_iter().chain(of.diseases.iter()).collect();
            named(&names, of.code)
        });
        kinds.chain(vaccines).chain(products).collect()
    })
}

/// What something is called that has no words of its own: the vaccine of a dose, what a paper was for.
pub(super) fn name_of(medical: &Medical) -> Option<TimelineName> {
    match medical {
        Medical::Dose(dose) => Some(vaccine_name(&dose.vaccine)),
        Medical::Paper(paper) => {
            let about: Vec<PaperAbout> = paper.about.iter().map(|code| about_view(code)).collect();
            let joined = |name: fn(&PaperAbout) -> &str, between: &str| {
                about.iter().map(name).collect::<Vec<_>>().join(between)
            };
            Some(TimelineName { ja: joined(|one| &one.name, "、"), en: joined(|one| &one.name_en, ", ") })
        }
        _ => None,
    }
}

/// The name of a vaccine or product; the code where no table has it.
pub(super) fn vaccine_name(code: &str) -> TimelineName {
    let name = |ja: &str, en: &str| TimelineName { ja: ja.to_owned(), en: en.to_owned() };
    let vaccine = reference::vaccines().iter().find(|of| of.code == code);
    let product = || reference::vaccine_products().iter().find(|of| of.code == code);
    match vaccine {
        Some(of) => name(of.name, of.name_en),
        None => product().map_or_else(|| name(code, code), |of| name(of.name, of.name_en)),
    }
}

const KINDS: [(&str, &str); 25] = [
    ("健診 健康診断 checkup", "Checkup"),
    ("乳幼児健診 child checkup", "ChildCheckup"),
    ("妊婦健診 pregnancy checkup", "PregnancyCheckup"),
    ("検査 laboratory", "Laboratory"),
    ("予防接種 ワクチン vaccination vaccine", "Dose"),
    ("病気 condition", "Condition"),
    ("アレルギー allergy", "Allergy"),
    ("食べもののアレルギー food allergy", "FoodAllergy"),
    ("薬のアレルギー drug allergy", "DrugAllergy"),
    ("手術 処置 operation procedure", "Procedure"),
    ("家族の病気 family history", "FamilyHistory"),
    ("予診票 問診票 paper questionnaire", "Paper"),
    ("書類 文書 document", "Document"),
    ("紹介状 referral letter", "DocumentReferral"),
    ("検査結果 test result", "DocumentResult"),
    ("診断書 証明書 medical certificate", "DocumentCertificate"),
    ("処方 処方箋 薬 prescription", "DocumentPrescription"),
    ("画像 写真 image picture", "DocumentImage"),
    ("領収書 明細書 receipt", "DocumentReceipt"),
    ("保険 保険証 insurance", "Insurance"),
    ("受給者証 certificate", "Certificate"),
    ("かかりつけ医 医師 doctor physician", "Doctor"),
    ("病院 医療機関 かかりつけ clinic hospital", "Clinic"),
    ("薬局 pharmacy", "Pharmacy"),
    ("緊急連絡先 連絡先 emergency contact", "EmergencyContact"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vaccine_is_found_by_its_disease_and_named_in_both_languages() {
        let words = with_tags(SearchWords::parse("麻しん").unwrap());
        assert!(format!("{words:?}") == "SearchWords(..)", "what is searched stays out of logs");
        assert_ne!(words, SearchWords::parse("麻しん").unwrap(), "vaccines against it were added");
        assert_eq!(with_tags(SearchWords::parse("うどん").unwrap()), SearchWords::parse("うどん").unwrap());
        assert_ne!(vaccine_name("BCG").ja, "");
        assert_eq!(vaccine_name("nobody knows").en, "nobody knows");
    }
}
