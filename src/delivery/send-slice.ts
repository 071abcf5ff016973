import { domainOf } from '../model/address.js';
import { deferRows } from '../store/deliveries/open-rows.js';
import type { DeliveryContext } from './delivery-context.js';
import { createRowDeferral, type RowDeferral } from './ledger/defer-rows.js';
import { MarkedRun } from './ledger/marked-run.js';
import { type ChosenRow, type OpenRows, openRows } from './ledger/open-rows.js';
import { overConnections, type Turn } from './relays/over-connections.js';
import type { Admission } from './relays/relay-gate.js';
import { type RowCounts, type RowRun, sendRow } from './send-row.js';
import { type SliceLease, takeLease } from './slice-lease.js';
import { createSharedStop, type SharedStop, type StopReason } from './stop-reason.js';

export interface SliceSummary extends Readonly<RowCounts> {
  /** `held`: another worker has the slice. Unless it is done, the sweep finds what is left. */
  readonly ended: StopReason | 'held';
}

/** So many rows fill commits: where connections are many, a few of each do. */
const MARKED_TOGETHER = 256;

/** One slice while it is sent, as it is seen on each of its connections. */
interface SliceRun extends RowRun {
  readonly lease: SliceLease;
  readonly rows: OpenRows;
  readonly deferral: RowDeferral;
  readonly stop: SharedStop;
  /** How many connections it is sent on now. */
  readonly connections: { count: number };
}

/**
 * Sends what waits in a slice, over as many connections as are free. Safe to call for any slice at any time,
 * by any number of workers: the lease decides who sends.
 * @param signal ends it after the messages on the wire
 * @throws BroadsheetError TEMPLATE_INVALID, or the database's error; nothing is sent twice because of it
 */
export async function sendSlice(
  context: DeliveryContext,
  sliceId: number,
  signal: AbortSignal,
): Promise<SliceSummary> {
  const counts = { sent: 0, deferred: 0, failed: 0, uncertain: 0, skipped: 0 };
  if (signal.aborted) return { ...counts, ended: 'stopped' };
  if (context.relays.every(({ pace }) => pace.isLongPause())) return { ...counts, ended: 'paused' };

  const stop = createSharedStop(signal);
  try {
    const lease = await takeLease(context, sliceId, () => stop.stop('lost'));
    if (lease === null) return { ...counts, ended: 'held' };
    const unwatch = context.pauseWatcher.watch(lease.digestId, () => {
      context.breaker.forget(lease.digestId);
      stop.stop('halted');
    });
    try {
      if (await context.pauseWatcher.isHalted(lease.digestId)) stop.stop('halted');
      else await sendLeased({ context, lease, stop, counts, connections: { count: 0 } });
    } finally {
      unwatch();
      await lease.release();
    }
  } finally {
    stop.detach();
  }
  return { ...counts, ended: stop.reason() };
}

async function sendLeased(parts: Omit<SliceRun, 'digest' | 'rows' | 'deferral' | 'limited'>): Promise<void> {
  const { context, lease, stop, connections } = parts;
  const { database, digests, pool } = context;
  const digest = await digests.find(lease.digestId);
  const deferral = createRowDeferral((rows) => deferRows(database, lease, rows));
  const rows = openRows({
    ...{ database, sliceId: lease.sliceId, editions: digest.editions },
    connections: () => connections.count,
  });
  const run: SliceRun = { ...parts, digest, deferral, rows, limited: new Set() };
  try {
    await overConnections({ pool, stop }, (turn) => sendRows(run, turn));
  } finally {
    await deferral.flush();
    run.counts.deferred += deferral.count();
  }
}

/**
 * Sends rows one after the other, each when its mark is committed: rows are marked some at a time, while others are
 * sent, and the outcomes so far go with the marks.
 */
async function sendRows(run: SliceRun, turn: Turn): Promise<void> {
  const { limited, deferral, connections } = run;
  const marks = openRun(run, turn);
  connections.count += 1;
  try {
    for (let row = await nextRow(run, null); row !== null; ) {
      const domain = domainOf(row.address);
      let admission: Admission | null = turn.admit(domain);
      const isHeldBack = admission.kind === 'wait';
      if (isHeldBack) {
        await marks.rest();
        admission = await turn.wait(domain);
        if (admission === null) return;
      }
      let reserved: ChosenRow | null = null;
      if (admission.kind === 'later') {
        limited.add(domain);
        await deferral.defer(row, admission.until);
      } else if ((await marks.mark(row, isHeldBack)) || (await mayGoOn(run))) {
        reserved = await sendMarked(run, turn, marks, isHeldBack);
      } else return;
      row = await nextRow(run, reserved);
    }
  } finally {
    connections.count -= 1;
    await marks.close();
  }
}

function openRun(run: SliceRun, turn: Turn): MarkedRun {
  const { context, lease, rows, limited, counts, stop, deferral } = run;
  return new MarkedRun({
    ...{ lease, rows, recorder: context.recorder, signal: stop.signal },
    length: context.runLengths.of(turn.connection()),
    mostRows: Math.min(context.flights.rows, Math.max(1, Math.floor(MARKED_TOGETHER / context.pool.count))),
    mayFollow: ({ address }) => !limited.has(domainOf(address)),
    onDropped: (state) => {
      counts[state] += 1;
    },
    onDeferred: (row, until) => deferral.defer(row, until),
  });
}

/**
 * Sends the rows that were marked, until the relay takes the next one not yet; the first was admitted before.
 * @returns the row that was set aside to follow them
 */
async function sendMarked(
  run: SliceRun,
  turn: Turn,
  marks: MarkedRun,
  isHeldBack: boolean,
): Promise<ChosenRow | null> {
  let reserved: ChosenRow | null = null;
  for (let isFirst = true; ; isFirst = false) {
    const follows = isFirst || mayFollow(run, turn, marks);
    if (follows !== true && !(await follows)) return null;
    const connection = turn.connection();
    const row = await marks.begin(connection.relay);
    if (row === null) return reserved;
    const next = marks.following();
    // Where messages have to wait for each other anyway, no server is left waiting for the next one.
    reserved = next !== null || isHeldBack ? null : run.rows.reserve();
    await marks.settle(await sendRow(run, connection, row, next ?? reserved));
  }
}

/**
 * Asks whether the relay takes the next row that was marked; where it has to wait, what was marked is given back. A
 * promise only where there is something to wait for.
 */
function mayFollow(run: SliceRun, turn: Turn, marks: MarkedRun): true | Promise<boolean> {
  for (;;) {
    const refilled = marks.refill();
    if (refilled !== null) return refilled.then(() => mayFollow(run, turn, marks));
    const waiting = marks.peek();
    if (waiting === null) return true;
    const domain = domainOf(waiting.row.address);
    const admission = turn.admit(domain);
    if (admission.kind === 'now') return true;
    if (admission.kind === 'wait') return marks.rest().then(() => false);
    run.limited.add(domain);
    marks.defer(admission.until);
  }
}

/** Asks the ledger why a row was not marked: it may be this row alone. */
async function mayGoOn({ context, lease, stop }: SliceRun): Promise<boolean> {
  if (await context.pauseWatcher.isHalted(lease.digestId)) stop.stop('halted');
  return (await lease.isHeld()) && !stop.signal.aborted;
}

/** Null when there are no more, or none may be sent. */
async function nextRow({ rows, stop }: SliceRun, reserved: ChosenRow | null): Promise<ChosenRow | null> {
  if (stop.signal.aborted) return null;
  const row = await rows.next(reserved);
  if (row === null) stop.stop('done');
  return row;
}
