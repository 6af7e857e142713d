// What one came for is brought into sight and takes focus, so that it is seen and heard at once.
import type { Attachment } from 'svelte/attachments';

/** On the part that was come for. */
export function arrive(here: boolean): Attachment<HTMLElement> {
  return (node) => {
    if (!here) return;
    node.tabIndex = -1;
    const soon = requestAnimationFrame(() => {
      node.scrollIntoView({ block: 'center' });
      node.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(soon);
  };
}
