/**
 * Parts of a statement that say which edition of a digest a reader gets. They follow on
 * `wanted (id, digest_id, day, rule_set_id, skips, language)` and make `readers`, the same with `left_out`: positions of papers
 * that the reader had in another digest, up to the last one that is sent. Readers are missing for whom nothing is
 * left.
 *
 * A digest holds no paper twice, and no two of a kind hold the same: only who had another kind can have had one.
 */
export const CHOOSE_EDITIONS = `
same_papers AS MATERIALIZED (
  SELECT mine.digest_id, mine.position, theirs.digest_id AS other_id, theirs.position AS other_position
    FROM digest_papers mine
    JOIN digest_papers theirs ON theirs.paper_id = mine.paper_id AND theirs.digest_id <> mine.digest_id
   WHERE mine.digest_id IN (SELECT DISTINCT digest_id FROM wanted)
), had AS MATERIALIZED (
  SELECT w.id, w.digest_id, d.digest_id AS other_id, d.rule_set_id, d.left_out, false AS is_folded
    FROM wanted w
    JOIN (SELECT DISTINCT digest_id, other_id FROM same_papers) AS o USING (digest_id)
    JOIN deliveries d ON d.digest_id = o.other_id AND d.subscriber_id = w.id
   WHERE d.state NOT IN ('failed', 'skipped')
  UNION ALL
  SELECT w.id, w.digest_id, g.id, nullif(h.rule_set_id, 0), NULL, true
    FROM wanted w
    JOIN (SELECT DISTINCT digest_id, other_id FROM same_papers) AS o USING (digest_id)
    JOIN digests g ON g.id = o.other_id AND g.folded IS NOT NULL
    JOIN reading_history h ON h.subscriber_id = w.id AND h.kind = g.kind AND h.periods @> g.period
), seen AS MATERIALIZED (
  SELECT h.id, h.digest_id, array_agg(DISTINCT o.position::smallint ORDER BY o.position::smallint) AS positions
    FROM had h JOIN same_papers o USING (digest_id, other_id)
    LEFT JOIN editions e ON e.digest_id = h.other_id AND e.rule_set_id = h.rule_set_id
   -- What was left out of a folded delivery is not known any more: it counts as if it had carried all.
   WHERE h.rule_set_id IS NULL
      OR o.other_position = ANY (CASE WHEN h.is_folded THEN e.positions
                                      ELSE sent_positions(e.positions, e.most, h.left_out) END)
   GROUP BY h.id, h.digest_id
), readers AS MATERIALIZED (
  SELECT w.id, w.digest_id, w.day, w.rule_set_id, w.skips, w.language,
         CASE WHEN e.positions IS NULL THEN s.positions
              WHEN s.positions && e.positions
              THEN (SELECT array_agg(p ORDER BY p)
                      FROM (SELECT p, count(*) FILTER (WHERE p <> ALL (s.positions)) OVER (ORDER BY place) AS taken
                              FROM unnest(e.positions) WITH ORDINALITY AS c (p, place)) AS places
                     WHERE p = ANY (s.positions) AND (e.most IS NULL OR taken < e.most)) END AS left_out
    FROM wanted w
    -- All of seen is wanted. A full join, because the planner cannot know how many there are, and never makes a
    -- loop over all pairs of one.
    FULL JOIN seen s ON s.id = w.id AND s.digest_id = w.digest_id
    LEFT JOIN editions e ON e.digest_id = w.digest_id AND e.rule_set_id = w.rule_set_id
   WHERE CASE WHEN w.rule_set_id IS NOT NULL THEN NOT e.positions <@ coalesce(s.positions, '{}')
              ELSE coalesce(cardinality(s.positions), 0)
                   < (SELECT count(*) FROM digest_papers p WHERE p.digest_id = w.digest_id) END
)`;
