import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cliActor } from '../../src/cli/cli-actor.js';
import type { AskedReaders } from '../../src/model/reader-filter.js';
import { noRules } from '../../src/model/rules.js';
import { listAudit } from '../../src/store/audit-events.js';
import { saveRuleSet } from '../../src/store/editions/rule-sets.js';
import { insertConsents } from '../../src/store/subscribers/consents.js';
import { countReaders } from '../../src/store/subscribers/reader-search.js';
import { addSubscribers } from '../../src/subscribers/add-subscribers.js';
import { exportReaders, exportText } from '../../src/subscribers/export-readers.js';
import { findReadersPage } from '../../src/subscribers/find-readers.js';
import { readerFilter } from '../../src/subscribers/reader-filter.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { keyring, setState } from './signed-up.js';

const now = new Date('2026-03-24T08:00:00Z');
const ZONE = 'Europe/Berlin';
const READERS = 72;

interface Invented {
  readonly id: number;
  readonly address: string;
  readonly state: string;
  readonly frequency: string;
  readonly language: string;
  readonly hasRules: boolean;
  readonly origin: string;
  readonly via: string;
  readonly confirmed: string;
  readonly bounced: boolean;
  readonly ownOrder: boolean;
  /** The day of the last digest that was mailed. */
  readonly mailed: string | null;
}

let test: TestDatabase;
const invented: Invented[] = [];

beforeAll(async () => {
  test = await createTestDatabase();
  const { database } = test;
  const rules = await saveRuleSet(database, { ...noRules, minUpvotes: 3 });
  const pick = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;
  const addresses = Array.from(
    { length: READERS },
    (_, n) => `${pick(['ann', 'bo', '=c'], n)}${n}@${pick(['lab', 'uni'], n)}.example`,
  );
  const added = await addSubscribers(database, keyring, addresses, { via: 'import', now });
  for (const [n, { id, address }] of added.entries()) {
    if (id === null) throw new Error(`${address} was not added`);
    const reader: Invented = {
      ...{ id, address, bounced: n % 8 === 0, hasRules: n % 3 === 0, ownOrder: n % 9 === 4 },
      state: pick(['active', 'active', 'unsubscribed', 'bounced', 'paused'], n),
      frequency: pick(['daily', 'daily', 'weekly', 'monthly'], n),
      language: pick(['en', 'de'], n),
      via: pick(['import', 'form', 'operator'], n),
      origin: pick(['page', 'embed:lab.example', 'embed:uni.example?from=talk', 'embedded'], n),
      confirmed: `2026-03-${String(1 + (n % 20)).padStart(2, '0')}`,
      mailed: pick(['2026-03-20', '2026-03-19', '2025-11-01', null], n),
    };
    invented.push(reader);
    await database.query(
      'UPDATE subscribers SET frequency = $2, language = $3, rule_set_id = $4, confirmed_at = $5 WHERE id = $1',
      [
        id,
        reader.frequency,
        reader.language,
        reader.hasRules ? rules : null,
        `${reader.confirmed}T23:30+01:00`,
      ],
    );
    await insertConsents(database, [
      {
        ...{ subscriberId: id, event: 'requested', via: reader.via as 'form', wording: 'form-1' },
        ...{ clientHash: null, at: new Date(now.getTime() + 1_000), origin: reader.origin },
      },
    ]);
    if (reader.state !== 'active') await setState(database, id, reader.state);
    if (n % 9 === 4 || n % 9 === 5)
      await database.query('INSERT INTO order_choices (subscriber_id, personal_since) VALUES ($1, $2)', [
        ...[id, reader.ownOrder ? now : null],
      ]);
    if (reader.bounced)
      await database.query(
        `INSERT INTO feedback (content_hash, source, class, reason, rule, evidence, effect, subscriber_id, occurred_at, received_at)
         VALUES ($1, 'smtp', 'soft', 'mailbox-full', 'x', 'return-path', 'counted', $2, now(), now())`,
        [Buffer.from(String(n)), id],
      );
  }
  await mail();
});
afterAll(() => test.close());

