-- Who operates the service in the browser, by what they sign in, and where they are signed in.
CREATE TABLE operators (
  id            bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name          text        NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  address       text        NOT NULL,
  address_key   text        NOT NULL UNIQUE,
  role          text        NOT NULL CHECK (role IN ('owner', 'operator', 'editor', 'viewer')),
  -- PHC string: $scrypt$ln=15,r=8,p=3$salt$hash; null: none.
  password_hash text,
  -- Wrapped by a subkey of the root key.
  totp_secret   bytea,
  -- The newest that was used: a code is good once.
  totp_step     bigint      NOT NULL DEFAULT 0,
  oidc_issuer   text,
  oidc_subject  text,
  language      text        NOT NULL DEFAULT 'en' CHECK (language IN ('en', 'de')),
  alerts        text[]      NOT NULL DEFAULT '{}',
  created_at    timestamptz NOT NULL,
  disabled_at   timestamptz,
  UNIQUE (oidc_issuer, oidc_subject),
  CHECK (num_nulls(oidc_issuer, oidc_subject) IN (0, 2))
);

CREATE TABLE passkeys (
  credential_id bytea       PRIMARY KEY CHECK (octet_length(credential_id) <= 1023),
  operator_id   bigint      NOT NULL REFERENCES operators ON DELETE CASCADE,
  public_key    bytea       NOT NULL,
  counter       bigint      NOT NULL,
  transports    text[]      NOT NULL DEFAULT '{}',
  backed_up     boolean     NOT NULL,
  name          text        NOT NULL,
  created_at    timestamptz NOT NULL,
  last_used_at  timestamptz
);
CREATE INDEX passkeys_by_operator ON passkeys (operator_id);

-- Ten of 80 bits each, as HMACs with a subkey of the root key: too few bits for a hash without a key.
CREATE TABLE recovery_codes (
  operator_id bigint NOT NULL REFERENCES operators ON DELETE CASCADE,
  code_hash   bytea  NOT NULL,
  used_at     timestamptz,
  PRIMARY KEY (operator_id, code_hash)
);

-- Links that let somebody in without a password: the first account, an invitation, a recovery.
CREATE TABLE operator_links (
  token_hash    bytea       PRIMARY KEY,
  purpose       text        NOT NULL CHECK (purpose IN ('first', 'invite', 'recover')),
  -- Whose account a recovery opens; the others make one.
  operator_id   bigint      REFERENCES operators ON DELETE CASCADE,
  role          text        CHECK (role IN ('owner', 'operator', 'editor', 'viewer')),
  drops_factors boolean     NOT NULL DEFAULT false,
  made_by       text        NOT NULL,
  expires_at    timestamptz NOT NULL,
  used_at       timestamptz,
  CHECK ((purpose = 'recover') = (operator_id IS NOT NULL)),
  CHECK ((purpose = 'recover') = (role IS NULL))
);

CREATE TABLE operator_sessions (
  -- SHA-256 of 256 random bits, which the cookie has.
  id_hash          bytea       PRIMARY KEY,
  -- Null while a passkey is asked for: it says who it is only when it comes.
  operator_id      bigint      REFERENCES operators ON DELETE CASCADE,
  step             text        NOT NULL CHECK (step IN ('passkey', 'second-factor', 'full')),
  method           text        CHECK (method IN ('passkey', 'password', 'password+totp', 'password+code', 'oidc', 'link')),
  created_at       timestamptz NOT NULL,
  -- Written once a minute at the most.
  seen_at          timestamptz NOT NULL,
  -- For acts that ask for a factor again.
  authenticated_at timestamptz,
  client_hash      bytea       NOT NULL,
  -- 200 characters of User-Agent, for the list of sessions.
  browser          text        NOT NULL CHECK (length(browser) <= 200),
  -- Of a passkey's ceremony; used once.
  challenge        bytea,
  CHECK ((step = 'passkey') = (operator_id IS NULL)),
  CHECK ((step = 'passkey') = (method IS NULL)),
  CHECK (step <> 'full' OR authenticated_at IS NOT NULL)
);
CREATE INDEX operator_sessions_by_operator ON operator_sessions (operator_id);
CREATE INDEX operator_sessions_by_time ON operator_sessions (seen_at);

-- Both are HMACs with a subkey of the root key: neither an address nor where somebody sits is read from them.
CREATE TABLE login_failures (
  account_hash bytea       NOT NULL,
  client_hash  bytea       NOT NULL,
  at           timestamptz NOT NULL
);
CREATE INDEX login_failures_by_account ON login_failures (account_hash, at);
CREATE INDEX login_failures_by_client ON login_failures (client_hash, at);
CREATE INDEX login_failures_by_time ON login_failures (at);
