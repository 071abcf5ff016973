import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { huggingFaceSource } from '../../../src/sources/huggingface/source.js';
import {
  type HuggingFaceServer,
  recordedAnswers,
  recordedList,
  startHuggingFaceServer,
} from '../../support/huggingface-server.js';
import { apiId, apiItem } from './items.js';

const date = '2026-03-23';
const now = () => new Date('2026-03-23T08:00:00Z');
const never = new AbortController().signal;
const items = (count: number) => Array.from({ length: count }, (_, index) => apiItem(apiId(index)));

let server: HuggingFaceServer;
let waits: number[];

beforeEach(async () => {
  server = await startHuggingFaceServer({ today: date });
  waits = [];
});
afterEach(() => server.stop());

function source() {
  const sleep = async (ms: number) => void waits.push(ms);
  return huggingFaceSource({ baseUrl: server.url, now, http: { sleep, random: () => 1 } });
}

describe('paging', () => {
  test.each([
    [0, 1],
    [1, 1],
    [99, 1],
    [100, 2],
    [101, 2],
    [250, 3],
  ])('%i papers take %i requests', async (count, requests) => {
    server.setDay(date, items(count));
    const { listed } = await source().fetchList(date, never);
    expect(listed.map(({ paper }) => paper.id)).toEqual(items(count).map(({ paper }) => paper.id));
    expect(server.requests.map(({ path }) => path)).toEqual(
      Array.from({ length: requests }, (_, page) => `/api/daily_papers?date=${date}&limit=100&p=${page}`),
    );
  });

  test('ends after ten pages, whatever the server says', async () => {
    server.setDay(date, items(2_000));
    const warned: string[] = [];
    const log = { info: () => undefined, warn: (_: object, event: string) => void warned.push(event) };
    const { listed } = await huggingFaceSource({ baseUrl: server.url, now, log }).fetchList(date, never);
    expect(listed).toHaveLength(1_000);
    expect(server.requests).toHaveLength(10);
    expect(warned).toEqual(['list-cut']);
  });

  test('a paper that moves to the next page meanwhile counts once', async () => {
    server.setDay(date, [...items(100), ...items(5)]);
    expect((await source().fetchList(date, never)).listed).toHaveLength(100);
  });
});

describe('growth', () => {
  test('each answer tells the list and the votes as they are then', async () => {
    const papers = source();
    server.setDay(date, items(3));
    expect((await papers.fetchList(date, never)).listed).toHaveLength(3);
    server.setDay(date, [apiItem(apiId(0), { upvotes: 70 }), ...items(5).slice(1)]);
    const { listed } = await papers.fetchList(date, never);
    expect(listed.map(({ observation }) => observation?.upvotes)).toEqual([70, 7, 7, 7, 7]);
    expect(listed[0]?.observation?.observedAt).toEqual(now());
  });

  test.skipIf(!existsSync(recordedAnswers))('a recorded day over the wire', async () => {
    const recorded = await recordedList(date);
    const { listed, skipped } = await source().fetchList(date, never);
    expect(recorded.length).toBeGreaterThan(10);
    expect(listed).toHaveLength(recorded.length);
    expect(skipped).toEqual([]);
  });
});

describe('faults', () => {
  test.each([429, 500, 502, 503])('gets over two answers with %i', async (status) => {
    server.setDay(date, items(2));
    server.failNext(2, status, { 'retry-after': '3' });
    expect((await source().fetchList(date, never)).listed).toHaveLength(2);
    expect(waits).toEqual([3_000, 4_000]);
    expect(server.requests).toHaveLength(3);
  });

  test('after a fault only the page that failed is asked for again', async () => {
    server.setDay(date, items(120));
    server.failNext(1, 500);
    expect((await source().fetchList(date, never)).listed).toHaveLength(120);
    expect(server.requests.map(({ path }) => path.slice(-1))).toEqual(['0', '0', '1']);
  });

  test('gives up after four attempts', async () => {
    server.failNext(9, 503);
    await expect(source().fetchList(date, never)).rejects.toMatchObject({
      code: 'SOURCE_UNAVAILABLE',
      details: { status: 503, date },
    });
    expect(server.requests).toHaveLength(4);
  });

  test('400 is not tried again', async () => {
    server.failNext(1, 400);
    await expect(source().fetchList('2026-03-20', never)).rejects.toMatchObject({
      code: 'SOURCE_UNAVAILABLE',
      details: { status: 400, date: '2026-03-20' },
    });
    expect(server.requests).toHaveLength(1);
  });

  test('400 for a day that has only just begun, or has not, means that its list is not open', async () => {
    await expect(source().fetchList('2026-03-24', never)).rejects.toMatchObject({
      code: 'LIST_NOT_OPEN',
      details: { status: 400, date: '2026-03-24' },
    });
    expect(server.requests).toHaveLength(1);
  });

  test('a day of rest is an empty list', async () => {
    expect(await source().fetchList('2026-03-22', never)).toEqual({
      listed: [],
      skipped: [],
      drift: [],
      whole: true,
    });
  });

  test.each(['', 'null', '{"error":"no"}', '[1,2', '<html></html>', '"[]"'])(
    '%j is no list',
    async (body) => {
      const other = createServer((_, response) => response.end(body));
      await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
      const baseUrl = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
      try {
        await expect(huggingFaceSource({ baseUrl, now }).fetchList(date, never)).rejects.toMatchObject({
          code: 'SOURCE_ANSWER_INVALID',
          details: { status: 200, date },
        });
      } finally {
        other.closeAllConnections();
        await new Promise((resolve) => other.close(resolve));
      }
    },
  );

  test('an answer in which nothing can be read is not taken for an empty list', async () => {
    server.setDay(date, [{ paper: { arxiv: apiId(1) } }]);
    await expect(source().fetchList(date, never)).rejects.toMatchObject({ code: 'SOURCE_ANSWER_INVALID' });
  });
});
