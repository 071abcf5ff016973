import { BroadsheetError } from '../../../src/errors.js';
import { type CalendarDate, isCalendarDate } from '../../../src/model/calendar-date.js';

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

/** Without these nothing can be judged. */
const NEEDED = ['paper_id', 'list_date', 'observed_at_utc', 'upvotes'] as const;

/** Comments and stars may be missing: nobody looked at them then. Any other column is passed over. */
type Column = (typeof NEEDED)[number] | 'num_comments' | 'github_stars';

const PAPER_ID = /^[A-Za-z0-9./-]{1,64}$/;
/** With or without a fraction; UTC however it is written. */
const MOMENT = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(\.\d{1,9})?(?:Z|\+00:?00)$/;
/** What an integer column of the database holds; some programs write whole numbers as 12.0. */
const COUNT = /^\d{1,9}(?:\.0+)?$/;

/**
 * Reads observations line by line (RFC 4180, but for line breaks within a field). The first line names the
 * columns, in any order. Rows that cannot be used are told to `onBadRow` and left out; empty lines are nothing.
 * @throws BroadsheetError INPUT_INVALID where the first line does not name the columns that are needed
 */
export async function* readObservations(
  lines: AsyncIterable<string> | Iterable<string>,
  onBadRow: (bad: BadRow) => void,
): AsyncGenerator<ObservedRow> {
  let number = 0;
  let header: readonly string[] = [];
  for await (const line of lines) {
    number += 1;
    if (number === 1) {
      header = readHeader(line);
      continue;
    }
    if (line.trim() === '') continue;
    const row = parseRow(splitFields(line), header);
    if (typeof row === 'string') onBadRow({ line: number, reason: row });
    else yield row;
  }
  if (number === 0) readHeader('');
}

function readHeader(line: string): readonly string[] {
  const names = splitFields(line.replace(/^\uFEFF/, '')).map((name) => name.trim().toLowerCase());
  const missing = NEEDED.filter((name) => !names.includes(name));
  if (missing.length === 0) return names;
  const message = `The first line of the file must name the columns ${NEEDED.join(', ')}; ${missing.join(', ')} is not there.`;
  throw new BroadsheetError('INPUT_INVALID', message);
}

/** The fields of a line, without the blanks and quotation marks around them. */
function splitFields(line: string): string[] {
  if (!line.includes('"')) return line.split(',').map((field) => field.trim());
  const fields = line.matchAll(/\s*(?:"((?:[^"]|"")*)"\s*|([^,]*))(?:,|$)/gy);
  const read = [...fields].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain?.trim() ?? '');
  // At the end of the line an empty field matches once more, unless a comma was there.
  return line.endsWith(',') ? read : read.slice(0, -1);
}

/** @returns the row, or what is wrong with it */
function parseRow(fields: readonly string[], header: readonly string[]): ObservedRow | string {
  if (fields.length !== header.length) return `has ${fields.length} fields, not ${header.length}`;
  const value = (name: Column): string => fields[header.indexOf(name)] ?? '';
  const paperId = value('paper_id').replace(/v\d+$/, '');
  const [listDate, moment] = [value('list_date'), value('observed_at_utc')];
  const [upvotes, comments, stars] = [value('upvotes'), value('num_comments'), value('github_stars')];
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
