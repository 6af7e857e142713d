// Lines of the file as Henro's entries, and back.

// Henro takes nothing from days to come, and a million lines of the file run into 2079.
const EARLIER = Date.UTC(2021, 0, 1) - Date.UTC(1961, 0, 1);
const DAY = 86_400_000;
const MEASURED = ['weight_kg', 'temperature_c', 'glucose_mgdl'];

/** What `entry_record` takes. The three numbers of one reading of a cuff, which stand in a row, are one entry. */
export function* bodies(lines) {
  for (let at = 0; at < lines.length; at += 1) {
    const { kind, time, value } = lines[at];
    let body;
    if (kind === 'systolic') {
      const reading = lines.slice(at, (at += 2) + 1);
      const whole = reading.map((line) => line.kind).join() === CUFF.join() && reading.every((line) => line.time === time);
      if (!whole) throw new Error('a reading of a cuff is not whole: ask for an entry or two more');
      const [systolic, diastolic, pulse] = reading.map((line) => line.value);
      body = { kind: 'blood_pressure', systolic, diastolic, pulse, occasion: null };
    } else {
      body = bodyOf(kind, time, value);
    }
    yield { ...whenOf(time), body };
  }
}

/** The lines that an entry shown by Henro was made of, without ids. */
export function values({ day, minute, body }) {
  const time = Date.parse(`${day}T00:00Z`) + EARLIER + minute * 60_000;
  if (body.kind === 'blood_pressure') return CUFF.map((kind) => ({ kind, time, value: body[kind] }));
  if (body.kind === 'measurement') return [{ kind: body.item, time, value: body.value }];
  const [, field] = PLAIN[body.kind];
  return [{ kind: body.kind, time, value: body[field] }];
}

const CUFF = ['systolic', 'diastolic', 'pulse'];

/** What else each kind wants said, and the field of its value. */
const PLAIN = {
  condition: [() => ({}), 'level'],
  diary: [() => ({}), 'text'],
  steps: [() => ({ source: 'imported' }), 'count'],
  intake: [(minute) => ({ slot: minute < 600 ? 'breakfast' : minute < 900 ? 'lunch' : 'dinner', portion: 1 }), 'food'],
};

function bodyOf(kind, time, value) {
  if (MEASURED.includes(kind)) return { kind: 'measurement', item: kind, value };
  const [more, field] = PLAIN[kind];
  return { kind, ...more(whenOf(time).minute), [field]: value };
}

function whenOf(time) {
  const minute = (time % DAY) / 60_000;
  return { day: new Date(time - EARLIER).toISOString().slice(0, 10), minute };
}
