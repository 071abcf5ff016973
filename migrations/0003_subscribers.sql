-- Subscribers, the requests that precede them, their consent, and addresses that must not be mailed.

CREATE TABLE subscribers (
  id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  address          text NOT NULL,
  address_key      text NOT NULL UNIQUE,
  address_hash     bytea NOT NULL,
  state            text NOT NULL CHECK (state IN ('pending', 'active', 'paused', 'unsubscribed', 'bounced', 'complained')),
  confirm_serial   integer NOT NULL DEFAULT 0,
  confirmed_at     timestamptz,
  state_changed_at timestamptz NOT NULL DEFAULT now(),
  created_at       timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX subscribers_active ON subscribers (id) WHERE state = 'active';
CREATE INDEX subscribers_by_hash ON subscribers (address_hash);

-- A request to subscribe as it came in, the same row whatever the address is; gone once a worker has read it.
CREATE TABLE signups (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  address     text NOT NULL,
  via         text NOT NULL CHECK (via IN ('form', 'api')),
  wording     text NOT NULL,
  client_hash bytea,
  received_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE consents (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  subscriber_id bigint NOT NULL REFERENCES subscribers ON DELETE CASCADE,
  event         text NOT NULL CHECK (event IN ('requested', 'confirmed', 'withdrawn', 'resumed', 'added')),
  via           text NOT NULL CHECK (via IN ('form', 'api', 'link', 'one-click', 'operator', 'import')),
  wording       text,
  client_hash   bytea,
  at            timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX consents_by_subscriber ON consents (subscriber_id, at);

CREATE TABLE suppressions (
  address_hash bytea PRIMARY KEY,
  reason       text NOT NULL CHECK (reason IN ('bounced', 'complained', 'erased', 'operator')),
  note         text,
  created_at   timestamptz NOT NULL DEFAULT now()
);

-- Keys that must outlive a change of SECRET_KEY, wrapped by it.
CREATE TABLE keyring (
  name       text PRIMARY KEY,
  wrapped    bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
