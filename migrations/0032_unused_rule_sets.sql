-- Rules that nobody has any more are looked for bit by bit, and go when they were not used at two looks.

ALTER TABLE rule_sets
  ADD COLUMN looked_at    timestamptz NOT NULL DEFAULT now(),
  ADD COLUMN unused_since timestamptz;
CREATE INDEX rule_sets_by_look ON rule_sets (looked_at);
CREATE INDEX editions_by_rules ON editions (rule_set_id);
