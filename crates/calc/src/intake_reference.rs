use henro_domain::{Day, Nutrient, PhysicalActivityLevel, Sex};

use crate::{intake_reference_2025 as table, valid::round};

/// An edition of the dietary reference intakes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IntakeEdition {
    /// Name as published.
    pub name: &'static str,
    /// Year, month, day from which it holds.
    pub valid_from: (i32, u32, u32),
    /// Last day it holds.
    pub valid_to: (i32, u32, u32),
}

/// The edition of 2025, the only one held: the one of 2020 could not be checked.
pub const EDITION: IntakeEdition = IntakeEdition {
    name: "日本人の食事摂取基準（2025年版）",
    valid_from: (2025, 4, 1),
    valid_to: (2030, 3, 31),
};

/// Which column of the iron table a woman is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IronColumn {
    /// 月経あり.
    Menstruating,
    /// 月経なし.
    NotMenstruating,
}

/// What kind of reference a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReferenceKind {
    /// 推定エネルギー必要量: what keeps the weight of a person of reference size.
    Requirement,
    /// 推奨量: enough for nearly everybody.
    Recommended,
    /// 目標量: against lifestyle diseases.
    Goal,
}

/// The value itself, in the nutrient's unit or in % of the energy.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bound {
    /// About this much.
    About(f64),
    /// This much or more.
    AtLeast(f64),
    /// Less than this.
    Below(f64),
    /// From, to, in % of the energy.
    EnergyPct(f64, f64),
}

/// How sure the transcription of a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Confidence {
    /// Seen in the report, or the same in at least two independent transcriptions.
    Agreed,
    /// From one transcription only.
    Single,
}

/// One reference value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReferenceValue {
    /// Which nutrient.
    pub nutrient: Nutrient,
    /// What kind of value.
    pub kind: ReferenceKind,
    /// The value.
    pub bound: Bound,
    /// How sure it is.
    pub confidence: Confidence,
}

impl ReferenceValue {
    /// The bound in the nutrient's own unit: a share of the energy becomes grams at `energy_kcal` (4 kcal/g, fat 9), one
    /// decimal; other bounds give (value, value).
    pub fn in_unit(&self, energy_kcal: f64) -> (f64, f64) {
        let per_gram = if self.nutrient == Nutrient::FatG { 9.0 } else { 4.0 };
        match self.bound {
            Bound::About(value) | Bound::AtLeast(value) | Bound::Below(value) => (value, value),
            Bound::EnergyPct(low, high) => {
                let grams = |pct: f64| round(energy_kcal * pct / 100.0 / per_gram, 1);
                (grams(low), grams(high))
            }
        }
    }
}

/// The reference intakes of one person on one day.
#[derive(Debug, Clone, PartialEq)]
pub struct IntakeReference {
    /// The edition the values come from.
    pub edition: IntakeEdition,
    /// Whether the edition holds on the day asked for; if not, say so beside the values.
    pub in_force: bool,
    /// First year of age of the band.
    pub age_from: u32,
    /// Last year of age of the band; `None` for 75 and over.
    pub age_to: Option<u32>,
    /// The values; a nutrient without one in the edition is missing, protein has two (推奨量 and 目標量).
    pub values: Vec<ReferenceValue>,
}

impl IntakeReference {
    /// 推定エネルギー必要量, kcal; `None` for the high level from 75 on, where the edition has none.
    pub fn energy_kcal(&self) -> Option<f64> {
        self.value(Nutrient::EnergyKcal).map(|value| value.in_unit(0.0).0)
    }

    /// The first value of a nutrient.
    pub fn value(&self, nutrient: Nutrient) -> Option<&ReferenceValue> {
        self.values.iter().find(|value| value.nutrient == nutrient)
    }
}

/// What a healthy person of this sex and age should eat in a day, on average over some weeks.
///
/// `on`: the day looked at; `age_years` on that day, `sex`, `level` as the person gave them; `iron`: for women of 10 to 64,
/// by default menstruating up to 49 and not from 50 on (ours: half of the women in Japan have their menopause by about 50).
/// Additions in pregnancy and lactation are not applied.
///
/// `None` while age or sex is unknown, and below 1 year, where the edition counts months.
///
/// # Source
/// 厚生労働省『日本人の食事摂取基準（2025年版）』; the file of the table says row by row how it was checked.
/// Woman of 46, ふつう: 2,050 kcal, protein 50 g, salt below 6.5 g, iron 10.5 mg.
pub fn intake_reference(
    on: Day,
    age_years: Option<u32>,
    sex: Option<Sex>,
    level: PhysicalActivityLevel,
    iron: Option<IronColumn>,
) -> Option<IntakeReference> {
    let (age, sex) = (age_years?, sex?);
    let band = table::BANDS.iter().rposition(|from| age >= *from)?;
    let who = Who { age, sex, level, band, iron };
    let date = (on.year(), on.month(), on.day_of_month());
    Some(IntakeReference {
        edition: EDITION,
        in_force: EDITION.valid_from <= date && date <= EDITION.valid_to,
        age_from: *table::BANDS.get(band)?,
        age_to: table::BANDS.get(band + 1).map(|next| next - 1),
        values: Nutrient::ALL.into_iter().flat_map(|nutrient| who.values(nutrient)).collect(),
    })
}

