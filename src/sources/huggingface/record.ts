import type { ListedPaper, SourceRecord } from '../../model/paper.js';
import { countPlaces, type KnownItem, neutralPlaces, optionalPlaces } from './item-places.js';

type Fields = Record<string, unknown>;

/** A paper of several hundred authors, each with a profile, has a quarter of this. */
const MOST_CHARACTERS = 1_000_000;
/** Items are nested four deep. */
const DEEPEST = 12;

/** What jsonb does not take: NUL and lone surrogates. */
const UNSTORABLE = /\0|\p{Cs}/gu;

/**
 * What an item says beyond the neutral fields, so that {@link itemOf} can give the whole of it again.
 * @returns null where that is nothing, or too much to keep
 */
export function recordOf(item: unknown, listed: ListedPaper): SourceRecord | null {
  const record = storable(item, 0);
  if (!isFields(record)) return null;
  const known = knownOf(listed);
  for (const { path } of countPlaces) remove(record, path);
  for (const { path, value } of neutralPlaces) {
    if (JSON.stringify(read(record, path)) === JSON.stringify(value(known))) remove(record, path);
  }
  if (isFields(record['paper']) && Object.keys(record['paper']).length === 0) delete record['paper'];
  const size = JSON.stringify(record).length;
  return size > 2 && size <= MOST_CHARACTERS ? record : null;
}

/** An item of the list in Hugging Face's shape: its record, completed from the neutral fields. */
export function itemOf(known: KnownItem): SourceRecord {
  const record = known.record ?? {};
  const item: Fields = { ...record, paper: { ...(isFields(record['paper']) ? record['paper'] : {}) } };
  for (const { path, value } of [...neutralPlaces, ...(known.record === null ? optionalPlaces : [])]) {
    if (read(item, path) === undefined) write(item, path, value(known));
  }
  for (const { path, value } of countPlaces) write(item, path, value(known));
  return item;
}

function knownOf({ paper, listing, observation }: ListedPaper): KnownItem {
  const { listDate, submittedBy } = listing;
  const { upvotes = 0, comments = 0, stars = null } = observation ?? {};
  return { paper, listDate, submittedBy, upvotes, comments, stars, record: null };
}

function storable(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return value.replace(UNSTORABLE, '');
  if (typeof value !== 'object' || value === null) return value;
  if (depth === DEEPEST) return null;
  if (Array.isArray(value)) return value.map((part) => storable(part, depth + 1));
  // Without a prototype, or a field called __proto__ would be one.
  const fields: Fields = Object.create(null);
  for (const [name, part] of Object.entries(value)) {
    fields[name.replace(UNSTORABLE, '')] = storable(part, depth + 1);
  }
  return fields;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function read(fields: Fields, [first, second]: readonly string[]): unknown {
  const outer = fields[first ?? ''];
  if (second === undefined) return outer;
  return isFields(outer) ? outer[second] : undefined;
}

function write(fields: Fields, [first = '', second]: readonly string[], value: unknown): void {
  if (value === null || value === undefined) return;
  const outer = fields[first];
  if (second === undefined) fields[first] = value;
  else if (isFields(outer)) outer[second] = value;
}

function remove(fields: Fields, [first = '', second]: readonly string[]): void {
  const outer = fields[first];
  if (second === undefined) delete fields[first];
  else if (isFields(outer)) delete outer[second];
}
