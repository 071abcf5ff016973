import { letter, RETURNED } from './letter.js';

const READER = 'reader@example.org';

/** A report that says a few words of the reader, in the two ways in which reports are written. */
export function freeForm(words: string, recipient = READER): Buffer {
  return Buffer.from(
    letter({ body: `Your message could not be delivered.\n\n<${recipient}>:\n${words}\n\n${RETURNED}` }),
  );
}

export function statusReport(words: string, status = '5.0.0', recipient = READER): Buffer {
  return Buffer.from(
    [
      'From: MAILER-DAEMON@relay.example',
      'To: bounce@news.example',
      'Subject: Undelivered Mail Returned to Sender',
      'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
      '',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; relay.example',
      '',
      `Final-Recipient: rfc822; ${recipient}`,
      'Action: failed',
      `Status: ${status}`,
      `Diagnostic-Code: smtp; ${words}`,
      '',
      '--b--',
      '',
    ].join('\n'),
  );
}
