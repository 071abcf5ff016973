import { shortenTitle } from './shorten.js';

/** What most programs show of a subject on a wide screen, less the count behind the title. */
const TITLE_CHARACTERS = 68;

/** What goes before the title is taken from its room, but no more than half of it. */
const LEAST_CHARACTERS = 34;

/**
 * `Title of the top paper, and 18 more`.
 * @param titles of the papers of an edition, in its order
 * @param opening what the digest is where it is no ordinary day: `Sample`, `The week of March 23`; null else
 */
export function digestSubject(titles: readonly string[], opening: string | null): string {
  const [top, ...others] = titles;
  const before = opening === null ? '' : `${opening}: `;
  if (top === undefined) return `${before}${before === '' ? 'No' : 'no'} new papers`;
  const more = others.length === 0 ? '' : `, and ${others.length} more`;
  const title = topTitle(top, Math.max(LEAST_CHARACTERS, TITLE_CHARACTERS - before.length));
  return `${before}${title}${more}`;
}

/** A title in a subject; nothing may be left of one that held control characters alone. */
export function topTitle(title: string, limit: number): string {
  return shortenTitle(title, limit) || 'A paper without a title';
}

/** What a list of mails shows beside the subject: the next two titles. */
export function digestPreheader(titles: readonly string[], fallback: string): string {
  const next = titles.slice(1, 3);
  return next.length === 0 ? fallback : `Also: ${next.join(' · ')}`;
}
