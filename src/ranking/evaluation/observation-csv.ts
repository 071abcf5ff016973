import { BroadsheetError } from '../../errors.js';
import { type CalendarDate, isCalendarDate } from '../../model/calendar-date.js';

/** One row: what one observer saw of a paper on the list of a day. Null: the observer did not look at it. */
export interface ObservedRow {
  readonly paperId: string;
  readonly listDate: CalendarDate;
  readonly at: Date;
  readonly upvotes: number;
  readonly comments: number | null;
  readonly stars: number | null;
}

/** A line that cannot be used, by its number in the file, from 1. */
export interface BadRow {
  readonly line: number;
  readonly reason: string;
}

export const OBSERVATION_COLUMNS =
  'paper_id,list_date,observed_at_utc,upvotes,num_comments,github_stars,source';

const PAPER_ID = /^[A-Za-z0-9./-]{1,64}$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/;
/** What an integer column of the database holds. */
const COUNT = /^\d{1,9}$/;

/**
 * Reads observations line by line. The format has no quoting: a comma always ends a field. Rows that cannot be
 * used are told to `onBadRow` and left out; empty lines are nothing.
 * @throws BroadsheetError INPUT_INVALID where the first line does not name the columns
 */
export async function* readObservations(
  lines: AsyncIterable<string> | Iterable<string>,
  onBadRow: (bad: BadRow) => void,
): AsyncGenerator<ObservedRow> {
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (number === 1) {
      checkHeader(line);
      continue;
    }
    if (line.trim() === '') continue;
    const row = parseRow(line);
    if (typeof row === 'string') onBadRow({ line: number, reason: row });
    else yield row;
  }
  if (number === 0) checkHeader('');
}

function checkHeader(line: string): void {
  if (line.replace(/^\uFEFF/, '').trimEnd() === OBSERVATION_COLUMNS) return;
  throw new BroadsheetError('INPUT_INVALID', `The first line of the file must be: ${OBSERVATION_COLUMNS}`);
}

/** @returns the row, or what is wrong with it */
function parseRow(line: string): ObservedRow | string {
  const fields = line.trimEnd().split(',');
  const [paperId = '', listDate = '', moment = '', upvotes = '', comments = '', stars = ''] = fields;
  if (fields.length !== 7) return `has ${fields.length} fields, not 7`;
  if (!PAPER_ID.test(paperId)) return 'paper_id is not the id of a paper';
  if (!isCalendarDate(listDate)) return 'list_date is not a day written as YYYY-MM-DD';
  const at = new Date(MOMENT.test(moment) ? moment : Number.NaN);
  if (Number.isNaN(at.getTime())) return 'observed_at_utc is not a moment written as YYYY-MM-DDTHH:MM:SSZ';
  if (!COUNT.test(upvotes)) return 'upvotes is not a whole number';
  if (comments !== '' && !COUNT.test(comments)) return 'num_comments is neither empty nor a whole number';
  if (stars !== '' && !COUNT.test(stars)) return 'github_stars is neither empty nor a whole number';
  return {
    paperId,
    listDate,
    at,
    upvotes: Number(upvotes),
    comments: comments === '' ? null : Number(comments),
    stars: stars === '' ? null : Number(stars),
  };
}
