//! Criteria that are met, not met, or unknown.

/// What a judgement looks at. In an answer: what was not known and might have changed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Criterion {
    /// 腹囲, or 内臓脂肪面積.
    Waist,
    /// BMI.
    Bmi,
    /// 血圧.
    Pressure,
    /// 脂質.
    Lipids,
    /// 血糖.
    Glucose,
    /// 喫煙.
    Smoking,
    /// 服薬.
    Medicines,
}

impl Criterion {
    /// Name for texts to be looked up by.
    pub fn key(self) -> &'static str {
        match self {
            Self::Waist => "waist",
            Self::Bmi => "bmi",
            Self::Pressure => "pressure",
            Self::Lipids => "lipids",
            Self::Glucose => "glucose",
            Self::Smoking => "smoking",
            Self::Medicines => "medicines",
        }
    }
}

/// Either is enough: true if one surely is, false if both surely are not.
pub(crate) fn either(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

/// The answer that holds whatever the unknown criteria are; `None` where they decide.
///
/// `answer` is asked for every way the unknown ones could be: at most 2^7 of them.
pub(crate) fn settled<const N: usize, A: PartialEq>(
    states: [(Criterion, Option<bool>); N],
    answer: impl Fn([bool; N]) -> A,
) -> Option<A> {
    let unknown: Vec<usize> =
        states.iter().enumerate().filter(|(_, (_, state))| state.is_none()).map(|(at, _)| at).collect();
    let mut settled = None;
    for way in 0_u32..1 << unknown.len() {
        let mut bools = states.map(|(_, state)| state.unwrap_or_default());
        for (bit, at) in unknown.iter().enumerate() {
            if let Some(slot) = bools.get_mut(*at) {
                *slot = way & (1 << bit) != 0;
            }
        }
        let this = answer(bools);
        match &settled {
            None => settled = Some(this),
            Some(before) if *before == this => {}
            Some(_) => return None,
        }
    }
    settled
}

/// The criteria of some states.
pub(crate) fn those<const N: usize>(
    states: &[(Criterion, Option<bool>); N],
    wanted: Option<bool>,
) -> Vec<Criterion> {
    states.iter().filter(|(_, state)| *state == wanted).map(|(criterion, _)| *criterion).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn either_is_true_as_soon_as_one_is() {
        assert_eq!(either(Some(true), None), Some(true));
        assert_eq!(either(None, Some(false)), None);
        assert_eq!(either(Some(false), Some(false)), Some(false));
    }

    #[test]
    fn an_answer_is_settled_only_if_nothing_unknown_changes_it() {
        let states = [(Criterion::Waist, Some(true)), (Criterion::Lipids, None), (Criterion::Glucose, None)];
        let count = |bools: [bool; 3]| bools.iter().filter(|met| **met).count();
        assert_eq!(settled(states, count), None);
        assert_eq!(settled(states, |bools| count(bools) >= 1), Some(true));
        assert_eq!(those(&states, None), [Criterion::Lipids, Criterion::Glucose]);
    }
}
