-- A paper that its source takes off a list before the digest freezes is taken out: two polls in a row that read the
-- whole list must lack it. A paper that comes back is listed again.
ALTER TABLE listings
  ADD COLUMN missed_at  timestamptz,
  ADD COLUMN removed_at timestamptz,
  ADD CHECK (removed_at IS NULL OR missed_at IS NOT NULL);

-- Fields that most items of a poll did not tell as they used to: an array of {field, change, items, of}.
ALTER TABLE polls ADD COLUMN drift jsonb NOT NULL DEFAULT '[]';
