import { encode } from 'uqr';
import { describe, expect, it } from 'vitest';
import { faultOf } from './camera.svelte';
import { decode, LONGEST, type Pixels } from './decode';
import { kindOf } from './kinds';
import { fits, readPicture, scaled } from './picture';

const DIGITS = '1234567890123456789012345';
const CODE = `henro:add:${DIGITS}:https://henro.example:8443/`;

/** The same numbers every time (mulberry32). */
function seeded(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

interface Photo {
  wide?: number;
  high?: number;
  side?: number;
  turned?: number;
  noise?: number;
  /** How much of the code, from its middle, is painted over. */
  hole?: number;
}

/** A photograph of a code on a grey table: smaller than the picture, turned, with a noisy sensor. */
function photo(text: string, { wide = 640, high = 480, side = 260, turned = 0, noise = 0, hole = 0 }: Photo = {}, random = seeded(1)): Pixels {
  const { data: squares, size } = encode(text, { ecc: 'M', border: 4 });
  const data = new Uint8ClampedArray(wide * high * 4).fill(255);
  const [cos, sin] = [Math.cos((turned * Math.PI) / 180), Math.sin((turned * Math.PI) / 180)];
  for (let y = 0; y < high; y += 1) {
    for (let x = 0; x < wide; x += 1) {
      const [dx, dy] = [x - wide / 2, y - high / 2];
      const [u, v] = [(dx * cos + dy * sin) / side, (dy * cos - dx * sin) / side];
      const dark = Math.abs(u) < 0.5 && Math.abs(v) < 0.5 ? squares[Math.floor((v + 0.5) * size)]?.[Math.floor((u + 0.5) * size)] : undefined;
      const light = Math.max(Math.abs(u), Math.abs(v)) < hole / 2 ? 128 : dark === undefined ? 120 : dark ? 40 : 215;
      data.fill(light + (random() - 0.5) * noise, 4 * (y * wide + x), 4 * (y * wide + x) + 3);
    }
  }
  return { width: wide, height: high, data };
}

describe('a code in a picture', () => {
  it('is read straight, turned, small and in bad light', () => {
    expect(decode(photo(CODE))).toBe(CODE);
    for (const turned of [17, 90, 180, 301]) expect(decode(photo(CODE, { turned, noise: 40 }), 500), `turned by ${turned}`).toBe(CODE);
    expect(decode(photo(CODE, { wide: 1280, high: 720, side: 120, noise: 20 }), 500)).toBe(CODE);
  });

  it('is read with a spot on it, and not at all once too much is gone', () => {
    expect(decode(photo(CODE, { hole: 0.12 }), 500)).toBe(CODE);
    expect(decode(photo(CODE, { hole: 0.6 }), 500)).toBeUndefined();
  });

  it('is nothing where there is none, or only a piece', () => {
    expect(decode({ width: 1, height: 1, data: new Uint8ClampedArray(4) })).toBeUndefined();
    expect(decode({ width: 200, height: 100, data: new Uint8ClampedArray(80_000) })).toBeUndefined();
    const whole = photo(CODE);
    expect(decode({ ...whole, height: 240, data: whole.data.slice(0, 4 * 640 * 240) })).toBeUndefined();
  });

  it('is looked for in anything without harm', () => {
    const random = seeded(42);
    for (let round = 0; round < 60; round += 1) {
      const [width, height] = [1 + Math.floor(random() * 160), 1 + Math.floor(random() * 160)];
      const data = Uint8ClampedArray.from({ length: 4 * width * height }, () => random() * 256);
      expect(decode({ width, height, data }, 5)).toBeUndefined();
    }
    for (let round = 0; round < 25; round += 1) {
      const damaged = photo(CODE, { side: 200, wide: 240, high: 240 });
      for (let spots = 0; spots < 30 * round; spots += 1) damaged.data.fill(random() * 256, ...at(Math.floor(random() * 57_000)));
      expect([CODE, undefined]).toContain(decode(damaged, 20)); // the text itself or nothing, never another text
    }
  });

  it('is not looked for in pixels that are not as many as they say, or too many', () => {
    const data = photo(CODE).data;
    for (const [width, height] of [[641, 480], [0, 0], [-640, -480], [640.5, 480], [Number.NaN, 480], [Number.MAX_SAFE_INTEGER, 2]]) expect(decode({ width: width ?? 0, height: height ?? 0, data })).toBeUndefined();
    expect(decode({ width: LONGEST + 1, height: 1, data: new Uint8ClampedArray(4 * (LONGEST + 1)) })).toBeUndefined();
  });
});

/** A run of a few pixels, as the arguments of `fill`. */
const at = (pixel: number): [number, number] => [4 * pixel, 4 * pixel + 24];

describe('a picture from a file', () => {
  it('has 40 megapixels at most', () => {
    expect(fits(8000, 5000)).toBe(true);
    expect([fits(8001, 5000), fits(0, 100), fits(1e9, 1e9), fits(Number.NaN, 1)]).toEqual([false, false, false, false]);
  });

  it('is made smaller and never larger', () => {
    expect(scaled(4000, 3000, 1600)).toEqual({ width: 1600, height: 1200 });
    expect(scaled(300, 200, 1600)).toEqual({ width: 300, height: 200 });
    expect(scaled(40_000, 1, 4096)).toEqual({ width: 4096, height: 1 });
  });

  it('is refused by its kind and weight before anything is opened', async () => {
    expect(await readPicture(new Blob(['%PDF-1.7'], { type: 'application/pdf' }))).toEqual({ fault: 'not-a-picture' });
    expect(await readPicture(new Blob([new Uint8Array(40_000_001)], { type: 'image/png' }))).toEqual({ fault: 'too-big' });
  });
});

describe('the text of a code', () => {
  it('says what it is for', () => {
    const texts = [CODE, `henro:add:${DIGITS}:near:192.168.1.7:41833`, `henro:member:${DIGITS}:https://henro.example/`, `henro:hand:${DIGITS}`, `henro:${'0a'.repeat(32)}`, '1'.repeat(50), '2'.repeat(60)];
    expect(texts.map(kindOf)).toEqual(['device', 'near', 'member', 'hand', 'person', 'recovery', 'family']);
  });

  it('is another one where it is not whole', () => {
    for (const text of ['', 'https://example.com/', `henro:add:${DIGITS}`, `henro:hand:${DIGITS}0`, 'henro:0a', '1'.repeat(49), `x${CODE}`, `${CODE} `]) expect(kindOf(text), text).toBe('other');
  });
});

it('what a browser says of a camera has one meaning each', () => {
  const meant = (name: string) => faultOf(new DOMException('', name));
  expect(['NotFoundError', 'OverconstrainedError', 'NotAllowedError', 'SecurityError', 'NotReadableError', 'AbortError', 'TypeError'].map(meant)).toEqual(['none', 'none', 'refused', 'refused', 'busy', 'busy', 'broken']);
  expect(faultOf('nothing')).toBe('broken');
});
