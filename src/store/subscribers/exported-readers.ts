import type { WayIn } from '../../model/reader-filter.js';
import type { SuppressionReason } from '../../model/subscriber.js';
import type { Queryable } from '../database.js';
import type { ListedReader } from './reader-search.js';

/** A reader as files for operators have them: state, preferences, and what they agreed to. */
export interface ExportedReader extends Omit<ListedReader, 'hasRules' | 'via' | 'origin'> {
  readonly createdAt: Date;
  readonly pausedUntil: Date | null;
  /** Days of the week as the bits of a number, Monday the lowest. */
  readonly weekdays: number;
  /** `HH:MM`; null: the site's. */
  readonly time: string | null;
  readonly timeZone: string | null;
  /** As `canonicalRules` has them; null for none. */
  readonly rules: Readonly<Record<string, unknown>> | null;
  /** The newest request or addition, which is what the reader agreed to; all null where there is no record. */
  readonly consentAt: Date | null;
  readonly consentVia: WayIn | null;
  readonly consentWording: string | null;
  readonly origin: string | null;
  /** Why the address may not be mailed; null where it may. */
  readonly suppressed: SuppressionReason | null;
}

/** The readers with these ids, in their order; who was erased meanwhile is absent. */
export async function readExportedReaders(
  database: Queryable,
  ids: readonly number[],
): Promise<readonly ExportedReader[]> {
  const { rows } = await database.query<ExportedReader & Record<string, unknown>>(
    `SELECT s.id, s.address, s.state, s.state_changed_at AS "stateChangedAt", s.created_at AS "createdAt",
            s.confirmed_at AS "confirmedAt", s.paused_until AS "pausedUntil", s.frequency, s.weekdays,
            to_char(s.local_time, 'HH24:MI') AS time, s.time_zone AS "timeZone", s.language, r.rules,
            c.at AS "consentAt", c.via AS "consentVia", c.wording AS "consentWording", c.origin,
            x.reason AS suppressed
       FROM unnest($1::bigint[]) WITH ORDINALITY AS wanted (id, position)
       JOIN subscribers s USING (id)
       LEFT JOIN rule_sets r ON r.id = s.rule_set_id
       LEFT JOIN suppressions x ON x.address_hash = s.address_hash
       LEFT JOIN LATERAL (
         SELECT at, via, wording, origin FROM consents
          WHERE subscriber_id = s.id AND event IN ('requested', 'added') ORDER BY at DESC, id DESC LIMIT 1
       ) AS c ON true
      ORDER BY wanted.position`,
    [ids],
  );
  return rows;
}
