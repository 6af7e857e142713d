use henro_domain::Milli;

use crate::Error;

/// HbA1c of the Japanese scale (JDS) as the international one (NGSP), percent, one decimal, half up. Reckoned in whole
/// numbers, so that no half is lost.
///
/// `jds_pct` 2..=20 %. Reports before April 2012 (特定健診: April 2013) are JDS.
///
/// # Errors
/// [`Error::Laboratory`] outside that range.
///
/// # Source
/// 日本糖尿病学会, 2011-10: NGSP = 1.02 x JDS + 0.25, which is + 0.3 up to 4.9, + 0.4 from 5.0 to 9.9, + 0.5 from 10.0. 5.2: 5.304 + 0.25 = 5.554 -> 5.6.
pub fn ngsp_of_jds(jds_pct: Milli) -> Result<Milli, Error> {
    let jds = jds_pct.milli();
    if !(2_000..=20_000).contains(&jds) {
        return Err(Error::Laboratory);
    }
    // In hundred-thousandths: 1.02 x JDS + 0.25, and a half of a tenth.
    let tenths = (102 * jds + 25_000 + 5_000) / 10_000;
    Ok(Milli::from_milli(tenths * 100))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_steps_of_the_society_come_out() {
        // the difference for each tenth, by the rule of the source
        for tenths in 20..=149_i64 {
            let added = match tenths {
                ..=49 => 3,
                50..=99 => 4,
                _ => 5,
            };
            let ngsp = ngsp_of_jds(Milli::from_milli(tenths * 100)).unwrap();
            assert_eq!(ngsp.milli(), (tenths + added) * 100, "{tenths}");
        }
    }

    #[test]
    fn values_nobody_has_are_refused() {
        assert_eq!(ngsp_of_jds(Milli::from_milli(1_999)).unwrap_err(), Error::Laboratory);
        assert_eq!(ngsp_of_jds(Milli::from_milli(i64::MAX)).unwrap_err(), Error::Laboratory);
    }
}
