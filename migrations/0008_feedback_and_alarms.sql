-- What came back and what it did, the alarms that it raised, and what receivers report of our domains.

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

-- How far each mailbox was read (RFC 9051 §2.3.1.1).
CREATE TABLE imap_positions (
  mailbox      text PRIMARY KEY,
  uid_validity bigint NOT NULL,
  last_uid     bigint NOT NULL
);

-- Tokens of webhooks whose signature does not cover the body: each is good for one body.
CREATE TABLE webhook_tokens (
  token_hash   bytea PRIMARY KEY,
  content_hash bytea NOT NULL,
  seen_at      timestamptz NOT NULL
);
CREATE INDEX webhook_tokens_by_time ON webhook_tokens (seen_at);

-- Too much of what was sent came back. An alarm is open until an operator lets the mailing go on.
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

-- DMARC aggregate reports: what receivers saw in the name of our domains.
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
