import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { completeRules } from '../../../src/model/rules.js';
import { inTransaction, type Queryable } from '../../../src/store/database.js';
import { saveRuleSet } from '../../../src/store/editions/rule-sets.js';
import { deleteUnusedRuleSets, sweepRuleSets } from '../../../src/store/editions/unused-rule-sets.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { emptyTables } from '../../support/empty-tables.js';
import { waitFor } from '../../support/wait-for.js';

const DAY_MS = 86_400_000;
const RULES = completeRules({ follow: { keywords: ['only mine'] }, minUpvotes: 3 });
const at = (days: number) => new Date(Date.now() + days * DAY_MS + 60_000);

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  await emptyTables(test.database, 'subscribers, digests, rule_sets, rule_terms, reading_history');
});

const sweep = (days: number, limit = 500) =>
  sweepRuleSets(test.database, { now: at(days), everyMs: DAY_MS, limit });

async function addReader(name: string): Promise<number> {
  const { rows } = await test.database.query<{ id: number }>(
    `INSERT INTO subscribers (address, address_key, address_hash, state)
     VALUES ($1::text, $1::text, sha256($1::text::bytea), 'active') RETURNING id`,
    [`${name}@example.org`],
  );
  return rows[0]?.id ?? 0;
}

/** As preferences are saved: the rules, and then who has them. */
async function choose(client: Queryable, reader: number, rules = RULES): Promise<number | null> {
  const ruleSetId = await saveRuleSet(client, rules);
  await client.query('UPDATE subscribers SET rule_set_id = $2 WHERE id = $1', [reader, ruleSetId]);
  return ruleSetId;
}

async function stored(): Promise<{ sets: number; terms: number; links: number }> {
  const { rows } = await test.database.query<{ sets: number; terms: number; links: number }>(
    `SELECT (SELECT count(*) FROM rule_sets) AS sets, (SELECT count(*) FROM rule_terms) AS terms,
            (SELECT count(*) FROM rule_set_terms) AS links`,
  );
  return rows[0] ?? { sets: 0, terms: 0, links: 0 };
}

const nothing = { sets: 0, terms: 0, links: 0 };
const all = { sets: 1, terms: 1, links: 1 };

describe('rules that nobody has', () => {
  it('go with their terms and editions at the second look, a day after the first', async () => {
    const id = await saveRuleSet(test.database, RULES);
    await test.database.query(
      `WITH digest AS (INSERT INTO digests (kind, period, list_date, strategy, frozen_at)
                       VALUES ('daily', '2026-03-24', '2026-03-24', 'upvotes', now()) RETURNING id)
       INSERT INTO editions (digest_id, rule_set_id, positions, reasons) SELECT id, $1, '{1}', '{""}' FROM digest`,
      [id],
    );
    expect([await sweep(0), await sweep(1), await sweep(1.5)]).toEqual([0, 0, 0]);
    expect(await stored()).toEqual(all);
    expect(await sweep(2)).toBe(1);
    expect(await stored()).toEqual(nothing);
  });

  it('go at once, with their terms, when a person is erased', async () => {
    await saveRuleSet(test.database, RULES);
    await deleteUnusedRuleSets(test.database);
    expect(await stored()).toEqual(nothing);
  });

  it('keep terms that other rules hold', async () => {
    await saveRuleSet(test.database, RULES);
    await choose(test.database, await addReader('one'), completeRules({ mute: RULES.follow }));
    await sweep(1);
    expect(await sweep(2)).toBe(1);
    expect(await stored()).toEqual(all);
  });

  it('are looked at a few at a time, those that waited longest first', async () => {
    for (let count = 1; count <= 5; count += 1) {
      await saveRuleSet(test.database, completeRules({ minUpvotes: count }));
    }
    expect([await sweep(1, 3), await sweep(1, 3), await sweep(1, 3)]).toEqual([0, 0, 0]);
    expect([await sweep(2, 3), await sweep(2, 3), await sweep(2, 3)]).toEqual([3, 2, 0]);
  });

  it('stay when they were taken up between two looks', async () => {
    await saveRuleSet(test.database, RULES);
    await sweep(1);
    await saveRuleSet(test.database, RULES);
    expect([await sweep(2), await sweep(3)]).toEqual([0, 1]);
  });
});