struct Who {
    age: u32,
    sex: Sex,
    level: PhysicalActivityLevel,
    band: usize,
    iron: Option<IronColumn>,
}

impl Who {
    fn values(&self, nutrient: Nutrient) -> impl Iterator<Item = ReferenceValue> {
        let confidence = match table::agreed(nutrient, self.sex, self.level, self.band) {
            true => Confidence::Agreed,
            false => Confidence::Single,
        };
        [self.requirement(nutrient), self.recommended(nutrient), self.goal(nutrient)]
            .into_iter()
            .flatten()
            .map(move |(kind, bound)| ReferenceValue { nutrient, kind, bound, confidence })
    }

    fn requirement(&self, nutrient: Nutrient) -> Option<(ReferenceKind, Bound)> {
        let energy =
            self.cell((nutrient == Nutrient::EnergyKcal).then(|| table::energy(self.sex, self.level))?)?;
        Some((ReferenceKind::Requirement, Bound::About(energy)))
    }

    fn recommended(&self, nutrient: Nutrient) -> Option<(ReferenceKind, Bound)> {
        let plain = self.cell(table::recommended(nutrient, self.sex)?)?;
        let amount = match nutrient {
            Nutrient::IronMg if self.menstruating() => self.cell(&table::IRON_MENSTRUATING).unwrap_or(plain),
            _ => plain,
        };
        Some((ReferenceKind::Recommended, Bound::AtLeast(amount)))
    }

    fn goal(&self, nutrient: Nutrient) -> Option<(ReferenceKind, Bound)> {
        if let Some((low, high)) = table::goal_pct(nutrient, self.band) {
            return Some((ReferenceKind::Goal, Bound::EnergyPct(low, high)));
        }
        let amount = self.cell(table::goal(nutrient, self.sex)?)?;
        let below = nutrient == Nutrient::SaltG;
        Some((ReferenceKind::Goal, if below { Bound::Below(amount) } else { Bound::AtLeast(amount) }))
    }

    fn menstruating(&self) -> bool {
        let by_default = if self.age < 50 { IronColumn::Menstruating } else { IronColumn::NotMenstruating };
        self.sex == Sex::Female && self.iron.unwrap_or(by_default) == IronColumn::Menstruating
    }

