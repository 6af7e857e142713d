//! The table of 『日本人の食事摂取基準（2025年版）』, one row a nutrient and sex, one column an age band. 0 stands for "-", no value.
//!
//! Where the numbers come from, and how sure they are:
//! - 厚生労働省「日本人の食事摂取基準（2025年版）」策定検討会報告書 (11 October 2024; in force April 2025 to March 2030). The report itself
//!   was read only in part, as text of single pages: energy per kg of body weight (all bands), fat, iron (all bands) and the
//!   summary of ages 12-14 (energy, protein, fibre, vitamins A, B1, B2).
//! - Adults (18 and over): three transcriptions made by others, independently of each other, agree in every number.
//! - Children in the other rows: one transcription, whose makers state that they checked each cell against the report.
//!   These carry `Confidence::Single`.
//! - Energy of boys of 6-7, high level: 1,750 in that transcription, 1,700 on a public page. 1,750 is kept, as `Single`.

use henro_domain::{Nutrient, PhysicalActivityLevel, Sex};

/// First year of age of each band; the last one is open.
pub(crate) const BANDS: [u32; 12] = [1, 3, 6, 8, 10, 12, 15, 18, 30, 50, 65, 75];

/// Values by age band.
pub(crate) type Row = [f64; 12];

/// 推定エネルギー必要量, kcal a day. Below 6 only ふつう is printed, which stands for all levels.
pub(crate) fn energy(sex: Sex, level: PhysicalActivityLevel) -> &'static Row {
    use PhysicalActivityLevel::{High, Low, Normal};
    match (sex, level) {
        (Sex::Male, Low) => {
            &[950., 1300., 1350., 1600., 1950., 2300., 2500., 2250., 2350., 2250., 2100., 1850.]
        }
        (Sex::Male, Normal) => {
            &[950., 1300., 1550., 1850., 2250., 2600., 2850., 2600., 2750., 2650., 2350., 2250.]
        }
        (Sex::Male, High) => {
            &[950., 1300., 1750., 2100., 2500., 2900., 3150., 3000., 3150., 3000., 2650., 0.]
        }
        (Sex::Female, Low) => {
            &[900., 1250., 1250., 1500., 1850., 2150., 2050., 1700., 1750., 1700., 1650., 1450.]
        }
        (Sex::Female, Normal) => {
            &[900., 1250., 1450., 1700., 2100., 2400., 2300., 1950., 2050., 1950., 1850., 1750.]
        }
        (Sex::Female, High) => {
            &[900., 1250., 1650., 1900., 2350., 2700., 2550., 2250., 2350., 2250., 2050., 0.]
        }
    }
}

/// 推奨量 a day, in the nutrient's unit; `None` where the edition has none or Henro does not show it.
pub(crate) fn recommended(nutrient: Nutrient, sex: Sex) -> Option<&'static Row> {
    let (male, female): (&Row, &Row) = match nutrient {
        Nutrient::ProteinG => (
            &[20., 25., 30., 40., 45., 60., 65., 65., 65., 65., 60., 60.],
            &[20., 25., 30., 40., 50., 55., 55., 50., 50., 50., 50., 50.],
        ),
        Nutrient::CalciumMg => (
            &[450., 600., 600., 650., 700., 1000., 800., 800., 750., 750., 750., 750.],
            &[400., 550., 550., 750., 750., 800., 650., 650., 650., 650., 650., 600.],
        ),
        Nutrient::IronMg => (
            &[4.0, 5.0, 6.0, 7.5, 9.5, 9.0, 9.0, 7.0, 7.5, 7.0, 7.0, 6.5],
            &[4.0, 5.0, 6.0, 8.0, 9.0, 8.0, 6.5, 6.0, 6.0, 6.0, 6.0, 5.5],
        ),
        Nutrient::VitaminAUg => (
            &[400., 500., 500., 500., 600., 800., 900., 850., 900., 900., 850., 800.],
            &[350., 500., 500., 500., 600., 700., 650., 650., 700., 700., 700., 650.],
        ),
        Nutrient::VitaminB1Mg => (
            &[0.4, 0.5, 0.7, 0.8, 0.9, 1.1, 1.2, 1.1, 1.2, 1.1, 1.0, 1.0],
            &[0.4, 0.5, 0.6, 0.7, 0.9, 1.0, 1.0, 0.8, 0.9, 0.8, 0.8, 0.7],
        ),
        Nutrient::VitaminB2Mg => (
            &[0.6, 0.8, 0.9, 1.1, 1.4, 1.6, 1.7, 1.6, 1.7, 1.6, 1.4, 1.4],
            &[0.5, 0.8, 0.9, 1.0, 1.3, 1.4, 1.4, 1.2, 1.2, 1.2, 1.1, 1.1],
        ),
        Nutrient::VitaminCMg => (&VITAMIN_C, &VITAMIN_C),
        _ => return None,
    };
    Some(of(sex, male, female))
}

