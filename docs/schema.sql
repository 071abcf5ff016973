-- Every table as the migrations leave it, for reading; what each is for stands in migrations/.
-- `npm run schema` writes this file, and a test holds it against the migrations.

CREATE EXTENSION pg_trgm;

CREATE OR REPLACE FUNCTION add_reader_times()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  INSERT INTO reader_times (subscriber_id, frequency, is_active)
  SELECT id, frequency, state = 'active' FROM added ORDER BY id;
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION clock_zone(time_zone text, local_time time without time zone, site_zone text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  SELECT CASE WHEN local_time IS NULL THEN site_zone ELSE coalesce(time_zone, site_zone) END
$function$;

CREATE OR REPLACE FUNCTION current_timeline()
 RETURNS text
 LANGUAGE plpgsql
 PARALLEL RESTRICTED
AS $function$
BEGIN
  RETURN left(pg_walfile_name(pg_current_wal_lsn()), 8);
EXCEPTION WHEN OTHERS THEN
  RETURN '';
END $function$;

CREATE OR REPLACE FUNCTION delete_all_deliveries()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  DELETE FROM deliveries;
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION delete_all_reader_times()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  DELETE FROM reader_times;
  DELETE FROM delivery_orders;
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION delete_deliveries_of_readers()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  DELETE FROM reader_times WHERE subscriber_id = ANY (ARRAY(SELECT id FROM gone));
  DELETE FROM deliveries WHERE subscriber_id = ANY (ARRAY(SELECT id FROM gone));
  DELETE FROM delivery_orders WHERE subscriber_id = ANY (ARRAY(SELECT id FROM gone));
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION fewer_names(said text[], known text[])
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  SELECT cardinality(said) > 0 AND cardinality(said) <= cardinality(known)
     AND (cardinality(said) < cardinality(known)
          OR (array_to_string(said, ' ') ~ '(^|\s)[[:upper:]]\.' AND array_to_string(known, ' ') !~ '(^|\s)[[:upper:]]\.'))
     AND NOT EXISTS (SELECT lower(regexp_replace(name, '^.*\s', '')) FROM unnest(said) AS name
                     EXCEPT
                     SELECT lower(regexp_replace(name, '^.*\s', '')) FROM unnest(known) AS name)
$function$;

CREATE OR REPLACE FUNCTION forget_reader_times()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  UPDATE reader_times
     SET next_due_at = NULL, scheduled_since = new.scheduled_since,
         due_after = CASE WHEN new.state = old.state AND new.frequency = old.frequency THEN due_after END
   WHERE subscriber_id = new.id;
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION index_papers(ids text[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
BEGIN
  INSERT INTO paper_search AS known (paper_id, dated_at, categories, titled, whole)
  SELECT id, coalesce(published_at, first_seen_at),
         ARRAY(SELECT DISTINCT unnest(ARRAY[lower(name), split_part(lower(name), '.', 1)]) FROM unnest(categories) name),
         titled,
         titled || setweight(to_tsvector('english', words.abstract), 'C')
                || setweight(to_tsvector('english', words.organization), 'D')
    FROM papers p
    LEFT JOIN paper_readings r ON r.paper_id = p.id AND r.rules > 0
   CROSS JOIN LATERAL (
         SELECT coalesce(concat_ws(' ', folded ->> 'title', folded ->> 'titleJoined'), p.title) AS title,
                left(CASE WHEN folded IS NULL THEN paper_names(p.authors)
                          ELSE concat_ws(' ', translate((folded -> 'authors')::text, '[]",', ' '),
                                         folded ->> 'authorsJoined') END, 100000) AS names,
                CASE WHEN folded IS NULL THEN p.abstract
                     ELSE concat_ws(' ', folded ->> 'abstract', folded ->> 'abstractJoined') END AS abstract,
                coalesce(folded ->> 'organization', p.organization, '') AS organization) AS words
   CROSS JOIN LATERAL (
         SELECT setweight(to_tsvector('english', words.title), 'A')
             || setweight(to_tsvector('english', words.names), 'B') AS titled) AS made
   WHERE p.id = ANY (ids)
   ORDER BY id
  ON CONFLICT (paper_id) DO UPDATE
     SET dated_at = excluded.dated_at, categories = excluded.categories, titled = excluded.titled, whole = excluded.whole
   WHERE (known.dated_at, known.categories, known.titled, known.whole)
         IS DISTINCT FROM (excluded.dated_at, excluded.categories, excluded.titled, excluded.whole);
END $function$;

CREATE OR REPLACE FUNCTION keep_audit()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.at < now() - interval '2 years' THEN RETURN OLD; END IF;
  END IF;
  RAISE EXCEPTION 'audit events are kept for two years and never changed';
END $function$;

CREATE OR REPLACE FUNCTION keep_what_deliveries_name()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF EXISTS (SELECT FROM gone
              WHERE CASE TG_TABLE_NAME WHEN 'slices' THEN (SELECT true FROM deliveries WHERE slice_id = gone.id LIMIT 1)
                                       ELSE (SELECT true FROM deliveries WHERE rule_set_id = gone.id LIMIT 1) END) THEN
    RAISE foreign_key_violation USING TABLE = TG_TABLE_NAME, MESSAGE = format('a delivery names one of these %s', TG_TABLE_NAME);
  END IF;
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION knows_zone(zone text)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE PARALLEL RESTRICTED
AS $function$
BEGIN
  PERFORM now() AT TIME ZONE zone;
  RETURN true;
EXCEPTION WHEN invalid_parameter_value THEN
  RETURN false;
END $function$;

CREATE OR REPLACE FUNCTION moment_in(zone text, wall timestamp without time zone)
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION next_slot(zone text, wall time without time zone, weekdays integer, after timestamp with time zone, earliest timestamp with time zone)
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  SELECT slot
    FROM (SELECT (greatest(after, earliest) AT TIME ZONE zone)::date - 1 + n AS day
            FROM generate_series(0, 10) AS n) AS days,
         LATERAL moment_in(zone, day + wall) AS slot
   WHERE weekdays & (1 << (extract(isodow FROM day)::integer - 1)) <> 0
     AND slot > after AND slot >= coalesce(earliest, slot)
   ORDER BY slot LIMIT 1
$function$;

CREATE OR REPLACE FUNCTION note_addresses()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  INSERT INTO address_search SELECT id, address_key FROM changed ORDER BY id;
  INSERT INTO reader_facets (subscriber_id, state, frequency, language, has_rules, confirmed_at, via, origin)
  SELECT s.id, s.state, s.frequency, s.language, s.rule_set_id IS NOT NULL, s.confirmed_at, coalesce(c.via, ''), c.origin
    FROM changed s
    LEFT JOIN LATERAL (SELECT via, origin FROM consents
                        WHERE subscriber_id = s.id AND event IN ('requested', 'added')
                        ORDER BY at DESC, id DESC LIMIT 1) AS c ON true
   ORDER BY s.id;
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION note_changed_address()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  UPDATE address_search SET address_key = NEW.address_key WHERE subscriber_id = NEW.id;
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION note_changed_facets()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  UPDATE reader_facets
     SET state = NEW.state, frequency = NEW.frequency, language = NEW.language,
         has_rules = NEW.rule_set_id IS NOT NULL, confirmed_at = NEW.confirmed_at
   WHERE subscriber_id = NEW.id;
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION note_changed_papers()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  UPDATE paper_readings r SET rules = 0, title = NULL, abstract = NULL, folded = NULL
    FROM (SELECT id FROM changed c JOIN former f USING (id)
           WHERE (c.title, c.abstract, c.authors, c.organization, c.summary, c.keywords)
                 IS DISTINCT FROM (f.title, f.abstract, f.authors, f.organization, f.summary, f.keywords)
           ORDER BY id) AS reworded
   WHERE r.paper_id = reworded.id;
  PERFORM index_papers(ARRAY(
    SELECT id FROM changed c JOIN former f USING (id)
     WHERE (c.categories, c.published_at) IS DISTINCT FROM (f.categories, f.published_at)
       AND (c.title, c.abstract, c.authors, c.organization, c.summary, c.keywords)
           IS NOT DISTINCT FROM (f.title, f.abstract, f.authors, f.organization, f.summary, f.keywords)));
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION note_papers()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  INSERT INTO paper_readings (paper_id) SELECT id FROM changed ORDER BY id ON CONFLICT DO NOTHING;
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION note_reader_standing()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  UPDATE reader_times SET frequency = new.frequency, is_active = new.state = 'active' WHERE subscriber_id = new.id;
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION note_readings()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  PERFORM index_papers(ARRAY(SELECT paper_id FROM changed WHERE rules > 0));
  INSERT INTO search_words (word)
  SELECT DISTINCT word
    FROM changed, regexp_split_to_table(concat_ws(' ', folded ->> 'title', translate((folded -> 'authors')::text, '[]",', ' ')), '\s+') AS word
   WHERE rules > 0 AND word ~ '^[[:alpha:]]{4,30}$'
   ORDER BY word
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION note_ways_in()
 RETURNS trigger
 LANGUAGE plpgsql
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
BEGIN
  UPDATE reader_facets f SET via = c.via, origin = c.origin
    FROM (SELECT DISTINCT ON (subscriber_id) subscriber_id, via, origin FROM changed
           WHERE event IN ('requested', 'added') ORDER BY subscriber_id, at DESC, id DESC) AS c
   WHERE f.subscriber_id = c.subscriber_id AND (f.via, f.origin) IS DISTINCT FROM (c.via, c.origin);
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION paper_names(authors text[])
 RETURNS text
 LANGUAGE sql
 STABLE
RETURN "left"(array_to_string(authors, ' · '::text), 100000);

CREATE OR REPLACE FUNCTION require_named_by_deliveries()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF EXISTS (SELECT FROM (SELECT DISTINCT slice_id, digest_id FROM written) AS named
              WHERE NOT EXISTS (SELECT FROM slices WHERE id = named.slice_id AND digest_id = named.digest_id FOR KEY SHARE)) THEN
    RAISE foreign_key_violation USING TABLE = 'deliveries', MESSAGE = 'a delivery names a slice that its digest does not have';
  END IF;
  IF EXISTS (SELECT FROM (SELECT DISTINCT rule_set_id FROM written WHERE rule_set_id IS NOT NULL) AS named
              WHERE NOT EXISTS (SELECT FROM rule_sets WHERE id = named.rule_set_id FOR KEY SHARE)) THEN
    RAISE foreign_key_violation USING TABLE = 'deliveries', MESSAGE = 'a delivery names rules that are not there';
  END IF;
  IF EXISTS (SELECT FROM written WHERE (SELECT true FROM subscribers WHERE id = written.subscriber_id) IS NULL) THEN
    RAISE foreign_key_violation USING TABLE = 'deliveries', MESSAGE = 'a delivery names a reader who is not there';
  END IF;
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION require_named_by_delivery()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  PERFORM FROM slices WHERE id = new.slice_id AND digest_id = new.digest_id FOR KEY SHARE;
  IF NOT FOUND THEN
    RAISE foreign_key_violation USING TABLE = 'deliveries', MESSAGE = 'a delivery names a slice that its digest does not have';
  END IF;
  IF new.rule_set_id IS NOT NULL AND new.rule_set_id IS DISTINCT FROM old.rule_set_id THEN
    PERFORM FROM rule_sets WHERE id = new.rule_set_id FOR KEY SHARE;
    IF NOT FOUND THEN
      RAISE foreign_key_violation USING TABLE = 'deliveries', MESSAGE = 'a delivery names rules that are not there';
    END IF;
  END IF;
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION sent_positions(chosen smallint[], most smallint, left_out smallint[])
 RETURNS smallint[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN (left_out IS NULL) THEN (chosen)[1:COALESCE((most)::integer, cardinality(chosen))] ELSE ARRAY(SELECT c."position" FROM unnest(sent_positions.chosen) WITH ORDINALITY c("position", place) WHERE (c."position" <> ALL (sent_positions.left_out)) ORDER BY c.place LIMIT sent_positions.most) END;

CREATE OR REPLACE FUNCTION server_identifier()
 RETURNS text
 LANGUAGE plpgsql
 PARALLEL RESTRICTED
AS $function$
BEGIN
  RETURN (SELECT system_identifier::text FROM pg_control_system());
EXCEPTION WHEN OTHERS THEN
  RETURN '';
END $function$;

CREATE TABLE audit_events (
  id          bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  at          timestamp with time zone DEFAULT now() NOT NULL,
  actor_kind  text                     NOT NULL,
  actor_id    bigint,
  actor_name  text                     NOT NULL,
  action      text                     NOT NULL,
  object_kind text,
  object_id   text,
  facts       jsonb                    DEFAULT '{}'::jsonb NOT NULL,
  client_hash bytea,
  CONSTRAINT audit_events_pkey PRIMARY KEY (id),
  CONSTRAINT audit_events_action_check CHECK ((action ~ '^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$'::text)),
  CONSTRAINT audit_events_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['operator'::text, 'key'::text, 'cli'::text, 'system'::text]))),
  CONSTRAINT audit_events_check CHECK (((object_kind IS NOT NULL) OR (object_id IS NULL)))
);
CREATE INDEX audit_events_by_object ON audit_events USING btree (object_kind, object_id, id);
CREATE INDEX audit_events_by_time ON audit_events USING brin (at);

CREATE TABLE counted_days (
  day        date                     NOT NULL,
  starts     timestamp with time zone NOT NULL,
  ends       timestamp with time zone NOT NULL,
  counted_at timestamp with time zone NOT NULL,
  incomplete boolean                  NOT NULL,
  CONSTRAINT counted_days_pkey PRIMARY KEY (day),
  CONSTRAINT counted_days_check CHECK ((ends >= starts))
);

CREATE TABLE counted_words (
  one        boolean                  DEFAULT true NOT NULL,
  counted_at timestamp with time zone NOT NULL,
  papers     integer                  NOT NULL,
  terms      text[]                   NOT NULL,
  counts     integer[]                NOT NULL,
  CONSTRAINT counted_words_pkey PRIMARY KEY (one),
  CONSTRAINT counted_words_one_check CHECK (one)
);

CREATE TABLE data_identity (
  one          boolean                  DEFAULT true NOT NULL,
  marker       uuid                     DEFAULT gen_random_uuid() NOT NULL,
  written_in   bigint                   NOT NULL,
  database_oid bigint                   NOT NULL,
  seen_at      timestamp with time zone NOT NULL,
  CONSTRAINT data_identity_pkey PRIMARY KEY (one),
  CONSTRAINT data_identity_one_check CHECK (one)
);

CREATE TABLE deliveries (
  digest_id       bigint                   NOT NULL,
  subscriber_id   bigint                   NOT NULL,
  slice_id        bigint                   NOT NULL,
  state           text                     DEFAULT 'pending'::text NOT NULL,
  attempts        smallint                 DEFAULT 0 NOT NULL,
  next_attempt_at timestamp with time zone,
  reply_code      smallint,
  reply_status    text,
  reply_text      text,
  reason          text,
  created_at      timestamp with time zone DEFAULT now() NOT NULL,
  settled_at      timestamp with time zone,
  reader_date     date,
  rule_set_id     bigint,
  left_out        smallint[],
  relay           text,
  language        text                     DEFAULT 'en'::text NOT NULL,
  fence           integer                  DEFAULT 0 NOT NULL,
  refusal_reason  text,
  CONSTRAINT deliveries_pkey PRIMARY KEY (digest_id, subscriber_id),
  CONSTRAINT deliveries_check CHECK (((state = 'deferred'::text) = (next_attempt_at IS NOT NULL))),
  CONSTRAINT deliveries_language_check CHECK ((language = ANY (ARRAY['en'::text, 'de'::text]))),
  CONSTRAINT deliveries_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'sending'::text, 'sent'::text, 'deferred'::text, 'failed'::text, 'uncertain'::text, 'skipped'::text])))
) WITH (fillfactor=60);
CREATE INDEX deliveries_by_rules ON deliveries USING btree (rule_set_id) WHERE (rule_set_id IS NOT NULL);
CREATE INDEX deliveries_by_slice ON deliveries USING btree (slice_id, subscriber_id);
CREATE INDEX deliveries_by_subscriber ON deliveries USING btree (subscriber_id, digest_id);
CREATE INDEX deliveries_due ON deliveries USING btree (next_attempt_at) WHERE (next_attempt_at IS NOT NULL);
CREATE INDEX deliveries_uncertain ON deliveries USING btree (digest_id, subscriber_id) WHERE (reason = ANY (ARRAY['uncertain'::text, 'worker-lost'::text, 'failover'::text, 'restored'::text]));

