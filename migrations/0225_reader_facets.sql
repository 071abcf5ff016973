-- What operators find readers by, beside the address. A table of its own, as that of addresses: a reader's row is
-- written anew with every digest, and an index of it would be too; none of these columns changes with a digest.
CREATE TABLE reader_facets (
  subscriber_id bigint  PRIMARY KEY REFERENCES subscribers ON DELETE CASCADE,
  state         text    NOT NULL,
  frequency     text    NOT NULL,
  language      text    NOT NULL,
  has_rules     boolean NOT NULL,
  -- By which way they asked or were added last; empty where no record says so.
  via           text    NOT NULL DEFAULT '',
  origin        text COLLATE "C",
  confirmed_at  timestamptz
);
INSERT INTO reader_facets (subscriber_id, state, frequency, language, has_rules, via, origin, confirmed_at)
SELECT s.id, s.state, s.frequency, s.language, s.rule_set_id IS NOT NULL, coalesce(c.via, ''), c.origin, s.confirmed_at
  FROM subscribers s
  LEFT JOIN (SELECT DISTINCT ON (subscriber_id) subscriber_id, via, origin FROM consents
              WHERE event IN ('requested', 'added') ORDER BY subscriber_id, at DESC, id DESC) AS c ON c.subscriber_id = s.id
 ORDER BY s.id;
CREATE INDEX reader_facets_together ON reader_facets (state, frequency, language, has_rules, via, subscriber_id);
CREATE INDEX reader_facets_by_origin ON reader_facets (origin, subscriber_id) WHERE origin IS NOT NULL;
CREATE INDEX reader_facets_by_confirmation ON reader_facets (confirmed_at, subscriber_id) WHERE confirmed_at IS NOT NULL;
-- The beginning of an address, where it is too short to have trigrams.
CREATE INDEX address_search_by_beginning ON address_search (address_key text_pattern_ops, subscriber_id);

CREATE OR REPLACE FUNCTION note_addresses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO address_search SELECT id, address_key FROM changed ORDER BY id;
  INSERT INTO reader_facets (subscriber_id, state, frequency, language, has_rules, confirmed_at)
  SELECT id, state, frequency, language, rule_set_id IS NOT NULL, confirmed_at FROM changed ORDER BY id;
  RETURN NULL;
END $$;

CREATE FUNCTION note_changed_facets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE reader_facets
     SET state = NEW.state, frequency = NEW.frequency, language = NEW.language,
         has_rules = NEW.rule_set_id IS NOT NULL, confirmed_at = NEW.confirmed_at
   WHERE subscriber_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER subscribers_changed AFTER UPDATE OF state, frequency, language, rule_set_id, confirmed_at ON subscribers
  FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state OR OLD.frequency IS DISTINCT FROM NEW.frequency
                     OR OLD.language IS DISTINCT FROM NEW.language OR OLD.rule_set_id IS DISTINCT FROM NEW.rule_set_id
                     OR OLD.confirmed_at IS DISTINCT FROM NEW.confirmed_at)
  EXECUTE FUNCTION note_changed_facets();

CREATE FUNCTION note_ways_in() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE reader_facets f SET via = c.via, origin = c.origin
    FROM (SELECT DISTINCT ON (subscriber_id) subscriber_id, via, origin FROM changed
           WHERE event IN ('requested', 'added') ORDER BY subscriber_id, at DESC, id DESC) AS c
   WHERE f.subscriber_id = c.subscriber_id;
  RETURN NULL;
END $$;
CREATE TRIGGER consents_inserted AFTER INSERT ON consents
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_ways_in();
