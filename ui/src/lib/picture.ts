// A chosen picture becomes a small square one, or keeps its shape. Drawing it anew leaves out everything that is not the picture: place, camera, time.

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

/** Longest side of a picture that keeps its shape. */
export const LONGEST = 1600;
/** Longest base64 the core takes: 1 MiB of picture. */
const MOST = Math.floor((1 << 20) / 3) * 4;

/** Longest side of a page with small print: as long as the core takes. */
export const PAGE_SIDE = 2048;

/** Width and height no longer than `longest`, in the same shape. */
export function shape(width: number, height: number, longest = LONGEST): { width: number; height: number } {
  const by = Math.min(1, longest / Math.max(width, height));
  return { width: Math.max(16, Math.round(width * by)), height: Math.max(16, Math.round(height * by)) };
}

/** The whole file as a JPEG in base64; undefined where it is no picture this device can read. */
export async function scaled(file: Blob, longest = LONGEST): Promise<string | undefined> {
  const picture = await createImageBitmap(file).catch(() => undefined);
  if (!picture) return undefined;
  const canvas = document.createElement('canvas');
  const { width, height } = shape(picture.width, picture.height, longest);
  [canvas.width, canvas.height] = [width, height];
  const pen = canvas.getContext('2d');
  if (!pen) return undefined;
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, width, height);
  pen.drawImage(picture, 0, 0, width, height);
  picture.close();
  for (const quality of [0.85, 0.7, 0.5]) {
    const url = canvas.toDataURL('image/jpeg', quality);
    const image = url.slice(url.indexOf(',') + 1);
    if (url.startsWith('data:image/jpeg;base64,') && image.length <= MOST) return image;
  }
  // Full of small things: as sharp as there is room for.
  return longest > SIDE ? scaled(file, Math.round(longest * 0.75)) : undefined;
}
