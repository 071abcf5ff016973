import { RefusedPicture } from './refused-picture.js';

/** Twice what mail shows, for screens with two pixels to a point. */
const pictureSize = { width: 320, height: 180 } as const;

/** A file is at most so large; most are half of it. */
const MOST_OCTETS = 25_000;
const QUALITIES = [74, 60, 45, 30] as const;

/** A figure of a paper has ten million pixels at most; a bomb has thousands. */
const MOST_PIXELS = 40_000_000;
/** What is smaller would be blown up. */
const LEAST = { width: 160, height: 90 } as const;
const SECONDS = 10;

/** By what a file begins with, in hexadecimal, whatever it is called: the kinds that are made smaller. */
const SIGNATURES: readonly { readonly kind: string; readonly begins: RegExp }[] = [
  { kind: 'png', begins: /^89504e470d0a1a0a/ },
  { kind: 'jpeg', begins: /^ffd8ff/ },
  { kind: 'gif', begins: /^47494638(?:37|39)61/ },
  { kind: 'webp', begins: /^52494646.{8}57454250/ },
];

/**
 * A small JPEG of a picture out of a stranger's file, cropped from its middle, on white where it was see-through, without
 * anything that the file said beside its pixels.
 * @throws RefusedPicture for what is no picture, is too large or too small, or cannot be read
 */
export async function shrinkPicture(file: Buffer): Promise<Buffer> {
  const start = file.subarray(0, 16).toString('hex');
  const kind = SIGNATURES.find(({ begins }) => begins.test(start))?.kind;
  if (kind === undefined) throw refused('not a PNG, JPEG, GIF or WebP');
  // Loading it costs memory that most processes never need.
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  sharp.concurrency(1);
  const open = () =>
    sharp(file, { limitInputPixels: MOST_PIXELS, failOn: 'error', sequentialRead: true, pages: 1 });
  try {
    const { format, width, height } = await open().metadata();
    if (format !== kind) throw refused('not what it begins like');
    if (width * height > MOST_PIXELS) throw refused(`${width} × ${height} pixels`);
    if (width < LEAST.width || height < LEAST.height) throw refused('too small');
    let small = Buffer.alloc(0);
    for (const quality of QUALITIES) {
      small = await open()
        .rotate()
        .resize({ ...pictureSize, fit: 'cover', position: 'centre' })
        .flatten({ background: '#ffffff' })
        .toColourspace('srgb')
        .jpeg({ quality, mozjpeg: true })
        .timeout({ seconds: SECONDS })
        .toBuffer();
      if (small.length <= MOST_OCTETS) return small;
    }
    return small;
  } catch (cause) {
    throw cause instanceof RefusedPicture ? cause : refused('it cannot be read', cause);
  }
}

function refused(reason: string, cause?: unknown): RefusedPicture {
  return new RefusedPicture(reason, cause === undefined ? undefined : { cause });
}
