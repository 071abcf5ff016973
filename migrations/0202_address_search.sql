-- Addresses by any part of them, for operators. A table of its own: a reader's row is written anew with every digest,
-- none of these updates is heap-only, and each would write the index of trigrams once more.
CREATE TABLE address_search (
  subscriber_id bigint PRIMARY KEY REFERENCES subscribers ON DELETE CASCADE,
  address_key   text   NOT NULL
);
INSERT INTO address_search SELECT id, address_key FROM subscribers ORDER BY id;
CREATE INDEX address_search_by_trigrams ON address_search USING gin (address_key gin_trgm_ops);

CREATE FUNCTION note_addresses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO address_search SELECT id, address_key FROM changed ORDER BY id;
  RETURN NULL;
END $$;
CREATE TRIGGER subscribers_inserted AFTER INSERT ON subscribers
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_addresses();

CREATE FUNCTION note_changed_address() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE address_search SET address_key = NEW.address_key WHERE subscriber_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER subscribers_moved AFTER UPDATE OF address_key ON subscribers
  FOR EACH ROW WHEN (OLD.address_key <> NEW.address_key) EXECUTE FUNCTION note_changed_address();
