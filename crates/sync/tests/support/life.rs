// A life as the vault writes it: kinds, fields and ids of the daily sections, clocks with the noise of people and milliseconds.

use dice::Dice;
use henro_sync::{Batch, Op, OpAct, Value};

#[path = "dice.rs"]
mod dice;

/// A bell of three dice around a middle.
fn about(dice: &mut Dice, middle: i64, width: i64) -> i64 {
    let side = (2 * width / 3 + 1) as u64;
    middle - width + (0..3).map(|_| dice.roll(side) as i64).sum::<i64>()
}

/// What is written down.
#[derive(Clone, Copy, PartialEq)]
pub enum Wrote {
    Measurements,
    Pressures,
    Steps,
    Meals,
    Mixed,
}

const DISHES: u64 = 120;
const FIRST_DAY: i64 = 19_700;

/// `count` changes, as they come about day by day; typed in by a person, or imported in one go.
pub fn life(wrote: Wrote, count: usize, imported: bool, seed: u64) -> Batch {
    let (mut dice, mut ops) = (Dice(seed), Vec::new());
    let mut day = FIRST_DAY;
    while ops.len() < count {
        if matches!(wrote, Wrote::Pressures | Wrote::Mixed) {
            for (occasion, minute, middle) in [(0, 400, 131), (1, 1300, 124)] {
                let systolic = about(&mut dice, middle, 12);
                let pulse = about(&mut dice, 66, 8);
                let values = [systolic, about(&mut dice, systolic * 3 / 5, 6), pulse, occasion];
                let minute = about(&mut dice, minute, 25);
                push(&mut ops, &mut dice, 1, day, Some(minute), values.map(Value::Integer).to_vec());
            }
        }
        if matches!(wrote, Wrote::Measurements | Wrote::Mixed) {
            let weight = about(&mut dice, 63_400, 600) / 100 * 100;
            let minute = about(&mut dice, 405, 25);
            push(&mut ops, &mut dice, 2, day, Some(minute), vec![Value::Integer(1), Value::Integer(weight)]);
            if dice.roll(3) == 0 {
                let temperature = about(&mut dice, 3_640, 40);
                let minute = about(&mut dice, 410, 25);
                let values = vec![Value::Integer(4), Value::Integer(temperature)];
                push(&mut ops, &mut dice, 2, day, Some(minute), values);
            }
        }
        if matches!(wrote, Wrote::Meals | Wrote::Mixed) {
            for (slot, minute) in [(0, 430), (1, 740), (2, 1130)] {
                let minute = about(&mut dice, minute, 20);
                for _ in 0..1 + dice.roll(3) {
                    // Some dishes are eaten often.
                    let dish = dice.roll(DISHES).min(dice.roll(DISHES));
                    push(&mut ops, &mut dice, 7, day, Some(minute), meal(slot, dish));
                }
            }
        }
        if matches!(wrote, Wrote::Steps | Wrote::Mixed) {
            let steps = about(&mut dice, 6_800, 3_500);
            push(&mut ops, &mut dice, 6, day, None, vec![Value::Integer(steps), Value::Integer(0)]);
        }
        day += 1;
    }
    ops.truncate(count);
    if imported {
        ops.iter_mut().zip(0..).for_each(|(op, n)| op.hlc = (1_763_800_000_123 << 16) + n);
    }
    Batch { control: 9, frontier: vec![(2, 40), (3, 7)], ops }
}

/// A dish has its own nutrients; now and then the portion is another.
fn meal(slot: i64, dish: u64) -> Vec<Value> {
    let mut of = Dice(dish + 99);
    let mut values = vec![
        Value::Integer(slot),
        Value::Text(format!("dish/{:04}", dish * 37 % 2_000)),
        Value::Text(format!("料理{}のお皿{}", dish % 20, dish)),
        Value::Integer(100),
    ];
    for scale in [600, 30, 25, 90, 8, 4, 900, 300, 6, 400, 2, 2, 60] {
        values.push(Value::Real(of.roll(scale * 10) as f64 / 10.0));
    }
    if of.roll(20) != 0 {
        values.push(Value::Real(0.0));
    }
    values
}

fn push(ops: &mut Vec<Op>, dice: &mut Dice, kind: u32, day: i64, minute: Option<i64>, values: Vec<Value>) {
    // Typed in within ten minutes, or in the evening.
    let typed = minute.unwrap_or(1_290) * 60_000 - 540 * 60_000 + dice.roll(600_000) as i64;
    let ms = (day * 86_400_000 + typed) as u64;
    let newest = ops.last().map_or(0, |op: &Op| op.hlc);
    let entity = ops.last().map_or(1 << 40, |op| op.entity) + 1 + i64::from(dice.roll(4) == 0);
    let mut fields = vec![(1, Value::Integer(day))];
    fields.extend(minute.map(|minute| (2, Value::Integer(minute))));
    fields.push((3, Value::Integer(540)));
    fields.extend((4..).zip(values));
    let hlc = (ms << 16).max(newest + 1);
    let source = u32::from(dice.roll(8) == 0);
    ops.push(Op { entity, kind, act: OpAct::Put, hlc, at: None, actor: 1, subject: 1, source, fields });
}
