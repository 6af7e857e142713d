import type { MapPoint } from '$lib/backend';

const WHOLE = 1000;
/** Closest look: an eighth of the island. */
const CLOSEST = 125;
const HERE = 280;

/** Which part of the map is seen. The picture keeps its shape; only what is in it changes. */
export class Zoom {
  #height: () => number;
  #width = $state(WHOLE);
  #centre = $state.raw<MapPoint>({ x: WHOLE / 2, y: 400 });

  /** The part seen, in map units, always inside the map. */
  box = $derived.by(() => {
    const [width, height] = [this.#width, (this.#width * this.#height()) / WHOLE];
    const inside = (middle: number, size: number, all: number) => Math.min(Math.max(0, middle - size / 2), all - size);
    return { x: inside(this.#centre.x, width, WHOLE), y: inside(this.#centre.y, height, this.#height()), width, height };
  });
  /** The whole island is seen. */
  whole = $derived(this.#width >= WHOLE);
  /** Nothing closer is left. */
  closest = $derived(this.#width <= CLOSEST);

  constructor(height: () => number) {
    this.#height = height;
  }

  showAll(): void {
    this.#width = WHOLE;
  }
  /** Looks closely at a place. */
  showHere(at: MapPoint): void {
    this.#centre = at;
    this.#width = HERE;
  }
  /** Twice as close, round `at` when the whole was seen before. */
  closer(at: MapPoint): void {
    if (this.whole) this.#centre = at;
    this.#width = Math.max(CLOSEST, this.#width / 1.7);
  }
  wider(): void {
    this.#width = Math.min(WHOLE, this.#width * 1.7);
  }
  /** Moves by parts of what is seen. */
  move(right: number, down: number): void {
    const { x, y, width, height } = this.box;
    this.#centre = { x: x + width * (0.5 + right), y: y + height * (0.5 + down) };
  }
}
