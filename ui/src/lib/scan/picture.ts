// A picture in a file to the text of the QR code in it. Nothing leaves the page.
import { decode, LONGEST, type Pixels } from './decode';
import { PICTURES } from './kinds';

/** Why a picture gave no text. */
export type PictureFault = 'not-a-picture' | 'too-big' | 'no-code';

const MOST_BYTES = 40_000_000;
const MOST_PIXELS = 40_000_000;
/** Longest sides that are tried: quick, then as fine as the decoder can. */
const SIDES = [1600, LONGEST];
const PATIENCE_MS = 600;

/** Whether a picture of this size may be decoded: 40 megapixels at most. */
export const fits = (width: number, height: number): boolean => width > 0 && height > 0 && width * height <= MOST_PIXELS;

/** The size at which a picture is looked at: never larger than it is, its longest side at most `longest`. */
export function scaled(width: number, height: number, longest: number): { width: number; height: number } {
  const factor = Math.min(1, longest / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * factor)), height: Math.max(1, Math.round(height * factor)) };
}

/** The text in a picture, or why there is none. */
export async function readPicture(file: Blob): Promise<{ text: string } | { fault: PictureFault }> {
  if (!PICTURES.includes(file.type)) return { fault: 'not-a-picture' };
  if (file.size > MOST_BYTES) return { fault: 'too-big' };
  const address = URL.createObjectURL(file);
  try {
    const image = await opened(address);
    if (!image) return { fault: 'not-a-picture' };
    // Its head is read, its pixels are not: browsers decode an image when it is first drawn.
    if (!fits(image.naturalWidth, image.naturalHeight)) return { fault: 'too-big' };
    return look(image);
  } finally {
    URL.revokeObjectURL(address);
  }
}

function look(image: HTMLImageElement): { text: string } | { fault: PictureFault } {
  let before = 0;
  for (const side of SIDES) {
    const size = scaled(image.naturalWidth, image.naturalHeight, side);
    if (size.width === before) break;
    before = size.width;
    const pixels = drawn(image, size);
    if (!pixels) return { fault: 'not-a-picture' };
    const text = decode(pixels, PATIENCE_MS);
    if (text) return { text };
  }
  return { fault: 'no-code' };
}

function opened(address: string): Promise<HTMLImageElement | undefined> {
  return new Promise((done) => {
    const image = new Image();
    image.onload = () => done(image);
    image.onerror = () => done(undefined);
    image.src = address;
  });
}

/** The pixels of what can be drawn, on white: a code with a clear ground stays readable. */
export function drawn(source: CanvasImageSource, { width, height }: { width: number; height: number }, canvas = document.createElement('canvas')): Pixels | undefined {
  [canvas.width, canvas.height] = [width, height];
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  if (!pen) return undefined;
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, width, height);
  try {
    pen.drawImage(source, 0, 0, width, height);
    return pen.getImageData(0, 0, width, height);
  } catch {
    return undefined; // a broken picture
  }
}
