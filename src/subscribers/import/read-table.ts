import type { ImportLine } from '../../model/import.js';
import { withoutAddresses } from '../../model/without-addresses.js';
import { HEADINGS, plainHeading } from './column-headings.js';
import { csvRecords, type FileRecord } from './csv-records.js';
import { type JsonRecord, jsonLines, jsonValues } from './json-records.js';
import { type FileForm, SEPARATOR_LINE, sniffForm } from './sniff-form.js';
import { textOfOctets, unreadable } from './text-of-octets.js';

export interface Table {
  readonly format: 'csv' | 'json';
  readonly columns: readonly string[];
  readonly lines: number;
}

/** So many lines go to the database at once. */
const BATCH = 1_000;
/** How much of the text is looked at to say what the file is. */
const BEGINNING = 64 * 1024;
export const MOST_COLUMNS = 200;
const MOST_LINES = 1_000_000;
const LONGEST_FIELD = 10_000;
const LONGEST_HEADING = 200;
/** A heading stands within so many lines, where a title stands over it. */
const HEADING_WITHIN = 10;

/**
 * Reads a list of people from a file without holding it: CSV, JSON lines, or a JSON array.
 * @param take is given the lines, a thousand at a time, and waited for
 * @throws BroadsheetError INPUT_INVALID with `reason`, where the file as a whole cannot be read
 */
export async function readTable(
  octets: AsyncIterable<Uint8Array>,
  take: (lines: readonly ImportLine[]) => Promise<void>,
): Promise<Table> {
  const { form, text } = await beginText(textOfOctets(octets));
  const columns: string[] = [];
  let batch: ImportLine[] = [];
  let lines = 0;
  for await (const read of linesOf(form, text, columns)) {
    lines += 1;
    if (lines > MOST_LINES)
      throw unreadable('many-lines', `The file has more than ${MOST_LINES} lines; cut it in parts.`);
    batch.push({ ...read, line: lines });
    if (batch.length < BATCH) continue;
    await take(batch);
    batch = [];
  }
  if (batch.length > 0) await take(batch);
  if (lines === 0) throw unreadable('no-lines', 'The file has no line with a person.');
  return { format: form.format === 'csv' ? 'csv' : 'json', columns, lines };
}

type ReadLine = Omit<ImportLine, 'line'>;

/** Enough of the text to say what it is, and the text from its beginning. */
async function beginText(parts: AsyncGenerator<string>) {
  let beginning = '';
  while (beginning.length < BEGINNING) {
    const { done, value } = await parts.next();
    if (done === true) break;
    beginning += value;
  }
  const start = beginning.replace(/^\ufeff/, '');
  const text = (async function* () {
    yield start.replace(SEPARATOR_LINE, '');
    yield* parts;
  })();
  return { form: sniffForm(start), text };
}

/** @param columns is filled as they are found */
async function* linesOf(
  form: FileForm,
  text: AsyncIterable<string>,
  columns: string[],
): AsyncGenerator<ReadLine> {
  if (form.format === 'csv') yield* linesOfCsv(csvRecords(text, form.delimiter), columns);
  else {
    const records = form.format === 'json-lines' ? jsonLines(text) : jsonValues(text, form.within);
    yield* linesOfJson(records, columns);
  }
}

/**
 * The first record is a heading unless it has an address, or what was meant for one: headings are kept for good, and are
 * seen by whoever may import. Where a title stands over it, the heading is the first record that names an address.
 */
async function* linesOfCsv(records: AsyncIterable<FileRecord>, columns: string[]): AsyncGenerator<ReadLine> {
  let first: FileRecord[] | null = [];
  for await (const record of records) {
    if (first === null) yield lineOf(record);
    else if (first.length > 0 || !isEmpty(record)) {
      first.push(record);
      if (first.length < HEADING_WITHIN && !hasAddress(record)) continue;
      yield* withHeading(first, columns);
      first = null;
    }
  }
  if (first !== null) yield* withHeading(first, columns);
}

