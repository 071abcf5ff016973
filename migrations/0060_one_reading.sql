-- One reading of each paper, kept beside what sources say: the readable texts, and their folded words, which search,
-- following, muting and comparing ask. What was stored before is read by the sweep, a batch at a time; until then a
-- paper is found by its raw words, as before.

-- `rules` says by which rules it was read; 0: not yet, or its texts have changed since.
CREATE TABLE paper_readings (
  paper_id text PRIMARY KEY REFERENCES papers ON DELETE CASCADE,
  rules    smallint NOT NULL DEFAULT 0,
  title    text,
  abstract text,
  folded   jsonb,
  CHECK (rules = 0 OR (title IS NOT NULL AND abstract IS NOT NULL AND folded IS NOT NULL))
);
CREATE INDEX paper_readings_by_rules ON paper_readings (rules, paper_id);

INSERT INTO paper_readings (paper_id) SELECT id FROM papers;

DROP TRIGGER papers_inserted ON papers;
DROP TRIGGER papers_updated ON papers;
DROP FUNCTION note_search();

-- Rows are taken in order everywhere, so that two polls at once cannot lock each other out.
CREATE FUNCTION index_papers(ids text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO paper_search AS known (paper_id, dated_at, categories, titled, whole)
  SELECT id, coalesce(published_at, first_seen_at),
         ARRAY(SELECT DISTINCT unnest(ARRAY[lower(name), split_part(lower(name), '.', 1)]) FROM unnest(categories) name),
         titled,
         titled || setweight(to_tsvector('english', words.abstract), 'C')
                || setweight(to_tsvector('english', words.organization), 'D')
    FROM papers p
    LEFT JOIN paper_readings r ON r.paper_id = p.id AND r.rules > 0
   CROSS JOIN LATERAL (
         SELECT coalesce(concat_ws(' ', folded ->> 'title', folded ->> 'titleJoined'), p.title) AS title,
                left(CASE WHEN folded IS NULL THEN paper_names(p.authors)
                          ELSE concat_ws(' ', translate((folded -> 'authors')::text, '[]",', ' '),
                                         folded ->> 'authorsJoined') END, 100000) AS names,
                CASE WHEN folded IS NULL THEN p.abstract
                     ELSE concat_ws(' ', folded ->> 'abstract', folded ->> 'abstractJoined') END AS abstract,
                coalesce(folded ->> 'organization', p.organization, '') AS organization) AS words
   CROSS JOIN LATERAL (
         SELECT setweight(to_tsvector('english', words.title), 'A')
             || setweight(to_tsvector('english', words.names), 'B') AS titled) AS made
   WHERE p.id = ANY (ids)
   ORDER BY id
  ON CONFLICT (paper_id) DO UPDATE
     SET dated_at = excluded.dated_at, categories = excluded.categories, titled = excluded.titled, whole = excluded.whole
   WHERE (known.dated_at, known.categories, known.titled, known.whole)
         IS DISTINCT FROM (excluded.dated_at, excluded.categories, excluded.titled, excluded.whole);
END $$;

CREATE FUNCTION note_papers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO paper_readings (paper_id) SELECT id FROM changed ORDER BY id ON CONFLICT DO NOTHING;
  PERFORM index_papers(ARRAY(SELECT id FROM changed));
  RETURN NULL;
END $$;

CREATE FUNCTION note_changed_papers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE paper_readings r SET rules = 0, title = NULL, abstract = NULL, folded = NULL
    FROM (SELECT id FROM changed c JOIN former f USING (id)
           WHERE (c.title, c.abstract, c.authors, c.organization, c.summary, c.keywords)
                 IS DISTINCT FROM (f.title, f.abstract, f.authors, f.organization, f.summary, f.keywords)
           ORDER BY id) AS reworded
   WHERE r.paper_id = reworded.id;
  PERFORM index_papers(ARRAY(
    SELECT id FROM changed c JOIN former f USING (id)
     WHERE (c.title, c.abstract, c.authors, c.organization, c.categories, c.published_at)
           IS DISTINCT FROM (f.title, f.abstract, f.authors, f.organization, f.categories, f.published_at)));
  RETURN NULL;
END $$;

CREATE FUNCTION note_readings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM index_papers(ARRAY(SELECT paper_id FROM changed WHERE rules > 0));
  INSERT INTO search_words (word)
  SELECT DISTINCT word
    FROM changed, regexp_split_to_table(concat_ws(' ', folded ->> 'title', translate((folded -> 'authors')::text, '[]",', ' ')), '\s+') AS word
   WHERE rules > 0 AND word ~ '^[[:alpha:]]{4,30}$'
   ORDER BY word
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

CREATE TRIGGER papers_inserted AFTER INSERT ON papers
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_papers();
CREATE TRIGGER papers_updated AFTER UPDATE ON papers
  REFERENCING OLD TABLE AS former NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_changed_papers();
CREATE TRIGGER readings_updated AFTER UPDATE ON paper_readings
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_readings();

-- Rules ask a few papers at a time and need every word: `on policy` is not `policy`.
CREATE TEXT SEARCH DICTIONARY english_words (TEMPLATE = snowball, Language = english);
CREATE TEXT SEARCH CONFIGURATION paper_words (COPY = english);
ALTER TEXT SEARCH CONFIGURATION paper_words
  ALTER MAPPING FOR asciiword, word, hword_part, hword_asciipart, asciihword, hword WITH english_words;

-- What rules ask of a paper, as it was frozen; and what a term asks for: the text of a tsquery, or a folded name.
-- Each is written by the program that knows the rules of reading, where it was written by earlier ones or by none.
ALTER TABLE digest_papers ADD COLUMN folded jsonb, ADD COLUMN read_by smallint NOT NULL DEFAULT 0;
ALTER TABLE rule_terms DROP COLUMN query, ADD COLUMN asks text, ADD COLUMN read_by smallint NOT NULL DEFAULT 0;
