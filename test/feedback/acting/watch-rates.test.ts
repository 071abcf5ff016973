import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { watchRates } from '../../../src/feedback/acting/watch-rates.js';
import { classifyRates } from '../../../src/model/feedback-rates.js';
import { answerAlarms, openAlarms } from '../../../src/store/deliveries/sending-alarms.js';
import { findSendingControl, resumeDigest } from '../../../src/store/deliveries/sending-control.js';
import { feedbackRates } from '../../../src/store/feedback/feedback-rates.js';
import { type FeedbackBed, openFeedbackBed } from '../feedback-bed.js';

const none = { hard: 0, soft: 0, complaints: 0, claimed: 0, ours: 0 };

describe('a rate', () => {
  it.each([
    [{ ...none, sent: 10, complaints: 1 }, null],
    [{ ...none, sent: 99, complaints: 50 }, null],
    [{ ...none, sent: 500, complaints: 2 }, null],
    [{ ...none, sent: 10_000, complaints: 9 }, null],
    [{ ...none, sent: 10_000, complaints: 10 }, 'warn complaints'],
    [{ ...none, sent: 10_000, complaints: 29 }, 'warn complaints'],
    [{ ...none, sent: 10_000, complaints: 30 }, 'pause complaints'],
    [{ ...none, sent: 200, complaints: 3 }, 'pause complaints'],
    [{ ...none, sent: 200, claimed: 200 }, 'warn complaints'],
    [{ ...none, sent: 200, complaints: 2, claimed: 1 }, 'warn complaints'],
    [{ ...none, sent: 200, ours: 9 }, null],
    [{ ...none, sent: 200, ours: 10 }, 'warn policy-bounces'],
    [{ ...none, sent: 200, ours: 40 }, 'pause policy-bounces'],
    [{ ...none, sent: 10_000, complaints: 10, ours: 2_000 }, 'pause policy-bounces'],
    [{ ...none, sent: 1_000, hard: 500, soft: 500 }, null],
  ])('%j: %s', (counts, expected) => {
    const verdict = classifyRates(counts);
    expect(verdict === null ? null : `${verdict.level} ${verdict.reason}`).toBe(expected);
  });
});

describe('watching', () => {
  let bed: FeedbackBed;
  let now: Date;
  beforeEach(async () => {
    bed = await openFeedbackBed(200);
    now = new Date('2026-03-25T09:00:00Z');
  });
  afterEach(() => bed.close());

  const entries: string[] = [];
  const log = {
    warn: (_: object, event: string) => void entries.push(event),
    error: (_: object, event: string) => void entries.push(event),
  };
  const watch = () => watchRates({ database: bed.database, now, log });
  const complain = (count: number, evidence = 'provider', from = 0) =>
    bed.database.query(
      `INSERT INTO feedback (content_hash, source, class, reason, rule, evidence, effect, subscriber_id, digest_id,
                             domain, occurred_at, received_at)
       SELECT sha256(($1 || id)::bytea), 'webhook', 'complaint', 'complaint', 'x', $2, 'complained', id, $3,
              'example.net', $4, $4
         FROM subscribers ORDER BY id OFFSET $5 LIMIT $6`,
      [`${evidence} ${bed.digest} ${now.getTime()} `, evidence, bed.digest, now, from, count],
    );
  const pausedFor = async (digest: number) =>
    (await findSendingControl(bed.database, digest))?.pauseReason ?? null;

  it('pauses for complaints, also what is released later, until an operator answers', async () => {
    await complain(2);
    await watch();
    expect(await openAlarms(bed.database)).toEqual([]);
    await complain(1, 'return-path', 2);
    await watch();
    await watch();
    const first = bed.digest;
    expect(await pausedFor(first)).toBe('complaints');
    expect(await openAlarms(bed.database)).toMatchObject([
      { level: 'pause', reason: 'complaints', digestId: first, sent: 200, cameBack: 3 },
    ]);
    expect(entries.filter((event) => event === 'feedback-alarm')).toHaveLength(1);

    await bed.database.query("UPDATE digests SET released_at = '2026-03-25T09:00:00Z'");
    const second = await bed.sendDigest(now);
    await watch();
    expect(await pausedFor(second)).toBe('complaints');

    now = new Date('2026-03-25T10:00:00Z');
    await answerAlarms(bed.database, now);
    await resumeDigest(bed.database, second);
    await watch();
    expect(await pausedFor(second)).toBeNull();
    expect(await openAlarms(bed.database)).toEqual([]);
  });

  it('counts no reports without evidence', async () => {
    await complain(50, 'none');
    await watch();
    expect(await pausedFor(bed.digest)).toBeNull();
    expect(await feedbackRates(bed.database, 'domain', new Date(0), 10)).toEqual([
      { name: 'example.net', sent: 200, hard: 0, soft: 0, complaints: 0, claimed: 0, ours: 0 },
    ]);
  });

  it('is shown by digest, by domain and by relay', async () => {
    await complain(4);
    const [rate] = await feedbackRates(bed.database, 'digest', new Date(0), 10);
    expect(rate).toMatchObject({ sent: 200, complaints: 4 });
    expect(await feedbackRates(bed.database, 'domain', new Date(0), 10)).toMatchObject([
      { name: 'example.net', sent: 200, complaints: 4 },
    ]);
    await bed.database.query("UPDATE deliveries SET relay = 'second' WHERE subscriber_id % 2 = 0");
    const byRelay = await feedbackRates(bed.database, 'relay', new Date(0), 10);
    expect(byRelay.map(({ sent }) => sent)).toEqual([100, 100]);
    expect(byRelay.map(({ name }) => name).sort()).toEqual(['second', 'unknown']);
    expect(byRelay.reduce((sum, { complaints }) => sum + complaints, 0)).toBe(4);
  });
});
