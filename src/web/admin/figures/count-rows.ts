import type { Texts } from '../../../i18n/texts.js';
import { OTHERS } from '../../../model/daily-numbers.js';
import type { Flow } from '../../../store/numbers/growth.js';
import { shareWords } from './label-words.js';

/** As many places as one reads; the others are one. */
const MOST_PLACES = 15;

/** Those with most first; all that are more than one reads are one row. */
export function flowRows(
  texts: Texts,
  flows: readonly Flow[],
  wordsOf: (texts: Texts, label: string) => string,
) {
  const sorted = flows
    .filter(({ joined, left }) => joined + left > 0)
    .sort((one, other) => other.joined + other.left - one.joined - one.left);
  const named = sorted.filter(({ label }) => label !== OTHERS).slice(0, MOST_PLACES);
  const rest = sorted.filter((flow) => !named.includes(flow));
  const others = {
    label: OTHERS,
    joined: rest.reduce((sum, { joined }) => sum + joined, 0),
    left: rest.reduce((sum, { left }) => sum + left, 0),
  };
  const rows = [...named, ...(rest.length === 0 ? [] : [others])];
  const most = Math.max(1, ...rows.map(({ joined, left }) => Math.max(joined, left)));
  return rows.map(({ label, joined, left }) => ({
    name: wordsOf(texts, label),
    joined: texts.number(joined),
    left: texts.number(left),
    joinedShare: Math.round((100 * joined) / most),
    leftShare: Math.round((100 * left) / most),
  }));
}

/** Counts with their share of all; `order` where the labels have one, else the largest first. */
export function shareRows<Label extends string>(
  texts: Texts,
  counts: ReadonlyMap<string, number>,
  order: readonly Label[] | null,
  wordsOf: (label: Label) => string,
) {
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (all === 0) return [];
  const labels = order ?? ([...counts.keys()].filter((label) => label !== OTHERS) as Label[]);
  const shown = labels.slice(0, MOST_PLACES);
  const rest = all - shown.reduce((sum, label) => sum + (counts.get(label) ?? 0), 0);
  const rows = shown.map((label) => ({ name: wordsOf(label), count: counts.get(label) ?? 0 }));
  if (rest > 0) rows.push({ name: texts.t('admin-figures.others'), count: rest });
  return rows.map(({ name, count }) => ({
    name,
    count: texts.number(count),
    share: shareWords(texts, count, all),
    width: Math.round((100 * count) / all),
  }));
}
