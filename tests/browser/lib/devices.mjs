// A second device of the same person.
import { ask } from './henro.mjs';

const PASSWORD = 'このタブレットのことば';

/** Everything up to the password of the new device, by commands; `address` where it is to reach the server by another way. */
export async function letIn(url, tablet, address) {
  const shown = await ask(url, 'enrol_begin');
  const code = address ? { code: shown.groups.join(' '), address } : { code: shown.qr, address: '' };
  await ask(tablet, 'join_begin', { ...code, name: '居間のタブレット' });
  await ask(url, 'enrol_look');
  await ask(tablet, 'join_look');
  await ask(url, 'enrol_confirm', { clinical: true });
  await ask(tablet, 'join_look');
}

/** The new device makes its record; the entries come with the rounds after that. */
export const finishJoining = (tablet) => ask(tablet, 'join_finish', { password: PASSWORD });

/** Adds a device by its commands; the screens of that are walked in devices.mjs. */
export async function addDevice(url, tablet) {
  await letIn(url, tablet);
  await finishJoining(tablet);
  await ask(url, 'enrol_look');
}
