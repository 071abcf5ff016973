-- What one process at a time may do: the sweep, making schedules, reading the mailbox of what comes back. Judged by
-- the database's clock, as the leases of slices are: a process that stands still loses it. The number grows with each
-- holder and fences what a former one still writes.
CREATE TABLE leases (
  name        text        PRIMARY KEY,
  holder      text        NOT NULL,
  number      bigint      NOT NULL,
  lease_until timestamptz NOT NULL
);
