-- When each reader gets mail. `next_due_at` is a moment that their schedule names; null until the next fan-out
-- works it out. `due_after` is the last such moment: digests that came due after it belong to the next one.

ALTER TABLE subscribers
  ADD COLUMN frequency       text NOT NULL DEFAULT 'daily' CHECK (frequency IN ('daily', 'weekly', 'monthly')),
  -- A bit for each day of the week, Monday the lowest.
  ADD COLUMN weekdays        smallint NOT NULL DEFAULT 127 CHECK (weekdays BETWEEN 1 AND 127),
  -- Null: the operator's.
  ADD COLUMN local_time      time CHECK (extract(epoch FROM local_time) % 60 = 0),
  ADD COLUMN time_zone       text,
  -- Since when the schedule holds; null: since the reader was confirmed.
  ADD COLUMN scheduled_since timestamptz,
  ADD COLUMN due_after       timestamptz,
  ADD COLUMN next_due_at     timestamptz;

CREATE INDEX subscribers_due ON subscribers (frequency, next_due_at) WHERE state = 'active';

-- The reader's own date at the moment the delivery was due; null: the day of the digest.
ALTER TABLE deliveries ADD COLUMN reader_date date;

-- The moment at which clocks in a zone show `wall`: the first of two, or where they skip it, the first moment
-- after. `AT TIME ZONE` alone takes the second of two, and skips ahead by the whole gap.
CREATE FUNCTION moment_in(zone text, wall timestamp) RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  WITH offsets AS (
    SELECT (near AT TIME ZONE zone) - (near AT TIME ZONE 'UTC') AS ahead
      FROM (VALUES ((wall AT TIME ZONE 'UTC') - interval '24 hours'),
                   ((wall AT TIME ZONE 'UTC') + interval '24 hours')) AS around (near)
  ), candidates AS (
    SELECT (wall AT TIME ZONE 'UTC') - ahead AS moment FROM offsets
  )
  SELECT coalesce(
    (SELECT min(moment) FROM candidates WHERE moment AT TIME ZONE zone = wall),
    (SELECT min(moment)
       FROM (SELECT min(moment) AS earliest, max(moment) AS latest FROM candidates) AS gap,
            generate_series(gap.earliest, gap.latest, interval '1 minute') AS moment
      WHERE moment AT TIME ZONE zone >= wall))
$$;

-- The first moment after `after` and not before `earliest` (unless that is null) at which clocks in a zone show `wall` on one of the
-- weekdays. Ten days hold each weekday, also where a zone once left a day out.
CREATE FUNCTION next_slot(zone text, wall time, weekdays integer, after timestamptz, earliest timestamptz)
RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT slot
    FROM (SELECT (greatest(after, earliest) AT TIME ZONE zone)::date - 1 + n AS day
            FROM generate_series(0, 10) AS n) AS days,
         LATERAL moment_in(zone, day + wall) AS slot
   WHERE weekdays & (1 << (extract(isodow FROM day)::integer - 1)) <> 0
     AND slot > after AND slot >= coalesce(earliest, slot)
   ORDER BY slot LIMIT 1
$$;
