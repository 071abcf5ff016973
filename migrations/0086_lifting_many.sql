-- Many suppressions that are lifted at once belong together, so that they can be put back together.
CREATE TABLE lift_batches (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  reason    text NOT NULL,
  at        timestamptz NOT NULL,
  undone_at timestamptz
);

ALTER TABLE suppression_lifts
  ADD COLUMN batch_id bigint REFERENCES lift_batches ON DELETE SET NULL,
  -- Of a batch: since when the address had been suppressed.
  ADD COLUMN suppressed_at timestamptz,
  -- It was put back: from then on it is as though it had not been lifted.
  ADD COLUMN undone_at timestamptz;
CREATE INDEX suppression_lifts_by_batch ON suppression_lifts (batch_id, id) WHERE batch_id IS NOT NULL;
CREATE INDEX suppressions_bounced ON suppressions (created_at) WHERE reason = 'bounced';
