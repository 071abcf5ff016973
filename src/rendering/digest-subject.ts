import type { Texts } from '../i18n/texts.js';
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
export function digestSubject(texts: Texts, titles: readonly string[], opening: string | null): string {
  const { t } = texts;
  const [top, ...others] = titles;
  if (top === undefined) {
    return opening === null ? t('mail-digest.subject-none') : t('mail-digest.subject-none-in', { opening });
  }
  const before = opening === null ? '' : `${opening}: `;
  const title = topTitle(texts, top, Math.max(LEAST_CHARACTERS, TITLE_CHARACTERS - before.length));
  const more = others.length;
  return `${before}${more === 0 ? title : t('mail-digest.subject-more', { title, more })}`;
}

/** A title in a subject; nothing may be left of one that held control characters alone. */
export function topTitle({ t }: Texts, title: string, limit: number): string {
  return shortenTitle(title, limit) || t('mail-digest.subject-untitled');
}

/** What a list of mails shows beside the subject: the next two titles. */
export function digestPreheader({ t }: Texts, titles: readonly string[], fallback: string): string {
  const next = titles.slice(1, 3);
  return next.length === 0 ? fallback : t('mail-digest.preheader', { titles: next.join(' · ') });
}
