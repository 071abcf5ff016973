-- What a digest says of its papers names who listed them and whose words a summary is; both are frozen with the paper,
-- so that each attempt to send says the same. Null in digests from before.
ALTER TABLE digest_papers
  ADD COLUMN listed_by  text[],
  ADD COLUMN summary_by text;
