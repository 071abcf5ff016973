import { oneLine } from './one-line.js';

/** What may stand in braces in a subject line of an operator's own. */
const subjectPlaces = ['title', 'count', 'more', 'date', 'site'] as const;

const PLACE = /\{(\w+)\}/g;

/** What is wrong with a subject line, as part of a sentence; null for nothing. */
export function subjectFault(pattern: unknown): string | null {
  if (typeof pattern !== 'string' || pattern.trim() === '') return 'expected a text';
  if (pattern !== oneLine(pattern)) return 'expected one line, without spaces at its ends or two in a row';
  const places = [...pattern.matchAll(PLACE)].map(([, place = '']) => place);
  const unknown = places.find((place) => !subjectPlaces.some((known) => known === place));
  if (unknown !== undefined) {
    return `there is no {${unknown}}; there are ${subjectPlaces.map((place) => `{${place}}`).join(', ')}`;
  }
  if (/[{}]/.test(pattern.replace(PLACE, ''))) return 'a brace stands alone; places are written as {title}';
  return places.filter((place) => place === 'title').length > 1 ? '{title} stands in it twice' : null;
}

/** Whether it tells how many papers there are, which is nothing to say of a single one. */
export function countsPapers(pattern: string): boolean {
  return /\{(?:count|more)\}/.test(pattern);
}

/** The line with its places filled; what has no value is left out. */
export function fillSubjectPattern(pattern: string, values: Readonly<Record<string, string>>): string {
  return pattern.replace(PLACE, (_, place: string) => values[place] ?? '');
}
