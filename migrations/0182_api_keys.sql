-- Keys of the operators' API, each with what it may do.
CREATE TABLE api_keys (
  id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name         text        NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  -- bsk_ and 8 characters: finds the row, may be shown and logged.
  prefix       text        NOT NULL UNIQUE,
  -- SHA-256 is enough: the secret has 256 random bits.
  secret_hash  bytea       NOT NULL,
  scopes       text[]      NOT NULL CHECK (cardinality(scopes) > 0),
  -- Whose role of today bounds what the key may do; null: made by the command line. A key does not outlive its maker's
  -- account, for without one there would be no bound.
  made_by      bigint      REFERENCES operators ON DELETE CASCADE,
  -- The key it was made with, which it does not outlive.
  made_with    bigint      REFERENCES api_keys ON DELETE CASCADE,
  created_at   timestamptz NOT NULL,
  expires_at   timestamptz,
  -- To the hour, so that a busy key writes 24 times a day.
  last_used_at timestamptz,
  revoked_at   timestamptz
);
CREATE INDEX api_keys_by_maker ON api_keys (made_by);
CREATE INDEX api_keys_by_parent ON api_keys (made_with);
