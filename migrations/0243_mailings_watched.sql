-- When everybody had a digest, or it was known why not; and since when its mailing does not get on, looked at now and then.
ALTER TABLE digests
  ADD COLUMN completed_at timestamptz,
  ADD COLUMN stuck_at     timestamptz,
  ADD COLUMN watched_at   timestamptz;
-- Of what was mailed before nobody is told now.
UPDATE digests SET completed_at = fanned_out_at WHERE fanned_out_at < now() - interval '1 day';
