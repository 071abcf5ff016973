import { HOUR_MS } from '../../durations.js';
import type { Import, ImportVerdict, VerdictCounts, VerdictSamples } from '../../model/import.js';
import { type Database, inTransaction, type Queryable } from '../../store/database.js';
import {
  type LineVerdict,
  readLines,
  settleStopped,
  writeVerdicts,
} from '../../store/imports/import-lines.js';
import {
  dueImports,
  endCheck,
  endImport,
  findImport,
  lockImport,
  moveOn,
  pauseImport,
  waitUntil,
} from '../../store/imports/imports.js';
import { countInvitations } from '../../store/imports/known-addresses.js';
import { type Lease, withLease } from '../../store/leases.js';
import { listZones } from '../../store/subscribers/preferences.js';
import type { Keyring } from '../keyring.js';
import { carryOutLines } from './carry-out-lines.js';
import { type Carrying, judgeLines, verdictsOf } from './judge-lines.js';

export interface ImportContext {
  readonly database: Database;
  readonly keyring: Keyring;
  readonly clock: () => Date;
  readonly log: { info(fields: object, event: string): void; warn(fields: object, event: string): void };
  /** Told that invitations were written, for a worker to send. */
  readonly onInvited?: () => Promise<void>;
  /** Told after each chunk. */
  readonly onChunk?: (id: number) => void;
  /** Lines in one transaction; {@link IMPORT_CHUNK} where absent. */
  readonly chunk?: number;
}

/** Lines in one transaction: the locks are short, and what is lost is done again at once. */
const IMPORT_CHUNK = 1_000;
/** The first lines of each kind that a report shows. */
const SAMPLES = 20;

/** Invitations to dead addresses by which a list shows that it is old or bought; fewer than so many show nothing. */
const DEAD_SHARE = 0.02;
const DEAD_COUNTED_FROM = 50;

/**
 * Goes through the lines of every import that is being checked or carried out, the oldest first, for as long as there are
 * any. One process at a time does so; any may be killed at any moment: what a chunk came to and where the next one begins
 * are written in one transaction.
 * @returns false where another process does so
 */
export function goThroughImports(context: ImportContext, signal: AbortSignal): Promise<boolean> {
  return withLease(context.database, 'imports', async (lease) => {
    let known: Promise<ReadonlySet<string>> | null = null;
    const zones = () => {
      known ??= listZones(context.database).then((names) => new Set(names));
      return known;
    };
    let hasMoved = true;
    while (hasMoved) {
      hasMoved = false;
      for (const id of await dueImports(context.database, context.clock())) {
        while (await goOneStep(context, { id, lease, zones })) {
          if (signal.aborted || lease.signal.aborted) return;
          hasMoved = true;
          context.onChunk?.(id);
        }
      }
    }
  });
}

interface Step {
  readonly id: number;
  readonly lease: Lease;
  /** Names of time zones, which are read where a list has any. */
  readonly zones: () => Promise<ReadonlySet<string>>;
}

const NO_ZONES: ReadonlySet<string> = new Set();

function zonesFor({ mapping }: Import, { zones }: Step): Promise<ReadonlySet<string>> | ReadonlySet<string> {
  return mapping.timeZone === undefined ? NO_ZONES : zones();
}

/** @returns false where there is nothing more to do for this one now */
async function goOneStep(context: ImportContext, step: Step): Promise<boolean> {
  const one = await findImport(context.database, step.id);
  if (one?.state === 'checking') return checkChunk(context, step, one);
  return one?.state === 'running' && runChunk(context, step);
}

async function checkChunk(
  { database, keyring, clock, chunk = IMPORT_CHUNK }: ImportContext,
  step: Step,
  one: Import,
): Promise<boolean> {
  const { id, lease } = step;
  const lines = await readLines(database, id, { from: one.nextLine, limit: chunk });
  const carrying: Carrying = { keyring, zones: await zonesFor(one, step), now: clock() };
  const verdicts = verdictsOf(await judgeLines(database, one, lines, carrying));
  return inTransaction(database, async (client) => {
    await lease.fence(client);
    const now = await lockImport(client, id);
    if (now?.state !== 'checking' || now.nextLine !== one.nextLine) return false;
    if (lines.length === 0) await settleCheck(client, now);
    else await keepVerdicts(client, { ...now, counts: now.checked }, verdicts, 'checking');
    return lines.length > 0;
  });
}

