-- What a digest says of itself: sources that did not answer in time, and papers of earlier digests that were
-- withdrawn since.

ALTER TABLE digests ADD COLUMN remarks jsonb NOT NULL DEFAULT '{}';
CREATE INDEX papers_withdrawn ON papers (withdrawn_at) WHERE withdrawn_at IS NOT NULL;
