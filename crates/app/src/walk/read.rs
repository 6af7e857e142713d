use henro_calc::{Direction, Journey, Route, Ways, days_to_next, journey};
use henro_domain::Day;
use henro_reference::{legs, place_on_leg, temple};

use super::map::place;
use crate::wire::*;
use crate::{Code, Context, WireError};

/// The pilgrimage as it stands.
pub(crate) fn read(ctx: &Context, _: Empty) -> Result<WalkView, WireError> {
    ctx.with_open(|open, now| open.walk(now.today).cloned())
}

/// Changes the way round or the day of the start.
pub(crate) fn write(ctx: &Context, settings: WalkSettings) -> Result<WalkView, WireError> {
    ways(&settings)?;
    ctx.with_open(|open, now| {
        open.write_walk_settings(&settings, now)?;
        open.walk(now.today).cloned()
    })
}

/// The small scene of a day page.
pub(crate) fn scene(view: &WalkView) -> WalkScene {
    let name = |number: u8| temple(number).map_or("", |temple| temple.name).to_owned();
    WalkScene {
        from_temple: view.from_temple,
        from_name: name(view.from_temple),
        next_temple: view.next_temple,
        next_name: name(view.next_temple),
        metres_left: view.metres_left,
        fraction: view.fraction,
    }
}

/// Lays metres a day (in order of days) along the road.
pub(crate) fn view(
    days: &[(Day, u32)],
    settings: WalkSettings,
    today: Day,
    stride_guessed: bool,
) -> Result<WalkView, WireError> {
    let days = days.get(days.partition_point(|(day, _)| settings.start.is_some_and(|start| *day < start))..);
    let days = days.unwrap_or_default();
    let kilometres: Vec<f64> = legs().iter().map(|leg| leg.walk_km.as_f64()).collect();
    let route = Route::from_km(&kilometres).map_err(|_| Code::Internal)?;
    let ways = ways(&settings)?;
    let start = route.first_temple(ways.of(1));
    let journey = journey(&route, &ways, days).map_err(|_| Code::Internal)?;
    let at = journey.position;
    let leg_m = at.into_leg_m + at.left_m;
    let fraction = at.into_leg_m as f64 / leg_m.max(1) as f64;
    let first = days.iter().find(|(_, metres)| *metres > 0).map(|(day, _)| *day);
    Ok(WalkView {
        settings,
        round: at.round,
        day_number: first.map_or(0, |first| u32::try_from(today.since(first) + 1).unwrap_or(0)),
        direction: way_of(at.direction),
        next_direction: way_of(at.next_direction),
        metres: at.round_m,
        round_metres: at.round_length_m,
        total_metres: at.total_m,
        from_temple: if first.is_some() { small(at.from_temple) } else { 0 },
        next_temple: if first.is_some() { small(at.to_temple) } else { small(start) },
        metres_left: if first.is_some() { u32::try_from(at.left_m).unwrap_or(u32::MAX) } else { 0 },
        days_left: days_to_next(days, today, at.left_m).and_then(|days| u32::try_from(days).ok()),
        fraction,
        at: stand(at.direction, at.from_temple, fraction),
        stamps: stamps(&journey),
        completed: journey.completions.iter().map(|completion| completion.day).collect(),
        stride_guessed,
    })
}

/// Which way each round goes.
fn ways(settings: &WalkSettings) -> Result<Ways, WireError> {
    if settings.turns.len() > MOST_TURNS {
        return Err(WireError::limit(Code::RequestInvalid, MOST_TURNS as u32));
    }
    let turns: Vec<_> =
        settings.turns.iter().map(|turn| (turn.round, direction_of(turn.direction))).collect();
    Ways::new(direction_of(settings.direction), &turns).map_err(|_| Code::RequestInvalid.into())
}

fn direction_of(way: WalkDirection) -> Direction {
    match way {
        WalkDirection::Forward => Direction::Forward,
        WalkDirection::Backward => Direction::Reverse,
    }
}

