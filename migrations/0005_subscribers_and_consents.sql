-- Subscribers, the requests that precede them, their consent, and addresses that must not be mailed.

CREATE TABLE subscribers (
  id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  address          text NOT NULL,
  address_key      text NOT NULL UNIQUE,
  address_hash     bytea NOT NULL,
  state            text NOT NULL CHECK (state IN ('pending', 'active', 'paused', 'unsubscribed', 'bounced', 'complained')),
  confirm_serial   integer NOT NULL DEFAULT 0,
  confirmed_at     timestamptz,
  state_changed_at timestamptz NOT NULL DEFAULT now(),
  created_at       timestamptz NOT NULL DEFAULT now(),
  frequency        text NOT NULL DEFAULT 'daily' CHECK (frequency IN ('daily', 'weekly', 'monthly')),
  -- A bit for each day of the week, Monday the lowest.
  weekdays         smallint NOT NULL DEFAULT 127 CHECK (weekdays BETWEEN 1 AND 127),
  -- Null, as the time zone: the operator's.
  local_time       time CHECK (extract(epoch FROM local_time) % 60 = 0),
  time_zone        text,
  -- Since when the schedule holds; null: since the reader was confirmed.
  scheduled_since  timestamptz,
  -- The last moment that the schedule named: digests that came due after it belong to the next one.
  due_after        timestamptz,
  -- The next moment that the schedule names; null until the next fan-out works it out.
  next_due_at      timestamptz,
  rule_set_id      bigint REFERENCES rule_sets,
  paused_at        timestamptz,
  paused_until     timestamptz,
  -- How a pause ends: with the next digest, or with one of what was best in it.
  pause_ends       text CHECK (pause_ends IN ('plainly', 'with-catch-up')),
  skips            smallint NOT NULL DEFAULT 0 CHECK (skips BETWEEN 0 AND 10),
  -- How often the reader has moved to another address. Links carry it: those in mails to a former address show
  -- nothing of what belongs to the reader at the present one.
  address_generation smallint NOT NULL DEFAULT 0 CHECK (address_generation BETWEEN 0 AND 255),
  language         text NOT NULL DEFAULT 'en' CHECK (language IN ('en', 'de'))
);
CREATE INDEX subscribers_active ON subscribers (id) WHERE state = 'active';
CREATE INDEX subscribers_by_hash ON subscribers (address_hash);
CREATE INDEX subscribers_by_rules ON subscribers (rule_set_id) WHERE rule_set_id IS NOT NULL;
CREATE INDEX subscribers_due ON subscribers (frequency, next_due_at) WHERE state = 'active';
CREATE INDEX subscribers_paused ON subscribers (paused_until) WHERE state = 'paused';
-- Addresses that were entered and never confirmed are forgotten; this finds them without reading everybody.
CREATE INDEX subscribers_unconfirmed ON subscribers (created_at) WHERE state = 'pending' AND confirmed_at IS NULL;

-- A request to subscribe as it came in, the same row whatever the address is; gone once a worker has read it.
CREATE TABLE signups (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  address     text NOT NULL,
  via         text NOT NULL CHECK (via IN ('form', 'api')),
  wording     text NOT NULL,
  client_hash bytea,
  received_at timestamptz NOT NULL DEFAULT now(),
  preferences jsonb,
  language    text NOT NULL DEFAULT 'en' CHECK (language IN ('en', 'de'))
);

-- What somebody chose with a sign-up waits until it is confirmed.
CREATE TABLE requested_preferences (
  subscriber_id bigint NOT NULL REFERENCES subscribers ON DELETE CASCADE,
  serial        integer NOT NULL,
  preferences   jsonb NOT NULL,
  PRIMARY KEY (subscriber_id, serial)
);

CREATE TABLE consents (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  subscriber_id bigint NOT NULL REFERENCES subscribers ON DELETE CASCADE,
  event         text NOT NULL
                CHECK (event IN ('requested', 'confirmed', 'withdrawn', 'resumed', 'added', 'address-changed')),
  via           text NOT NULL
                CHECK (via IN ('form', 'api', 'link', 'one-click', 'mailto', 'report', 'operator', 'import')),
  wording       text,
  client_hash   bytea,
  at            timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX consents_by_subscriber ON consents (subscriber_id, at);

CREATE TABLE suppressions (
  address_hash bytea PRIMARY KEY,
  reason       text NOT NULL CHECK (reason IN ('bounced', 'complained', 'erased', 'operator')),
  note         text,
  created_at   timestamptz NOT NULL DEFAULT now()
);

-- Suppressions that an operator has lifted, and why.
CREATE TABLE suppression_lifts (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  address_hash  bytea NOT NULL,
  former_reason text NOT NULL,
  reason        text NOT NULL,
  at            timestamptz NOT NULL
);
CREATE INDEX suppression_lifts_by_hash ON suppression_lifts (address_hash, at);

-- A reader's request to move to another address, at most one each; the row stays when it is over, without the
-- address, so that no serial comes twice. The columns of the new address have names of their own, because
-- `address_hash` means the person a row is about.
CREATE TABLE address_changes (
  subscriber_id    bigint PRIMARY KEY REFERENCES subscribers ON DELETE CASCADE,
  serial           integer NOT NULL,
  new_address      text,
  new_address_key  text,
  new_address_hash bytea,
  requested_at     timestamptz NOT NULL,
  -- Whether the notice to each side has still to be decided on.
  old_waits        boolean NOT NULL,
  new_waits        boolean NOT NULL,
  old_confirmed_at timestamptz,
  new_confirmed_at timestamptz,
  changed_at       timestamptz,
  CHECK (num_nulls(new_address, new_address_key, new_address_hash) IN (0, 3)),
  CHECK (new_address IS NOT NULL OR NOT (old_waits OR new_waits))
);
CREATE INDEX address_changes_open ON address_changes (requested_at) WHERE new_address IS NOT NULL;

-- The addresses of private feeds are made of a reader's id and this number; raising it makes the former ones end.
CREATE TABLE private_feeds (
  subscriber_id bigint PRIMARY KEY REFERENCES subscribers ON DELETE CASCADE,
  serial        integer NOT NULL,
  changed_at    timestamptz NOT NULL
);

-- Keys that must outlive a change of SECRET_KEY, wrapped by it.
CREATE TABLE keyring (
  name       text PRIMARY KEY,
  wrapped    bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

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
