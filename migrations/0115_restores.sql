-- Which copy of the data this is. The row says in which transaction it was written; PostgreSQL says so too (xmin). Who
-- restores a dump writes the row in another one, which is how a copy is known, wherever it was restored. What keeps
-- the rows as they are keeps both: a restart, a failover, pg_upgrade. `seen_at` only grows while the service runs;
-- each node remembers in its DATA_DIR how far it had come.
CREATE TABLE data_identity (
  one          boolean     PRIMARY KEY DEFAULT true CHECK (one),
  marker       uuid        NOT NULL DEFAULT gen_random_uuid(),
  written_in   bigint      NOT NULL,
  database_oid bigint      NOT NULL,
  seen_at      timestamptz NOT NULL
);

-- Each time that an older copy took the place of the data. While one is not resumed nothing is mailed.
CREATE TABLE restores (
  id               bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- command: broadsheet restore; copy: a dump that was restored, or a database that was copied; older: data that is
  -- behind what a node has seen of it.
  how              text        NOT NULL CHECK (how IN ('command', 'copy', 'older')),
  noticed_at       timestamptz NOT NULL,
  -- The moment that the copy is of.
  copied_at        timestamptz NOT NULL,
  -- What was due by this moment may have been mailed; null where it is known that nothing was lost.
  uncertain_before timestamptz,
  resumed_at       timestamptz
);
CREATE UNIQUE INDEX restores_open ON restores ((true)) WHERE resumed_at IS NULL;

-- Who left lately is written down outside the database.
CREATE INDEX subscribers_by_change ON subscribers (state_changed_at) WHERE state <> 'pending';
CREATE INDEX suppressions_by_time ON suppressions (created_at);
