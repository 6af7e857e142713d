import type { Choice } from './seeded';

/** How high a line of hills stands, and how pointed. */
export interface Shape {
  low: number;
  high: number;
  peaks: number;
  sharp: boolean;
}

/** A line of hills over `ground` as a closed path, from before 0 to past `wide`. `fall` lowers it along the way. */
export function ridge(shape: Shape, wide: number, ground: number, choice: Choice, fall: (x: number) => number = () => 1): string {
  const step = wide / shape.peaks;
  const start = -step * choice.between(0.25, 0.75);
  let x = start;
  let y = ground;
  let d = `M${point(x, y)}`;
  const slope = (toX: number, toY: number, up: boolean) => {
    const [dx, dy] = [toX - x, toY - y];
    if (shape.sharp) d += up ? `Q${point(x + dx * 0.58, y + dy * 0.34)} ${point(toX, toY)}` : `Q${point(x + dx * 0.42, y + dy * 0.66)} ${point(toX, toY)}`;
    else d += `C${point(x + dx * 0.42, y + dy * 0.12)} ${point(x + dx * 0.52, y + dy * 0.98)} ${point(toX, toY)}`;
    [x, y] = [toX, toY];
  };
  while (x < wide) {
    const from = x;
    const top = from + step * choice.between(0.4, 0.6);
    const high = choice.between(shape.low, shape.high) * fall(top);
    const nib = shape.sharp ? 4 : 0;
    slope(top - nib, ground - high + nib * 0.5, true);
    if (nib) {
      d += `Q${point(top, ground - high - 2)} ${point(top + nib, ground - high + nib * 0.5)}`;
      x = top + nib;
    }
    const end = from + step;
    slope(end, ground - choice.between(shape.low * 0.28, shape.low * 0.6) * fall(end), false);
  }
  return `${d}V${ground}z`;
}

const point = (x: number, y: number) => `${x.toFixed(1)} ${y.toFixed(1)}`;
