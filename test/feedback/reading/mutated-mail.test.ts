import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyMail } from '../../../src/feedback/reading/classify-mail.js';
import { knowledge } from '../../../src/feedback/reading/knowledge.js';
import { feedbackReasons } from '../../../src/model/feedback.js';
import { inventedMail } from './invented-mail.js';
import { heavyMail, hugeMail, mutated, randomFrom } from './mutated-mail.js';
import { recordedMail } from './recorded-mail.js';

/** `MUTATED_MAILS=100000` reads that many, and holds each heavy message to its time. */
const asked = process.env['MUTATED_MAILS'];
const runs = asked === undefined ? 400 : Number(asked);
const LONGEST_MS = 100;
const MINUTES = 20 * 60_000;

const seed = fc.readConfigureGlobal().seed ?? 1;
const originals = [...recordedMail.map(({ raw }) => raw), ...inventedMail.map(({ raw }) => Buffer.from(raw))];

function timed(raw: Buffer): number {
  const started = performance.now();
  classifyMail(raw);
  return performance.now() - started;
}

/** @returns milliseconds; the best of some, where the machine was busy with something else */
function read(raw: Buffer): number {
  const started = performance.now();
  const { events } = classifyMail(raw);
  let took = performance.now() - started;
  for (let again = 0; asked !== undefined && took >= LONGEST_MS && again < 4; again += 1) {
    took = Math.min(took, timed(raw));
  }
  expect(events.length).toBeGreaterThan(0);
  for (const event of events) {
    expect(feedbackReasons).toHaveProperty([event.reason]);
    if (event.class === 'hard') expect(feedbackReasons[event.reason].blame).toBe('address');
    expect(event.status ?? '2.0.0').toMatch(/^[245]\.\d{1,3}\.\d{1,3}$/);
    expect(event.reply ?? '250').toMatch(/^[245]\d\d$/);
    expect(event.recipient ?? '').not.toMatch(/\p{Cc}/u);
  }
  return took;
}

describe('damaged messages', () => {
  it(`are read to an end (${runs} of them)`, { timeout: MINUTES }, () => {
    const random = randomFrom(seed);
    const pick = (): Buffer => originals[random(originals.length)] as Buffer;
    let slowest = 0;
    const before = process.memoryUsage().rss;
    for (let count = 0; count < runs; count += 1)
      slowest = Math.max(slowest, read(mutated(pick(), pick(), random)));
    const grown = (process.memoryUsage().rss - before) / 2 ** 20;
    if (asked !== undefined) {
      console.info(
        `${runs} damaged messages, the slowest in ${slowest.toFixed(0)} ms, ${grown.toFixed(0)} MB more memory`,
      );
      expect(slowest).toBeLessThan(LONGEST_MS);
      expect(grown).toBeLessThan(400);
    }
  });

  it('of a megabyte that are made to be slow are read to an end', { timeout: MINUTES }, () => {
    const sources = knowledge.rules.flatMap(({ text = [] }) => text.map(({ source }) => source));
    const words = [...new Set(sources.join(' ').match(/[\p{L}']{2,}/gu))];
    const times = [...heavyMail(words, randomFrom(seed))].map(([name, raw]) => ({ name, took: read(raw) }));
    if (asked !== undefined) {
      const [slowest] = times.toSorted((one, other) => other.took - one.took);
      console.info(
        `${times.length} heavy messages, the slowest (${slowest?.name}) in ${slowest?.took.toFixed(0)} ms`,
      );
      expect(times.filter(({ took }) => took >= LONGEST_MS)).toEqual([]);
    }
  });

  it('of 50 MB are read as far as it matters', () => {
    const { events } = classifyMail(hugeMail(50_000_000));
    expect(events).toMatchObject([{ recipient: 'ada@readers.example', class: 'hard' }]);
  });
});
