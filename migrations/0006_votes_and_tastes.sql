-- What readers answer to papers and keep of them, and the order of a reader's own that is learned from it. Where
-- somebody clicked is kept nowhere.

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
CREATE INDEX saves_by_paper ON saves (paper_id);

-- Who wants an order of their own. Rows are there for readers who chose it, and for nobody else.
CREATE TABLE order_choices (
  subscriber_id   bigint PRIMARY KEY REFERENCES subscribers ON DELETE CASCADE,
  -- Null: the common order, as for everybody.
  personal_since  timestamptz,
  -- What was answered until then is not learned from.
  forgotten_at    timestamptz,
  -- Since when there is something to learn; null: nothing.
  unlearned_since timestamptz,
  CHECK (personal_since IS NOT NULL OR unlearned_since IS NULL)
);
CREATE INDEX order_choices_unlearned ON order_choices (unlearned_since) WHERE unlearned_since IS NOT NULL;

-- What was learned: terms with their weights, the heaviest first; the newest likes, and which of them were saved.
CREATE TABLE tastes (
  subscriber_id bigint PRIMARY KEY REFERENCES subscribers ON DELETE CASCADE,
  answers       integer NOT NULL,
  terms         text[] NOT NULL,
  weights       real[] NOT NULL,
  likes         text[] NOT NULL,
  saved         boolean[] NOT NULL,
  learned_at    timestamptz NOT NULL
);

-- The order of one delivery, decided once: null until then. For each position the like that it resembles, or null.
CREATE TABLE delivery_orders (
  digest_id     bigint NOT NULL REFERENCES digests,
  subscriber_id bigint NOT NULL REFERENCES subscribers ON DELETE CASCADE,
  positions     smallint[],
  likes         text[],
  saved         boolean[],
  PRIMARY KEY (digest_id, subscriber_id)
);
CREATE INDEX delivery_orders_by_subscriber ON delivery_orders (subscriber_id);

-- In how many papers of the recent lists each word stands: one row, counted anew every day.
CREATE TABLE counted_words (
  one        boolean PRIMARY KEY DEFAULT true CHECK (one),
  counted_at timestamptz NOT NULL,
  papers     integer NOT NULL,
  terms      text[] NOT NULL,
  counts     integer[] NOT NULL
);
