-- A mail to an operator that tells of what gathered.
CREATE TABLE alert_mails (
  id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  operator_id     bigint      NOT NULL REFERENCES operators ON DELETE CASCADE,
  state           text        NOT NULL CHECK (state IN ('pending', 'sending', 'sent', 'failed')),
  attempts        smallint    NOT NULL DEFAULT 0,
  next_attempt_at timestamptz,
  lease_until     timestamptz,
  reason          text,
  created_at      timestamptz NOT NULL,
  settled_at      timestamptz,
  CHECK ((state = 'pending') = (next_attempt_at IS NOT NULL)),
  CHECK ((state = 'sending') = (lease_until IS NOT NULL))
);
CREATE INDEX alert_mails_open ON alert_mails (id) WHERE state IN ('pending', 'sending');
CREATE INDEX alert_mails_by_operator ON alert_mails (operator_id, created_at);

-- What an operator is told of, and by which mail; null: it waits for one.
CREATE TABLE operator_alerts (
  operator_id bigint  NOT NULL REFERENCES operators ON DELETE CASCADE,
  outbox_id   bigint  NOT NULL REFERENCES outbox ON DELETE CASCADE,
  -- What the event is about; of one type and object one mail tells within an hour.
  object      text    NOT NULL,
  is_critical boolean NOT NULL,
  mail_id     bigint  REFERENCES alert_mails ON DELETE CASCADE,
  PRIMARY KEY (operator_id, outbox_id)
);
CREATE INDEX operator_alerts_waiting ON operator_alerts (operator_id) WHERE mail_id IS NULL;
CREATE INDEX operator_alerts_by_event ON operator_alerts (outbox_id);
CREATE INDEX operator_alerts_by_mail ON operator_alerts (mail_id);
