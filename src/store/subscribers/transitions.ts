import type { Pause, Schedule, ScheduleDefaults } from '../../model/preferences.js';
import type { Subscriber, SubscriberState } from '../../model/subscriber.js';
import type { Queryable } from '../database.js';
import { SUBSCRIBER_COLUMNS, type SubscriberRow, subscriberOf } from './subscribers.js';

/**
 * What may follow what. A subscriber begins as `pending` (asked for) or `active` (added by an operator), and ends by
 * being deleted out of any state; everything between is one of these. Whoever is in none of `from` stays as they are.
 */
export const transitions = {
  confirm: { from: ['pending', 'unsubscribed', 'bounced', 'complained'], to: 'active' },
  // Also out of `bounced`: whoever has left stays so when the bounce is lifted.
  leave: { from: ['pending', 'active', 'paused', 'bounced'], to: 'unsubscribed' },
  comeBack: { from: ['unsubscribed'], to: 'active' },
  pause: { from: ['active', 'paused'], to: 'paused' },
  endPause: { from: ['paused'], to: 'active' },
  bounce: { from: ['pending', 'active', 'paused'], to: 'bounced' },
  complain: { from: ['pending', 'active', 'paused', 'unsubscribed', 'bounced'], to: 'complained' },
  liftBounce: { from: ['bounced'], to: 'active' },
  liftUnconfirmedBounce: { from: ['bounced'], to: 'pending' },
  liftComplaint: { from: ['complained'], to: 'unsubscribed' },
} as const satisfies Readonly<Record<string, { from: readonly SubscriberState[]; to: SubscriberState }>>;

export type Transition = keyof typeof transitions;

/** One transition as part of a statement; every member is SQL. */
interface TransitionParts {
  /** The moment of the transition, such as `$2`. */
  readonly at: string;
  /** Which subscribers `s`. */
  readonly where: string;
  /** What changes with the state, such as `skips = 0`. */
  readonly set?: string;
  /** What `where` and `set` look at beside `s`. */
  readonly from?: string;
}

/**
 * The UPDATE that carries out a transition, without its end, so that a larger statement can hold it. A pause belongs
 * to the state `paused` and to no other: every transition out of it forgets when the pause began, when it ends and
 * how, or the reader would be told of it after coming back, and their next pause would reach back to it.
 */
export function transitionSql(transition: Transition, { at, where, set, from }: TransitionParts): string {
  const { from: states, to } = transitions[transition];
  const changes = [
    `state = '${to}'`,
    `state_changed_at = ${at}`,
    ...(to === 'paused' ? [] : ['paused_at = NULL', 'paused_until = NULL', 'pause_ends = NULL']),
    ...(set === undefined ? [] : [set]),
  ];
  return `UPDATE subscribers s SET ${changes.join(', ')}${from === undefined ? '' : ` FROM ${from}`}
    WHERE s.state IN (${states.map((state) => `'${state}'`).join(', ')}) AND ${where}`;
}

/** The reader's times are worked out anew, from this moment on: a trigger sees that it was written. */
export function timesFrom(moment: string): string {
  return `scheduled_since = ${moment}`;
}

/**
 * From when on the times of a reader are worked out whose pause is over: the time at which it ends is theirs, with what
 * came due for it. A day before that is looked at with the first daily digest of anybody, and by this with that of
 * a week or a month.
 * @param reader the row, by its name in the statement
 */
export function timesAfterPause(reader: string): string {
  return `${reader}.paused_until - CASE ${reader}.frequency WHEN 'daily' THEN interval '1 minute' ELSE interval '1439 minutes' END`;
}

const SUPPRESSED = 'EXISTS (SELECT FROM suppressions x WHERE x.address_hash = s.address_hash)';

/** Whether the confirmation with serial `$2` was asked for at a moment or later, as SQL. */
function askedSince(moment: string): string {
  return `EXISTS (SELECT FROM notices n WHERE n.kind = 'confirmation' AND n.subscriber_id = s.id AND n.serial = $2
                                          AND n.created_at >= ${moment})`;
}

/** A link from before the address bounced or complained says nothing of what was found out since; a later one does. */
const MAY_CONFIRM = `NOT EXISTS (SELECT FROM suppressions x
                      WHERE x.address_hash = s.address_hash AND x.reason <> 'erased'
                        AND (x.reason = 'operator' OR NOT ${askedSince('x.created_at')}))
        AND (s.state IN ('pending', 'unsubscribed') OR ${askedSince('s.state_changed_at')})`;

/**
 * Makes a subscriber active who was asked to confirm and has not confirmed this request yet. An address that an operator
 * keeps from being mailed stays as it is; one that was erased, bounced or complained may come back, since it is the
 * person who reads its mail and asks.
 * @returns null where nothing was changed
 */
export async function confirm(
  client: Queryable,
  id: number,
  serial: number,
  at: Date,
): Promise<Subscriber | null> {
  const text = transitionSql('confirm', {
    at: '$3',
    set: `confirmed_at = $3, skips = 0, ${timesFrom('NULL')}`,
    where: `s.id = $1 AND s.confirm_serial = $2 AND ${MAY_CONFIRM}`,
  });
  return first(await changed(client, text, [id, serial, at]));
}

/**
 * Lets subscribers leave. Their serials are raised, so no link that was sent before can bring them back.
 * @returns those who were there to leave
 */