CREATE TABLE digest_drafts (
  kind       text                     NOT NULL,
  period     date                     NOT NULL,
  language   text                     NOT NULL,
  intro      text,
  subject    text,
  actor_name text                     NOT NULL,
  at         timestamp with time zone NOT NULL,
  CONSTRAINT digest_drafts_pkey PRIMARY KEY (kind, period, language),
  CONSTRAINT digest_drafts_intro_check CHECK (((length(intro) >= 1) AND (length(intro) <= 2000))),
  CONSTRAINT digest_drafts_kind_check CHECK ((kind = ANY (ARRAY['daily'::text, 'weekly'::text, 'monthly'::text]))),
  CONSTRAINT digest_drafts_language_check CHECK ((language = ANY (ARRAY['en'::text, 'de'::text]))),
  CONSTRAINT digest_drafts_subject_check CHECK (((length(subject) >= 1) AND (length(subject) <= 120)))
);

CREATE TABLE digest_holds (
  id        bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  kind      text                     NOT NULL,
  period    date                     NOT NULL,
  held_at   timestamp with time zone NOT NULL,
  held_by   text                     NOT NULL,
  reason    text,
  lifted_at timestamp with time zone,
  lifted_by text,
  imported  integer,
  readers   integer,
  CONSTRAINT digest_holds_pkey PRIMARY KEY (id),
  CONSTRAINT digest_holds_check CHECK (((lifted_at IS NULL) = (lifted_by IS NULL))),
  CONSTRAINT digest_holds_counted_whole CHECK ((num_nulls(imported, readers) = ANY (ARRAY[0, 2]))),
  CONSTRAINT digest_holds_kind_check CHECK ((kind = ANY (ARRAY['daily'::text, 'weekly'::text, 'monthly'::text]))),
  CONSTRAINT digest_holds_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 500)))
);
CREATE INDEX digest_holds_by_period ON digest_holds USING btree (kind, period);
CREATE UNIQUE INDEX digest_holds_open ON digest_holds USING btree (kind, period) WHERE (lifted_at IS NULL);

CREATE TABLE digests (
  id                bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  kind              text                     NOT NULL,
  period            date                     NOT NULL,
  list_date         date                     NOT NULL,
  strategy          text                     NOT NULL,
  frozen_at         timestamp with time zone NOT NULL,
  released_at       timestamp with time zone,
  fanned_out_at     timestamp with time zone,
  paused_at         timestamp with time zone,
  paused_by         text,
  pause_reason      text,
  cancelled_at      timestamp with time zone,
  folded            jsonb,
  remarks           jsonb                    DEFAULT '{}'::jsonb NOT NULL,
  gathers           bigint[],
  last_day          date,
  tallies           jsonb                    DEFAULT '{}'::jsonb NOT NULL,
  dead_accepted_at  timestamp with time zone,
  alike_accepted_at timestamp with time zone,
  resumed_at        timestamp with time zone,
  approved_at       timestamp with time zone,
  approved_by       text,
  cancel_reason     text,
  readers_due_at    timestamp with time zone,
  intro             jsonb                    DEFAULT '{}'::jsonb NOT NULL,
  subject           jsonb                    DEFAULT '{}'::jsonb NOT NULL,
  completed_at      timestamp with time zone,
  stuck_at          timestamp with time zone,
  watched_at        timestamp with time zone,
  CONSTRAINT digests_pkey PRIMARY KEY (id),
  CONSTRAINT digests_id_kind_key UNIQUE (id, kind),
  CONSTRAINT digests_kind_period_key UNIQUE NULLS NOT DISTINCT (kind, period, gathers),
  CONSTRAINT digests_approved_by_somebody CHECK (((approved_at IS NULL) = (approved_by IS NULL))),
  CONSTRAINT digests_cancel_reason_check CHECK ((cancel_reason = 'not-approved'::text)),
  CONSTRAINT digests_cancelled_for_a_reason CHECK (((cancel_reason IS NULL) OR (cancelled_at IS NOT NULL))),
  CONSTRAINT digests_check CHECK (((kind = 'gathered'::text) = (gathers IS NOT NULL))),
  CONSTRAINT digests_check1 CHECK (((kind = 'gathered'::text) = (last_day IS NOT NULL))),
  CONSTRAINT digests_kind_check CHECK ((kind = ANY (ARRAY['daily'::text, 'weekly'::text, 'monthly'::text, 'sample'::text, 'gathered'::text]))),
  CONSTRAINT digests_paused_by_check CHECK ((paused_by = ANY (ARRAY['operator'::text, 'breaker'::text]))),
  CONSTRAINT digests_paused_by_somebody CHECK (((paused_at IS NULL) = (paused_by IS NULL)))
);
CREATE INDEX digests_gathers ON digests USING gin (gathers) WHERE (gathers IS NOT NULL);

CREATE TABLE dmarc_reports (
  id          bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  reporter    text                     NOT NULL,
  report_id   text                     NOT NULL,
  domain      text                     NOT NULL,
  policy      text                     NOT NULL,
  begins_at   timestamp with time zone NOT NULL,
  ends_at     timestamp with time zone NOT NULL,
  received_at timestamp with time zone NOT NULL,
  CONSTRAINT dmarc_reports_pkey PRIMARY KEY (id),
  CONSTRAINT dmarc_reports_reporter_report_id_domain_key UNIQUE (reporter, report_id, domain)
);
CREATE INDEX dmarc_reports_by_arrival ON dmarc_reports USING btree (received_at);
CREATE INDEX dmarc_reports_by_time ON dmarc_reports USING btree (ends_at);

CREATE TABLE dns_faults (
  one       boolean                  DEFAULT true NOT NULL,
  checks    text[]                   NOT NULL,
  looked_at timestamp with time zone NOT NULL,
  CONSTRAINT dns_faults_pkey PRIMARY KEY (one),
  CONSTRAINT dns_faults_one_check CHECK (one)
);

CREATE TABLE examinations (
  one        boolean                  DEFAULT true NOT NULL,
  started_at timestamp with time zone NOT NULL,
  ended_at   timestamp with time zone,
  findings   jsonb,
  CONSTRAINT examinations_pkey PRIMARY KEY (one),
  CONSTRAINT examinations_one_check CHECK (one)
);

