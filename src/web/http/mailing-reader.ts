import { errorFacts } from '../../error-facts.js';
import { type MailingCounts, readMailing, readMailingDomains } from '../../mailing/read-mailing.js';
import type { Queryable } from '../../store/database.js';
import type { DomainCounts } from '../../store/deliveries/mailing-breakdown.js';
import { createKeptAnswers, type KeptAnswers } from './kept-answers.js';

/** Counts of mailings by the id of a digest, for every operator and every key that watches. */
export interface MailingReader {
  readonly counts: KeptAnswers<number, MailingCounts>;
  readonly domains: KeptAnswers<number, readonly DomainCounts[]>;
}

interface Reading {
  readonly database: Queryable;
  readonly clock: () => Date;
  readonly log: { warn(fields: object, event: string): void };
}

const FRESH_MS = 2_000;
/** Looks at each reader too, and tells less of the moment. */
const DOMAINS_FRESH_MS = 10_000;
/** Counting a million rows takes a second: the page does without until somebody asks again. */
const PATIENCE_MS = 60;

export function openMailingReader({ database, clock, log }: Reading): MailingReader {
  const terms = {
    patienceMs: PATIENCE_MS,
    now: () => performance.now(),
    onError: (error: unknown) => log.warn({ error: errorFacts(error) }, 'mailing-not-counted'),
  };
  return {
    counts: createKeptAnswers({
      ...terms,
      freshMs: FRESH_MS,
      read: (digestId: number) => readMailing(database, digestId, clock()),
    }),
    domains: createKeptAnswers({
      ...terms,
      freshMs: DOMAINS_FRESH_MS,
      read: (digestId: number) => readMailingDomains(database, digestId),
    }),
  };
}
