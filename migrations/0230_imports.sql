-- Lists of people that come from elsewhere. The row stays for good, because consents refer to what it declares; its
-- lines hold addresses and go 30 days after the end.
CREATE TABLE imports (
  id            bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name          text        NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  state         text        NOT NULL CHECK (state IN ('reading', 'mapping', 'checking', 'checked', 'running', 'paused',
                                                      'done', 'cancelled', 'failed')),
  -- Why it failed, or was paused by itself.
  reason        text,
  format        text        CHECK (format IN ('csv', 'json')),
  -- Whose export it is, by its headings.
  service       text,
  columns       text[]      NOT NULL DEFAULT '{}',
  -- Which column holds what, counted from 0.
  mapping       jsonb       NOT NULL DEFAULT '{}',
  aim           text        NOT NULL DEFAULT 'add' CHECK (aim IN ('add', 'invite', 'suppress')),
  -- Of mails to those whose line names none.
  language      text        NOT NULL DEFAULT 'en' CHECK (language IN ('en', 'de')),
  -- Basis, statement, where and since when, as the operator declares it.
  consent       jsonb,
  invites_hour  integer     NOT NULL DEFAULT 500 CHECK (invites_hour BETWEEN 1 AND 10000),
  lines         integer     NOT NULL DEFAULT 0,
  -- Moved in the transaction of what the lines before it came to.
  next_line     integer     NOT NULL DEFAULT 1,
  -- Lines by what becomes of them: as the check found, and as it was carried out.
  checked       jsonb       NOT NULL DEFAULT '{}',
  counts        jsonb       NOT NULL DEFAULT '{}',
  -- The first lines of each kind, by their numbers.
  samples       jsonb       NOT NULL DEFAULT '{}',
  actor_name    text        NOT NULL,
  created_at    timestamptz NOT NULL,
  touched_at    timestamptz NOT NULL,
  running_since timestamptz,
  -- Invitations wait until then.
  next_at       timestamptz,
  finished_at   timestamptz,
  lines_gone    boolean     NOT NULL DEFAULT false
);
CREATE INDEX imports_open ON imports (id) WHERE state IN ('reading', 'checking', 'running');
CREATE INDEX imports_with_lines ON imports (finished_at) WHERE NOT lines_gone;

CREATE TABLE import_lines (
  import_id    bigint  NOT NULL REFERENCES imports ON DELETE CASCADE,
  line         integer NOT NULL,
  -- Where it stands in the file.
  file_line    integer NOT NULL,
  fields       jsonb   NOT NULL,
  -- Why it could not be read.
  fault        text,
  address_hash bytea,
  verdict      text,
  problem      text,
  -- What the problem is about, such as a word that is not known.
  detail       text,
  PRIMARY KEY (import_id, line)
);
CREATE INDEX import_lines_by_hash ON import_lines (address_hash) WHERE address_hash IS NOT NULL;

ALTER TABLE consents
  ADD COLUMN import_id bigint REFERENCES imports,
  -- When they agreed elsewhere, as the file says.
  ADD COLUMN agreed_at timestamptz;
CREATE INDEX consents_by_import ON consents (import_id) WHERE import_id IS NOT NULL;

-- `left`: the person left the service that the list comes from. Only they can come back, by subscribing.
ALTER TABLE suppressions DROP CONSTRAINT suppressions_reason_check,
  ADD CONSTRAINT suppressions_reason_check CHECK (reason IN ('bounced', 'complained', 'erased', 'operator', 'left'));