CREATE TABLE failed_mails (
  id          bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  source      text                     NOT NULL,
  reason      text                     NOT NULL,
  detail      text                     NOT NULL,
  recipients  text[]                   NOT NULL,
  raw         bytea                    NOT NULL,
  raw_hash    bytea                    NOT NULL,
  received_at timestamp with time zone NOT NULL,
  CONSTRAINT failed_mails_pkey PRIMARY KEY (id),
  CONSTRAINT failed_mails_raw_hash_key UNIQUE (raw_hash),
  CONSTRAINT failed_mails_raw_hash_check CHECK ((length(raw_hash) = 32)),
  CONSTRAINT failed_mails_source_check CHECK ((source = ANY (ARRAY['smtp'::text, 'imap'::text])))
);
CREATE INDEX failed_mails_by_time ON failed_mails USING btree (received_at);

CREATE TABLE idempotent_replies (
  key_hash    bytea                    NOT NULL,
  fingerprint bytea                    NOT NULL,
  begun_at    timestamp with time zone NOT NULL,
  status      smallint,
  reply       bytea,
  CONSTRAINT idempotent_replies_pkey PRIMARY KEY (key_hash),
  CONSTRAINT idempotent_replies_check CHECK (((status IS NULL) = (reply IS NULL)))
);
CREATE INDEX idempotent_replies_by_time ON idempotent_replies USING btree (begun_at);

CREATE TABLE imap_positions (
  mailbox      text   NOT NULL,
  uid_validity bigint NOT NULL,
  last_uid     bigint NOT NULL,
  CONSTRAINT imap_positions_pkey PRIMARY KEY (mailbox)
);

CREATE TABLE imports (
  id            bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  name          text                     NOT NULL,
  state         text                     NOT NULL,
  reason        text,
  format        text,
  service       text,
  columns       text[]                   DEFAULT '{}'::text[] NOT NULL,
  mapping       jsonb                    DEFAULT '{}'::jsonb NOT NULL,
  aim           text                     DEFAULT 'add'::text NOT NULL,
  language      text                     DEFAULT 'en'::text NOT NULL,
  consent       jsonb,
  invites_hour  integer                  DEFAULT 500 NOT NULL,
  lines         integer                  DEFAULT 0 NOT NULL,
  next_line     integer                  DEFAULT 1 NOT NULL,
  checked       jsonb                    DEFAULT '{}'::jsonb NOT NULL,
  counts        jsonb                    DEFAULT '{}'::jsonb NOT NULL,
  samples       jsonb                    DEFAULT '{}'::jsonb NOT NULL,
  actor_name    text                     NOT NULL,
  created_at    timestamp with time zone NOT NULL,
  touched_at    timestamp with time zone NOT NULL,
  running_since timestamp with time zone,
  next_at       timestamp with time zone,
  finished_at   timestamp with time zone,
  lines_gone    boolean                  DEFAULT false NOT NULL,
  CONSTRAINT imports_pkey PRIMARY KEY (id),
  CONSTRAINT imports_aim_check CHECK ((aim = ANY (ARRAY['add'::text, 'invite'::text, 'suppress'::text]))),
  CONSTRAINT imports_format_check CHECK ((format = ANY (ARRAY['csv'::text, 'json'::text]))),
  CONSTRAINT imports_invites_hour_check CHECK (((invites_hour >= 1) AND (invites_hour <= 10000))),
  CONSTRAINT imports_language_check CHECK ((language = ANY (ARRAY['en'::text, 'de'::text]))),
  CONSTRAINT imports_name_check CHECK (((length(name) >= 1) AND (length(name) <= 120))),
  CONSTRAINT imports_state_check CHECK ((state = ANY (ARRAY['reading'::text, 'mapping'::text, 'checking'::text, 'checked'::text, 'running'::text, 'paused'::text, 'done'::text, 'cancelled'::text, 'failed'::text])))
);
CREATE INDEX imports_open ON imports USING btree (id) WHERE (state = ANY (ARRAY['reading'::text, 'checking'::text, 'running'::text]));
CREATE INDEX imports_with_lines ON imports USING btree (finished_at) WHERE (NOT lines_gone);

CREATE TABLE keyring (
  name       text                     NOT NULL,
  wrapped    bytea                    NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT keyring_pkey PRIMARY KEY (name)
);

CREATE TABLE leases (
  name        text                     NOT NULL,
  holder      text                     NOT NULL,
  number      bigint                   NOT NULL,
  lease_until timestamp with time zone NOT NULL,
  CONSTRAINT leases_pkey PRIMARY KEY (name)
);

CREATE TABLE lift_batches (
  id        bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  reason    text                     NOT NULL,
  at        timestamp with time zone NOT NULL,
  undone_at timestamp with time zone,
  CONSTRAINT lift_batches_pkey PRIMARY KEY (id)
);

CREATE TABLE link_requests (
  id           bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  address_hash bytea                    NOT NULL,
  asked_at     timestamp with time zone NOT NULL,
  CONSTRAINT link_requests_pkey PRIMARY KEY (id)
);

CREATE TABLE login_failures (
  account_hash bytea                    NOT NULL,
  client_hash  bytea                    NOT NULL,
  at           timestamp with time zone NOT NULL
);
CREATE INDEX login_failures_by_account ON login_failures USING btree (account_hash, at);
CREATE INDEX login_failures_by_client ON login_failures USING btree (client_hash, at);
CREATE INDEX login_failures_by_time ON login_failures USING btree (at);

CREATE TABLE operators (
  id            bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  name          text                     NOT NULL,
  address       text                     NOT NULL,
  address_key   text                     NOT NULL,
  role          text                     NOT NULL,
  password_hash text,
  totp_secret   bytea,
  totp_step     bigint                   DEFAULT 0 NOT NULL,
  oidc_issuer   text,
  oidc_subject  text,
  language      text                     DEFAULT 'en'::text NOT NULL,
  alerts        text[]                   DEFAULT '{}'::text[] NOT NULL,
  created_at    timestamp with time zone NOT NULL,
  disabled_at   timestamp with time zone,
  seen_at       timestamp with time zone,
  CONSTRAINT operators_pkey PRIMARY KEY (id),
  CONSTRAINT operators_address_key_key UNIQUE (address_key),
  CONSTRAINT operators_oidc_issuer_oidc_subject_key UNIQUE (oidc_issuer, oidc_subject),
  CONSTRAINT operators_check CHECK ((num_nulls(oidc_issuer, oidc_subject) = ANY (ARRAY[0, 2]))),
  CONSTRAINT operators_language_check CHECK ((language = ANY (ARRAY['en'::text, 'de'::text]))),
  CONSTRAINT operators_name_check CHECK (((length(name) >= 1) AND (length(name) <= 80))),
  CONSTRAINT operators_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'operator'::text, 'editor'::text, 'viewer'::text])))
);

CREATE TABLE outbox (
  id        bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  type      text                     NOT NULL,
  at        timestamp with time zone NOT NULL,
  data      jsonb                    NOT NULL,
  spread_at timestamp with time zone,
  CONSTRAINT outbox_pkey PRIMARY KEY (id)
);
CREATE INDEX outbox_by_time ON outbox USING brin (at);
CREATE INDEX outbox_open ON outbox USING btree (id) WHERE (spread_at IS NULL);

CREATE TABLE papers (
  id            text                     NOT NULL,
  title         text                     NOT NULL,
  abstract      text                     NOT NULL,
  authors       text[]                   DEFAULT '{}'::text[] NOT NULL,
  published_at  timestamp with time zone,
  organization  text,
  code_url      text,
  project_url   text,
  summary       text,
  keywords      text[]                   DEFAULT '{}'::text[] NOT NULL,
  first_seen_at timestamp with time zone DEFAULT now() NOT NULL,
  updated_at    timestamp with time zone DEFAULT now() NOT NULL,
  categories    text[]                   DEFAULT '{}'::text[] NOT NULL,
  field_sources jsonb                    DEFAULT '{}'::jsonb NOT NULL,
  withdrawn_at  timestamp with time zone,
  looked_up_at  timestamp with time zone,
  CONSTRAINT papers_pkey PRIMARY KEY (id),
  CONSTRAINT papers_id_check CHECK ((id ~ '^[A-Za-z0-9./-]{1,64}$'::text))
);
CREATE INDEX papers_withdrawn ON papers USING btree (withdrawn_at) WHERE (withdrawn_at IS NOT NULL);

CREATE TABLE polls (
  id           bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  source       text                     NOT NULL,
  list_date    date                     NOT NULL,
  started_at   timestamp with time zone NOT NULL,
  finished_at  timestamp with time zone NOT NULL,
  papers       integer                  DEFAULT 0 NOT NULL,
  skipped      integer                  DEFAULT 0 NOT NULL,
  error_code   text,
  error_detail text,
  resume_from  text,
  drift        jsonb                    DEFAULT '[]'::jsonb NOT NULL,
  CONSTRAINT polls_pkey PRIMARY KEY (id)
);
CREATE INDEX polls_by_list ON polls USING btree (source, list_date, finished_at DESC);
CREATE INDEX polls_by_time ON polls USING btree (source, finished_at DESC);

CREATE TABLE reader_times (
  subscriber_id   bigint                   NOT NULL,
  frequency       text                     NOT NULL,
  is_active       boolean                  NOT NULL,
  next_due_at     timestamp with time zone,
  due_after       timestamp with time zone,
  scheduled_since timestamp with time zone,
  CONSTRAINT reader_times_pkey PRIMARY KEY (subscriber_id)
);
CREATE INDEX reader_times_due ON reader_times USING btree (frequency, next_due_at) WHERE is_active;

CREATE TABLE redactions (
  id          bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  address     text                     NOT NULL,
  address_key text                     NOT NULL,
  erased_at   timestamp with time zone DEFAULT now() NOT NULL,
  is_wish     boolean                  DEFAULT false NOT NULL,
  CONSTRAINT redactions_pkey PRIMARY KEY (id)
);

CREATE TABLE relay_extensions (
  relay     text                     NOT NULL,
  smtp_utf8 boolean                  NOT NULL,
  seen_at   timestamp with time zone NOT NULL,
  CONSTRAINT relay_extensions_pkey PRIMARY KEY (relay)
);

CREATE TABLE restores (
  id               bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  how              text                     NOT NULL,
  noticed_at       timestamp with time zone NOT NULL,
  copied_at        timestamp with time zone NOT NULL,
  uncertain_before timestamp with time zone,
  resumed_at       timestamp with time zone,
  CONSTRAINT restores_pkey PRIMARY KEY (id),
  CONSTRAINT restores_how_check CHECK ((how = ANY (ARRAY['command'::text, 'copy'::text, 'older'::text])))
);
CREATE UNIQUE INDEX restores_open ON restores USING btree ((true)) WHERE (resumed_at IS NULL);

CREATE TABLE rule_sets (
  id           bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  hash         bytea                    NOT NULL,
  rules        jsonb                    NOT NULL,
  created_at   timestamp with time zone DEFAULT now() NOT NULL,
  looked_at    timestamp with time zone DEFAULT now() NOT NULL,
  unused_since timestamp with time zone,
  CONSTRAINT rule_sets_pkey PRIMARY KEY (id),
  CONSTRAINT rule_sets_hash_key UNIQUE (hash)
);
CREATE INDEX rule_sets_by_look ON rule_sets USING btree (looked_at);

