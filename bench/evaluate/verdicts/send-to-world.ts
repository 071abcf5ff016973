import type { Breaker } from '../../../src/delivery/breaker.js';
import { settleOutcome } from '../../../src/delivery/ledger/settle-outcome.js';
import { refusalToCount, takeSessionRefusals } from '../../../src/delivery/ledger/take-refusals.js';
import { verdictOfReply } from '../../../src/delivery/smtp/classify-smtp-reply.js';
import type { SmtpReply } from '../../../src/delivery/smtp/smtp-reply.js';
import type { Outcome } from '../../../src/model/delivery.js';
import { makeReturnAddress } from '../../../src/signing/return-path.js';
import type { Database } from '../../../src/store/database.js';
import {
  type MarkedRow,
  recordEntries,
  type SettledRow,
} from '../../../src/store/deliveries/delivery-ledger.js';
import { readOpenRows } from '../../../src/store/deliveries/open-rows.js';
import { haltedDigests } from '../../../src/store/deliveries/sending-control.js';
import { leaseSlice, releaseSlice } from '../../../src/store/deliveries/slices.js';
import type { SoftBounceLimit } from '../../../src/store/feedback/feedback-effects.js';
import type { Sent } from './mails.js';

export const secretKeys = ['only for the simulation, thirty-two characters'];
export const messageIdKey = Buffer.alloc(32, 7);
const returnPath = { prefix: '', domain: 'returns.example.org' };

/** What stands in for connections: who answers, and how time goes on. */
export interface SliceWorld {
  readonly database: Database;
  readonly clock: () => Date;
  readonly softBounces: SoftBounceLimit;
  readonly log: { info(): void; warn(): void; error(): void };
  readonly random: () => number;
  readonly breaker: Breaker;
  /** So long takes a batch. */
  readonly tick: () => void;
  readonly answer: (subscriberId: number, digestId: number, sent: Sent) => SmtpReply;
}

/** Rows that are committed together. */
const BATCH = 100;

/** Sends what waits in a slice as `sendSlice` does, but to a world that answers without connections. */
export async function sendSliceTo(world: SliceWorld, sliceId: number): Promise<void> {
  const { database, clock } = world;
  const lease = `simulation ${sliceId} ${clock().getTime()}`;
  const leased = await leaseSlice(database, { sliceId, lease, abandoned: 'uncertain', now: clock() });
  if (leased === null) return;
  try {
    let after = 0;
    for (;;) {
      const rows = await readOpenRows(database, sliceId, after, BATCH);
      if (rows.length === 0) return;
      after = rows.at(-1)?.subscriberId ?? after;
      const marks = rows.map(({ subscriberId, fence }) => ({
        ...{ subscriberId, fence, lease, sliceId },
        digestId: leased.digestId,
      }));
      const marked = await recordEntries(database, {
        settled: [],
        marks,
        unsent: [],
        repeated: false,
        now: clock(),
      });
      world.tick();
      const settled = marked.filter(({ state }) => state === 'sending').map((row) => attempt(world, row));
      const entries = { settled, marks: [], unsent: [], repeated: false, now: clock() };
      await recordEntries(database, entries);
      await takeSessionRefusals(world, entries);
      // A relay that wants to be left alone is left alone for an hour.
      if (settled.some(({ outcome }) => HOLDS_THE_RELAY.has(outcome.class))) return;
      if ((await haltedDigests(database, [leased.digestId])).length > 0) {
        world.breaker.forget(leased.digestId);
        return;
      }
    }
  } finally {
    await releaseSlice(database, sliceId, lease);
  }
}

const HOLDS_THE_RELAY: ReadonlySet<string> = new Set(['configuration', 'throttled']);

function attempt(world: SliceWorld, row: MarkedRow): SettledRow {
  const { digestId, subscriberId, attempts, fence, address } = row;
  const claim = { kind: 'delivery', id: digestId, subscriberId } as const;
  const sent: Sent = {
    ...{ address, attempts, name: `m-${digestId}-${subscriberId}-${attempts}` },
    returnPath: makeReturnAddress(secretKeys, returnPath, claim, address),
  };
  const reply = world.answer(subscriberId, digestId, sent);
  const { class: kind, refusal, grade } = verdictOfReply(reply, address);
  const said = { replyCode: reply.code, replyStatus: reply.enhanced, replyText: reply.text };
  const outcome: Outcome = { class: kind, refusal, grade, ...said };
  world.breaker.onResult(digestId, outcome);
  const terms = { now: world.clock(), policy: 'hold', random: world.random() } as const;
  return {
    ...{ digestId, subscriberId, fence, relay: 'relay' },
    refusal: refusalToCount(outcome, address),
    ...settleOutcome(outcome, row, terms),
  };
}
