import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { webhookPaths } from '../../src/feedback/webhooks/open-webhooks.js';
import type { Subscriber } from '../../src/model/subscriber.js';
import {
  byMailgun,
  byPostmark,
  byRelay,
  bySendgrid,
  bySns,
  certificateAt,
  confirmationOf,
  genericSecret,
  mailgunKey,
  postmarkSecret,
  type SignedRequest,
  sendgridKey,
  sesPassword,
  topic,
} from '../feedback/webhooks/signers.js';
import { selfSigned } from '../support/self-signed.js';
import { type OpenWeb, openWeb } from './open-web.js';

const amazon = selfSigned('sns.eu-west-1.amazonaws.com');
const other = selfSigned('sns.eu-west-1.amazonaws.com');

let web: OpenWeb;
let reader: Subscriber;
let readers = 0;
/** What was asked of Amazon SNS. */
let asked: string[] = [];
beforeAll(async () => {
  web = await openWeb({
    environment: {
      SES_TOPIC_ARNS: topic,
      SENDGRID_WEBHOOK_KEY: sendgridKey,
      MAILGUN_WEBHOOK_KEY: `a former signing key, ${mailgunKey}`,
      POSTMARK_WEBHOOK_SECRET: postmarkSecret,
      WEBHOOK_SECRET: genericSecret,
    },
    getFromSns: async (url) => {
      asked.push(url.href);
      return url.href === certificateAt ? amazon.certificate : '';
    },
    now: new Date('2026-03-25T09:00:00Z'),
  });
});
afterAll(() => web.close());
beforeEach(async () => {
  readers += 1;
  reader = await web.addReader(`reader-${readers}@example.net`);
  asked = [];
});

const post = (provider: string, { headers, payload }: SignedRequest) =>
  web.server.inject({ method: 'POST', url: `/webhooks/${provider}`, headers, payload });
const stateOf = async () => (await web.reader(reader.id))?.state;
const rowsOf = async () => {
  const { rows } = await web.database.query(
    'SELECT source, class, reason, evidence, effect FROM feedback WHERE subscriber_id = $1 ORDER BY id',
    [reader.id],
  );
  return rows;
};

/** One provider: what it says, and how it signs. */
interface Voice {
  readonly path: string;
  bounce(id: string): SignedRequest;
  delivered(id: string): SignedRequest;
  complaint(id: string): SignedRequest;
  unknown(id: string): SignedRequest;
  /** The same request with a signature of somebody else, or without one. */
  forged(id: string): readonly SignedRequest[];
}

const at = new Date('2026-03-25T08:59:00Z');
const mail = () => ({ messageId: 'ses-1', source: 'papers@example.org', destination: [reader.address] });

const ses: Voice = {
  path: 'ses',
  bounce: (id) => bySns(amazon.key, sesBounce(id)),
  delivered: (id) =>
    bySns(amazon.key, {
      eventType: 'Delivery',
      mail: mail(),
      delivery: { timestamp: `2026-03-25T08:00:0${id}.000Z`, recipients: [reader.address] },
    }),
  complaint: (id) =>
    bySns(amazon.key, {
      notificationType: 'Complaint',
      mail: mail(),
      complaint: { feedbackId: id, complainedRecipients: [{ emailAddress: reader.address }] },
    }),
  unknown: () => bySns(amazon.key, { eventType: 'Teleported', mail: mail() }),
  forged: (id) => [
    bySns(other.key, sesBounce(id)),
    bySns(amazon.key, sesBounce(id), { topic: topic.replace('feedback', 'another') }),
    { headers: { 'content-type': 'text/plain' }, payload: JSON.stringify(sesBounce(id)) },
    { headers: {}, payload: bySns(amazon.key, sesBounce(id)).payload.replace('NoEmail', 'General') },
  ],
};

function sesBounce(id: string) {
  return {
    notificationType: 'Bounce',
    mail: mail(),
    bounce: {
      feedbackId: id,
      bounceType: 'Permanent',
      bounceSubType: 'NoEmail',
      timestamp: '2026-03-25T08:59:00.000Z',
      bouncedRecipients: [
        {
          emailAddress: reader.address,
          action: 'failed',
          status: '5.1.1',
          diagnosticCode: 'smtp; 550 5.1.1 no such user',
        },
      ],
    },
  };
}

