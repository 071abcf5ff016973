/** Who came within so many days is not counted yet: answers of addresses that were made for it come too late. */
const NEW_DAYS = 7;

/**
 * A part of a statement that counts what readers said of the papers of `listed (paper_id)`, as known at `$5`: it
 * makes `tallies (paper_id, liked, disliked)`. Each reader counts once for a paper: by the vote, or where there is
 * none by the save, which is a like. Only readers count who get mail, or only pause it, and to whom the paper was
 * really sent.
 */
export const READERS_TALLIES = `
     said AS MATERIALIZED (
       SELECT paper_id, subscriber_id, coalesce(v.value, 1) AS value
         FROM (SELECT paper_id, subscriber_id, value FROM votes JOIN listed USING (paper_id) WHERE at <= $5) v
         FULL JOIN (SELECT paper_id, subscriber_id FROM saves JOIN listed USING (paper_id) WHERE at <= $5) s
              USING (paper_id, subscriber_id)),
     held AS MATERIALIZED (
       SELECT l.paper_id, h.digest_id, h.position
         FROM listed l CROSS JOIN LATERAL (SELECT digest_id, position FROM digest_papers
                                            WHERE paper_id = l.paper_id AND kind IS DISTINCT FROM 'sample'
                                           OFFSET 0) h),
     -- Which digest may have brought it to whom.
     brought AS MATERIALIZED (
       SELECT paper_id, subscriber_id, value, h.digest_id, h.position
         FROM said JOIN held h USING (paper_id) JOIN subscribers r ON r.id = subscriber_id
        WHERE r.state IN ('active', 'paused')
          AND coalesce(r.confirmed_at, r.created_at) <= $5::timestamptz - interval '${NEW_DAYS} days'),
     tallies AS MATERIALIZED (
       SELECT paper_id, count(DISTINCT subscriber_id) FILTER (WHERE value > 0) AS liked,
              count(DISTINCT subscriber_id) FILTER (WHERE value < 0) AS disliked
         FROM brought b
        -- OFFSET 0 keeps it a look at one row for each: there are millions of deliveries.
        CROSS JOIN LATERAL (SELECT rule_set_id, left_out FROM deliveries d
                             WHERE digest_id = b.digest_id AND subscriber_id = b.subscriber_id
                               AND state = 'sent' AND settled_at <= $5
                               AND b.position <> ALL (coalesce(left_out, '{}')) OFFSET 0) d
         LEFT JOIN editions e ON e.digest_id = b.digest_id AND e.rule_set_id = d.rule_set_id
        WHERE d.rule_set_id IS NULL OR b.position = ANY (sent_positions(e.positions, e.most, d.left_out))
        GROUP BY paper_id)`;
