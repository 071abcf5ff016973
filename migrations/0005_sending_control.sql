-- A digest is paused by an operator or by the circuit breaker, and resumed; cancelled is for good.

ALTER TABLE digests
  ADD COLUMN paused_at    timestamptz,
  ADD COLUMN paused_by    text CHECK (paused_by IN ('operator', 'breaker')),
  ADD COLUMN pause_reason text,
  ADD COLUMN cancelled_at timestamptz,
  ADD CONSTRAINT digests_paused_by_somebody CHECK ((paused_at IS NULL) = (paused_by IS NULL));

CREATE INDEX deliveries_uncertain ON deliveries (digest_id, subscriber_id) WHERE state = 'uncertain';

-- What all workers together took of the limits of a relay or of a recipient domain, by window and slot.
CREATE TABLE send_limits (
  scope      text PRIMARY KEY,
  taken      jsonb NOT NULL,
  updated_at timestamptz NOT NULL
);