const sendgridEvent = (id: string, event: object) => ({
  email: reader.address,
  timestamp: Math.floor(at.getTime() / 1000),
  sg_event_id: id,
  sg_message_id: 'sg-1',
  ...event,
});
const sendgridBounce = (id: string) =>
  sendgridEvent(id, { event: 'bounce', type: 'bounce', status: '5.1.1', reason: '550 5.1.1 no such user' });
const sendgrid: Voice = {
  path: 'sendgrid',
  bounce: (id) => bySendgrid([sendgridBounce(id)], at),
  delivered: (id) => bySendgrid([sendgridEvent(id, { event: 'delivered' })], at),
  complaint: (id) => bySendgrid([sendgridEvent(id, { event: 'spamreport' })], at),
  unknown: (id) =>
    bySendgrid([sendgridEvent(id, { event: 'teleported' }), sendgridEvent(id, { event: 'open' })], at),
  forged: (id) => {
    const right = bySendgrid([sendgridBounce(id)], at);
    return [
      bySendgrid([sendgridBounce(id)], at, selfSigned('x').key),
      { ...right, payload: right.payload.replace('5.1.1', '5.1.2') },
      { ...right, headers: { ...right.headers, 'x-twilio-email-event-webhook-timestamp': '1' } },
      { ...right, headers: {} },
    ];
  },
};

const mailgunData = (id: string, data: object) => ({
  id,
  timestamp: at.getTime() / 1000,
  recipient: reader.address,
  message: { headers: { 'message-id': 'somebody-elses@example.org' } },
  ...data,
});
const mailgunBounce = (id: string) =>
  mailgunData(id, {
    event: 'failed',
    severity: 'permanent',
    reason: 'bounce',
    'delivery-status': { code: 550, message: '5.1.1 no such user' },
  });
let tokens = 0;
const mailgunSigned = (data: object, when = at) => {
  tokens += 1;
  return byMailgun(data, when, { token: `token-${tokens}` });
};
const mailgun: Voice = {
  path: 'mailgun',
  bounce: (id) => mailgunSigned(mailgunBounce(id)),
  delivered: (id) => mailgunSigned(mailgunData(id, { event: 'delivered' })),
  complaint: (id) => mailgunSigned(mailgunData(id, { event: 'complained' })),
  unknown: (id) => mailgunSigned(mailgunData(id, { event: 'teleported' })),
  forged: (id) => [
    byMailgun(mailgunBounce(id), at, { key: 'another signing key' }),
    mailgunSigned(mailgunBounce(id), new Date('2026-03-25T08:30:00Z')),
    mailgunSigned(mailgunBounce(id), new Date('2026-03-25T09:30:00Z')),
    {
      headers: { 'content-type': 'application/json' },
      payload: JSON.stringify({ 'event-data': mailgunBounce(id) }),
    },
  ],
};

const postmarkRecord = (id: string, record: object) => ({
  ID: Number(id),
  MessageID: 'pm-1',
  Email: reader.address,
  ...record,
});
const postmarkBounce = (id: string) =>
  postmarkRecord(id, {
    RecordType: 'Bounce',
    TypeCode: 1,
    Type: 'HardBounce',
    Details: 'smtp;550 5.1.1 no such user',
    BouncedAt: at.toISOString(),
  });
const postmark: Voice = {
  path: 'postmark',
  bounce: (id) => byPostmark(postmarkBounce(id)),
  delivered: (id) =>
    byPostmark({
      RecordType: 'Delivery',
      MessageID: `pm-${id}`,
      Recipient: reader.address,
      DeliveredAt: at.toISOString(),
    }),
  complaint: (id) => byPostmark(postmarkRecord(id, { RecordType: 'SpamComplaint', TypeCode: 100001 })),
  unknown: (id) => byPostmark(postmarkRecord(id, { RecordType: 'Teleported' })),
  forged: (id) => [
    byPostmark(postmarkBounce(id), 'a secret that somebody guessed'),
    byPostmark(postmarkBounce(id), ''),
    { headers: { 'content-type': 'application/json' }, payload: JSON.stringify(postmarkBounce(id)) },
  ],
};

