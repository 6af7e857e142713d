// Pictures written by hand: black and white, one bit a dot; a photo of one colour.
import { crc32, deflateSync } from 'node:zlib';
// What ui draws codes with; the decoder under test is another library.
import { encode } from '../../../ui/node_modules/uqr/dist/index.mjs';

/** A PNG of this size, white where `isDark` does not say otherwise. */
export function png(width, height, isDark) {
  const row = Math.ceil(width / 8) + 1;
  const dots = Buffer.alloc(row * height, 255);
  for (let y = 0; y < height; y += 1) {
    dots[row * y] = 0; // the row is written as it is
    for (let x = 0; isDark && x < width; x += 1) if (isDark(x, y)) dots[row * y + 1 + (x >> 3)] &= ~(128 >> (x & 7));
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = 1; // bits a dot, grey
  return whole([part('IHDR', head), part('IDAT', deflateSync(dots))]);
}

/** What a photo says of where it was taken; it must not be kept. */
export const PLACE = 'taken at home';

/** A PNG of one colour with a text in it. */
export function photo(width, height, colour) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2], 8); // eight bits of each of three colours
  const line = Buffer.concat([Buffer.from([0]), ...Array.from({ length: width }, () => Buffer.from(colour))]);
  const rows = deflateSync(Buffer.concat(Array.from({ length: height }, () => line)));
  return whole([part('IHDR', head), part('tEXt', Buffer.from(`Comment\0${PLACE}`)), part('IDAT', rows)]);
}

const whole = (parts) => Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...parts, part('IEND', Buffer.alloc(0))]);

/** A text as a QR code on white, as it is printed. */
export function printed(text) {
  const { data, size } = encode(text, { ecc: 'M', border: 4 });
  return png(size * 8, size * 8, (x, y) => data[y >> 3][x >> 3]);
}

function part(name, data) {
  const out = Buffer.alloc(12 + data.length);
  out.writeUInt32BE(data.length, 0);
  out.write(name, 4, 'latin1');
  data.copy(out, 8);
  out.writeUInt32BE(crc32(out.subarray(4, 8 + data.length)), 8 + data.length);
  return out;
}
