-- Since when an operator lets a digest go on although many of its readers were refused in the same words.
ALTER TABLE digests ADD COLUMN alike_accepted_at timestamptz;