describe('rules stay that', () => {
  it.each<[string, (id: number | null, reader: number) => Promise<unknown>]>([
    [
      'a reader has',
      (id, reader) =>
        test.database.query('UPDATE subscribers SET rule_set_id = $1 WHERE id = $2', [id, reader]),
    ],
    [
      'a delivery was chosen by',
      (id, reader) =>
        test.database.query(
          `WITH digest AS (INSERT INTO digests (kind, period, list_date, strategy, frozen_at)
                           VALUES ('daily', '2026-03-25', '2026-03-25', 'upvotes', now()) RETURNING id),
                slice AS (INSERT INTO slices (digest_id) SELECT id FROM digest RETURNING id, digest_id)
           INSERT INTO deliveries (digest_id, subscriber_id, slice_id, rule_set_id)
           SELECT digest_id, $2, id, $1 FROM slice`,
          [id, reader],
        ),
    ],
    [
      'the history names',
      (id, reader) =>
        test.database.query(
          `INSERT INTO reading_history (subscriber_id, kind, rule_set_id, periods) VALUES ($2, 'daily', $1, '{}')`,
          [id, reader],
        ),
    ],
  ])('%s', async (_, use) => {
    await use(await saveRuleSet(test.database, RULES), await addReader('one'));
    for (let days = 1; days < 5; days += 1) expect(await sweep(days)).toBe(0);
    expect(await stored()).toEqual(all);
  });
});

describe('a reader who saves exactly these rules at this moment', () => {
  it('keeps them, where they were saved first', async () => {
    await saveRuleSet(test.database, RULES);
    await sweep(1);
    const reader = await addReader('one');
    const saving = await test.database.connect();
    try {
      await saving.query('BEGIN');
      await choose(saving, reader);
      const swept = sweep(2);
      await blocked();
      await saving.query('COMMIT');
      expect(await swept).toBe(0);
    } finally {
      saving.release();
    }
    expect(await stored()).toEqual(all);
  });

  it('stores them anew, where they were being removed', async () => {
    const before = await saveRuleSet(test.database, RULES);
    const reader = await addReader('one');
    const removing = await test.database.connect();
    try {
      await removing.query('BEGIN');
      await deleteUnusedRuleSets(removing);
      const saved = inTransaction(test.database, (client) => choose(client, reader));
      await blocked();
      await removing.query('COMMIT');
      expect(await saved).not.toBe(before);
    } finally {
      removing.release();
    }
    expect(await stored()).toEqual(all);
  });

  it('has them with all terms, however often that happens', async () => {
    const readers = await Promise.all([1, 2, 3].map((number) => addReader(`reader-${number}`)));
    const end = 40;
    let days = 0;
    const sweeping = async (): Promise<void> => {
      for (; days < end; days += 1) {
        await sweep(days);
        await inTransaction(test.database, deleteUnusedRuleSets);
      }
    };
    const saving = async (reader: number): Promise<void> => {
      while (days < end) {
        const id = await inTransaction(test.database, (client) => choose(client, reader));
        const { rows } = await test.database.query<{ terms: number }>(
          'SELECT count(*) AS terms FROM rule_set_terms WHERE rule_set_id = $1',
          [id],
        );
        expect(rows[0]?.terms).toBe(1);
        await test.database.query('UPDATE subscribers SET rule_set_id = NULL WHERE id = $1', [reader]);
      }
    };
    await Promise.all([sweeping(), ...readers.map(saving)]);
  });
});

/** Until some statement waits for a lock of another. */
async function blocked(): Promise<void> {
  await waitFor('a statement that waits for a lock', async () => {
    const { rows } = await test.database.query<{ count: number }>(
      `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return (rows[0]?.count ?? 0) > 0;
  });
}
