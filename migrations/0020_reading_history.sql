-- What readers were sent long ago: a row for each reader, kind and set of rules, in place of one for each
-- delivery. Periods that follow on each other are one range, so a year of a faithful reader is one range too.

CREATE TABLE reading_history (
  subscriber_id bigint NOT NULL REFERENCES subscribers ON DELETE CASCADE,
  kind          text NOT NULL CHECK (kind IN ('daily', 'weekly', 'monthly', 'sample')),
  -- 0: everything.
  rule_set_id   bigint NOT NULL DEFAULT 0,
  periods       datemultirange NOT NULL,
  PRIMARY KEY (subscriber_id, kind, rule_set_id)
);

-- How many deliveries of a digest were in each state when they were folded into the history.
ALTER TABLE digests ADD COLUMN folded jsonb;

CREATE INDEX reading_history_by_rules ON reading_history (rule_set_id) WHERE rule_set_id <> 0;
