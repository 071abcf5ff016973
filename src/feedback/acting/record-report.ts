import { addressKey, domainOf } from '../../model/address.js';
import type { FeedbackEffect } from '../../model/feedback-effect.js';
import { type Database, inTransaction, type Queryable } from '../../store/database.js';
import {
  type FeedbackLookup,
  type FeedbackSubject,
  findSubjects,
  insertFeedback,
  lockSubscribers,
  type NewFeedback,
} from '../../store/feedback/feedback.js';
import type { SoftBounceLimit } from '../../store/feedback/feedback-effects.js';
import { inHalves, isFaultOfRow } from '../../store/in-halves.js';
import { applyArrivals, applyEffects, type Kept } from './apply-effects.js';
import { decideEffect } from './decide-effect.js';
import type { Report, ReportedEvent } from './report.js';

type Unkept = Omit<Kept, 'id'>;

/** What acting on reports needs. */
export interface ActingContext {
  readonly database: Database;
  readonly softBounces: SoftBounceLimit;
  readonly log: Readonly<Record<'info' | 'warn' | 'error', (fields: object, event: string) => void>>;
}

type Alongside = (client: Queryable) => Promise<void>;

/**
 * Keeps what a report says and acts on it, in one transaction: when it resolves, both are committed, and
 * whoever brought the report may be told that it arrived. The same report again changes nothing. Of many events one
 * that the database cannot take keeps back none of the others: it is logged and passed over.
 * @param alongside what is committed together with it, and with each part where an event is passed over
 * @returns the events that were new
 * @throws the database's error, where none of the events could be kept: then the report must come again
 */
export async function recordReport(
  context: ActingContext,
  report: Report,
  alongside: Alongside = async () => undefined,
): Promise<readonly NewFeedback[]> {
  try {
    return await recordWhole(context, report, alongside);
  } catch (error) {
    if (report.events.length < 2 || !isFaultOfRow(error)) throw error;
    const kept = await recordSparing(context, report, alongside);
    if (kept === null) throw error;
    return kept;
  }
}

/** @returns null where none of the events could be kept */
async function recordSparing(
  context: ActingContext,
  report: Report,
  alongside: Alongside,
): Promise<readonly NewFeedback[] | null> {
  const { source, events } = report;
  const parts = await inHalves(
    [...events.keys()],
    (some) => recordWhole(context, { ...report, events: some.flatMap((at) => events[at] ?? []) }, alongside),
    async (_at, code) => context.log.error({ source, code }, 'feedback-passed-over'),
  );
  return parts.length === 0 ? null : parts.flat();
}

async function recordWhole(
  { database, softBounces, log }: ActingContext,
  report: Report,
  alongside: Alongside,
): Promise<readonly NewFeedback[]> {
  const kept = await inTransaction(database, async (client) => {
    const rows = await rowsOf(client, report);
    // Most mail arrives; that one message did is worth no row.
    const arrived = rows.filter(({ event }) => event.class === 'delivered');
    await applyArrivals(client, arrived);
    const settled = await applyEffects(client, await keep(client, rows), softBounces);
    await alongside(client);
    return settled;
  });
  for (const row of kept) logRow(log, row);
  return kept;
}

async function rowsOf(client: Queryable, report: Report): Promise<Unkept[]> {
  const { events } = report;
  const lookups = events.map(lookupOf);
  await lockSubscribers(client, idsOf(await findSubjects(client, lookups)));
  // Read once more under the lock: an operator or another report may have been quicker.
  const subjects = await findSubjects(client, lookups);
  return events.map((event, index) => rowOf(report, event, subjects[index]));
}

/** Keeps what was not known; of two alike in one report the first stands for both. */
async function keep(client: Queryable, rows: readonly Unkept[]): Promise<Kept[]> {
  const byHash = new Map<string, Unkept>();
  for (const row of rows) {
    const hash = row.contentHash.toString('hex');
    if (row.event.class !== 'delivered' && !byHash.has(hash)) byHash.set(hash, row);
  }
  const ids = await insertFeedback(client, [...byHash.values()]);
  return [...byHash].flatMap(([hash, row]) => {
    const id = ids.get(hash);
    return id === undefined ? [] : [{ id, ...row }];
  });
}

function lookupOf({ claim, event, evidence }: ReportedEvent): FeedbackLookup {
  if (claim === null) {
    const address = event.recipient === null ? null : addressKey(event.recipient);
    // An address alone says whose history a report may belong to; it proves nothing unless a provider says it.
    return { subscriberId: null, noticeId: null, addressKey: address, digestId: null };
  }
  const byNotice = claim.kind === 'notice';
  return {
    subscriberId: claim.subscriberId,
    noticeId: byNotice ? claim.id : null,
    addressKey: null,
    digestId: byNotice || evidence === 'none' || claim.id === 0 ? null : claim.id,
  };
}

function idsOf(subjects: readonly FeedbackSubject[]): number[] {
  return [...new Set(subjects.flatMap(({ subscriberId }) => subscriberId ?? []))];
}

function rowOf(report: Report, reported: ReportedEvent, subject: FeedbackSubject | undefined): Unkept {
  const { event, evidence, claim, contentHash, occurredAt, excerpt } = reported;
  const address = subject?.address ?? null;
  const decision = decideEffect({
    event,
    evidence,
    isKnown: address !== null,
    isSameAddress: address === null || claim === null || claim.wasSentTo(address),
    namesAnother: address !== null && namesAnother(address, reported),
    sentAt: subject?.sentAt ?? null,
    liftedAt: subject?.liftedAt ?? null,
  });
  const mailed = address ?? event.recipient;
  return {
    ...decision,
    contentHash,
    source: report.source,
    event,
    evidence,
    subscriberId: subject?.subscriberId ?? null,
    digestId: evidence === 'none' ? null : (subject?.digestId ?? null),
    noticeId: evidence === 'none' ? null : (subject?.noticeId ?? null),
    domain: mailed === null ? null : domainOf(mailed).toLowerCase(),
    excerpt,
    occurredAt,
    receivedAt: report.receivedAt,
    words: reported.words,
    isMailto: claim?.kind === 'unsubscribe' && evidence === 'return-path',
  };
}

/** What wants an operator's eye is a warning; a cause stands beside what had no effect. */
function logRow(log: ActingContext['log'], row: NewFeedback): void {
  const { source, event, evidence, effect, cause, subscriberId, digestId, noticeId } = row;
  const fields = {
    source,
    class: event.class,
    reason: event.reason,
    rule: event.rule,
    evidence,
    effect,
    cause,
    subscriber: subscriberId,
    digest: digestId,
    notice: noticeId,
  };
  log[WARNED.has(effect) ? 'warn' : 'info'](fields, 'feedback');
}

const WARNED: ReadonlySet<FeedbackEffect> = new Set(['alarmed', 'complained']);

/**
 * Whether a report names recipients and none of them is the one that we mailed. A server may name its mailbox by
 * a host of its own (`reader@mx1.example.net`), so the part before the @ is compared.
 */
function namesAnother(mailed: string, { event, aliases }: Pick<ReportedEvent, 'event' | 'aliases'>): boolean {
  if (event.recipient === null) return false;
  const own = localOf(mailed);
  return [event.recipient, ...aliases].every((named) => localOf(named) !== own);
}

function localOf(address: string): string {
  const key = addressKey(address);
  return key.slice(0, Math.max(key.lastIndexOf('@'), 0)).replaceAll('"', '');
}
