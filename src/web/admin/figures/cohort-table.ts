import type { Texts } from '../../../i18n/texts.js';
import { type Cohort, cohortAges } from '../../../store/numbers/growth.js';
import { shareWords } from './label-words.js';

/** So many tints from nobody to everybody; the style sheet has each. */
const TINTS = 5;

/** A row for each month: how many became readers, and how many of them were readers so many months later. */
export function cohortTable(texts: Texts, cohorts: readonly Cohort[]) {
  const { t, dates, number } = texts;
  return {
    head: cohortAges.map((age) => t('admin-growth.after', { months: age })),
    rows: cohorts
      .filter(({ size }) => size > 0)
      .map(({ month, size, stayed }) => ({
        name: dates.month(`${month}-01`),
        size: number(size),
        cells: cohortAges.map((age) => {
          const count = stayed.get(age);
          if (count === undefined)
            return { of: t('admin-growth.after', { months: age }), share: '–', count: '', tint: 0 };
          // Who was erased since may be among those who stayed, and not among those who came.
          const stays = Math.min(count, size);
          return {
            of: t('admin-growth.after', { months: age }),
            share: shareWords(texts, stays, size),
            count: number(stays),
            tint: Math.ceil((TINTS * stays) / size),
          };
        }),
      })),
  };
}
