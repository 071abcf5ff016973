-- What a source's own API says of a listed paper beyond papers, listings and observations, in its own names.
-- Counts stand in observations, so that a row changes only when something else does.

CREATE TABLE source_records (
  source    text NOT NULL,
  list_date date NOT NULL,
  paper_id  text NOT NULL,
  record    jsonb NOT NULL,
  PRIMARY KEY (source, list_date, paper_id),
  FOREIGN KEY (source, list_date, paper_id) REFERENCES listings ON DELETE CASCADE
);
