import type { CalendarDate } from '../../../src/model/calendar-date.js';
import type { PeriodicKind } from '../../../src/model/digest.js';
import type { Database } from '../../../src/store/database.js';
import { inventedPaper } from '../../rendering/invented-digest.js';

/** A digest that holds a paper of its own, unless it is empty. */
export interface WrittenDigest {
  readonly kind: PeriodicKind;
  readonly period: CalendarDate;
  readonly listDate: CalendarDate;
  readonly frozenAt: Date;
  /** Null: it is only frozen. */
  readonly releasedAt: Date | null;
  readonly isEmpty: boolean;
}

/** Writes digests without assembling them; those that are there already stay as they are. */
export async function writeDigests(database: Database, digests: readonly WrittenDigest[]): Promise<void> {
  await database.query(
    `WITH new AS (
       INSERT INTO digests (kind, period, list_date, strategy, frozen_at, released_at)
       SELECT kind, period, list_date, 'upvotes', frozen_at, released_at
         FROM unnest($1::text[], $2::date[], $3::date[], $4::timestamptz[], $5::timestamptz[])
                AS n (kind, period, list_date, frozen_at, released_at)
       ON CONFLICT DO NOTHING RETURNING id, kind, period
     ), paper AS (
       INSERT INTO papers (id, title, abstract) SELECT 'paper-' || id, 'invented', 'invented' FROM new RETURNING id
     )
     INSERT INTO digest_papers (digest_id, kind, position, paper_id, score, breakdown, upvotes, comments, paper)
     SELECT new.id, kind, 1, 'paper-' || new.id, 1, '{}', 1, 0,
            $7::jsonb || jsonb_build_object('id', 'paper-' || new.id)
       FROM new JOIN unnest($1::text[], $2::date[], $6::boolean[]) AS n (kind, period, empty) USING (kind, period)
      WHERE NOT empty`,
    [
      digests.map(({ kind }) => kind),
      digests.map(({ period }) => period),
      digests.map(({ listDate }) => listDate),
      digests.map(({ frozenAt }) => frozenAt),
      digests.map(({ releasedAt }) => releasedAt),
      digests.map(({ isEmpty }) => isEmpty),
      JSON.stringify(inventedPaper(1)),
    ],
  );
}
