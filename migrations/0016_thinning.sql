-- Old observations and polls are thinned out: up to which moment that is done.

CREATE TABLE upkeep (
  task  text PRIMARY KEY,
  until timestamptz NOT NULL
);
CREATE INDEX observations_by_time ON observations USING brin (observed_at);
