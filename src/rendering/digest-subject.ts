import { shortenTitle } from './shorten.js';

/** What most programs show of a subject on a wide screen, less the count behind the title. */
const TITLE_CHARACTERS = 68;

/**
 * `Title of the top paper, and 18 more`.
 * @param titles of the papers of an edition, in its order
 */
export function digestSubject(titles: readonly string[], isSample: boolean): string {
  const [top, ...others] = titles;
  if (top === undefined) return 'No new papers today';
  const more = others.length === 0 ? '' : `, and ${others.length} more`;
  // Nothing may be left of a title that held control characters alone.
  const title = shortenTitle(top, TITLE_CHARACTERS) || 'A paper without a title';
  return `${isSample ? 'Sample: ' : ''}${title}${more}`;
}

/** What a list of mails shows beside the subject: the next two titles. */
export function digestPreheader(titles: readonly string[], fallback: string): string {
  const next = titles.slice(1, 3);
  return next.length === 0 ? fallback : `Also: ${next.join(' · ')}`;
}
