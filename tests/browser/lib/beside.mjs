// Machines and pages beside the one of a journey: further devices of its person, and other people.
import { makeMachine } from './henro.mjs';
import { openPage } from './page.mjs';
import { settle } from './screens.mjs';

/** A page beside `page` on a served Henro, of a phone unless told otherwise. */
export async function openBeside(page, url, options = {}) {
  const opened = await openPage(page.context().browser(), { size: 'phone', ...options });
  await opened.page.goto(url);
  return opened;
}

/** The same on an open record, once it stands there. */
export async function openHome(page, url, options) {
  const opened = await openBeside(page, url, options);
  await opened.page.locator('.plates').waitFor();
  await settle(opened.page);
  return opened;
}

/** A device without a record, with a page of its own. */
export async function makeDevice(page, env, options) {
  const machine = await makeMachine(env);
  const { page: theirs, context, faults } = await openBeside(page, machine.url, options);
  const done = async () => {
    await context.close();
    await machine.done();
  };
  return { ...machine, page: theirs, faults, done };
}
