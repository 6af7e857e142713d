// Steps that several journeys take, named by what the person sees.

/** An invented person. */
export const PERSON = { name: '宮武 直子', password: 'ながいながい秘密のことば' };

/** Presses the keys of the keypad, one tap a digit. */
export async function pressKeys(page, digits) {
  for (const digit of digits) await page.getByRole('button', { name: digit, exact: true }).click();
}

/** From the cover to Today, with a first blood pressure on the way. */
export async function firstPressure(page, digits = '1288266') {
  await page.getByRole('button', { name: 'はじめる' }).click();
  await pressKeys(page, digits);
  await page.getByRole('button', { name: '記録する' }).click();
  await makeRecord(page);
}

/** Fills in name and password and makes the record. */
export async function makeRecord(page) {
  await page.getByLabel('名前').fill(PERSON.name);
  await page.getByLabel('パスワード', { exact: true }).fill(PERSON.password);
  await page.getByRole('button', { name: '作る' }).click();
}

/** Runs a command over the page's own door, as the page itself would; throws what the core refused. */
export async function rpc(page, url, name, request = {}) {
  const token = new URL(url).hash.replace(/^#\/?token=/, '');
  const answer = await page.evaluate(
    async ([command, body, key]) => {
      const headers = { 'Content-Type': 'application/json', 'X-Henro-Token': key };
      const reply = await fetch(`/rpc/${command}`, { method: 'POST', headers, body: JSON.stringify(body) });
      return { ok: reply.ok, value: await reply.json() };
    },
    [name, request, token],
  );
  if (!answer.ok) throw new Error(`${name} was refused: ${JSON.stringify(answer.value)}`);
  return answer.value;
}
