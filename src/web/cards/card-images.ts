import type { Logger } from 'pino';
import { createBoundedMap } from '../../bounded-map.js';
import { errorFacts } from '../../error-facts.js';
import { BroadsheetError } from '../../errors.js';
import type { Card, Typefaces } from './card-drawing.js';

/** Draws cards as PNG. */
export interface CardImages {
  /** @throws BroadsheetError OVERLOADED while too many others wait */
  draw(card: Card): Promise<Buffer>;
}

/** Some 40 KB each. */
const MOST_KEPT = 100;
/** One takes some 60 ms of a thread beside the event loop; who waits behind so many has given up by then. */
const MOST_WAITING = 30;

/**
 * Opens the drawing of cards; null, with a line in the log, where the drawing program has no build for this machine:
 * pages go without an image then. Typefaces are read with the first card.
 */
export async function openCardImages(log: Logger): Promise<CardImages | null> {
  try {
    const { renderAsync } = await import('@resvg/resvg-js');
    return createCardImages(async (svg) =>
      (await renderAsync(svg, { font: { loadSystemFonts: false } })).asPng(),
    );
  } catch (error) {
    log.warn({ error: errorFacts(error) }, 'cards-not-drawn');
    return null;
  }
}

/** One card at a time, each once while it is kept. */
export function createCardImages(toPng: (svg: string) => Promise<Buffer>): CardImages {
  const kept = createBoundedMap<string, Promise<Buffer>>(MOST_KEPT);
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();
  let faces: Promise<Typefaces> | null = null;
  const make = async (card: Card): Promise<Buffer> => {
    faces ??= readTypefaces();
    const { drawCard } = await import('./card-drawing.js');
    return toPng(drawCard(card, await faces));
  };
  const queue = (card: Card): Promise<Buffer> => {
    if (waiting >= MOST_WAITING)
      throw new BroadsheetError('OVERLOADED', 'Too many images are drawn at the moment.');
    waiting += 1;
    const made = last
      .then(() => make(card))
      .finally(() => {
        waiting -= 1;
      });
    last = made.catch(() => undefined);
    return made;
  };
  return {
    draw: async (card) => {
      const key = JSON.stringify(card);
      const made = kept.getOrMake(key, () => queue(card));
      made.catch(() => kept.delete(key));
      return made;
    },
  };
}

async function readTypefaces(): Promise<Typefaces> {
  const { readLettering } = await import('./lettering.js');
  return { headline: readLettering('source-serif-4', 700), text: readLettering('source-sans-3', 400) };
}
