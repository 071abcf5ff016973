-- A pause ends by itself; the next digests may be skipped; and what somebody chose with a sign-up waits until it
-- is confirmed.

ALTER TABLE subscribers
  ADD COLUMN paused_at    timestamptz,
  ADD COLUMN paused_until timestamptz,
  -- How a pause ends: with the next digest, or with one of what was best in it.
  ADD COLUMN pause_ends   text CHECK (pause_ends IN ('plainly', 'with-catch-up')),
  ADD COLUMN skips        smallint NOT NULL DEFAULT 0 CHECK (skips BETWEEN 0 AND 10);
CREATE INDEX subscribers_paused ON subscribers (paused_until) WHERE state = 'paused';

ALTER TABLE signups ADD COLUMN preferences jsonb;

CREATE TABLE requested_preferences (
  subscriber_id bigint NOT NULL REFERENCES subscribers ON DELETE CASCADE,
  serial        integer NOT NULL,
  preferences   jsonb NOT NULL,
  PRIMARY KEY (subscriber_id, serial)
);
