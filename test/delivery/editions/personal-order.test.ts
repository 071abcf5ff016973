import PostalMime from 'postal-mime';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fanOut } from '../../../src/delivery/due/fan-out.js';
import { fanOutDue } from '../../../src/delivery/due/fan-out-due.js';
import { sweepDeliveries } from '../../../src/delivery/ledger/sweep-deliveries.js';
import { sendSlice } from '../../../src/delivery/send-slice.js';
import { gatherDays } from '../../../src/digests/gather-days.js';
import { completeRules } from '../../../src/model/rules.js';
import { papersForReader, readersDigests } from '../../../src/store/deliveries/readers-digests.js';
import { matchRuleSets } from '../../../src/store/editions/editions.js';
import { saveRuleSet } from '../../../src/store/editions/rule-sets.js';
import { learnTastes } from '../../../src/tastes/learn-tastes.js';
import { chooseOrder, forgetLearned } from '../../../src/tastes/own-order.js';
import { type SmtpSink, type SmtpSinkOptions, startSmtpSink } from '../../support/smtp-sink.js';
import {
  type About,
  addTopicDigest,
  answerAll,
  emptyOfDigests,
  type TopicDigest,
} from '../../tastes/topic-digest.js';
import {
  addReaders,
  closeRelays,
  type DeliveryBed,
  deliveriesOf,
  never,
  openDeliveryBed,
} from '../delivery-bed.js';

let bed: DeliveryBed;
let earlier: TopicDigest;
let digest: TopicDigest;
const TOPICS = ['proofs', 'proteins', 'robots', 'scenes'];
const answeredAt = new Date('2026-03-24T10:00:00Z');
beforeAll(async () => {
  bed = await openDeliveryBed();
});
afterAll(() => bed.close());

const sinks: SmtpSink[] = [];
async function openSink(options?: SmtpSinkOptions): Promise<SmtpSink> {
  const sink = await startSmtpSink(options);
  sinks.push(sink);
  return sink;
}
afterEach(async () => {
  await Promise.all(sinks.splice(0).map((sink) => sink.stop()));
});
beforeEach(async () => {
  await emptyOfDigests(bed.database);
  bed.now = new Date('2026-03-26T09:00:00Z');
  earlier = await addTopicDigest(bed.database, '2026-03-24', [
    ...(['robots', 'proteins', 'scenes', 'proteins'] as const),
    ...(['scenes', 'proteins', 'scenes', 'proofs', 'scenes'] as const),
  ]);
  digest = await addTopicDigest(bed.database, '2026-03-26', ['robots', 'scenes', 'proofs', 'proteins']);
});

/** A reader who likes the ones and not the others; what was saved stands for a like too. */
async function reader(address: string, likes: 'proteins' | 'scenes' | null): Promise<number> {
  const [id = 0] = await addReaders(bed.database, [address]);
  if (likes === null) return id;
  await chooseOrder(bed.database, id, 'personal', answeredAt);
  const about = (topic: 'proteins' | 'scenes') =>
    (topic === 'proteins' ? [1, 3, 5] : [2, 4, 6, 8]).map((index) => earlier.paperIds[index]);
  const other = likes === 'proteins' ? 'scenes' : 'proteins';
  const answers = [
    ...about(likes).map((paper) => [paper, 'save'] as const),
    ...about(other).map((paper) => [paper, 'less'] as const),
  ];
  await answerAll(bed.database, id, answers, answeredAt);
  return id;
}

const learn = () => learnTastes(bed.database, bed.now, never);
/** What the papers of a part of a message are about, in order; titles stand in a preheader, too. */
function aboutIn(part: string, topics = TOPICS): string[] {
  const body = part.slice(Math.max(0, part.indexOf('role="article"')));
  return topics.toSorted((a, b) => body.indexOf(`Invented ${a} `) - body.indexOf(`Invented ${b} `));
}

interface Read {
  readonly html: string;
  readonly text: string;
  readonly raw: string;
}

async function received(sink: SmtpSink, address: string): Promise<Read[]> {
  const mails = sink.messages.filter(({ to }) => to.includes(address));
  return Promise.all(
    mails.map(async ({ raw }) => {
      const { html = '', text = '' } = await PostalMime.parse(raw);
      return { html, text, raw: raw.toString('latin1') };
    }),
  );
}