CREATE TABLE rule_terms (
  id      bigint   GENERATED ALWAYS AS IDENTITY NOT NULL,
  kind    text     NOT NULL,
  value   text     NOT NULL,
  asks    text,
  read_by smallint DEFAULT 0 NOT NULL,
  CONSTRAINT rule_terms_pkey PRIMARY KEY (id),
  CONSTRAINT rule_terms_kind_value_key UNIQUE (kind, value),
  CONSTRAINT rule_terms_kind_check CHECK ((kind = ANY (ARRAY['topics'::text, 'categories'::text, 'keywords'::text, 'authors'::text, 'organisations'::text])))
);

CREATE TABLE search_words (
  word text NOT NULL,
  CONSTRAINT search_words_pkey PRIMARY KEY (word)
);
CREATE INDEX search_words_by_trigrams ON search_words USING gin (word gin_trgm_ops);

CREATE TABLE send_limits (
  scope      text                     NOT NULL,
  taken      jsonb                    NOT NULL,
  updated_at timestamp with time zone NOT NULL,
  CONSTRAINT send_limits_pkey PRIMARY KEY (scope)
);

CREATE TABLE server_timeline (
  one         boolean                  DEFAULT true NOT NULL,
  identifier  text                     NOT NULL,
  timeline    text                     NOT NULL,
  seen_at     timestamp with time zone NOT NULL,
  synchronous boolean                  NOT NULL,
  lost_from   timestamp with time zone,
  lost_until  timestamp with time zone,
  CONSTRAINT server_timeline_pkey PRIMARY KEY (one),
  CONSTRAINT server_timeline_check CHECK (((lost_from IS NULL) = (lost_until IS NULL))),
  CONSTRAINT server_timeline_one_check CHECK (one)
);

CREATE TABLE signup_counts (
  id           bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  at           timestamp with time zone NOT NULL,
  domain       text                     NOT NULL,
  mailbox_hash bytea                    NOT NULL,
  client_hash  bytea,
  network_hash bytea,
  proven       boolean                  NOT NULL,
  CONSTRAINT signup_counts_pkey PRIMARY KEY (id)
);
CREATE INDEX signup_counts_by_mailbox ON signup_counts USING btree (mailbox_hash, at);
CREATE INDEX signup_counts_by_time ON signup_counts USING btree (at);

CREATE TABLE signups (
  id           bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  address      text                     NOT NULL,
  via          text                     NOT NULL,
  wording      text                     NOT NULL,
  client_hash  bytea,
  received_at  timestamp with time zone DEFAULT now() NOT NULL,
  preferences  jsonb,
  language     text                     DEFAULT 'en'::text NOT NULL,
  network_hash bytea,
  proven       boolean                  DEFAULT false NOT NULL,
  origin       text,
  CONSTRAINT signups_pkey PRIMARY KEY (id),
  CONSTRAINT signups_language_check CHECK ((language = ANY (ARRAY['en'::text, 'de'::text]))),
  CONSTRAINT signups_origin_check CHECK (((length(origin) >= 1) AND (length(origin) <= 300))),
  CONSTRAINT signups_via_check CHECK ((via = ANY (ARRAY['form'::text, 'api'::text])))
);

CREATE TABLE suppressions (
  address_hash bytea                    NOT NULL,
  reason       text                     NOT NULL,
  note         text,
  created_at   timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT suppressions_pkey PRIMARY KEY (address_hash),
  CONSTRAINT suppressions_reason_check CHECK ((reason = ANY (ARRAY['bounced'::text, 'complained'::text, 'erased'::text, 'operator'::text, 'left'::text, 'moved'::text])))
);
CREATE INDEX suppressions_bounced ON suppressions USING btree (created_at) WHERE (reason = 'bounced'::text);
CREATE INDEX suppressions_by_time ON suppressions USING btree (created_at);

CREATE TABLE upkeep (
  task  text                     NOT NULL,
  until timestamp with time zone NOT NULL,
  CONSTRAINT upkeep_pkey PRIMARY KEY (task)
);

CREATE TABLE webhook_tokens (
  token_hash   bytea                    NOT NULL,
  content_hash bytea                    NOT NULL,
  seen_at      timestamp with time zone NOT NULL,
  CONSTRAINT webhook_tokens_pkey PRIMARY KEY (token_hash)
);
CREATE INDEX webhook_tokens_by_time ON webhook_tokens USING btree (seen_at);

CREATE TABLE worker_beats (
  worker     text                     NOT NULL,
  role       text                     NOT NULL,
  version    text                     NOT NULL,
  started_at timestamp with time zone NOT NULL,
  beat_at    timestamp with time zone NOT NULL,
  CONSTRAINT worker_beats_pkey PRIMARY KEY (worker),
  CONSTRAINT worker_beats_role_check CHECK ((role = ANY (ARRAY['all'::text, 'worker'::text])))
);

CREATE TABLE alert_mails (
  id              bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  operator_id     bigint                   NOT NULL,
  state           text                     NOT NULL,
  attempts        smallint                 DEFAULT 0 NOT NULL,
  next_attempt_at timestamp with time zone,
  lease_until     timestamp with time zone,
  reason          text,
  created_at      timestamp with time zone NOT NULL,
  settled_at      timestamp with time zone,
  CONSTRAINT alert_mails_pkey PRIMARY KEY (id),
  CONSTRAINT alert_mails_check CHECK (((state = 'pending'::text) = (next_attempt_at IS NOT NULL))),
  CONSTRAINT alert_mails_check1 CHECK (((state = 'sending'::text) = (lease_until IS NOT NULL))),
  CONSTRAINT alert_mails_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'sending'::text, 'sent'::text, 'failed'::text]))),
  CONSTRAINT alert_mails_operator_id_fkey FOREIGN KEY (operator_id) REFERENCES operators(id) ON DELETE CASCADE
);
CREATE INDEX alert_mails_by_operator ON alert_mails USING btree (operator_id, created_at);
CREATE INDEX alert_mails_open ON alert_mails USING btree (id) WHERE (state = ANY (ARRAY['pending'::text, 'sending'::text]));

CREATE TABLE api_keys (
  id           bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  name         text                     NOT NULL,
  prefix       text                     NOT NULL,
  secret_hash  bytea                    NOT NULL,
  scopes       text[]                   NOT NULL,
  made_by      bigint,
  made_with    bigint,
  created_at   timestamp with time zone NOT NULL,
  expires_at   timestamp with time zone,
  last_used_at timestamp with time zone,
  revoked_at   timestamp with time zone,
  CONSTRAINT api_keys_pkey PRIMARY KEY (id),
  CONSTRAINT api_keys_prefix_key UNIQUE (prefix),
  CONSTRAINT api_keys_name_check CHECK (((length(name) >= 1) AND (length(name) <= 80))),
  CONSTRAINT api_keys_scopes_check CHECK ((cardinality(scopes) > 0)),
  CONSTRAINT api_keys_made_by_fkey FOREIGN KEY (made_by) REFERENCES operators(id) ON DELETE CASCADE,
  CONSTRAINT api_keys_made_with_fkey FOREIGN KEY (made_with) REFERENCES api_keys(id) ON DELETE CASCADE
);
CREATE INDEX api_keys_by_maker ON api_keys USING btree (made_by);
CREATE INDEX api_keys_by_parent ON api_keys USING btree (made_with);

CREATE TABLE curations (
  id         bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  paper_id   text                     NOT NULL,
  action     text                     NOT NULL,
  kind       text,
  period     date                     NOT NULL,
  note       text,
  via        text                     NOT NULL,
  created_at timestamp with time zone NOT NULL,
  ended_at   timestamp with time zone,
  actor_name text,
  rank       integer,
  CONSTRAINT curations_pkey PRIMARY KEY (id),
  CONSTRAINT curations_action_check CHECK ((action = ANY (ARRAY['pin'::text, 'add'::text, 'hide'::text]))),
  CONSTRAINT curations_check CHECK (((kind IS NULL) = (action = 'hide'::text))),
  CONSTRAINT curations_check1 CHECK (((rank IS NULL) OR ((rank >= 1) AND (action = 'pin'::text)))),
  CONSTRAINT curations_kind_check CHECK ((kind = ANY (ARRAY['daily'::text, 'weekly'::text, 'monthly'::text]))),
  CONSTRAINT curations_note_check CHECK (((length(note) >= 1) AND (length(note) <= 500))),
  CONSTRAINT curations_via_check CHECK ((via = ANY (ARRAY['api'::text, 'cli'::text, 'page'::text]))),
  CONSTRAINT curations_paper_id_fkey FOREIGN KEY (paper_id) REFERENCES papers(id)
);
CREATE INDEX curations_by_paper ON curations USING btree (paper_id, created_at);

CREATE TABLE daily_numbers (
  measure   text   NOT NULL,
  dimension text   NOT NULL,
  day       date   NOT NULL,
  label     text   NOT NULL,
  value     bigint NOT NULL,
  CONSTRAINT daily_numbers_pkey PRIMARY KEY (measure, dimension, day, label),
  CONSTRAINT daily_numbers_value_check CHECK ((value >= 0)),
  CONSTRAINT daily_numbers_day_fkey FOREIGN KEY (day) REFERENCES counted_days(day)
);

CREATE TABLE delivery_orders (
  digest_id     bigint     NOT NULL,
  subscriber_id bigint     NOT NULL,
  positions     smallint[],
  likes         text[],
  saved         boolean[],
  CONSTRAINT delivery_orders_pkey PRIMARY KEY (digest_id, subscriber_id),
  CONSTRAINT delivery_orders_digest_id_fkey FOREIGN KEY (digest_id) REFERENCES digests(id)
);
CREATE INDEX delivery_orders_by_subscriber ON delivery_orders USING btree (subscriber_id);

CREATE TABLE digest_bloomers (
  digest_id      bigint  NOT NULL,
  kind           text,
  "position"     integer NOT NULL,
  paper_id       text    NOT NULL,
  before         bigint,
  since          date    NOT NULL,
  upvotes_before integer NOT NULL,
  upvotes        integer NOT NULL,
  comments       integer NOT NULL,
  stars          integer,
  paper          jsonb   NOT NULL,
  CONSTRAINT digest_bloomers_pkey PRIMARY KEY (digest_id, "position"),
  CONSTRAINT digest_bloomers_kind_paper_id_key UNIQUE (kind, paper_id),
  CONSTRAINT digest_bloomers_position_check CHECK (("position" >= 1)),
  CONSTRAINT digest_bloomers_before_fkey FOREIGN KEY (before) REFERENCES digests(id),
  CONSTRAINT digest_bloomers_digest_id_fkey FOREIGN KEY (digest_id) REFERENCES digests(id),
  CONSTRAINT digest_bloomers_digest_id_kind_fkey FOREIGN KEY (digest_id, kind) REFERENCES digests(id, kind),
  CONSTRAINT digest_bloomers_paper_id_fkey FOREIGN KEY (paper_id) REFERENCES papers(id)
);