    fn cell(&self, row: &table::Row) -> Option<f64> {
        row.get(self.band).copied().filter(|value| *value > 0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use PhysicalActivityLevel::{High, Low, Normal};
    use proptest::prelude::*;

    fn on() -> Day {
        Day::new(2026, 11, 22).unwrap()
    }

    fn of(age: u32, sex: Sex, level: PhysicalActivityLevel) -> IntakeReference {
        intake_reference(on(), Some(age), Some(sex), level, None).unwrap()
    }

    fn bound(reference: &IntakeReference, nutrient: Nutrient) -> Option<Bound> {
        reference.value(nutrient).map(|value| value.bound)
    }

    #[test]
    fn a_woman_of_46_has_the_values_of_the_edition() {
        let got = of(46, Sex::Female, Normal);
        // the edition's row 30-49: 2,050 kcal, protein 50 g, salt below 6.5 g, iron with menstruation 10.5 mg
        assert_eq!((got.age_from, got.age_to, got.energy_kcal()), (30, Some(49), Some(2050.0)));
        assert_eq!(bound(&got, Nutrient::ProteinG), Some(Bound::AtLeast(50.0)));
        assert_eq!(bound(&got, Nutrient::SaltG), Some(Bound::Below(6.5)));
        assert_eq!(bound(&got, Nutrient::IronMg), Some(Bound::AtLeast(10.5)));
        assert_eq!(bound(&got, Nutrient::FatG), Some(Bound::EnergyPct(20.0, 30.0)));
        assert_eq!(bound(&got, Nutrient::AlcoholG), None);
        assert!(got.in_force && got.values.iter().all(|value| value.confidence == Confidence::Agreed));
        assert_eq!(got.values.iter().filter(|value| value.nutrient == Nutrient::ProteinG).count(), 2);
    }

    #[test]
    fn a_share_of_the_energy_becomes_grams() {
        let got = of(46, Sex::Female, Normal);
        // 2,050 x 20 % / 9 = 45.6 g, x 30 % / 9 = 68.3 g
        assert_eq!(got.value(Nutrient::FatG).unwrap().in_unit(2050.0), (45.6, 68.3));
    }

    #[test]
    fn iron_follows_the_column_asked_for() {
        let iron = |age, column| {
            let got = intake_reference(on(), Some(age), Some(Sex::Female), Normal, column).unwrap();
            bound(&got, Nutrient::IronMg)
        };
        // report page 345: 50-64, 6.0 without and 10.5 with; 65-74 has no second column
        assert_eq!(iron(50, None), Some(Bound::AtLeast(6.0)));
        assert_eq!(iron(50, Some(IronColumn::Menstruating)), Some(Bound::AtLeast(10.5)));
        assert_eq!(iron(70, Some(IronColumn::Menstruating)), Some(Bound::AtLeast(6.0)));
        assert_eq!(iron(49, Some(IronColumn::NotMenstruating)), Some(Bound::AtLeast(6.0)));
    }

    #[test]
    fn the_high_level_has_no_energy_from_75_on() {
        assert_eq!(of(75, Sex::Male, High).energy_kcal(), None);
        assert_eq!(of(80, Sex::Male, Normal).energy_kcal(), Some(2250.0));
    }

    #[test]
    fn unknown_persons_and_babies_have_no_reference() {
        assert_eq!(intake_reference(on(), None, Some(Sex::Male), Low, None), None);
        assert_eq!(intake_reference(on(), Some(40), None, Low, None), None);
        assert_eq!(intake_reference(on(), Some(0), Some(Sex::Male), Low, None), None);
    }

    #[test]
    fn the_edition_is_marked_on_days_it_does_not_hold() {
        let in_force = |y, m, d| {
            let day = Day::new(y, m, d).unwrap();
            intake_reference(day, Some(40), Some(Sex::Male), Low, None).unwrap().in_force
        };
        assert!(
            !in_force(2025, 3, 31) && in_force(2025, 4, 1) && in_force(2030, 3, 31) && !in_force(2030, 4, 1)
        );
    }

    #[test]
    fn children_s_rows_say_how_sure_they_are() {
        let boy = of(6, Sex::Male, High);
        assert_eq!(boy.value(Nutrient::EnergyKcal).unwrap().confidence, Confidence::Single);
        assert_eq!(boy.value(Nutrient::IronMg).unwrap().confidence, Confidence::Agreed);
        assert_eq!(
            of(13, Sex::Female, Low).value(Nutrient::VitaminCMg).unwrap().confidence,
            Confidence::Single
        );
    }

    /// 参考表1 of the report (page 77): kcal per kg and day; times the reference weight it must give the table's energy
    /// within the rounding to 50 kcal (and 10 more for the rounding of the two factors). Adults only: for children a growth
    /// share is added before rounding.
    #[test]
    fn energy_agrees_with_the_report_s_figures_per_kg() {
        let male = [
            (63.0, [35.6, 41.5, 47.4]),
            (70.0, [33.8, 39.4, 45.0]),
            (69.1, [32.7, 38.2, 43.6]),
            (64.4, [32.4, 36.7, 41.0]),
            (61.0, [30.1, 36.6, 0.0]),
        ];
        let female = [
            (51.0, [33.2, 38.7, 44.2]),
            (53.3, [32.9, 38.3, 43.8]),
            (54.0, [31.1, 36.2, 41.4]),
            (52.6, [31.1, 35.2, 39.3]),
            (49.3, [29.0, 35.2, 0.0]),
        ];
        for (sex, rows) in [(Sex::Male, male), (Sex::Female, female)] {
            for (age, (kg, per_kg)) in [20, 40, 60, 70, 80].into_iter().zip(rows) {
                for (level, factor) in [Low, Normal, High].into_iter().zip(per_kg) {
                    let energy = of(age, sex, level).energy_kcal().unwrap_or(0.0);
                    assert!((energy - factor * kg).abs() <= 35.0, "{sex:?} {age} {level:?}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn every_age_from_one_on_has_plausible_values(age in 1u32..130, male: bool, level in 0usize..3) {
            let sex = if male { Sex::Male } else { Sex::Female };
            let got = of(age, sex, [Low, Normal, High][level]);
            prop_assert!(got.age_from <= age && got.age_to.is_none_or(|to| age <= to));
            for value in &got.values {
                let (low, high) = value.in_unit(2000.0);
                prop_assert!(low > 0.0 && low <= high && high <= 4000.0);
            }
        }
    }
}
