-- A hold that the service sets by itself, because of how many of a digest's readers came by imports since the last one.
ALTER TABLE digest_holds
  ADD COLUMN imported integer,
  ADD COLUMN readers  integer,
  ADD CONSTRAINT digest_holds_counted_whole CHECK (num_nulls(imported, readers) IN (0, 2));
