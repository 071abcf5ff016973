import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cliActor } from '../../src/cli/cli-actor.js';
import { changeNote, movePin } from '../../src/digests/change-curation.js';
import { curate } from '../../src/digests/curate.js';
import { freezeAgain } from '../../src/digests/freeze-again.js';
import { holdAfterImport } from '../../src/digests/hold-after-import.js';
import { approveDigest, holdDigest, liftDigest, releaseNow } from '../../src/digests/release-desk.js';
import { writeWords } from '../../src/digests/write-words.js';
import { assembleDue, assemblePeriod } from '../../src/jobs/assemble.js';
import { releaseDue } from '../../src/jobs/release-due.js';
import type { Actor } from '../../src/model/actor.js';
import { isLargeImport } from '../../src/model/import-share.js';
import type { ReviewSettings } from '../../src/model/release-state.js';
import { findDeskDigest } from '../../src/store/digests/desk-digests.js';
import { findDigest } from '../../src/store/digests/digests.js';
import { withdrawnSince } from '../../src/store/digests/withdrawals.js';
import { savePapers } from '../../src/store/papers/papers.js';
import { goThroughImports } from '../../src/subscribers/import/go-through-lines.js';
import { checkImport, chooseForImport, startImport } from '../../src/subscribers/import/import-acts.js';
import { uploadList } from '../../src/subscribers/import/upload-list.js';
import { keyring } from '../subscribers/signed-up.js';
import { emptyTables } from '../support/empty-tables.js';
import { inventedList } from '../support/invented-list.js';
import { listedPaper } from '../support/listed-paper.js';
import { openStageBench, type StageBench } from './stage-bench.js';

const DAY = '2026-03-24';
const day = { kind: 'daily', period: DAY } as const;
const forever = new AbortController().signal;
const cli = cliActor();

let bench: StageBench;
let review: Pick<ReviewSettings, 'digestReviewMinutes' | 'digestApproval'>;
const context = () => ({
  ...bench.context,
  config: { ...bench.context.config, ...review },
  queues: { deliver: async () => undefined, assemble: async () => undefined },
});
const due = (moment: string) => {
  bench.setNow(`2026-03-${moment}Z`);
  return assembleDue(context(), forever);
};
const digest = () => findDigest(bench.context.database, 'daily', DAY);
const standing = () => findDeskDigest(bench.context.database, day);

beforeAll(async () => {
  bench = await openStageBench();
});
beforeEach(async () => {
  await bench.empty();
  await emptyTables(bench.test.database, 'digest_holds');
  review = { digestReviewMinutes: 45, digestApproval: 'none' };
  for (const date of ['2026-03-23', DAY, '2026-03-25', '2026-03-26'])
    bench.server.setDay(date, inventedList(date, 3));
  await bench.test.database.query(
    `INSERT INTO subscribers (address, address_key, address_hash, state, confirmed_at, local_time)
     SELECT a, a, a::bytea, 'active', '2026-03-01', time
       FROM (VALUES ('a@example.org', NULL::time), ('b@example.org', '18:30')) AS v (a, time)`,
  );
});
afterAll(() => bench.close());

/** Who was written a message of which digest. */
async function mailed(): Promise<string[]> {
  const { rows } = await bench.test.database.query<{ told: string }>(
    `SELECT left(s.address, 1) || ' ' || g.period || coalesce('--' || g.last_day, '') AS told
       FROM deliveries d JOIN subscribers s ON s.id = d.subscriber_id JOIN digests g ON g.id = d.digest_id
      WHERE g.period >= $1 ORDER BY 1`,
    [DAY],
  );
  return rows.map(({ told }) => told);
}

async function acts(): Promise<readonly { action: string; facts: Record<string, unknown> }[]> {
  const { rows } = await bench.test.database.query<{ action: string; facts: Record<string, unknown> }>(
    "SELECT action, actor_kind, facts FROM audit_events WHERE object_kind = 'digest' ORDER BY id DESC LIMIT 1",
  );
  return rows;
}

