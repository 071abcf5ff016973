import PostalMime from 'postal-mime';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cliActor } from '../../src/cli/cli-actor.js';
import type { DeliveryContext } from '../../src/delivery/delivery-context.js';
import { sendAlertMails } from '../../src/delivery/send-alert-mails.js';
import { HOUR_MS } from '../../src/durations.js';
import { alertName } from '../../src/i18n/alert-words.js';
import { loadTexts } from '../../src/i18n/load-texts.js';
import { alertsOf, alertTypes } from '../../src/model/alerts.js';
import type { BroadsheetEvent } from '../../src/model/events.js';
import { type Role, roles } from '../../src/model/role.js';
import { makeWebhook } from '../../src/outbound/manage-webhooks.js';
import { openPoster } from '../../src/outbound/post-message.js';
import { sendOutbound } from '../../src/outbound/send-outbound.js';
import { insertOperator } from '../../src/store/operators/operators.js';
import {
  alertsWait,
  claimAlertMail,
  gatherAlerts,
  insertTestAlert,
  listAlerts,
  setAlertChoice,
} from '../../src/store/outbound/alert-mails.js';
import { dropOldEvents, spreadOutbox } from '../../src/store/outbound/spread-outbox.js';
import { tell } from '../../src/store/outbox.js';
import { type DeliveryBed, openDeliveryBed } from '../delivery/delivery-bed.js';
import { checkMessage } from '../support/check-message.js';
import { emptyTables } from '../support/empty-tables.js';
import { type SmtpSink, type SmtpSinkOptions, startSmtpSink } from '../support/smtp-sink.js';
import { waitFor } from '../support/wait-for.js';
import { startReceiver } from './receiver.js';

const forever = new AbortController().signal;
let bed: DeliveryBed;
let sink: SmtpSink;
let onData: SmtpSinkOptions['onData'];
let context: DeliveryContext;
beforeAll(async () => {
  bed = await openDeliveryBed();
  sink = await startSmtpSink({ onData: (message) => onData?.(message) });
  context = await bed.context(sink.url);
});
afterAll(async () => {
  await bed.close();
  await sink.stop();
});
beforeEach(async () => {
  await emptyTables(bed.database, 'outbox, operators, alert_mails');
  sink.messages.length = 0;
  onData = undefined;
  bed.now = new Date('2026-03-24T08:00:00Z');
});

async function operator(types: readonly string[], role: Role = 'owner', language: 'en' | 'de' = 'en') {
  const address = `${role}-${language}@operators.example`;
  const row = { name: role, address, addressKey: address, role, language, passwordHash: null, now: bed.now };
  const id = await insertOperator(bed.database, row);
  if (id === null) throw new Error('the address is taken');
  await setAlertChoice(bed.database, id, types);
  return id;
}

async function happens(...happened: BroadsheetEvent[]): Promise<number> {
  await tell(bed.database, happened.map((one) => ({ ...one, at: bed.now })) as BroadsheetEvent[]);
  await spreadOutbox(bed.database, bed.now);
  return sendAlertMails(context, 'https://papers.example', forever);
}

const down = (source: string): BroadsheetEvent => ({
  type: 'source.down',
  data: { source, code: 'SOURCE_UNAVAILABLE' },
});
const paused = (by: 'operator' | 'breaker'): BroadsheetEvent => ({
  type: 'digest.paused',
  data: { digest: '2026-03-24', by, reason: null },
});
const later = (ms: number) => {
  bed.now = new Date(bed.now.getTime() + ms);
};
const mails = () => Promise.all(sink.messages.map(({ raw }) => PostalMime.parse(raw)));

