import { describe, expect, it } from 'vitest';
import { periodTitle, shortPeriodTitle } from '../../src/i18n/period-title.js';
import { shippedTexts } from '../support/shipped-texts.js';

const { en, de } = await shippedTexts();

describe('the title of a period', () => {
  it.each([
    ['daily', 'Monday, March 23, 2026', null, 'Montag, 23. März 2026', null],
    ['sample', 'Monday, March 23, 2026', null, 'Montag, 23. März 2026', null],
    [
      'weekly',
      'The week of March 23, 2026',
      'The week of March 23',
      'Woche vom 23. März 2026',
      'Woche vom 23. März',
    ],
    ['monthly', 'March 2026', 'March 2026', 'März 2026', 'März 2026'],
  ] as const)('names a %s digest', (kind, title, short, germanTitle, germanShort) => {
    const period = '2026-03-23';
    expect([periodTitle(en, kind, period), shortPeriodTitle(en, kind, period)]).toEqual([title, short]);
    expect([periodTitle(de, kind, period), shortPeriodTitle(de, kind, period)]).toEqual([
      germanTitle,
      germanShort,
    ]);
  });

  it('names several days in one', () => {
    const days = ['gathered', '2026-03-20', '2026-04-02'] as const;
    expect([periodTitle(en, ...days), shortPeriodTitle(en, ...days)]).toEqual([
      'March 20 – April 2, 2026',
      'March 20 – April 2',
    ]);
    expect([periodTitle(de, ...days), shortPeriodTitle(de, ...days)]).toEqual([
      '20. März – 2. April 2026',
      '20. März – 2. April',
    ]);
  });
});