const relayEvent = (id: string, event: object) => ({
  id,
  recipient: reader.address,
  at: at.toISOString(),
  ...event,
});
const relayBounce = (id: string) => relayEvent(id, { type: 'hard-bounce', status: '5.1.1' });
const relay: Voice = {
  path: 'generic',
  bounce: (id) => byRelay([relayBounce(id)], at),
  delivered: (id) => byRelay([relayEvent(id, { type: 'delivered' })], at),
  complaint: (id) => byRelay([relayEvent(id, { type: 'complaint' })], at),
  unknown: (id) => byRelay([relayEvent(id, { type: 'teleported' })], at),
  forged: (id) => {
    const right = byRelay([relayBounce(id)], at);
    return [
      byRelay([relayBounce(id)], at, 'another secret of another relay'),
      byRelay([relayBounce(id)], new Date('2026-03-25T08:30:00Z')),
      { ...right, payload: `${right.payload} ` },
      { ...right, headers: {} },
    ];
  },
};

const voices = [ses, sendgrid, mailgun, postmark, relay];

it('every webhook is tried', () => {
  expect(voices.map(({ path }) => path)).toEqual(webhookPaths);
});

describe.each(voices)('the webhook of $path', (voice) => {
  it('suppresses a dead address before it answers 2xx', async () => {
    const answer = await post(voice.path, voice.bounce('1'));
    expect(answer.statusCode).toBe(204);
    expect(await stateOf()).toBe('bounced');
    expect(await rowsOf()).toMatchObject([{ class: 'hard', evidence: 'provider', effect: 'suppressed' }]);
  });

  it('refuses a bad signature with 4xx and without effect', async () => {
    for (const request of voice.forged('2')) {
      const answer = await post(voice.path, request);
      expect(answer.statusCode).toBe(403);
    }
    expect(await stateOf()).toBe('active');
    expect(await rowsOf()).toEqual([]);
  });

  it('counts a replay and a duplicate once', async () => {
    const request = voice.complaint('3');
    for (const again of [request, request, voice.complaint('3')]) {
      expect((await post(voice.path, again)).statusCode).toBe(204);
    }
    expect(await stateOf()).toBe('complained');
    expect(await rowsOf()).toHaveLength(1);
  });

  it('is safe out of order: an arrival that is told late takes nothing back', async () => {
    await post(voice.path, voice.bounce('4'));
    expect((await post(voice.path, voice.delivered('5'))).statusCode).toBe(204);
    expect(await stateOf()).toBe('bounced');
    expect((await post(voice.path, voice.complaint('6'))).statusCode).toBe(204);
    expect((await post(voice.path, voice.bounce('7'))).statusCode).toBe(204);
    expect(await stateOf()).toBe('complained');
  });

  it('ignores an unknown type with 2xx', async () => {
    expect((await post(voice.path, voice.unknown('8'))).statusCode).toBe(204);
    expect(await rowsOf()).toEqual([]);
  });

  it('refuses a body that is too large with 413', async () => {
    const { headers } = voice.bounce('9');
    const answer = await post(voice.path, { headers, payload: 'x'.repeat(2 * 1024 * 1024 + 1) });
    expect(answer.statusCode).toBe(413);
  });

  it('refuses what is no JSON without an error of its own', async () => {
    const { headers } = voice.bounce('9');
    for (const payload of ['', '{', '[]', 'null', '"x"', '{"Type":{}}', '[1,null,{"email":[]}]']) {
      const { statusCode } = await post(voice.path, { headers, payload });
      expect(statusCode).toBeLessThan(500);
    }
  });
});

