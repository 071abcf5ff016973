import type { CalendarDate } from '../../model/calendar-date.js';
import type { DigestKind } from '../../model/digest.js';
import type { NamedPeriod } from '../../model/digest-period.js';
import type { Queryable } from '../database.js';
import { type Alarm, openAlarms } from './sending-alarms.js';
import { isUncertain } from './uncertain.js';

/** What about mailings waits for an operator; no person is in it. */
export interface MailingTroubles {
  /** The newest first; one that gathers others stands still with them, and is not named beside them. */
  readonly paused: readonly NamedPeriod[];
  /** By digest, the newest first. */
  readonly uncertain: readonly { readonly digest: NamedPeriod; readonly count: number }[];
  readonly alarms: readonly (Alarm & { readonly digest: NamedPeriod })[];
  /** All mail is held, because an older copy took the place of the data. */
  readonly isMailHeld: boolean;
}

interface NameRow {
  readonly id: number;
  readonly kind: DigestKind;
  readonly period: CalendarDate;
  readonly last_day: CalendarDate | null;
}

/** Each part stands on an index of what is open, or on few rows, and none on all that ever was mailed. */
export async function mailingTroubles(database: Queryable): Promise<MailingTroubles> {
  const [paused, uncertain, alarms, held] = await Promise.all([
    database.query<NameRow & Record<string, unknown>>(
      `SELECT id, kind, period, last_day FROM digests
        WHERE paused_at IS NOT NULL AND cancelled_at IS NULL AND kind <> 'gathered' ORDER BY period DESC, id DESC`,
    ),
    database.query<NameRow & { readonly count: number } & Record<string, unknown>>(
      `SELECT g.id, g.kind, g.period, g.last_day, d.count
         FROM (SELECT digest_id, count(*) AS count FROM deliveries d WHERE ${isUncertain('d')} GROUP BY digest_id) d
         JOIN digests g ON g.id = d.digest_id ORDER BY g.period DESC, g.id DESC`,
    ),
    openAlarms(database),
    database.query<{ held: boolean }>(
      'SELECT EXISTS (SELECT FROM restores WHERE resumed_at IS NULL) AS held',
    ),
  ]);
  return {
    paused: paused.rows.map(nameOf),
    uncertain: uncertain.rows.map((row) => ({ digest: nameOf(row), count: row.count })),
    alarms: await withDigests(database, alarms),
    isMailHeld: held.rows[0]?.held === true,
  };
}

async function withDigests(
  database: Queryable,
  alarms: readonly Alarm[],
): Promise<MailingTroubles['alarms']> {
  if (alarms.length === 0) return [];
  const { rows } = await database.query<NameRow & Record<string, unknown>>(
    'SELECT id, kind, period, last_day FROM digests WHERE id = ANY ($1::bigint[])',
    [alarms.map(({ digestId }) => digestId)],
  );
  return alarms.flatMap((alarm) => {
    const row = rows.find(({ id }) => id === alarm.digestId);
    return row === undefined ? [] : [{ ...alarm, digest: nameOf(row) }];
  });
}

function nameOf({ kind, period, last_day: lastDay }: NameRow): NamedPeriod {
  return { kind, period, ...(lastDay === null ? {} : { lastDay }) };
}
