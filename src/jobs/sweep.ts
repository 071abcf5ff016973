import type { Flights } from '../delivery/ledger/flights.js';
import { sweepDeliveries } from '../delivery/ledger/sweep-deliveries.js';
import { listDateOf } from '../digests/digest-request.js';
import { DAY_MS, MINUTE_MS } from '../durations.js';
import { errorFacts } from '../error-facts.js';
import { watchRates } from '../feedback/acting/watch-rates.js';
import { addDays, dateIn } from '../model/calendar-date.js';
import { type DigestName, daysOf, lastDayOf } from '../model/digest-period.js';
import { latestToFreeze } from '../model/release-state.js';
import { forgetOldSignIns } from '../operators/forget-sign-ins.js';
import { dropOldAudit } from '../store/audit.js';
import { foldOldest } from '../store/deliveries/reading-history.js';
import { heldLeases } from '../store/deliveries/slices.js';
import { noteCompleted, noteStuck } from '../store/deliveries/watch-mailings.js';
import { findDigest } from '../store/digests/digests.js';
import { listStateOf } from '../store/digests/freeze-digest.js';
import { readMissingTopics } from '../store/digests/paper-topics.js';
import { sweepRuleSets } from '../store/editions/unused-rule-sets.js';
import { dropDmarcReports } from '../store/feedback/dmarc-reports.js';
import { dropFailedMails } from '../store/feedback/failed-mails.js';
import { dropExcerpts } from '../store/feedback/feedback.js';
import { dropTokens } from '../store/feedback/webhook-tokens.js';
import { dropOldReplies } from '../store/idempotent-replies.js';
import { dropOldLines } from '../store/imports/import-lines.js';
import { dueImports, failCutImports } from '../store/imports/imports.js';
import { withLease } from '../store/leases.js';
import { alertsWait, dropOldAlertMails } from '../store/outbound/alert-mails.js';
import { dropOldEvents, nextOutboundAt } from '../store/outbound/spread-outbox.js';
import { pollTimes, waitingMail } from '../store/papers/due-work.js';
import { forgetReaderSearches } from '../store/subscribers/reader-searches.js';
import { forgetUnconfirmed } from '../subscribers/forget-unconfirmed.js';
import { redactErased } from '../subscribers/redact-erased.js';
import { type AssembleContext, mailDue } from './assemble.js';
import { mayRetry } from './due-polls.js';
import { eachOf } from './each-of.js';
import { dueLists } from './poll-due.js';
import type { JobQueues } from './queues.js';
import { readPapers } from './read-papers.js';
import { releaseDue } from './release-due.js';
import { thinHistory } from './thin-history.js';
import { watchServer } from './watch-server.js';

export interface SweepContext extends AssembleContext {
  readonly queues: JobQueues;
  readonly delivery: { readonly policy: 'hold' | 'resend'; readonly flights?: Flights };
}

/** While the relay pauses, every slice of a large digest is found again and again. */
const MOST_SLICES = 500;

/** A hundred thousand are looked at within a day. */
const MOST_RULE_SETS = 500;

/** No digest is mailed or tried out for longer. */
const TOPICS_DAYS = 100;

/** Since the last of its lines. */
const UPLOAD_WITHIN_MS = 5 * MINUTE_MS;
const KEEP_EXCERPTS_MS = 90 * DAY_MS;
const KEEP_TOKENS_MS = 7 * DAY_MS;
const KEEP_FAILED_MAILS_MS = 30 * DAY_MS;
const KEEP_EVENTS_MS = 30 * DAY_MS;
const KEEP_IMPORT_LINES_MS = 30 * DAY_MS;
const KEEP_DMARC_MS = 365 * DAY_MS;

/**
 * Finds in the tables what is due and not done, whatever the queue has lost, and wakes workers for it. One
 * process at a time does so; each part is looked at even where another fails.
 * @throws the first failure of a part
 */
