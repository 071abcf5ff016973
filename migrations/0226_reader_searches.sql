-- What an operator looked for among readers, so that no part of an address stands in a URL. One with a name is kept;
-- the others are forgotten after a day.
CREATE TABLE reader_searches (
  id      text        PRIMARY KEY CHECK (id ~ '^[A-Za-z0-9_-]{22}$'),
  name    text        CHECK (length(name) BETWEEN 1 AND 80),
  filter  jsonb       NOT NULL,
  made_by bigint      REFERENCES operators ON DELETE SET NULL,
  made_at timestamptz NOT NULL
);
CREATE INDEX reader_searches_unnamed ON reader_searches (made_at) WHERE name IS NULL;
