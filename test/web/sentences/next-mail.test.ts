import { describe, expect, it } from 'vitest';
import { nextMailSentence, sentenceForNewcomer } from '../../../src/web/sentences/next-mail.js';
import { shippedTexts } from '../../support/shipped-texts.js';

const texts = await shippedTexts();

const schedule = { frequency: 'weekly', weekdays: [1], time: '08:00', timeZone: 'America/Nuuk' } as const;
const next = { at: new Date('2026-03-30T09:00Z'), day: '2026-03-30', time: '08:00', isLate: false };
const reader = { state: 'active', schedule, skips: 0, next } as const;
const late = { ...reader, next: { ...next, isLate: true } };

describe('what a reader is told of the next mail', () => {
  it.each([
    [
      'that comes',
      reader,
      /^Your next weekly digest comes on Monday, March 30, at 08:00 \(America\/Nuuk\), or/,
    ],
    [
      'that is skipped',
      { ...reader, skips: 1 },
      /^Your next weekly digest would come on Monday, .* skipped\.$/,
    ],
    [
      'that is late',
      late,
      /^Your weekly digest of Monday, March 30, at 08:00 \(America\/Nuuk\) is not ready yet\. It comes as soon/,
    ],
    ['that is late and skipped', { ...late, skips: 1 }, /^Your next weekly digest would come .* skipped\.$/],
    [
      'after leaving',
      { ...reader, state: 'unsubscribed' as const, next: null },
      /^No mail comes to this address\.$/,
    ],
  ])('%s', (_name, who, sentence) => {
    expect(nextMailSentence(texts.en, who, 'UTC')).toMatch(sentence);
  });

  it('names the site’s zone where they chose none', () => {
    const who = { ...reader, schedule: { ...schedule, timeZone: null } };
    expect(sentenceForNewcomer(texts.en, who, 'Asia/Tokyo', 'first')).toBe(
      'The first weekly digest comes on Monday, March 30, at 08:00 (Asia/Tokyo).',
    );
  });

  it('does not promise an hour that is past', () => {
    expect(sentenceForNewcomer(texts.de, late, 'UTC', 'next')).toMatch(
      /^Ihre Wochenausgabe von Montag, 30\. März, 08:00 Uhr \(America\/Nuuk\) ist noch nicht fertig\./,
    );
  });
});
