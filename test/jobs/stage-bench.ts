import type { DigestSettings } from '../../src/jobs/assemble.js';
import { huggingFaceSource } from '../../src/sources/huggingface/source.js';
import { shippedVocabulary } from '../../src/topics/vocabulary.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { emptyTables } from '../support/empty-tables.js';
import { type HuggingFaceServer, startHuggingFaceServer } from '../support/huggingface-server.js';
import { silent } from './each-backend.js';

/** A database, a source of empty lists that answers on loopback, and a clock that is set by hand. */
export interface StageBench {
  readonly test: TestDatabase;
  readonly server: HuggingFaceServer;
  setNow(moment: string): void;
  readonly context: {
    readonly database: TestDatabase['database'];
    readonly sources: readonly ReturnType<typeof huggingFaceSource>[];
    readonly lookup: null;
    readonly clock: () => Date;
    readonly log: typeof silent;
    readonly config: DigestSettings;
  };
  /** Dates that the source was asked for since the last call, in order. */
  askedDates(): string[];
  empty(): Promise<void>;
  close(): Promise<void>;
}

export async function openStageBench(): Promise<StageBench> {
  const test = await createTestDatabase();
  const server = await startHuggingFaceServer();
  let now = new Date();
  let seen = 0;
  const clock = () => now;
  const http = { attempts: 1 };
  const source = () => huggingFaceSource({ baseUrl: server.url, now: clock, http });
  const sources = [source()];
  return {
    test,
    server,
    setNow: (moment) => {
      now = new Date(moment);
    },
    context: {
      database: test.database,
      sources,
      lookup: null,
      clock,
      log: silent,
      config: {
        pollMinutes: 20,
        sourceWaitMinutes: 0,
        digestTime: '08:00',
        digestTimezone: 'UTC',
        digestReviewMinutes: 0,
        digestApproval: 'none' as const,
        topics: shippedVocabulary,
        mostPapers: { weekly: 5, monthly: 8 },
      },
    },
    askedDates: () => {
      const paths = server.requests.slice(seen).map(({ path }) => path);
      seen = server.requests.length;
      return paths.map((path) => new URLSearchParams(path.split('?')[1]).get('date') ?? '');
    },
    empty: async () => {
      // A source keeps its peace with the server by the clock, which the next test sets back.
      sources[0] = source();
      for (let day = 10; day <= 31; day += 1) server.setDay(`2026-03-${day}`, []);
      await emptyTables(
        test.database,
        'papers, polls, listings, observations, digests, digest_papers, signups, subscribers, slices, deliveries, notices',
        { restart: true },
      );
    },
    close: async () => {
      await server.stop();
      await test.close();
    },
  };
}
