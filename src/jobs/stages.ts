import type { DeliveryContext } from '../delivery/delivery-context.js';
import { sendAlertMails } from '../delivery/send-alert-mails.js';
import { sendNotices } from '../delivery/send-notices.js';
import { sendSlice } from '../delivery/send-slice.js';
import { MINUTE_MS } from '../durations.js';
import { sendOutbound } from '../outbound/send-outbound.js';
import type { WebhookSending } from '../outbound/send-webhooks.js';
import { spreadOutbox } from '../store/outbound/spread-outbox.js';
import { answerLinkRequests } from '../store/subscribers/link-requests.js';
import { readSignupFigures } from '../store/subscribers/signup-counts.js';
import { defaultSignupLimits, type SignupLimits } from '../subscribers/decide-signup.js';
import { goThroughImports } from '../subscribers/import/go-through-lines.js';
import type { Keyring } from '../subscribers/keyring.js';
import { processAddressChanges } from '../subscribers/process-address-changes.js';
import { processSignups } from '../subscribers/process-signups.js';
import { learnTastes } from '../tastes/learn-tastes.js';
import { assembleDue, assembleDuePeriod, assemblePeriod } from './assemble.js';
import { type CompletingContext, completePapers } from './complete-papers.js';
import { countDays } from './count-days.js';
import { eachOf } from './each-of.js';
import { fetchPictures, type Pictures } from './fetch-pictures.js';
import { pollList } from './poll.js';
import { dueLists, pollDue } from './poll-due.js';
import { sendTestByWorker } from './send-test-copy.js';
import { type SweepContext, sweep } from './sweep.js';
import { type DnsWatch, watchDns } from './watch-dns.js';
import type { Stages } from './workers.js';

export interface StagesContext extends SweepContext, CompletingContext, Pick<DnsWatch, 'lookAtDns'> {
  readonly delivery: DeliveryContext;
  readonly keyring: Keyring;
  /** Fetches pictures of papers; null or absent where the operator wants none. */
  readonly pictures?: Pictures | null;
  /** Where pages of operators are; where the site is where absent. */
  readonly adminUrl?: string;
  /** How events leave for endpoints; absent: they wait. */
  readonly webhooks?: WebhookSending;
  /** The defaults where absent. */
  readonly limits?: SignupLimits;
  /** Compares the clocks: whether this machine's is wrong, which sweeps nothing then; it never is where absent. */
  readonly isClockOff?: () => Promise<boolean>;
}

/** The stages as the workers call them, in the order of the flow. */
export function buildStages(context: StagesContext): Stages {
  const { database, delivery, queues, clock, log } = context;
  const passedOver = (event: string) => (code: string) => log.error({ code }, event);
  return {
    pollRecent: () => pollRecent(context),
    pollDate: async (date, { onlyDue }, signal) => {
      await (onlyDue ? pollDue : pollList)(context, date, signal);
      await completePapers(context, date, signal);
      if (context.pictures != null) await queues.fetchPictures(date);
    },
    assemble: async (period, { kind, release }, signal) => {
      if (period !== 'due') await assemblePeriod(context, { kind, period }, { release }, signal);
      else if (kind === 'daily') await assembleDue(context, signal);
      else await assembleDuePeriod(context, kind, signal);
    },
    sendSlice: async (sliceId, signal) => {
      const summary = await sendSlice(delivery, sliceId, signal);
      // A slice that another worker holds or that waits for the relay is woken over and over.
      const level = ['held', 'paused', 'halted'].includes(summary.ended) ? 'debug' : 'info';
      log[level]({ slice: sliceId, ...summary }, 'slice-ended');
    },
    processSignups: openRequests(context, passedOver('signup-passed-over')),
    sendNotices: async (signal) => {
      const handled = await sendNotices(delivery, signal);
      if (handled > 0) log.info({ count: handled }, 'notices-handled');
    },
    sendOutbound: async (signal) => {
      await spreadOutbox(database, clock());
      await tellOutside(context, signal);
    },
    sendTest: (copy, signal) => sendTestByWorker(delivery, context.config, copy, signal),
    fetchPictures: (date, signal) => fetchPictures({ pictures: null, ...context }, date, signal),
    learnTastes: async (signal) => {
      const learned = await learnTastes(database, clock(), signal, passedOver('taste-passed-over'));
      if (learned > 0) log.info({ readers: learned }, 'tastes-learned');
    },
    goThroughImports: async (signal) => {
      await goThroughImports({ ...context, onInvited: () => queues.sendNotices() }, signal);
    },
    sweep: async () => {
      if (!(await context.isClockOff?.())) await sweep(context);
    },
    countDays: async () => {
      if (await context.isClockOff?.()) return;
      await eachOf([() => countDays(context), () => watchDns(context)]);
    },
  };
}

/** What strangers and readers ask for: to subscribe, to move to another address, a mail with their links. */
function openRequests(context: StagesContext, onPassedOver: (code: string) => void): () => Promise<void> {
  const { database, queues, keyring, clock, limits = defaultSignupLimits } = context;
  const tellOfWaiting = openWaitingLog(context);
  return async () => {
    const written = await processSignups(database, { keyring, now: clock(), limits, onPassedOver });
    const moving = await processAddressChanges(database, { now: clock(), limits });
    const asked = await answerLinkRequests(database, clock());
    if (written + moving + asked > 0) await queues.sendNotices();
    await tellOfWaiting();
  };
}

async function tellOperators({ delivery, adminUrl, log }: StagesContext, signal: AbortSignal): Promise<void> {
  const mailed = await sendAlertMails(delivery, adminUrl ?? delivery.site.publicUrl, signal);
  if (mailed > 0) log.info({ count: mailed }, 'alerts-mailed');
}

async function tellOutside(context: StagesContext, signal: AbortSignal): Promise<void> {
  const { webhooks, log } = context;
  if (webhooks === undefined) return tellOperators(context, signal);
  const sent = await sendOutbound(webhooks, signal, () => tellOperators(context, signal));
  if (sent > 0) log.info({ count: sent }, 'webhooks-sent');
}

async function pollRecent(context: StagesContext): Promise<void> {
  const dates = (await dueLists(context)).map(({ date }) => date);
  if (dates.length > 0) await context.queues.poll(dates, { onlyDue: true });
}

/** A flood is told of once in ten minutes, and not with every request. */
function openWaitingLog({ database, clock, log }: StagesContext): () => Promise<void> {
  let toldAt = Number.NEGATIVE_INFINITY;
  return async () => {
    const now = clock();
    if (now.getTime() - toldAt < 10 * MINUTE_MS) return;
    const { domains: _, ...figures } = await readSignupFigures(database, now);
    if (figures.waiting === 0) return;
    toldAt = now.getTime();
    log.warn(figures, 'signups-waiting');
  };
}
