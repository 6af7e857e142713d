/** A seal's flower: round petals on a circle, as one closed path about 27 in radius. */
export function flower(petals: number, turn: number): string {
  const step = (2 * Math.PI) / petals;
  const valley = petals < 6 ? 16.5 : 19;
  const bow = (valley * Math.sin(step / 2) * 1.02).toFixed(1);
  const at = (angle: number) => `${(Math.sin(angle) * valley).toFixed(1)} ${(-Math.cos(angle) * valley).toFixed(1)}`;
  let d = `M${at(turn - step / 2)}`;
  for (let petal = 0; petal < petals; petal += 1) d += `A${bow} ${bow} 0 0 1 ${at(turn + (petal + 0.5) * step)}`;
  return `${d}z`;
}