/** Brings people by a list that is carried out at once. */
async function importPeople(count: number, prefix = 'p'): Promise<void> {
  const { database, clock } = bench.context;
  const acting = { database, clock };
  const text = ['email', ...Array.from({ length: count }, (_, at) => `${prefix}${at}@example.net`)].join(
    '\n',
  );
  const octets = (async function* () {
    yield Buffer.from(text);
  })();
  const { id, mapping } = await uploadList(acting, cli, 'list.csv', octets);
  const consent = {
    basis: 'form',
    statement: 'One mail a day.',
    where: 'the fair',
    since: '2020-01-01',
  } as const;
  await chooseForImport(acting, cli, id, { mapping, aim: 'add', language: 'en', consent, invitesHour: 1 });
  const log = { info: () => undefined, warn: () => undefined };
  for (const act of [checkImport, startImport]) {
    await act(acting, cli, id);
    await goThroughImports({ ...acting, keyring, log }, forever);
  }
}

describe('the first digest after a large import', () => {
  beforeEach(() => emptyTables(bench.test.database, 'imports'));

  it.each(['none', 'asked'] as const)(
    'is held by itself with DIGEST_APPROVAL=%s, and no later one',
    async (digestApproval) => {
      review = { digestReviewMinutes: 45, digestApproval };
      bench.setNow('2026-03-23T12:00:00Z');
      await importPeople(60);
      await due('24T07:15:00');
      const reason = '60 of its 62 readers came by imports since the last one';
      expect((await standing()).hold).toMatchObject({ reason, share: { imported: 60, readers: 62 } });
      expect(await acts()).toMatchObject([
        { action: 'digest.hold', actor_kind: 'system', facts: { reason, imported: 60, readers: 62 } },
      ]);
      // An approval lets it out no more than time does.
      if (digestApproval === 'asked') await approveDigest(context(), cli, day);
      await due('24T08:00:05');
      expect(await mailed()).toEqual([]);
      await expect(releaseNow(context(), cli, day)).rejects.toMatchObject({ code: 'DIGEST_HELD' });
      expect(await liftDigest(context(), cli, day)).toBe(true);
      await due('24T08:01:00');
      expect((await standing()).hold, 'not again for the same people').toBeNull();
      expect(await mailed()).toHaveLength(61);
      await due('25T07:15:00');
      expect(
        (await findDeskDigest(bench.context.database, { kind: 'daily', period: '2026-03-25' })).hold,
      ).toBeNull();
      // Who comes afterwards is few beside those who know us by now.
      await importPeople(10, 'q');
      await due('25T07:20:00');
      expect(
        (await findDeskDigest(bench.context.database, { kind: 'daily', period: '2026-03-25' })).hold,
      ).toBeNull();
    },
  );

  it('is held also where somebody releases it before anything else has seen that, and no day that is not frozen is', async () => {
    await due('24T07:15:00');
    await importPeople(60);
    await expect(releaseNow(context(), cli, day)).rejects.toMatchObject({ code: 'DIGEST_HELD' });
    expect((await standing()).hold).toMatchObject({ share: { imported: 60, readers: 62 } });
    for (const period of ['2020-01-01', '2031-01-01'])
      expect(await holdAfterImport(context(), { kind: 'daily', period })).toBe(false);
    expect((await bench.test.database.query('SELECT FROM digest_holds')).rowCount).toBe(1);
  });

  it.each([
    ['fewer than fifty', 49, false],
    ['fifty', 50, true],
  ])('%s people are %i', async (_, count, isHeld) => {
    bench.setNow('2026-03-23T12:00:00Z');
    await importPeople(count);
    bench.setNow('2026-03-24T09:00:00Z');
    await assemblePeriod(context(), day, { release: true }, forever);
    expect((await standing()).hold !== null).toBe(isHeld);
    expect((await standing()).releasedAt === null).toBe(isHeld);
  });

  it.each([
    [{ imported: 50, readers: 250 }, false],
    [{ imported: 51, readers: 250 }, true],
    [{ imported: 40, readers: 40 }, false],
    [{ imported: 200_000, readers: 1_000_001 }, false],
    [{ imported: 0, readers: 0 }, false],
  ])('is one after more than a fifth: %j %s', (share, isLarge) => {
    expect(isLargeImport(share)).toBe(isLarge);
  });
});

