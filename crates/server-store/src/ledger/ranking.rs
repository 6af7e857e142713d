use super::Ledger;
use crate::rank::{RankAmong, RankAsk, RankBoard, RankBy, RankEntry, RankPlace};
use crate::{Refused, Session};
use henro_sync::Error as Broken;

impl Ledger {
    /// Shows something of the caller for a month, in place of what was shown for it.
    pub async fn rank_show(&self, session: &Session, entry: RankEntry) -> Result<(), Refused> {
        self.check(session).await?;
        let now = months(self.now());
        let shown = entry.month / 100 * 12 + entry.month % 100;
        // Somebody's month may have begun or not ended yet where the server's has not.
        if !(1..=12).contains(&(entry.month % 100)) || shown.abs_diff(now) > 1 || !is_fit(&entry) {
            return Err(Broken::Malformed.into());
        }
        let oldest = now - KEPT_MONTHS;
        Ok(self
            .store
            .rank_put(session.identity, entry, (oldest - 1) / 12 * 100 + (oldest - 1) % 12 + 1)
            .await?)
    }

    /// Takes everything the caller ever showed away, at once.
    pub async fn rank_leave(&self, session: &Session) -> Result<(), Refused> {
        self.check(session).await?;
        Ok(self.store.rank_leave(session.identity).await?)
    }

    /// What the caller shows for a month.
    pub async fn rank_own(&self, session: &Session, month: u64) -> Result<Option<RankEntry>, Refused> {
        self.check(session).await?;
        Ok(self.store.rank_own(session.identity, month).await?)
    }

    /// A board of a month. Only who shows something sees one, and a town or team only those who are in it.
    pub async fn rank_board(
        &self,
        session: &Session,
        month: u64,
        by: RankBy,
        among: &str,
    ) -> Result<RankBoard, Refused> {
        let own = self.rank_own(session, month).await?.ok_or(Broken::NotAllowed)?;
        let among = match among {
            "all" => RankAmong::All,
            "town" => RankAmong::Town(own.town.clone().ok_or(Broken::NotAllowed)?),
            "team" => RankAmong::Team(own.team.ok_or(Broken::NotAllowed)?),
            _ => return Err(Broken::Malformed.into()),
        };
        let value = match by {
            RankBy::Steps => Some(own.steps),
            RankBy::Bmi => own.bmi,
        };
        let rows = self.store.rank_board(RankAsk { month, by, among, own: value, most: TOP }).await?;
        let own = value.map(|value| RankPlace { place: rows.before + 1, nickname: own.nickname, value });
        let mut top: Vec<RankPlace> = Vec::new();
        for (at, (nickname, value)) in (1..).zip(rows.top) {
            let place = top.last().filter(|last| last.value == value).map_or(at, |last| last.place);
            top.push(RankPlace { place, nickname, value });
        }
        Ok(RankBoard { top, count: rows.count, own })
    }
}

fn is_fit(entry: &RankEntry) -> bool {
    let short = |text: &String, most: usize| {
        (1..=most).contains(&text.chars().count()) && text.trim() == text && !text.chars().any(is_hidden)
    };
    short(&entry.nickname, NAME)
        && entry.town.as_ref().is_none_or(|town| short(town, TOWN))
        && entry.steps <= MOST_STEPS
        && entry.bmi.is_none_or(|tenths| tenths <= MOST_BMI)
}

/// Control characters, and those that turn the direction of writing or cannot be seen.
fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Months since year 0, in UTC.
fn months(ms: u64) -> u64 {
    // Days to a civil date: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_to_civil.
    let days = ms / 86_400_000 + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    year * 12 + month
}

const TOP: u64 = 10;
const NAME: usize = 20;
const TOWN: usize = 40;
/// More than anybody walks in a month.
const MOST_STEPS: u64 = 31 * 200_000;
const MOST_BMI: u64 = 1_000;
/// How many months before this one are kept.
const KEPT_MONTHS: u64 = 12;

#[cfg(test)]
mod tests {
    use super::*;

    /// By `date -u -d @SECONDS`.
    #[test]
    fn months_are_those_of_the_calendar() {
        for (seconds, year, month) in [
            (0, 1970, 1),
            (951_782_400, 2000, 2),
            (951_868_800, 2000, 3),
            (1_798_761_599, 2026, 12),
            (1_798_761_600, 2027, 1),
            (1_800_000_000, 2027, 1),
        ] {
            assert_eq!(months(seconds * 1000), year * 12 + month, "{seconds}");
        }
    }
}
