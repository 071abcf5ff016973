import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cliActor } from '../../src/cli/cli-actor.js';
import { sendAlertMails } from '../../src/delivery/send-alert-mails.js';
import { openQueueBackend, type QueueBackend } from '../../src/jobs/backend.js';
import { openQueues } from '../../src/jobs/queues.js';
import { makeWebhook } from '../../src/outbound/manage-webhooks.js';
import { openPoster } from '../../src/outbound/post-message.js';
import { sendWebhooks } from '../../src/outbound/send-webhooks.js';
import { spreadOutbox } from '../../src/store/outbound/spread-outbox.js';
import { tell } from '../../src/store/outbox.js';
import { openKeyring } from '../../src/subscribers/keyring.js';
import { type DeliveryBed, never, openDeliveryBed } from '../delivery/delivery-bed.js';
import { silent } from '../jobs/each-backend.js';
import { type Receiver, startReceiver } from '../outbound/receiver.js';
import { startService, testSecret } from '../support/service.js';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.js';
import { waitFor } from '../support/wait-for.js';

/** How often a worker is killed, at later moments each time: by hand, since each takes seconds (`KILLS=8 npx vitest run …`). */
const KILLS = Number(process.env['KILLS'] ?? 0);
const EVENTS = 120;
/** So many messages are on the wire to one endpoint at once. */
const ON_THE_WIRE = 4;

let bed: DeliveryBed;
let receiver: Receiver;
let sink: SmtpSink;
let backend: QueueBackend;
let folder: string;
/** Message-IDs of alerts as the mail server was given them, taken or not. */
const mails: string[] = [];
/** Until the worker is dead its mail is never answered. */
let answersMail = false;
beforeAll(async () => {
  bed = await openDeliveryBed();
  receiver = await startReceiver();
  sink = await startSmtpSink({
    onData: async ({ raw }) => {
      mails.push((await PostalMime.parse(raw)).messageId ?? '');
      return answersMail ? undefined : new Promise<undefined>(() => undefined);
    },
  });
  backend = await openQueueBackend({ databaseUrl: bed.url, redisUrl: null, log: silent });
  folder = await mkdtemp(join(tmpdir(), 'broadsheet-killed-outbound-'));
});
afterAll(async () => {
  await backend.close();
  await bed.close();
  await Promise.all([receiver.close(), sink.stop(), rm(folder, { recursive: true, force: true })]);
});

const idsOf = () => receiver.received.map(({ headers }) => headers['webhook-id'] ?? '');
const started = () =>
  startService({
    ...{ ROLE: 'worker', DATABASE_URL: bed.url, DATA_DIR: folder, SECRET_KEY: testSecret },
    ...{ SMTP_URL: sink.url, MAIL_FROM: 'Broadsheet <papers@example.org>', WEBHOOK_PRIVATE: 'on' },
    ...{ POSTAL_ADDRESS: '1 Invented Street, 00000 Nowhere', PUBLIC_URL: 'http://papers.example' },
    ...{ SOURCES: 'huggingface', HUGGINGFACE_URL: 'http://127.0.0.1:9' },
  });

async function tellOf(first: number): Promise<void> {
  const events = Array.from({ length: EVENTS }, (_, at) => ({
    type: 'digest.frozen' as const,
    data: { digest: '2026-03-24', papers: first + at },
  }));
  await tell(bed.database, [
    ...events,
    { type: 'source.down', data: { source: `source-${first}`, code: 'SOURCE_UNAVAILABLE' } },
  ]);
}

async function onTheWire(): Promise<string[]> {
  const { rows } = await bed.database.query<{ id: string }>(
    "SELECT id FROM webhook_deliveries WHERE state = 'sending'",
  );
  return rows.map(({ id }) => id);
}

