-- A digest is frozen once for each kind and period; a paper is held by one digest of a kind at most.

CREATE TABLE digests (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind          text NOT NULL CHECK (kind IN ('daily', 'weekly', 'monthly', 'sample')),
  period        date NOT NULL,
  list_date     date NOT NULL,
  strategy      text NOT NULL,
  frozen_at     timestamptz NOT NULL,
  released_at   timestamptz,
  fanned_out_at timestamptz,
  UNIQUE (kind, period),
  UNIQUE (id, kind)
);

-- `paper` is the frozen text that was shown, so that a retry days later sends the same message.
CREATE TABLE digest_papers (
  digest_id bigint NOT NULL,
  kind      text NOT NULL,
  position  integer NOT NULL CHECK (position >= 1),
  paper_id  text NOT NULL REFERENCES papers,
  score     double precision NOT NULL,
  breakdown jsonb NOT NULL,
  upvotes   integer NOT NULL,
  comments  integer NOT NULL,
  stars     integer,
  paper     jsonb NOT NULL,
  PRIMARY KEY (digest_id, position),
  UNIQUE (kind, paper_id),
  FOREIGN KEY (digest_id, kind) REFERENCES digests (id, kind)
);
