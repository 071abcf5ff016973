-- What relays said they can do when a worker last greeted them, so that a form can tell who asks for mail to an address
-- that none of them carries.

CREATE TABLE relay_extensions (
  relay text PRIMARY KEY,
  smtp_utf8 boolean NOT NULL,
  seen_at timestamptz NOT NULL
);
