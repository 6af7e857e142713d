// A person opens Henro for the first time and has a blood pressure on paper before choosing a password.
import assert from 'node:assert/strict';
import { journey } from '../lib/journey.mjs';
import { firstPressure, rpc } from '../lib/words.mjs';

// product.md of the design: first start to first saved blood pressure in at most 6 taps and the digits.
const TAPS = 6;
const DIGITS = '1288266';

for (const size of ['phone', 'desktop']) {
  journey(
    `the first blood pressure is saved within the tap budget on a ${size}`,
    async ({ page, henro, taps, shot, access }) => {
      await page.getByRole('button', { name: 'はじめる' }).waitFor();
      await shot('cover');
      await access('the cover');
      const done = await taps.of(async () => {
        await firstPressure(page, DIGITS);
        await page.getByText(/128\/82.*を記録しました/).first().waitFor();
      });
      await shot('today');
      await access('Today');
      assert.ok(done.taps - DIGITS.length <= TAPS, `${done.taps - DIGITS.length} taps besides the digits`);
      const { today } = await rpc(page, henro.url, 'record_status');
      const day = await rpc(page, henro.url, 'day_read', { day: today });
      assert.match(JSON.stringify(day), /"systolic":128/);
    },
    { size },
  );
}
