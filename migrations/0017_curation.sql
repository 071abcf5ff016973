-- What operators decide before a digest freezes, and the papers that took off after their day.

-- A pin and an addition are for one digest; hiding is for every digest whose period ends on the date or later.
-- Rows are ended, never deleted, so that what held at a moment can be told later.
CREATE TABLE curations (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  paper_id   text NOT NULL REFERENCES papers,
  action     text NOT NULL CHECK (action IN ('pin', 'add', 'hide')),
  kind       text CHECK (kind IN ('daily', 'weekly', 'monthly')),
  period     date NOT NULL,
  note       text CHECK (length(note) BETWEEN 1 AND 500),
  via        text NOT NULL CHECK (via IN ('api', 'cli')),
  created_at timestamptz NOT NULL,
  ended_at   timestamptz,
  CHECK ((kind IS NULL) = (action = 'hide'))
);
CREATE INDEX curations_by_paper ON curations (paper_id, created_at);

-- What was decided for a paper of a digest, and the note that readers see.
ALTER TABLE digest_papers
  ADD COLUMN curation text CHECK (curation IN ('pin', 'add')),
  ADD COLUMN note     text;

-- A short block of a daily digest. `before` is the digest that held the paper when it had `upvotes_before`, or
-- nothing where no digest ever did; it had them `since`. A paper comes once, also in later lists.
CREATE TABLE digest_bloomers (
  digest_id      bigint NOT NULL,
  kind           text NOT NULL,
  position       integer NOT NULL CHECK (position >= 1),
  paper_id       text NOT NULL REFERENCES papers,
  before         bigint REFERENCES digests (id),
  since          date NOT NULL,
  upvotes_before integer NOT NULL,
  upvotes        integer NOT NULL,
  comments       integer NOT NULL,
  stars          integer,
  paper          jsonb NOT NULL,
  PRIMARY KEY (digest_id, position),
  UNIQUE (kind, paper_id),
  FOREIGN KEY (digest_id, kind) REFERENCES digests (id, kind)
);