describe('the review', () => {
  it('lies before the time of the digest, so that readers get it when they did', async () => {
    await due('24T07:14:59');
    expect(await digest()).toBeNull();
    await due('24T07:15:00');
    expect(await digest()).toMatchObject({ releasedAt: null, listDate: DAY });
    await due('24T07:59:59');
    expect(await mailed()).toEqual([]);
    await due('24T08:00:05');
    expect((await digest())?.releasedAt).toEqual(bench.context.clock());
    expect(await mailed()).toEqual([`a ${DAY}`]);
    await due('24T18:30:05');
    expect(await mailed()).toEqual([`a ${DAY}`, `b ${DAY}`]);
  });

  it('a hold, also from the day before, keeps it in; once it is lifted everybody gets it at the next of their times', async () => {
    await due('23T07:15:00');
    await due('23T18:30:05');
    expect(await holdDigest(context(), cli, day, 'wait for Ada')).toBe(true);
    expect(await holdDigest(context(), cli, day, null), 'again').toBe(false);
    await due('24T07:15:00');
    await due('24T18:30:05');
    expect(await standing()).toMatchObject({ releasedAt: null, hold: { reason: 'wait for Ada' } });
    await expect(releaseNow(context(), cli, day)).rejects.toMatchObject({ code: 'DIGEST_HELD' });
    await assemblePeriod(context(), day, { release: true }, forever);
    expect(await mailed()).toEqual([]);
    // The next one is due, and nobody waits for the held one any more.
    await due('25T07:15:00');
    await due('25T08:00:05');
    expect(await mailed()).toEqual(['a 2026-03-25']);
    bench.setNow('2026-03-25T09:00:00Z');
    expect(await liftDigest(context(), cli, day)).toBe(true);
    expect(await liftDigest(context(), cli, day), 'again').toBe(false);
    expect((await acts())[0]?.action).toBe('digest.lift');
    await due('25T09:00:05');
    await due('25T18:30:05');
    // Of two that belong to one time one mail is made, whose days are those of both.
    expect(await mailed()).toEqual(['a 2026-03-25', `b ${DAY}--2026-03-25`]);
    await due('26T07:15:00');
    await due('26T08:00:05');
    expect(await mailed()).toContain(`a ${DAY}--2026-03-26`);
  });

  it('of a hold and several releases at once one wins', async () => {
    await due('24T07:15:00');
    bench.setNow('2026-03-24T08:00:05Z');
    const { database } = bench.context;
    for (let round = 0; round < 20; round += 1) {
      await database.query('UPDATE digests SET released_at = NULL');
      await emptyTables(database, 'digest_holds');
      const [held] = await Promise.all([
        holdDigest(context(), cli, day, null).catch(({ code }) => code),
        releaseDue(context()),
        releaseDue(context()),
      ]);
      const { releasedAt, hold } = await standing();
      expect(releasedAt === null).toBe(hold !== null);
      expect(held).toBe(hold === null ? 'DIGEST_RELEASED' : true);
    }
  });
});

