import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fanOut } from '../../../src/delivery/due/fan-out.js';
import { inRolledBackTransaction, inTransaction } from '../../../src/store/database.js';
import {
  type MarkRequest,
  recordEntries,
  type SettledRow,
} from '../../../src/store/deliveries/delivery-ledger.js';
import { END_ALL_LEASES } from '../../../src/store/deliveries/lease.js';
import { readOpenRows } from '../../../src/store/deliveries/open-rows.js';
import { leaseSlice } from '../../../src/store/deliveries/slices.js';
import {
  addDigest,
  addReaders,
  addressesOf,
  type DeliveryBed,
  deliveriesOf,
  openDeliveryBed,
  statesOf,
} from '../../delivery/delivery-bed.js';
import { waitFor } from '../../support/wait-for.js';

let bed: DeliveryBed;
let readers: number[] = [];
let digest = 0;
let slice = 0;
beforeAll(async () => {
  bed = await openDeliveryBed();
  readers = await addReaders(bed.database, addressesOf(5));
});
afterAll(() => bed.close());
beforeEach(async () => {
  digest = await addDigest(bed.database);
  [slice = 0] = await fanOut(bed.database, digest);
  await leaseSlice(bed.database, { sliceId: slice, lease: 'mine', abandoned: 'uncertain', now: bed.now });
});

const markOf = (index: number, changes: Partial<MarkRequest> = {}): MarkRequest => ({
  digestId: digest,
  subscriberId: readers[index] ?? 0,
  fence: 0,
  sliceId: slice,
  lease: 'mine',
  ...changes,
});
const settledOf = (index: number, changes: Partial<SettledRow> = {}): SettledRow => ({
  digestId: digest,
  subscriberId: readers[index] ?? 0,
  fence: 1,
  state: 'sent',
  spent: true,
  nextAttemptAt: null,
  reason: null,
  dead: false,
  relay: 'relay',
  outcome: { class: 'delivered', replyCode: 250, replyStatus: '2.0.0', replyText: 'Ok' },
  ...changes,
});
const record = (marks: MarkRequest[], settled: SettledRow[] = [], repeated = false) =>
  recordEntries(bed.database, { marks, settled, unsent: [], repeated, now: bed.now });
const somebodyWaits = async () => {
  const { rows } = await bed.database.query(
    "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
  );
  return rows.length > 0;
};
const rowOf = async (index: number) =>
  (await deliveriesOf(bed.database, digest)).get(`reader-${index}@example.net`);

describe('rows of a slice', () => {
  it('are read in pages', async () => {
    const rows = readers.map((subscriberId, at) => ({
      subscriberId,
      address: `reader-${at}@example.net`,
      fence: 0,
      ...{ ruleSetId: null, leftOut: null, readerDate: null, language: 'en', order: null },
    }));
    expect(await readOpenRows(bed.database, slice, 0, 2)).toEqual(rows.slice(0, 2));
    expect(await readOpenRows(bed.database, slice, readers[1] ?? 0, 10)).toEqual(rows.slice(2));
    await record([markOf(2)]);
    expect(await readOpenRows(bed.database, slice, readers[1] ?? 0, 10)).toEqual(rows.slice(3));
  });
});

