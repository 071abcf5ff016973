-- By the link of which digest somebody left, and where a wish to subscribe came from: a place, never a person.
ALTER TABLE consents
  ADD COLUMN digest_id bigint REFERENCES digests,
  ADD COLUMN origin text CHECK (length(origin) BETWEEN 1 AND 300);
ALTER TABLE signups ADD COLUMN origin text CHECK (length(origin) BETWEEN 1 AND 300);
-- What was written lately stands together: days are read without an index entry for each row.
CREATE INDEX consents_by_time ON consents USING brin (at);
