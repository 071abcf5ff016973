import { SECOND_MS } from '../../durations.js';
import { BroadsheetError } from '../../errors.js';
import type { Actor } from '../../model/actor.js';
import type { Import, ImportLine } from '../../model/import.js';
import { oneLine } from '../../model/one-line.js';
import { withoutAddresses } from '../../model/without-addresses.js';
import type { Acting } from '../../operators/acting.js';
import { permit } from '../../operators/permit.js';
import { recordAct } from '../../store/audit.js';
import { type Database, inTransaction, type Queryable } from '../../store/database.js';
import { analyzeLines, insertLines } from '../../store/imports/import-lines.js';
import {
  endImport,
  findImport,
  findLikeImport,
  finishReading,
  insertImport,
  touchImport,
} from '../../store/imports/imports.js';
import { serviceOf } from './former-services.js';
import { guessAim, guessMapping } from './guess-mapping.js';
import { readTable, type Table } from './read-table.js';
import { unreadable } from './text-of-octets.js';

/** What comes by the network is no larger. */
export const MOST_OCTETS = 50 * 1024 * 1024;
/** Lines by which a column of addresses is known. */
const LOOKED_AT = 50;
const LONGEST_NAME = 120;
const TOUCH_EVERY_MS = 5 * SECOND_MS;

/**
 * Reads a list into rows as it arrives, and guesses what its columns are. Nothing is done with it yet.
 * @param name of the file, for people
 * @throws BroadsheetError FORBIDDEN; INPUT_INVALID with `reason` where the file as a whole cannot be read, and nothing of
 *   it is kept
 */
export async function uploadList(
  { database, clock }: Acting,
  actor: Actor,
  name: string,
  octets: AsyncIterable<Uint8Array>,
): Promise<Import> {
  permit(actor, 'subscribers:import', clock());
  const shown = oneLine(withoutAddresses(name)).slice(0, LONGEST_NAME).trim() || 'list';
  const id = await insertImport(database, { name: shown, actorName: actor.name, at: clock() });
  const first: ImportLine[] = [];
  try {
    const arriving = tellArriving(octets, database, { id, clock });
    const table = await readTable(arriving, keepLines(database, { id, first }));
    await analyzeLines(database);
    await inTransaction(database, async (client) => {
      const guessed = await guess(client, { id, name, table, first });
      if (!(await finishReading(client, id, guessed))) throw givenUp();
      const facts = { lines: table.lines, service: guessed.service };
      await recordAct(client, actor, { action: 'import.upload', object: ['import', id], facts });
    });
  } catch (error) {
    const reason = error instanceof BroadsheetError ? String(error.details['reason'] ?? 'unread') : 'cut';
    await endImport(database, id, { state: 'failed', reason, at: clock() });
    throw error;
  }
  const made = await findImport(database, id);
  if (made === null) throw new BroadsheetError('INTERNAL', 'The import is gone.');
  return made;
}

/**
 * What comes by the network, no more than {@link MOST_OCTETS} of it.
 * @throws BroadsheetError INPUT_INVALID with `reason: 'too-large'`
 */
export async function* boundedOctets(octets: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let read = 0;
  for await (const part of octets) {
    read += part.length;
    if (read > MOST_OCTETS) throw unreadable('too-large', 'The file is larger than 50 MiB; cut it in parts.');
    yield part;
  }
}

function givenUp(): BroadsheetError {
  return unreadable('cut', 'The list took too long to arrive; send it again.');
}

interface Arriving {
  readonly id: number;
  readonly clock: () => Date;
}

/**
 * The octets as they come, told while they do: those of a slow line make a thousand lines of the list only after minutes.
 * What is given up meanwhile is read no further.
 */
async function* tellArriving(
  octets: AsyncIterable<Uint8Array>,
  database: Database,
  { id, clock }: Arriving,
): AsyncGenerator<Uint8Array> {
  let told = clock().getTime();
  for await (const part of octets) {
    const at = clock();
    if (at.getTime() - told >= TOUCH_EVERY_MS) {
      told = at.getTime();
      if (!(await touchImport(database, id, at))) throw givenUp();
    }
    yield part;
  }
}

interface Keeping {
  readonly id: number;
  /** Is given the first lines, to be looked at. */
  readonly first: ImportLine[];
}

function keepLines(database: Database, { id, first }: Keeping) {
  return async (lines: readonly ImportLine[]): Promise<void> => {
    if (first.length === 0) first.push(...lines.slice(0, LOOKED_AT));
    if (!(await insertLines(database, id, lines))) throw givenUp();
  };
}

interface Guessing {
  readonly id: number;
  readonly name: string;
  readonly table: Table;
  readonly first: readonly ImportLine[];
}

/** By the headings, or as the last list with the same columns was said to be: a mended list is sent again like this. */
async function guess(client: Queryable, { id, name, table, first }: Guessing) {
  const { columns } = table;
  const service = serviceOf(columns);
  const like = await findLikeImport(client, ownColumns(columns), id);
  return {
    ...table,
    service,
    mapping: like === null ? guessMapping(columns, service, first) : like.mapping,
    aim: like === null ? guessAim(name) : like.aim,
    consent: like?.consent ?? null,
  };
}

/** Without what a file of errors adds behind them: the problem, and columns without a heading for fields too many. */
function ownColumns(columns: readonly string[]): readonly string[] {
  const named = columns.filter((column) => column !== PROBLEM_COLUMN);
  return named.slice(0, named.findLastIndex((column) => column !== '') + 1);
}

/** What a file of errors adds behind the columns of the list. */
export const PROBLEM_COLUMN = 'problem';
