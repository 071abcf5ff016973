import { Listr, type ListrTaskWrapper } from 'listr2';
import { BroadsheetError } from '../../errors.js';
import { type AskedLift, liftFilter } from '../../feedback/acting/lift-filter.js';
import { type LiftingContext, liftMany, previewLift, undoLift } from '../../feedback/acting/lift-many.js';
import type { BouncedGroup } from '../../store/feedback/bounced-readers.js';
import { liftSuppression } from '../../subscribers/address-record.js';
import { openStores, type Stores } from '../../wiring/wiring.js';
import { cliActor } from '../cli-actor.js';
import { progressRenderer } from '../progress.js';
import type { Terminal } from '../terminal.js';
import { withAppContext } from '../with-app-context.js';
import { type AboutOptions, askedFor } from './history.js';

export interface LiftOptions extends AboutOptions, AskedLift {
  readonly reason?: string;
  /** Carries out what is previewed without it. */
  readonly yes?: boolean;
  /** Of this batch; true for the newest. */
  readonly undo?: number | true;
}

/** `broadsheet lift`: lets a suppressed address be mailed again, or many at once, or takes the latter back. */
export function liftCommand(terminal: Terminal, options: LiftOptions): Promise<number> {
  const { since, until, cause, relay, reply, undo, yes = false } = options;
  const isOne = options.subscriber !== undefined || options.address !== undefined;
  const isMany = [since, until, cause, relay, reply].some((given) => given !== undefined);
  if ([isOne, isMany, undo !== undefined].filter(Boolean).length > 1) {
    const message =
      'Give an address or a subscriber, or which suppressions to lift, or --undo; not two of these.';
    throw new BroadsheetError('INPUT_INVALID', message);
  }
  return withAppContext(terminal, async (app) => {
    const stores = await openStores(app);
    if (undo !== undefined) await undoBatch(terminal, stores, undo === true ? null : undo);
    else if (!isMany) await liftOne(terminal, stores, options);
    else if (yes) await liftAll(terminal, stores, options);
    else await preview(terminal, stores, options);
    return 0;
  });
}

function reasonOf({ reason = '' }: LiftOptions): string {
  if (reason.trim() === '')
    throw new BroadsheetError('INPUT_INVALID', 'Give the reason by --reason; it is kept.');
  return reason.trim();
}

async function liftOne(terminal: Terminal, stores: Stores, options: LiftOptions): Promise<void> {
  const former = await liftSuppression(stores, cliActor(), askedFor(options), reasonOf(options));
  terminal.out(former === null ? 'The address was not suppressed.\n' : `Lifted: ${former}.\n`);
}

async function preview(terminal: Terminal, { database, clock }: Stores, options: LiftOptions): Promise<void> {
  const { readers, groups } = await previewLift(database, liftFilter(options, clock()));
  for (const group of groups.slice(0, MOST_GROUPS)) terminal.out(`${lineOf(group)}\n`);
  if (groups.length > MOST_GROUPS) terminal.out(`… and ${groups.length - MOST_GROUPS} kinds more\n`);
  terminal.out(
    readers === 0
      ? 'Nobody is suppressed by a bounce that fits.\n'
      : `${readers} readers would be mailed again. Nothing was changed; the same with --yes does it.\n`,
  );
}

const MOST_GROUPS = 20;

function lineOf({ readers, cause, relay, reply, status }: BouncedGroup): string {
  const said = [reply, status].filter((code) => code !== null).join(' ');
  return [String(readers), cause ?? 'unknown cause', relay === null ? 'unknown relay' : `by ${relay}`, said]
    .filter((part) => part !== '')
    .join('\t');
}

async function liftAll(terminal: Terminal, stores: Stores, options: LiftOptions): Promise<void> {
  const order = { filter: liftFilter(options, stores.clock()), reason: reasonOf(options) };
  const { batch, lifted } = await showing(terminal, 'lifted', (onProgress) =>
    liftMany(stores satisfies LiftingContext, cliActor(), { ...order, onProgress }),
  );
  terminal.out(
    batch === null
      ? 'Nobody is suppressed by a bounce that fits.\n'
      : `Lifted: ${lifted} readers. For 24 hours this takes it back: broadsheet lift --undo ${batch}\n`,
  );
}

async function undoBatch(terminal: Terminal, stores: Stores, batchId: number | null): Promise<void> {
  const { batch, putBack } = await showing(terminal, 'put back', (onProgress) =>
    undoLift(stores satisfies LiftingContext, cliActor(), batchId, onProgress),
  );
  terminal.out(`Taken back: batch ${batch}, ${putBack} readers are suppressed again.\n`);
}

/** Shows how many there are so far, for who watches. */
async function showing<T>(
  terminal: Terminal,
  what: string,
  act: (onProgress: (count: number) => void) => Promise<T>,
): Promise<T> {
  let result: T | undefined;
  const task = async (_: unknown, shown: ListrTaskWrapper<unknown, never, never>) => {
    result = await act((count) => {
      shown.title = `${count} ${what}`;
    });
  };
  await new Listr([{ title: `0 ${what}`, task: task as never }], progressRenderer(terminal)).run();
  return result as T;
}
