import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Description,
  type FuzzedRequest,
  fuzzedRequests,
  linkPurposes,
} from '../../bench/fuzz/fuzzed-request.js';
import { hostileMails } from '../../bench/fuzz/hostile-mail.js';
import { faultOf, told } from '../../bench/fuzz/judge.js';
import { readMail } from '../../src/feedback/inbound/read-mail.js';
import { RefusedInput } from '../../src/parsing/refused-input.js';
import { savePapers } from '../../src/store/papers/papers.js';
import {
  genericSecret,
  mailgunKey,
  postmarkSecret,
  sendgridKey,
  topic,
} from '../feedback/webhooks/signers.js';
import { cpuMilliseconds } from '../support/cpu-milliseconds.js';
import { listedPaper } from '../support/listed-paper.js';
import { adminKey, type OpenWeb, openWeb } from '../web/open-web.js';

const REQUESTS = 4_000;
const MAILS = 1_000;
const AT_ONCE = 8;
const READERS = 12;
const LONGEST_READ_MS = 1_000;

/** By hand: `npm run fuzz`, which goes on with other seeds. */
const seed = Number(process.env['FAST_CHECK_SEED'] ?? 20_261_129);

describe(`from the seed ${seed}`, () => {
  let web: OpenWeb;
  beforeAll(async () => {
    web = await openWeb({
      mailbox: true,
      environment: {
        TRUST_PROXY: 'loopback',
        EMBED_ORIGINS: 'https://lab.example',
        POSTMARK_WEBHOOK_SECRET: postmarkSecret,
        WEBHOOK_SECRET: genericSecret,
        MAILGUN_WEBHOOK_KEY: mailgunKey,
        SENDGRID_WEBHOOK_KEY: sendgridKey,
        SES_TOPIC_ARNS: topic,
      },
      getFromSns: () => Promise.reject(new Error('nothing is fetched here')),
    });
    await savePapers(
      web.database,
      ['2603.00001', '2603.00002', 'hep-th/9901001'].map((id) => listedPaper({ id, date: '2026-03-23' })),
    );
  });
  afterAll(() => web.close());

  it(`${REQUESTS} requests of strangers are each answered, in time, and never by a fault`, async () => {
    const tokens: string[] = [];
    for (let number = 0; number < READERS; number += 1) {
      const { id } = await web.addReader(`reader${number}@example.org`);
      tokens.push(...linkPurposes.map((purpose) => web.token(purpose, id)));
    }
    const description: Description = (await web.server.inject({ url: '/docs/json' })).json();
    const known = {
      adminKey,
      tokens,
      paths: ['2603.00001', 'hep-th', '9901001', '2026-03-23', '2026-W13', '1', '7', 'daily', '2026-03'],
      clients: true,
    };
    const requests = fc.sample(fuzzedRequests(description, known), { numRuns: REQUESTS, seed });
    const faults: string[] = [];
    const statuses = new Set<number>();
    const ask = async (request: FuzzedRequest): Promise<void> => {
      const { method, url, headers, payload } = request;
      const startedAt = performance.now();
      const answer = await web.server.inject({
        ...{ method, url, headers: { host: 'papers.example', ...headers } },
        ...(payload === null ? {} : { payload }),
      });
      statuses.add(answer.statusCode);
      const fault = faultOf(request, {
        status: answer.statusCode,
        headers: answer.headers,
        body: answer.body,
        // Others ask at the same moment, on a machine that runs other tests.
        tookMs: (performance.now() - startedAt) / AT_ONCE,
      });
      if (fault !== null) faults.push(`${fault} ← ${told(request)}`);
    };
    const queue = requests.values();
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (const request of queue) await ask(request);
      }),
    );
    expect(faults).toEqual([]);
    expect([...statuses]).toEqual(expect.arrayContaining([200, 400, 401, 404, 405, 415]));
  }, 240_000);

  it(`${MAILS} mails of strangers are read or refused, each in time`, () => {
    const faults: string[] = [];
    for (const raw of fc.sample(hostileMails, { numRuns: MAILS, seed })) {
      const took = cpuMilliseconds(() => {
        try {
          readMail(raw);
        } catch (error) {
          if (!(error instanceof RefusedInput)) faults.push(`${String(error)} ← ${raw.toString('base64')}`);
        }
      });
      if (took > LONGEST_READ_MS) faults.push(`${Math.round(took)} ms ← ${raw.toString('base64')}`);
    }
    expect(faults).toEqual([]);
  });
});
