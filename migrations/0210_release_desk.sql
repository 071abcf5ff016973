-- Between frozen and released: whoever holds a digest keeps it from being released, also before it is frozen. A hold
-- is lifted, never deleted, so that the digest is known to have been held.
CREATE TABLE digest_holds (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind      text NOT NULL CHECK (kind IN ('daily', 'weekly', 'monthly')),
  period    date NOT NULL,
  held_at   timestamptz NOT NULL,
  held_by   text NOT NULL,
  reason    text CHECK (length(reason) BETWEEN 1 AND 500),
  lifted_at timestamptz,
  lifted_by text,
  CHECK ((lifted_at IS NULL) = (lifted_by IS NULL))
);
CREATE UNIQUE INDEX digest_holds_open ON digest_holds (kind, period) WHERE lifted_at IS NULL;
CREATE INDEX digest_holds_by_period ON digest_holds (kind, period);

-- Who looked at what is frozen and let it go out. `readers_due_at` is the moment from which its readers are looked for,
-- where it was released so late that they have passed the one that its period says.
ALTER TABLE digests
  ADD COLUMN approved_at timestamptz,
  ADD COLUMN approved_by text,
  ADD COLUMN cancel_reason text CHECK (cancel_reason IN ('not-approved')),
  ADD COLUMN readers_due_at timestamptz,
  ADD CONSTRAINT digests_approved_by_somebody CHECK ((approved_at IS NULL) = (approved_by IS NULL)),
  ADD CONSTRAINT digests_cancelled_for_a_reason CHECK (cancel_reason IS NULL OR cancelled_at IS NOT NULL);