describe('recording', () => {
  it('settles the last messages and marks the next in one stroke', async () => {
    expect(await record([markOf(0), markOf(1)])).toMatchObject([
      { subscriberId: readers[0], state: 'sending', address: 'reader-0@example.net', attempts: 1 },
      { subscriberId: readers[1], state: 'sending', address: 'reader-1@example.net', attempts: 1 },
    ]);
    const at = new Date('2026-03-24T09:00:00Z');
    const later = settledOf(1, {
      state: 'deferred',
      nextAttemptAt: at,
      reason: 'temporary',
      outcome: { class: 'temporary', replyCode: 450, replyStatus: null, replyText: null },
    });
    expect(await record([markOf(2)], [settledOf(0), later])).toMatchObject([
      { subscriberId: readers[2], state: 'sending' },
    ]);
    expect(await rowOf(0)).toEqual({ state: 'sent', attempts: 1, reason: null, code: 250, next: null });
    expect(await rowOf(1)).toEqual({
      state: 'deferred',
      attempts: 1,
      reason: 'temporary',
      code: 450,
      next: at,
    });
    expect(await rowOf(2)).toMatchObject({ state: 'sending', attempts: 1 });
    expect(await record([], [])).toEqual([]);
  });

  it('counts no attempt that is not spent', async () => {
    await record([markOf(0)]);
    await record([], [settledOf(0, { state: 'deferred', spent: false, nextAttemptAt: bed.now })]);
    expect(await rowOf(0)).toMatchObject({ state: 'deferred', attempts: 0 });
  });

  it('is harmless to repeat when the answer was lost', async () => {
    await record([markOf(0)]);
    const first = await record([markOf(1)], [settledOf(0)]);
    expect(await record([markOf(1)], [settledOf(0)])).toEqual([]);
    expect(await record([markOf(1)], [settledOf(0)], true)).toEqual(first);
    expect(await rowOf(0)).toMatchObject({ state: 'sent', attempts: 1 });
    expect(await rowOf(1)).toMatchObject({ state: 'sending', attempts: 1 });
  });

  it('repeated finds that the reader has left since: who asked gives the mark back, and the next is refused', async () => {
    await record([markOf(0)]);
    await bed.database.query("UPDATE subscribers SET state = 'unsubscribed' WHERE id = $1", [readers[0]]);
    expect(await record([markOf(0)], [], true)).toMatchObject([{ state: 'revoked', fence: 1 }]);
    const unsent = [{ digestId: digest, subscriberId: readers[0] ?? 0, fence: 1 }];
    await recordEntries(bed.database, {
      ...{ marks: [], settled: [], unsent },
      repeated: false,
      now: bed.now,
    });
    expect(await record([markOf(0, { fence: 1 })])).toMatchObject([{ state: 'skipped' }]);
    expect(await rowOf(0)).toMatchObject({ state: 'skipped', attempts: 0, reason: 'unsubscribed' });
    await bed.database.query("UPDATE subscribers SET state = 'active' WHERE id = $1", [readers[0]]);
  });

  it.each([
    ['left', "UPDATE subscribers SET state = 'unsubscribed' WHERE id = $1"],
    [
      'had another digest',
      `WITH stood_still AS (UPDATE digests SET alike_accepted_at = now())
       UPDATE deliveries SET state = 'sent', settled_at = $3 WHERE subscriber_id = $1 AND digest_id = $2`,
    ],
  ])('repeated too late, where the reader %s, leaves a row alone that is on the wire', async (_how, sql) => {
    const other = await addDigest(bed.database);
    await fanOut(bed.database, other);
    await record([markOf(0)]);
    const marked = await record([markOf(0)], [], true);
    expect(marked).toMatchObject([{ state: 'sending', fence: 1 }]);
    const values = [readers[0], other, bed.now].slice(0, sql.includes('$3') ? 3 : 1);
    await bed.database.query(sql, values);
    const before = await rowOf(0);
    await record([markOf(0)], [], true);
    expect(await rowOf(0)).toEqual(before);
    await record([], [settledOf(0)]);
    expect(await rowOf(0)).toMatchObject({ state: 'sent', attempts: 1 });
    await bed.database.query("UPDATE subscribers SET state = 'active' WHERE id = $1", [readers[0]]);
  });
});

describe('who has no right to a row', () => {
  it.each<[string, Partial<MarkRequest>]>([
    ['has another lease', { lease: 'theirs' }],
    ['names another slice', { sliceId: 999_999 }],
    ['knows another number of times on the wire', { fence: 1 }],
  ])('%s and cannot mark it', async (_name, changes) => {
    expect(await record([markOf(0, changes)])).toEqual([]);
    expect(await statesOf(bed.database, digest)).toEqual({ pending: 5 });
  });

  it('cannot mark a row while its lease is being ended', async () => {
    const sweeping = inTransaction(bed.database, async (client) => {
      await client.query(END_ALL_LEASES);
      const marking = record([markOf(0)]);
      await waitFor('the mark to wait for the sweep', somebodyWaits);
      return { marking };
    });
    const { marking } = await sweeping;
    expect(await marking).toEqual([]);
    expect(await statesOf(bed.database, digest)).toEqual({ pending: 5 });
  });

  it('cannot mark a row that is on the wire or settled', async () => {
    await record([markOf(0), markOf(1)]);
    await record([], [settledOf(1)]);
    expect(await record([markOf(0), markOf(1), markOf(1, { fence: 1 })])).toEqual([]);
  });

  it('cannot overwrite what was decided meanwhile', async () => {
    await record([markOf(0)]);
    await bed.database.query(
      "UPDATE deliveries SET state = 'uncertain', reason = 'uncertain' WHERE digest_id = $1 AND subscriber_id = $2",
      [digest, readers[0]],
    );
    await record([], [settledOf(0)]);
    expect(await rowOf(0)).toMatchObject({ state: 'uncertain' });
  });

  it('cannot claim an attempt that another made', async () => {
    await record([markOf(0)]);
    await bed.database.query(
      "UPDATE deliveries SET state = 'pending' WHERE digest_id = $1 AND subscriber_id = $2",
      [digest, readers[0]],
    );
    await record([markOf(0, { fence: 1 })]);
    await record([], [settledOf(0, { fence: 1, state: 'failed', dead: true })]);
    expect(await rowOf(0)).toMatchObject({ state: 'sending', attempts: 2 });
    const { rows } = await bed.database.query('SELECT state FROM subscribers WHERE id = $1', [readers[0]]);
    expect(rows).toEqual([{ state: 'active' }]);
  });
});