/** What a message is but for when it was made. */
const withoutDate = ({ raw }: Read): string => raw.replace(/^Date: .*\r\n/m, '');

describe('a digest', () => {
  it('comes in the order of its reader, says what resembles what, and has the top paper on top', async () => {
    const sink = await openSink();
    const proteins = await reader('proteins@example.net', 'proteins');
    await reader('scenes@example.net', 'scenes');
    await reader('common@example.net', null);
    const few = await reader('few@example.net', null);
    await chooseOrder(bed.database, few, 'personal', answeredAt);
    await answerAll(bed.database, few, [[earlier.paperIds[1], 'more']], answeredAt);
    await learn();
    const [slice = 0] = await fanOut(bed.database, digest.id);
    expect(await sendSlice(await bed.context(sink.url), slice, never)).toMatchObject({ sent: 4 });

    const [own] = await received(sink, 'proteins@example.net');
    const [others] = await received(sink, 'scenes@example.net');
    const [common] = await received(sink, 'common@example.net');
    const [unlearned] = await received(sink, 'few@example.net');
    expect(aboutIn(own?.html ?? '')).toEqual(['robots', 'proteins', 'proofs', 'scenes']);
    expect(aboutIn(own?.text ?? '')).toEqual(['robots', 'proteins', 'proofs', 'scenes']);
    expect(own?.text).toMatch(/ {4}like “Invented proteins \d+”, which you saved/);
    expect(own?.html.match(/which you saved/g)).toHaveLength(1);
    expect(aboutIn(others?.html ?? '')).toEqual(['robots', 'scenes', 'proofs', 'proteins']);
    expect(aboutIn(common?.html ?? '')).toEqual(['robots', 'scenes', 'proofs', 'proteins']);
    expect(common?.html).not.toContain('like “');

    // Who is not learned yet shares the common bytes.
    const shared = (read?: Read) => read?.text.split('More like this, less like this')[0];
    expect(shared(unlearned)).toBe(shared(common));
    const { rows } = await bed.database.query('SELECT count(*) FROM delivery_orders');
    expect(rows).toEqual([{ count: 2 }]);

    const web = await papersForReader(bed.database, digest.id, proteins);
    expect(web.map(({ position }) => position)).toEqual([1, 4, 3, 2]);
    const feed = await readersDigests(bed.database, proteins, 5);
    expect(feed[0]?.papers.map(({ position }) => position)).toEqual([1, 4, 3, 2]);
  });

  it('is the same bytes in every attempt, whoever makes it and whatever is learned meanwhile', async () => {
    let attempts = 0;
    const tried: Buffer[] = [];
    const sink = await openSink({
      onData: ({ raw }) => {
        tried.push(raw);
        attempts += 1;
        return attempts === 1 ? { code: 451, text: '4.3.0 Later' } : undefined;
      },
    });
    const id = await reader('again@example.net', 'proteins');
    await learn();
    const [slice = 0] = await fanOut(bed.database, digest.id);
    const first = await bed.context(sink.url);
    expect(await sendSlice(first, slice, never)).toMatchObject({ deferred: 1 });
    await closeRelays(first);

    await forgetLearned(bed.database, id, bed.now, bed.now);
    const turned = earlier.paperIds.map((paper) => [paper, 'less'] as const);
    await answerAll(bed.database, id, [...turned, [earlier.paperIds[2], 'more']], bed.now);
    await bed.database.query("UPDATE papers SET title = 'Another title', abstract = 'proofs'");
    bed.now = new Date(bed.now.getTime() + 30 * 60_000);
    await learn();
    const { sliceIds } = await sweepDeliveries(bed.database, bed.now, 'hold');
    expect(await sendSlice(await bed.context(sink.url), sliceIds[0] ?? 0, never)).toMatchObject({ sent: 1 });
    const [one, two] = tried.map((raw) => withoutDate({ raw: raw.toString('latin1'), html: '', text: '' }));
    expect(two).toBe(one);
    expect(one).toContain('which you saved');
  });

  it('has its order decided before the first byte, so a worker that dies changes nothing', async () => {
    const sink = await openSink({ onData: () => 'drop' });
    const id = await reader('dies@example.net', 'proteins');
    await learn();
    const [slice = 0] = await fanOut(bed.database, digest.id);
    expect(await sendSlice(await bed.context(sink.url), slice, never)).toMatchObject({ uncertain: 1 });
    const [lost] = await received(sink, 'dies@example.net');
    await sink.stop();

    await forgetLearned(bed.database, id, bed.now, bed.now);
    await bed.database.query(
      "UPDATE deliveries SET state = 'pending', attempts = 0, settled_at = NULL WHERE subscriber_id = $1",
      [id],
    );
    const again = await openSink();
    expect(await sendSlice(await bed.context(again.url), slice, never)).toMatchObject({ sent: 1 });
    const [resent] = await received(again, 'dies@example.net');
    expect(resent === undefined ? '' : withoutDate(resent)).toBe(
      lost === undefined ? '-' : withoutDate(lost),
    );
  });

  it('is chosen by rules and ordered by taste, and says both', async () => {
    const sink = await openSink();
    const id = await reader('rules@example.net', 'proteins');
    const rules = completeRules({ follow: { keywords: ['splats', 'prover', 'folding'] } });
    const ruleSetId = await saveRuleSet(bed.database, rules);
    await bed.database.query('UPDATE subscribers SET rule_set_id = $2 WHERE id = $1', [id, ruleSetId]);
    await learn();
    await matchRuleSets(bed.database, [digest.id]);
    const [slice = 0] = await fanOut(bed.database, digest.id);
    expect(await sendSlice(await bed.context(sink.url), slice, never)).toMatchObject({ sent: 1 });
    const [own] = await received(sink, 'rules@example.net');
    expect(own?.html).not.toContain('Invented robots');
    expect(aboutIn(own?.html ?? '', ['proofs', 'proteins', 'scenes'])).toEqual([
      'scenes',
      'proteins',
      'proofs',
    ]);
    const line = own?.text.indexOf('follows: folding') ?? -1;
    expect(line).toBeGreaterThan(0);
    expect(own?.text.slice(line)).toMatch(/^follows: folding[^\n]*\n {4}like “Invented proteins \d+”/);
  });

  it('comes so at a reader’s own hour, too', async () => {
    const sink = await openSink();
    await reader('due@example.net', 'proteins');
    await learn();
    const defaults = { time: '08:00', timeZone: 'UTC' };
    const gather = (dayIds: readonly number[]) => gatherDays(bed.database, dayIds, bed.now);
    await fanOutDue(bed.database, { defaults, gather }, new Date('2026-03-25T09:00:00Z'));
    const [slice = 0] = await fanOutDue(bed.database, { defaults, gather }, bed.now);
    expect(await sendSlice(await bed.context(sink.url), slice, never)).toMatchObject({ sent: 1 });
    const [own] = await received(sink, 'due@example.net');
    expect(aboutIn(own?.html ?? '')).toEqual(['robots', 'proteins', 'proofs', 'scenes']);
    expect((await deliveriesOf(bed.database, digest.id)).size).toBe(1);
  });

  it('of very many papers is cut to size in the order of its reader', async () => {
    const sink = await openSink();
    const topics = Array.from({ length: 120 }, (_, index): About => (index === 110 ? 'proteins' : 'proofs'));
    const large = await addTopicDigest(bed.database, '2026-03-27', topics);
    await bed.database.query(
      `UPDATE digest_papers SET paper = paper || jsonb_build_object('title', (paper ->> 'title') || repeat(' and so on', 150))
        WHERE digest_id = $1`,
      [large.id],
    );
    await reader('large@example.net', 'proteins');
    await learn();
    const [slice = 0] = await fanOut(bed.database, large.id);
    expect(await sendSlice(await bed.context(sink.url), slice, never)).toMatchObject({ sent: 1 });
    const [own] = await received(sink, 'large@example.net');
    expect(Buffer.byteLength(own?.html ?? '')).toBeLessThan(102_000);
    expect(own?.html).toContain('See all 120 papers');
    expect(own?.html).toContain('Invented proteins');
  });
});
