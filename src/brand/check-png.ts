import { crc32 } from 'node:zlib';
import { type Checked, refused } from './checked-picture.js';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Pixels; what stands in a head of 48 pixels needs no more on any screen. */
const LONGEST_SIDE = 2_000;

/** The size of a PNG, or what is wrong with it: each chunk is whole (PNG, third edition, §5), and it stands still. */
export function checkPng(bytes: Buffer): Checked {
  if (!bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE)) return refused('it is no PNG');
  const names: string[] = [];
  let at = SIGNATURE.length;
  while (at < bytes.length && names.at(-1) !== 'IEND') {
    const end = at + 8 + (at + 8 <= bytes.length ? bytes.readUInt32BE(at) : Infinity);
    if (end + 4 > bytes.length) return refused('it is cut off');
    if (crc32(bytes.subarray(at + 4, end)) !== bytes.readUInt32BE(end)) return refused('it is damaged');
    names.push(bytes.toString('latin1', at + 4, at + 8));
    at = end + 4;
  }
  if (names[0] !== 'IHDR' || !names.includes('IDAT') || names.at(-1) !== 'IEND')
    return refused('it is cut off');
  if (at < bytes.length) return refused('something stands behind its end');
  if (names.includes('acTL')) return refused('it moves; a logo stands still');
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  if (width < 1 || height < 1 || width > LONGEST_SIDE || height > LONGEST_SIDE)
    return refused(`it has ${width} by ${height} pixels, and each side may have 1 to ${LONGEST_SIDE}`);
  return { faults: [], width, height };
}