fn way_of(direction: Direction) -> WalkDirection {
    match direction {
        Direction::Forward => WalkDirection::Forward,
        Direction::Reverse => WalkDirection::Backward,
    }
}

fn stand(direction: Direction, from: u16, fraction: f64) -> MapPoint {
    let from = usize::from(from);
    let (leg, fraction) = match direction {
        Direction::Forward => (from.saturating_sub(1), fraction),
        // Going back from temple n means the leg that leads to n, from its end; from temple 1 that is the way home.
        Direction::Reverse => ((from + 86) % 88, 1.0 - fraction),
    };
    place_on_leg(leg, fraction).map_or(MapPoint { x: 0.0, y: 0.0 }, place)
}

fn stamps(journey: &Journey) -> Vec<Stamp> {
    let stamps = journey.arrivals.iter().map(|arrival| Stamp {
        temple: small(arrival.temple),
        name: temple(small(arrival.temple)).map_or("", |temple| temple.name).to_owned(),
        round: arrival.round,
        day: arrival.day,
    });
    stamps.collect()
}

fn small(number: u16) -> u8 {
    u8::try_from(number).unwrap_or(0)
}

const MOST_TURNS: usize = 1_000;
/// The most metres of one day, as in `calc::journey`.
pub(crate) const MOST_METRES: u32 = 1_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    fn day(number: i32) -> Day {
        Day::from_number(20_000 + number).unwrap()
    }

    fn settings(direction: WalkDirection) -> WalkSettings {
        WalkSettings { direction, start: None, turns: vec![] }
    }

    #[test]
    fn before_the_first_step_the_pilgrim_stands_at_the_first_temple() {
        let view = view(&[], settings(WalkDirection::Forward), day(0), false).unwrap();
        assert_eq!((view.from_temple, view.next_temple, view.day_number, view.stamps.len()), (0, 1, 0, 0));
        let first = temple(1).unwrap();
        let at = place((first.lon, first.lat));
        assert_eq!((view.at.x, view.at.y), (at.x, at.y));
    }

    #[test]
    fn two_kilometres_lie_between_the_second_and_third_temple() {
        // Legs of the table: 1 -> 2 is 1.3 km; 0.7 km of the next leg are done.
        let view = view(&[(day(0), 2000)], settings(WalkDirection::Forward), day(0), false).unwrap();
        assert_eq!((view.from_temple, view.next_temple, view.round, view.day_number), (2, 3, 1, 1));
        assert_eq!(view.stamps.iter().map(|stamp| stamp.temple).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(view.metres, 2000);
    }

    #[test]
    fn the_other_way_round_begins_at_the_last_temple() {
        let view = view(&[(day(0), 100)], settings(WalkDirection::Backward), day(0), false).unwrap();
        assert_eq!((view.from_temple, view.next_temple), (88, 87));
        let last = temple(88).unwrap();
        let at = place((last.lon, last.lat));
        assert!((view.at.x - at.x).abs() < 5.0 && (view.at.y - at.y).abs() < 5.0);
    }

    #[test]
    fn once_round_is_a_completion_and_a_second_round() {
        // 1,100,700 m to temple 88, 1,140,500 m home: lengths of the table.
        let days = [(day(0), 1_000_000), (day(1), 141_000)];
        let view = view(&days, settings(WalkDirection::Forward), day(1), false).unwrap();
        assert_eq!((view.round, view.completed.len(), view.metres), (2, 1, 500));
        assert_eq!(view.stamps.len(), 89);
    }

    #[test]
    fn steps_before_the_start_do_not_count() {
        let ask = WalkSettings { direction: WalkDirection::Forward, start: Some(day(1)), turns: vec![] };
        let view = view(&[(day(0), 900_000), (day(1), 10)], ask, day(1), false).unwrap();
        assert_eq!((view.total_metres, view.from_temple), (10, 1));
    }
}
