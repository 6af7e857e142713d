import type { TempleScene } from '$lib/backend';
import { w } from '$lib/i18n/road';

/** What a temple drawing shows, in words, from the same facts. */
export function sceneText(scene: TempleScene): string {
  const words = w.temple.scene;
  const place = words.settings[scene.setting as keyof typeof words.settings] ?? '';
  const pagoda = words.pagoda[scene.pagoda as keyof typeof words.pagoda];
  const tree = words.tree[scene.tree as keyof typeof words.tree];
  const things = [words.hall, scene.gate && words.gate, pagoda, scene.bell && words.bell, tree, scene.sea && words.sea].filter((thing) => typeof thing === 'string');
  return words.text(place, things.join(words.and));
}
