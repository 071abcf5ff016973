-- A standby that took over is known by its timeline. Where the server does not tell (some providers), it is empty, and
-- a failover goes unnoticed.
CREATE FUNCTION current_timeline() RETURNS text
LANGUAGE plpgsql VOLATILE PARALLEL RESTRICTED AS $$
BEGIN
  RETURN left(pg_walfile_name(pg_current_wal_lsn()), 8);
EXCEPTION WHEN OTHERS THEN
  RETURN '';
END $$;

-- Whose rows these are: the same for a server and its standbys, another for one that a dump was restored to.
CREATE FUNCTION server_identifier() RETURNS text
LANGUAGE plpgsql VOLATILE PARALLEL RESTRICTED AS $$
BEGIN
  RETURN (SELECT system_identifier::text FROM pg_control_system());
EXCEPTION WHEN OTHERS THEN
  RETURN '';
END $$;

-- The server as the last sweep found it. A standby that lags has an older moment in here, which says how far it came.
CREATE TABLE server_timeline (
  one         boolean     PRIMARY KEY DEFAULT true CHECK (one),
  identifier  text        NOT NULL,
  timeline    text        NOT NULL,
  seen_at     timestamptz NOT NULL,
  -- Whether it waited for a standby with each commit: that one has them all.
  synchronous boolean     NOT NULL,
  -- The last failover: what was due between these moments may have been mailed by the former server.
  lost_from   timestamptz,
  lost_until  timestamptz,
  CHECK ((lost_from IS NULL) = (lost_until IS NULL))
);
