// A second device of the same person.
import { ask } from './henro.mjs';

const PASSWORD = 'このタブレットのことば';

/** Adds a device by its commands; the screens of that are walked in devices.mjs. */
export async function addDevice(url, tablet) {
  const shown = await ask(url, 'enrol_begin');
  await ask(tablet, 'join_begin', { code: shown.qr, address: '', name: '居間のタブレット' });
  await ask(url, 'enrol_look');
  await ask(tablet, 'join_look');
  await ask(url, 'enrol_confirm', { clinical: true });
  await ask(tablet, 'join_look');
  await ask(tablet, 'join_finish', { password: PASSWORD });
  await ask(url, 'enrol_look');
}
