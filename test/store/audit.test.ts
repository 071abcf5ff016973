import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dropOldAudit, recordAct } from '../../src/store/audit.js';
import { listAudit } from '../../src/store/audit-events.js';
import { inTransaction, type Queryable } from '../../src/store/database.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { waitFor } from '../support/wait-for.js';

const actor = { kind: 'operator', id: 7, name: 'Ada', clientHash: Buffer.alloc(32, 1) } as const;
const KEPT = /kept for two years and never changed/;

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());

async function written(): Promise<readonly Record<string, unknown>[]> {
  const { rows } = await test.database.query(
    'SELECT actor_kind, actor_id, actor_name, action, object_kind, object_id, facts FROM audit_events ORDER BY id',
  );
  return rows;
}

describe('an act', () => {
  it('is recorded with who did it and to what', async () => {
    const facts = { reason: 'a wrong link' };
    await inTransaction(test.database, (client) =>
      recordAct(client, actor, { action: 'digest.pause', object: ['digest', 12], facts }),
    );
    expect(await written()).toEqual([
      {
        ...{ actor_kind: 'operator', actor_id: 7, actor_name: 'Ada', action: 'digest.pause' },
        ...{ object_kind: 'digest', object_id: '12', facts },
      },
    ]);
  });

  it('that fails leaves no record', async () => {
    const before = await written();
    await expect(
      inTransaction(test.database, async (client) => {
        await recordAct(client, actor, { action: 'digest.cancel', object: null });
        throw new Error('the act failed');
      }),
    ).rejects.toThrow('the act failed');
    expect(await written()).toEqual(before);
  });
});

describe('a record', () => {
  it.each([
    ['changed', "UPDATE audit_events SET actor_name = 'Bob'"],
    ['deleted', 'DELETE FROM audit_events'],
    ['emptied', 'TRUNCATE audit_events'],
  ])('is not %s', async (_, statement) => {
    const before = await written();
    expect(before.length).toBeGreaterThan(0);
    await expect(test.database.query(statement)).rejects.toThrow(KEPT);
    expect(await written()).toEqual(before);
  });

  it('goes after two years, and not a day before', async () => {
    await test.database.query(
      `INSERT INTO audit_events (at, actor_kind, actor_name, action)
       VALUES (now() - interval '2 years 1 minute', 'cli', 'root', 'key.make'),
              (now() - interval '2 years' + interval '1 day', 'cli', 'root', 'key.revoke')`,
    );
    await dropOldAudit(test.database);
    const actions = (await written()).map(({ action }) => action);
    expect(actions).not.toContain('key.make');
    expect(actions).toContain('key.revoke');
  });
});

it('who goes on from the last event misses none that was being written', async () => {
  const begun = await test.database.connect();
  await begun.query('BEGIN');
  const act = { action: 'digest.hold', object: null };
  await recordAct(begun as Queryable, actor, act);
  await recordAct(test.database, actor, { action: 'digest.approve', object: null });
  const { rows } = await test.database.query<{ id: number }>(
    "SELECT id - 2 AS id FROM audit_events WHERE action = 'digest.approve'",
  );
  const reading = listAudit(test.database, { after: rows[0]?.id ?? 0, limit: 10 });
  await waitFor('the reader to wait', async () => {
    const { rows } = await test.database.query(
      "SELECT FROM pg_locks WHERE relation = 'audit_events'::regclass AND NOT granted",
    );
    return rows.length === 1;
  });
  await begun.query('COMMIT');
  begun.release();
  expect((await reading).map(({ action }) => action)).toEqual(['digest.hold', 'digest.approve']);
});
