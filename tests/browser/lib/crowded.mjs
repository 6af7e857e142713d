// Text that a person cannot read: it lies on other text, sticks out of its button, or is cut off.

/**
 * Runs in the page, in Chromium and in WebKit alike, so it names nothing outside itself. Answers one line a fault.
 */
export function crowded() {
  const found = [];
  const name = (node) => `${node.tagName.toLowerCase()}.${node.getAttribute('class') ?? ''}`;
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!node.data.trim() || !parent.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const around = [];
    for (let up = parent; up; up = up.parentElement) around.push({ up, style: getComputedStyle(up) });
    // Words for a screen reader only, and what a closed <select> or <title> holds.
    if (around.some(({ style }) => style.clipPath === 'inset(50%)') || parent.closest('select, title, desc, style')) continue;
    const layer = around.find(({ style }) => style.position === 'fixed' || style.position === 'sticky')?.up ?? document.body;
    const range = document.createRange();
    range.selectNodeContents(node);
    const lines = [...range.getClientRects()].filter(({ width, height }) => width > 1 && height > 1);
    const said = node.data.trim().slice(0, 20);
    for (const line of lines) {
      for (const { up, style } of around) {
        const box = up.getBoundingClientRect();
        const wide = line.right > box.right + 1 || line.left < box.left - 1;
        const high = line.bottom - line.height / 4 > box.bottom || line.top + line.height / 4 < box.top;
        if ((style.overflowX === 'hidden' || style.overflowX === 'clip') && wide) found.push(`"${said}" is cut off at the side by ${name(up)}`);
        else if ((style.overflowY === 'hidden' || style.overflowY === 'clip') && high) found.push(`"${said}" is cut off by ${name(up)}`);
        else if (up.matches('button, a, label, td, th, .chip, input') && style.display !== 'inline' && (wide || high)) found.push(`"${said}" sticks out of ${name(up)}`);
        else continue;
        break;
      }
      // Glyphs are smaller than their line, across the direction of writing.
      const upright = around[0].style.writingMode.startsWith('vertical');
      const [x, y] = upright ? [line.width * 0.22, 1] : [1, line.height * 0.22];
      // What is moved out of a box that scrolls sideways, a wide table, is not seen over what stands beside that box.
      const box = around.find(({ style }) => style.overflowX === 'auto' || style.overflowX === 'scroll')?.up;
      const edge = box?.getBoundingClientRect() ?? { left: -Infinity, right: Infinity };
      const all = { left: line.left + x, right: line.right - x };
      const seen = { left: Math.max(all.left, edge.left), right: Math.min(all.right, edge.right) };
      texts.push({ node, layer, said, box, all, seen, top: line.top + y, bottom: line.bottom - y });
    }
  }
  texts.sort((a, b) => a.top - b.top);
  texts.forEach((one, at) => {
    for (let next = at + 1; next < texts.length && texts[next].top < one.bottom; next += 1) {
      const other = texts[next];
      if (one.node === other.node || one.layer !== other.layer) continue;
      const [a, b] = one.box === other.box ? [one.all, other.all] : [one.seen, other.seen];
      if (a.left < b.right && b.left < a.right) found.push(`"${one.said}" lies on "${other.said}"`);
    }
  });
  return [...new Set(found)];
}
