//! Where the time labels stand and what they say.

use henro_domain::Day;

use crate::{Grain, Lang, labels::width};

/// A label under the chart.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TimeTick {
    pub(crate) day: Day,
    pub(crate) text: String,
}

/// Time labels of a period that fit beside each other on `plot_px`.
pub(crate) fn time_ticks(from: Day, to: Day, lang: Lang, plot_px: f64, text_px: f64) -> Vec<TimeTick> {
    let all = match Grain::of(from, to) {
        Grain::Day => days(from, to, lang, plot_px, text_px),
        Grain::Month => months(from, to, lang),
        Grain::Year => years(from, to, lang),
    };
    let widest = all.iter().map(|tick| width(&tick.text, text_px)).fold(0.0, f64::max) + text_px * 0.6;
    let span = f64::from((to.since(from) + 1).max(1));
    let closest = all
        .windows(2)
        .filter_map(|pair| Some(f64::from(pair.get(1)?.day.since(pair.first()?.day)) / span * plot_px))
        .fold(f64::INFINITY, f64::min);
    let every = if closest.is_finite() { (widest / closest.max(0.01)).ceil().max(1.0) as usize } else { 1 };
    thin(all, every)
}

/// Keeps every nth label, so that the first January is one of them (every 5th month would wander, so every 6th then).
fn thin(all: Vec<TimeTick>, every: usize) -> Vec<TimeTick> {
    let every = if every == 5 { 6 } else { every };
    let first_of_year = all.iter().position(|tick| tick.day.month() == 1 && tick.day.day_of_month() == 1);
    let offset = first_of_year.unwrap_or(0) % every;
    all.into_iter().skip(offset).step_by(every).collect()
}

/// Every day, or every so many days counted back from the last, as many as fit.
fn days(from: Day, to: Day, lang: Lang, plot_px: f64, text_px: f64) -> Vec<TimeTick> {
    let span = to.since(from) + 1;
    let widest = width(&day_text(to, lang), text_px) + text_px * 0.6;
    let fits = |step: &i32| f64::from(*step) / f64::from(span) * plot_px >= widest;
    let step = [1, 2, 7, 14, 28, 56].into_iter().find(fits).unwrap_or(92);
    let mut ticks: Vec<TimeTick> = (0..span)
        .step_by(step as usize)
        .map(|back| to.plus(-back))
        .map(|day| TimeTick { day, text: day_text(day, lang) })
        .collect();
    ticks.reverse();
    ticks
}

fn months(from: Day, to: Day, lang: Lang) -> Vec<TimeTick> {
    let first = from.year() * 12 + from.month() as i32 - 1;
    let last = to.year() * 12 + to.month() as i32 - 1;
    let tick = |number: i32| {
        let day = Day::new(number.div_euclid(12), number.rem_euclid(12) as u32 + 1, 1).ok()?;
        (day >= from).then(|| TimeTick { day, text: month_text(day, lang) })
    };
    (first..=last).filter_map(tick).collect()
}

fn years(from: Day, to: Day, lang: Lang) -> Vec<TimeTick> {
    let tick = |year: i32| {
        let day = Day::new(year, 1, 1).ok()?;
        (day >= from).then(|| TimeTick { day, text: year_text(year, lang) })
    };
    (from.year()..=to.year()).filter_map(tick).collect()
}

fn day_text(day: Day, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("{}/{}", day.month(), day.day_of_month()),
        Lang::En => format!("{} {}", month_name(day), day.day_of_month()),
    }
}

fn month_text(day: Day, lang: Lang) -> String {
    match (day.month(), lang) {
        (1, _) => year_text(day.year(), lang),
        (month, Lang::Ja) => format!("{month}月"),
        (_, Lang::En) => month_name(day).to_owned(),
    }
}

fn year_text(year: i32, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("{year}年"),
        Lang::En => year.to_string(),
    }
}

fn month_name(day: Day) -> &'static str {
    MONTHS.get(day.month() as usize - 1).copied().unwrap_or_default()
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(y: i32, m: u32, d: u32) -> Day {
        Day::new(y, m, d).unwrap()
    }

    fn texts(from: Day, to: Day, lang: Lang, plot: f64) -> Vec<String> {
        time_ticks(from, to, lang, plot, 15.0).into_iter().map(|tick| tick.text).collect()
    }

    #[test]
    fn a_month_is_labelled_by_weeks_counted_back_from_today() {
        let got = texts(day(2026, 10, 23), day(2026, 11, 21), Lang::Ja, 500.0);
        assert_eq!(got, ["10/24", "10/31", "11/7", "11/14", "11/21"]);
    }

    #[test]
    fn a_year_is_labelled_by_months_with_the_year_at_january() {
        let got = texts(day(2025, 12, 1), day(2026, 11, 30), Lang::Ja, 600.0);
        assert_eq!(got, ["2026年", "3月", "5月", "7月", "9月", "11月"]);
        let en = texts(day(2025, 12, 1), day(2026, 11, 30), Lang::En, 600.0);
        assert_eq!(en[..2], ["2026", "Mar"]);
    }

    #[test]
    fn ten_years_are_labelled_by_years() {
        let got = texts(day(2016, 11, 22), day(2026, 11, 21), Lang::Ja, 700.0);
        assert_eq!(got.first().map(String::as_str), Some("2017年"));
    }

    proptest! {
        #[test]
        fn labels_never_overlap(start in -20_000i32..80_000, span in 0i32..40_000, plot in 150.0f64..3000.0, ja: bool) {
            let from = Day::from_number(start).unwrap();
            let to = from.plus(span);
            let lang = if ja { Lang::Ja } else { Lang::En };
            let ticks = time_ticks(from, to, lang, plot, 15.0);
            let at = |day: Day| f64::from(day.since(from)) / f64::from(to.since(from) + 1) * plot;
            for pair in ticks.windows(2) {
                let room = (width(&pair[0].text, 15.0) + width(&pair[1].text, 15.0)) / 2.0;
                prop_assert!(at(pair[1].day) - at(pair[0].day) >= room);
            }
        }
    }
}
