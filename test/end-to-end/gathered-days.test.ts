import PostalMime from 'postal-mime';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sendSlice } from '../../src/delivery/send-slice.js';
import { assembleDigest } from '../../src/digests/assemble-digest.js';
import { mailDue } from '../../src/jobs/assemble.js';
import type { CalendarDate } from '../../src/model/calendar-date.js';
import { completeRules } from '../../src/model/rules.js';
import { foldOldest } from '../../src/store/deliveries/reading-history.js';
import {
  cancelDigest,
  findSendingControl,
  pauseDigest,
  resumeDigest,
} from '../../src/store/deliveries/sending-control.js';
import { releaseDigest } from '../../src/store/digests/digests.js';
import { saveRuleSet } from '../../src/store/editions/rule-sets.js';
import { savePapers } from '../../src/store/papers/papers.js';
import { changePreferences, completePreferences } from '../../src/subscribers/preferences.js';
import { shippedVocabulary } from '../../src/topics/vocabulary.js';
import { addReaders, type DeliveryBed, never, openDeliveryBed } from '../delivery/delivery-bed.js';
import { silent } from '../jobs/each-backend.js';
import { checkMessage } from '../support/check-message.js';
import { emptyTables } from '../support/empty-tables.js';
import { listedPaper, type Sighting } from '../support/listed-paper.js';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.js';

const MONDAY_AND_THURSDAY = 0b1001;
const config = {
  digestTime: '08:00',
  digestTimezone: 'UTC',
  pollMinutes: 20,
  sourceWaitMinutes: 0,
  digestReviewMinutes: 0,
  digestApproval: 'none' as const,
  topics: shippedVocabulary,
  mostPapers: { weekly: 20, monthly: 30 },
};

let bed: DeliveryBed;
let sink: SmtpSink;
let context: Awaited<ReturnType<DeliveryBed['context']>>;
let [few, fewToo, filtered, daily]: number[] = [];
beforeAll(async () => {
  [bed, sink] = await Promise.all([openDeliveryBed(), startSmtpSink()]);
  context = await bed.context(sink.url);
});
afterAll(async () => {
  await bed.close();
  await sink.stop();
});
beforeEach(async () => {
  await emptyTables(
    bed.database,
    'subscribers, digests, digest_papers, papers, polls, listings, observations, rule_sets',
  );
  [few, fewToo, filtered, daily] = await addReaders(
    bed.database,
    ['few', 'few-too', 'filtered', 'daily'].map((name) => `${name}@example.net`),
  );
  await bed.database.query('UPDATE subscribers SET weekdays = $1 WHERE id <> $2', [
    MONDAY_AND_THURSDAY,
    daily,
  ]);
  const rules = completeRules({ mute: { categories: ['cs.CV'] } });
  await bed.database.query('UPDATE subscribers SET rule_set_id = $1 WHERE id = $2', [
    await saveRuleSet(bed.database, rules),
    filtered,
  ]);
});
afterEach(() => {
  sink.messages.length = 0;
});

/** Papers as they are seen on the list of a day. */
const see = (date: CalendarDate, ...seen: readonly Omit<Sighting, 'date'>[]) =>
  savePapers(
    bed.database,
    seen.map((sighting) => listedPaper({ ...sighting, date })),
  );

/** The digest of a day in March, released; the days before from Monday the 16th on are made where they are missing. */
async function freeze(day: number): Promise<number> {
  const period = `2026-03-${day}`;
  const now = new Date(`${period}T08:00:00Z`);
  const order = { kind: 'daily', period, listDate: period, now, strategy: 'trending' } as const;
  const { id } = await assembleDigest(bed.database, order);
  await releaseDigest(bed.database, id, now);
  return id;
}

/** What the workers do at a moment: what is due is written and sent. */
async function work(moment: string): Promise<void> {
  bed.now = new Date(moment);
  const slices: number[] = [];
  const deliver = async (sliceIds: readonly number[]) => void slices.push(...sliceIds);
  const stage = { database: bed.database, clock: () => bed.now, config, queues: { deliver }, log: silent };
  await mailDue({ ...stage, sources: [] });
  for (const slice of slices) await sendSlice(context, slice, never);
}

