use henro_domain::{Day, Sex};

/// What of a person the rules ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Person {
    /// Day of birth.
    pub birth: Day,
    /// Sex, where known. Vaccines for one sex are left out where it is not.
    pub sex: Option<Sex>,
    /// The mother has HBs antigen: another series against hepatitis B, paid by health insurance.
    pub mother_hbsag: bool,
    /// Day due, while pregnant.
    pub due: Option<Day>,
}

impl Person {
    /// Somebody of whom no more is known.
    pub fn new(birth: Day, sex: Option<Sex>) -> Self {
        Self { birth, sex, mother_hbsag: false, due: None }
    }
}
