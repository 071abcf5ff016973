-- What readers answer to papers and keep of them. Where somebody clicked is kept nowhere.

CREATE TABLE votes (
  subscriber_id bigint NOT NULL REFERENCES subscribers ON DELETE CASCADE,
  paper_id      text NOT NULL REFERENCES papers,
  value         smallint NOT NULL CHECK (value IN (-1, 1)),
  at            timestamptz NOT NULL,
  PRIMARY KEY (subscriber_id, paper_id)
);
CREATE INDEX votes_by_paper ON votes (paper_id);

CREATE TABLE saves (
  subscriber_id bigint NOT NULL REFERENCES subscribers ON DELETE CASCADE,
  paper_id      text NOT NULL REFERENCES papers,
  at            timestamptz NOT NULL,
  PRIMARY KEY (subscriber_id, paper_id)
);
CREATE INDEX saves_by_time ON saves (subscriber_id, at DESC, paper_id);
