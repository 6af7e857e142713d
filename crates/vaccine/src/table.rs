//! Ways through the tables.

use henro_domain::Sex;
use henro_reference::{
    Dose, Product, RuleKind, Series, Vaccine, VaccineKind, VaccineRule, vaccine, vaccine_doses,
    vaccine_product, vaccine_rules, vaccine_series,
};

/// What a written code stands for.
#[derive(Clone, Copy)]
pub(crate) enum Meant {
    /// A vaccine of the schedule.
    Vaccine(&'static Vaccine),
    /// Only recorded.
    Recorded(&'static Product),
}

impl Meant {
    /// Reads a code; a boy's HPV is the vaccine for boys.
    pub(crate) fn read(code: &str, sex: Option<Sex>) -> Option<Self> {
        let code = match code {
            "HPV9" if sex == Some(Sex::Male) => "HPV9M",
            code => code,
        };
        if let Some(found) = vaccine(code) {
            return Some(Self::Vaccine(found));
        }
        let product = vaccine_product(code)?;
        if product.record_only {
            return Some(Self::Recorded(product));
        }
        vaccine(product.vaccine).map(Self::Vaccine)
    }

    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Vaccine(vaccine) => vaccine.code,
            Self::Recorded(product) => product.code,
        }
    }

    pub(crate) fn kind(self) -> VaccineKind {
        match self {
            Self::Vaccine(vaccine) => vaccine.kind,
            Self::Recorded(product) => product.kind,
        }
    }
}

/// Vaccines whose doses are counted together.
pub(crate) fn track(code: &'static str) -> &'static str {
    match code {
        "DPTIPV" | "DPTIPVHIB" => "DPTIPVHIB",
        "HPV2" | "HPV4" | "HPV9" => "HPV9",
        code => code,
    }
}

/// Whether doses of two vaccines are counted together: 4種混合 and 5種混合, HPV of two, four and nine.
pub fn counted_together(one: &'static str, other: &'static str) -> bool {
    track(one) == track(other)
}

/// The series of a vaccine.
pub(crate) fn series_of(vaccine: &str) -> impl Iterator<Item = &'static Series> {
    vaccine_series().iter().filter(move |series| series.vaccine == vaccine)
}

/// The series of this id.
pub(crate) fn series(id: &str) -> Option<&'static Series> {
    vaccine_series().iter().find(|series| series.id == id)
}

/// The doses of a series, in order.
pub(crate) fn doses(series: &str) -> impl DoubleEndedIterator<Item = &'static Dose> {
    vaccine_doses().iter().filter(move |dose| dose.series == series)
}

/// One dose of a series.
pub(crate) fn dose(series: &str, number: u8) -> Option<&'static Dose> {
    doses(series).find(|dose| dose.number == number)
}

/// The rules of a vaccine.
pub(crate) fn rules_of(vaccine: &str) -> impl Iterator<Item = &'static VaccineRule> {
    vaccine_rules().iter().filter(move |rule| rule.vaccine == vaccine)
}

/// The rules between vaccines.
pub(crate) fn spacings() -> impl Iterator<Item = &'static VaccineRule> {
    vaccine_rules().iter().filter(|rule| matches!(rule.kind, RuleKind::Spacing { .. }))
}
