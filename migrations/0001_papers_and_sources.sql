-- Papers, where they were listed, what was observed of them, and each poll of a source.

CREATE TABLE papers (
  id            text PRIMARY KEY CHECK (id ~ '^[A-Za-z0-9./-]{1,64}$'),
  title         text NOT NULL,
  abstract      text NOT NULL,
  authors       text[] NOT NULL DEFAULT '{}',
  published_at  timestamptz,
  organization  text,
  code_url      text,
  project_url   text,
  summary       text,
  keywords      text[] NOT NULL DEFAULT '{}',
  first_seen_at timestamptz NOT NULL DEFAULT now(),
  updated_at    timestamptz NOT NULL DEFAULT now(),
  categories    text[] NOT NULL DEFAULT '{}',
  -- For each field that some source gave, the source whose value stands.
  field_sources jsonb NOT NULL DEFAULT '{}',
  withdrawn_at  timestamptz,
  -- When arXiv was last asked about the paper.
  looked_up_at  timestamptz
);
CREATE INDEX papers_withdrawn ON papers (withdrawn_at) WHERE withdrawn_at IS NOT NULL;

CREATE TABLE listings (
  source        text NOT NULL,
  list_date     date NOT NULL,
  paper_id      text NOT NULL REFERENCES papers,
  submitted_by  text,
  first_seen_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (source, list_date, paper_id)
);
CREATE INDEX listings_by_date ON listings (list_date, paper_id);
CREATE INDEX listings_by_paper ON listings (paper_id, list_date);

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

CREATE TABLE observations (
  paper_id    text NOT NULL REFERENCES papers,
  source      text NOT NULL,
  observed_at timestamptz NOT NULL,
  upvotes     integer NOT NULL,
  comments    integer NOT NULL,
  stars       integer,
  PRIMARY KEY (paper_id, source, observed_at)
);
CREATE INDEX observations_by_time ON observations USING brin (observed_at);

-- One row for each time a source was asked for one list date. It failed when it has an error code; one that broke
-- off says where the next one goes on.
CREATE TABLE polls (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  source       text NOT NULL,
  list_date    date NOT NULL,
  started_at   timestamptz NOT NULL,
  finished_at  timestamptz NOT NULL,
  papers       integer NOT NULL DEFAULT 0,
  skipped      integer NOT NULL DEFAULT 0,
  error_code   text,
  error_detail text,
  resume_from  text
);
CREATE INDEX polls_by_list ON polls (source, list_date, finished_at DESC);
CREATE INDEX polls_by_time ON polls (source, finished_at DESC);

-- Old observations and polls are thinned out: up to which moment that is done.
CREATE TABLE upkeep (
  task  text PRIMARY KEY,
  until timestamptz NOT NULL
);
