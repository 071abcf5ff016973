import type { PaperLookup } from '../source.js';
import { type ArxivApi, SOURCE_NAME } from './api.js';
import { idQuery } from './query.js';

/** The address of a question for more of them would be too long. */
const MOST_IDS = 100;

/** What arXiv says of papers that others list: categories, the date of publication, and withdrawals. */
export function arxivLookup(api: ArxivApi, now: () => Date): PaperLookup {
  return {
    name: SOURCE_NAME,
    most: MOST_IDS,
    fetchPapers: async (ids, signal) => {
      if (ids.length === 0) return [];
      const { entries } = await api.query(idQuery(ids), signal, { ids: ids.length });
      const seenAt = now();
      return entries.map((entry) => ({ ...entry, seenAt }));
    },
  };
}
