use henro_calc as calc;
use henro_domain::{Day, Entry, Person};
use henro_vault::StoredEntry;

use crate::open::Open;
use crate::wire::{BurnView, StepsView};

/// Steps of a day and the energy of everything moved on it, with the height and weight that were newest then.
pub(super) fn energy_of(
    open: &Open,
    day: Day,
    entries: &[StoredEntry],
    height: Option<f64>,
    weight: Option<f64>,
) -> (StepsView, BurnView) {
    let mut moved = Moved::default();
    entries.iter().for_each(|stored| moved.add(&stored.entry));
    let walk = moved.walk(day, weight, open.stride());
    let steps = StepsView {
        count: moved.steps,
        metres: open.metres(moved.steps),
        minutes: calc::walk_minutes(moved.steps).round() as u32,
        kcal: walk.map(|walk| walk.kcal),
    };
    let steps_kcal = walk.map_or(0.0, |walk| walk.kcal);
    let burn = BurnView {
        exercise_kcal: moved.kcal,
        steps_kcal,
        activity_kcal: moved.kcal + steps_kcal,
        basal_kcal: basal(open.person(), day, height, weight),
        mets_hours: moved.mets_hours + walk.map_or(0.0, |walk| walk.mets_hours),
    };
    (steps, burn)
}

fn basal(person: &Person, day: Day, height: Option<f64>, weight: Option<f64>) -> Option<f64> {
    let age = person.birth?.age_on(day);
    calc::basal_metabolism(person.sex?, age, height?, weight?).ok().map(|basal| basal.kcal)
}

/// What was moved on one day.
#[derive(Default)]
pub(crate) struct Moved {
    steps: u32,
    kcal: f64,
    mets_hours: f64,
    walked_minutes: f64,
}

impl Moved {
    /// Adds an entry; those of other kinds change nothing.
    pub(crate) fn add(&mut self, entry: &Entry) {
        match entry {
            Entry::Steps { count, .. } => self.add_steps(count.0),
            Entry::Exercise { activity, minutes, mets, kcal, .. } => {
                let minutes = f64::from(minutes.0);
                self.kcal += kcal.map_or(0.0, |kcal| kcal.as_f64());
                if mets.as_f64() >= 3.0 {
                    self.mets_hours += mets.as_f64() * minutes / 60.0;
                }
                if on_foot(activity) {
                    self.walked_minutes += minutes;
                }
            }
            _ => {}
        }
    }

    /// Adds steps.
    pub(crate) fn add_steps(&mut self, count: u32) {
        self.steps = self.steps.saturating_add(count);
    }

    /// kcal of the exercise entries.
    pub(crate) fn kcal(&self) -> f64 {
        self.kcal
    }

    /// What the steps come to, without those of logged walks; `None` without steps or weight.
    pub(crate) fn walk(&self, day: Day, weight: Option<f64>, stride: f64) -> Option<calc::Walk> {
        let weight = weight.filter(|_| self.steps > 0)?;
        let logged = calc::LoggedWalk { minutes: self.walked_minutes.min(1440.0), steps: None };
        calc::steps_walk(self.steps.min(MOST_STEPS), stride, weight, logged, calc::rule_on(day)).ok()
    }
}

/// Walking and running make steps that the day's count holds already.
fn on_foot(activity: &str) -> bool {
    henro_reference::activity(activity).is_some_and(|activity| ON_FOOT.contains(&activity.category))
}

/// Categories of the activity table: walking, running.
const ON_FOOT: [&str; 2] = ["walking", "running"];
const MOST_STEPS: u32 = 144_000;