CREATE TABLE digest_papers (
  digest_id   bigint           NOT NULL,
  kind        text,
  "position"  integer          NOT NULL,
  paper_id    text             NOT NULL,
  score       double precision NOT NULL,
  breakdown   jsonb            NOT NULL,
  upvotes     integer          NOT NULL,
  comments    integer          NOT NULL,
  stars       integer,
  paper       jsonb            NOT NULL,
  curation    text,
  note        text,
  folded      jsonb,
  read_by     smallint         DEFAULT 0 NOT NULL,
  topics      text[],
  sure_topics text[],
  listed_by   text[],
  summary_by  text,
  CONSTRAINT digest_papers_pkey PRIMARY KEY (digest_id, "position"),
  CONSTRAINT digest_papers_kind_paper_id_key UNIQUE (kind, paper_id),
  CONSTRAINT digest_papers_curation_check CHECK ((curation = ANY (ARRAY['pin'::text, 'add'::text]))),
  CONSTRAINT digest_papers_position_check CHECK (("position" >= 1)),
  CONSTRAINT digest_papers_digest_id_fkey FOREIGN KEY (digest_id) REFERENCES digests(id),
  CONSTRAINT digest_papers_digest_id_kind_fkey FOREIGN KEY (digest_id, kind) REFERENCES digests(id, kind),
  CONSTRAINT digest_papers_paper_id_fkey FOREIGN KEY (paper_id) REFERENCES papers(id)
);
CREATE INDEX digest_papers_by_paper ON digest_papers USING btree (paper_id);

CREATE TABLE dmarc_rows (
  report_id   bigint  NOT NULL,
  source_ip   text    NOT NULL,
  count       integer NOT NULL,
  disposition text    NOT NULL,
  dkim_passes boolean NOT NULL,
  spf_passes  boolean NOT NULL,
  header_from text    NOT NULL,
  CONSTRAINT dmarc_rows_report_id_fkey FOREIGN KEY (report_id) REFERENCES dmarc_reports(id) ON DELETE CASCADE
);
CREATE INDEX dmarc_rows_by_report ON dmarc_rows USING btree (report_id);

CREATE TABLE editions (
  digest_id   bigint     NOT NULL,
  rule_set_id bigint     NOT NULL,
  positions   smallint[] NOT NULL,
  reasons     text[]     NOT NULL,
  most        smallint,
  CONSTRAINT editions_pkey PRIMARY KEY (digest_id, rule_set_id),
  CONSTRAINT editions_digest_id_fkey FOREIGN KEY (digest_id) REFERENCES digests(id),
  CONSTRAINT editions_rule_set_id_fkey FOREIGN KEY (rule_set_id) REFERENCES rule_sets(id) ON DELETE CASCADE
);
CREATE INDEX editions_by_rules ON editions USING btree (rule_set_id);

CREATE TABLE import_lines (
  import_id    bigint  NOT NULL,
  line         integer NOT NULL,
  file_line    integer NOT NULL,
  fields       jsonb   NOT NULL,
  fault        text,
  address_hash bytea,
  verdict      text,
  problem      text,
  detail       text,
  CONSTRAINT import_lines_pkey PRIMARY KEY (import_id, line),
  CONSTRAINT import_lines_import_id_fkey FOREIGN KEY (import_id) REFERENCES imports(id) ON DELETE CASCADE
);
CREATE INDEX import_lines_by_hash ON import_lines USING btree (address_hash, import_id, line) WHERE (address_hash IS NOT NULL);

CREATE TABLE listings (
  source        text                     NOT NULL,
  list_date     date                     NOT NULL,
  paper_id      text                     NOT NULL,
  submitted_by  text,
  first_seen_at timestamp with time zone DEFAULT now() NOT NULL,
  missed_at     timestamp with time zone,
  removed_at    timestamp with time zone,
  CONSTRAINT listings_pkey PRIMARY KEY (source, list_date, paper_id),
  CONSTRAINT listings_check CHECK (((removed_at IS NULL) OR (missed_at IS NOT NULL))),
  CONSTRAINT listings_paper_id_fkey FOREIGN KEY (paper_id) REFERENCES papers(id)
);
CREATE INDEX listings_by_date ON listings USING btree (list_date, paper_id);
CREATE INDEX listings_by_paper ON listings USING btree (paper_id, list_date);

CREATE TABLE observations (
  paper_id    text                     NOT NULL,
  source      text                     NOT NULL,
  observed_at timestamp with time zone NOT NULL,
  upvotes     integer                  NOT NULL,
  comments    integer                  NOT NULL,
  stars       integer,
  CONSTRAINT observations_pkey PRIMARY KEY (paper_id, source, observed_at),
  CONSTRAINT observations_paper_id_fkey FOREIGN KEY (paper_id) REFERENCES papers(id)
);
CREATE INDEX observations_by_time ON observations USING brin (observed_at);

CREATE TABLE operator_links (
  token_hash      bytea                    NOT NULL,
  purpose         text                     NOT NULL,
  operator_id     bigint,
  role            text,
  drops_factors   boolean                  DEFAULT false NOT NULL,
  made_by         text                     NOT NULL,
  expires_at      timestamp with time zone NOT NULL,
  used_at         timestamp with time zone,
  challenge       bytea,
  challenge_until timestamp with time zone,
  maker_id        bigint,
  CONSTRAINT operator_links_pkey PRIMARY KEY (token_hash),
  CONSTRAINT operator_links_challenge_ends CHECK (((challenge IS NULL) = (challenge_until IS NULL))),
  CONSTRAINT operator_links_check CHECK (((purpose = 'recover'::text) = (operator_id IS NOT NULL))),
  CONSTRAINT operator_links_check1 CHECK (((purpose = 'recover'::text) = (role IS NULL))),
  CONSTRAINT operator_links_purpose_check CHECK ((purpose = ANY (ARRAY['first'::text, 'invite'::text, 'recover'::text]))),
  CONSTRAINT operator_links_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'operator'::text, 'editor'::text, 'viewer'::text]))),
  CONSTRAINT operator_links_maker_id_fkey FOREIGN KEY (maker_id) REFERENCES operators(id) ON DELETE CASCADE,
  CONSTRAINT operator_links_operator_id_fkey FOREIGN KEY (operator_id) REFERENCES operators(id) ON DELETE CASCADE
);

CREATE TABLE operator_sessions (
  id_hash          bytea                    NOT NULL,
  operator_id      bigint,
  step             text                     NOT NULL,
  method           text,
  created_at       timestamp with time zone NOT NULL,
  seen_at          timestamp with time zone NOT NULL,
  authenticated_at timestamp with time zone,
  client_hash      bytea                    NOT NULL,
  browser          text                     NOT NULL,
  challenge        bytea,
  challenge_until  timestamp with time zone,
  pending_totp     bytea,
  CONSTRAINT operator_sessions_pkey PRIMARY KEY (id_hash),
  CONSTRAINT operator_sessions_browser_check CHECK ((length(browser) <= 200)),
  CONSTRAINT operator_sessions_by_something CHECK (((step = ANY (ARRAY['passkey'::text, 'oidc'::text])) = (method IS NULL))),
  CONSTRAINT operator_sessions_challenge_ends CHECK (((challenge IS NULL) = (challenge_until IS NULL))),
  CONSTRAINT operator_sessions_check2 CHECK (((step <> 'full'::text) OR (authenticated_at IS NOT NULL))),
  CONSTRAINT operator_sessions_method_check CHECK ((method = ANY (ARRAY['passkey'::text, 'password'::text, 'password+totp'::text, 'password+code'::text, 'oidc'::text, 'link'::text]))),
  CONSTRAINT operator_sessions_of_somebody CHECK (((step = ANY (ARRAY['passkey'::text, 'oidc'::text])) = (operator_id IS NULL))),
  CONSTRAINT operator_sessions_step_check CHECK ((step = ANY (ARRAY['passkey'::text, 'oidc'::text, 'second-factor'::text, 'enrol'::text, 'full'::text]))),
  CONSTRAINT operator_sessions_operator_id_fkey FOREIGN KEY (operator_id) REFERENCES operators(id) ON DELETE CASCADE
);
CREATE INDEX operator_sessions_by_operator ON operator_sessions USING btree (operator_id);
CREATE INDEX operator_sessions_by_time ON operator_sessions USING btree (seen_at);

CREATE TABLE paper_readings (
  paper_id text     NOT NULL,
  rules    smallint DEFAULT 0 NOT NULL,
  title    text,
  abstract text,
  folded   jsonb,
  CONSTRAINT paper_readings_pkey PRIMARY KEY (paper_id),
  CONSTRAINT paper_readings_check CHECK (((rules = 0) OR ((title IS NOT NULL) AND (abstract IS NOT NULL) AND (folded IS NOT NULL)))),
  CONSTRAINT paper_readings_paper_id_fkey FOREIGN KEY (paper_id) REFERENCES papers(id) ON DELETE CASCADE
);
CREATE INDEX paper_readings_by_rules ON paper_readings USING btree (rules, paper_id);

CREATE TABLE paper_search (
  paper_id   text                     NOT NULL,
  dated_at   timestamp with time zone NOT NULL,
  categories text[]                   NOT NULL,
  titled     tsvector                 NOT NULL,
  whole      tsvector                 NOT NULL,
  CONSTRAINT paper_search_pkey PRIMARY KEY (paper_id),
  CONSTRAINT paper_search_paper_id_fkey FOREIGN KEY (paper_id) REFERENCES papers(id) ON DELETE CASCADE
) WITH (toast_tuple_target=128);
ALTER TABLE paper_search ALTER COLUMN titled SET STORAGE EXTERNAL;
ALTER TABLE paper_search ALTER COLUMN whole SET STORAGE EXTERNAL;
CREATE INDEX paper_search_by_title ON paper_search USING gin (titled);
CREATE INDEX paper_search_by_words_and_month ON paper_search USING gin (whole, (ARRAY[(date_trunc('month'::text, (dated_at AT TIME ZONE 'UTC'::text)))::date]));

CREATE TABLE passkeys (
  credential_id bytea                    NOT NULL,
  operator_id   bigint                   NOT NULL,
  public_key    bytea                    NOT NULL,
  counter       bigint                   NOT NULL,
  transports    text[]                   DEFAULT '{}'::text[] NOT NULL,
  backed_up     boolean                  NOT NULL,
  name          text                     NOT NULL,
  created_at    timestamp with time zone NOT NULL,
  last_used_at  timestamp with time zone,
  CONSTRAINT passkeys_pkey PRIMARY KEY (credential_id),
  CONSTRAINT passkeys_credential_id_check CHECK ((octet_length(credential_id) <= 1023)),
  CONSTRAINT passkeys_operator_id_fkey FOREIGN KEY (operator_id) REFERENCES operators(id) ON DELETE CASCADE
);
CREATE INDEX passkeys_by_operator ON passkeys USING btree (operator_id);

CREATE TABLE pictures (
  paper_id text                     NOT NULL,
  name     text,
  octets   integer                  DEFAULT 0 NOT NULL,
  tries    smallint                 DEFAULT 1 NOT NULL,
  tried_at timestamp with time zone NOT NULL,
  fault    text,
  CONSTRAINT pictures_pkey PRIMARY KEY (paper_id),
  CONSTRAINT pictures_check CHECK (((name IS NULL) OR (fault IS NULL))),
  CONSTRAINT pictures_name_check CHECK ((name ~ '^[0-9a-f]{32}$'::text)),
  CONSTRAINT pictures_octets_check CHECK ((octets >= 0)),
  CONSTRAINT pictures_paper_id_fkey FOREIGN KEY (paper_id) REFERENCES papers(id) ON DELETE CASCADE
);
CREATE INDEX pictures_kept ON pictures USING btree (tried_at) WHERE (name IS NOT NULL);

