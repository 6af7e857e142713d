/** A name that wants to stand at a point of the map. */
export interface Wish {
  x: number;
  y: number;
  text: string;
}
/** Where it stands: the start, middle or end of its text lies at `x`. */
export interface Label extends Wish {
  anchor: 'start' | 'middle' | 'end';
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/**
 * Sets names beside their points: those that come first in `wishes` have the choice, a name without room is left out.
 * `size` is the letter height and `seen` the part of the map in sight, both in map units; `kept` are places to keep free.
 */
export function placeLabels(wishes: readonly Wish[], size: number, seen: Box, kept: readonly Box[] = []): Label[] {
  const taken = [...kept];
  const labels: Label[] = [];
  for (const wish of wishes) {
    const wide = widthOf(wish.text) * size;
    const gap = size * 0.7;
    const places = [
      { anchor: 'middle', x: wish.x, y: wish.y - gap },
      { anchor: 'start', x: wish.x + gap, y: wish.y + size * 0.36 },
      { anchor: 'middle', x: wish.x, y: wish.y + gap + size * 0.8 },
      { anchor: 'end', x: wish.x - gap, y: wish.y + size * 0.36 },
    ] as const;
    for (const place of places) {
      const left = place.x - { start: 0, middle: wide / 2, end: wide }[place.anchor];
      const box = { left, right: left + wide, top: place.y - size * 0.9, bottom: place.y + size * 0.2 };
      const inside = box.left >= seen.left && box.right <= seen.right && box.top >= seen.top && box.bottom <= seen.bottom;
      if (!inside || taken.some((other) => meets(box, other))) continue;
      taken.push(box);
      labels.push({ ...place, text: wish.text });
      break;
    }
  }
  return labels;
}

/** In letter heights: kanji are square, Latin letters about half as wide. */
const widthOf = (text: string) => [...text].reduce((sum, letter) => sum + (letter > '\u2e80' ? 1 : 0.56), 0);
const meets = (a: Box, b: Box) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