describe('an approval', () => {
  const ada = operator(1, 'Ada');
  const bo = operator(2, 'Bo');

  it('is waited for; nothing of it goes out by hand either', async () => {
    review = { digestReviewMinutes: 0, digestApproval: 'asked' };
    await due('24T08:00:05');
    await assemblePeriod(context(), day, { release: true }, forever);
    expect(await mailed()).toEqual([]);
    await expect(releaseNow(context(), ada, day)).rejects.toMatchObject({ code: 'DIGEST_NOT_APPROVED' });
    const other = new Date('2026-03-24T07:00:00Z');
    await expect(approveDigest(context(), ada, day, other)).rejects.toMatchObject({ code: 'DIGEST_CHANGED' });
    expect(await approveDigest(context(), ada, day, (await digest())?.frozenAt)).toBe(true);
    expect(await approveDigest(context(), bo, day), 'again').toBe(false);
    await due('24T09:00:00');
    expect(await mailed()).toEqual([`a ${DAY}`]);
    expect(await standing()).toMatchObject({ approvedBy: 'Ada' });
    await expect(holdDigest(context(), ada, day, null)).rejects.toMatchObject({ code: 'DIGEST_RELEASED' });
  });

  it('of a second is not that of whoever had a part in it', async () => {
    review = { digestReviewMinutes: 45, digestApproval: 'second' };
    await due('23T07:20:00');
    const paper = '2603.23000';
    await curate(context(), ada, { paper, action: 'hide', digest: day, note: null });
    await due('24T07:15:00');
    await expect(approveDigest(context(), ada, day)).rejects.toMatchObject({ code: 'SECOND_NEEDED' });
    const { rows } = await bench.test.database
      .query<{ id: number }>(
        `INSERT INTO operators (id, name, address, address_key, role, created_at) OVERRIDING SYSTEM VALUE
       VALUES (1, 'Ada', 'ada@operators.example', 'ada@operators.example', 'owner', now()) ON CONFLICT DO NOTHING;
       INSERT INTO api_keys (name, prefix, secret_hash, scopes, made_by, created_at)
       VALUES ('hers', 'bsk_aaaaaaaa', '\\x00', '{digests:approve}', 1, now()) ON CONFLICT DO NOTHING`,
      )
      .then(() =>
        bench.test.database.query<{ id: number }>("SELECT id FROM api_keys WHERE prefix = 'bsk_aaaaaaaa'"),
      );
    const key: Actor = { ...ada, kind: 'key', id: rows[0]?.id ?? 0, name: 'hers' };
    await expect(approveDigest(context(), key, day), 'by her key').rejects.toMatchObject({
      code: 'SECOND_NEEDED',
    });
    expect(await approveDigest(context(), bo, day)).toBe(true);
  });

  it('of a second is not that of whoever changed it by way of a week, or of a later day', async () => {
    review = { digestReviewMinutes: 45, digestApproval: 'second' };
    await due('23T07:20:00');
    bench.setNow('2026-03-23T07:21:00Z');
    const observedAt = bench.context.clock();
    await savePapers(bench.context.database, [listedPaper({ id: '2603.24999', date: DAY, observedAt })]);
    const week = { kind: 'weekly', period: '2026-03-23' } as const;
    const hide = { paper: '2603.23000', action: 'hide', digest: week, note: null } as const;
    await curate(context(), ada, hide);
    const later = { kind: 'daily', period: '2026-03-26' } as const;
    await curate(context(), bo, { paper: '2603.24999', action: 'pin', digest: later, note: null });
    await due('24T07:15:00');
    expect((await digest())?.papers.map(({ paper }) => paper.id)).not.toContain('2603.24999');
    for (const editor of [ada, bo])
      await expect(approveDigest(context(), editor, day), editor.name).rejects.toMatchObject({
        code: 'SECOND_NEEDED',
      });
    bench.setNow('2026-03-24T07:16:00Z');
    await curate(context(), operator(3, 'Cy'), { ...hide, paper: '2603.23001' });
    expect(await approveDigest(context(), operator(4, 'Di'), day)).toBe(true);
  });

  it('that nobody gives for two days cancels it, and says why', async () => {
    review = { digestReviewMinutes: 0, digestApproval: 'none' };
    await due('23T08:00:05');
    const { database } = bench.context;
    await database.query(
      `INSERT INTO webhook_endpoints (name, url, types, secret, state, created_at)
       VALUES ('of this test', 'https://hooks.example/', '{digest.stuck}', '\\x00', 'active', now())`,
    );
    await database.query(`UPDATE papers SET withdrawn_at = '2026-03-23T12:00Z' WHERE id = '2603.23000'`);
    review = { digestReviewMinutes: 0, digestApproval: 'asked' };
    await due('24T08:00:05');
    const toldOf = () => withdrawnSince(database, 'daily', bench.context.clock());
    expect((await digest())?.remarks.withdrawn).toMatchObject([{ id: '2603.23000' }]);
    expect(await toldOf()).toEqual([]);
    await due('24T09:00:04');
    await due('24T09:00:05');
    await due('26T07:59:59');
    expect((await standing()).cancelledAt).toBeNull();
    const { rows } = await database.query<{ at: Date; data: object }>(
      `SELECT at, data FROM outbox WHERE type = 'digest.stuck' AND data ->> 'digest' = $1 ORDER BY id`,
      [DAY],
    );
    const told = { digest: DAY, reason: 'not-approved', waiting: null };
    expect(rows, 'told at once and every hour').toEqual(
      ['24T08:00:05', '24T09:00:05', '26T07:59:59'].map((at) => ({
        at: new Date(`2026-03-${at}Z`),
        data: told,
      })),
    );
    bench.setNow('2026-03-26T08:00:05Z');
    await Promise.all([releaseDue(context()), releaseDue(context())]);
    expect(await standing()).toMatchObject({ cancelReason: 'not-approved', releasedAt: null });
    expect(await toldOf(), 'nobody has read it').toMatchObject([{ id: '2603.23000' }]);
    expect(await acts()).toMatchObject([{ action: 'digest.cancel', facts: { reason: 'not-approved' } }]);
    await expect(approveDigest(context(), ada, day)).rejects.toMatchObject({ code: 'DIGEST_CANCELLED' });
  });
});

