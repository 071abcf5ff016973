-- The index of words knows the month of each paper, so that the newest that hold a common word are found without
-- looking at the others; and a paper's words are written once, when it is read, not by its raw texts before.

CREATE INDEX paper_search_by_words_and_month
  ON paper_search USING gin (whole, (ARRAY[date_trunc('month', dated_at AT TIME ZONE 'UTC')::date]));
DROP INDEX paper_search_by_words;

CREATE OR REPLACE FUNCTION note_papers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO paper_readings (paper_id) SELECT id FROM changed ORDER BY id ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

-- Whose texts have changed is indexed when it is read; until then it is found by the words that it had.
CREATE OR REPLACE FUNCTION note_changed_papers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE paper_readings r SET rules = 0, title = NULL, abstract = NULL, folded = NULL
    FROM (SELECT id FROM changed c JOIN former f USING (id)
           WHERE (c.title, c.abstract, c.authors, c.organization, c.summary, c.keywords)
                 IS DISTINCT FROM (f.title, f.abstract, f.authors, f.organization, f.summary, f.keywords)
           ORDER BY id) AS reworded
   WHERE r.paper_id = reworded.id;
  PERFORM index_papers(ARRAY(
    SELECT id FROM changed c JOIN former f USING (id)
     WHERE (c.categories, c.published_at) IS DISTINCT FROM (f.categories, f.published_at)
       AND (c.title, c.abstract, c.authors, c.organization, c.summary, c.keywords)
           IS NOT DISTINCT FROM (f.title, f.abstract, f.authors, f.organization, f.summary, f.keywords)));
  RETURN NULL;
END $$;
