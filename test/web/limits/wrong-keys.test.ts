import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cliActor } from '../../../src/cli/cli-actor.js';
import { makeApiKey, revokeApiKey } from '../../../src/operators/api-keys.js';
import { openWrongKeys } from '../../../src/web/limits/wrong-keys.js';
import { adminKey, type OpenWeb, openWeb } from '../open-web.js';

const cli = cliActor();

describe('wrong keys of operators', () => {
  let web: OpenWeb;
  beforeAll(async () => {
    web = await openWeb();
  });
  afterAll(() => web.close());

  const ask = (key: string | null, remoteAddress: string) =>
    web.server.inject({
      ...{ url: '/api/v1/admin/subscribers', remoteAddress },
      headers: key === null ? {} : { authorization: `Bearer ${key}` },
    });

  it('are logged, and after ten of one client even the right one has to wait; others go on', async () => {
    for (let index = 0; index < 10; index += 1) {
      expect((await ask(`guess ${index}`, `2001:db8:7:7::${index}`)).statusCode).toBe(401);
    }
    const refused = await ask(adminKey, '2001:db8:7:7::ffff');
    expect([refused.statusCode, Number(refused.headers['retry-after']) > 500]).toEqual([429, true]);
    expect((await ask(adminKey, '2001:db8:7:8::1')).statusCode).toBe(200);
    const lines = web.logged.filter((line) => line.includes('operator-key-wrong'));
    expect(lines).toHaveLength(10);
    expect(lines.join()).not.toContain('guess');
  });

  it('are recorded once an hour of each client, and once more when it has to wait, without the key', async () => {
    const wrong = `bsk_abcdefgh${'s'.repeat(43)}`;
    for (let index = 0; index < 11; index += 1) await ask(wrong, '198.51.100.7');
    const { rows } = await web.database.query<{ row: string }>(
      "SELECT a::text AS row FROM audit_events a WHERE action = 'key.refused' AND actor_name = 'bsk_abcdefgh' ORDER BY id",
    );
    expect(rows).toHaveLength(2);
    expect(rows[0]?.row).toContain('"why"');
    expect(rows[1]?.row).toContain('slowed');
    expect(JSON.stringify(rows)).not.toContain('sssss');
    expect(JSON.stringify(rows)).not.toContain('198.51');
  });

  it('of many clients do not fill the audit', async () => {
    const before = Number((await web.database.query('SELECT count(*) AS n FROM audit_events')).rows[0]?.n);
    for (let index = 0; index < 130; index += 1) await ask('guess', `2001:db8:9:${index.toString(16)}::1`);
    const { rows } = await web.database.query('SELECT count(*) AS n FROM audit_events');
    expect(Number(rows[0]?.n)).toBeLessThanOrEqual(100);
    expect(Number(rows[0]?.n)).toBeGreaterThan(before);
  });

  it('that were keys are told so, and recorded once an hour, and slow nobody down', async () => {
    const fresh = await openWeb();
    try {
      const own = { database: fresh.database, clock: () => fresh.now };
      const made = await makeApiKey(own, cli, { name: 'old', scopes: ['digests:read'], expiresAt: null });
      await revokeApiKey(own, cli, made.key.id);
      const call = (key: string) =>
        fresh.server.inject({
          ...{ url: '/api/v1/admin/curations', remoteAddress: '198.51.100.9' },
          headers: { authorization: `Bearer ${key}` },
        });
      for (let index = 0; index < 12; index += 1) {
        expect((await call(made.text)).json()).toMatchObject({ status: 401, code: 'KEY_REVOKED' });
      }
      expect((await call(adminKey)).statusCode).toBe(200);
      const { rows } = await fresh.database.query(
        "SELECT actor_name, facts FROM audit_events WHERE action = 'key.refused'",
      );
      expect(rows).toEqual([{ actor_name: made.key.prefix, facts: { why: 'ended' } }]);
      expect(fresh.logged.filter((line) => line.includes('operator-key-ended'))).toHaveLength(12);
      expect(fresh.logged.join()).not.toContain(made.text.slice(12));
    } finally {
      await fresh.close();
    }
  });

  it('none at all is no guess', async () => {
    for (let index = 0; index < 12; index += 1) await ask(null, '192.0.2.9');
    expect((await ask(adminKey, '192.0.2.9')).statusCode).toBe(200);
  });
});

it('who waited may try again', () => {
  let now = 0;
  const wrongKeys = openWrongKeys(() => now);
  for (let index = 0; index < 10; index += 1) wrongKeys.count('a');
  expect(() => wrongKeys.refuseGuessing('a')).toThrow('wait ten minutes');
  now = 10 * 60_000;
  expect(() => wrongKeys.refuseGuessing('a')).not.toThrow();
});
