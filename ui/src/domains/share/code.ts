// Codes and numbers that people hand to each other.

/** A pasted code without the blanks and line breaks that mail and chat put in. */
export const cleanCode = (text: string): string => text.normalize('NFKC').replace(/[\s\u200B-\u200D\uFEFF]/g, '');

/** The groups of a safety number, whatever stands between them. */
export function numberGroups(text: string): string[] {
  return text.replace(/\D/g, '').match(/\d{1,5}/g) ?? [];
}

/** The dark squares of a picture as one path; each row's neighbours are one stroke. */
export function squaresPath(rows: readonly (readonly boolean[])[]): string {
  let path = '';
  rows.forEach((row, y) => {
    for (let x = 0; x < row.length; x += 1) {
      if (!row[x]) continue;
      const from = x;
      while (row[x + 1]) x += 1;
      path += `M${from} ${y}h${x - from + 1}v1h-${x - from + 1}z`;
    }
  });
  return path;
}
