-- The addresses of private feeds are made of a reader's id and this number; raising it makes the former ones end.

CREATE TABLE private_feeds (
  subscriber_id bigint PRIMARY KEY REFERENCES subscribers ON DELETE CASCADE,
  serial        integer NOT NULL,
  changed_at    timestamptz NOT NULL
);
