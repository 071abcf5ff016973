-- Several daily digests in one, for readers who want no mail on some days. `gathers` holds the ids of the daily
-- ones, oldest first; whoever is to have the same days shares one. `period` is their first day.

ALTER TABLE digests
  ADD COLUMN gathers  bigint[],
  ADD COLUMN last_day date,
  DROP CONSTRAINT digests_kind_check,
  ADD CONSTRAINT digests_kind_check CHECK (kind IN ('daily', 'weekly', 'monthly', 'sample', 'gathered')),
  ADD CHECK ((kind = 'gathered') = (gathers IS NOT NULL)),
  ADD CHECK ((kind = 'gathered') = (last_day IS NOT NULL)),
  DROP CONSTRAINT digests_kind_period_key,
  ADD CONSTRAINT digests_kind_period_key UNIQUE NULLS NOT DISTINCT (kind, period, gathers);
CREATE INDEX digests_gathers ON digests USING gin (gathers) WHERE gathers IS NOT NULL;

-- A gathered digest holds papers that stand in daily ones, and several hold the same: its rows are of no kind, so
-- that a paper is still in one digest of each kind at most.
ALTER TABLE digest_papers
  ALTER COLUMN kind DROP NOT NULL,
  ADD FOREIGN KEY (digest_id) REFERENCES digests;
ALTER TABLE digest_bloomers
  ALTER COLUMN kind DROP NOT NULL,
  ADD FOREIGN KEY (digest_id) REFERENCES digests;
CREATE INDEX digest_papers_by_paper ON digest_papers (paper_id);
