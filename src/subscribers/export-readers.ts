import { stringify } from 'csv-stringify/sync';
import type { Actor } from '../model/actor.js';
import { weekdaysOf } from '../model/preferences.js';
import type { ReaderFilter } from '../model/reader-filter.js';
import type { Acting } from '../operators/acting.js';
import { permit } from '../operators/permit.js';
import { recordAct } from '../store/audit.js';
import { type ExportedReader, readExportedReaders } from '../store/subscribers/exported-readers.js';
import { findReaders } from '../store/subscribers/reader-search.js';

/** So many are in memory at a time, however many there are. */
const AT_ONCE = 1_000;

/**
 * The readers whom a filter finds, in order of id, in batches: with state, preferences, consent and origin. That it was
 * asked for is recorded before the first batch is read, and stays recorded where nobody reads on.
 * @throws BroadsheetError FORBIDDEN, FACTOR_NEEDED
 */
export async function exportReaders(
  { database, clock }: Acting,
  actor: Actor,
  filter: ReaderFilter,
): Promise<AsyncGenerator<readonly ExportedReader[]>> {
  permit(actor, 'subscribers:export', clock());
  // What was looked for may be a part of an address, which the audit never holds.
  const { part, ...said } = filter;
  const facts = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== null));
  const searched = part === null ? {} : { byAddress: true };
  await recordAct(database, actor, {
    action: 'subscribers.export',
    object: null,
    facts: { ...facts, ...searched },
  });
  return batchesOf(database, filter);
}

async function* batchesOf(
  database: Acting['database'],
  filter: ReaderFilter,
): AsyncGenerator<readonly ExportedReader[]> {
  for (let after: number | null = null; ; ) {
    const ids: number[] = await findReaders(database, filter, { order: 'oldest', after, limit: AT_ONCE });
    if (ids.length > 0) yield await readExportedReaders(database, ids);
    if (ids.length < AT_ONCE) return;
    after = ids.at(-1) ?? after;
  }
}

export const exportFormats = ['csv', 'jsonl'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/**
 * The same as the text of a file. CSV is that of RFC 4180 with a line of headings, UTF-8, and a `'` before what a
 * spreadsheet would take for a formula; JSON lines have what CSV has, rules and weekdays as JSON.
 */
export async function* exportText(
  batches: AsyncIterable<readonly ExportedReader[]>,
  format: ExportFormat,
): AsyncGenerator<string> {
  if (format === 'csv') yield csvOf([columns.map(([, name]) => name)]);
  for await (const batch of batches) {
    yield format === 'csv'
      ? csvOf(batch.map((reader) => columns.map(([fact]) => cellOf(factOf(reader, fact)))))
      : batch.map((reader) => `${JSON.stringify(lineOf(reader))}\n`).join('');
  }
}

/** The columns in their order: what a reader is exported with, and how files call it. */
const columnNames: Readonly<Record<keyof ExportedReader, string>> = {
  address: 'address',
  state: 'state',
  stateChangedAt: 'since',
  language: 'language',
  frequency: 'frequency',
  weekdays: 'weekdays',
  time: 'time',
  timeZone: 'time_zone',
  pausedUntil: 'paused_until',
  rules: 'rules',
  confirmedAt: 'confirmed_at',
  consentAt: 'consent_at',
  consentVia: 'consent_via',
  consentWording: 'consent_wording',
  origin: 'origin',
  suppressed: 'suppressed',
  createdAt: 'created_at',
  id: 'id',
};

const columns = Object.entries(columnNames) as [keyof ExportedReader, string][];

function factOf(reader: ExportedReader, fact: keyof ExportedReader): unknown {
  return fact === 'weekdays' ? weekdaysOf(reader.weekdays) : reader[fact];
}

function lineOf(reader: ExportedReader): Readonly<Record<string, unknown>> {
  return Object.fromEntries(columns.map(([fact, name]) => [name, factOf(reader, fact)]));
}

function cellOf(value: unknown): string {
  if (value === null) return '';
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.join(' ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function csvOf(rows: readonly (readonly string[])[]): string {
  return stringify(rows as string[][], { escape_formulas: true, record_delimiter: 'windows' });
}
