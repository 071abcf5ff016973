-- Incoming messages that could not be read or kept, whole, until an operator has them read again or their time is over.

CREATE TABLE failed_mails (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  source      text NOT NULL CHECK (source IN ('smtp', 'imap')),
  reason      text NOT NULL,
  detail      text NOT NULL,
  recipients  text[] NOT NULL,
  raw         bytea NOT NULL,
  raw_hash    bytea NOT NULL UNIQUE CHECK (length(raw_hash) = 32),
  received_at timestamptz NOT NULL
);
CREATE INDEX failed_mails_by_time ON failed_mails (received_at);
CREATE INDEX dmarc_reports_by_arrival ON dmarc_reports (received_at);