CREATE TABLE reader_searches (
  id      text                     NOT NULL,
  name    text,
  filter  jsonb                    NOT NULL,
  made_by bigint,
  made_at timestamp with time zone NOT NULL,
  CONSTRAINT reader_searches_pkey PRIMARY KEY (id),
  CONSTRAINT reader_searches_id_check CHECK ((id ~ '^[A-Za-z0-9_-]{22}$'::text)),
  CONSTRAINT reader_searches_name_check CHECK (((length(name) >= 1) AND (length(name) <= 80))),
  CONSTRAINT reader_searches_made_by_fkey FOREIGN KEY (made_by) REFERENCES operators(id) ON DELETE SET NULL
);
CREATE INDEX reader_searches_unnamed ON reader_searches USING btree (made_at) WHERE (name IS NULL);

CREATE TABLE recovery_codes (
  operator_id bigint                   NOT NULL,
  code_hash   bytea                    NOT NULL,
  used_at     timestamp with time zone,
  CONSTRAINT recovery_codes_pkey PRIMARY KEY (operator_id, code_hash),
  CONSTRAINT recovery_codes_operator_id_fkey FOREIGN KEY (operator_id) REFERENCES operators(id) ON DELETE CASCADE
);

CREATE TABLE rule_set_terms (
  rule_set_id bigint  NOT NULL,
  term_id     bigint  NOT NULL,
  muted       boolean NOT NULL,
  CONSTRAINT rule_set_terms_pkey PRIMARY KEY (rule_set_id, term_id, muted),
  CONSTRAINT rule_set_terms_rule_set_id_fkey FOREIGN KEY (rule_set_id) REFERENCES rule_sets(id) ON DELETE CASCADE,
  CONSTRAINT rule_set_terms_term_id_fkey FOREIGN KEY (term_id) REFERENCES rule_terms(id)
);
CREATE INDEX rule_set_terms_by_term ON rule_set_terms USING btree (term_id);

CREATE TABLE sending_alarms (
  id          bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  level       text                     NOT NULL,
  reason      text                     NOT NULL,
  digest_id   bigint                   NOT NULL,
  sent        integer                  NOT NULL,
  came_back   integer                  NOT NULL,
  raised_at   timestamp with time zone NOT NULL,
  answered_at timestamp with time zone,
  CONSTRAINT sending_alarms_pkey PRIMARY KEY (id),
  CONSTRAINT sending_alarms_level_check CHECK ((level = ANY (ARRAY['warn'::text, 'pause'::text]))),
  CONSTRAINT sending_alarms_reason_check CHECK ((reason = ANY (ARRAY['complaints'::text, 'policy-bounces'::text]))),
  CONSTRAINT sending_alarms_digest_id_fkey FOREIGN KEY (digest_id) REFERENCES digests(id)
);
CREATE UNIQUE INDEX sending_alarms_open ON sending_alarms USING btree (level, reason) WHERE (answered_at IS NULL);

CREATE TABLE slices (
  id          bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  digest_id   bigint                   NOT NULL,
  worker      text,
  lease_until timestamp with time zone,
  created_at  timestamp with time zone DEFAULT now() NOT NULL,
  settled_at  timestamp with time zone,
  CONSTRAINT slices_pkey PRIMARY KEY (id),
  CONSTRAINT slices_digest_id_fkey FOREIGN KEY (digest_id) REFERENCES digests(id)
);
CREATE INDEX slices_by_digest ON slices USING btree (digest_id);
CREATE INDEX slices_open ON slices USING btree (id) WHERE (settled_at IS NULL);

CREATE TABLE subscribers (
  id                 bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  address            text                     NOT NULL,
  address_key        text                     NOT NULL,
  address_hash       bytea                    NOT NULL,
  state              text                     NOT NULL,
  confirm_serial     integer                  DEFAULT 0 NOT NULL,
  confirmed_at       timestamp with time zone,
  state_changed_at   timestamp with time zone DEFAULT now() NOT NULL,
  created_at         timestamp with time zone DEFAULT now() NOT NULL,
  frequency          text                     DEFAULT 'daily'::text NOT NULL,
  weekdays           smallint                 DEFAULT 127 NOT NULL,
  local_time         time without time zone,
  time_zone          text,
  scheduled_since    timestamp with time zone,
  rule_set_id        bigint,
  paused_at          timestamp with time zone,
  paused_until       timestamp with time zone,
  pause_ends         text,
  skips              smallint                 DEFAULT 0 NOT NULL,
  address_generation smallint                 DEFAULT 0 NOT NULL,
  language           text                     DEFAULT 'en'::text NOT NULL,
  CONSTRAINT subscribers_pkey PRIMARY KEY (id),
  CONSTRAINT subscribers_address_key_key UNIQUE (address_key),
  CONSTRAINT subscribers_address_generation_check CHECK (((address_generation >= 0) AND (address_generation <= 255))),
  CONSTRAINT subscribers_frequency_check CHECK ((frequency = ANY (ARRAY['daily'::text, 'weekly'::text, 'monthly'::text]))),
  CONSTRAINT subscribers_language_check CHECK ((language = ANY (ARRAY['en'::text, 'de'::text]))),
  CONSTRAINT subscribers_local_time_check CHECK (((EXTRACT(epoch FROM local_time) % (60)::numeric) = (0)::numeric)),
  CONSTRAINT subscribers_pause_ends_check CHECK ((pause_ends = ANY (ARRAY['plainly'::text, 'with-catch-up'::text]))),
  CONSTRAINT subscribers_pause_only_while_paused CHECK (((state = 'paused'::text) = (paused_until IS NOT NULL))),
  CONSTRAINT subscribers_pause_whole CHECK ((num_nulls(paused_at, paused_until, pause_ends) = ANY (ARRAY[0, 3]))),
  CONSTRAINT subscribers_skips_check CHECK (((skips >= 0) AND (skips <= 10))),
  CONSTRAINT subscribers_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'active'::text, 'paused'::text, 'unsubscribed'::text, 'bounced'::text, 'complained'::text]))),
  CONSTRAINT subscribers_weekdays_check CHECK (((weekdays >= 1) AND (weekdays <= 127))),
  CONSTRAINT subscribers_rule_set_id_fkey FOREIGN KEY (rule_set_id) REFERENCES rule_sets(id)
);
CREATE INDEX subscribers_active ON subscribers USING btree (id) WHERE (state = 'active'::text);
CREATE INDEX subscribers_by_change ON subscribers USING btree (state_changed_at) WHERE (state <> 'pending'::text);
CREATE INDEX subscribers_by_hash ON subscribers USING btree (address_hash);
CREATE INDEX subscribers_by_rules ON subscribers USING btree (rule_set_id) WHERE (rule_set_id IS NOT NULL);
CREATE INDEX subscribers_paused ON subscribers USING btree (paused_until) WHERE (state = 'paused'::text);
CREATE INDEX subscribers_unconfirmed ON subscribers USING btree (created_at) WHERE ((state = 'pending'::text) AND (confirmed_at IS NULL));

CREATE TABLE suppression_lifts (
  id            bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  address_hash  bytea                    NOT NULL,
  former_reason text                     NOT NULL,
  reason        text                     NOT NULL,
  at            timestamp with time zone NOT NULL,
  batch_id      bigint,
  suppressed_at timestamp with time zone,
  undone_at     timestamp with time zone,
  CONSTRAINT suppression_lifts_pkey PRIMARY KEY (id),
  CONSTRAINT suppression_lifts_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES lift_batches(id) ON DELETE SET NULL
);
CREATE INDEX suppression_lifts_by_batch ON suppression_lifts USING btree (batch_id, id) WHERE (batch_id IS NOT NULL);
CREATE INDEX suppression_lifts_by_hash ON suppression_lifts USING btree (address_hash, at);

CREATE TABLE webhook_endpoints (
  id              bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  name            text                     NOT NULL,
  url             text                     NOT NULL,
  types           text[]                   NOT NULL,
  with_addresses  boolean                  DEFAULT false NOT NULL,
  secret          bytea                    NOT NULL,
  former_secret   bytea,
  former_until    timestamp with time zone,
  state           text                     DEFAULT 'active'::text NOT NULL,
  disabled_reason text,
  failing_since   timestamp with time zone,
  failures        integer                  DEFAULT 0 NOT NULL,
  made_by         bigint,
  created_at      timestamp with time zone NOT NULL,
  not_before      timestamp with time zone,
  CONSTRAINT webhook_endpoints_pkey PRIMARY KEY (id),
  CONSTRAINT webhook_endpoints_check CHECK ((num_nulls(former_secret, former_until) = ANY (ARRAY[0, 2]))),
  CONSTRAINT webhook_endpoints_check1 CHECK (((state = 'disabled'::text) = (disabled_reason IS NOT NULL))),
  CONSTRAINT webhook_endpoints_check2 CHECK (((failing_since IS NOT NULL) OR (failures = 0))),
  CONSTRAINT webhook_endpoints_disabled_reason_check CHECK ((disabled_reason = ANY (ARRAY['failing'::text, 'gone'::text, 'secret-unusable'::text]))),
  CONSTRAINT webhook_endpoints_name_check CHECK (((length(name) >= 1) AND (length(name) <= 80))),
  CONSTRAINT webhook_endpoints_state_check CHECK ((state = ANY (ARRAY['active'::text, 'paused'::text, 'disabled'::text]))),
  CONSTRAINT webhook_endpoints_types_check CHECK ((cardinality(types) > 0)),
  CONSTRAINT webhook_endpoints_url_check CHECK ((length(url) <= 2000)),
  CONSTRAINT webhook_endpoints_made_by_fkey FOREIGN KEY (made_by) REFERENCES operators(id) ON DELETE CASCADE
);

CREATE TABLE address_changes (
  subscriber_id    bigint                   NOT NULL,
  serial           integer                  NOT NULL,
  new_address      text,
  new_address_key  text,
  new_address_hash bytea,
  requested_at     timestamp with time zone NOT NULL,
  old_waits        boolean                  NOT NULL,
  new_waits        boolean                  NOT NULL,
  old_confirmed_at timestamp with time zone,
  new_confirmed_at timestamp with time zone,
  changed_at       timestamp with time zone,
  CONSTRAINT address_changes_pkey PRIMARY KEY (subscriber_id),
  CONSTRAINT address_changes_check CHECK ((num_nulls(new_address, new_address_key, new_address_hash) = ANY (ARRAY[0, 3]))),
  CONSTRAINT address_changes_check1 CHECK (((new_address IS NOT NULL) OR (NOT (old_waits OR new_waits)))),
  CONSTRAINT address_changes_subscriber_id_fkey FOREIGN KEY (subscriber_id) REFERENCES subscribers(id) ON DELETE CASCADE
);
CREATE INDEX address_changes_open ON address_changes USING btree (requested_at) WHERE (new_address IS NOT NULL);

CREATE TABLE address_search (
  subscriber_id bigint NOT NULL,
  address_key   text   NOT NULL,
  CONSTRAINT address_search_pkey PRIMARY KEY (subscriber_id),
  CONSTRAINT address_search_subscriber_id_fkey FOREIGN KEY (subscriber_id) REFERENCES subscribers(id) ON DELETE CASCADE
);
CREATE INDEX address_search_by_beginning ON address_search USING btree (address_key text_pattern_ops, subscriber_id);
CREATE INDEX address_search_by_trigrams ON address_search USING gin (address_key gin_trgm_ops);

