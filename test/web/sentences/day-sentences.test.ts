import { expect, it } from 'vitest';
import type { DayStatus } from '../../../src/digests/day-status.js';
import { sourceWords } from '../../../src/rendering/source-words.js';
import { type DayPlace, daySentence } from '../../../src/web/pages/day-sentences.js';
import { shippedTexts } from '../../support/shipped-texts.js';

const texts = await shippedTexts();

const since = new Date('2026-03-24T09:05:00Z');

const table: readonly (readonly [DayStatus, DayPlace, string | null])[] = [
  [{ kind: 'papers', papers: 3, sourceDownSince: null }, 'today', null],
  [
    { kind: 'papers', papers: 3, sourceDownSince: since },
    'today',
    'The source of the papers has not answered since Mar 24, 2026, 09:05 UTC; the latest papers may be missing.',
  ],
  [{ kind: 'rest', weekend: true }, 'today', 'No list today: Daily Papers rests at weekends.'],
  [{ kind: 'rest', weekend: true }, 'past', 'No list on this day: Daily Papers rests at weekends.'],
  [{ kind: 'rest', weekend: false }, 'past', 'No list on this day: Daily Papers had none.'],
  [{ kind: 'not-listed-yet' }, 'today', 'Today’s list is not there yet.'],
  [{ kind: 'not-listed-yet' }, 'past', 'The list of this day is not there yet.'],
  [{ kind: 'not-listed-yet' }, 'future', 'This day has not come yet.'],
  [{ kind: 'not-read' }, 'today', 'Today’s list is being read; look again in a minute.'],
  [{ kind: 'not-read' }, 'past', 'The list of this day was never read.'],
  [
    { kind: 'source-down', since },
    'today',
    'The source of the papers has not answered since Mar 24, 2026, 09:05 UTC, or this service has no connection, so the list could not be read. It is asked again every few minutes.',
  ],
];

it.each(table)('%j on a day that is %s', (status, place, sentence) => {
  expect(daySentence(texts.en, status, place)).toBe(sentence);
});

it('names a source where there are several', () => {
  const status = { kind: 'source-down', since } as const;
  expect(daySentence(texts.en, status, 'today', { who: sourceWords(texts.en, 'arxiv', 2) })).toMatch(
    /^arXiv has not answered since/,
  );
  expect(sourceWords(texts.en, 'huggingface', 2)).toBe('Hugging Face');
  expect(sourceWords(texts.en, 'file:ours', 2)).toBe('The list “ours”');
  expect(sourceWords(texts.en, 'file:ours', 1)).toBe('The source of the papers');
});

it('says when a source that does not answer is asked again', () => {
  const status = { kind: 'source-down', since } as const;
  const againAt = new Date('2026-03-24T09:17:00Z');
  expect(daySentence(texts.en, status, 'today', { againAt })).toMatch(
    /asked again at Mar 24, 2026, 09:17 UTC\.$/,
  );
});
