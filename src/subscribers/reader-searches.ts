import { randomBytes } from 'node:crypto';
import { BroadsheetError } from '../errors.js';
import type { Actor } from '../model/actor.js';
import type { Acting } from '../operators/acting.js';
import { permit } from '../operators/permit.js';
import { recordAct } from '../store/audit.js';
import { inTransaction } from '../store/database.js';
import type { ReaderSelection } from '../store/subscribers/bulk-readers.js';
import {
  deleteReaderSearch,
  findReaderSearch,
  insertReaderSearch,
  type KeptSearch,
  type ReaderSearch,
} from '../store/subscribers/reader-searches.js';
import { readerFilter } from './reader-filter.js';

const LONGEST_NAME = 80;
/** Of readers who are chosen one by one: a page has no more. */
const MOST_CHOSEN = 500;

/**
 * Keeps what an operator looks for, so that a page can be asked for it without an address in its URL.
 * @param name null: for a day
 * @returns its id
 * @throws BroadsheetError FORBIDDEN, INPUT_INVALID
 */
export async function keepSearch(
  { database, clock }: Acting,
  actor: Actor,
  { asked, ids, name }: KeptSearch & { readonly name: string | null },
): Promise<string> {
  permit(actor, 'subscribers:read', clock());
  if (name !== null && (name.trim() === '' || name.length > LONGEST_NAME))
    throw new BroadsheetError('INPUT_INVALID', `Give the search a name of 1 to ${LONGEST_NAME} characters.`);
  if (ids !== null && (ids.length === 0 || ids.length > MOST_CHOSEN))
    throw new BroadsheetError('INPUT_INVALID', `Choose 1 to ${MOST_CHOSEN} readers.`);
  const id = randomBytes(16).toString('base64url');
  await inTransaction(database, async (client) => {
    const by = { madeBy: actor.kind === 'operator' ? actor.id : null, at: clock() };
    await insertReaderSearch(client, { id, name, asked, ids }, by);
    if (name !== null)
      await recordAct(client, actor, { action: 'search.save', object: ['search', id], facts: { name } });
  });
  return id;
}

/** @throws BroadsheetError NOT_FOUND where it was forgotten */
export async function findSearch({ database }: Pick<Acting, 'database'>, id: string): Promise<ReaderSearch> {
  const found = await findReaderSearch(database, id);
  if (found === null) throw new BroadsheetError('NOT_FOUND', 'This search was forgotten; search once more.');
  return found;
}

/** @throws BroadsheetError FORBIDDEN, NOT_FOUND */
export async function forgetSearch({ database, clock }: Acting, actor: Actor, id: string): Promise<void> {
  permit(actor, 'subscribers:read', clock());
  await inTransaction(database, async (client) => {
    if (!(await deleteReaderSearch(client, id)))
      throw new BroadsheetError('NOT_FOUND', 'There is no such search.');
    await recordAct(client, actor, { action: 'search.forget', object: ['search', id] });
  });
}

/** Whom a kept search is about. @throws BroadsheetError INPUT_INVALID */
export function selectionOf({ asked, ids }: KeptSearch, timeZone: string): ReaderSelection {
  return ids === null ? { filter: readerFilter(asked, timeZone) } : { ids };
}
