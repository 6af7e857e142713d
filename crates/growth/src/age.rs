use crate::Error;

/// The age growth is looked at by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Corrected {
    /// Born at term, or 24 months old or older: the age by the calendar.
    NotNeeded,
    /// Before the day due: no table holds it.
    BeforeTerm,
    /// Days since the day due.
    Days(i32),
}

/// Corrected age of a child born before 37 weeks, used until 24 months after birth.
///
/// `age_days` since birth; `gestation_days` the length of the pregnancy, 154..=314 (22w0d to 44w6d). For growth only:
/// vaccinations and checkups of law go by the age of the calendar.
///
/// # Errors
/// [`Error::Age`] below 0, [`Error::Gestation`] outside the range.
///
/// # Source
/// Common practice, no official text was read (medium); that 24 months count from birth is this project's reading.
/// Born at 32w0d, 120 days old: 280 - 224 = 56 days off, 64 days.
pub fn corrected(age_days: i32, gestation_days: i32) -> Result<Corrected, Error> {
    if age_days < 0 {
        return Err(Error::Age);
    }
    if !(154..=314).contains(&gestation_days) {
        return Err(Error::Gestation);
    }
    if gestation_days >= 37 * 7 || f64::from(age_days) >= 24.0 * DAYS_OF_MONTH {
        return Ok(Corrected::NotNeeded);
    }
    let days = age_days - (280 - gestation_days);
    Ok(if days < 0 { Corrected::BeforeTerm } else { Corrected::Days(days) })
}

/// Days of a month where months are counted as parts of a year.
pub(crate) const DAYS_OF_MONTH: f64 = 30.4375;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_example_is_64_days() {
        assert_eq!(corrected(120, 32 * 7), Ok(Corrected::Days(64)));
    }

    #[test]
    fn it_ends_at_term_and_at_24_months() {
        assert_eq!(corrected(120, 37 * 7), Ok(Corrected::NotNeeded));
        assert_eq!(corrected(120, 37 * 7 - 1), Ok(Corrected::Days(98)));
        // 24 x 30.4375 = 730.5
        assert_eq!(corrected(730, 210), Ok(Corrected::Days(660)));
        assert_eq!(corrected(731, 210), Ok(Corrected::NotNeeded));
        assert_eq!(corrected(10, 210), Ok(Corrected::BeforeTerm));
        assert_eq!(corrected(-1, 210), Err(Error::Age));
        assert_eq!(corrected(10, 153), Err(Error::Gestation));
        assert_eq!(corrected(i32::MAX, 210), Ok(Corrected::NotNeeded));
    }
}