/** Monday to Thursday, with two papers on Tuesday, one on Wednesday and on Thursday; each is mailed when it is due. */
async function week(): Promise<void> {
  const at = (day: number, hour = '07') => new Date(`2026-03-${day}T${hour}:30:00Z`);
  await see('2026-03-16', { id: '2603.00016', upvotes: 10, observedAt: at(16) });
  await freeze(16);
  await work('2026-03-16T08:00:30Z');
  await see(
    '2026-03-17',
    { id: '2603.00017', upvotes: 3, observedAt: at(17) },
    { id: '2603.01017', upvotes: 20, observedAt: at(17), paper: { categories: ['cs.CV'] } },
  );
  await freeze(17);
  await work('2026-03-17T08:00:30Z');
  await see('2026-03-18', { id: '2603.00018', upvotes: 30, observedAt: at(18) });
  await freeze(18);
  await work('2026-03-18T08:00:30Z');
  await see('2026-03-17', { id: '2603.00017', upvotes: 300, observedAt: at(18, '20') });
  await see('2026-03-19', { id: '2603.00019', upvotes: 8, observedAt: at(19) });
  await freeze(19);
}

/** The mails to an address, each as its subject and the papers in it, in order. */
async function inbox(
  name: string,
): Promise<{ readonly subject: string; readonly papers: readonly string[] }[]> {
  const mails = sink.messages.filter(({ to }) => to.includes(`${name}@example.net`));
  return Promise.all(
    mails.map(async ({ raw }) => {
      const { subject = '', text = '' } = await PostalMime.parse(raw);
      const ids = [...text.matchAll(/\/(?:pdf|papers)\/(\d{4}\.\d{5})/g)].map(([, id = '']) => id);
      return { subject, papers: [...new Set(ids)] };
    }),
  );
}

const had = async (name: string) => (await inbox(name)).map(({ papers }) => papers.toSorted());

describe('who chose Monday and Thursday', () => {
  it('gets on Thursday what came since Monday, the best first by what is known on Thursday', async () => {
    await week();
    await work('2026-03-19T08:00:30Z');
    const [monday, thursday, ...more] = await inbox('few');
    expect(more).toEqual([]);
    expect(monday?.papers).toEqual(['2603.00016']);
    expect(thursday?.papers).toEqual(['2603.00017', '2603.00018', '2603.01017', '2603.00019']);
    expect(thursday?.subject).toBe('March 17 – 19: Invented paper 2603.00017, and 3 more');
    const message = sink.messages.findLast(({ to }) => to.includes('few@example.net'));
    const { text, html } = await PostalMime.parse(message?.raw ?? '');
    expect(text).toContain('March 17 – 19, 2026');
    expect(text).toContain('▲\u00a0300');
    expect(html).toContain('/digests/2026-03-17--2026-03-19');
    expect(await checkMessage(message?.raw ?? Buffer.alloc(0), { expectList: true })).toEqual([]);
    expect(await had('daily')).toEqual([
      ['2603.00016'],
      ['2603.00017', '2603.01017'],
      ['2603.00018'],
      ['2603.00019'],
    ]);
  });

  it('shares one digest with all who chose so, and one edition with all of the same rules', async () => {
    await week();
    await work('2026-03-19T08:00:30Z');
    const { rows } = await bed.database.query(
      `SELECT g.id, array_agg(d.subscriber_id::integer ORDER BY d.subscriber_id) AS readers, cardinality(g.gathers) AS days
         FROM digests g JOIN deliveries d ON d.digest_id = g.id WHERE g.kind = 'gathered' GROUP BY g.id`,
    );
    expect(rows).toEqual([{ id: expect.any(Number), readers: [few, fewToo, filtered], days: 3 }]);
    expect(await had('filtered')).toEqual([['2603.00016'], ['2603.00017', '2603.00018', '2603.00019']]);
    await work('2026-03-19T09:00:00Z');
    expect(sink.messages).toHaveLength(10);
  });

  it('gets no paper twice that came with another mail, nor one that was withdrawn meanwhile', async () => {
    await week();
    await bed.database.query("UPDATE papers SET withdrawn_at = '2026-03-18T12:00Z' WHERE id = '2603.00018'");
    const { rows } = await bed.database.query<{ id: number }>(
      `WITH slice AS (INSERT INTO slices (digest_id) SELECT id FROM digests WHERE period = '2026-03-17' RETURNING *)
       INSERT INTO deliveries (digest_id, subscriber_id, slice_id, state)
       SELECT digest_id, $1, id, 'sent' FROM slice RETURNING digest_id AS id`,
      [few],
    );
    expect(rows).toHaveLength(1);
    await work('2026-03-19T08:00:30Z');
    expect(await had('few')).toEqual([['2603.00016'], ['2603.00019']]);
    expect((await had('few-too'))[1]).toEqual(['2603.00017', '2603.00019', '2603.01017']);
  });

  it('gets an ordinary digest where the days between had none', async () => {
    await see('2026-03-16', { id: '2603.00016' });
    await freeze(16);
    await work('2026-03-16T08:00:30Z');
    await see('2026-03-19', { id: '2603.00019' });
    await freeze(19);
    await work('2026-03-19T08:00:30Z');
    expect((await inbox('few')).map(({ subject }) => subject)).toEqual([
      'Invented paper 2603.00016',
      'Invented paper 2603.00019',
    ]);
  });

  it('keeps what was due before another choice of days, and begins anew with another kind', async () => {
    await week();
    const change = { database: bed.database, defaults: { time: '08:00', timeZone: 'UTC' } };
    const now = new Date('2026-03-18T12:00Z');
    const everyDay = completePreferences({});
    await changePreferences({ ...change, now }, few ?? 0, everyDay);
    const weekly = completePreferences({ schedule: { frequency: 'weekly' } });
    await changePreferences({ ...change, now }, fewToo ?? 0, weekly);
    await changePreferences({ ...change, now }, fewToo ?? 0, everyDay);
    await work('2026-03-19T08:00:30Z');
    expect((await had('few'))[1]).toHaveLength(4);
    expect((await had('few-too'))[1]).toEqual(['2603.00019']);
  });
});

