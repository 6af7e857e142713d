// Pixels to the text of the QR code in them. The one place that knows the decoder; it comes when somebody reads a code.
import decodeQR from 'qr/decode.js';

/** Four bytes a pixel, as a canvas gives them. */
export interface Pixels {
  width: number;
  height: number;
  data: Uint8ClampedArray;
}

/** The longest side that is looked at. */
export const LONGEST = 4096;

/** The text, or nothing where no code is found. `patience`: milliseconds for what is hard to see. Never throws. */
export function decode({ width, height, data }: Pixels, patience = 40): string | undefined {
  const whole = Number.isSafeInteger(width) && Number.isSafeInteger(height) && width > 0 && height > 0;
  if (!whole || Math.max(width, height) > LONGEST || data.length !== 4 * width * height) return undefined;
  try {
    return decodeQR({ width, height, data }, { timeLimit: patience }) || undefined;
  } catch {
    return undefined; // no code, half a code, a damaged one: all of that is "not found"
  }
}
