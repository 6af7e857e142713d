// A chosen picture becomes a small square one. Drawing it anew leaves out everything that is not the picture: place, camera, time.

/** Pixels a side. */
export const SIDE = 512;

/** The part of a picture that is kept: the middle square. */
export function middle(width: number, height: number): { x: number; y: number; side: number } {
  const side = Math.min(width, height);
  return { x: Math.floor((width - side) / 2), y: Math.floor((height - side) / 2), side };
}

/** The file as a square JPEG in base64; undefined where it is no picture this device can read. */
export async function squared(file: Blob): Promise<string | undefined> {
  const picture = await createImageBitmap(file).catch(() => undefined);
  if (!picture) return undefined;
  const canvas = document.createElement('canvas');
  const { x, y, side } = middle(picture.width, picture.height);
  canvas.width = canvas.height = SIDE;
  const pen = canvas.getContext('2d');
  if (!pen || side === 0) return undefined;
  // Paper shows through what a PNG leaves open.
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, SIDE, SIDE);
  pen.drawImage(picture, x, y, side, side, 0, 0, SIDE, SIDE);
  picture.close();
  const url = canvas.toDataURL('image/jpeg', 0.85);
  return url.startsWith('data:image/jpeg;base64,') ? url.slice(url.indexOf(',') + 1) : undefined;
}
