//! Which of the doses somebody had count, and as what.

use std::collections::BTreeMap;

use henro_domain::Day;
use henro_reference::{
    Anchor, AnchorPoint, Availability, Dose, Season, Series, Vaccine, VaccineCategory, vaccine_product,
};

use crate::choose::{in_play, season_of};
use crate::days::{day_of, of_this_pregnancy};
use crate::given::{Finding, Given, Judged, Verdict};
use crate::spacing::{Other, kept};
use crate::table::{Meant, track};
use crate::track::{Counted, Track};
use crate::window::windows;
use crate::{Error, Person};

/// What the history comes to.
pub(crate) struct History {
    /// In the order it was given.
    pub(crate) judged: Vec<Judged>,
    pub(crate) tracks: BTreeMap<&'static str, Track>,
    /// Doses that keep others away.
    pub(crate) others: Vec<Other>,
}

impl History {
    pub(crate) fn track(&self, code: &'static str) -> Track {
        self.tracks.get(track(code)).cloned().unwrap_or_default()
    }

    /// Was this vaccine given, whether it counts or not?
    pub(crate) fn had(&self, code: &str) -> bool {
        self.others.iter().any(|other| other.meant.code() == code)
    }

    /// Doses of this vaccine that count, before a day.
    pub(crate) fn count_before(&self, code: &'static str, day: Option<Day>) -> usize {
        let counted = self.tracks.get(track(code)).map(|track| track.counted.as_slice()).unwrap_or_default();
        counted.iter().filter(|it| it.vaccine == code && day.is_none_or(|day| it.day < day)).count()
    }
}

/// Judges every dose by the doses before it.
pub(crate) fn judge(person: &Person, given: &[Given], today: Day) -> Result<History, Error> {
    let mut meant = Vec::with_capacity(given.len());
    for (place, one) in given.iter().enumerate() {
        if one.lot.as_ref().is_some_and(|lot| lot.len() > Given::LOT_MOST) {
            return Err(Error::Lot(place));
        }
        meant.push(Meant::read(&one.code, person.sex).ok_or(Error::UnknownVaccine(place))?);
    }
    let mut order: Vec<usize> = (0..given.len()).collect();
    order.sort_by_key(|place| (given[*place].day, *place));
    let mut history = History { judged: Vec::new(), tracks: BTreeMap::new(), others: Vec::new() };
    let mut judged: Vec<(usize, Judged)> = Vec::with_capacity(given.len());
    for place in order {
        let one = &given[place];
        let earlier = judged.iter().map(|(place, judged)| (&given[*place], meant[*place], judged));
        let mut findings = mistakes(person, one, meant[place], today, &earlier.collect::<Vec<_>>());
        let mistaken = findings.iter().any(|finding| finding.verdict() == Verdict::Mistaken);
        let mut counts_as = None;
        let verdict = match meant[place] {
            _ if mistaken => Verdict::Mistaken,
            Meant::Recorded(_) => Verdict::Recorded,
            Meant::Vaccine(vaccine) => {
                let (found, verdict) = place_dose(person, vaccine, one, &history, &mut findings);
                counts_as = found;
                verdict
            }
        };
        if !mistaken {
            history.note(meant[place], one.day, counts_as);
        }
        judged.push((
            place,
            Judged { vaccine: meant[place].code(), day: one.day, counts_as, verdict, findings },
        ));
    }
    judged.sort_by_key(|(place, _)| *place);
    history.judged = judged.into_iter().map(|(_, judged)| judged).collect();
    Ok(history)
}

