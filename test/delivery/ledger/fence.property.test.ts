import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fanOut } from '../../../src/delivery/due/fan-out.js';
import { sweepDeliveries } from '../../../src/delivery/ledger/sweep-deliveries.js';
import { recordEntries, type SettledRow } from '../../../src/store/deliveries/delivery-ledger.js';
import { leaseSlice } from '../../../src/store/deliveries/slices.js';
import { addDigest, addReaders, addressesOf, type DeliveryBed, openDeliveryBed } from '../delivery-bed.js';

let bed: DeliveryBed;
let reader = 0;
beforeAll(async () => {
  bed = await openDeliveryBed();
  [reader = 0] = await addReaders(bed.database, addressesOf(1));
});
afterAll(() => bed.close());

/** What a worker does, or what becomes of what it wrote: a write may arrive late, twice, or after another's. */
type Step =
  | { readonly what: 'take' | 'mark'; readonly worker: number }
  | { readonly what: 'answer'; readonly worker: number; readonly outcome: 'sent' | 'throttled' | 'temporary' }
  | { readonly what: 'arrive'; readonly write: number }
  | { readonly what: 'lose-leases' | 'sweep' };

const worker = fc.constantFrom(0, 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ what: fc.constant('take' as const), worker }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('mark' as const), worker }) },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant('answer' as const),
      worker,
      outcome: fc.constantFrom(
        'throttled' as const,
        'throttled' as const,
        'temporary' as const,
        'sent' as const,
      ),
    }),
  },
  { weight: 4, arbitrary: fc.record({ what: fc.constant('arrive' as const), write: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('lose-leases' as const) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('sweep' as const) }) },
);

interface Row {
  readonly state: string;
  readonly attempts: number;
  readonly fence: number;
  readonly slice_id: number;
}

/** Two workers and one delivery, and what the workers wrote that has not arrived, or arrives again. */
class Life {
  private readonly writes: SettledRow[] = [];
  /** The time on the wire that each worker believes to be at. */
  private readonly believed: (number | null)[] = [null, null];
  private lease = 0;
  private readonly leases = ['', ''];

  constructor(private readonly digest: number) {}

  async row(): Promise<Row> {
    const { rows } = await bed.database.query<Row>(
      'SELECT state, attempts, fence, slice_id FROM deliveries WHERE digest_id = $1',
      [this.digest],
    );
    if (rows[0] === undefined) throw new Error('the delivery is gone');
    return rows[0];
  }

  async carryOut(step: Step): Promise<void> {
    const before = await this.row();
    const mine = await this.act(step, before);
    const after = await this.row();
    expect(after.fence).toBeGreaterThanOrEqual(before.fence);
    expect(after.attempts).toBeGreaterThanOrEqual(0);
    // What is late, or was heard before, changes nothing.
    if (!mine) expect(after).toEqual(before);
  }

  /** @returns whether the row may change */
  private async act(step: Step, row: Row): Promise<boolean> {
    switch (step.what) {
      case 'take':
        await this.take(step.worker, row);
        return true;
      case 'mark':
        await this.mark(step.worker, row);
        return true;
      case 'answer':
        this.answer(step.worker, step.outcome);
        return false;
      case 'arrive':
        return await this.arrive(this.writes[step.write % Math.max(1, this.writes.length)], row);
      case 'lose-leases':
        await bed.database.query(
          `UPDATE slices SET lease_until = now() - interval '1 s' WHERE lease_until IS NOT NULL`,
        );
        return false;
      case 'sweep':
        await sweepDeliveries(bed.database, new Date(bed.now.getTime() + 86_400_000), 'resend');
        return true;
    }
  }

  private async take(worker: number, { slice_id }: Row): Promise<void> {
    this.lease += 1;
    const lease = `worker ${worker}, lease ${this.lease}`;
    const taken = await leaseSlice(bed.database, {
      sliceId: slice_id,
      lease,
      abandoned: 'pending',
      now: bed.now,
    });
    if (taken !== null) this.leases[worker] = lease;
  }

  private async mark(worker: number, row: Row): Promise<void> {
    const mark = { digestId: this.digest, subscriberId: reader, fence: row.fence, sliceId: row.slice_id };
    const [marked] = await recordEntries(bed.database, {
      ...{
        settled: [],
        marks: [{ ...mark, lease: this.leases[worker] ?? '' }],
        unsent: [],
        repeated: false,
        now: bed.now,
      },
    });
    if (marked === undefined) return;
    expect(marked.fence).toBe(row.fence + 1);
    this.believed[worker] = marked.fence;
  }

  /** A worker hears of its message and writes it down: when that arrives is another matter. */
  private answer(worker: number, outcome: 'sent' | 'throttled' | 'temporary'): void {
    const fence = this.believed[worker] ?? null;
    if (fence === null) return;
    this.believed[worker] = null;
    this.writes.push({
      ...{
        digestId: this.digest,
        subscriberId: reader,
        fence,
        state: outcome === 'sent' ? 'sent' : 'deferred',
      },
      ...{ spent: outcome !== 'throttled', nextAttemptAt: outcome === 'sent' ? null : bed.now, reason: null },
      ...{ dead: false, relay: 'relay' },
      outcome: { class: 'delivered', replyCode: 250, replyStatus: null, replyText: null },
    });
  }

  private async arrive(write: SettledRow | undefined, row: Row): Promise<boolean> {
    if (write === undefined) return false;
    await recordEntries(bed.database, {
      settled: [write],
      marks: [],
      unsent: [],
      repeated: true,
      now: bed.now,
    });
    return row.state === 'sending' && row.fence === write.fence;
  }
}

it('a write settles the time on the wire that it is about and no other, however late it arrives', async () => {
  const lives = fc.array(step, { minLength: 10, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(lives, async (steps) => {
      const digest = await addDigest(bed.database);
      await fanOut(bed.database, digest);
      const life = new Life(digest);
      for (const each of steps) await life.carryOut(each);
    }),
    { numRuns: 30 },
  );
});

it('a late repeat of a throttled answer leaves the attempt of another worker alone', async () => {
  const digest = await addDigest(bed.database);
  await fanOut(bed.database, digest);
  const life = new Life(digest);
  const throttled = { what: 'answer', worker: 0, outcome: 'throttled' } as const;
  const steps: Step[] = [{ what: 'take', worker: 0 }, { what: 'mark', worker: 0 }, throttled];
  steps.push({ what: 'arrive', write: 0 }, { what: 'lose-leases' }, { what: 'sweep' });
  steps.push({ what: 'take', worker: 1 }, { what: 'mark', worker: 1 }, { what: 'arrive', write: 0 });
  for (const each of steps) await life.carryOut(each);
  expect(await life.row()).toMatchObject({ state: 'sending', attempts: 1, fence: 2 });
});
