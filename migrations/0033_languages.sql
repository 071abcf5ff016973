-- The language that a request was made in, that of a reader's mails, and that which a delivery was decided to have.

ALTER TABLE signups
  ADD COLUMN language text NOT NULL DEFAULT 'en' CHECK (language IN ('en', 'de'));
ALTER TABLE subscribers
  ADD COLUMN language text NOT NULL DEFAULT 'en' CHECK (language IN ('en', 'de'));
ALTER TABLE deliveries
  ADD COLUMN language text NOT NULL DEFAULT 'en' CHECK (language IN ('en', 'de'));