impl History {
    fn note(&mut self, meant: Meant, day: Day, counts_as: Option<(&'static str, u8)>) {
        self.others.push(Other { meant, day });
        let Meant::Vaccine(vaccine) = meant else { return };
        let track = self.tracks.entry(track(vaccine.code)).or_default();
        track.last = Some(day);
        let counted =
            counts_as.map(|(series, number)| Counted { vaccine: vaccine.code, series, number, day });
        track.counted.extend(counted);
    }
}

/// What is wrong with an entry as it was written.
fn mistakes(
    person: &Person,
    one: &Given,
    meant: Meant,
    today: Day,
    earlier: &[(&Given, Meant, &Judged)],
) -> Vec<Finding> {
    let mut found = Vec::new();
    if one.day < person.birth {
        found.push(Finding::BeforeBirth);
    }
    if one.day > today {
        found.push(Finding::InFuture);
    }
    let same = earlier.iter().filter(|(_, other, judged)| {
        track(other.code()) == track(meant.code()) && judged.verdict != Verdict::Mistaken
    });
    let same: Vec<_> = same.collect();
    if same.iter().any(|(other, ..)| other.day == one.day) {
        found.push(Finding::Twice);
    }
    if one.number.is_some_and(|own| same.iter().any(|(other, ..)| other.number > Some(own)))
        && !seasonal(meant)
    {
        found.push(Finding::OutOfOrder);
    }
    found
}

fn seasonal(meant: Meant) -> bool {
    crate::table::series_of(meant.code()).any(|series| series.season.is_some())
}

/// The place of a dose in its series, and whether it counts there.
fn place_dose(
    person: &Person,
    vaccine: &'static Vaccine,
    one: &Given,
    history: &History,
    findings: &mut Vec<Finding>,
) -> (Option<(&'static str, u8)>, Verdict) {
    findings.extend(of_product(&one.code, one.day));
    if vaccine.sex.is_some_and(|sex| person.sex.is_some_and(|own| own != sex)) {
        findings.push(Finding::Sex);
    }
    findings.extend(mixed(vaccine.code, one.day, history));
    let so_far = history.track(vaccine.code);
    let found = part(person, vaccine, &so_far, history, one.day);
    let Some((series, dose)) = found.map(|found| of_three(person, found, &so_far, one.day)) else {
        findings.extend(spaced(vaccine, one.day, history));
        return (None, Verdict::Extra);
    };
    findings.extend(in_time(person, vaccine, series, dose, one.day));
    let held = so_far.held(person, series, dose, one.day).filter(|held| one.day < held.from);
    findings.extend(held.map(|held| Finding::TooSoon { from: held.from }));
    findings.extend(spaced(vaccine, one.day, history));
    let verdict = findings.iter().map(|finding| finding.verdict()).max().unwrap_or(Verdict::Counts);
    ((verdict <= Verdict::Ask).then_some((series.id, dose.number)), verdict)
}

/// A second dose of HPV too soon for two doses is one of three.
fn of_three(
    person: &Person,
    (series, dose): (&'static Series, &'static Dose),
    so_far: &Track,
    day: Day,
) -> (&'static Series, &'static Dose) {
    let soon = so_far.held(person, series, dose, day).is_some_and(|held| day < held.from);
    let three = crate::table::series("HPV9-3D").zip(crate::table::dose("HPV9-3D", dose.number));
    three.filter(|_| soon && series.id == "HPV9-2D").unwrap_or((series, dose))
}

/// The series and dose that one on `day` would be.
fn part(
    person: &Person,
    vaccine: &'static Vaccine,
    so_far: &Track,
    history: &History,
    day: Day,
) -> Option<(&'static Series, &'static Dose)> {
    let all = in_play(person, vaccine, &this_season(so_far, day), day);
    let first = *all.first()?;
    if first.season.is_some() {
        return of_season(person, first, so_far, day).map(|dose| (first, dose));
    }
    let basic = history.count_before("DPTIPV", Some(day)) + history.count_before("DPTIPVHIB", Some(day)) >= 4;
    let open: Vec<_> = all
        .into_iter()
        .filter(|series| !(basic && ["DPT-1", "IPV-1"].contains(&series.id)))
        .filter_map(|series| so_far.next(person, series, day).map(|dose| (series, dose)))
        .collect();
    let spans = |dose: &Dose| windows(person, vaccine, dose);
    let now = open.iter().find(|(_, dose)| spans(dose).iter().any(|window| window.holds(day)));
    let over = open.iter().find(|(_, dose)| spans(dose).first().is_none_or(|window| window.from <= day));
    now.or(over).or(open.first()).copied()
}

/// Only what lies in the season of a day, for those that come again; all of it out of season.
pub(crate) fn this_season(so_far: &Track, day: Day) -> Track {
    let again = so_far.counted.iter().any(|counted| {
        crate::table::series(counted.series).is_some_and(|it| matches!(it.season, Some(Season::Months(..))))
    });
    let Some((from, to)) = season_of(day).filter(|_| again) else { return so_far.clone() };
    let counted =
        so_far.counted.iter().filter(|counted| (from..=to).contains(&counted.day)).copied().collect();
    Track { counted, last: so_far.last }
}

fn of_season(person: &Person, series: &'static Series, so_far: &Track, day: Day) -> Option<&'static Dose> {
    match series.season {
        Some(Season::Months(..)) if season_of(day).is_some() => {
            this_season(so_far, day).next(person, series, day)
        }
        // Once a year, with every pregnancy, or out of season: each stands for itself.
        _ => crate::table::doses(series.id).next(),
    }
}

/// Is the day within the programme of the dose?
fn in_time(person: &Person, vaccine: &Vaccine, series: &Series, dose: &Dose, day: Day) -> Option<Finding> {
    if let Some(Season::Months(..)) = series.season
        && season_of(day).is_none()
    {
        return Some(Finding::OutOfSeason);
    }
    let not_before = dose.not_before.and_then(|anchor| day_of(person, anchor)).filter(|from| day < *from);
    if let Some(from) = not_before {
        return Some(Finding::TooYoung { from });
    }
    let all = windows(person, vaccine, dose);
    if let Some(window) = all.iter().find(|window| window.holds(day)) {
        return window.exception.map(Finding::ByException);
    }
    let unknown = dose.from.unwrap_or(vaccine.from);
    let other = all.is_empty() || !of_this_pregnancy(person, day);
    if other && matches!(unknown.point, AnchorPoint::Gestation(_)) {
        // Another pregnancy than the one that is known.
        return vaccine.routine_from.filter(|from| day < *from).map(|_| Finding::OutsideProgramme);
    }
    match all.first() {
        Some(window) if day < window.from && by_body(vaccine, unknown) => {
            Some(Finding::TooYoung { from: window.from })
        }
        _ => Some(Finding::OutsideProgramme),
    }
}

/// An age that stands for what a body can take, not for who is paid for.
fn by_body(vaccine: &Vaccine, from: Anchor) -> bool {
    vaccine.category != VaccineCategory::B && !matches!(from.point, AnchorPoint::YearStart(_))
}

fn of_product(code: &str, day: Day) -> Option<Finding> {
    let product = vaccine_product(code)?;
    if product.from.is_some_and(|from| day < from) {
        return Some(Finding::NotInUseThen);
    }
    product.to.filter(|to| day > *to).map(|_| match product.basis {
        Availability::Sale => Finding::NotInUseThen,
        Availability::Routine => Finding::OutsideProgramme,
    })
}

/// Another product of the group before this one.
fn mixed(code: &'static str, day: Day, history: &History) -> Option<Finding> {
    let before = |other: &str| history.others.iter().any(|it| it.meant.code() == other && it.day <= day);
    match code {
        "ROTA1" => before("ROTA5").then_some(Finding::Mixed("ROTA")),
        "ROTA5" => before("ROTA1").then_some(Finding::Mixed("ROTA")),
        "ZOSR" => before("ZOSL").then_some(Finding::Mixed("ZOSTER")),
        "ZOSL" => before("ZOSR").then_some(Finding::Mixed("ZOSTER")),
        "HPV2" => (before("HPV4") || before("HPV9")).then_some(Finding::Mixed("HPV")),
        "HPV4" => (before("HPV2") || before("HPV9")).then_some(Finding::Mixed("HPV")),
        "DPTIPV" | "HIB" => before("DPTIPVHIB").then_some(Finding::Mixed("SUB-5-HIB")),
        "DPTIPVHIB" => {
            let four = history.count_before("DPTIPV", Some(day));
            let uneven = four > 0 && four != history.count_before("HIB", Some(day));
            uneven.then_some(Finding::Mixed("SUB-UNEVEN"))
        }
        _ => None,
    }
}

fn spaced(vaccine: &Vaccine, day: Day, history: &History) -> Option<Finding> {
    let held = history.others.iter().filter_map(|other| kept(vaccine.code, vaccine.kind, day, *other));
    held.max().map(|(from, rule)| Finding::Spacing { rule, from })
}
