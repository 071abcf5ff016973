-- The stills that authors gave to their papers, each fetched once. The picture itself is a file of this name; null: it is
-- not there, because it could not be fetched or used, or made room for newer ones.
CREATE TABLE pictures (
  paper_id   text        PRIMARY KEY REFERENCES papers (id) ON DELETE CASCADE,
  name       text        CHECK (name ~ '^[0-9a-f]{32}$'),
  octets     integer     NOT NULL DEFAULT 0 CHECK (octets >= 0),
  tries      smallint    NOT NULL DEFAULT 1,
  tried_at   timestamptz NOT NULL,
  fault      text,
  CHECK (name IS NULL OR fault IS NULL)
);
CREATE INDEX pictures_kept ON pictures (tried_at) WHERE name IS NOT NULL;
