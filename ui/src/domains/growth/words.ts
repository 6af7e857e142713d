// Ages and scores as they are read.
export type MeasureUnit = string;
interface AgeWords {
  ages: (years: number, months: number) => string;
  ageDays: (days: number) => string;
}

/** 12日, 3か月, 5歳9か月: months as parts of a year, as the tables count. */
export function agesOf(days: number, words: AgeWords): string {
  if (days < 31) return words.ageDays(days);
  const months = Math.floor(days / 30.4375);
  return words.ages(Math.floor(months / 12), months % 12);
}

/** +0.5, −1.2. */
export const sdText = (z: number): string => `${z < 0 ? '−' : '+'}${Math.abs(z).toFixed(1)}`;
