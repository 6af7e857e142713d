/** Tabs in one row that is wider than its place: the one that is shown now is in sight. */
export function inSight(row: HTMLElement): () => void {
  const look = () => {
    const now = row.querySelector<HTMLElement>('[aria-current]');
    if (now && row.scrollWidth > row.clientWidth) row.scrollLeft = now.offsetLeft - row.offsetLeft - 24;
  };
  const watch = new MutationObserver(look);
  watch.observe(row, { subtree: true, attributeFilter: ['aria-current'] });
  const size = new ResizeObserver(look);
  size.observe(row);
  return () => {
    watch.disconnect();
    size.disconnect();
  };
}
