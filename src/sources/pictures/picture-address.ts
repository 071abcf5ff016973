import { readUrl } from '../../read-url.js';

/** What browsers show as a still, and what an address without a name may be; a film is none. */
const STILL = /\.(?:png|jpe?g|webp|gif)$/i;

/** More are no help to who reads one page. */
const MOST_MEDIA = 12;

/** A picture or a film that the authors gave. */
export interface Medium {
  readonly url: string;
  readonly isStill: boolean;
}

/** The media of a paper, as Hugging Face lists them; what is no address of the web is left out. */
export function mediaAmong(media: unknown): readonly Medium[] {
  if (!Array.isArray(media)) return [];
  const urls = media.flatMap((entry) => (typeof entry === 'string' ? (readUrl(entry) ?? []) : []));
  return urls
    .filter(({ protocol }) => protocol === 'https:')
    .slice(0, MOST_MEDIA)
    .map(({ href, pathname }) => ({ url: href, isStill: STILL.test(pathname) }));
}

/** The first still among the media of a paper, as Hugging Face lists them; null where there is none. */
export function firstStill(media: unknown): URL | null {
  const still = mediaAmong(media).find(({ isStill }) => isStill);
  return still === undefined ? null : readUrl(still.url);
}
