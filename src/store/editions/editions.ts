import type { CalendarDate } from '../../model/calendar-date.js';
import { defaultLanguage, type Language } from '../../model/language.js';
import type { DeliveryOrder } from '../../model/reading-order.js';
import { FOLLOWS, TOP_THREE } from '../../model/reason.js';
import type { AbstractForm } from '../../model/rules.js';
import type { ChosenPositions } from '../../model/sent-positions.js';
import type { Queryable } from '../database.js';
import { ORDER_COLUMNS, type OrderRow, orderOf } from './delivery-orders.js';
import { BETWEEN_NAMES, readForRules } from './read-for-rules.js';

/*
 * Rules ask the folded reading of a paper. Each paper becomes words and sets once, each distinct term is looked for
 * once, and what it hit is joined to the sets of rules that hold it. Muting beats following, and a muted topic hides
 * only what is surely about it. A term that is followed is a reason.
 */
const MATCH = `
WITH papers AS MATERIALIZED (
  SELECT digest_id, position::smallint AS position, upvotes,
         coalesce(paper ->> 'codeUrl', '') <> '' AS has_code,
         to_tsvector('paper_words', concat_ws(' ', folded ->> 'title', folded ->> 'titleJoined', folded ->> 'abstract',
                     folded ->> 'abstractJoined', translate((folded -> 'keywords')::text, '[]",', ' '))) AS words,
         ARRAY(SELECT replace(name, ' ', '') FROM jsonb_array_elements_text(folded -> 'authors') AS name) AS authors,
         ARRAY(SELECT c FROM jsonb_array_elements_text(coalesce(paper -> 'categories', '[]')) AS category,
                      unnest(ARRAY[category, split_part(category, '.', 1)]) AS c) AS categories,
         replace(folded ->> 'organization', ' ', '') AS organisation,
         coalesce(topics, '{}') AS topics, coalesce(sure_topics, '{}') AS sure_topics
    FROM digest_papers WHERE digest_id = ANY ($1::bigint[])
), wanted AS MATERIALIZED (
  SELECT d.id AS digest_id, r.id AS rule_set_id, r.rules,
         EXISTS (SELECT FROM rule_set_terms WHERE rule_set_id = r.id AND NOT muted) AS follows
    FROM unnest($1::bigint[]) AS d (id) CROSS JOIN rule_sets r
   WHERE ($3::bigint[] IS NULL OR r.id = ANY ($3))
     AND NOT EXISTS (SELECT FROM editions e WHERE e.digest_id = d.id AND e.rule_set_id = r.id)
), terms AS MATERIALIZED (
  SELECT t.id, t.kind, t.value,
         CASE t.kind WHEN 'keywords' THEN to_tsquery('paper_words', coalesce(t.asks, '')) END AS query,
         CASE WHEN t.kind IN ('authors', 'organisations') THEN string_to_array(t.asks, '${BETWEEN_NAMES}') END AS names
    FROM rule_terms t
   WHERE EXISTS (SELECT FROM rule_set_terms s JOIN wanted w USING (rule_set_id) WHERE s.term_id = t.id)
), hits AS MATERIALIZED (
  SELECT t.id AS term_id, t.kind, t.value, p.digest_id, p.position,
         t.kind <> 'topics' OR t.value = ANY (p.sure_topics) AS is_sure
    FROM terms t JOIN papers p
      ON CASE t.kind WHEN 'topics' THEN t.value = ANY (p.topics)
                     WHEN 'categories' THEN t.value = ANY (p.categories)
                     WHEN 'authors' THEN t.names && p.authors
                     WHEN 'organisations' THEN p.organisation = ANY (t.names)
                     ELSE p.words @@ t.query END
), matched AS MATERIALIZED (
  SELECT w.digest_id, w.rule_set_id, h.position, bool_or(s.muted AND h.is_sure) AS muted, bool_or(NOT s.muted) AS followed,
         (array_agg(h.value ORDER BY array_position($2::text[], h.kind), h.value) FILTER (WHERE NOT s.muted))[1:3]
           AS reasons
    FROM wanted w JOIN rule_set_terms s USING (rule_set_id)
    JOIN hits h ON h.term_id = s.term_id AND h.digest_id = w.digest_id
   GROUP BY w.digest_id, w.rule_set_id, h.position
), candidates AS (
  SELECT w.digest_id, w.rule_set_id, p.position, m.reasons,
         (NOT w.follows OR coalesce(m.followed, false))
           AND p.upvotes >= coalesce((w.rules ->> 'minUpvotes')::integer, 0)
           AND (p.has_code OR NOT coalesce((w.rules ->> 'onlyWithCode')::boolean, false)) AS chosen,
         w.rules
    FROM wanted w JOIN papers p USING (digest_id)
    LEFT JOIN matched m USING (digest_id, rule_set_id, position)
   WHERE NOT coalesce(m.muted, false)
), ranked AS (
  SELECT *, row_number() OVER (PARTITION BY digest_id, rule_set_id, chosen ORDER BY position) AS place,
         bool_or(chosen) OVER (PARTITION BY digest_id, rule_set_id) AS some
    FROM candidates
)
INSERT INTO editions (digest_id, rule_set_id, most, positions, reasons)
SELECT w.digest_id, w.rule_set_id, max((w.rules ->> 'maxPapers')::smallint) FILTER (WHERE r.some),
       coalesce(array_agg(r.position ORDER BY r.position) FILTER (WHERE r.position IS NOT NULL), '{}'),
       coalesce(array_agg(CASE WHEN NOT r.some THEN '${TOP_THREE}'
                               WHEN r.reasons IS NULL THEN ''
                               ELSE '${FOLLOWS}' || array_to_string(r.reasons, ', ') END
                          ORDER BY r.position) FILTER (WHERE r.position IS NOT NULL), '{}')
  FROM wanted w
  LEFT JOIN ranked r ON r.digest_id = w.digest_id AND r.rule_set_id = w.rule_set_id
   AND CASE WHEN r.some THEN r.chosen
            ELSE w.rules ->> 'whenNothingMatches' = 'topThree' AND r.place <= 3 END
 GROUP BY w.digest_id, w.rule_set_id
ON CONFLICT (digest_id, rule_set_id) DO NOTHING`;

