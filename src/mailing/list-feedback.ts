import { stringify } from 'csv-stringify/sync';
import { BroadsheetError } from '../errors.js';
import type { DigestKind } from '../model/digest.js';
import { digestName } from '../model/digest-period.js';
import { type FeedbackClass, feedbackClasses, feedbackReasons } from '../model/feedback.js';
import type { Database } from '../store/database.js';
import { type FeedbackFilter, type ListedFeedback, listFeedback } from '../store/feedback/list-feedback.js';
import { findDigestByName, refuseNoName } from './find-digest.js';

/** Which reports, as people type and choose it; absent and empty are alike. */
export interface AskedFeedback {
  readonly class?: string | undefined;
  readonly reason?: string | undefined;
  /** By its name. */
  readonly relay?: string | undefined;
  /** Of the address that was mailed. */
  readonly domain?: string | undefined;
  /** As addresses call it: `2026-03-24`. */
  readonly digest?: string | undefined;
}

/**
 * @returns null where nothing can fit, because there is no such digest
 * @throws BroadsheetError INPUT_INVALID for a class or a reason that there is not, DATE_INVALID for what names no digest
 */
export async function feedbackFilter(
  database: Database,
  asked: AskedFeedback,
): Promise<FeedbackFilter | null> {
  const said = (name: keyof AskedFeedback) => asked[name]?.trim() || null;
  const name = said('digest');
  if (name !== null) refuseNoName(name);
  const digest = name === null ? null : await findDigestByName(database, name);
  if (name !== null && digest === null) return null;
  return {
    class: classOf(said('class')),
    reason: reasonOf(said('reason')),
    relay: said('relay'),
    domain: said('domain')?.toLowerCase() ?? null,
    digestId: digest?.id ?? null,
  };
}

function classOf(said: string | null): FeedbackClass | null {
  if (said === null) return null;
  const found = feedbackClasses.find((known) => known === said);
  if (found !== undefined) return found;
  const known = feedbackClasses.join(', ');
  throw new BroadsheetError('INPUT_INVALID', `There is no class ${said}; there are ${known}.`);
}

function reasonOf(said: string | null): string | null {
  if (said === null || Object.hasOwn(feedbackReasons, said)) return said;
  const known = Object.keys(feedbackReasons).join(', ');
  throw new BroadsheetError('INPUT_INVALID', `There is no reason ${said}; there are ${known}.`);
}

/** So many are in memory at a time, however many there are. */
const AT_ONCE = 1_000;

/** All that came back and fits, the newest first. */
export async function* everyFeedback(
  database: Database,
  filter: FeedbackFilter | null,
): AsyncGenerator<readonly ListedFeedback[]> {
  for (let before: number | null = null; filter !== null; ) {
    const page: readonly ListedFeedback[] = await listFeedback(database, filter, { before, limit: AT_ONCE });
    if (page.length > 0) yield page;
    if (page.length < AT_ONCE) return;
    before = page.at(-1)?.id ?? null;
  }
}

/** A report without addresses and without what servers wrote, which quotes them. */
export function feedbackRow(row: ListedFeedback) {
  const { receivedAt, class: kind, reason, grade, reply, status, effect, cause, domain, relay } = row;
  const { digestKind, period, subscriberId: subscriber, isSuppressed: suppressed } = row;
  const digest = digestKind === null || period === null ? null : digestName(digestKind as DigestKind, period);
  return {
    ...{ at: receivedAt.toISOString(), class: kind, reason, grade, reply, status, effect, cause },
    ...{ domain, relay, digest, subscriber, suppressed },
  };
}

const COLUMNS = [
  ...['at', 'class', 'reason', 'grade', 'reply', 'status', 'effect', 'cause'],
  ...['domain', 'relay', 'digest', 'subscriber', 'suppressed'],
] as const satisfies readonly (keyof ReturnType<typeof feedbackRow>)[];

/** The same as CSV (RFC 4180) with a line of headings, and a `'` before what a spreadsheet would take for a formula. */
export async function* feedbackCsv(pages: AsyncIterable<readonly ListedFeedback[]>): AsyncGenerator<string> {
  const csv = (rows: readonly (readonly string[])[]) =>
    stringify(rows as string[][], { escape_formulas: true, record_delimiter: 'windows' });
  yield csv([COLUMNS]);
  for await (const page of pages) {
    yield csv(page.map(feedbackRow).map((row) => COLUMNS.map((name) => String(row[name] ?? ''))));
  }
}
