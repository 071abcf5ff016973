import { describe, expect, it } from 'vitest';
import { classifyMail } from '../../../src/feedback/reading/classify-mail.js';
import { feedbackReasons } from '../../../src/model/feedback.js';
import { figuresOf, figuresTable, percent, recordedMail } from './recorded-mail.js';

describe.skipIf(recordedMail.length === 0)('real messages that came back', () => {
  const figures = figuresOf(recordedMail);
  console.info(figuresTable(`${recordedMail.length} recorded messages`, figures));

  it.each([
    ['recognised, DSN', 99],
    ['recognised, free form', 95],
    ['recipient found, DSN', 98],
    ['recipient found, free form', 96],
    ['dead is hard, DSN', 97],
    ['dead is hard, free form', 92],
    ['not wrongly hard', 100],
    ['complaint', 100],
    ['unsubscribe', 100],
    ['auth-report', 100],
    ['autoreply', 100],
    ['delivered', 100],
    ['non-bounces', 100],
  ])('%s: at least %d %%', (what, least) => {
    const share = figures[what];
    expect(share?.all).toBeGreaterThan(0);
    expect(share === undefined ? 0 : percent(share), share?.bad.join(', ')).toBeGreaterThanOrEqual(least);
  });

  it.each(recordedMail.map((mail) => [mail.name, mail] as const))(
    'reads %s the same with LF, CRLF and CR',
    (_, { raw }) => {
      const text = raw.toString('latin1').replaceAll('\r\n', '\n').replaceAll('\r', '\n');
      const expected = classifyMail(Buffer.from(text, 'latin1'));
      for (const end of ['\r\n', '\r']) {
        expect(classifyMail(Buffer.from(text.replaceAll('\n', end), 'latin1'))).toEqual(expected);
      }
      expect(classifyMail(raw)).toEqual(expected);
    },
  );

  it('calls an address dead for no reason but one about the address', () => {
    for (const { raw } of recordedMail) {
      for (const event of classifyMail(raw).events) {
        const { blame } = feedbackReasons[event.reason];
        if (event.class === 'hard') expect(blame, event.rule).toBe('address');
      }
    }
  });
});
