import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { classifyMail } from '../../../src/feedback/reading/classify-mail.js';
import { readSesEvent } from '../../../src/feedback/webhooks/ses/read-ses-event.js';

const reader = 'reader@example.org';
const mail = { messageId: 'ses-1', commonHeaders: { messageId: '<d1.s1@news.example>' } };
const notifications = {
  bounce: {
    notificationType: 'Bounce',
    mail,
    bounce: {
      bounceType: 'Permanent',
      bounceSubType: 'General',
      bouncedRecipients: [
        {
          emailAddress: reader,
          action: 'failed',
          status: '5.1.1',
          diagnosticCode: 'smtp; 550 5.1.1 user unknown',
        },
      ],
    },
  },
  complaint: {
    notificationType: 'Complaint',
    mail,
    complaint: { complainedRecipients: [{ emailAddress: reader }], complaintFeedbackType: 'abuse' },
  },
  answer: {
    notificationType: 'Bounce',
    mail,
    bounce: {
      bounceType: 'Transient',
      bounceSubType: 'General',
      bouncedRecipients: [{ emailAddress: reader }],
    },
  },
  listed: {
    notificationType: 'Bounce',
    mail,
    bounce: {
      bounceType: 'Permanent',
      bounceSubType: 'OnAccountSuppressionList',
      bouncedRecipients: [{ emailAddress: reader }],
    },
  },
};

const FOOTER =
  '\n\n--\nIf you wish to stop receiving notifications from this topic, please click or visit the link below to unsubscribe:\nhttps://sns.example/unsubscribe\n';

/** As SNS mails a notification: alone, in its envelope, or in lines of 76 characters. */
const shapes: Readonly<Record<string, (payload: object) => string>> = {
  alone: (payload) => JSON.stringify(payload),
  'in its envelope': (payload) =>
    JSON.stringify({
      Type: 'Notification',
      TopicArn: 'arn:aws:sns:eu-west-1:1:t',
      Message: JSON.stringify(payload),
    }),
  'in short lines': (payload) => JSON.stringify(payload).replace(/(.{76})/g, '$1\n'),
};

describe.each(Object.entries(shapes))('a notification of SES that comes by mail, %s', (_, write) => {
  it.each(Object.entries(notifications))('%s is read as by webhook', (_name, payload) => {
    const body = write(payload) + FOOTER;
    const raw = `From: AWS Notifications <no-reply@sns.amazonaws.com>\nTo: ops@news.example\nSubject: AWS Notification Message\n\n${body}`;
    const { events, returnedMessageId } = classifyMail(Buffer.from(raw));
    const told = readSesEvent(payload, new Date(0)).map(({ event }) => ({ ...event, aliases: [] }));
    expect(events).toEqual(told.map((event) => expect.objectContaining(event)));
    expect(returnedMessageId).toBe('d1.s1@news.example');
  });
});

describe('what proves a notification of SES that comes by mail', () => {
  it('is the envelope sender and the link of the message that it is about', () => {
    const link = '<https://news.example/unsubscribe/token>';
    const about = {
      ...mail,
      source: 'b+signed@returns.example',
      headers: [{ name: 'List-Unsubscribe', value: link }],
    };
    const payload = JSON.stringify({ ...notifications.complaint, mail: about });
    const reading = classifyMail(Buffer.from(`From: no-reply@sns.amazonaws.com\nSubject: x\n\n${payload}`));
    expect(reading.returnPaths).toContain('b+signed@returns.example');
    expect(reading.listUnsubscribe).toEqual([link]);
  });
});

const recorded = fileURLToPath(
  new URL('../../../../shared/data/cases/ses-out-of-office.json', import.meta.url),
);

describe.skipIf(!existsSync(recorded))('an automatic reply as SES tells it', () => {
  it('is no bounce', () => {
    const payload: unknown = JSON.parse(readFileSync(recorded, 'utf8'));
    expect(readSesEvent(payload, new Date(0)).map(({ event }) => event)).toMatchObject([
      { recipient: reader, class: 'autoreply', reason: 'automatic-reply', grade: null },
    ]);
  });
});