CREATE TABLE consents (
  id            bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  subscriber_id bigint                   NOT NULL,
  event         text                     NOT NULL,
  via           text                     NOT NULL,
  wording       text,
  client_hash   bytea,
  at            timestamp with time zone DEFAULT now() NOT NULL,
  digest_id     bigint,
  origin        text,
  import_id     bigint,
  agreed_at     timestamp with time zone,
  CONSTRAINT consents_pkey PRIMARY KEY (id),
  CONSTRAINT consents_event_check CHECK ((event = ANY (ARRAY['requested'::text, 'confirmed'::text, 'withdrawn'::text, 'resumed'::text, 'added'::text, 'address-changed'::text]))),
  CONSTRAINT consents_origin_check CHECK (((length(origin) >= 1) AND (length(origin) <= 300))),
  CONSTRAINT consents_via_check CHECK ((via = ANY (ARRAY['form'::text, 'api'::text, 'link'::text, 'one-click'::text, 'mailto'::text, 'report'::text, 'operator'::text, 'import'::text]))),
  CONSTRAINT consents_digest_id_fkey FOREIGN KEY (digest_id) REFERENCES digests(id),
  CONSTRAINT consents_import_id_fkey FOREIGN KEY (import_id) REFERENCES imports(id),
  CONSTRAINT consents_subscriber_id_fkey FOREIGN KEY (subscriber_id) REFERENCES subscribers(id) ON DELETE CASCADE
);
CREATE INDEX consents_by_digest ON consents USING btree (digest_id) WHERE (digest_id IS NOT NULL);
CREATE INDEX consents_by_import ON consents USING btree (import_id) WHERE (import_id IS NOT NULL);
CREATE INDEX consents_by_subscriber ON consents USING btree (subscriber_id, at);
CREATE INDEX consents_by_time ON consents USING brin (at);

CREATE TABLE notices (
  id              bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  kind            text                     NOT NULL,
  subscriber_id   bigint,
  serial          integer                  NOT NULL,
  domain          text                     NOT NULL,
  state           text                     DEFAULT 'pending'::text NOT NULL,
  attempts        smallint                 DEFAULT 0 NOT NULL,
  next_attempt_at timestamp with time zone,
  lease_until     timestamp with time zone,
  reply_code      smallint,
  reply_status    text,
  reply_text      text,
  reason          text,
  created_at      timestamp with time zone DEFAULT now() NOT NULL,
  settled_at      timestamp with time zone,
  recipient_hash  bytea,
  recipient       text,
  language        text,
  fence           integer                  DEFAULT 0 NOT NULL,
  refusal_reason  text,
  CONSTRAINT notices_pkey PRIMARY KEY (id),
  CONSTRAINT notices_kind_subscriber_id_serial_key UNIQUE (kind, subscriber_id, serial),
  CONSTRAINT notices_check CHECK (((state = 'deferred'::text) = (next_attempt_at IS NOT NULL))),
  CONSTRAINT notices_kind_check CHECK ((kind = ANY (ARRAY['confirmation'::text, 'welcome'::text, 'goodbye'::text, 'address-old'::text, 'address-new'::text, 'data-link'::text, 'data-exported'::text, 'data-erased'::text, 'own-links'::text]))),
  CONSTRAINT notices_recipient_until_sent CHECK (((recipient IS NOT NULL) = ((kind = 'data-erased'::text) AND (state = ANY (ARRAY['pending'::text, 'sending'::text, 'deferred'::text]))))),
  CONSTRAINT notices_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'sending'::text, 'sent'::text, 'deferred'::text, 'failed'::text, 'uncertain'::text, 'skipped'::text]))),
  CONSTRAINT notices_without_subscriber CHECK (((subscriber_id IS NULL) = (kind = 'data-erased'::text))),
  CONSTRAINT notices_subscriber_id_fkey FOREIGN KEY (subscriber_id) REFERENCES subscribers(id) ON DELETE CASCADE
);
CREATE INDEX notices_by_recipient ON notices USING btree (recipient_hash, created_at) WHERE (recipient_hash IS NOT NULL);
CREATE INDEX notices_by_time ON notices USING btree (created_at, domain) WHERE (kind = ANY (ARRAY['confirmation'::text, 'address-new'::text]));
CREATE INDEX notices_due ON notices USING btree (next_attempt_at) WHERE (state = 'deferred'::text);
CREATE INDEX notices_open ON notices USING btree (id) WHERE (state = ANY (ARRAY['pending'::text, 'sending'::text]));

CREATE TABLE operator_alerts (
  operator_id bigint  NOT NULL,
  outbox_id   bigint  NOT NULL,
  object      text    NOT NULL,
  is_critical boolean NOT NULL,
  mail_id     bigint,
  CONSTRAINT operator_alerts_pkey PRIMARY KEY (operator_id, outbox_id),
  CONSTRAINT operator_alerts_mail_id_fkey FOREIGN KEY (mail_id) REFERENCES alert_mails(id) ON DELETE CASCADE,
  CONSTRAINT operator_alerts_operator_id_fkey FOREIGN KEY (operator_id) REFERENCES operators(id) ON DELETE CASCADE,
  CONSTRAINT operator_alerts_outbox_id_fkey FOREIGN KEY (outbox_id) REFERENCES outbox(id) ON DELETE CASCADE
);
CREATE INDEX operator_alerts_by_event ON operator_alerts USING btree (outbox_id);
CREATE INDEX operator_alerts_by_mail ON operator_alerts USING btree (mail_id);
CREATE INDEX operator_alerts_waiting ON operator_alerts USING btree (operator_id) WHERE (mail_id IS NULL);

CREATE TABLE order_choices (
  subscriber_id   bigint                   NOT NULL,
  personal_since  timestamp with time zone,
  forgotten_at    timestamp with time zone,
  unlearned_since timestamp with time zone,
  CONSTRAINT order_choices_pkey PRIMARY KEY (subscriber_id),
  CONSTRAINT order_choices_check CHECK (((personal_since IS NOT NULL) OR (unlearned_since IS NULL))),
  CONSTRAINT order_choices_subscriber_id_fkey FOREIGN KEY (subscriber_id) REFERENCES subscribers(id) ON DELETE CASCADE
);
CREATE INDEX order_choices_unlearned ON order_choices USING btree (unlearned_since) WHERE (unlearned_since IS NOT NULL);

CREATE TABLE private_feeds (
  subscriber_id bigint                   NOT NULL,
  serial        integer                  NOT NULL,
  changed_at    timestamp with time zone NOT NULL,
  CONSTRAINT private_feeds_pkey PRIMARY KEY (subscriber_id),
  CONSTRAINT private_feeds_subscriber_id_fkey FOREIGN KEY (subscriber_id) REFERENCES subscribers(id) ON DELETE CASCADE
);

CREATE TABLE reader_facets (
  subscriber_id bigint                   NOT NULL,
  state         text                     NOT NULL,
  frequency     text                     NOT NULL,
  language      text                     NOT NULL,
  has_rules     boolean                  NOT NULL,
  via           text                     DEFAULT ''::text NOT NULL,
  origin        text                     COLLATE "C",
  confirmed_at  timestamp with time zone,
  CONSTRAINT reader_facets_pkey PRIMARY KEY (subscriber_id),
  CONSTRAINT reader_facets_subscriber_id_fkey FOREIGN KEY (subscriber_id) REFERENCES subscribers(id) ON DELETE CASCADE
);
CREATE INDEX reader_facets_by_confirmation ON reader_facets USING btree (confirmed_at, subscriber_id) WHERE (confirmed_at IS NOT NULL);
CREATE INDEX reader_facets_by_origin ON reader_facets USING btree (origin, subscriber_id) WHERE (origin IS NOT NULL);
CREATE INDEX reader_facets_together ON reader_facets USING btree (state, frequency, language, has_rules, via, subscriber_id);

CREATE TABLE reader_faults (
  id            bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  subscriber_id bigint                   NOT NULL,
  at            timestamp with time zone DEFAULT now() NOT NULL,
  fault         text                     NOT NULL,
  detail        text                     NOT NULL,
  CONSTRAINT reader_faults_pkey PRIMARY KEY (id),
  CONSTRAINT reader_faults_fault_check CHECK ((fault = ANY (ARRAY['zone-renamed'::text, 'zone-unknown'::text, 'passed-over'::text, 'rules-failed'::text]))),
  CONSTRAINT reader_faults_subscriber_id_fkey FOREIGN KEY (subscriber_id) REFERENCES subscribers(id) ON DELETE CASCADE
);
CREATE INDEX reader_faults_by_subscriber ON reader_faults USING btree (subscriber_id, at);

CREATE TABLE reading_history (
  subscriber_id bigint         NOT NULL,
  kind          text           NOT NULL,
  rule_set_id   bigint         DEFAULT 0 NOT NULL,
  periods       datemultirange NOT NULL,
  CONSTRAINT reading_history_pkey PRIMARY KEY (subscriber_id, kind, rule_set_id),
  CONSTRAINT reading_history_kind_check CHECK ((kind = ANY (ARRAY['daily'::text, 'weekly'::text, 'monthly'::text, 'sample'::text]))),
  CONSTRAINT reading_history_subscriber_id_fkey FOREIGN KEY (subscriber_id) REFERENCES subscribers(id) ON DELETE CASCADE
);
CREATE INDEX reading_history_by_rules ON reading_history USING btree (rule_set_id) WHERE (rule_set_id <> 0);

CREATE TABLE requested_preferences (
  subscriber_id bigint  NOT NULL,
  serial        integer NOT NULL,
  preferences   jsonb   NOT NULL,
  CONSTRAINT requested_preferences_pkey PRIMARY KEY (subscriber_id, serial),
  CONSTRAINT requested_preferences_subscriber_id_fkey FOREIGN KEY (subscriber_id) REFERENCES subscribers(id) ON DELETE CASCADE
);

CREATE TABLE saves (
  subscriber_id bigint                   NOT NULL,
  paper_id      text                     NOT NULL,
  at            timestamp with time zone NOT NULL,
  CONSTRAINT saves_pkey PRIMARY KEY (subscriber_id, paper_id),
  CONSTRAINT saves_paper_id_fkey FOREIGN KEY (paper_id) REFERENCES papers(id),
  CONSTRAINT saves_subscriber_id_fkey FOREIGN KEY (subscriber_id) REFERENCES subscribers(id) ON DELETE CASCADE
);
CREATE INDEX saves_by_paper ON saves USING btree (paper_id);
CREATE INDEX saves_by_time ON saves USING btree (subscriber_id, at DESC, paper_id);

CREATE TABLE soft_bounces (
  subscriber_id bigint                   NOT NULL,
  day           date                     NOT NULL,
  at            timestamp with time zone NOT NULL,
  reason        text,
  CONSTRAINT soft_bounces_pkey PRIMARY KEY (subscriber_id, day),
  CONSTRAINT soft_bounces_subscriber_id_fkey FOREIGN KEY (subscriber_id) REFERENCES subscribers(id) ON DELETE CASCADE
);

CREATE TABLE source_records (
  source    text  NOT NULL,
  list_date date  NOT NULL,
  paper_id  text  NOT NULL,
  record    jsonb NOT NULL,
  CONSTRAINT source_records_pkey PRIMARY KEY (source, list_date, paper_id),
  CONSTRAINT source_records_source_list_date_paper_id_fkey FOREIGN KEY (source, list_date, paper_id) REFERENCES listings(source, list_date, paper_id) ON DELETE CASCADE
);

