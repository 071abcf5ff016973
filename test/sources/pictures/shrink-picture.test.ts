import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { RefusedPicture } from '../../../src/sources/pictures/refused-picture.js';
import { shrinkPicture } from '../../../src/sources/pictures/shrink-picture.js';

/** A PNG that says it has so many pixels, whatever it holds. */
function pngOf(width: number, height: number, data: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const chunk = (type: string, body: Buffer) => {
    const framed = Buffer.concat([Buffer.from(type, 'latin1'), body]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(body.length);
    sum.writeUInt32BE(crc32(framed));
    return Buffer.concat([length, framed, sum]);
  };
  const begin = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([begin, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 4, background: { r: 200, g: 20, b: 20, alpha: 0.5 } } });
const svg =
  '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300"><rect width="9" height="9"/></svg>';

describe('shrinkPicture', () => {
  it.each(['png', 'jpeg', 'webp', 'gif'] as const)('makes a small JPEG of a %s', async (format) => {
    const small = await shrinkPicture(await plain(900, 700).toFormat(format).toBuffer());
    expect(await sharp(small).metadata()).toMatchObject({
      format: 'jpeg',
      width: 320,
      height: 180,
      hasAlpha: false,
    });
    expect(small.length).toBeLessThanOrEqual(25_000);
  });

  it('keeps even noise within its octets, and nothing that the file said of itself', async () => {
    const noise = {
      width: 1600,
      height: 900,
      channels: 3 as const,
      background: '#fff',
      noise: { type: 'gaussian' as const, mean: 128, sigma: 90 },
    };
    const file = await sharp({ create: noise })
      .withExif({ IFD0: { Copyright: 'Ada Example', ImageDescription: 'secret' } })
      .jpeg()
      .toBuffer();
    expect(file.includes('secret')).toBe(true);
    const small = await shrinkPicture(file);
    expect(small.length).toBeLessThanOrEqual(25_000);
    expect((await sharp(small).metadata()).exif).toBeUndefined();
    expect(small.includes('secret')).toBe(false);
  });

  it.each<[string, Buffer, string]>([
    ['an SVG', Buffer.from(svg), 'not a PNG'],
    ['HTML that is called a PNG', Buffer.from('<!doctype html><script>alert(1)</script>'), 'not a PNG'],
    [
      'HTML behind the first bytes of a PNG',
      Buffer.from('\x89PNG\r\n\x1a\n<html><script></script>', 'latin1'),
      'cannot be read',
    ],
    ['an SVG behind the first bytes of a GIF', Buffer.from(`GIF89a${svg}`), 'cannot be read'],
    ['nothing', Buffer.alloc(0), 'not a PNG'],
    ['100 megapixels', pngOf(10_000, 10_000, deflateSync(Buffer.alloc(100))), 'cannot be read'],
    ['a billion pixels', pngOf(65_000, 65_000, deflateSync(Buffer.alloc(100))), 'cannot be read'],
    [
      'a bomb that unpacks to far more than it says',
      pngOf(400, 300, deflateSync(Buffer.alloc(30_000_000))),
      '',
    ],
    ['what breaks off', pngOf(400, 300, deflateSync(Buffer.alloc(1_000))), 'cannot be read'],
  ])('refuses %s', async (what, file, reason) => {
    const made = shrinkPicture(file);
    // What unpacks to more is read as far as the picture goes.
    if (what.startsWith('a bomb')) expect((await made).length).toBeLessThanOrEqual(25_000);
    else {
      await expect(made).rejects.toBeInstanceOf(RefusedPicture);
      await expect(made).rejects.toThrow(reason);
    }
  });

  it('refuses what would be blown up', async () => {
    await expect(shrinkPicture(await plain(100, 80).png().toBuffer())).rejects.toThrow('too small');
  });
});
