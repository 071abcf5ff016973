-- What doctor found when an operator had it look last, for the pages of every web process. One row; no person is in it.
CREATE TABLE examinations (
  one        boolean     PRIMARY KEY DEFAULT true CHECK (one),
  started_at timestamptz NOT NULL,
  ended_at   timestamptz,
  findings   jsonb
);
