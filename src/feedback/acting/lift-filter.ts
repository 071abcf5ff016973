import { DAY_MS, HOUR_MS } from '../../durations.js';
import { BroadsheetError } from '../../errors.js';
import { feedbackReasons, type ReasonBlame } from '../../model/feedback.js';
import type { BouncedFilter } from '../../store/feedback/bounced-readers.js';

/** What an operator says of the suppressions to be lifted, as typed. */
export interface AskedLift {
  readonly since?: string;
  readonly until?: string;
  readonly cause?: string;
  readonly relay?: string;
  readonly reply?: string;
}

const reasonsOf = (...blames: readonly ReasonBlame[]): readonly string[] =>
  Object.entries(feedbackReasons).flatMap(([reason, { blame }]) => (blames.includes(blame) ? [reason] : []));

/** All that says that an address is dead. */
const DEAD = 'dead-address';
const causes = new Map<string, readonly string[]>([
  [DEAD, [DEAD, ...reasonsOf('address')]] as const,
  ...reasonsOf('address', 'mailbox', 'remote').map((reason) => [reason, [reason]] as const),
]);

/**
 * Which suppressions are meant.
 * @throws BroadsheetError INPUT_INVALID where nothing is said, or something cannot be
 */
export function liftFilter(asked: AskedLift, now: Date): BouncedFilter {
  const { cause } = asked;
  if (cause !== undefined && !causes.has(cause)) {
    const known = [...causes.keys()].join(', ');
    throw new BroadsheetError('INPUT_INVALID', `There is no cause ${cause}; there are ${known}.`);
  }
  const filter = {
    since: momentOf(asked.since, now),
    until: momentOf(asked.until, now),
    causes: cause === undefined ? null : (causes.get(cause) ?? null),
    relay: textOf(asked.relay),
    reply: textOf(asked.reply),
  };
  if (filter.since !== null && filter.until !== null && filter.since >= filter.until)
    throw new BroadsheetError('INPUT_INVALID', 'The range of time ends before it begins.');
  if (Object.values(filter).every((value) => value === null)) {
    throw new BroadsheetError('INPUT_INVALID', 'Say which ones: since, until, cause, relay or reply.');
  }
  return filter;
}

function textOf(typed: string | undefined): string | null {
  if (typed === undefined) return null;
  if (typed.trim() === '') throw new BroadsheetError('INPUT_INVALID', 'An empty text fits everything.');
  return typed.trim();
}

/** `2026-03-24`, `2026-03-24T08:00Z`, or so long ago: `6h`, `3d`. Without a zone it is UTC. */
function momentOf(typed: string | undefined, now: Date): Date | null {
  if (typed === undefined) return null;
  const [, count, unit] = /^(\d{1,4})([hd])$/.exec(typed.trim()) ?? [];
  if (count !== undefined) return new Date(now.getTime() - Number(count) * (unit === 'h' ? HOUR_MS : DAY_MS));
  const [, day, clock = 'T00:00', zone = 'Z'] = MOMENT.exec(typed.trim()) ?? [];
  const moment = new Date(`${day}${clock}${zone}`);
  if (day !== undefined && !Number.isNaN(moment.getTime())) return moment;
  const message = `${typed} is no moment; write 2026-03-24, 2026-03-24T08:00Z, or 6h or 3d for so long ago.`;
  throw new BroadsheetError('INPUT_INVALID', message);
}

const MOMENT = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)?(Z|[+-]\d{2}:\d{2})?$/;
