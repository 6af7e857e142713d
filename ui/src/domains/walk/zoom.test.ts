import { describe, expect, it } from 'vitest';
import { Zoom } from './zoom.svelte';

const fresh = () => new Zoom(() => 809);

describe('the part of the map that is seen', () => {
  it('is the whole island at first', () => {
    expect(fresh().box).toEqual({ x: 0, y: 0, width: 1000, height: 809 });
    expect(fresh().whole).toBe(true);
  });
  it('lies round the pilgrim when one looks closely, and keeps its shape', () => {
    const zoom = fresh();
    zoom.showHere({ x: 400, y: 580 });
    const { x, y, width, height } = zoom.box;
    expect([x + width / 2, y + height / 2]).toEqual([400, 580]);
    expect(height / width).toBeCloseTo(0.809);
  });
  it('never leaves the map', () => {
    const zoom = fresh();
    zoom.showHere({ x: 995, y: 5 });
    zoom.move(3, -3);
    const { x, y, width } = zoom.box;
    expect([x + width, y]).toEqual([1000, 0]);
  });
  it('stops at the closest look and comes back to the whole', () => {
    const zoom = fresh();
    for (let turn = 0; turn < 9; turn += 1) zoom.closer({ x: 400, y: 580 });
    // An eighth of the island is the closest.
    expect([zoom.box.width, zoom.closest]).toEqual([125, true]);
    for (let turn = 0; turn < 9; turn += 1) zoom.wider();
    expect(zoom.whole).toBe(true);
  });
});
