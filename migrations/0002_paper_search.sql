-- What search reads: for each paper its words, kept apart from its texts, so that many matches lie on few pages;
-- and the words of titles and names, for correcting what was mistyped.
-- pg_trgm is a trusted extension: whoever may create tables in the database's own schema may create it.

CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TABLE paper_search (
  paper_id   text PRIMARY KEY REFERENCES papers ON DELETE CASCADE,
  dated_at   timestamptz NOT NULL,
  -- In lower case, each with its archive: cs.cl, cs.
  categories text[] NOT NULL,
  -- Title (A) and authors (B).
  titled     tsvector NOT NULL,
  -- The same with abstract (C) and organization (D).
  whole      tsvector NOT NULL
) WITH (toast_tuple_target = 128);
-- Out of the row, and not compressed: hundreds of them are read for one search.
ALTER TABLE paper_search ALTER COLUMN titled SET STORAGE EXTERNAL, ALTER COLUMN whole SET STORAGE EXTERNAL;
CREATE INDEX paper_search_by_title ON paper_search USING gin (titled);
CREATE INDEX paper_search_by_words ON paper_search USING gin (whole);

CREATE TABLE search_words (word text PRIMARY KEY);
CREATE INDEX search_words_by_trigrams ON search_words USING gin (word gin_trgm_ops);

-- What is cut off is beyond what a tsvector can hold.
CREATE FUNCTION paper_names(authors text[]) RETURNS text
  LANGUAGE sql STABLE RETURN left(array_to_string(authors, ' · '), 100000);

-- Rows are taken in order everywhere, so that two polls at once cannot lock each other out.
CREATE FUNCTION note_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO paper_search AS known (paper_id, dated_at, categories, titled, whole)
  SELECT id, coalesce(published_at, first_seen_at),
         ARRAY(SELECT DISTINCT unnest(ARRAY[lower(name), split_part(lower(name), '.', 1)]) FROM unnest(categories) name),
         titled,
         titled || setweight(to_tsvector('english', abstract), 'C')
                || setweight(to_tsvector('english', coalesce(organization, '')), 'D')
    FROM changed
   CROSS JOIN LATERAL (
         SELECT setweight(to_tsvector('english', title), 'A')
             || setweight(to_tsvector('english', paper_names(authors)), 'B') AS titled) t
   ORDER BY id
  ON CONFLICT (paper_id) DO UPDATE
     SET dated_at = excluded.dated_at, categories = excluded.categories, titled = excluded.titled, whole = excluded.whole
   WHERE (known.dated_at, known.categories, known.titled, known.whole)
         IS DISTINCT FROM (excluded.dated_at, excluded.categories, excluded.titled, excluded.whole);

  INSERT INTO search_words (word)
  SELECT DISTINCT lexeme
    FROM changed, unnest(to_tsvector('simple', title || ' ' || paper_names(authors)))
   WHERE lexeme ~ '^[[:alpha:]]{4,30}$'
   ORDER BY lexeme
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER papers_inserted AFTER INSERT ON papers
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_search();
CREATE TRIGGER papers_updated AFTER UPDATE ON papers
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_search();
