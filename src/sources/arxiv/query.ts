import { MINUTE_MS } from '../../durations.js';
import type { SubmissionWindow } from './announcements.js';

/** The most results on one page: about 0.5 MB. */
const PAGE_SIZE = 200;

/** The question for the papers of some categories that were submitted in a window of time, oldest first. */
export function listQuery(categories: readonly string[], window: SubmissionWindow, start: number): string {
  const among = categories.flatMap(categoryTerms).join(' OR ');
  // Minutes are the finest that it takes, and both ends are included.
  const until = new Date(window.until.getTime() - MINUTE_MS);
  const search = `(${among}) AND submittedDate:[${minute(window.from)} TO ${minute(until)}]`;
  return `${parameters({
    search_query: search,
    sortBy: 'submittedDate',
    sortOrder: 'ascending',
    start: String(start),
    max_results: String(PAGE_SIZE),
  })}`;
}

/** The question for papers by id. */
export function idQuery(ids: readonly string[]): string {
  return parameters({ id_list: ids.join(','), start: '0', max_results: String(ids.length) });
}

/** An archive such as `cs` stands for all its categories, and `hep-th` has none. */
function categoryTerms(category: string): string[] {
  return category.includes('.') ? [`cat:${category}`] : [`cat:${category}`, `cat:${category}.*`];
}

function parameters(values: Record<string, string>): string {
  return new URLSearchParams(values).toString();
}

/** In GMT, as `YYYYMMDDHHMM`. */
function minute(moment: Date): string {
  return moment.toISOString().slice(0, 16).replace(/\D/g, '');
}
