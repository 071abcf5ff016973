-- A delivery changes its state twice or more, and each time PostgreSQL wrote a new entry into every index of its table,
-- because `state` stood in the conditions of three of them. Now none names it, so that the new version of a row stays
-- on its page and no index learns of it (a heap-only tuple), where the page has room: that is what fillfactor keeps.
ALTER TABLE deliveries SET (fillfactor = 70);

DROP INDEX deliveries_open, deliveries_due, deliveries_uncertain;
-- Which slices may have rows to send stands in `slices`.
CREATE INDEX deliveries_by_slice ON deliveries (slice_id, subscriber_id);
CREATE INDEX deliveries_due ON deliveries (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
-- What was sent has no reason; whatever is uncertain has one.
UPDATE deliveries SET reason = 'uncertain' WHERE state = 'uncertain' AND reason IS NULL;
CREATE INDEX deliveries_with_reason ON deliveries (digest_id, subscriber_id) WHERE reason IS NOT NULL;

-- When the last of its rows was sent or given up; null while some may wait.
ALTER TABLE slices ADD COLUMN settled_at timestamptz;
UPDATE slices s SET settled_at = now()
 WHERE worker IS NULL
   AND NOT EXISTS (SELECT FROM deliveries WHERE slice_id = s.id AND state IN ('pending', 'sending'));
CREATE INDEX slices_open ON slices (id) WHERE settled_at IS NULL;
