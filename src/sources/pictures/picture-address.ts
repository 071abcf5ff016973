import { readUrl } from '../../read-url.js';

/** What browsers show as a still, and what an address without a name may be; a film is none. */
const STILL = /\.(?:png|jpe?g|webp|gif)$/i;

/** The first still among the media of a paper, as Hugging Face lists them; null where there is none. */
export function firstStill(media: unknown): URL | null {
  if (!Array.isArray(media)) return null;
  for (const entry of media) {
    const url = typeof entry === 'string' ? readUrl(entry) : null;
    if (url !== null && url.protocol === 'https:' && STILL.test(url.pathname)) return url;
  }
  return null;
}
