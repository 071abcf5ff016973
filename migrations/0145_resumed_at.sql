-- When a digest went on after its last pause: how long its rows are tried is counted from then, because nothing could be
-- sent before.
ALTER TABLE digests ADD COLUMN resumed_at timestamptz;
