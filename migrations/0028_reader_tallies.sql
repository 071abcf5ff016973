-- How many readers liked the papers that a digest could take, and how many did not, as known when it was frozen:
-- [liked, not liked] by paper. Answers change and go with their readers; the order that they gave stays told.

ALTER TABLE digests ADD COLUMN tallies jsonb NOT NULL DEFAULT '{}';
CREATE INDEX saves_by_paper ON saves (paper_id);
