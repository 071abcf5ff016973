-- The days that were counted. A day keeps its bounds, so that a change of DIGEST_TIMEZONE counts nothing twice.
CREATE TABLE counted_days (
  day        date PRIMARY KEY,
  starts     timestamptz NOT NULL,
  ends       timestamptz NOT NULL CHECK (ends >= starts),
  counted_at timestamptz NOT NULL,
  -- Counted first when rows of it may have gone already.
  incomplete boolean NOT NULL
);

-- What happened on each day, kept for ever: counts, and nothing of a person.
CREATE TABLE daily_numbers (
  measure   text NOT NULL,
  dimension text NOT NULL,
  day       date NOT NULL REFERENCES counted_days,
  label     text NOT NULL,
  value     bigint NOT NULL CHECK (value >= 0),
  PRIMARY KEY (measure, dimension, day, label)
);
