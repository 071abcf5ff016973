-- What readers want. A set of rules is stored once, whoever has it; so is each of its terms. An edition is what a
-- set of rules chooses of a digest.

CREATE TABLE rule_sets (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  hash       bytea NOT NULL UNIQUE,
  rules      jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- `query` is for keywords; what a topic stands for is the program's.
CREATE TABLE rule_terms (
  id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind  text NOT NULL CHECK (kind IN ('topics', 'categories', 'keywords', 'authors', 'organisations')),
  value text NOT NULL,
  query tsquery,
  UNIQUE (kind, value)
);

CREATE TABLE rule_set_terms (
  rule_set_id bigint NOT NULL REFERENCES rule_sets ON DELETE CASCADE,
  term_id     bigint NOT NULL REFERENCES rule_terms,
  muted       boolean NOT NULL,
  PRIMARY KEY (rule_set_id, term_id, muted)
);
CREATE INDEX rule_set_terms_by_term ON rule_set_terms (term_id);

-- Positions in the digest, and for each why it is there.
CREATE TABLE editions (
  digest_id   bigint NOT NULL REFERENCES digests,
  rule_set_id bigint NOT NULL REFERENCES rule_sets ON DELETE CASCADE,
  positions   smallint[] NOT NULL,
  reasons     text[] NOT NULL,
  PRIMARY KEY (digest_id, rule_set_id)
);

ALTER TABLE subscribers ADD COLUMN rule_set_id bigint REFERENCES rule_sets;
CREATE INDEX subscribers_by_rules ON subscribers (rule_set_id) WHERE rule_set_id IS NOT NULL;

-- Which edition it is: by whose rules, and without which papers that the reader had before.
ALTER TABLE deliveries
  ADD COLUMN rule_set_id bigint REFERENCES rule_sets,
  ADD COLUMN left_out    smallint[];
CREATE INDEX deliveries_by_rules ON deliveries (rule_set_id) WHERE rule_set_id IS NOT NULL;