it('gathers after days without workers what was due, for somewhat more than a week and no longer', async () => {
  await week();
  for (let day = 20; day <= 30; day += 1) {
    await see(`2026-03-${day}`, { id: `2603.000${day}`, observedAt: new Date(`2026-03-${day}T07:00Z`) });
    await freeze(day);
  }
  await work('2026-03-30T08:00:30Z');
  const ofDays = (first: number, last: number) =>
    Array.from({ length: last - first + 1 }, (_, index) => `2603.000${first + index}`);
  expect((await had('daily')).slice(3)).toEqual([ofDays(22, 29), ofDays(30, 30)]);
});

describe('an operator', () => {
  it('who pauses a day stops those that gather it, also later ones, and lets them go on with it', async () => {
    await week();
    const { rows } = await bed.database.query<{ id: number }>(
      "SELECT id FROM digests WHERE period = '2026-03-18'",
    );
    const day = rows[0]?.id ?? 0;
    await pauseDigest(bed.database, day, { by: 'operator', reason: null, now: bed.now });
    await work('2026-03-19T08:00:30Z');
    expect(await had('few')).toEqual([['2603.00016']]);
    expect(await resumeDigest(bed.database, day)).toBe(true);
    const gathered = await bed.database.query<{ id: number }>(
      "SELECT id FROM digests WHERE kind = 'gathered'",
    );
    expect((await findSendingControl(bed.database, gathered.rows[0]?.id ?? 0))?.pausedAt).toBeNull();
    const open = await bed.database.query<{ id: number }>(
      "SELECT DISTINCT slice_id AS id FROM deliveries WHERE state = 'pending'",
    );
    for (const { id } of open.rows) await sendSlice(context, id, never);
    expect((await had('few'))[1]).toHaveLength(4);
  });

  it('who cancels a day keeps its papers out of what is gathered', async () => {
    await week();
    const { rows } = await bed.database.query<{ id: number }>(
      "SELECT id FROM digests WHERE period = '2026-03-18'",
    );
    await cancelDigest(bed.database, rows[0]?.id ?? 0, bed.now);
    await work('2026-03-19T08:00:30Z');
    expect((await had('few'))[1]).toEqual(['2603.00017', '2603.00019', '2603.01017']);
  });
});

it('is remembered as the days that it was made of', async () => {
  await week();
  await work('2026-03-19T08:00:30Z');
  while (await foldOldest(bed.database, new Date(Date.now() + 200 * 86_400_000)));
  const { rows } = await bed.database.query(
    'SELECT subscriber_id AS reader, kind, periods::text FROM reading_history WHERE rule_set_id = 0 ORDER BY 1',
  );
  const all = { kind: 'daily', periods: '{[2026-03-16,2026-03-20)}' };
  expect(rows).toEqual([few, fewToo, daily].map((reader) => ({ reader, ...all })));
});
