import type { Choice } from '../seeded';

/** Width of a temple drawing. */
export const WIDE = 360;
/** Where the ground lies. */
export const GROUND = 172;

/** What the land behind a temple looks like. */
export interface Land {
  /** Filled outlines, the farthest first. */
  ridges: { d: string; opacity: number }[];
  /** Roofs of the town before the hills. */
  town: string;
  /** Side the sea is seen on, if any. */
  sea: -1 | 0 | 1;
}

/** How high a ridge stands above the ground, and how pointed. */
type Shape = { low: number; high: number; peaks: number; sharp: boolean };

const far: Record<string, Shape> = {
  mountain: { low: 88, high: 132, peaks: 4, sharp: true },
  hill: { low: 56, high: 84, peaks: 4, sharp: false },
  river: { low: 44, high: 76, peaks: 5, sharp: false },
  coast: { low: 22, high: 44, peaks: 3, sharp: false },
  town: { low: 34, high: 58, peaks: 5, sharp: false },
  field: { low: 26, high: 46, peaks: 4, sharp: false },
};
const near: Record<string, Shape> = {
  mountain: { low: 48, high: 82, peaks: 4, sharp: true },
  hill: { low: 26, high: 46, peaks: 3, sharp: false },
};
const flat: Shape = { low: 24, high: 40, peaks: 4, sharp: false };

/** Composes the land from its facts; `lift` (about 0.85 to 1.15) raises it for high temples. */
export function land(setting: string, sea: boolean, lift: number, choice: Choice): Land {
  const side = sea ? choice.pick([-1, 1] as const) : 0;
  const ridges = [{ d: ridge(far[setting] ?? flat, lift, side, choice), opacity: 0.45 }];
  const front = near[setting];
  if (front) ridges.push({ d: ridge(front, lift, side, choice), opacity: 0.85 });
  return { ridges, town: setting === 'town' ? roofs(choice) : '', sea: side };
}

/** A soft line of hills that closes at the ground. On the side of the sea it falls to the shore. */
function ridge(shape: Shape, lift: number, sea: -1 | 0 | 1, choice: Choice): string {
  const step = WIDE / shape.peaks;
  const start = -step * choice.between(0.2, 0.7);
  let d = `M${start.toFixed(1)} ${GROUND}`;
  for (let x = start; x < WIDE + step; x += step) {
    const top = x + step * choice.between(0.38, 0.62);
    const height = choice.between(shape.low, shape.high) * lift * shore(top, sea);
    const dip = choice.between(shape.low * 0.3, shape.low * 0.6) * lift * shore(x + step, sea);
    const lean = step * (shape.sharp ? 0.12 : 0.26);
    d += `S${point(top - lean, GROUND - height)} ${point(top, GROUND - height)}`;
    d += `S${point(x + step - lean * 0.6, GROUND - dip)} ${point(x + step, GROUND - dip)}`;
  }
  return `${d}V${GROUND}z`;
}

const shore = (x: number, sea: -1 | 0 | 1) => {
  if (sea === 0) return 1;
  const inland = sea === 1 ? 1 - x / WIDE : x / WIDE;
  return Math.min(1, Math.max(0, inland * 2.4 - 0.55));
};

/** A row of small house roofs, low enough never to be taken for a temple building. */
function roofs(choice: Choice): string {
  let d = `M-4 ${GROUND}`;
  for (let x = -4; x < WIDE + 20; ) {
    const width = choice.between(20, 34);
    const wall = choice.between(9, 15);
    const roof = choice.between(6, 11);
    d += `V${(GROUND - wall).toFixed(1)}L${point(x + width * 0.2, GROUND - wall - roof)}`;
    d += `L${point(x + width * 0.8, GROUND - wall - roof)}L${point(x + width, GROUND - wall)}V${GROUND}h${choice.between(1, 7).toFixed(1)}`;
    x += width + 4;
  }
  return `${d}z`;
}

const point = (x: number, y: number) => `${x.toFixed(1)} ${y.toFixed(1)}`;
