import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { classifyMail } from '../../../src/feedback/reading/classify-mail.js';
import { freeForm, statusReport } from './invented/reports-about-reader.js';

const folder = fileURLToPath(new URL('../../../../shared/data/cases/', import.meta.url));

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

describe.skipIf(text === '')('words of reports that were misread', () => {
  it.each(rows.filter(([, verdict]) => classOf(verdict) !== null))('%s: %s', (words, verdict) => {
    const said = words.replace(/^5\.1\.1 /, '550 5.1.1 ');
    for (const raw of [freeForm(said), statusReport(said)]) {
      const { events } = classifyMail(raw);
      expect(events.map((event) => event.class)).toEqual([classOf(verdict)]);
    }
  });
});

describe.skipIf(text === '')('reports that were misread', () => {
  it.each([
    ['x-supplementary-info.eml', { class: 'hard', reason: 'unknown-mailbox', grade: 'likely' }],
    ['exchange-5.1.10.eml', { class: 'hard', reason: 'unknown-mailbox', grade: 'certain' }],
  ])('%s', (file, verdict) => {
    const { events } = classifyMail(readFileSync(folder + file));
    expect(events).toMatchObject([{ recipient: 'reader@example.org', ...verdict }]);
  });

  it('gives two recipients of one report their own verdicts', () => {
    const raw = String(statusReport('552 5.2.2 mailbox full', '5.2.2')).replace(
      '\n--b--',
      [
        '',
        'Final-Recipient: rfc822; other@example.org',
        'Action: failed',
        'Status: 5.1.1',
        'Diagnostic-Code: smtp; 550 5.1.1 user unknown',
        '',
        '--b--',
      ].join('\n'),
    );
    const { events } = classifyMail(Buffer.from(raw));
    expect(events.map(({ recipient, reason }) => [recipient, reason])).toEqual([
      ['reader@example.org', 'mailbox-full'],
      ['other@example.org', 'unknown-mailbox'],
    ]);
  });
});

describe('our own subject in the reply of a server', () => {
  const subject = 'User Unknown: Learning When a Mailbox Does Not Exist';
  it.each([subject, subject.toUpperCase(), `${subject.slice(0, 34)}...`])(
    'says nothing of the recipient: %s',
    (quoted) => {
      const returned = `--b\nContent-Type: message/rfc822\n\nFrom: papers@news.example\nSubject: ${subject}\n\ntext\n--b--`;
      const raw = String(statusReport(`554 Message "${quoted}" rejected`)).replace('--b--', returned);
      expect(classifyMail(Buffer.from(raw)).events).toMatchObject([{ class: 'soft', grade: null }]);
    },
  );
});
