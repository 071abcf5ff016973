-- That a worker lives: each writes its row every 15 seconds, by the database's clock, and takes it away when it ends. One
-- that was killed leaves its row for a day, so that operators see which is gone. No person is in it.
CREATE TABLE worker_beats (
  worker     text        PRIMARY KEY,
  role       text        NOT NULL CHECK (role IN ('all', 'worker')),
  version    text        NOT NULL,
  started_at timestamptz NOT NULL,
  beat_at    timestamptz NOT NULL
);
