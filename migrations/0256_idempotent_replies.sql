-- What POSTs with an Idempotency-Key were answered, for a day. A reply may hold a secret or an address, so it is encrypted
-- under a key of which the one that the client keeps is a part; without a status the request has begun and not ended.
CREATE TABLE idempotent_replies (
  key_hash    bytea       PRIMARY KEY,
  fingerprint bytea       NOT NULL,
  begun_at    timestamptz NOT NULL,
  status      smallint,
  reply       bytea,
  CHECK ((status IS NULL) = (reply IS NULL))
);
CREATE INDEX idempotent_replies_by_time ON idempotent_replies (begun_at);
