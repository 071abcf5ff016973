-- Whether this server knows a time zone: what one version or distribution knows, another does not.
CREATE FUNCTION knows_zone(zone text) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED AS $$
BEGIN
  PERFORM now() AT TIME ZONE zone;
  RETURN true;
EXCEPTION WHEN invalid_parameter_value THEN
  RETURN false;
END $$;

-- What kept a reader from being served as they chose, so that the others could be.
CREATE TABLE reader_faults (
  id            bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  subscriber_id bigint      NOT NULL REFERENCES subscribers ON DELETE CASCADE,
  at            timestamptz NOT NULL DEFAULT now(),
  -- zone-renamed, zone-unknown: of the time zone; passed-over: the reader's mail failed and is tried the day after;
  -- rules-failed: the reader's rules could not be matched, and the whole digest was mailed.
  fault         text        NOT NULL CHECK (fault IN ('zone-renamed', 'zone-unknown', 'passed-over', 'rules-failed')),
  -- The zone, or the error's code.
  detail        text        NOT NULL
);
CREATE INDEX reader_faults_by_subscriber ON reader_faults (subscriber_id, at);
