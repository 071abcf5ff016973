import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countDays } from '../../../src/jobs/count-days.js';
import type { Role } from '../../../src/model/role.js';
import { adminKey, type OpenWeb, openWeb } from '../open-web.js';
import { addOperator, ask, signedIn } from './operator-sessions.js';

const now = new Date('2026-03-24T09:30:00Z');
const DAY = '2026-03-24';

describe('the pages of figures', () => {
  let web: OpenWeb;
  const operators = new Map<Role, number>();

  beforeAll(async () => {
    web = await openWeb({
      now,
      environment: { DIGEST_TIMEZONE: 'UTC', DOMAIN_LIMITS: 'large.example=20/second, *=100/minute' },
    });
    for (const role of ['owner', 'viewer'] as const) operators.set(role, await addOperator(web, role));
  });
  afterAll(() => web.close());

  const page = async (url: string, role: Role = 'owner') => {
    const answer = await ask(web, { url, token: await signedIn(web, operators.get(role) ?? 0) });
    expect(answer.statusCode).toBe(200);
    return answer.body;
  };
  const api = async (path: string) => {
    const headers = { authorization: `Bearer ${adminKey}` };
    const answer = await web.server.inject({ url: `/api/v1/admin/${path}`, headers });
    expect(answer.statusCode).toBe(200);
    return answer.json();
  };

  it('say where nothing was counted yet', async () => {
    for (const name of ['growth', 'deliverability', 'engagement']) {
      const body = await page(`/admin/${name}`);
      expect(body).toContain('Nothing was counted yet');
      expect(body).not.toContain('class="drawing"');
    }
  });

  describe('of a service that mails', () => {
    beforeAll(async () => {
      await fill(web);
      await countDays({ database: web.database, clock: () => now, config: { digestTimezone: 'UTC' } });
    });

    it('draw who comes and who goes, each with its table', async () => {
      const body = await page('/admin/growth?days=30');
      expect(body).toContain('3 readers are mailed, +3 in 30 days: 4 joined, 1 left.');
      expect(body.match(/<svg class="drawing"[^>]*role="img" aria-label="[^"]+"/g)).toHaveLength(3);
      expect(body.match(/<details>/g)).toHaveLength(3);
      expect(body).not.toMatch(/ style=/);
      // What was estimated is shaded, and marked in the table.
      expect(body).toContain('class="chart-shade"');
      expect(body).toContain('Mar 22, 2026 ~');
    });

    it('give the same to programs', async () => {
      const growth = await api('growth?days=3');
      expect(growth.days.map((one: { readonly day: string }) => one.day)).toEqual([
        '2026-03-22',
        '2026-03-23',
        DAY,
      ]);
      expect(growth.days.at(-1)).toMatchObject({
        ...{ counted: true, incomplete: false, readers: { active: 3, unsubscribed: 1 } },
        ...{ joined: { operator: 1 }, left: { 'one-click': 1 } },
      });
      expect(growth.cohorts).toEqual([{ month: '2026-03', size: 4, stayed: {} }]);
      const mail = await api('deliverability?days=1');
      expect(mail.days).toEqual([
        {
          ...{ day: DAY, counted: true, incomplete: false, sent: 3, failed: 0, deferred: 1 },
          ...{ hard: 0, soft: 0, complaints: 1, ours: 0 },
        },
      ]);
      expect(mail.domains.map((one: { readonly name: string }) => one.name)).toEqual(['large.example', '*']);
      expect(mail.reasons).toEqual([{ reason: 'complained', counts: { complaints: 1 } }]);
      const engagement = await api('engagement');
      expect(engagement).toMatchObject({ readers: 3, use: { answers: 1 } });
      expect(engagement.digests).toEqual([
        { kind: 'daily', period: DAY, liked: 1, disliked: 0, saved: 0, left: 1, sent: 3 },
      ]);
    });

    it('name domains and reasons to who may read what came back, and to nobody else', async () => {
      const full = await page('/admin/deliverability');
      expect(full).toContain('large.example');
      expect(full).toContain('complained');
      expect(full).toContain('20 a second');
      expect(full).toContain('0.3 %: they act on it');
      const counts = await page('/admin/deliverability', 'viewer');
      expect(counts).toContain('3 mails in 90 days');
      for (const word of ['large.example', 'complained</span>', 'id="dmarc"', 'id="limits"', 'id="dns"'])
        expect(counts).not.toContain(word);
    });

    it('tell of digests and topics, and of no reader', async () => {
      const body = await page('/admin/engagement', 'viewer');
      expect(body).toContain('href="/digests/2026-03-24"');
      expect(body).toContain('333.3');
      expect(body).toContain('Agents');
      for (const name of ['growth', 'deliverability', 'engagement'])
        expect(await page(`/admin/${name}`)).not.toMatch(/reader-\d@|@large\.example/);
    });

    it('show as many days as are asked for, of those that there are', async () => {
      expect(await page('/admin/growth?days=365')).toContain('aria-current="page">365 days');
      for (const asked of ['7', 'x', '365000', ''])
        expect(await page(`/admin/growth?days=${asked}`)).toContain('aria-current="page">90 days');
    });
  });
});

/** Four who joined, one of whom left by the link of a digest that one complained of and one liked. */
async function fill({ database, addReader }: OpenWeb): Promise<void> {
  const ids: number[] = [];
  for (const [index, domain] of ['large.example', 'large.example', 'large.example', 'own.example'].entries())
    ids.push((await addReader(`reader-${index}@${domain}`)).id);
  const moments = [
    '2026-03-20T08:00:00Z',
    '2026-03-21T08:00:00Z',
    '2026-03-23T08:00:00Z',
    '2026-03-24T08:00:00Z',
  ];
  await database.query(
    `UPDATE consents c SET at = m.at FROM unnest($1::bigint[], $2::timestamptz[]) AS m (id, at) WHERE c.subscriber_id = m.id`,
    [ids, moments],
  );
  const [one, two, three] = ids;
  await database.query(
    `INSERT INTO digests (kind, period, list_date, strategy, frozen_at, released_at, fanned_out_at)
     VALUES ('daily', $1, $1, 'upvotes', $2, $2, $2)`,
    [DAY, now],
  );
  await database.query(
    `WITH slice AS (INSERT INTO slices (digest_id, settled_at) SELECT id, $2 FROM digests RETURNING id, digest_id)
     INSERT INTO deliveries (digest_id, subscriber_id, slice_id, state, attempts, relay, settled_at)
     SELECT slice.digest_id, reader, slice.id, 'sent', CASE reader WHEN $3 THEN 2 ELSE 1 END, 'main', $2
       FROM slice, unnest($1::bigint[]) AS reader WHERE reader <> $4`,
    [ids, now, two, three],
  );
  await database.query(
    `INSERT INTO feedback (content_hash, source, class, reason, rule, evidence, effect, subscriber_id, digest_id, occurred_at, received_at)
     SELECT sha256('one'), 'smtp', 'complaint', 'complained', 'test', 'feedback-loop', 'complained', $1, id, $2, $2 FROM digests`,
    [one, now],
  );
  await database.query("UPDATE subscribers SET state = 'unsubscribed', state_changed_at = $2 WHERE id = $1", [
    one,
    now,
  ]);
  await database.query(
    "INSERT INTO consents (subscriber_id, event, via, at, digest_id) SELECT $1, 'withdrawn', 'one-click', $2, id FROM digests",
    [one, now],
  );
  await database.query(
    `INSERT INTO papers (id, title, abstract) VALUES ('2603.00001', 'Invented', 'It says.')`,
  );
  await database.query(
    `INSERT INTO digest_papers (digest_id, kind, position, paper_id, score, breakdown, upvotes, comments, paper, topics)
     SELECT id, 'daily', 1, '2603.00001', 1, '{}', 1, 0, '{}', '{agents}' FROM digests`,
  );
  await database.query(
    "INSERT INTO votes (subscriber_id, paper_id, value, at) VALUES ($1, '2603.00001', 1, $2)",
    [two, now],
  );
}
