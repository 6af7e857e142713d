// A page looked at in both sizes that screens are made for.
import assert from 'node:assert/strict';
import { checkAccess } from './axe.mjs';
import { SIZES } from './page.mjs';
import { settle, sideways, tooLow } from './screens.mjs';

/** A picture of a page as it stands, on a desk and on a phone, checked as every screen is. */
export async function look(page, name, shot) {
  for (const [size, wide] of [[SIZES.desktop, '-wide'], [SIZES.phone, '']]) {
    await page.setViewportSize(size);
    await settle(page);
    assert.deepEqual(await sideways(page), [], `${name}${wide}`);
    assert.deepEqual(await tooLow(page), [], `${name}${wide}`);
    await checkAccess(page, `${name}${wide}`);
    await shot(`${name}${wide}`, page);
  }
}
