-- What readers want. A set of rules is stored once, whoever has it; so is each of its terms. An edition is what a
-- set of rules chooses of a digest.

-- Rules that nobody has any more are looked for bit by bit, and go when they were not used at two looks.
CREATE TABLE rule_sets (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  hash         bytea NOT NULL UNIQUE,
  rules        jsonb NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT now(),
  looked_at    timestamptz NOT NULL DEFAULT now(),
  unused_since timestamptz
);
CREATE INDEX rule_sets_by_look ON rule_sets (looked_at);

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

-- Positions in the digest of every paper that the rules choose, for each the reason, and how many of them a delivery
-- carries at most: who had some before gets the next best.
CREATE TABLE editions (
  digest_id   bigint NOT NULL REFERENCES digests,
  rule_set_id bigint NOT NULL REFERENCES rule_sets ON DELETE CASCADE,
  positions   smallint[] NOT NULL,
  reasons     text[] NOT NULL,
  -- Null in editions of before there were next best papers: they hold the first ones only.
  most        smallint,
  PRIMARY KEY (digest_id, rule_set_id)
);
CREATE INDEX editions_by_rules ON editions (rule_set_id);

-- The positions that a delivery carries: the first ones of those chosen, without what its reader had before.
CREATE FUNCTION sent_positions(chosen smallint[], most smallint, left_out smallint[]) RETURNS smallint[]
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN left_out IS NULL THEN chosen[1:coalesce(most, cardinality(chosen))]
              ELSE ARRAY(SELECT position FROM unnest(chosen) WITH ORDINALITY AS c (position, place)
                          WHERE position <> ALL (left_out) ORDER BY place LIMIT most) END;