describe('freezing again', () => {
  it('takes in what was decided while it was held; the audit has the list as it was', async () => {
    await due('24T07:15:00');
    const first = await digest();
    const ids = first?.papers.map(({ paper }) => paper.id) ?? [];
    const hide = { paper: ids[0] ?? '', action: 'hide', digest: day, note: null } as const;
    await expect(curate(context(), cli, hide)).rejects.toMatchObject({ code: 'DIGEST_FROZEN' });
    await approveDigest(context(), cli, day);
    await holdDigest(context(), cli, day, null);
    bench.setNow('2026-03-24T07:30:00Z');
    await curate(context(), cli, hide);
    const pin = { ...hide, paper: ids[2] ?? '', action: 'pin', note: 'first of all' } as const;
    await curate(context(), cli, pin);
    expect((await standing()).isOutdated).toBe(true);
    const again = await freezeAgain(context(), cli, day);
    expect(again.papers.map(({ paper }) => paper.id)).toEqual([ids[2], ids[1]]);
    expect(await standing()).toMatchObject({ approvedAt: null, isOutdated: false, hold: {}, papers: 2 });
    expect(await digest()).toMatchObject({ id: again.id, papers: again.papers });
    const [act] = await acts();
    expect(act).toMatchObject({
      action: 'digest.freeze-again',
      facts: { papers: ids, approvedBy: cli.name },
    });
  });

  it('is wanted once words, a note or the order of pins are others than those that froze', async () => {
    const isOutdated = async () => (await standing()).isOutdated;
    await due('23T07:15:00');
    const say = (intro: string) => writeWords(context(), cli, { digest: day, language: 'en', intro });
    await say('As it froze.');
    await due('24T07:15:00');
    await holdDigest(context(), cli, day, null);
    expect(await isOutdated()).toBe(false);
    await say('Otherwise.');
    expect(await isOutdated()).toBe(true);
    await say('');
    expect(await isOutdated(), 'none at all').toBe(true);
    await say('As it froze.');
    expect(await isOutdated()).toBe(false);
    const ids = (await digest())?.papers.map(({ paper }) => paper.id) ?? [];
    const pins: number[] = [];
    for (const [second, paper] of ids.slice(0, 2).entries()) {
      bench.setNow(`2026-03-24T07:2${second}:00Z`);
      pins.push((await curate(context(), cli, { paper, action: 'pin', digest: day, note: 'so' })).id);
    }
    await freezeAgain(context(), cli, day);
    expect(await isOutdated()).toBe(false);
    await changeNote(context(), cli, { id: pins[0] ?? 0, note: 'otherwise' });
    expect(await isOutdated(), 'a note').toBe(true);
    await changeNote(context(), cli, { id: pins[0] ?? 0, note: 'so' });
    await movePin(context(), cli, { id: pins[1] ?? 0, move: 'up' });
    expect(await isOutdated(), 'the order').toBe(true);
    await freezeAgain(context(), cli, day);
    expect(await isOutdated()).toBe(false);
  });

  it('is refused once it is released, or somebody was sent it', async () => {
    await expect(freezeAgain(context(), cli, day)).rejects.toMatchObject({ code: 'DIGEST_NOT_FOUND' });
    await due('24T07:15:00');
    const id = (await digest())?.id ?? 0;
    await bench.test.database.query('INSERT INTO slices (digest_id) VALUES ($1)', [id]);
    await expect(freezeAgain(context(), cli, day)).rejects.toMatchObject({ code: 'DIGEST_RELEASED' });
    expect(await releaseNow(context(), cli, day)).toBe(true);
    expect(await releaseNow(context(), cli, day), 'again').toBe(false);
    await expect(freezeAgain(context(), cli, day)).rejects.toMatchObject({ code: 'DIGEST_RELEASED' });
    expect((await digest())?.id).toBe(id);
  });
});

it('a name that no digest will have is not held', async () => {
  bench.setNow('2026-03-24T07:15:00Z');
  const past = { kind: 'daily', period: '2025-03-24' } as const;
  await expect(holdDigest(context(), cli, past, null)).rejects.toMatchObject({ code: 'DIGEST_NOT_FOUND' });
  await expect(holdDigest(context(), cli, day, 'x'.repeat(501))).rejects.toMatchObject({
    code: 'INPUT_INVALID',
  });
});

function operator(id: number, name: string): Actor {
  return { ...cli, kind: 'operator', id, name };
}
