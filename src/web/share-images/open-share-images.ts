import type { Logger } from 'pino';
import { createBoundedMap } from '../../bounded-map.js';
import { errorFacts } from '../../error-facts.js';
import { BroadsheetError } from '../../errors.js';
import type { ShareImage, Typefaces } from './draw-share-image.js';

/** Draws share images as PNG. */
export interface ShareImages {
  /** @throws BroadsheetError OVERLOADED while too many others wait */
  draw(image: ShareImage): Promise<Buffer>;
}

/** Some 40 KB each. */
const MOST_KEPT = 100;
/** One takes some 60 ms of a thread beside the event loop; who waits behind so many has given up by then. */
const MOST_WAITING = 30;

/**
 * Opens the drawing of share images; null, with a line in the log, where the drawing program has no build for this machine:
 * pages go without an image then. Typefaces are read with the first image.
 */
export async function openShareImages(log: Logger): Promise<ShareImages | null> {
  try {
    const { renderAsync } = await import('@resvg/resvg-js');
    return createShareImages(async (svg) =>
      (await renderAsync(svg, { font: { loadSystemFonts: false } })).asPng(),
    );
  } catch (error) {
    log.warn({ error: errorFacts(error) }, 'share-images-not-drawn');
    return null;
  }
}

/** One image at a time, each once while it is kept. */
export function createShareImages(toPng: (svg: string) => Promise<Buffer>): ShareImages {
  const kept = createBoundedMap<string, Promise<Buffer>>(MOST_KEPT);
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();
  let faces: Promise<Typefaces> | null = null;
  const make = async (image: ShareImage): Promise<Buffer> => {
    faces ??= readTypefaces();
    const { drawShareImage } = await import('./draw-share-image.js');
    return toPng(drawShareImage(image, await faces));
  };
  const queue = (image: ShareImage): Promise<Buffer> => {
    if (waiting >= MOST_WAITING)
      throw new BroadsheetError('OVERLOADED', 'Too many images are drawn at the moment.');
    waiting += 1;
    const made = last
      .then(() => make(image))
      .finally(() => {
        waiting -= 1;
      });
    last = made.catch(() => undefined);
    return made;
  };
  return {
    draw: async (image) => {
      const key = JSON.stringify(image);
      const made = kept.getOrMake(key, () => queue(image));
      made.catch(() => kept.delete(key));
      return made;
    },
  };
}

async function readTypefaces(): Promise<Typefaces> {
  const { readLettering } = await import('./lettering.js');
  return { headline: readLettering('source-serif-4', 700), text: readLettering('source-sans-3', 400) };
}
