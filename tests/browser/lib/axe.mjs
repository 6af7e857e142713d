// Accessibility: any finding of axe fails the journey.
import axe from 'axe-core';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Runs axe on the page as it is now and throws what it finds. */
export async function checkAccess(page, screen) {
  // Evaluated from outside the page, so the page's own content security policy stays as strict as it ships.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  const found = await page.evaluate(
    async (tags) => (await globalThis.axe.run(document, { runOnly: { type: 'tag', values: tags } })).violations,
    TAGS,
  );
  if (found.length > 0) throw new Error(`axe on ${screen}:\n${found.map(describe).join('\n')}`);
}

function describe({ id, help, nodes }) {
  const places = nodes.slice(0, 5).map(({ target, failureSummary }) => {
    return `    ${target.join(' ')}\n      ${failureSummary.replace(/\s*\n\s*/g, ' ')}`;
  });
  return `  ${id}: ${help} (${nodes.length})\n${places.join('\n')}`;
}