describe('Amazon SNS', () => {
  it('is believed in both of its signature versions', async () => {
    for (const version of ['1', '2'] as const) {
      const subject = 'Amazon SES Email Event Notification';
      const request = bySns(amazon.key, sesBounce(`v${version}`), { version, subject });
      expect((await post('ses', request)).statusCode).toBe(204);
    }
    expect(await rowsOf()).toHaveLength(2);
  });

  it.each([
    'http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0a.pem',
    'https://sns.eu-west-1.amazonaws.com.evil.example/SimpleNotificationService-0a.pem',
    'https://evil.example/SimpleNotificationService-0a.pem',
    'https://evil.example/?sns.eu-west-1.amazonaws.com/SimpleNotificationService-0a.pem',
    'https://sns.eu-west-1.amazonaws.com@evil.example/SimpleNotificationService-0a.pem',
    'https://sns.eu-west-1.amazonaws.com:8443/SimpleNotificationService-0a.pem',
    'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0a.pem',
    'https://bucket.s3.amazonaws.com/SimpleNotificationService-0a.pem',
    'https://sns.eu-west-1.amazonaws.com/other.pem',
    'https://127.0.0.1/SimpleNotificationService-0a.pem',
    'file:///etc/ssl/SimpleNotificationService-0a.pem',
    'not a url',
  ])('is asked for no certificate at %s', async (certificate) => {
    const answer = await post('ses', bySns(other.key, sesBounce('c'), { certificate }));
    expect(answer.statusCode).toBe(403);
    expect(asked).toEqual([]);
    expect(await stateOf()).toBe('active');
  });

  it('is confirmed for the topic that is listed', async () => {
    const answer = await post(
      'ses',
      bySns(amazon.key, 'You have chosen to subscribe', { type: 'SubscriptionConfirmation' }),
    );
    expect(answer.statusCode).toBe(204);
    expect(asked).toContain(confirmationOf(topic));
  });

  it.each([
    [
      'of another host',
      { subscribeUrl: `https://evil.example/?Action=ConfirmSubscription&TopicArn=${topic}` },
    ],
    [
      'of an inner host',
      { subscribeUrl: `https://169.254.169.254/?Action=ConfirmSubscription&TopicArn=${topic}` },
    ],
    ['for another topic', { subscribeUrl: confirmationOf(topic.replace('feedback', 'another')) }],
    ['for two topics', { subscribeUrl: `${confirmationOf(topic)}&TopicArn=another` }],
    ['without TLS', { subscribeUrl: confirmationOf(topic).replace('https', 'http') }],
    ['for another action', { subscribeUrl: confirmationOf(topic).replace('ConfirmSubscription', 'Publish') }],
    ['from another topic', { topic: topic.replace('feedback', 'another') }],
  ])('is not confirmed by a URL %s', async (_name, options) => {
    const request = bySns(amazon.key, 'You have chosen to subscribe', {
      type: 'SubscriptionConfirmation',
      ...options,
    });
    expect((await post('ses', request)).statusCode).toBe(403);
    expect(asked.filter((url) => url !== certificateAt)).toEqual([]);
  });

  it('is believed without its envelope for the password in its URL alone', async () => {
    const guarded = await openWeb({
      environment: { SES_TOPIC_ARNS: topic, SES_WEBHOOK_PASSWORD: sesPassword },
    });
    try {
      const raw = (password: string) =>
        guarded.server.inject({
          method: 'POST',
          url: '/webhooks/ses',
          headers: {
            'content-type': 'text/plain',
            authorization: `Basic ${Buffer.from(`sns:${password}`).toString('base64')}`,
          },
          payload: JSON.stringify(sesBounce('raw')),
        });
      expect((await raw('a password that is another')).statusCode).toBe(403);
      const { id } = await guarded.addReader(reader.address);
      expect((await raw(sesPassword)).statusCode).toBe(204);
      expect(await guarded.reader(id)).toMatchObject({ state: 'bounced' });
    } finally {
      await guarded.close();
    }
  });
});

describe('Mailgun', () => {
  it('has a token for one body only', async () => {
    const token = 'b'.repeat(50);
    expect(
      (await post('mailgun', byMailgun(mailgunData('t1', { event: 'opened' }), at, { token }))).statusCode,
    ).toBe(204);
    expect((await post('mailgun', byMailgun(mailgunBounce('t2'), at, { token }))).statusCode).toBe(403);
    expect(await stateOf()).toBe('active');
    expect(await rowsOf()).toEqual([]);
  });
});

it('a webhook that is not configured is not there', async () => {
  const closed = await openWeb();
  try {
    for (const provider of [...webhookPaths, 'constructor']) {
      const answer = await closed.server.inject({
        method: 'POST',
        url: `/webhooks/${provider}`,
        payload: {},
      });
      expect(answer.statusCode).toBe(404);
    }
  } finally {
    await closed.close();
  }
});

it('neither addresses nor secrets reach the log', () => {
  const logged = web.logged.join('');
  expect(logged).toContain('webhook-refused');
  for (const secret of ['@example.net', mailgunKey, postmarkSecret, genericSecret])
    expect(logged).not.toContain(secret);
});
