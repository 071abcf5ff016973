-- Who decided it, as they were called then; null for what was decided before this was kept.
ALTER TABLE curations
  ADD COLUMN actor_name text,
  DROP CONSTRAINT curations_via_check,
  ADD CONSTRAINT curations_via_check CHECK (via IN ('api', 'cli', 'page'));
