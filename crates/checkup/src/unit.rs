//! Numbers in a unit that is not the item's: never taken over unasked, only offered.

use henro_domain::Decimal;
use henro_reference::CheckupItem;

/// Units in which laboratories elsewhere write an item, with the factor to its own. Start of the item's code, unit, factor.
///
/// Molar masses: glucose 180.16, cholesterol 386.65, triglycerides (as triolein) 885.7, creatinine 113.12, uric acid 168.11, bilirubin
/// 584.66 g/mol (CAS); haemoglobin g/L is a tenth of g/dL.
const OTHERS: [(&str, &str, &str); 11] = [
    ("3D010", "mmol/L", "18.016"),
    ("3F050", "mmol/L", "38.665"),
    ("3F070", "mmol/L", "38.665"),
    ("3F077", "mmol/L", "38.665"),
    ("3F069", "mmol/L", "38.665"),
    ("3F015", "mmol/L", "88.57"),
    ("3C015", "umol/L", "0.011312"),
    ("3C020", "umol/L", "0.016811"),
    ("3J010", "umol/L", "0.058466"),
    ("2A030", "g/L", "0.1"),
    ("9N001", "m", "100"),
];

/// The units an item may have been written in instead of its own.
pub fn other_units(item: &CheckupItem) -> Vec<&'static str> {
    factors(item).map(|(unit, _)| unit).collect()
}

/// A number of another unit in the item's own, with the item's decimals; `None` for a unit that is not offered.
pub fn in_own_unit(item: &CheckupItem, unit: &str, number: Decimal) -> Option<Decimal> {
    let (_, factor) = factors(item).find(|(own, _)| *own == unit)?;
    Some(number.checked_mul(factor)?.round_dp(item.decimals()))
}

/// The other units of an item with their factors.
pub(crate) fn factors(item: &CheckupItem) -> impl Iterator<Item = (&'static str, Decimal)> {
    let own = OTHERS.iter().filter(|(code, ..)| item.code.starts_with(code));
    own.filter_map(|(_, unit, factor)| Some((*unit, Decimal::from_str_exact(factor).ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use henro_reference::checkup_item;

    #[test]
    fn glucose_of_5_5_mmol_is_99_mg() {
        // 5.5 x 18.016 = 99.088
        let item = checkup_item("3D010000001926101").unwrap();
        assert_eq!(other_units(item), ["mmol/L"]);
        assert_eq!(in_own_unit(item, "mmol/L", "5.5".parse().unwrap()), Some(Decimal::from(99)));
        assert_eq!(in_own_unit(item, "g/L", Decimal::ONE), None);
        assert_eq!(in_own_unit(item, "mmol/L", Decimal::MAX), None);
    }

    #[test]
    fn every_offer_belongs_to_an_item_with_a_number() {
        for (code, unit, factor) in OTHERS {
            let items = henro_reference::checkup_items().iter().filter(|item| item.code.starts_with(code));
            assert!(items.clone().count() > 0, "{code}");
            assert!(factor.parse::<Decimal>().is_ok() && !unit.is_empty());
        }
    }
}
