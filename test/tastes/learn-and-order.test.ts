import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addDelivery } from '../../src/store/deliveries/deliveries.js';
import { foldOldest } from '../../src/store/deliveries/reading-history.js';
import { findDigestById } from '../../src/store/digests/digests.js';
import { learnTastes } from '../../src/tastes/learn-tastes.js';
import { chooseOrder, forgetLearned, readOwnOrder } from '../../src/tastes/own-order.js';
import { openPersonalOrders } from '../../src/tastes/personal-orders.js';
import { addReaders, addressesOf, never } from '../delivery/delivery-bed.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { addTopicDigest, answerAll, emptyOfDigests, type TopicDigest } from './topic-digest.js';

let test: TestDatabase;
let first: TopicDigest;
let second: TopicDigest;
const now = new Date('2026-03-26T12:00:00Z');
const [asked, later] = [new Date('2026-03-25T10:00:00Z'), new Date('2026-03-25T11:00:00Z')];
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  await emptyOfDigests(test.database);
  first = await addTopicDigest(test.database, '2026-03-24', [
    ...(['robots', 'proteins', 'proteins', 'scenes', 'proteins'] as const),
    ...(['scenes', 'proofs', 'proteins'] as const),
  ]);
  second = await addTopicDigest(test.database, '2026-03-26', ['robots', 'scenes', 'proofs', 'proteins']);
});

const learn = (at = now) => learnTastes(test.database, at, never);

/** A reader of proteins who is tired of scenes; `order` is what they chose. */
async function reader(order: 'personal' | 'common', name = 'reader'): Promise<number> {
  const [id = 0] = await addReaders(test.database, addressesOf(1, name));
  if (order === 'personal') await chooseOrder(test.database, id, 'personal', asked);
  const [, a, b, c, d] = first.paperIds;
  await answerAll(
    test.database,
    id,
    [
      ...([
        [a, 'more'],
        [b, 'save'],
        [c, 'less'],
        [d, 'more'],
      ] as const),
      [first.paperIds[5], 'less'],
    ],
    asked,
  );
  return id;
}

/** The order of a delivery that was not decided yet, as a worker that has read nothing finds it. */
async function orderOf(subscriberId: number, positions: readonly number[], undecided: 'decide' | 'preview') {
  const found = await findDigestById(test.database, second.id);
  if (found === null) throw new Error('there is a second digest');
  const orders = openPersonalOrders(test.database, found, undecided);
  return (await orders.of([{ subscriberId, positions, order: 'undecided' }])).get(subscriberId);
}

const everything = [1, 2, 3, 4];

describe('learning', () => {
  it('passes over whose answers cannot be learned, until they answer again', async () => {
    const ids = [];
    for (const name of ['one', 'two', 'three']) ids.push(await reader('personal', name));
    await test.database.query(`
      CREATE FUNCTION cursed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'cursed'; END $$;
      CREATE TRIGGER cursed BEFORE INSERT ON tastes FOR EACH ROW
        WHEN (NEW.subscriber_id = ${ids[1]}) EXECUTE FUNCTION cursed()`);
    try {
      const codes: string[] = [];
      expect(await learnTastes(test.database, now, never, (code) => void codes.push(code))).toBe(3);
      expect(codes).toEqual(['P0001']);
      expect(await learn()).toBe(0);
    } finally {
      await test.database.query('DROP TRIGGER cursed ON tastes; DROP FUNCTION cursed');
    }
    const learned = [];
    for (const id of ids) learned.push((await readOwnOrder(test.database, id)).learned !== null);
    expect(learned).toEqual([true, false, true]);
    await answerAll(test.database, ids[1] ?? 0, [[first.paperIds[1], 'less']], later);
    expect(await learn()).toBe(1);
    expect((await readOwnOrder(test.database, ids[1] ?? 0)).learned).not.toBeNull();
  });

  it('learns of readers who chose it and answered, once, and of nobody else', async () => {
    const id = await reader('personal');
    const other = await reader('common', 'other');
    expect(await learn()).toBe(1);
    expect(await learn()).toBe(0);
    const { learned, answers, waits } = await readOwnOrder(test.database, id);
    expect({ answers, waits }).toEqual({ answers: 5, waits: false });
    expect(learned).toMatchObject({ answers: 5, at: now });
    expect(learned?.liked).toContainEqual(expect.objectContaining({ kind: 'topic', term: 'proteins' }));
    expect(learned?.liked[0]).toMatchObject({ kind: 'word', term: 'protein' });
    expect(learned?.disliked).toContainEqual(expect.objectContaining({ kind: 'topic', term: 'scenes' }));
    expect(await readOwnOrder(test.database, other)).toMatchObject({
      order: 'common',
      learned: null,
      answers: 0,
    });
    const { rows } = await test.database.query('SELECT subscriber_id FROM order_choices');
    expect(rows).toEqual([{ subscriber_id: id }]);
  });

  it('learns again where an answer came, changed or was taken back', async () => {
    const id = await reader('personal');
    await learn();
    const [, a] = first.paperIds;
    for (const answer of ['less', 'undo-vote'] as const) {
      await answerAll(test.database, id, [[a, answer]], later);
      expect(await readOwnOrder(test.database, id)).toMatchObject({ waits: true });
      expect(await learn()).toBe(1);
    }
    // Four answers are no taste.
    expect(await readOwnOrder(test.database, id)).toMatchObject({ answers: 4, learned: null, waits: false });
  });

  it('has many readers learned by several workers, each by one', async () => {
    const ids: number[] = [];
    for (let n = 0; n < 45; n += 1) ids.push(await reader('personal', `many-${n}`));
    const counts = await Promise.all([learn(), learn(), learn()]);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(45);
    const { rows } = await test.database.query('SELECT DISTINCT terms, weights, likes FROM tastes');
    expect(rows).toHaveLength(1);
    expect(await learn()).toBe(0);
  });

  it('counts words of recent lists once a day', async () => {
    await reader('personal');
    await learn();
    const counted = async () =>
      (await test.database.query('SELECT papers, cardinality(terms) AS terms FROM counted_words')).rows;
    expect(await counted()).toMatchObject([{ papers: 12 }]);
    await addTopicDigest(test.database, '2026-03-27', ['proofs']);
    await reader('personal', 'second');
    await learn();
    expect(await counted()).toMatchObject([{ papers: 12 }]);
    await reader('personal', 'third');
    await learn(new Date('2026-03-27T12:00:01Z'));
    expect(await counted()).toMatchObject([{ papers: 13 }]);
  });
});

