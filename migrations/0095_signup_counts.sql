-- Where requests to subscribe come from, so that no client uses up what a domain may be sent in an hour. Keyed hashes
-- of a network, a client and a mailbox as limits see them; the counts are forgotten after a day.

ALTER TABLE signups
  ADD COLUMN network_hash bytea,
  ADD COLUMN proven boolean NOT NULL DEFAULT false;

CREATE TABLE signup_counts (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL,
  domain text NOT NULL,
  mailbox_hash bytea NOT NULL,
  client_hash bytea,
  network_hash bytea,
  proven boolean NOT NULL
);
CREATE INDEX signup_counts_by_time ON signup_counts (at);
CREATE INDEX signup_counts_by_mailbox ON signup_counts (mailbox_hash, at);