CREATE TABLE tastes (
  subscriber_id bigint                   NOT NULL,
  answers       integer                  NOT NULL,
  terms         text[]                   NOT NULL,
  weights       real[]                   NOT NULL,
  likes         text[]                   NOT NULL,
  saved         boolean[]                NOT NULL,
  learned_at    timestamp with time zone NOT NULL,
  CONSTRAINT tastes_pkey PRIMARY KEY (subscriber_id),
  CONSTRAINT tastes_subscriber_id_fkey FOREIGN KEY (subscriber_id) REFERENCES subscribers(id) ON DELETE CASCADE
);

CREATE TABLE votes (
  subscriber_id bigint                   NOT NULL,
  paper_id      text                     NOT NULL,
  value         smallint                 NOT NULL,
  at            timestamp with time zone NOT NULL,
  CONSTRAINT votes_pkey PRIMARY KEY (subscriber_id, paper_id),
  CONSTRAINT votes_value_check CHECK ((value = ANY (ARRAY['-1'::integer, 1]))),
  CONSTRAINT votes_paper_id_fkey FOREIGN KEY (paper_id) REFERENCES papers(id),
  CONSTRAINT votes_subscriber_id_fkey FOREIGN KEY (subscriber_id) REFERENCES subscribers(id) ON DELETE CASCADE
);
CREATE INDEX votes_by_paper ON votes USING btree (paper_id);

CREATE TABLE webhook_deliveries (
  id              text                     NOT NULL,
  endpoint_id     bigint                   NOT NULL,
  outbox_id       bigint                   NOT NULL,
  state           text                     NOT NULL,
  attempts        smallint                 DEFAULT 0 NOT NULL,
  next_attempt_at timestamp with time zone,
  lease_until     timestamp with time zone,
  tried_at        timestamp with time zone,
  status          smallint,
  took_ms         integer,
  answer          text,
  error           text,
  CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (id),
  CONSTRAINT webhook_deliveries_endpoint_id_outbox_id_key UNIQUE (endpoint_id, outbox_id),
  CONSTRAINT webhook_deliveries_answer_check CHECK ((length(answer) <= 1000)),
  CONSTRAINT webhook_deliveries_check CHECK (((state = 'pending'::text) = (next_attempt_at IS NOT NULL))),
  CONSTRAINT webhook_deliveries_check1 CHECK (((state = 'sending'::text) = (lease_until IS NOT NULL))),
  CONSTRAINT webhook_deliveries_error_check CHECK ((length(error) <= 500)),
  CONSTRAINT webhook_deliveries_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'sending'::text, 'delivered'::text, 'failed'::text, 'dropped'::text]))),
  CONSTRAINT webhook_deliveries_endpoint_id_fkey FOREIGN KEY (endpoint_id) REFERENCES webhook_endpoints(id) ON DELETE CASCADE,
  CONSTRAINT webhook_deliveries_outbox_id_fkey FOREIGN KEY (outbox_id) REFERENCES outbox(id) ON DELETE CASCADE
);
CREATE INDEX webhook_deliveries_by_event ON webhook_deliveries USING btree (outbox_id);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries USING btree (endpoint_id, next_attempt_at) WHERE (state = 'pending'::text);
CREATE INDEX webhook_deliveries_leased ON webhook_deliveries USING btree (endpoint_id, lease_until) WHERE (state = 'sending'::text);

CREATE TABLE feedback (
  id            bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  content_hash  bytea                    NOT NULL,
  source        text                     NOT NULL,
  class         text                     NOT NULL,
  status        text,
  reply         text,
  reason        text                     NOT NULL,
  rule          text                     NOT NULL,
  evidence      text                     NOT NULL,
  effect        text                     NOT NULL,
  cause         text,
  subscriber_id bigint,
  digest_id     bigint,
  notice_id     bigint,
  domain        text,
  excerpt       text,
  occurred_at   timestamp with time zone NOT NULL,
  received_at   timestamp with time zone NOT NULL,
  grade         text,
  CONSTRAINT feedback_pkey PRIMARY KEY (id),
  CONSTRAINT feedback_content_hash_key UNIQUE (content_hash),
  CONSTRAINT feedback_class_check CHECK ((class = ANY (ARRAY['hard'::text, 'soft'::text, 'complaint'::text, 'unsubscribe'::text, 'auth-report'::text, 'autoreply'::text, 'delivered'::text, 'none'::text]))),
  CONSTRAINT feedback_effect_check CHECK ((effect = ANY (ARRAY['none'::text, 'counted'::text, 'watched'::text, 'suppressed'::text, 'complained'::text, 'unsubscribed'::text, 'reset'::text, 'alarmed'::text]))),
  CONSTRAINT feedback_evidence_check CHECK ((evidence = ANY (ARRAY['return-path'::text, 'message-id'::text, 'unsubscribe-token'::text, 'feedback-loop'::text, 'provider'::text, 'none'::text]))),
  CONSTRAINT feedback_grade_check CHECK ((grade = ANY (ARRAY['certain'::text, 'likely'::text]))),
  CONSTRAINT feedback_source_check CHECK ((source = ANY (ARRAY['smtp'::text, 'imap'::text, 'ses'::text, 'sendgrid'::text, 'mailgun'::text, 'postmark'::text, 'webhook'::text]))),
  CONSTRAINT feedback_digest_id_fkey FOREIGN KEY (digest_id) REFERENCES digests(id),
  CONSTRAINT feedback_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES notices(id) ON DELETE SET NULL,
  CONSTRAINT feedback_subscriber_id_fkey FOREIGN KEY (subscriber_id) REFERENCES subscribers(id) ON DELETE CASCADE
);
CREATE INDEX feedback_by_digest ON feedback USING btree (digest_id, class);
CREATE INDEX feedback_by_notice ON feedback USING btree (notice_id) WHERE (notice_id IS NOT NULL);
CREATE INDEX feedback_by_subscriber ON feedback USING btree (subscriber_id, received_at);
CREATE INDEX feedback_by_time ON feedback USING btree (received_at);
CREATE INDEX feedback_with_excerpt ON feedback USING btree (received_at) WHERE (excerpt IS NOT NULL);

CREATE TABLE refusals (
  digest_id     bigint                   NOT NULL,
  subscriber_id bigint                   NOT NULL,
  via           text                     NOT NULL,
  words         text                     NOT NULL,
  domain        text                     NOT NULL,
  reason        text                     NOT NULL,
  effect        text                     NOT NULL,
  feedback_id   bigint,
  at            timestamp with time zone NOT NULL,
  taken_back_at timestamp with time zone,
  of_mailbox    boolean                  DEFAULT false NOT NULL,
  CONSTRAINT refusals_pkey PRIMARY KEY (digest_id, subscriber_id, via),
  CONSTRAINT refusals_effect_check CHECK ((effect = ANY (ARRAY['failed'::text, 'counted'::text, 'watched'::text, 'suppressed'::text]))),
  CONSTRAINT refusals_via_check CHECK ((via = ANY (ARRAY['session'::text, 'report'::text]))),
  CONSTRAINT refusals_digest_id_fkey FOREIGN KEY (digest_id) REFERENCES digests(id) ON DELETE CASCADE,
  CONSTRAINT refusals_feedback_id_fkey FOREIGN KEY (feedback_id) REFERENCES feedback(id) ON DELETE SET NULL,
  CONSTRAINT refusals_subscriber_id_fkey FOREIGN KEY (subscriber_id) REFERENCES subscribers(id) ON DELETE CASCADE
);
CREATE INDEX refusals_by_subscriber ON refusals USING btree (subscriber_id, at);
CREATE INDEX refusals_by_time ON refusals USING btree (at);
CREATE INDEX refusals_by_words ON refusals USING btree (digest_id, words, at);

CREATE TRIGGER audit_is_kept BEFORE DELETE OR UPDATE ON audit_events FOR EACH ROW EXECUTE FUNCTION keep_audit();

CREATE TRIGGER audit_is_not_emptied BEFORE TRUNCATE ON audit_events FOR EACH STATEMENT EXECUTE FUNCTION keep_audit();

CREATE TRIGGER consents_inserted AFTER INSERT ON consents REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_ways_in();

CREATE TRIGGER deliveries_inserted AFTER INSERT ON deliveries REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION require_named_by_deliveries();

CREATE TRIGGER deliveries_moved AFTER UPDATE OF slice_id, digest_id, rule_set_id ON deliveries FOR EACH ROW WHEN (((old.slice_id <> new.slice_id) OR (old.digest_id <> new.digest_id) OR (old.rule_set_id IS DISTINCT FROM new.rule_set_id))) EXECUTE FUNCTION require_named_by_delivery();

CREATE TRIGGER readings_updated AFTER UPDATE ON paper_readings REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_readings();

CREATE TRIGGER papers_inserted AFTER INSERT ON papers REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_papers();

CREATE TRIGGER papers_updated AFTER UPDATE ON papers REFERENCING OLD TABLE AS former NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_changed_papers();

CREATE TRIGGER rule_sets_deleted AFTER DELETE ON rule_sets REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION keep_what_deliveries_name();

CREATE TRIGGER slices_deleted AFTER DELETE ON slices REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION keep_what_deliveries_name();

CREATE TRIGGER slices_emptied AFTER TRUNCATE ON slices FOR EACH STATEMENT EXECUTE FUNCTION delete_all_deliveries();

CREATE TRIGGER subscribers_added AFTER INSERT ON subscribers REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION add_reader_times();

CREATE TRIGGER subscribers_changed AFTER UPDATE OF state, frequency, language, rule_set_id, confirmed_at ON subscribers FOR EACH ROW WHEN (((old.state IS DISTINCT FROM new.state) OR (old.frequency IS DISTINCT FROM new.frequency) OR (old.language IS DISTINCT FROM new.language) OR (old.rule_set_id IS DISTINCT FROM new.rule_set_id) OR (old.confirmed_at IS DISTINCT FROM new.confirmed_at))) EXECUTE FUNCTION note_changed_facets();

CREATE TRIGGER subscribers_deleted AFTER DELETE ON subscribers REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION delete_deliveries_of_readers();

CREATE TRIGGER subscribers_emptied AFTER TRUNCATE ON subscribers FOR EACH STATEMENT EXECUTE FUNCTION delete_all_deliveries();

CREATE TRIGGER subscribers_emptied_of_times AFTER TRUNCATE ON subscribers FOR EACH STATEMENT EXECUTE FUNCTION delete_all_reader_times();

CREATE TRIGGER subscribers_inserted AFTER INSERT ON subscribers REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_addresses();

CREATE TRIGGER subscribers_moved AFTER UPDATE OF address_key ON subscribers FOR EACH ROW WHEN ((old.address_key <> new.address_key)) EXECUTE FUNCTION note_changed_address();

CREATE TRIGGER subscribers_rescheduled AFTER UPDATE OF scheduled_since ON subscribers FOR EACH ROW EXECUTE FUNCTION forget_reader_times();

CREATE TRIGGER subscribers_standing AFTER UPDATE OF state, frequency ON subscribers FOR EACH ROW WHEN (((old.frequency <> new.frequency) OR ((old.state = 'active'::text) <> (new.state = 'active'::text)))) EXECUTE FUNCTION note_reader_standing();