/** Two digests of these days, the second to half of those of the first as well; one of long ago, and one that reached nobody. */
async function mail(): Promise<void> {
  const { database } = test;
  const sent = async (day: string, state: string, ids: readonly number[]) => {
    await database.query(
      `WITH digest AS (
         INSERT INTO digests (kind, period, list_date, strategy, frozen_at, released_at)
         VALUES ('daily', $1::date, $1::date, 'upvotes', $1::date, $1::date) RETURNING id
       ), slice AS (INSERT INTO slices (digest_id) SELECT id FROM digest RETURNING id, digest_id)
       INSERT INTO deliveries (digest_id, slice_id, subscriber_id, state, settled_at)
       SELECT digest_id, id, subscriber, $2, ($1::date + time '07:30') AT TIME ZONE 'UTC' FROM slice, unnest($3::bigint[]) AS subscriber`,
      [day, state, ids],
    );
  };
  const idsOf = (...days: readonly (string | null)[]) =>
    invented.flatMap(({ id, mailed }) => (days.includes(mailed) ? id : []));
  await sent('2026-03-19', 'sent', idsOf('2026-03-19', '2026-03-20'));
  await sent('2026-03-20', 'sent', idsOf('2026-03-20'));
  await sent(
    '2026-03-21',
    'failed',
    invented.map(({ id }) => id),
  );
  await database.query(
    `INSERT INTO reading_history (subscriber_id, kind, periods)
     SELECT id, 'daily', '{[2025-10-01,2025-11-02)}' FROM unnest($1::bigint[]) AS id`,
    [idsOf('2025-11-01', '2026-03-20')],
  );
}

/** What a filter has to find, by plain comparison. */
function expected(asked: AskedReaders): number[] {
  const yes = (said: string | undefined, is: boolean) => said === undefined || (said === 'yes') === is;
  const same = (said: string | undefined, is: string) => said === undefined || said === is;
  return invented
    .filter(
      (reader) =>
        (asked.find === undefined ||
          (asked.find.length < 3
            ? reader.address.startsWith(asked.find)
            : reader.address.includes(asked.find))) &&
        same(asked.state, reader.state) &&
        same(asked.frequency, reader.frequency) &&
        same(asked.language, reader.language) &&
        same(asked.via, reader.via) &&
        yes(asked.rules, reader.hasRules) &&
        yes(asked.bounced, reader.bounced) &&
        yes(asked.ownOrder, reader.ownOrder) &&
        (asked.origin === undefined ||
          reader.origin === asked.origin ||
          reader.origin.startsWith(`${asked.origin}:`) ||
          reader.origin.startsWith(`${asked.origin}?`)) &&
        (asked.confirmedFrom === undefined || reader.confirmed >= asked.confirmedFrom) &&
        (asked.confirmedUntil === undefined || reader.confirmed <= asked.confirmedUntil) &&
        yes(asked.mailed, reader.mailed !== null) &&
        (asked.mailedFrom === undefined || (reader.mailed ?? '') >= asked.mailedFrom) &&
        (asked.mailedUntil === undefined || (reader.mailed ?? '9') <= asked.mailedUntil),
    )
    .map(({ id }) => id)
    .sort((one, other) => other - one);
}

async function found(asked: AskedReaders): Promise<number[]> {
  const ids: number[] = [];
  for (let before: number | null = null; ; ) {
    const page: Awaited<ReturnType<typeof findReadersPage>> = await findReadersPage(
      test.database,
      readerFilter(asked, ZONE),
      { before, limit: 7 },
    );
    ids.push(...page.readers.map(({ id }) => id));
    if (page.next === null) return ids;
    before = page.next;
  }
}

const filters: readonly AskedReaders[] = [
  {},
  { find: 'lab.ex' },
  { find: 'bo' },
  { find: 'b' },
  { find: 'zz' },
  { find: '%' },
  { state: 'active' },
  { state: 'complained' },
  { state: 'active', frequency: 'weekly', language: 'en', rules: 'yes', via: 'operator' },
  { frequency: 'monthly' },
  { language: 'de', via: 'form' },
  { rules: 'no', state: 'paused' },
  { via: 'api' },
  { origin: 'embed' },
  { origin: 'embed:uni.example' },
  { origin: 'page', state: 'active' },
  { origin: "'; --" },
  { bounced: 'yes' },
  { ownOrder: 'yes' },
  { ownOrder: 'no', bounced: 'yes' },
  { bounced: 'no', state: 'active' },
  { confirmedFrom: '2026-03-05', confirmedUntil: '2026-03-05' },
  { confirmedFrom: '2026-03-18', frequency: 'daily' },
  { confirmedUntil: '2026-03-02', find: 'uni', rules: 'yes' },
  { mailed: 'yes' },
  { mailed: 'no', state: 'active' },
  { mailedFrom: '2026-03-20' },
  { mailedUntil: '2026-03-19' },
  { mailedFrom: '2025-11-01', mailedUntil: '2025-11-01', find: 'ex' },
  { mailedFrom: '2026-03-20', mailedUntil: '2026-03-20', mailed: 'yes' },
];

