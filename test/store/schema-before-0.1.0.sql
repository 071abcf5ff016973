-- The 33 migrations that databases were made with before 0.1.0, in their order. A line such as "-- 0001_papers"
-- begins each; what was said of them stands in migrations/ now.

-- 0001_papers
CREATE TABLE papers (
  id            text PRIMARY KEY CHECK (id ~ '^[A-Za-z0-9./-]{1,64}$'),
  title         text NOT NULL,
  abstract      text NOT NULL,
  authors       text[] NOT NULL DEFAULT '{}',
  published_at  timestamptz,
  organization  text,
  code_url      text,
  project_url   text,
  summary       text,
  keywords      text[] NOT NULL DEFAULT '{}',
  first_seen_at timestamptz NOT NULL DEFAULT now(),
  updated_at    timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE listings (
  source        text NOT NULL,
  list_date     date NOT NULL,
  paper_id      text NOT NULL REFERENCES papers,
  submitted_by  text,
  first_seen_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (source, list_date, paper_id)
);
CREATE INDEX listings_by_date ON listings (list_date, paper_id);
CREATE INDEX listings_by_paper ON listings (paper_id, list_date);
CREATE TABLE observations (
  paper_id    text NOT NULL REFERENCES papers,
  source      text NOT NULL,
  observed_at timestamptz NOT NULL,
  upvotes     integer NOT NULL,
  comments    integer NOT NULL,
  stars       integer,
  PRIMARY KEY (paper_id, source, observed_at)
);
CREATE TABLE polls (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  source       text NOT NULL,
  list_date    date NOT NULL,
  started_at   timestamptz NOT NULL,
  finished_at  timestamptz NOT NULL,
  papers       integer NOT NULL DEFAULT 0,
  skipped      integer NOT NULL DEFAULT 0,
  error_code   text,
  error_detail text
);
CREATE INDEX polls_by_list ON polls (source, list_date, finished_at DESC);
CREATE INDEX polls_by_time ON polls (source, finished_at DESC);

-- 0002_digests
CREATE TABLE digests (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind          text NOT NULL CHECK (kind IN ('daily', 'weekly', 'monthly', 'sample')),
  period        date NOT NULL,
  list_date     date NOT NULL,
  strategy      text NOT NULL,
  frozen_at     timestamptz NOT NULL,
  released_at   timestamptz,
  fanned_out_at timestamptz,
  UNIQUE (kind, period),
  UNIQUE (id, kind)
);
CREATE TABLE digest_papers (
  digest_id bigint NOT NULL,
  kind      text NOT NULL,
  position  integer NOT NULL CHECK (position >= 1),
  paper_id  text NOT NULL REFERENCES papers,
  score     double precision NOT NULL,
  breakdown jsonb NOT NULL,
  upvotes   integer NOT NULL,
  comments  integer NOT NULL,
  stars     integer,
  paper     jsonb NOT NULL,
  PRIMARY KEY (digest_id, position),
  UNIQUE (kind, paper_id),
  FOREIGN KEY (digest_id, kind) REFERENCES digests (id, kind)
);

-- 0003_subscribers
CREATE TABLE subscribers (
  id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  address          text NOT NULL,
  address_key      text NOT NULL UNIQUE,
  address_hash     bytea NOT NULL,
  state            text NOT NULL CHECK (state IN ('pending', 'active', 'paused', 'unsubscribed', 'bounced', 'complained')),
  confirm_serial   integer NOT NULL DEFAULT 0,
  confirmed_at     timestamptz,
  state_changed_at timestamptz NOT NULL DEFAULT now(),
  created_at       timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX subscribers_active ON subscribers (id) WHERE state = 'active';
CREATE INDEX subscribers_by_hash ON subscribers (address_hash);
CREATE TABLE signups (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  address     text NOT NULL,
  via         text NOT NULL CHECK (via IN ('form', 'api')),
  wording     text NOT NULL,
  client_hash bytea,
  received_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE consents (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  subscriber_id bigint NOT NULL REFERENCES subscribers ON DELETE CASCADE,
  event         text NOT NULL CHECK (event IN ('requested', 'confirmed', 'withdrawn', 'resumed', 'added')),
  via           text NOT NULL CHECK (via IN ('form', 'api', 'link', 'one-click', 'operator', 'import')),
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
CREATE TABLE keyring (
  name       text PRIMARY KEY,
  wrapped    bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- 0004_deliveries
CREATE TABLE slices (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  digest_id   bigint NOT NULL REFERENCES digests,
  worker      text,
  lease_until timestamptz,
  created_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX slices_by_digest ON slices (digest_id);
CREATE TABLE deliveries (
  digest_id       bigint NOT NULL REFERENCES digests,
  subscriber_id   bigint NOT NULL REFERENCES subscribers ON DELETE CASCADE,
  slice_id        bigint NOT NULL REFERENCES slices,
  state           text NOT NULL DEFAULT 'pending'
                  CHECK (state IN ('pending', 'sending', 'sent', 'deferred', 'failed', 'uncertain', 'skipped')),
  attempts        smallint NOT NULL DEFAULT 0,
  next_attempt_at timestamptz,
  reply_code      smallint,
  reply_status    text,
  reply_text      text,
  reason          text,
  created_at      timestamptz NOT NULL DEFAULT now(),
  settled_at      timestamptz,
  PRIMARY KEY (digest_id, subscriber_id),
  CHECK ((state = 'deferred') = (next_attempt_at IS NOT NULL))
);
CREATE INDEX deliveries_open ON deliveries (slice_id, subscriber_id) WHERE state IN ('pending', 'sending');
CREATE INDEX deliveries_due ON deliveries (next_attempt_at) WHERE state = 'deferred';
CREATE INDEX deliveries_by_subscriber ON deliveries (subscriber_id, digest_id);
CREATE TABLE notices (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind            text NOT NULL CHECK (kind IN ('confirmation', 'welcome', 'goodbye')),
  subscriber_id   bigint NOT NULL REFERENCES subscribers ON DELETE CASCADE,
  serial          integer NOT NULL,
  domain          text NOT NULL,
  state           text NOT NULL DEFAULT 'pending'
                  CHECK (state IN ('pending', 'sending', 'sent', 'deferred', 'failed', 'uncertain', 'skipped')),
  attempts        smallint NOT NULL DEFAULT 0,
  next_attempt_at timestamptz,
  lease_until     timestamptz,
  reply_code      smallint,
  reply_status    text,
  reply_text      text,
  reason          text,
  created_at      timestamptz NOT NULL DEFAULT now(),
  settled_at      timestamptz,
  UNIQUE (kind, subscriber_id, serial),
  CHECK ((state = 'deferred') = (next_attempt_at IS NOT NULL))
);
CREATE INDEX notices_open ON notices (id) WHERE state IN ('pending', 'sending');
CREATE INDEX notices_due ON notices (next_attempt_at) WHERE state = 'deferred';
CREATE INDEX notices_by_time ON notices (created_at, domain) WHERE kind = 'confirmation';

-- 0005_sending_control
ALTER TABLE digests
  ADD COLUMN paused_at    timestamptz,
  ADD COLUMN paused_by    text CHECK (paused_by IN ('operator', 'breaker')),
  ADD COLUMN pause_reason text,
  ADD COLUMN cancelled_at timestamptz,
  ADD CONSTRAINT digests_paused_by_somebody CHECK ((paused_at IS NULL) = (paused_by IS NULL));
CREATE INDEX deliveries_uncertain ON deliveries (digest_id, subscriber_id) WHERE state = 'uncertain';
CREATE TABLE send_limits (
  scope      text PRIMARY KEY,
  taken      jsonb NOT NULL,
  updated_at timestamptz NOT NULL
);

-- 0006_source_records
CREATE TABLE source_records (
  source    text NOT NULL,
  list_date date NOT NULL,
  paper_id  text NOT NULL,
  record    jsonb NOT NULL,
  PRIMARY KEY (source, list_date, paper_id),
  FOREIGN KEY (source, list_date, paper_id) REFERENCES listings ON DELETE CASCADE
);

-- 0007_source_precedence
ALTER TABLE papers
  ADD COLUMN categories    text[] NOT NULL DEFAULT '{}',
  ADD COLUMN field_sources jsonb NOT NULL DEFAULT '{}',
  ADD COLUMN withdrawn_at  timestamptz;

-- 0008_feedback
CREATE TABLE feedback (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  content_hash  bytea NOT NULL UNIQUE,
  source        text NOT NULL CHECK (source IN ('smtp', 'imap', 'ses', 'sendgrid', 'mailgun', 'postmark', 'webhook')),
  class         text NOT NULL CHECK (class IN ('hard', 'soft', 'complaint', 'unsubscribe', 'auth-report', 'autoreply', 'delivered', 'none')),
  status        text,
  reply         text,
  reason        text NOT NULL,
  rule          text NOT NULL,
  evidence      text NOT NULL CHECK (evidence IN ('return-path', 'message-id', 'provider', 'none')),
  effect        text NOT NULL CHECK (effect IN ('none', 'counted', 'suppressed', 'complained', 'unsubscribed', 'reset', 'alarmed')),
  cause         text,
  subscriber_id bigint REFERENCES subscribers ON DELETE CASCADE,
  digest_id     bigint REFERENCES digests,
  notice_id     bigint REFERENCES notices ON DELETE SET NULL,
  domain        text,
  excerpt       text,
  occurred_at   timestamptz NOT NULL,
  received_at   timestamptz NOT NULL
);
CREATE INDEX feedback_by_subscriber ON feedback (subscriber_id, received_at);
CREATE INDEX feedback_by_digest ON feedback (digest_id, class);
CREATE INDEX feedback_by_notice ON feedback (notice_id) WHERE notice_id IS NOT NULL;
CREATE INDEX feedback_by_time ON feedback (received_at);
CREATE INDEX feedback_with_excerpt ON feedback (received_at) WHERE excerpt IS NOT NULL;
CREATE TABLE soft_bounces (
  subscriber_id bigint NOT NULL REFERENCES subscribers ON DELETE CASCADE,
  day           date NOT NULL,
  at            timestamptz NOT NULL,
  PRIMARY KEY (subscriber_id, day)
);
CREATE TABLE suppression_lifts (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  address_hash  bytea NOT NULL,
  former_reason text NOT NULL,
  reason        text NOT NULL,
  at            timestamptz NOT NULL
);
CREATE INDEX suppression_lifts_by_hash ON suppression_lifts (address_hash, at);
ALTER TABLE consents
  DROP CONSTRAINT consents_via_check,
  ADD CONSTRAINT consents_via_check
    CHECK (via IN ('form', 'api', 'link', 'one-click', 'mailto', 'report', 'operator', 'import'));

-- 0009_reading_times
ALTER TABLE subscribers
  ADD COLUMN frequency       text NOT NULL DEFAULT 'daily' CHECK (frequency IN ('daily', 'weekly', 'monthly')),
  ADD COLUMN weekdays        smallint NOT NULL DEFAULT 127 CHECK (weekdays BETWEEN 1 AND 127),
  ADD COLUMN local_time      time CHECK (extract(epoch FROM local_time) % 60 = 0),
  ADD COLUMN time_zone       text,
  ADD COLUMN scheduled_since timestamptz,
  ADD COLUMN due_after       timestamptz,
  ADD COLUMN next_due_at     timestamptz;
CREATE INDEX subscribers_due ON subscribers (frequency, next_due_at) WHERE state = 'active';
ALTER TABLE deliveries ADD COLUMN reader_date date;
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

-- 0010_unconfirmed
CREATE INDEX subscribers_unconfirmed ON subscribers (created_at) WHERE state = 'pending' AND confirmed_at IS NULL;

-- 0011_search
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE TABLE paper_search (
  paper_id   text PRIMARY KEY REFERENCES papers ON DELETE CASCADE,
  dated_at   timestamptz NOT NULL,
  categories text[] NOT NULL,
  titled     tsvector NOT NULL,
  whole      tsvector NOT NULL
) WITH (toast_tuple_target = 128);
ALTER TABLE paper_search ALTER COLUMN titled SET STORAGE EXTERNAL, ALTER COLUMN whole SET STORAGE EXTERNAL;
CREATE INDEX paper_search_by_title ON paper_search USING gin (titled);
CREATE INDEX paper_search_by_words ON paper_search USING gin (whole);
CREATE TABLE search_words (word text PRIMARY KEY);
CREATE INDEX search_words_by_trigrams ON search_words USING gin (word gin_trgm_ops);
CREATE FUNCTION paper_names(authors text[]) RETURNS text
  LANGUAGE sql STABLE RETURN left(array_to_string(authors, ' · '), 100000);
CREATE FUNCTION note_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO paper_search AS known (paper_id, dated_at, categories, titled, whole)
  SELECT id, coalesce(published_at, first_seen_at),
         ARRAY(SELECT DISTINCT unnest(ARRAY[lower(name), split_part(lower(name), '.', 1)]) FROM unnest(categories) name),
         titled,
         titled || setweight(to_tsvector('english', abstract), 'C')
                || setweight(to_tsvector('english', coalesce(organization, '')), 'D')
    FROM changed
   CROSS JOIN LATERAL (
         SELECT setweight(to_tsvector('english', title), 'A')
             || setweight(to_tsvector('english', paper_names(authors)), 'B') AS titled) t
   ORDER BY id
  ON CONFLICT (paper_id) DO UPDATE
     SET dated_at = excluded.dated_at, categories = excluded.categories, titled = excluded.titled, whole = excluded.whole
   WHERE (known.dated_at, known.categories, known.titled, known.whole)
         IS DISTINCT FROM (excluded.dated_at, excluded.categories, excluded.titled, excluded.whole);

  INSERT INTO search_words (word)
  SELECT DISTINCT lexeme
    FROM changed, unnest(to_tsvector('simple', title || ' ' || paper_names(authors)))
   WHERE lexeme ~ '^[[:alpha:]]{4,30}$'
   ORDER BY lexeme
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER papers_inserted AFTER INSERT ON papers
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_search();
CREATE TRIGGER papers_updated AFTER UPDATE ON papers
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_search();
UPDATE papers SET title = title;

-- 0012_resuming_polls
ALTER TABLE polls ADD COLUMN resume_from text;
ALTER TABLE papers ADD COLUMN looked_up_at timestamptz;

-- 0013_webhook_tokens
CREATE TABLE webhook_tokens (
  token_hash   bytea PRIMARY KEY,
  content_hash bytea NOT NULL,
  seen_at      timestamptz NOT NULL
);
CREATE INDEX webhook_tokens_by_time ON webhook_tokens (seen_at);

-- 0014_answers
CREATE TABLE votes (
  subscriber_id bigint NOT NULL REFERENCES subscribers ON DELETE CASCADE,
  paper_id      text NOT NULL REFERENCES papers,
  value         smallint NOT NULL CHECK (value IN (-1, 1)),
  at            timestamptz NOT NULL,
  PRIMARY KEY (subscriber_id, paper_id)
);
CREATE INDEX votes_by_paper ON votes (paper_id);
CREATE TABLE saves (
  subscriber_id bigint NOT NULL REFERENCES subscribers ON DELETE CASCADE,
  paper_id      text NOT NULL REFERENCES papers,
  at            timestamptz NOT NULL,
  PRIMARY KEY (subscriber_id, paper_id)
);
CREATE INDEX saves_by_time ON saves (subscriber_id, at DESC, paper_id);

-- 0015_rules
CREATE TABLE rule_sets (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  hash       bytea NOT NULL UNIQUE,
  rules      jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE rule_terms (
  id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind  text NOT NULL CHECK (kind IN ('topics', 'categories', 'keywords', 'authors', 'organisations')),
  value text NOT NULL,
  query tsquery,
  UNIQUE (kind, value)
);
CREATE TABLE rule_set_terms (
  rule_set_id bigint NOT NULL REFERENCES rule_sets ON DELETE CASCADE,
  term_id     bigint NOT NULL REFERENCES rule_terms,
  muted       boolean NOT NULL,
  PRIMARY KEY (rule_set_id, term_id, muted)
);
CREATE INDEX rule_set_terms_by_term ON rule_set_terms (term_id);
CREATE TABLE editions (
  digest_id   bigint NOT NULL REFERENCES digests,
  rule_set_id bigint NOT NULL REFERENCES rule_sets ON DELETE CASCADE,
  positions   smallint[] NOT NULL,
  reasons     text[] NOT NULL,
  PRIMARY KEY (digest_id, rule_set_id)
);
ALTER TABLE subscribers ADD COLUMN rule_set_id bigint REFERENCES rule_sets;
CREATE INDEX subscribers_by_rules ON subscribers (rule_set_id) WHERE rule_set_id IS NOT NULL;
ALTER TABLE deliveries
  ADD COLUMN rule_set_id bigint REFERENCES rule_sets,
  ADD COLUMN left_out    smallint[];
CREATE INDEX deliveries_by_rules ON deliveries (rule_set_id) WHERE rule_set_id IS NOT NULL;

-- 0016_thinning
CREATE TABLE upkeep (
  task  text PRIMARY KEY,
  until timestamptz NOT NULL
);
CREATE INDEX observations_by_time ON observations USING brin (observed_at);

-- 0017_curation
CREATE TABLE curations (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  paper_id   text NOT NULL REFERENCES papers,
  action     text NOT NULL CHECK (action IN ('pin', 'add', 'hide')),
  kind       text CHECK (kind IN ('daily', 'weekly', 'monthly')),
  period     date NOT NULL,
  note       text CHECK (length(note) BETWEEN 1 AND 500),
  via        text NOT NULL CHECK (via IN ('api', 'cli')),
  created_at timestamptz NOT NULL,
  ended_at   timestamptz,
  CHECK ((kind IS NULL) = (action = 'hide'))
);
CREATE INDEX curations_by_paper ON curations (paper_id, created_at);
ALTER TABLE digest_papers
  ADD COLUMN curation text CHECK (curation IN ('pin', 'add')),
  ADD COLUMN note     text;
CREATE TABLE digest_bloomers (
  digest_id      bigint NOT NULL,
  kind           text NOT NULL,
  position       integer NOT NULL CHECK (position >= 1),
  paper_id       text NOT NULL REFERENCES papers,
  before         bigint REFERENCES digests (id),
  since          date NOT NULL,
  upvotes_before integer NOT NULL,
  upvotes        integer NOT NULL,
  comments       integer NOT NULL,
  stars          integer,
  paper          jsonb NOT NULL,
  PRIMARY KEY (digest_id, position),
  UNIQUE (kind, paper_id),
  FOREIGN KEY (digest_id, kind) REFERENCES digests (id, kind)
);

-- 0018_imap_positions
CREATE TABLE imap_positions (
  mailbox      text PRIMARY KEY,
  uid_validity bigint NOT NULL,
  last_uid     bigint NOT NULL
);

-- 0019_preferences
ALTER TABLE subscribers
  ADD COLUMN paused_at    timestamptz,
  ADD COLUMN paused_until timestamptz,
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

-- 0020_reading_history
CREATE TABLE reading_history (
  subscriber_id bigint NOT NULL REFERENCES subscribers ON DELETE CASCADE,
  kind          text NOT NULL CHECK (kind IN ('daily', 'weekly', 'monthly', 'sample')),
  rule_set_id   bigint NOT NULL DEFAULT 0,
  periods       datemultirange NOT NULL,
  PRIMARY KEY (subscriber_id, kind, rule_set_id)
);
ALTER TABLE digests ADD COLUMN folded jsonb;
CREATE INDEX reading_history_by_rules ON reading_history (rule_set_id) WHERE rule_set_id <> 0;

-- 0021_private_feeds
CREATE TABLE private_feeds (
  subscriber_id bigint PRIMARY KEY REFERENCES subscribers ON DELETE CASCADE,
  serial        integer NOT NULL,
  changed_at    timestamptz NOT NULL
);

-- 0022_sending_alarms
CREATE TABLE sending_alarms (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  level       text NOT NULL CHECK (level IN ('warn', 'pause')),
  reason      text NOT NULL CHECK (reason IN ('complaints', 'policy-bounces')),
  digest_id   bigint NOT NULL REFERENCES digests,
  sent        integer NOT NULL,
  came_back   integer NOT NULL,
  raised_at   timestamptz NOT NULL,
  answered_at timestamptz
);
CREATE UNIQUE INDEX sending_alarms_open ON sending_alarms (level, reason) WHERE answered_at IS NULL;

-- 0023_dmarc_reports
CREATE TABLE dmarc_reports (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  reporter    text NOT NULL,
  report_id   text NOT NULL,
  domain      text NOT NULL,
  policy      text NOT NULL,
  begins_at   timestamptz NOT NULL,
  ends_at     timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  UNIQUE (reporter, report_id, domain)
);
CREATE INDEX dmarc_reports_by_time ON dmarc_reports (ends_at);
CREATE TABLE dmarc_rows (
  report_id   bigint NOT NULL REFERENCES dmarc_reports ON DELETE CASCADE,
  source_ip   text NOT NULL,
  count       integer NOT NULL,
  disposition text NOT NULL,
  dkim_passes boolean NOT NULL,
  spf_passes  boolean NOT NULL,
  header_from text NOT NULL
);
CREATE INDEX dmarc_rows_by_report ON dmarc_rows (report_id);

-- 0024_digest_remarks
ALTER TABLE digests ADD COLUMN remarks jsonb NOT NULL DEFAULT '{}';
CREATE INDEX papers_withdrawn ON papers (withdrawn_at) WHERE withdrawn_at IS NOT NULL;

-- 0025_relay_of_delivery
ALTER TABLE deliveries ADD COLUMN relay text;

-- 0026_address_changes
CREATE TABLE address_changes (
  subscriber_id    bigint PRIMARY KEY REFERENCES subscribers ON DELETE CASCADE,
  serial           integer NOT NULL,
  new_address      text,
  new_address_key  text,
  new_address_hash bytea,
  requested_at     timestamptz NOT NULL,
  old_waits        boolean NOT NULL,
  new_waits        boolean NOT NULL,
  old_confirmed_at timestamptz,
  new_confirmed_at timestamptz,
  changed_at       timestamptz,
  CHECK (num_nulls(new_address, new_address_key, new_address_hash) IN (0, 3)),
  CHECK (new_address IS NOT NULL OR NOT (old_waits OR new_waits))
);
CREATE INDEX address_changes_open ON address_changes (requested_at) WHERE new_address IS NOT NULL;
ALTER TABLE notices
  ADD COLUMN recipient_hash bytea,
  DROP CONSTRAINT notices_kind_check,
  ADD CONSTRAINT notices_kind_check
    CHECK (kind IN ('confirmation', 'welcome', 'goodbye', 'address-old', 'address-new'));
CREATE INDEX notices_by_recipient ON notices (recipient_hash, created_at) WHERE recipient_hash IS NOT NULL;
DROP INDEX notices_by_time;
CREATE INDEX notices_by_time ON notices (created_at, domain) WHERE kind IN ('confirmation', 'address-new');
ALTER TABLE consents
  DROP CONSTRAINT consents_event_check,
  ADD CONSTRAINT consents_event_check
    CHECK (event IN ('requested', 'confirmed', 'withdrawn', 'resumed', 'added', 'address-changed'));

-- 0027_gathered_digests
ALTER TABLE digests
  ADD COLUMN gathers  bigint[],
  ADD COLUMN last_day date,
  DROP CONSTRAINT digests_kind_check,
  ADD CONSTRAINT digests_kind_check CHECK (kind IN ('daily', 'weekly', 'monthly', 'sample', 'gathered')),
  ADD CHECK ((kind = 'gathered') = (gathers IS NOT NULL)),
  ADD CHECK ((kind = 'gathered') = (last_day IS NOT NULL)),
  DROP CONSTRAINT digests_kind_period_key,
  ADD CONSTRAINT digests_kind_period_key UNIQUE NULLS NOT DISTINCT (kind, period, gathers);
CREATE INDEX digests_gathers ON digests USING gin (gathers) WHERE gathers IS NOT NULL;
ALTER TABLE digest_papers
  ALTER COLUMN kind DROP NOT NULL,
  ADD FOREIGN KEY (digest_id) REFERENCES digests;
ALTER TABLE digest_bloomers
  ALTER COLUMN kind DROP NOT NULL,
  ADD FOREIGN KEY (digest_id) REFERENCES digests;
CREATE INDEX digest_papers_by_paper ON digest_papers (paper_id);

-- 0028_reader_tallies
ALTER TABLE digests ADD COLUMN tallies jsonb NOT NULL DEFAULT '{}';
CREATE INDEX saves_by_paper ON saves (paper_id);

-- 0029_personal_order
CREATE TABLE order_choices (
  subscriber_id   bigint PRIMARY KEY REFERENCES subscribers ON DELETE CASCADE,
  personal_since  timestamptz,
  forgotten_at    timestamptz,
  unlearned_since timestamptz,
  CHECK (personal_since IS NOT NULL OR unlearned_since IS NULL)
);
CREATE INDEX order_choices_unlearned ON order_choices (unlearned_since) WHERE unlearned_since IS NOT NULL;
CREATE TABLE tastes (
  subscriber_id bigint PRIMARY KEY REFERENCES subscribers ON DELETE CASCADE,
  answers       integer NOT NULL,
  terms         text[] NOT NULL,
  weights       real[] NOT NULL,
  likes         text[] NOT NULL,
  saved         boolean[] NOT NULL,
  learned_at    timestamptz NOT NULL
);
CREATE TABLE delivery_orders (
  digest_id     bigint NOT NULL REFERENCES digests,
  subscriber_id bigint NOT NULL REFERENCES subscribers ON DELETE CASCADE,
  positions     smallint[],
  likes         text[],
  saved         boolean[],
  PRIMARY KEY (digest_id, subscriber_id)
);
CREATE INDEX delivery_orders_by_subscriber ON delivery_orders (subscriber_id);
CREATE TABLE counted_words (
  one        boolean PRIMARY KEY DEFAULT true CHECK (one),
  counted_at timestamptz NOT NULL,
  papers     integer NOT NULL,
  terms      text[] NOT NULL,
  counts     integer[] NOT NULL
);

-- 0030_address_generation
ALTER TABLE subscribers
  ADD COLUMN address_generation smallint NOT NULL DEFAULT 0 CHECK (address_generation BETWEEN 0 AND 255);

-- 0031_next_best_papers
ALTER TABLE editions ADD COLUMN most smallint;
CREATE FUNCTION sent_positions(chosen smallint[], most smallint, left_out smallint[]) RETURNS smallint[]
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN left_out IS NULL THEN chosen[1:coalesce(most, cardinality(chosen))]
              ELSE ARRAY(SELECT position FROM unnest(chosen) WITH ORDINALITY AS c (position, place)
                          WHERE position <> ALL (left_out) ORDER BY place LIMIT most) END;

-- 0032_unused_rule_sets
ALTER TABLE rule_sets
  ADD COLUMN looked_at    timestamptz NOT NULL DEFAULT now(),
  ADD COLUMN unused_since timestamptz;
CREATE INDEX rule_sets_by_look ON rule_sets (looked_at);
CREATE INDEX editions_by_rules ON editions (rule_set_id);

-- 0033_languages
ALTER TABLE signups
  ADD COLUMN language text NOT NULL DEFAULT 'en' CHECK (language IN ('en', 'de'));
ALTER TABLE subscribers
  ADD COLUMN language text NOT NULL DEFAULT 'en' CHECK (language IN ('en', 'de'));
ALTER TABLE deliveries
  ADD COLUMN language text NOT NULL DEFAULT 'en' CHECK (language IN ('en', 'de'));
