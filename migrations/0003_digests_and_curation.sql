-- Digests with their papers, and what operators decide before a digest freezes.

-- A digest is frozen once for each kind and period. One that gathers holds several daily ones, for readers who want
-- no mail on some days: `gathers` has the ids of those, oldest first; whoever is to have the same days shares one;
-- `period` is their first day. A paused digest can be resumed; a cancelled one is cancelled for good.
CREATE TABLE digests (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind          text NOT NULL CHECK (kind IN ('daily', 'weekly', 'monthly', 'sample', 'gathered')),
  period        date NOT NULL,
  list_date     date NOT NULL,
  strategy      text NOT NULL,
  frozen_at     timestamptz NOT NULL,
  released_at   timestamptz,
  fanned_out_at timestamptz,
  paused_at     timestamptz,
  paused_by     text CHECK (paused_by IN ('operator', 'breaker')),
  pause_reason  text,
  cancelled_at  timestamptz,
  -- How many of its deliveries were in each state when they were folded into the reading history.
  folded        jsonb,
  -- What it says of itself: sources that did not answer in time, and papers of earlier digests withdrawn since.
  remarks       jsonb NOT NULL DEFAULT '{}',
  gathers       bigint[],
  last_day      date,
  -- How many readers liked the papers that it could take, and how many did not, as known when it was frozen:
  -- [liked, not liked] by paper. Votes change and go with their readers; the order that they gave stays told.
  tallies       jsonb NOT NULL DEFAULT '{}',
  UNIQUE (id, kind),
  CONSTRAINT digests_kind_period_key UNIQUE NULLS NOT DISTINCT (kind, period, gathers),
  CONSTRAINT digests_paused_by_somebody CHECK ((paused_at IS NULL) = (paused_by IS NULL)),
  CHECK ((kind = 'gathered') = (gathers IS NOT NULL)),
  CHECK ((kind = 'gathered') = (last_day IS NOT NULL))
);
CREATE INDEX digests_gathers ON digests USING gin (gathers) WHERE gathers IS NOT NULL;

-- `paper` is the frozen text that was shown, so that a retry days later sends the same message. A paper is held by
-- one digest of a kind at most; the rows of a gathered digest are of no kind, since several hold the same paper.
CREATE TABLE digest_papers (
  digest_id bigint NOT NULL REFERENCES digests,
  kind      text,
  position  integer NOT NULL CHECK (position >= 1),
  paper_id  text NOT NULL REFERENCES papers,
  score     double precision NOT NULL,
  breakdown jsonb NOT NULL,
  upvotes   integer NOT NULL,
  comments  integer NOT NULL,
  stars     integer,
  paper     jsonb NOT NULL,
  -- What was decided for it, and the note that readers see.
  curation  text CHECK (curation IN ('pin', 'add')),
  note      text,
  PRIMARY KEY (digest_id, position),
  UNIQUE (kind, paper_id),
  FOREIGN KEY (digest_id, kind) REFERENCES digests (id, kind)
);
CREATE INDEX digest_papers_by_paper ON digest_papers (paper_id);

-- A short block of a daily digest: papers that took off after their day. `before` is the digest that held the paper
-- when it had `upvotes_before`, or nothing where no digest ever did; it had them `since`. A paper comes once, also in
-- later lists.
CREATE TABLE digest_bloomers (
  digest_id      bigint NOT NULL REFERENCES digests,
  kind           text,
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
