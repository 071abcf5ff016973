-- Until then nothing is sent to an endpoint: it asked for it, or has just failed.
ALTER TABLE webhook_endpoints ADD COLUMN not_before timestamptz;

-- An event on its way to an endpoint. Its id is that of the message (Standard Webhooks 1.0), the same in each attempt.
CREATE TABLE webhook_deliveries (
  id              text        PRIMARY KEY,
  endpoint_id     bigint      NOT NULL REFERENCES webhook_endpoints ON DELETE CASCADE,
  outbox_id       bigint      NOT NULL REFERENCES outbox ON DELETE CASCADE,
  -- dropped: the endpoint was disabled; it is sent where an operator asks for it.
  state           text        NOT NULL CHECK (state IN ('pending', 'sending', 'delivered', 'failed', 'dropped')),
  attempts        smallint    NOT NULL DEFAULT 0,
  next_attempt_at timestamptz,
  lease_until     timestamptz,
  -- The newest attempt, and what was answered: no address stands in it.
  tried_at        timestamptz,
  status          smallint,
  took_ms         integer,
  answer          text        CHECK (length(answer) <= 1000),
  error           text        CHECK (length(error) <= 500),
  UNIQUE (endpoint_id, outbox_id),
  CHECK ((state = 'pending') = (next_attempt_at IS NOT NULL)),
  CHECK ((state = 'sending') = (lease_until IS NOT NULL))
);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (endpoint_id, next_attempt_at) WHERE state = 'pending';
CREATE INDEX webhook_deliveries_leased ON webhook_deliveries (endpoint_id, lease_until) WHERE state = 'sending';
CREATE INDEX webhook_deliveries_by_event ON webhook_deliveries (outbox_id);