/** Ends a check with what a line says of those long before it. */
async function settleCheck(client: Queryable, one: Import): Promise<void> {
  const counts: Partial<Record<ImportVerdict, number>> = { ...one.checked };
  const mayCount = (counts.added ?? counts.invited ?? 0) > 0 && (counts.suppressed ?? 0) > 0;
  for (const { verdict, lines } of mayCount ? await settleStopped(client, one.id) : []) {
    const left = (counts[verdict] ?? 0) - lines;
    if (left > 0) counts[verdict] = left;
    else delete counts[verdict];
    counts.twice = (counts.twice ?? 0) + lines;
  }
  const { nextLine, samples } = one;
  await moveOn(client, one.id, { during: 'checking', nextLine, counts, samples });
  await endCheck(client, one.id);
}

async function runChunk(context: ImportContext, step: Step): Promise<boolean> {
  const { id, lease } = step;
  const { database, keyring, clock, log, chunk = IMPORT_CHUNK } = context;
  const ended = await inTransaction(database, async (client): Promise<boolean> => {
    await lease.fence(client);
    const one = await lockImport(client, id);
    if (one?.state !== 'running') return true;
    const now = clock();
    const limit = one.aim === 'invite' ? Math.min(chunk, await roomToInvite(client, one, now)) : chunk;
    if (limit === 0) return true;
    const lines = await readLines(client, id, { from: one.nextLine, limit });
    if (lines.length === 0) {
      await endImport(client, id, { state: 'done', reason: null, at: now });
      log.info({ import: id, ...one.counts }, 'import-done');
      return true;
    }
    const verdicts = await carryOutLines(client, one, lines, {
      ...{ keyring, now },
      zones: await zonesFor(one, step),
    });
    await keepVerdicts(client, one, verdicts, 'running');
    return false;
  });
  const stopped = await findImport(database, id);
  if (stopped?.reason === 'dead-addresses') log.warn({ import: id }, 'import-paused');
  if (stopped?.aim === 'invite') await context.onInvited?.();
  return !ended;
}

/**
 * How many may be invited now. Where too many of those addresses were dead, the import pauses; where the hour is full, it
 * waits for the next one.
 */
async function roomToInvite(client: Queryable, one: Import, now: Date): Promise<number> {
  const all = await countInvitations(client, one.id, one.runningSince ?? one.createdAt);
  if (all.written >= DEAD_COUNTED_FROM && all.dead > all.written * DEAD_SHARE) {
    await pauseImport(client, one.id, { reason: 'dead-addresses', at: now });
    return 0;
  }
  const lately = await countInvitations(client, one.id, new Date(now.getTime() - HOUR_MS + 1));
  const room = one.invitesHour - lately.written;
  if (room > 0) return room;
  await waitUntil(client, one.id, new Date((lately.oldest ?? now).getTime() + HOUR_MS));
  return 0;
}

async function keepVerdicts(
  client: Queryable,
  one: Import,
  verdicts: readonly LineVerdict[],
  during: 'checking' | 'running',
): Promise<void> {
  await writeVerdicts(client, one.id, verdicts);
  const ordered = [...verdicts].sort((first, second) => first.line - second.line);
  const nextLine = (ordered.at(-1)?.line ?? one.nextLine) + 1;
  await moveOn(client, one.id, { during, nextLine, ...summed(one, ordered) });
}

function summed(
  { counts, samples }: Pick<Import, 'counts' | 'samples'>,
  verdicts: readonly LineVerdict[],
): { readonly counts: VerdictCounts; readonly samples: VerdictSamples } {
  const sums: Partial<Record<ImportVerdict, number>> = { ...counts };
  const first: Partial<Record<ImportVerdict, readonly number[]>> = { ...samples };
  for (const { verdict, line } of verdicts) {
    sums[verdict] = (sums[verdict] ?? 0) + 1;
    const shown = first[verdict] ?? [];
    if (shown.length < SAMPLES) first[verdict] = [...shown, line];
  }
  return { counts: sums, samples: first };
}
