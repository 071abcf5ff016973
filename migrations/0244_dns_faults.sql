-- Which checks of DNS had a fault when they were made last, so that a fault is told of once; one row.
CREATE TABLE dns_faults (
  one       boolean     PRIMARY KEY DEFAULT true CHECK (one),
  checks    text[]      NOT NULL,
  looked_at timestamptz NOT NULL
);
