/**
 * Parts of a statement that say which edition of a digest a reader gets. They follow on
 * `wanted (id, digest_id, day, rule_set_id, skips, language)` and make `readers`, the same with `left_out`: positions of papers
 * that the reader had in another digest, up to the last one that is sent. Readers are missing for whom nothing is
 * left.
 *
 * A digest holds no paper twice, and no two of a kind hold the same: only who had another kind can have had one.
 */
export const CHOOSE_EDITIONS = `
-- Papers of the wanted digests that another digest holds as well.
same_papers AS MATERIALIZED (
  SELECT mine.digest_id, mine.position, theirs.digest_id AS other_id, theirs.position AS other_position
    FROM digest_papers AS mine
    JOIN digest_papers AS theirs ON theirs.paper_id = mine.paper_id AND theirs.digest_id <> mine.digest_id
   WHERE mine.digest_id IN (SELECT DISTINCT digest_id FROM wanted)
), other_digests AS (
  SELECT DISTINCT digest_id, other_id FROM same_papers
),
-- Which of those other digests a reader had: by a delivery, or by what deliveries were folded into.
had AS MATERIALIZED (
  SELECT wanted.id, wanted.digest_id, deliveries.digest_id AS other_id, deliveries.rule_set_id,
         deliveries.left_out, false AS is_folded
    FROM wanted
    JOIN other_digests USING (digest_id)
    JOIN deliveries ON deliveries.digest_id = other_digests.other_id AND deliveries.subscriber_id = wanted.id
   WHERE deliveries.state NOT IN ('failed', 'skipped')
  UNION ALL
  SELECT wanted.id, wanted.digest_id, digests.id, nullif(history.rule_set_id, 0), NULL, true
    FROM wanted
    JOIN other_digests USING (digest_id)
    JOIN digests ON digests.id = other_digests.other_id AND digests.folded IS NOT NULL
    JOIN reading_history AS history
      ON history.subscriber_id = wanted.id AND history.kind = digests.kind AND history.periods @> digests.period
),
-- Positions of the papers that a reader had in one of them.
seen AS MATERIALIZED (
  SELECT had.id, had.digest_id,
         array_agg(DISTINCT same_papers.position::smallint ORDER BY same_papers.position::smallint) AS positions
    FROM had
    JOIN same_papers USING (digest_id, other_id)
    LEFT JOIN editions ON editions.digest_id = had.other_id AND editions.rule_set_id = had.rule_set_id
   -- What was left out of a folded delivery is not known any more: it counts as if it had carried all.
   WHERE had.rule_set_id IS NULL
      OR same_papers.other_position = ANY (CASE WHEN had.is_folded THEN editions.positions
                                                ELSE sent_positions(editions.positions, editions.most, had.left_out) END)
   GROUP BY had.id, had.digest_id
),
-- How many papers the wanted digests hold, counted once and not for each reader.
paper_counts AS MATERIALIZED (
  SELECT digest_id, count(*) AS papers FROM digest_papers
   WHERE digest_id IN (SELECT DISTINCT digest_id FROM wanted)
   GROUP BY digest_id
),
-- The readers for whom something is left, with what is left out for them.
readers AS MATERIALIZED (
  SELECT wanted.id, wanted.digest_id, wanted.day, wanted.rule_set_id, wanted.skips, wanted.language,
         CASE WHEN editions.positions IS NULL THEN seen.positions
              WHEN seen.positions && editions.positions
              THEN (SELECT array_agg(position ORDER BY position)
                      FROM (SELECT position,
                                   count(*) FILTER (WHERE position <> ALL (seen.positions)) OVER (ORDER BY place) AS taken
                              FROM unnest(editions.positions) WITH ORDINALITY AS choice (position, place)) AS places
                     WHERE position = ANY (seen.positions)
                       AND (editions.most IS NULL OR taken < editions.most)) END AS left_out
    FROM wanted
    -- All of seen is wanted. A full join, because the planner cannot know how many there are, and never makes a
    -- loop over all pairs of one.
    FULL JOIN seen ON seen.id = wanted.id AND seen.digest_id = wanted.digest_id
    LEFT JOIN editions ON editions.digest_id = wanted.digest_id AND editions.rule_set_id = wanted.rule_set_id
    LEFT JOIN paper_counts ON paper_counts.digest_id = wanted.digest_id
   WHERE CASE WHEN wanted.rule_set_id IS NOT NULL THEN NOT editions.positions <@ coalesce(seen.positions, '{}')
              ELSE coalesce(cardinality(seen.positions), 0) < coalesce(paper_counts.papers, 0) END
)`;
