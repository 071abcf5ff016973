-- How often a reader has moved to another address. Links carry it: those in mails to a former address show nothing of
-- what belongs to the reader at the present one.
ALTER TABLE subscribers
  ADD COLUMN address_generation smallint NOT NULL DEFAULT 0 CHECK (address_generation BETWEEN 0 AND 255);
