import type { Texts } from '../i18n/texts.js';
import { plainText } from '../paper-text/plain-text.js';
import { readText } from '../paper-text/readable-text.js';

/** All are named up to here; of more the first and the last. */
const MOST_NAMES = 3;
const ORGANISATION_CHARACTERS = 40;

/** Letters that would turn a line around: such a name stands for itself (UAX #9, first strong isolate). */
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** `A. Sample, B. Specimen`, or `Ada Attrappe … Gus Guess (7 authors)`; null for none. */
export function authorLine({ t }: Texts, authors: readonly string[]): string | null {
  const [first, last] = [authors[0], authors.at(-1)];
  if (first === undefined || last === undefined) return null;
  if (authors.length <= MOST_NAMES) return authors.map(nameOf).join(', ');
  return t('mail-paper.first-last', { first: nameOf(first), last: nameOf(last), count: authors.length });
}

/** An organisation as it calls itself; null for none. */
export function wholeOrganisation(organization: string | null): string | null {
  const name = organization === null ? '' : plainText(readText(organization)).trim();
  return name === '' ? null : isolated(name);
}

/** The same in a line with others, at most forty characters. */
export function organisationLine(organization: string | null): string | null {
  if (organization === null) return null;
  const name = plainText(readText(organization)).trim();
  if (name.length <= ORGANISATION_CHARACTERS) return wholeOrganisation(organization);
  const room = name.slice(0, ORGANISATION_CHARACTERS - 1);
  const space = room.lastIndexOf(' ');
  const end =
    space > ORGANISATION_CHARACTERS / 2 ? room.slice(0, space) : room.replace(/[\uD800-\uDBFF]$/, '');
  return isolated(`${end.replace(/[\s,;:(–—-]+$/u, '')}…`);
}

function nameOf(author: string): string {
  return isolated(plainText(readText(author)));
}

function isolated(name: string): string {
  return RIGHT_TO_LEFT.test(name) ? `\u2068${name}\u2069` : name;
}
