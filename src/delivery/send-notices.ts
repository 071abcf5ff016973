import { RENEW_EVERY_MS } from '../store/deliveries/lease.js';
import {
  claimNotice,
  recoverNotices,
  renewNotices,
  settleNotice,
} from '../store/deliveries/notice-ledger.js';
import type { DeliveryContext } from './delivery-context.js';
import { RETRY_WRITE_FOR_MS, retryWrite } from './ledger/retry-write.js';
import { settleOutcome } from './ledger/settle-outcome.js';
import { overConnections, type Turn } from './relays/over-connections.js';
import { sendNotice } from './send-notice.js';
import { createSharedStop, type SharedStop } from './stop-reason.js';

/** One call, as it is seen on each of its connections. */
interface NoticeRun {
  readonly context: DeliveryContext;
  readonly stop: SharedStop;
  /** The notices on the wire, with the time that each is at. */
  readonly onTheWire: Map<number, { readonly id: number; readonly fence: number }>;
  dealtWith: number;
}

/**
 * Sends the notices that wait. Safe to call at any time, by any number of
 * workers: each notice is claimed by one. Its connections are its own, so that no digest delays a confirmation.
 * @param signal ends it after the messages on the wire
 * @returns how many it dealt with, skipped ones among them
 */
export async function sendNotices(context: DeliveryContext, signal: AbortSignal): Promise<number> {
  const { database, clock, log, policy, noticePool: pool, relays } = context;
  if (signal.aborted || relays.every(({ pace }) => pace.isLongPause())) return 0;
  const left = await recoverNotices(database, policy === 'resend' ? 'pending' : 'uncertain', clock());
  if (left > 0) log.warn({ count: left }, 'notices-abandoned');

  const stop = createSharedStop(signal);
  const run: NoticeRun = { context, stop, onTheWire: new Map(), dealtWith: 0 };
  const renewal = setInterval(() => renew(run), RENEW_EVERY_MS);
  try {
    await overConnections({ pool, stop }, (turn) => sendWaiting(run, turn));
  } finally {
    clearInterval(renewal);
    stop.detach();
  }
  return run.dealtWith;
}

async function sendWaiting(run: NoticeRun, turn: Turn): Promise<void> {
  const { context, stop, onTheWire } = run;
  const { database, clock } = context;
  while (!stop.signal.aborted) {
    if (turn.admit(null).kind === 'wait' && (await turn.wait(null)) === null) return;
    const notice = await claimNotice(database, clock());
    if (notice === null) return stop.stop('done');
    run.dealtWith += 1;
    if (notice.state === 'skipped') continue;
    const { id, fence, attempts, createdAt: sendableSince } = notice;
    onTheWire.set(id, { id, fence });
    try {
      const outcome = await sendNotice(context, turn.connection(), notice);
      const terms = { now: clock(), policy: context.policy, random: context.random() };
      const settled = { id, fence, ...settleOutcome(outcome, { attempts, sendableSince }, terms) };
      await retryWrite(() => settleNotice(database, settled, clock()), RETRY_WRITE_FOR_MS);
    } finally {
      onTheWire.delete(id);
    }
  }
}

function renew({ context, onTheWire }: NoticeRun): void {
  if (onTheWire.size === 0) return;
  renewNotices(context.database, [...onTheWire.values()]).catch(() =>
    context.log.warn({ notices: onTheWire.size }, 'lease-not-renewed'),
  );
}