describe('an operator', () => {
  it('is mailed what they chose, in their language, as HTML and text, and nothing else', async () => {
    await operator(['source.down'], 'owner', 'de');
    await operator(['source.recovered'], 'viewer');
    expect(await happens(down('arxiv'), paused('breaker'))).toBe(1);
    const [mail] = await mails();
    expect(sink.messages.map(({ to }) => to)).toEqual([['owner-de@operators.example']]);
    expect(mail?.subject).toBe('Broadsheet: Die Quelle arxiv antwortet nicht (SOURCE_UNAVAILABLE)');
    expect(mail?.text).toContain('https://papers.example/admin/alerts');
    expect(mail?.html).toContain('Die Quelle arxiv antwortet nicht');
    expect(await checkMessage(sink.messages[0]?.raw ?? Buffer.alloc(0), { expectList: false })).toEqual([]);
  });

  it('has one mail an hour with what gathered, of each thing one line', async () => {
    const id = await operator(['source.down']);
    await happens(down('arxiv'));
    later(60_000);
    expect(await happens(down('arxiv'), down('hf'), down('hf'))).toBe(0);
    expect(await alertsWait(bed.database, bed.now)).toBe(false);
    later(HOUR_MS);
    expect(await alertsWait(bed.database, bed.now)).toBe(true);
    expect(await sendAlertMails(context, 'https://papers.example', forever)).toBe(1);
    const [, second] = await mails();
    expect(second?.text?.match(/does not answer/g)).toHaveLength(2);
    expect(second?.text).toContain('2 times, last');
    expect(await listAlerts(bed.database, id, 50)).toHaveLength(4);
    expect(await alertsWait(bed.database, bed.now)).toBe(false);
  });

  it('is mailed at once what cannot wait, once an hour for one thing', async () => {
    await operator(['source.down', 'digest.paused']);
    await happens(down('arxiv'));
    expect(await happens(paused('operator'))).toBe(0);
    expect(await happens(paused('breaker'))).toBe(1);
    expect(await happens(paused('breaker'))).toBe(0);
    later(HOUR_MS);
    expect(await happens(paused('breaker'))).toBe(1);
    const [, second] = await mails();
    expect(second?.subject).toContain('stands still, by itself');
    expect(second?.subject).not.toContain('.');
  });

  it('is mailed again where the server refuses for now, and where a worker was killed', async () => {
    const id = await operator(['source.down']);
    onData = () => ({ code: 451, text: '4.3.0 later' }) as never;
    await happens(down('arxiv'));
    expect((await listAlerts(bed.database, id, 1))[0]).toMatchObject({ mail: 'pending' });
    onData = undefined;
    later(HOUR_MS);
    const taken = await claimAlertMail(bed.database, bed.now);
    expect(taken).not.toBeNull();
    expect(await sendAlertMails(context, 'https://papers.example', forever)).toBe(0);
    await bed.database.query("UPDATE alert_mails SET lease_until = now() - interval '1 second'");
    sink.messages.length = 0;
    expect(await sendAlertMails(context, 'https://papers.example', forever)).toBe(1);
    expect((await listAlerts(bed.database, id, 1))[0]).toMatchObject({ mail: 'sent' });
  });

  it('whose mail server does not answer holds up no endpoint, also what happens meanwhile', async () => {
    await operator(['source.down']);
    const receiver = await startReceiver();
    const clock = () => new Date();
    const poster = openPoster({
      ...{ allowsPrivate: true, clock, proxies: { httpProxy: '', httpsProxy: '', noProxy: '*' } },
    });
    const operatorKey = Buffer.alloc(32, 3);
    const sending = { database: bed.database, clock, operatorKey, poster, log: { warn: () => undefined } };
    const acting = { ...sending, allowsPrivate: true };
    const url = `${receiver.url}/hook`;
    await makeWebhook(acting, cliActor(), {
      ...{ name: 'listens', url, types: ['source.down'], withAddresses: false },
    });
    let answer = (): void => undefined;
    let isAsked = false;
    onData = () =>
      new Promise((resolve) => {
        isAsked = true;
        answer = () => resolve(undefined);
      });
    await tell(bed.database, [down('arxiv')]);
    const done = sendOutbound(sending, forever, async () => {
      await sendAlertMails(context, 'https://papers.example', forever);
    });
    try {
      await waitFor('the mail to hang', () => isAsked && receiver.received.length === 1);
      await tell(bed.database, [down('huggingface')]);
      await waitFor('the second event', () => receiver.received.length === 2);
      expect(sink.messages).toHaveLength(0);
    } finally {
      onData = undefined;
      answer();
    }
    expect(await done).toBe(2);
    expect(sink.messages.length).toBeGreaterThan(0);
    await poster.close();
    await receiver.close();
    await emptyTables(bed.database, 'webhook_endpoints');
  });

  it('has a test at once, is told of nothing while disabled, and old alerts go', async () => {
    const id = await operator([]);
    await insertTestAlert(bed.database, id, bed.now);
    await insertTestAlert(bed.database, id, bed.now);
    await Promise.all([gatherAlerts(bed.database, bed.now), gatherAlerts(bed.database, bed.now)]);
    expect(await sendAlertMails(context, 'https://papers.example', forever)).toBe(1);
    expect((await mails())[0]?.text).toContain('This is a test');
    await setAlertChoice(bed.database, id, ['source.down']);
    await bed.database.query('UPDATE operators SET disabled_at = now()');
    await bed.database.query(
      "INSERT INTO alert_mails (operator_id, state, next_attempt_at, created_at) VALUES ($1, 'pending', $2, $2)",
      [id, bed.now],
    );
    expect(await happens(down('arxiv'))).toBe(0);
    expect(await alertsWait(bed.database, bed.now)).toBe(false);
    await dropOldEvents(bed.database, new Date(bed.now.getTime() + 1));
    expect(await listAlerts(bed.database, id, 50)).toEqual([]);
  });
});

it('an alert has a name in each language, and who may be told of it', async () => {
  const texts = await loadTexts();
  for (const type of alertTypes) {
    for (const of of Object.values(texts)) expect(alertName(of, type)).not.toBe('');
  }
  expect(roles.map((role) => alertsOf(role).length)).toEqual([18, 18, 14, 14]);
  expect(alertsOf('viewer')).not.toContain('operator.login');
});
