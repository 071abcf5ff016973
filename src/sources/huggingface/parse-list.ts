import { BroadsheetError } from '../../errors.js';
import type { ListedPaper } from '../../model/paper.js';
import type { SkippedItem, SourceResponse } from '../source.js';
import { itemDrift } from './item-drift.js';
import { expectedFields, type ListRequest, parseItem } from './parse-item.js';
import { recordOf } from './record.js';

/**
 * Reads the items of all pages of a list. Each paper counts once, where it came first: a list that grows while
 * its pages are read moves papers from one page to the next.
 * @throws BroadsheetError SOURCE_ANSWER_INVALID where there are items and none can be read: the format has
 *   changed, which must not pass for an empty list
 */
export function parseList(items: readonly unknown[], request: ListRequest): SourceResponse {
  const listed = new Map<string, ListedPaper>();
  const skipped: SkippedItem[] = [];
  for (const item of items) {
    const result = parseItem(item, request);
    if ('reason' in result) skipped.push(result);
    else if (!listed.has(result.paper.id)) {
      listed.set(result.paper.id, { ...result, record: recordOf(item, result) });
    }
  }
  if (skipped.length > 0 && listed.size === 0) {
    throw new BroadsheetError(
      'SOURCE_ANSWER_INVALID',
      `None of the ${skipped.length} items for ${request.date} can be read: ${skipped[0]?.reason}.`,
      { details: { status: 200, date: request.date } },
    );
  }
  // What cannot be read may be a paper that was listed before.
  const whole = skipped.length === 0;
  return { listed: [...listed.values()], skipped, whole, drift: itemDrift(items, expectedFields) };
}