export async function sweep(context: SweepContext): Promise<void> {
  await withLease(context.database, 'sweep', async (lease) => {
    const failures: unknown[] = [];
    const parts = [
      watchServer,
      sweepTopics,
      sweepMail,
      sweepSlices,
      sweepDigests,
      sweepPeriods,
      releaseDue,
      mailDue,
      sweepHistory,
      sweepRules,
      sweepPolls,
      thinHistory,
      sweepFeedback,
      sweepUnconfirmed,
      sweepErased,
      sweepImports,
      sweepOperators,
      sweepMailings,
      sweepOutbound,
      readPapers,
    ];
    for (const part of parts) {
      // A process that stood still meanwhile leaves the rest to who took over.
      if (!(await lease.isHeld())) return context.log.warn({ part: part.name }, 'sweep-lease-lost');
      try {
        await part(context);
      } catch (error) {
        context.log.error({ part: part.name, error: errorFacts(error) }, 'sweep-failed');
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  });
}

/** What was sent long ago is kept for the readers, not for each mail. */
async function sweepHistory({ database, clock, log }: SweepContext): Promise<void> {
  if (await foldOldest(database, clock())) log.info('deliveries-folded');
}

/**
 * Digests that an older version froze lack what their papers are about; it is added, because readers' rules on topics
 * are matched with them as well.
 */
async function sweepTopics({ database, config, clock }: SweepContext): Promise<void> {
  const since = addDays(dateIn('UTC', clock()), -TOPICS_DAYS);
  while ((await readMissingTopics(database, config.topics.topicsOf, since)) > 0);
}

/** Rules that nobody has any more would be matched with every digest. */
async function sweepRules({ database, clock, log }: SweepContext): Promise<void> {
  const count = await sweepRuleSets(database, { now: clock(), everyMs: DAY_MS, limit: MOST_RULE_SETS });
  if (count > 0) log.info({ count }, 'rules-removed');
}

async function sweepMail({ database, queues, clock }: SweepContext): Promise<void> {
  const waiting = await waitingMail(database, clock());
  if (waiting.signups) await queues.processSignups();
  if (waiting.notices) await queues.sendNotices();
}

async function sweepSlices({ database, queues, clock, delivery, log }: SweepContext): Promise<void> {
  const { policy, flights } = delivery;
  await flights?.tidy(() => heldLeases(database));
  const { sliceIds, uncertain } = await sweepDeliveries(database, clock(), policy, flights);
  if (uncertain > 0) log.warn({ count: uncertain }, 'deliveries-uncertain');
  await queues.deliver(sliceIds.slice(0, MOST_SLICES));
}

async function sweepDigests(context: SweepContext): Promise<void> {
  const { database, queues, clock, config, sources } = context;
  const now = clock();
  const name = latestToFreeze('daily', config, now);
  if ((await findDigest(database, 'daily', name.period)) !== null) return;
  const names = sources.map((source) => source.name);
  const times = await pollTimes(database, names, [listDateOf(name, config)]);
  // While the source is down, its list is not asked for again with every sweep.
  const ready = times.some(
    ({ succeededAt, attemptedAt }) => succeededAt !== null || mayRetry(attemptedAt, now),
  );
  if (ready) await queues.assemble('due', { release: true });
}

async function sweepPeriods(context: SweepContext): Promise<void> {
  const { queues, clock, config } = context;
  await eachOf(
    (['weekly', 'monthly'] as const).map((kind) => async () => {
      if (await isMissing(context, latestToFreeze(kind, config, clock())))
        await queues.assemble('due', { kind, release: true });
    }),
  );
}

/** Whether a digest that is due was not frozen and could be: as with days, a source that is down is spared. */
async function isMissing({ database, sources, clock }: SweepContext, name: DigestName): Promise<boolean> {
  const { kind, period } = name;
  if ((await findDigest(database, kind, period)) !== null) return false;
  const { listed } = await listStateOf(database, kind, { from: period, until: lastDayOf(kind, period) });
  if (!listed) return false;
  const names = sources.map((source) => source.name);
  const times = await pollTimes(database, names, daysOf(kind, period));
  const answered = new Set(times.filter((time) => time.succeededAt !== null).map((time) => time.listDate));
  return times.every(({ listDate, attemptedAt }) => answered.has(listDate) || mayRetry(attemptedAt, clock()));
}

async function sweepPolls(context: SweepContext): Promise<void> {
  const due = await dueLists(context);
  const dates = due.map(({ date }) => date);
  if (dates.length > 0) await context.queues.poll(dates, { onlyDue: true });
}

/**
 * What reports said word for word holds addresses, and is of use only while somebody may ask about it. And too much
 * of what came back stops the mailing.
 */
async function sweepFeedback({ database, clock, log }: SweepContext): Promise<void> {
  const now = clock().getTime();
  await eachOf([
    () => watchRates({ database, now: new Date(now), log }),
    () => dropExcerpts(database, new Date(now - KEEP_EXCERPTS_MS)),
    () => dropTokens(database, new Date(now - KEEP_TOKENS_MS)),
    () => dropFailedMails(database, new Date(now - KEEP_FAILED_MAILS_MS)),
    () => dropDmarcReports(database, new Date(now - KEEP_DMARC_MS)),
  ]);
}

async function sweepOperators({ database, clock }: SweepContext): Promise<void> {
  await dropOldAudit(database);
  await dropOldReplies(database, new Date(clock().getTime() - DAY_MS));
  await forgetOldSignIns(database, clock());
  await forgetReaderSearches(database, new Date(clock().getTime() - DAY_MS));
}

async function sweepMailings({ database, clock }: SweepContext): Promise<void> {
  await noteCompleted(database, clock());
  await noteStuck(database, clock());
}

async function sweepOutbound({ database, queues, clock }: SweepContext): Promise<void> {
  const now = clock();
  const next = await nextOutboundAt(database, now);
  if ((next !== null && next <= now) || (await alertsWait(database, now))) await queues.sendOutbound();
  const before = new Date(now.getTime() - KEEP_EVENTS_MS);
  await dropOldEvents(database, before);
  await dropOldAlertMails(database, before);
}

/** Lists hold addresses: their lines go when they are of use no more, and a list that stops arriving is given up. */
async function sweepImports({ database, queues, clock }: SweepContext): Promise<void> {
  const now = clock();
  await failCutImports(database, { before: new Date(now.getTime() - UPLOAD_WITHIN_MS), at: now });
  await dropOldLines(database, new Date(now.getTime() - KEEP_IMPORT_LINES_MS));
  if ((await dueImports(database, now)).length > 0) await queues.goThroughImports();
}

/** Who is erased is told at once; looking through what others' mail quotes takes seconds. */
async function sweepErased({ database, log }: SweepContext): Promise<void> {
  const count = await redactErased(database);
  if (count > 0) log.info({ count }, 'erased-redacted');
}

async function sweepUnconfirmed({ database, clock, log }: SweepContext): Promise<void> {
  const count = await forgetUnconfirmed(database, clock());
  if (count > 0) log.info({ count }, 'unconfirmed-forgotten');
}
