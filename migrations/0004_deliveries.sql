-- The ledger. A worker leases a slice, not a row; a row is 'sending' only while it may be on the wire.

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

-- Transactional messages: one for each kind, subscriber and serial, with the states of a delivery.
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
