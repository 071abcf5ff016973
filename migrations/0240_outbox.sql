-- What happened and somebody listens to: written by the statement that makes it true, spread to endpoints and operators
-- by a worker. Ids, names and counts, never an address.
CREATE TABLE outbox (
  id        bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  type      text        NOT NULL,
  at        timestamptz NOT NULL,
  data      jsonb       NOT NULL,
  spread_at timestamptz
);
CREATE INDEX outbox_open ON outbox (id) WHERE spread_at IS NULL;
CREATE INDEX outbox_by_time ON outbox USING brin (at);

-- Where events are sent, by Standard Webhooks 1.0.
CREATE TABLE webhook_endpoints (
  id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name            text        NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  url             text        NOT NULL CHECK (length(url) <= 2000),
  types           text[]      NOT NULL CHECK (cardinality(types) > 0),
  with_addresses  boolean     NOT NULL DEFAULT false,
  -- Wrapped by a subkey of the root key; the former one signs as well until its time is over.
  secret          bytea       NOT NULL,
  former_secret   bytea,
  former_until    timestamptz,
  state           text        NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'paused', 'disabled')),
  disabled_reason text        CHECK (disabled_reason IN ('failing', 'gone', 'secret-unusable')),
  -- Since when nothing was delivered, and how many attempts failed since.
  failing_since   timestamptz,
  failures        integer     NOT NULL DEFAULT 0,
  -- Null: made by the command line or ADMIN_API_KEY, which may read addresses.
  made_by         bigint      REFERENCES operators ON DELETE CASCADE,
  created_at      timestamptz NOT NULL,
  CHECK (num_nulls(former_secret, former_until) IN (0, 2)),
  CHECK ((state = 'disabled') = (disabled_reason IS NOT NULL)),
  CHECK (failing_since IS NOT NULL OR failures = 0)
);
