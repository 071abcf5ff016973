-- `moved`: the former address of a reader who took another. Only the person brings it back, by subscribing.
ALTER TABLE suppressions DROP CONSTRAINT suppressions_reason_check,
  ADD CONSTRAINT suppressions_reason_check CHECK (reason IN ('bounced', 'complained', 'erased', 'operator', 'left', 'moved'));

-- A list writes a reader and the consent that it declares in one statement: then the row that readers are found by is
-- written once, with the way in, and not anew when the consent comes.
CREATE OR REPLACE FUNCTION note_addresses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO address_search SELECT id, address_key FROM changed ORDER BY id;
  INSERT INTO reader_facets (subscriber_id, state, frequency, language, has_rules, confirmed_at, via, origin)
  SELECT s.id, s.state, s.frequency, s.language, s.rule_set_id IS NOT NULL, s.confirmed_at, coalesce(c.via, ''), c.origin
    FROM changed s
    LEFT JOIN LATERAL (SELECT via, origin FROM consents
                        WHERE subscriber_id = s.id AND event IN ('requested', 'added')
                        ORDER BY at DESC, id DESC LIMIT 1) AS c ON true
   ORDER BY s.id;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION note_ways_in() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE reader_facets f SET via = c.via, origin = c.origin
    FROM (SELECT DISTINCT ON (subscriber_id) subscriber_id, via, origin FROM changed
           WHERE event IN ('requested', 'added') ORDER BY subscriber_id, at DESC, id DESC) AS c
   WHERE f.subscriber_id = c.subscriber_id AND (f.via, f.origin) IS DISTINCT FROM (c.via, c.origin);
  RETURN NULL;
END $$;