/** What any worker does once the leases of a dead one are over. */
async function finish(operatorKey: Buffer): Promise<void> {
  const { database } = bed;
  await database.query(
    "UPDATE webhook_deliveries SET lease_until = now() - interval '1 second' WHERE state = 'sending'",
  );
  await database.query(
    "UPDATE alert_mails SET lease_until = now() - interval '1 second' WHERE state = 'sending'",
  );
  const clock = () => new Date();
  const poster = openPoster({
    allowsPrivate: true,
    clock,
    proxies: { httpProxy: '', httpsProxy: '', noProxy: '*' },
  });
  await spreadOutbox(database, clock());
  const log = { warn: () => undefined };
  while ((await sendWebhooks({ database, clock, log, operatorKey, poster }, never)) > 0);
  await poster.close();
  bed.now = new Date();
  await sendAlertMails(await bed.context(sink.url), 'http://papers.example', never);
}

it.runIf(KILLS > 0)(
  'loses nothing that it was to tell of, and repeats only what was on the wire, where a worker is killed',
  async () => {
    const { database } = bed;
    const { operatorKey } = await openKeyring(database, [testSecret]);
    const acting = { database, clock: () => new Date(), operatorKey, allowsPrivate: true };
    const asked = {
      name: 'counts',
      url: `${receiver.url}/hook`,
      types: ['digest.frozen'],
      withAddresses: false,
    };
    const { secret } = await makeWebhook(acting, cliActor(), asked);
    await database.query(
      `INSERT INTO operators (name, address, address_key, role, alerts, created_at)
     VALUES ('Ada', 'ada@operators.example', 'ada@operators.example', 'owner', '{source.down}', now())`,
    );
    const queues = await openQueues(backend, silent);
    const repeated: number[] = [];
    for (let kill = 0; kill < KILLS; kill += 1) {
      const before = receiver.received.length;
      const worker = await started();
      answersMail = false;
      const mailed = mails.length;
      await tellOf(kill * EVENTS);
      await queues.sendOutbound();
      const moment = 1 + Math.floor((EVENTS * (kill + 0.4)) / KILLS);
      try {
        await waitFor(
          'some to arrive',
          () => receiver.received.length - before >= moment && mails.length > mailed,
          // The sweep comes by where the queue had the same job in hand.
          90_000,
        );
      } finally {
        await worker.kill();
      }
      answersMail = true;
      const sending = new Set(await onTheWire());
      // What happens while nobody works waits for whoever comes.
      await tell(database, {
        type: 'digest.frozen',
        data: { digest: '2026-03-24', papers: 1_000_000 + kill },
      });
      await finish(operatorKey);
      // One mail an hour: the next one is not made to wait for it.
      await database.query("UPDATE alert_mails SET created_at = created_at - interval '2 hours'");

      const ids = idsOf().slice(before);
      const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
      repeated.push(twice.length);
      expect(new Set(ids).size, 'each once at least').toBe(EVENTS + 1);
      expect(twice.length, 'again is only what was on the wire').toBeLessThanOrEqual(ON_THE_WIRE);
      for (const id of twice) expect(sending).toContain(id);
      const mine = mails.slice(mailed);
      expect(mine, 'the mail that nobody answered comes again, as the same one').toEqual([mine[0], mine[0]]);
    }
    const papers = receiver.received.map(({ body, headers }) => {
      expect(new Webhook(secret).verify(body, headers)).toMatchObject({ type: 'digest.frozen' });
      return Number(JSON.parse(body).data.papers);
    });
    expect(new Set(papers).size).toBe(KILLS * (EVENTS + 1));
    const { rows } = await database.query(
      `SELECT (SELECT count(*) FROM outbox WHERE spread_at IS NULL) AS unspread,
            (SELECT count(*) FROM webhook_deliveries WHERE state <> 'delivered') AS open,
            (SELECT count(*) FROM alert_mails WHERE state <> 'sent') AS unmailed`,
    );
    expect(rows).toEqual([{ unspread: 0, open: 0, unmailed: 0 }]);
    if (KILLS > 1) process.stdout.write(`${KILLS} kills; sent again: ${repeated.join(' ')}\n`);
  },
);
