-- Who chose no hour has mail when the digest is made, wherever they live: their zone is for saying times alone.
CREATE FUNCTION clock_zone(time_zone text, local_time time, site_zone text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN local_time IS NULL THEN site_zone ELSE coalesce(time_zone, site_zone) END
$$;

-- Their next time is worked out anew; what came due since the last one is still theirs.
UPDATE subscribers SET next_due_at = NULL
 WHERE local_time IS NULL AND time_zone IS NOT NULL AND next_due_at IS NOT NULL;