describe('readers by what is known of them', () => {
  it('are found, each once, page by page, and as many as are counted', async () => {
    for (const asked of filters) {
      const ids = await found(asked);
      // By the day of confirmation where that is asked for.
      const isByDay = asked.confirmedFrom !== undefined || asked.confirmedUntil !== undefined;
      const sorted = isByDay ? [...ids].sort((one, other) => other - one) : ids;
      expect(sorted, JSON.stringify(asked)).toEqual(expected(asked));
      const filter = readerFilter(asked, ZONE);
      expect(await countReaders(test.database, filter, 1_000), JSON.stringify(asked)).toBe(ids.length);
      expect(await countReaders(test.database, filter, 1), JSON.stringify(asked)).toBe(
        Math.min(ids.length, 2),
      );
    }
    expect(filters.filter((asked) => expected(asked).length > 0).length).toBeGreaterThan(15);
  });

  it('are not asked for by what there is not', () => {
    const wrong: readonly AskedReaders[] = [
      { state: 'dead' },
      { frequency: 'hourly' },
      { language: 'xx' },
      { rules: 'maybe' },
      { via: 'link' },
      { bounced: '1' },
      { ownOrder: 'mine' },
      { confirmedFrom: '2026-02-30' },
      { confirmedFrom: '2026-03-02', confirmedUntil: '2026-03-01' },
      { mailed: 'often' },
      { mailedFrom: '2026-03-02', mailedUntil: '2026-03-01' },
    ];
    for (const asked of wrong) {
      expect(() => readerFilter(asked, ZONE), JSON.stringify(asked)).toThrow(
        expect.objectContaining({ code: 'INPUT_INVALID' }),
      );
    }
    expect(readerFilter({ state: ' ', find: '  ' }, ZONE)).toEqual(readerFilter({}, ZONE));
  });
});

describe('a file of readers', () => {
  const acting = () => ({ database: test.database, clock: () => now });
  async function fileOf(asked: AskedReaders, format: 'csv' | 'jsonl'): Promise<string> {
    const batches = await exportReaders(acting(), cliActor(), readerFilter(asked, ZONE));
    let text = '';
    for await (const part of exportText(batches, format)) text += part;
    return text;
  }

  it('has each with consent, preferences and origin, and no formula', async () => {
    const lines = (await fileOf({ language: 'en' }, 'csv')).trimEnd().split('\r\n');
    const [heading = '', ...rows] = lines;
    expect(heading).toMatch(
      /^address,state,since,language,.*,consent_wording,origin,suppressed,created_at,id$/,
    );
    expect(rows).toHaveLength(expected({ language: 'en' }).length);
    const formulas = rows.filter((row) => row.includes('=c'));
    expect(formulas.length).toBeGreaterThan(3);
    expect(formulas.filter((row) => !row.startsWith(`'=c`))).toEqual([]);

    const readers = (await fileOf({}, 'jsonl'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(readers).toHaveLength(READERS);
    expect(readers.find(({ address }) => address === 'ann0@lab.example')).toMatchObject({
      ...{ address: 'ann0@lab.example', state: 'active', language: 'en', frequency: 'daily' },
      ...{ weekdays: [1, 2, 3, 4, 5, 6, 7], rules: { minUpvotes: 3 }, consent_via: 'import' },
      ...{ consent_wording: 'form-1', origin: 'page', suppressed: null, id: invented[0]?.id },
    });
  });

  it('is recorded without what was looked for in addresses, and needs the permission', async () => {
    await fileOf({ find: 'ann0@lab', state: 'active' }, 'csv');
    const [event] = await listAudit(test.database, { limit: 1 });
    expect(event).toMatchObject({
      action: 'subscribers.export',
      facts: { state: 'active', byAddress: true },
    });
    const nobody = { ...cliActor(), permissions: new Set<never>() };
    await expect(exportReaders(acting(), nobody, readerFilter({}, ZONE))).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });
});
