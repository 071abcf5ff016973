import { addDays, dateIn } from '../../../model/calendar-date.js';
import { healthOfSource } from '../../../sources/source-health.js';
import { listingNames } from '../../../sources/source-settings.js';
import { mailingTroubles } from '../../../store/deliveries/mailing-troubles.js';
import { firstDigestAt } from '../../../store/digests/digests.js';
import { findExamination } from '../../../store/examinations.js';
import { readOverview } from '../../../store/numbers/read-numbers.js';
import { sourceFacts } from '../../../store/papers/polls.js';
import { isLiving, listBeats } from '../../../store/worker-beats.js';
import type { MailingReader } from '../../http/mailing-reader.js';
import { nextDigestSentence } from '../../sentences/next-digest.js';
import type { AdminContext } from '../admin-context.js';
import type { AdminRoutes } from '../admin-route.js';
import { sendAdmin } from '../send-admin.js';
import { findingsOf } from '../system/doctor-page.js';
import type { Visit } from '../visit.js';
import { DAYS_SHOWN, fourFigures } from './four-figures.js';
import {
  dueDigestView,
  lateDigests,
  readTodaysDigests,
  stoppedDigests,
  type TodaysDigests,
} from './today-digests.js';
import { type Standing, wantsYou } from './wants-you.js';

/**
 * `/admin`: whether the latest digest went out and when the next one does, what wants the operator, and how the list
 * does. Each part stands on an index, on few rows, or on what is kept of counts.
 */
export function todayPage({ page }: AdminRoutes, context: AdminContext, mailings: MailingReader): void {
  const { database, config, clock } = context;
  page({ method: 'GET', url: '', need: 'numbers:read' }, async (turn) => {
    const now = clock();
    const today = dateIn(config.digestTimezone, now);
    const [firstAt, digests, days] = await Promise.all([
      firstDigestAt(database),
      readTodaysDigests({ database, config, mailings, now }),
      readOverview(database, addDays(today, 1 - DAYS_SHOWN), today),
    ]);
    // What was due before the first digest of all nobody waits for.
    const due = digests.due.filter(
      ({ standing, dueAt }) => standing !== null || (firstAt !== null && firstAt < dueAt),
    );
    const known = { ...digests, due };
    const standing = await readStanding(context, turn.visit, known);
    return sendAdmin(turn, context, 'admin/today', (texts) => {
      const views = known.due.map((digest) => dueDigestView(texts, digest, config, now));
      return {
        due: views,
        isLive: views.some(({ isLive }) => isLive),
        nextSentence: nextDigestSentence(texts, config, now),
        next: dueDigestView(texts, known.next, config, now),
        figures: fourFigures(texts, days),
        wants: wantsYou(texts, standing),
      };
    });
  });
}

async function readStanding(
  { database, config, clock }: AdminContext,
  visit: Visit,
  digests: TodaysDigests,
): Promise<Standing> {
  const [troubles, sources, beats, examination, stopped] = await Promise.all([
    mailingTroubles(database),
    sourceFacts(database, listingNames(config.sources)),
    listBeats(database),
    findExamination(database),
    stoppedDigests(digests, { database, config, now: clock() }),
  ]);
  return {
    permissions: visit.actor.permissions,
    hasSecondFactor: visit.hasSecondFactor,
    troubles,
    late: lateDigests(digests, config, clock()),
    stopped,
    sources: sources.map((facts) => healthOfSource(facts, clock(), config.pollMinutes)),
    workersAlive: beats.filter(isLiving).length,
    findings: findingsOf(examination),
  };
}