/// 目標量 a day of the nutrients given in their unit: at least (fibre, potassium) or below (salt).
pub(crate) fn goal(nutrient: Nutrient, sex: Sex) -> Option<&'static Row> {
    let (male, female): (&Row, &Row) = match nutrient {
        Nutrient::FibreG => (
            &[0., 8., 10., 11., 13., 17., 19., 20., 22., 22., 21., 20.],
            &[0., 8., 9., 11., 13., 16., 18., 18., 18., 18., 18., 17.],
        ),
        Nutrient::SaltG => (
            &[3.0, 3.5, 4.5, 5.0, 6.0, 7.0, 7.5, 7.5, 7.5, 7.5, 7.5, 7.5],
            &[2.5, 3.5, 4.5, 5.0, 6.0, 6.5, 6.5, 6.5, 6.5, 6.5, 6.5, 6.5],
        ),
        Nutrient::PotassiumMg => (
            &[0., 1600., 1800., 2000., 2200., 2600., 3000., 3000., 3000., 3000., 3000., 3000.],
            &[0., 1400., 1600., 1800., 2000., 2400., 2600., 2600., 2600., 2600., 2600., 2600.],
        ),
        _ => return None,
    };
    Some(of(sex, male, female))
}

/// 目標量 in % of the energy: lowest and highest, by band.
pub(crate) fn goal_pct(nutrient: Nutrient, band: usize) -> Option<(f64, f64)> {
    match nutrient {
        Nutrient::ProteinG => Some((PROTEIN_PCT_FROM.get(band).copied().unwrap_or(13.), 20.)),
        Nutrient::FatG => Some((20., 30.)),
        Nutrient::CarbohydrateG => Some((50., 65.)),
        _ => None,
    }
}

/// 推奨量 of iron for women with menstruation, mg; 0 where the table has no such column.
pub(crate) const IRON_MENSTRUATING: Row = [0., 0., 0., 0., 12.5, 12.5, 11.0, 10.0, 10.5, 10.5, 0., 0.];

/// Whether a number was seen in the report itself or in at least two independent transcriptions.
pub(crate) fn agreed(nutrient: Nutrient, sex: Sex, level: PhysicalActivityLevel, band: usize) -> bool {
    let adult = band >= 7;
    let boys_6_7_high = sex == Sex::Male && level == PhysicalActivityLevel::High && band == 2;
    match nutrient {
        Nutrient::EnergyKcal => !boys_6_7_high,
        Nutrient::FatG | Nutrient::IronMg => true,
        Nutrient::ProteinG
        | Nutrient::CarbohydrateG
        | Nutrient::FibreG
        | Nutrient::VitaminAUg
        | Nutrient::VitaminB1Mg
        | Nutrient::VitaminB2Mg => adult || band == 5,
        _ => adult,
    }
}

fn of(sex: Sex, male: &'static Row, female: &'static Row) -> &'static Row {
    match sex {
        Sex::Male => male,
        Sex::Female => female,
    }
}

const VITAMIN_C: Row = [35., 40., 50., 60., 70., 90., 100., 100., 100., 100., 100., 100.];
const PROTEIN_PCT_FROM: Row = [13., 13., 13., 13., 13., 13., 13., 13., 13., 14., 15., 15.];