describe('forgetting', () => {
  it('takes what was answered until then out of account, and is undone', async () => {
    const id = await reader('personal');
    await learn();
    const before = await readOwnOrder(test.database, id);
    await forgetLearned(test.database, id, later, later);
    expect(await readOwnOrder(test.database, id)).toMatchObject({ learned: null, answers: 0, waits: false });
    await answerAll(test.database, id, [[first.paperIds[7], 'more']], now);
    await learn();
    expect(await readOwnOrder(test.database, id)).toMatchObject({ learned: null, answers: 1 });
    const { rows } = await test.database.query('SELECT count(*) FROM votes WHERE subscriber_id = $1', [id]);
    expect(rows).toEqual([{ count: 5 }]);
    await forgetLearned(test.database, id, null, now);
    await learn();
    const after = await readOwnOrder(test.database, id);
    expect(after.learned?.answers).toBe((before.learned?.answers ?? 0) + 1);
  });

  it('goes with the common order, and what was forgotten stays so', async () => {
    const id = await reader('personal');
    await learn();
    await forgetLearned(test.database, id, later, later);
    await chooseOrder(test.database, id, 'common', later);
    await chooseOrder(test.database, id, 'personal', now);
    await learn();
    expect(await readOwnOrder(test.database, id)).toMatchObject({ forgottenAt: later, learned: null });
  });
});

describe('an order', () => {
  it('is noted for who has a taste, decided once, and kept', async () => {
    const id = await reader('personal');
    const other = await reader('common', 'other');
    await learn();
    for (const one of [id, other]) await addDelivery(test.database, second.id, one);
    const { rows } = await test.database.query('SELECT subscriber_id, positions FROM delivery_orders');
    expect(rows).toEqual([{ subscriber_id: id, positions: null }]);

    const order = await orderOf(id, everything, 'decide');
    expect(order?.positions).toEqual([1, 4, 3, 2]);
    expect(order?.likes[1]).toEqual({ paperId: first.paperIds[4], saved: false });
    expect(order?.likes[3]).toBeNull();

    // Whatever is learned or forgotten later.
    await forgetLearned(test.database, id, later, later);
    expect(await orderOf(id, everything, 'decide')).toEqual(order);
  });

  it('is the same for workers who decide at once, though each saw another taste', async () => {
    const id = await reader('personal');
    await learn();
    await addDelivery(test.database, second.id, id);
    const turned = first.paperIds.map((paperId) => [paperId, 'less'] as const);
    const works = Array.from({ length: 6 }, async (_, index) => {
      if (index === 3) {
        await answerAll(test.database, id, [...turned.slice(0, 5), [first.paperIds[5], 'more']], later);
        await learn();
      }
      return orderOf(id, everything, 'decide');
    });
    const answers = await Promise.all(works);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  });

  it('is the common one for who was forgotten before it was decided', async () => {
    const id = await reader('personal');
    await learn();
    await addDelivery(test.database, second.id, id);
    await forgetLearned(test.database, id, later, later);
    expect(await orderOf(id, everything, 'decide')).toBeUndefined();
    await forgetLearned(test.database, id, null, later);
    await learn();
    expect(await orderOf(id, everything, 'decide')).toBeUndefined();
  });

  it('is of the papers that the rules chose, with the first of them in front', async () => {
    const id = await reader('personal');
    await learn();
    await addDelivery(test.database, second.id, id);
    expect((await orderOf(id, [2, 3, 4], 'preview'))?.positions).toEqual([2, 4, 3]);
    const { rows } = await test.database.query('SELECT positions FROM delivery_orders');
    expect(rows).toEqual([{ positions: null }]);
  });

  it('leaves pinned papers in front', async () => {
    const id = await reader('personal');
    await learn();
    await test.database.query(
      "UPDATE digest_papers SET curation = 'pin' WHERE digest_id = $1 AND position <= 2",
      [second.id],
    );
    expect((await orderOf(id, everything, 'preview'))?.positions).toEqual([1, 2, 4, 3]);
  });

  it('goes when its digest is folded into the history', async () => {
    const id = await reader('personal');
    await learn();
    await addDelivery(test.database, second.id, id);
    await test.database.query("UPDATE deliveries SET state = 'sent'");
    await test.database.query(
      "UPDATE digests SET fanned_out_at = released_at, released_at = released_at - interval '200 days'",
    );
    await test.database.query("UPDATE digests SET fanned_out_at = fanned_out_at - interval '200 days'");
    expect(await foldOldest(test.database, now)).toBe(true);
    expect(await foldOldest(test.database, now)).toBe(true);
    expect((await test.database.query('SELECT FROM delivery_orders')).rows).toEqual([]);
  });
});
