/** A seal's flower: petals round a centre, as one closed path about 26 in radius. */
export function flower(petals: number, turn: number): string {
  const step = (2 * Math.PI) / petals;
  const at = (angle: number, radius: number) => `${(Math.sin(angle) * radius).toFixed(1)} ${(-Math.cos(angle) * radius).toFixed(1)}`;
  let d = `M${at(turn - step / 2, 19)}`;
  for (let petal = 0; petal < petals; petal += 1) {
    const middle = turn + petal * step;
    d += `C${at(middle - step * 0.52, 28)} ${at(middle - step * 0.16, 30)} ${at(middle, 26.5)}`;
    d += `C${at(middle + step * 0.16, 30)} ${at(middle + step * 0.52, 28)} ${at(middle + step / 2, 19)}`;
  }
  return `${d}z`;
}
