-- The ledger: one row for each message that is owed. A worker leases a slice, not a row; a row is 'sending' only
-- while it may be on the wire.

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
  -- The reader's own date at the moment the delivery was due; null: the day of the digest.
  reader_date     date,
  -- Which edition it is: by whose rules, and without which papers that the reader had before.
  rule_set_id     bigint REFERENCES rule_sets,
  left_out        smallint[],
  -- Which relay had the last attempt: what comes back is counted by relay as well.
  relay           text,
  language        text NOT NULL DEFAULT 'en' CHECK (language IN ('en', 'de')),
  PRIMARY KEY (digest_id, subscriber_id),
  CHECK ((state = 'deferred') = (next_attempt_at IS NOT NULL))
);
CREATE INDEX deliveries_open ON deliveries (slice_id, subscriber_id) WHERE state IN ('pending', 'sending');
CREATE INDEX deliveries_due ON deliveries (next_attempt_at) WHERE state = 'deferred';
CREATE INDEX deliveries_uncertain ON deliveries (digest_id, subscriber_id) WHERE state = 'uncertain';
CREATE INDEX deliveries_by_subscriber ON deliveries (subscriber_id, digest_id);
CREATE INDEX deliveries_by_rules ON deliveries (rule_set_id) WHERE rule_set_id IS NOT NULL;

-- What readers were sent long ago: a row for each reader, kind and set of rules, in place of one for each
-- delivery. Periods that follow on each other are one range, so a year of a faithful reader is one range too.
CREATE TABLE reading_history (
  subscriber_id bigint NOT NULL REFERENCES subscribers ON DELETE CASCADE,
  kind          text NOT NULL CHECK (kind IN ('daily', 'weekly', 'monthly', 'sample')),
  -- 0: everything.
  rule_set_id   bigint NOT NULL DEFAULT 0,
  periods       datemultirange NOT NULL,
  PRIMARY KEY (subscriber_id, kind, rule_set_id)
);
CREATE INDEX reading_history_by_rules ON reading_history (rule_set_id) WHERE rule_set_id <> 0;

-- Transactional messages: one for each kind, subscriber and serial, with the states of a delivery.
CREATE TABLE notices (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind            text NOT NULL CHECK (kind IN ('confirmation', 'welcome', 'goodbye', 'address-old', 'address-new')),
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
  -- Whom a notice to an address that has no subscriber went to; kept for as long as the limits count.
  recipient_hash  bytea,
  UNIQUE (kind, subscriber_id, serial),
  CHECK ((state = 'deferred') = (next_attempt_at IS NOT NULL))
);
CREATE INDEX notices_open ON notices (id) WHERE state IN ('pending', 'sending');
CREATE INDEX notices_due ON notices (next_attempt_at) WHERE state = 'deferred';
CREATE INDEX notices_by_recipient ON notices (recipient_hash, created_at) WHERE recipient_hash IS NOT NULL;
CREATE INDEX notices_by_time ON notices (created_at, domain) WHERE kind IN ('confirmation', 'address-new');

-- What all workers together took of the limits of a relay or of a recipient domain, by window and slot.
CREATE TABLE send_limits (
  scope      text PRIMARY KEY,
  taken      jsonb NOT NULL,
  updated_at timestamptz NOT NULL
);
