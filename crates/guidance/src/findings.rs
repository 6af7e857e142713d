//! What the rules look at, and the criteria that rules share.

use henro_domain::{Decimal, Measured, Sex};

use crate::tri::either;

/// The values of one checkup, each only if the report has it. Which blood pressure: [`crate::deciding_pressure`].
#[derive(Clone, Copy)]
pub struct Findings {
    /// Sex: the limits of the waist differ.
    pub sex: Sex,
    /// 腹囲, cm.
    pub waist: Option<Measured>,
    /// 内臓脂肪面積, cm²; where measured it decides instead of the waist.
    pub visceral_fat: Option<Measured>,
    /// BMI as recorded, else rounded to one decimal.
    pub bmi: Option<Measured>,
    /// Systolic, mmHg.
    pub systolic: Option<Measured>,
    /// Diastolic, mmHg.
    pub diastolic: Option<Measured>,
    /// Triglycerides at least 10 hours after food, mg/dL.
    pub triglycerides: Option<Measured>,
    /// Triglycerides earlier after food, mg/dL.
    pub triglycerides_casual: Option<Measured>,
    /// HDL cholesterol, mg/dL.
    pub hdl: Option<Measured>,
    /// Glucose at least 10 hours after food, mg/dL.
    pub glucose: Option<Measured>,
    /// Glucose 3.5 to 10 hours after food, mg/dL. Earlier ones judge nothing and must not be given.
    pub glucose_casual: Option<Measured>,
    /// HbA1c (NGSP), %.
    pub hba1c_ngsp: Option<Measured>,
    /// HbA1c (JDS), %.
    pub hba1c_jds: Option<Measured>,
    /// Medicines taken.
    pub medicines: Medicines,
    /// Smokes now; one who stopped before the last month does not.
    pub smoker: Option<bool>,
}

/// Answers to the three questions on medicines (9N701, 9N706, 9N711).
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Medicines {
    /// For blood pressure.
    pub pressure: Option<bool>,
    /// For blood glucose, insulin included.
    pub glucose: Option<bool>,
    /// For lipids.
    pub lipids: Option<bool>,
}

impl Medicines {
    /// None of the three.
    pub const NONE: Self = Self { pressure: Some(false), glucose: Some(false), lipids: Some(false) };

    /// Any of the three.
    pub fn any(self) -> Option<bool> {
        either(either(self.pressure, self.glucose), self.lipids)
    }
}

impl Findings {
    /// Of a person of whom nothing else is known.
    pub fn unknown(sex: Sex) -> Self {
        Self {
            sex,
            waist: None,
            visceral_fat: None,
            bmi: None,
            systolic: None,
            diastolic: None,
            triglycerides: None,
            triglycerides_casual: None,
            hdl: None,
            glucose: None,
            glucose_casual: None,
            hba1c_ngsp: None,
            hba1c_jds: None,
            medicines: Medicines::default(),
            smoker: None,
        }
    }

    /// The waist, or the fat inside where it was measured and the rule knows it.
    pub(crate) fn round(&self, men: Decimal, women: Decimal, fat: Option<Decimal>) -> Option<bool> {
        if let (Some(area), Some(limit)) = (self.visceral_fat, fat) {
            return area.at_least(limit);
        }
        let limit = match self.sex {
            Sex::Female => women,
            Sex::Male => men,
        };
        reached(self.waist, limit)
    }

    pub(crate) fn pressure(&self, systolic: Decimal, diastolic: Decimal) -> Option<bool> {
        either(reached(self.systolic, systolic), reached(self.diastolic, diastolic))
    }

    /// Triglycerides of either kind, or too little HDL.
    pub(crate) fn lipids(
        &self,
        fasting: Decimal,
        casual: Option<Decimal>,
        hdl_below: Decimal,
    ) -> Option<bool> {
        let casual = casual.and_then(|limit| self.triglycerides_casual.map(|value| value.at_least(limit)));
        let fat = match (self.triglycerides.map(|value| value.at_least(fasting)), casual) {
            (Some(a), Some(b)) => either(a, b),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => None,
        };
        either(fat, reached(self.hdl, hdl_below).map(|enough| !enough))
    }
}

/// Names the type and nothing of the person.
impl std::fmt::Debug for Findings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Findings(..)")
    }
}

impl std::fmt::Debug for Medicines {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Medicines(..)")
    }
}

/// Whether a value is surely at or above a limit.
pub(crate) fn reached(value: Option<Measured>, limit: Decimal) -> Option<bool> {
    value?.at_least(limit)
}
