import { DAY_MS } from '../../durations.js';
import { classifyRates, type RateThresholds } from '../../model/feedback-rates.js';
import type { Database } from '../../store/database.js';
import { lastAnswerAt, openAlarms, raiseAlarm } from '../../store/deliveries/sending-alarms.js';
import { pauseDigest } from '../../store/deliveries/sending-control.js';
import { digestsUnderWay, recentDigestCounts } from '../../store/feedback/feedback-rates.js';

export interface RateWatch {
  readonly database: Database;
  readonly now: Date;
  readonly log: { warn(fields: object, event: string): void; error(fields: object, event: string): void };
  readonly thresholds?: RateThresholds;
}

/** What came back before counts no more. */
const WINDOW_MS = 7 * DAY_MS;

/**
 * Raises an alarm where too much of a digest came back, once for each kind until an operator answers it by letting
 * the mailing go on. While one that pauses is open, every digest under way is paused, those released later too.
 */
export async function watchRates({ database, now, log, thresholds }: RateWatch): Promise<void> {
  const window = new Date(now.getTime() - WINDOW_MS);
  const answered = await lastAnswerAt(database);
  const since = answered !== null && answered > window ? answered : window;
  for (const { digestId, ...counts } of await recentDigestCounts(database, since)) {
    const verdict = classifyRates(counts, thresholds);
    if (verdict === null || !(await raiseAlarm(database, { ...verdict, digestId, raisedAt: now }))) continue;
    const fields = { digest: digestId, ...verdict };
    log[verdict.level === 'pause' ? 'error' : 'warn'](fields, 'feedback-alarm');
  }
  const [alarm] = (await openAlarms(database)).filter(({ level }) => level === 'pause');
  if (alarm === undefined) return;
  for (const id of await digestsUnderWay(database, now)) {
    const paused = await pauseDigest(database, id, { by: 'breaker', reason: alarm.reason, now });
    if (paused) log.error({ by: 'breaker', digest: id, reason: alarm.reason }, 'digest-paused');
  }
}
