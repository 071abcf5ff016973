import { randomBytes } from 'node:crypto';
import { BroadsheetError } from '../errors.js';
import type { Actor } from '../model/actor.js';
import type { AskedReaders } from '../model/reader-filter.js';
import type { Acting } from '../operators/acting.js';
import { permit } from '../operators/permit.js';
import { recordAct } from '../store/audit.js';
import { inTransaction } from '../store/database.js';
import type { ReaderSelection } from '../store/subscribers/bulk-readers.js';
import {
  deleteReaderSearch,
  findReaderSearch,
  findSearchesByName,
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

/** @throws BroadsheetError NOT_FOUND where none is called so, nor has this id; INPUT_INVALID where several are called so */
export async function namedSearch(
  { database }: Pick<Acting, 'database'>,
  called: string,
): Promise<ReaderSearch> {
  const [named, other] = await findSearchesByName(database, called);
  if (named === undefined) {
    const found = await findReaderSearch(database, called);
    if (found !== null) return found;
    const message = `No search is called ${called}; broadsheet searches list has those there are.`;
    throw new BroadsheetError('NOT_FOUND', message);
  }
  if (other === undefined) return named;
  const ids = `by its id: ${named.id}, ${other.id}.`;
  throw new BroadsheetError('INPUT_INVALID', `Several searches are called ${called}; name one ${ids}`);
}

/** What a program or a command says of readers. */
export interface SaidReaders {
  readonly asked: AskedReaders;
  /** A kept search, by its name or its id, in place of that. */
  readonly search?: string | undefined;
}

/**
 * What it comes to.
 * @throws BroadsheetError NOT_FOUND; INPUT_INVALID where both are said, or the search is one of chosen readers
 */
export async function askedBy(acting: Pick<Acting, 'database'>, said: SaidReaders): Promise<AskedReaders> {
  const { search, asked } = said;
  if (search === undefined) return asked;
  if (saysAnything(asked))
    throw new BroadsheetError('INPUT_INVALID', `${ONE_WAY} a kept search, or what they have in common.`);
  const kept = await namedSearch(acting, search);
  if (kept.ids === null) return kept.asked;
  throw new BroadsheetError('INPUT_INVALID', 'This search is one of readers who were chosen one by one.');
}

export interface ChosenReaders extends SaidReaders {
  /** These, one by one; absent: all who fit. */
  readonly ids?: readonly number[] | undefined;
  readonly everybody?: boolean | undefined;
}

/**
 * Whom an act is about. Nothing is done with everybody because something was left out, nor with others than were meant
 * because two things were said.
 * @throws as {@link askedBy}
 */
export async function saidReaders(
  acting: Pick<Acting, 'database'>,
  { ids, everybody, ...said }: ChosenReaders,
  timeZone: string,
): Promise<ReaderSelection> {
  const isAsked = said.search !== undefined || saysAnything(said.asked);
  const ways = [ids !== undefined, everybody === true, isAsked].filter(Boolean).length;
  if (ways !== 1) {
    const words = ways === 0 ? 'Say which readers:' : ONE_WAY;
    const how = 'by their ids, by what they have in common or a kept search, or everybody.';
    throw new BroadsheetError('INPUT_INVALID', `${words} ${how}`);
  }
  const asked = await askedBy(acting, said);
  if (said.search !== undefined && !saysAnything(asked))
    throw new BroadsheetError('INPUT_INVALID', 'This search finds everybody; say everybody in its place.');
  return selectionOf({ asked, ids: ids ?? null }, timeZone);
}

const ONE_WAY = 'Say in one way which readers:';

function saysAnything(asked: AskedReaders): boolean {
  return Object.values(asked).some((said) => (said?.trim() ?? '') !== '');
}

/** Whom a kept search is about. @throws BroadsheetError INPUT_INVALID */
export function selectionOf({ asked, ids }: KeptSearch, timeZone: string): ReaderSelection {
  return ids === null ? { filter: readerFilter(asked, timeZone) } : { ids };
}
