-- What came back, what it did, and what an operator took back.

-- One row for each recipient that a report names. The same report twice is one row, by its content.
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

-- A subscriber has one row a day at most, however often mail came back that day.
CREATE TABLE soft_bounces (
  subscriber_id bigint NOT NULL REFERENCES subscribers ON DELETE CASCADE,
  day           date NOT NULL,
  at            timestamptz NOT NULL,
  PRIMARY KEY (subscriber_id, day)
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

ALTER TABLE consents
  DROP CONSTRAINT consents_via_check,
  ADD CONSTRAINT consents_via_check
    CHECK (via IN ('form', 'api', 'link', 'one-click', 'mailto', 'report', 'operator', 'import'));
