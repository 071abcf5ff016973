import { expect, it } from 'vitest';
import { loadTexts } from '../../src/i18n/load-texts.js';
import { agoOf } from '../../src/model/ago.js';

it.each([
  [0, 'just now', 'gerade eben'],
  [1, 'a minute ago', 'vor einer Minute'],
  [59, '59 minutes ago', 'vor 59 Minuten'],
  [60, 'an hour ago', 'vor einer Stunde'],
  [89, 'an hour ago', 'vor einer Stunde'],
  [1_530, '26 hours ago', 'vor 26 Stunden'],
  [2_850, '2 days ago', 'vor 2 Tagen'],
  [1_440_000, '1,000 days ago', 'vor 1.000 Tagen'],
])('%i minutes are said as people would', async (minutes, english, german) => {
  const { en, de } = await loadTexts();
  const read = { at: 'then', ...agoOf(minutes) };
  expect(en.t('admin-sources.read', read)).toBe(`Last read then, ${english}.`);
  expect(de.t('admin-sources.read', read)).toBe(`Zuletzt gelesen then, ${german}.`);
});
