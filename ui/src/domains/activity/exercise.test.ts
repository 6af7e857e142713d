import { describe, expect, it } from 'vitest';
import type { ActivityView } from '$lib/backend';
import { ExerciseEntry, shortName } from './exercise.svelte';

const walk: ActivityView = { code: 'W1', name: '散歩', name_en: 'walk', category: '', mets: 3.5, estimated: false, kcal_10min: 34, usual_minutes: null };
const chosen = (activity = walk) => {
  const entry = new ExerciseEntry();
  entry.choose(activity);
  return entry;
};

describe('an exercise', () => {
  it('begins with the usual minutes, or with thirty', () => {
    expect(chosen({ ...walk, usual_minutes: 45 }).minutes.value).toBe(45);
    expect(chosen().minutes.value).toBe(30);
  });

  it('shows the energy of its minutes: 34 kcal in ten are 102 in thirty', () => {
    expect(chosen().kcal).toBe(102);
    expect(chosen({ ...walk, kcal_10min: null }).kcal).toBeNull();
  });

  it('refuses minutes that no day has, and keeps them', () => {
    const entry = chosen();
    entry.minutes.write('1441');
    expect(entry.body()).toBeNull();
    expect(entry.fault).toBe('impossible');
    expect(entry.minutes.text).toBe('1441');
  });

  it('has a short name on a chip', () => {
    expect(shortName('歩く(少し速め・時速4.5〜5.1km・75〜85m/分)')).toBe('歩く(少し速め)');
    expect(shortName('ラジオ体操第1')).toBe('ラジオ体操第1');
  });

  it('types over the proposed minutes', () => {
    const entry = chosen();
    entry.minutes.press('4');
    entry.minutes.press('5');
    expect(entry.body()).toEqual({ kind: 'exercise', activity: 'W1', minutes: 45 });
  });
});
