import { ridge, type Shape } from '../ridge';
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

const far: Record<string, Shape> = {
  mountain: { low: 96, high: 140, peaks: 3, sharp: true },
  hill: { low: 62, high: 92, peaks: 3, sharp: false },
  river: { low: 46, high: 76, peaks: 3, sharp: false },
  coast: { low: 26, high: 48, peaks: 3, sharp: false },
  town: { low: 36, high: 58, peaks: 3, sharp: false },
  field: { low: 26, high: 46, peaks: 3, sharp: false },
};
const near: Record<string, Shape> = {
  mountain: { low: 50, high: 84, peaks: 3, sharp: true },
  hill: { low: 28, high: 48, peaks: 3, sharp: false },
};
const flat: Shape = { low: 24, high: 40, peaks: 3, sharp: false };

/** Composes the land from its facts; `lift` (about 0.85 to 1.15) raises it for high temples. */
export function land(setting: string, sea: boolean, lift: number, choice: Choice): Land {
  const side = sea ? choice.pick([-1, 1] as const) : 0;
  const fall = (x: number) => lift * shore(x, side);
  const ridges = [{ d: ridge(far[setting] ?? flat, WIDE, GROUND, choice, fall), opacity: 0.45 }];
  const front = near[setting];
  if (front) ridges.push({ d: ridge(front, WIDE, GROUND, choice, fall), opacity: 0.85 });
  return { ridges, town: setting === 'town' ? houses(choice) : '', sea: side };
}

/** On the side of the sea the hills come down to the shore. */
const shore = (x: number, sea: -1 | 0 | 1) => {
  if (sea === 0) return 1;
  const inland = sea === 1 ? 1 - x / WIDE : x / WIDE;
  return Math.min(1, Math.max(0, inland * 2.4 - 0.75));
};

/** A row of small houses, low enough never to be taken for a temple building. */
function houses(choice: Choice): string {
  let d = '';
  for (let x = choice.between(-8, 2); x < WIDE; ) {
    const width = choice.between(16, 26);
    const wall = choice.between(8, 12);
    const roof = choice.between(8, 12);
    const top = (GROUND - wall).toFixed(1);
    d += `M${x.toFixed(1)} ${GROUND}V${top}h-3l${(width / 2 + 3).toFixed(1)} ${(-roof).toFixed(1)} ${(width / 2 + 3).toFixed(1)} ${roof.toFixed(1)}h-3V${GROUND}z`;
    x += width + choice.between(7, 16);
  }
  return d;
}
