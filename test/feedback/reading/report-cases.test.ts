import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { classifyMail } from '../../../src/feedback/reading/classify-mail.js';
import { letter, RETURNED } from './invented/letter.js';

const folder = fileURLToPath(new URL('../../../../shared/data/cases/', import.meta.url));
const READER = 'reader@example.org';

const text = existsSync(`${folder}bounces.tsv`) ? readFileSync(`${folder}bounces.tsv`, 'utf8') : '';
const rows = text
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split('\t') as [words: string, verdict: string]);

/** What a verdict in prose asks of the class; null where its row is a kind of message of its own. */
function classOf(verdict: string): string | null {
  if (/^(hard|soft)\b/.test(verdict)) return verdict.slice(0, 4);
  return /^undetermined/.test(verdict) ? 'soft' : null;
}

/** A report that says a few words of the reader, in the two ways in which reports are written. */
export function freeForm(words: string, recipient = READER): Buffer {
  return Buffer.from(letter({ body: `Your message could not be delivered.\n\n<${recipient}>:\n${words}\n\n${RETURNED}` }));
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

describe.skipIf(text === '')('words of reports that were misread', () => {
  it.each(rows.filter(([, verdict]) => classOf(verdict) !== null))('%s: %s', (words, verdict) => {
    const said = words.replace(/^5\.1\.1 /, '550 5.1.1 ');
    for (const raw of [freeForm(said), statusReport(said)]) {
      const { events } = classifyMail(raw);
      expect(events.map((event) => event.class)).toEqual([classOf(verdict)]);
    }
  });
});
