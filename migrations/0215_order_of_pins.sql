-- Where operators put a pin among those of its digest, 1 on top; null: behind those that have a place, as it came.
ALTER TABLE curations ADD COLUMN rank integer CHECK (rank IS NULL OR (rank >= 1 AND action = 'pin'));