function* withHeading(first: readonly FileRecord[], columns: string[]): Generator<ReadLine> {
  const headings = first.slice(0, first.findLastIndex((record) => !hasAddress(record)) + 1);
  const place = headings.findIndex(({ fields }) => fields.some(namesAddress));
  const at = Math.max(0, place);
  const record = first[at];
  if (record === undefined) return;
  if (record.fields.length > MOST_COLUMNS)
    throw unreadable('many-columns', `The file has more than ${MOST_COLUMNS} columns.`);
  const isHeading = !hasAddress(record);
  columns.push(...record.fields.map((field, index) => (isHeading ? headingOf(field) : `${index + 1}`)));
  for (const line of first.slice(isHeading ? at + 1 : at)) yield lineOf(line);
}

function lineOf({ fileLine, fields }: FileRecord): ReadLine {
  return { fileLine, fields: fields.map(fieldOf), fault: null };
}

/** What spreadsheets are told to be text, `="0123"`, is what it says. */
function fieldOf(field: string): string {
  return keptText(field.replace(/^="([^"]*)"$/, '$1'));
}

function isEmpty({ fields }: FileRecord): boolean {
  return fields.every((field) => field.trim() === '');
}

function hasAddress({ fields }: FileRecord): boolean {
  return fields.some((field) => withoutAddresses(field) !== field);
}

function namesAddress(field: string): boolean {
  return HEADINGS.address.includes(plainHeading(field));
}

/** The columns are the names that come, in the order in which they do. */
async function* linesOfJson(records: AsyncIterable<JsonRecord>, columns: string[]): AsyncGenerator<ReadLine> {
  const places = new Map<string, number>();
  for await (const { fileLine, value, raw } of records) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      // A list of addresses alone is one too.
      if (typeof value === 'string') yield { fileLine, fields: [keptText(value)], fault: null };
      else yield { fileLine, fields: [keptText(raw ?? textOf(value))], fault: 'not-json' };
      continue;
    }
    const fields: string[] = [];
    for (const [name, held] of Object.entries(value).flatMap(withListStatus)) {
      let place = places.get(name);
      if (place === undefined) {
        if (columns.length >= MOST_COLUMNS) continue;
        place = columns.push(headingOf(name)) - 1;
        places.set(name, place);
      }
      fields[place] = keptText(textOf(held));
    }
    yield { fileLine, fields: Array.from(fields, (field) => field ?? ''), fault: null };
  }
  if (columns.length === 0) columns.push('address');
}

/**
 * Beside the lists that listmonk has somebody on, what they are to all of them: a reader of one is a reader, and a list
 * that asks for no confirmation has none.
 */
function withListStatus([name, held]: [string, unknown]): [string, unknown][] {
  const states = Array.isArray(held) ? held.flatMap(statusOf) : [];
  const best = ['confirmed', 'unconfirmed'].find((one) => states.includes(one)) ?? states[0];
  return best === undefined
    ? [[name, held]]
    : [
        [name, held],
        [`${name} subscription_status`, best],
      ];
}

function statusOf(list: unknown): string[] {
  if (typeof list !== 'object' || list === null || !('subscription_status' in list)) return [];
  const status = String(list.subscription_status);
  const isSingle = 'optin' in list && list.optin === 'single';
  return [status === 'unconfirmed' && isSingle ? 'confirmed' : status];
}

/** The name of a column, which stays for good: no address, and not the whole of a file. */
function headingOf(text: string): string {
  return withoutAddresses(keptText(text)).trim().slice(0, LONGEST_HEADING);
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'object') return String(value);
  try {
    return JSON.stringify(value);
  } catch {
    // Lists in lists in lists, thousands of them: written out they are deeper than the stack, and say nothing.
    return '';
  }
}

/** What PostgreSQL keeps: no NUL, no half of a surrogate pair; and no more than a person has to say of another. */
function keptText(text: string): string {
  return text.slice(0, LONGEST_FIELD).replace(/\0|\p{Surrogate}/gu, '\ufffd');
}
