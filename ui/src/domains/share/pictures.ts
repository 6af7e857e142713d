// The 64 pictures that two devices compare, in the order of docs/protocol.md ("Enrolment").
export const PICTURES = [
  '🐶', '🐱', '🦁', '🐎', '🦄', '🐷', '🐘', '🐰', '🐼', '🐓', '🐧', '🐢', '🐟', '🐙', '🦋', '🌷',
  '🌳', '🌵', '🍄', '🌏', '🌙', '☁️', '🔥', '🍌', '🍎', '🍓', '🌽', '🍕', '🎂', '❤️', '😀', '🤖',
  '🎩', '👓', '🔧', '🎅', '👍', '☂️', '⌛', '⏰', '🎁', '💡', '📕', '✏️', '📎', '✂️', '🔒', '🔑',
  '🔨', '☎️', '🏁', '🚂', '🚲', '✈️', '🚀', '🏆', '⚽', '🎸', '🎺', '🔔', '⚓', '🎧', '📁', '📌',
] as const;

/** Whether this machine has coloured pictures at all; without them the names stand alone. */
export function canDraw(): boolean {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 24;
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  if (!pen) return false;
  pen.font = '20px sans-serif';
  pen.fillText('🍎', 0, 20);
  const { data } = pen.getImageData(0, 0, 24, 24);
  for (let at = 0; at < data.length; at += 4) {
    if (data[at] !== data[at + 1] || data[at] !== data[at + 2]) return true;
  }
  return false;
}

/** Address and groups in the text of the QR picture; nothing where it is another text. */
export function readPicture(text: string): { groups: string; address: string } | undefined {
  const found = /^henro:add:(\d{25}):(\S+)$/.exec(text.normalize('NFKC').trim());
  return found?.[1] && found[2] ? { groups: found[1], address: found[2] } : undefined;
}