const TERM_ORDER = ['topics', 'categories', 'keywords', 'authors', 'organisations'];

/**
 * Writes what every set of rules chooses of some digests, where that was not done yet; one statement for all.
 * @param only these sets of rules alone
 */
export async function matchRuleSets(
  client: Queryable,
  digestIds: readonly number[],
  only: readonly number[] | null = null,
): Promise<void> {
  if (digestIds.length === 0) return;
  // Reading papers into words is what costs, and most of the time all is matched.
  const { rows } = await client.query<{ id: number }>(
    `SELECT id FROM unnest($1::bigint[]) AS d (id)
      WHERE EXISTS (SELECT FROM rule_sets r
                     WHERE NOT EXISTS (SELECT FROM editions WHERE digest_id = d.id AND rule_set_id = r.id))`,
    [digestIds],
  );
  if (rows.length === 0) return;
  const ids = rows.map(({ id }) => id);
  await readForRules(client, ids);
  await client.query(MATCH, [ids, TERM_ORDER, only]);
}

/** Which edition of a digest a reader was sent, or would be. */
export interface ReadersEdition {
  readonly subscriberId: number;
  readonly ruleSetId: number | null;
  readonly leftOut: number[] | null;
  readonly readerDate: CalendarDate | null;
  readonly language: Language;
  /** `undecided` where it would be of the reader's own. */
  readonly order: DeliveryOrder | 'undecided' | null;
}

export async function findReadersEdition(
  database: Queryable,
  digestId: number,
  subscriberId: number,
): Promise<ReadersEdition> {
  await matchRuleSets(database, [digestId]);
  const { rows } = await database.query<
    OrderRow & {
      rule_set_id: number | null;
      left_out: number[] | null;
      reader_date: CalendarDate | null;
      language: Language;
      is_ordered: boolean;
    }
  >(
    `SELECT CASE WHEN d.digest_id IS NULL THEN s.rule_set_id ELSE d.rule_set_id END AS rule_set_id,
            d.left_out, d.reader_date, coalesce(d.language, s.language) AS language, ${ORDER_COLUMNS},
            CASE WHEN d.digest_id IS NULL THEN EXISTS (SELECT FROM tastes t WHERE t.subscriber_id = s.id)
                 ELSE o.digest_id IS NOT NULL END AS is_ordered
       FROM subscribers s LEFT JOIN deliveries d ON d.subscriber_id = s.id AND d.digest_id = $1
       LEFT JOIN delivery_orders o ON o.subscriber_id = d.subscriber_id AND o.digest_id = d.digest_id
      WHERE s.id = $2`,
    [digestId, subscriberId],
  );
  const [row] = rows;
  return {
    subscriberId,
    ruleSetId: row?.rule_set_id ?? null,
    leftOut: row?.left_out ?? null,
    readerDate: row?.reader_date ?? null,
    language: row?.language ?? defaultLanguage,
    order: row?.is_ordered === true ? (orderOf(row) ?? 'undecided') : null,
  };
}

/** What a set of rules chose of a digest. */
export interface StoredEdition extends ChosenPositions {
  readonly ruleSetId: number;
  /** Why each is there; empty where nothing is followed. */
  readonly reasons: readonly string[];
  /** Null: the operator's. */
  readonly abstracts: AbstractForm | null;
  readonly pictures: boolean;
}

/** The editions of a digest by some sets of rules. */
export async function readEditions(
  database: Queryable,
  digestId: number,
  ruleSetIds: readonly number[],
): Promise<StoredEdition[]> {
  const { rows } = await database.query<{
    rule_set_id: number;
    positions: number[];
    most: number | null;
    reasons: string[];
    abstracts: AbstractForm | null;
    pictures: boolean;
  }>(
    `SELECT rule_set_id, positions, most, reasons, rules ->> 'abstracts' AS abstracts,
            coalesce((rules ->> 'pictures')::boolean, true) AS pictures
       FROM editions e JOIN rule_sets r ON r.id = e.rule_set_id
      WHERE digest_id = $1 AND rule_set_id = ANY ($2::bigint[])`,
    [digestId, ruleSetIds],
  );
  return rows.map(({ rule_set_id, ...row }) => ({ ruleSetId: rule_set_id, ...row }));
}
