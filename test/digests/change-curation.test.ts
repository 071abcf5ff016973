import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cliActor } from '../../src/cli/cli-actor.js';
import { assembleDigest } from '../../src/digests/assemble-digest.js';
import { changeNote, movePin, type PinMove } from '../../src/digests/change-curation.js';
import { curate, takeBack } from '../../src/digests/curate.js';
import { decisionVersion } from '../../src/digests/curation-checks.js';
import { digestRequest } from '../../src/digests/digest-request.js';
import { draftDigest } from '../../src/digests/draft-digest.js';
import { permissionsOf } from '../../src/model/permission.js';
import { inTransaction } from '../../src/store/database.js';
import { insertCuration } from '../../src/store/digests/curations.js';
import { lockDigestKind } from '../../src/store/digests/freeze-digest.js';
import { savePapers } from '../../src/store/papers/papers.js';
import { shippedVocabulary } from '../../src/topics/vocabulary.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { listedPaper } from '../support/listed-paper.js';

let db: TestDatabase;
let now = new Date('2026-03-24T06:00:00Z');
const context = () => ({ database: db.database, clock: () => now, log: { info: () => undefined } });
const digest = { kind: 'daily', period: '2026-03-24' } as const;
const rules = {
  digestTime: '08:00',
  digestTimezone: 'UTC',
  topics: shippedVocabulary,
  mostPapers: { weekly: 30, monthly: 50 },
};
const draft = () => draftDigest(db.database, digestRequest(digest, rules, now));
const order = async () =>
  (await draft()).papers
    .flatMap(({ paper, curation }) => (curation === 'pin' ? paper.id.slice(-1) : []))
    .join('');
const pins = new Map<string, number>();
const move = (paper: string, to: PinMove) =>
  movePin(context(), cliActor(), { id: pins.get(paper) ?? 0, move: to, digest });

beforeAll(async () => {
  db = await createTestDatabase();
  const observedAt = new Date('2026-03-24T05:00:00Z');
  await savePapers(
    db.database,
    [1, 2, 3, 4, 5].map((number) =>
      listedPaper({ id: `2603.0000${number}`, date: digest.period, upvotes: 90 - number, observedAt }),
    ),
  );
  for (const paper of ['3', '4', '5']) {
    now = new Date(now.getTime() + 1000);
    const asked = { action: 'pin', paper: `https://arxiv.org/pdf/2603.0000${paper}v2`, digest } as const;
    pins.set(paper, (await curate(context(), cliActor(), { ...asked, note: `Note ${paper}` })).id);
  }
});
afterAll(() => db.close());

it('sees what somebody decided while it waited for its turn', async () => {
  const at = new Date(now.getTime() + 1_000);
  const theirs = { paperId: '2603.00002', action: 'pin', kind: 'daily', period: digest.period } as const;
  const moments = [now, new Date(at.getTime() + 1_000)];
  const clock = () => moments.shift() ?? at;
  const version = decisionVersion(null);
  const mine = { action: 'add', paper: theirs.paperId, digest, note: 'Mine', version } as const;
  let waits: Promise<unknown> = Promise.resolve();
  await inTransaction(db.database, async (client) => {
    await lockDigestKind(client, digest.kind);
    waits = expect(curate({ ...context(), clock }, cliActor(), mine)).rejects.toMatchObject({
      code: 'DRAFT_CHANGED',
    });
    const by = { note: 'Theirs', via: 'page', by: 'Ada' } as const;
    const { id } = await insertCuration(client, { ...theirs, ...by, now: at });
    pins.set('2', id);
  });
  await waits;
  now = new Date(at.getTime() + 2_000);
  await takeBack(context(), cliActor(), pins.get('2') ?? 0);
});

describe('pins', () => {
  it('stand as they came until they are moved, and what comes later stands behind them', async () => {
    expect(await order()).toBe('345');
    await move('5', 'up');
    expect(await order()).toBe('354');
    await move('3', 'down');
    expect(await order()).toBe('534');
    await move('4', 'top');
    expect(await order()).toBe('453');
    // At the ends there is nowhere to go.
    await move('4', 'up');
    await move('3', 'down');
    expect(await order()).toBe('453');
    const asked = { action: 'pin', paper: '2603.00001', digest, note: null } as const;
    await curate(context(), cliActor(), asked);
    expect(await order()).toBe('4531');
  });

  it('keep their place when their note changes', async () => {
    await changeNote(context(), cliActor(), { id: pins.get('4') ?? 0, note: ' Read\nthis. ' });
    await changeNote(context(), cliActor(), { id: pins.get('5') ?? 0, note: '' });
    const { papers } = await draft();
    expect(papers.slice(0, 3).map(({ note }) => note)).toEqual(['Read this.', null, 'Note 3']);
    await expect(
      changeNote(context(), cliActor(), { id: pins.get('4') ?? 0, note: 'x'.repeat(501) }),
    ).rejects.toThrow('500');
  });

  it('are moved by whom that is allowed, and of what is a pin alone', async () => {
    const viewer = { ...cliActor(), permissions: permissionsOf('viewer') };
    const asked = { id: pins.get('3') ?? 0, move: 'up' } as const;
    await expect(movePin(context(), viewer, asked)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const adding = { action: 'add', paper: '2603.00002', digest, note: null } as const;
    const { id } = await curate(context(), cliActor(), adding);
    const refused = movePin(context(), cliActor(), { id, move: 'up' });
    await expect(refused).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });

  it('freeze in the order of the draft, and stay so', async () => {
    const drafted = await draft();
    const frozen = await assembleDigest(db.database, digestRequest(digest, rules, now));
    const seen = ({ papers }: { papers: typeof drafted.papers }) =>
      papers.map(({ paper, note, curation, score }) => [paper.id, note, curation, score]);
    expect(seen(frozen)).toEqual(seen(drafted));
    await expect(move('3', 'top')).rejects.toMatchObject({ code: 'DIGEST_FROZEN' });
    const { rows } = await db.database.query<{ action: string }>(
      `SELECT action FROM audit_events WHERE action LIKE 'pin.%' OR action = 'curation.note' ORDER BY id`,
    );
    expect(rows.map(({ action }) => action)).toEqual([
      ...['pin.up', 'pin.down', 'pin.top', 'curation.note', 'curation.note'],
    ]);
  });
});
