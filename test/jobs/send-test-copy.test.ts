import PostalMime from 'postal-mime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cliActor } from '../../src/cli/cli-actor.js';
import { assembleDigest } from '../../src/digests/assemble-digest.js';
import { digestRequest } from '../../src/digests/digest-request.js';
import { writeWords } from '../../src/digests/write-words.js';
import { exampleBytes } from '../../src/jobs/example-message.js';
import { sendTestCopy } from '../../src/jobs/send-test-copy.js';
import { sendTest, type TestAsked, type TestCopy } from '../../src/mailing/send-test.js';
import { permissionsOf } from '../../src/model/permission.js';
import { readLinkToken } from '../../src/signing/link-token.js';
import { pauseDigest } from '../../src/store/deliveries/sending-control.js';
import { releaseDigest } from '../../src/store/digests/digests.js';
import { insertOperator } from '../../src/store/operators/operators.js';
import { savePapers } from '../../src/store/papers/papers.js';
import { shippedVocabulary } from '../../src/topics/vocabulary.js';
import { type DeliveryBed, never, openDeliveryBed, secretKey } from '../delivery/delivery-bed.js';
import { checkMessage } from '../support/check-message.js';
import { listedPaper } from '../support/listed-paper.js';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.js';

const digest = { kind: 'daily', period: '2026-03-24' } as const;
const rules = {
  ...{ digestTime: '08:00', digestTimezone: 'UTC', topics: shippedVocabulary },
  mostPapers: { weekly: 30, monthly: 50 },
};
let bed: DeliveryBed;
let sink: SmtpSink;
let ada = 0;

const acting = () => ({ database: bed.database, clock: () => bed.now, log: { info: () => undefined } });

async function counted(): Promise<unknown> {
  const { rows } = await bed.database.query(
    `SELECT (SELECT count(*) FROM deliveries) AS deliveries, (SELECT count(*) FROM slices) AS slices,
            (SELECT count(*) FROM notices) AS notices, (SELECT count(*) FROM editions) AS editions,
            (SELECT count(*) FROM digests) AS digests, (SELECT count(*) FROM digest_papers) AS papers,
            (SELECT count(*) FROM outbox) AS outbox`,
  );
  return rows[0];
}

/** Asks for a test and sends it as a worker does. */
async function test(asked: Partial<TestAsked> = {}, actor = cliActor()) {
  const delivery = await bed.context(sink.url);
  const copies: TestCopy[] = [];
  const to = { address: 'ADA@operators.example' };
  await sendTest(acting(), actor, { digest, to, ...asked }, async (copy) => void copies.push(copy));
  const [copy] = copies;
  if (copy === undefined) throw new Error('nothing was handed over');
  return sendTestCopy(delivery, rules, copy, never);
}

beforeAll(async () => {
  bed = await openDeliveryBed();
  sink = await startSmtpSink();
  const account = { role: 'editor', language: 'de', passwordHash: null, now: bed.now } as const;
  const address = 'ada@operators.example';
  ada = (await insertOperator(bed.database, { ...account, name: 'Ada', address, addressKey: address })) ?? 0;
  const observedAt = new Date('2026-03-24T05:00:00Z');
  await savePapers(
    bed.database,
    ['2603.00001', '2603.00002'].map((id) => listedPaper({ id, date: '2026-03-24', observedAt })),
  );
  await writeWords(acting(), cliActor(), { digest, language: 'de', intro: 'Guten Morgen.', subject: 'Zwei' });
});
afterAll(async () => {
  await sink.stop();
  await bed.close();
});