describe('a dead address', () => {
  it('is suppressed together with its row, once, also where two digests find out at once', async () => {
    const [reader = 0] = await addReaders(bed.database, ['dead@example.net']);
    const marks: MarkRequest[] = [];
    for (let count = 0; count < 2; count += 1) {
      const other = await addDigest(bed.database);
      await bed.database.query("UPDATE subscribers SET state = 'active' WHERE id = $1", [reader]);
      const [sliceId = 0] = await fanOut(bed.database, other);
      await leaseSlice(bed.database, { sliceId, lease: 'mine', abandoned: 'uncertain', now: bed.now });
      marks.push({ digestId: other, subscriberId: reader, fence: 0, sliceId, lease: 'mine' });
    }
    expect(await record(marks)).toHaveLength(2);
    await record(
      [],
      marks.map(({ digestId }) =>
        settledOf(0, { digestId, subscriberId: reader, state: 'failed', reason: 'dead-address', dead: true }),
      ),
    );
    const { rows } = await bed.database.query(
      `SELECT s.state, s.state_changed_at, x.reason, d.state AS delivery
         FROM subscribers s JOIN suppressions x USING (address_hash) JOIN deliveries d ON d.subscriber_id = s.id
        WHERE s.id = $1`,
      [reader],
    );
    const bounced = { state: 'bounced', state_changed_at: bed.now, reason: 'bounced', delivery: 'failed' };
    expect(rows).toEqual([bounced, bounced]);
  });

  it('of someone who has left stays that of someone who has left', async () => {
    await record([markOf(3)]);
    await bed.database.query("UPDATE subscribers SET state = 'unsubscribed' WHERE id = $1", [readers[3]]);
    await record([], [settledOf(3, { state: 'failed', dead: true })]);
    const { rows } = await bed.database.query(
      'SELECT s.state, x.reason FROM subscribers s JOIN suppressions x USING (address_hash) WHERE s.id = $1',
      [readers[3]],
    );
    expect(rows).toEqual([{ state: 'unsubscribed', reason: 'bounced' }]);
  });
});

describe('messages that were all taken', () => {
  const rowFacts = fc.record({
    state: fc.constantFrom('pending', 'sending', 'deferred', 'sent', 'uncertain', 'skipped'),
    fence: fc.nat(2),
    reader: fc.constantFrom('active', 'unsubscribed'),
    entry: fc.constantFrom('none', 'mark', 'settled'),
    asked: fc.nat(2),
    lease: fc.constantFrom('mine', 'mine', 'theirs'),
    reply: fc.constantFrom(null, 250, 251),
  });
  const batch = fc.record({
    rows: fc.array(rowFacts, { minLength: 5, maxLength: 5 }),
    repeated: fc.boolean(),
    stoodStill: fc.boolean(),
  });
  type Batch = typeof batch extends fc.Arbitrary<infer T> ? T : never;

  /** @param whole by the statement for whatever became of them, which another row that is given back asks for */
  const outcomeOf = ({ rows, repeated, stoodStill }: Batch, whole: boolean) =>
    inRolledBackTransaction(bed.database, async (client) => {
      await client.query(
        `UPDATE deliveries d SET state = r.state, fence = r.fence, attempts = 1, reason = 'temporary', refusal_reason = 'full',
                next_attempt_at = CASE r.state WHEN 'deferred' THEN $5::timestamptz END
           FROM unnest($2::bigint[], $3::text[], $4::integer[]) AS r (id, state, fence)
          WHERE d.digest_id = $1 AND d.subscriber_id = r.id`,
        [digest, readers, rows.map(({ state }) => state), rows.map(({ fence }) => fence), bed.now],
      );
      await client.query(
        'UPDATE subscribers s SET state = r.state FROM unnest($1::bigint[], $2::text[]) AS r (id, state) WHERE s.id = r.id',
        [readers, rows.map(({ reader }) => reader)],
      );
      if (stoodStill)
        await client.query('UPDATE digests SET alike_accepted_at = $1, resumed_at = $1', [bed.now]);
      const chosen = (entry: string) =>
        rows.flatMap((row, index) => (row.entry === entry ? [{ ...row, index }] : []));
      const marked = await recordEntries(client, {
        marks: chosen('mark').map(({ index, asked, lease }) => markOf(index, { fence: asked, lease })),
        settled: chosen('settled').map(({ index, asked, reply }) =>
          settledOf(index, {
            fence: asked,
            relay: `relay-${index}`,
            outcome: {
              class: 'delivered',
              replyCode: reply,
              replyStatus: null,
              replyText: reply === null ? null : 'Ok, "it" {is}',
            },
          }),
        ),
        unsent: whole ? [{ digestId: 0, subscriberId: 0, fence: 0 }] : [],
        ...{ repeated, now: bed.now },
      });
      const written = await client.query('SELECT * FROM deliveries ORDER BY digest_id, subscriber_id');
      const standing = await client.query('SELECT id, state FROM subscribers ORDER BY id');
      marked.sort((one, other) => one.subscriberId - other.subscriberId);
      return { marked, written: written.rows, standing: standing.rows };
    });

  it('are recorded by the lean statement as by the whole one', async () => {
    await fc.assert(
      fc.asyncProperty(batch, async (entries) => {
        expect(await outcomeOf(entries, false)).toEqual(await outcomeOf(entries, true));
      }),
      { numRuns: 25 },
    );
  });
});
