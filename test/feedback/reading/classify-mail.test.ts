import { describe, expect, it } from 'vitest';
import { classifyMail } from '../../../src/feedback/reading/classify-mail.js';

/** An invented report of one failed delivery. */
function report({
  action = 'failed',
  status = '5.1.1',
  diagnostic = 'smtp; 550 5.1.1 unknown user',
}): string {
  return [
    'Return-Path: <>',
    'Delivered-To: bounce+abc@news.example',
    'From: MAILER-DAEMON@relay.example',
    'To: bounce+abc@news.example',
    'Subject: Undelivered Mail Returned to Sender',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b/1"',
    '',
    '--b/1',
    '',
    'It did not work.',
    '--b/1',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; relay.example',
    '',
    'Original-Recipient: rfc822;ada@old.example',
    'Final-Recipient: rfc822; ada@new.example',
    `Action: ${action}`,
    `Status: ${status}`,
    `Diagnostic-Code: ${diagnostic}`,
    '',
    '--b/1',
    'Content-Type: message/rfc822',
    '',
    'Return-Path: <bounce+abc@news.example>',
    'Message-ID: <d1.s1@news.example>',
    'To: Ada <ada@old.example>',
    'Subject: the day',
    '',
    'text',
    '--b/1--',
    '',
  ].join('\n');
}

describe('classifyMail', () => {
  it('reads a delivery status and by what it can be matched', () => {
    expect(classifyMail(Buffer.from(report({})))).toEqual({
      events: [
        {
          recipient: 'ada@new.example',
          aliases: ['ada@old.example'],
          class: 'hard',
          status: '5.1.1',
          reply: '550',
          reason: 'unknown-mailbox',
          grade: 'certain',
          rule: 'rfc3464/unknown-status',
          words: '550 5.1.1: # unknown user',
        },
      ],
      listUnsubscribe: [],
      returnPaths: ['bounce+abc@news.example'],
      returnedMessageId: 'd1.s1@news.example',
      returnedTo: ['ada@old.example'],
      from: 'MAILER-DAEMON@relay.example',
    });
  });

  it.each([
    ['delayed', '5.1.1', 'soft'],
    ['failed', '4.1.1', 'soft'],
    ['delivered', '2.0.0', 'delivered'],
    ['relayed', '2.0.0', 'delivered'],
    ['expanded', '2.0.0', 'delivered'],
  ])('lets the action %s with %s mean %s', (action, status, expected) => {
    const { events } = classifyMail(Buffer.from(report({ action, status, diagnostic: 'smtp; 250 ok' })));
    expect(events.map((event) => event.class)).toEqual([expected]);
  });

  it('reads the same whatever ends the lines', () => {
    const text = report({});
    const expected = classifyMail(Buffer.from(text));
    for (const end of ['\r\n', '\r']) {
      expect(classifyMail(Buffer.from(text.replaceAll('\n', end)))).toEqual(expected);
    }
  });

  it('says of ordinary mail that it reports nothing', () => {
    const { events } = classifyMail(Buffer.from('From: ada@example.org\n\nHello\n'));
    expect(events).toMatchObject([{ recipient: null, class: 'none', reason: 'not-a-report' }]);
  });
});