export function leave(client: Queryable, ids: readonly number[], at: Date): Promise<readonly Subscriber[]> {
  const text = transitionSql('leave', {
    at: '$2',
    set: 'confirm_serial = confirm_serial + 1',
    where: 's.id = ANY ($1::bigint[])',
  });
  return changed(client, text, [ids, at]);
}

/**
 * Takes leaving back, for someone who had confirmed and whose address may be mailed.
 * @param serial null where any is good
 * @returns null where nothing was changed
 */
export async function comeBack(
  client: Queryable,
  id: number,
  serial: number | null,
  at: Date,
): Promise<Subscriber | null> {
  const text = transitionSql('comeBack', {
    at: '$3',
    set: timesFrom('$3'),
    where: `s.id = $1 AND s.confirmed_at IS NOT NULL AND ($2::integer IS NULL OR s.confirm_serial = $2)
        AND NOT ${SUPPRESSED}`,
  });
  return first(await changed(client, text, [id, serial, at]));
}

/**
 * Stops mail to a reader until their own time on a day. A pause that is changed began when it first did.
 * @returns false where the day is past, or the reader gets no mail
 */
export async function pause(
  client: Queryable,
  id: number,
  { until, catchUp }: Pause,
  { at, defaults }: { readonly at: Date; readonly defaults: ScheduleDefaults },
): Promise<boolean> {
  const end =
    'moment_in(clock_zone(s.time_zone, s.local_time, $3), $2::date + coalesce(s.local_time, $4::time))';
  const text = transitionSql('pause', {
    at: '$5',
    set: `paused_until = ${end}, pause_ends = $6,
      paused_at = CASE s.state WHEN 'paused' THEN s.paused_at ELSE $5::timestamptz END`,
    where: `s.id = $1 AND ${end} > $5`,
  });
  const ending = catchUp ? 'with-catch-up' : 'plainly';
  const values = [id, until, defaults.timeZone, defaults.time, at, ending];
  return (await changed(client, text, values)).length === 1;
}

/** Lets the pause of a reader who is about to have another schedule end on the same day, at the time of that one. */
export async function keepPausedDay(
  client: Queryable,
  id: number,
  { time, timeZone }: Pick<Schedule, 'time' | 'timeZone'>,
  defaults: ScheduleDefaults,
): Promise<void> {
  await client.query(
    `UPDATE subscribers
        SET paused_until = moment_in(clock_zone($3, $2::time, $4),
                                     (paused_until AT TIME ZONE clock_zone(time_zone, local_time, $4))::date
                                       + coalesce($2::time, $5::time))
      WHERE id = $1 AND state = 'paused'
        AND (time_zone, local_time) IS DISTINCT FROM ($3, $2::time)`,
    [id, time, timeZone, defaults.timeZone, defaults.time],
  );
}

/** Lets a paused reader have mail from now on. False where there was no pause. */
export async function endPause(client: Queryable, id: number, at: Date): Promise<boolean> {
  const text = transitionSql('endPause', { at: '$2', set: timesFrom('$2'), where: 's.id = $1' });
  return (await changed(client, text, [id, at])).length === 1;
}

/** Marks readers whose addresses take no mail; whether they may be mailed again is for the suppressions to say. */
export async function bounce(client: Queryable, ids: readonly number[], at: Date): Promise<void> {
  const text = transitionSql('bounce', { at: '$2', where: 's.id = ANY ($1::bigint[])' });
  await changed(client, text, [ids, at]);
}

/**
 * Takes readers off the list who called it spam; no link that was sent before can bring them back.
 * @returns those who had not complained before
 */
export function complain(
  client: Queryable,
  ids: readonly number[],
  at: Date,
): Promise<readonly Subscriber[]> {
  const text = transitionSql('complain', {
    at: '$2',
    set: 'confirm_serial = confirm_serial + 1',
    where: 's.id = ANY ($1::bigint[])',
  });
  return changed(client, text, [ids, at]);
}

/**
 * Puts the subscribers behind lifted suppressions back: who bounced to where they were, without the pause that they
 * may have been in; who complained to the unsubscribed, whom only the person can bring back. These are several
 * statements: the caller has a transaction.
 */
export async function liftMany(client: Queryable, ids: readonly number[], at: Date): Promise<void> {
  if (ids.length === 0) return;
  const put = (transition: Transition, condition = 'true') =>
    changed(
      client,
      transitionSql(transition, { at: '$2', where: `s.id = ANY ($1::bigint[]) AND ${condition}` }),
      [ids, at],
    );
  await put('liftBounce', 's.confirmed_at IS NOT NULL');
  await put('liftUnconfirmedBounce', 's.confirmed_at IS NULL');
  await put('liftComplaint');
  await client.query('DELETE FROM soft_bounces WHERE subscriber_id = ANY ($1::bigint[])', [ids]);
}

/** As {@link liftMany}, for one. */
export function lift(client: Queryable, id: number, at: Date): Promise<void> {
  return liftMany(client, [id], at);
}

async function changed(
  client: Queryable,
  update: string,
  values: readonly unknown[],
): Promise<readonly Subscriber[]> {
  const { rows } = await client.query<SubscriberRow>(`${update} RETURNING ${SUBSCRIBER_COLUMNS}`, values);
  return rows.map(subscriberOf);
}

function first(subscribers: readonly Subscriber[]): Subscriber | null {
  return subscribers[0] ?? null;
}