describe('a test copy', () => {
  it('goes to an operator in their language before the digest is frozen, and leaves no row', async () => {
    const before = await counted();
    expect(await test()).toBe('delivered');
    expect(await counted()).toEqual(before);
    const [message] = sink.messages;
    expect(message).toMatchObject({ to: ['ada@operators.example'], from: 'papers@example.org' });
    const raw = message?.raw ?? Buffer.alloc(0);
    expect(await checkMessage(raw, { expectList: true })).toEqual([]);
    const { subject, text = '' } = await PostalMime.parse(raw);
    expect(subject).toBe('[Probe] Zwei');
    expect(text).toContain('Guten Morgen.');
  });

  it('has links that are nobody’s', async () => {
    const raw = sink.messages[0]?.raw.toString('latin1') ?? '';
    const tokens = raw.replaceAll('=\r\n', '').match(/unsubscribe\/[\w-]{40}/g) ?? [];
    expect(tokens.length).toBeGreaterThan(0);
    for (const token of tokens) {
      const read = readLinkToken([secretKey], 'unsubscribe', token.split('/')[1] ?? '', bed.now);
      expect(read).toMatchObject({ ok: true, claim: { subscriberId: 0 } });
    }
  });

  it('goes while the digest is paused, by its own Message-ID each time, and is recorded', async () => {
    const frozen = await assembleDigest(bed.database, digestRequest(digest, rules, bed.now));
    await releaseDigest(bed.database, frozen.id, bed.now);
    await pauseDigest(bed.database, frozen.id, { by: 'operator', reason: null, now: bed.now });
    const before = await counted();
    expect(await test({ to: { id: ada }, language: 'en' })).toBe('delivered');
    expect(await counted()).toEqual(before);
    const ids = await Promise.all(
      sink.messages.map(async ({ raw }) => (await PostalMime.parse(raw)).messageId),
    );
    expect(new Set(ids).size).toBe(sink.messages.length);
    const { rows } = await bed.database.query<{ object_id: string; facts: object }>(
      `SELECT object_id, facts FROM audit_events WHERE action = 'digest.test' ORDER BY id`,
    );
    expect(rows.at(-1)).toEqual({
      object_id: '2026-03-24',
      facts: { operator: ada, language: 'en', ruleSetId: null },
    });
    expect(JSON.stringify(rows)).not.toContain('@');
  });

  it('is for operators alone, by whom that is allowed', async () => {
    const refused = test({ to: { address: 'reader@example.net' } });
    await expect(refused).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const viewer = { ...cliActor(), permissions: permissionsOf('viewer') };
    await expect(test({}, viewer)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(test({ digest: { kind: 'daily', period: '2026-05-01' } })).rejects.toMatchObject({
      code: 'DIGEST_NOT_READY',
    });
    await bed.database.query('UPDATE operators SET disabled_at = now() WHERE id = $1', [ada]);
    await expect(test()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(sink.messages).toHaveLength(2);
  });
});

describe('an example', () => {
  it('is of a set of rules as its readers get it', async () => {
    const { rows } = await bed.database.query<{ id: number }>(
      `INSERT INTO rule_sets (hash, rules) VALUES ('\\x01', '{"minUpvotes": 0, "maxPapers": 1}') RETURNING id`,
    );
    const context = { ...(await bed.context(sink.url)), rules, secretKeys: [secretKey] };
    const asked = { digest, language: 'en', ruleSetId: rows[0]?.id ?? 0 } as const;
    const { text = '' } = await PostalMime.parse(await exampleBytes(context, asked));
    expect(text.match(/Invented paper 2603/g)?.length).toBeGreaterThan(0);
    expect(text).toContain('2603.00002');
    expect(text).not.toContain('Invented paper 2603.00001');
    expect((await bed.database.query('SELECT FROM editions')).rowCount).toBe(0);
  });

  it('of a digest that is frozen in earnest meanwhile is of either', async () => {
    const { templates, site, keys } = await bed.context(sink.url);
    const later = { kind: 'daily', period: '2026-03-25' } as const;
    const observedAt = new Date('2026-03-25T05:00:00Z');
    await savePapers(bed.database, [listedPaper({ id: '2603.00003', date: later.period, observedAt })]);
    const clock = () => new Date('2026-03-25T08:00:00Z');
    const context = { database: bed.database, clock, rules, templates, site, secretKeys: keys.secretKeys };
    const example = () => exampleBytes(context, { digest: later, language: 'en', ruleSetId: null });
    const freeze = () => assembleDigest(bed.database, digestRequest(later, rules, clock()));
    const [shown, { papers }] = await Promise.all([example(), freeze(), example(), example()]);
    expect(shown.toString('latin1')).toContain('2603.00003');
    expect(papers.length).toBeGreaterThan(0);
  });
});
