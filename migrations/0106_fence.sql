-- How often a message was put on the wire. Attempts that were not the recipient's fault are given back, so their number
-- cannot tell one time from another; this one only grows.
ALTER TABLE deliveries ADD COLUMN fence integer NOT NULL DEFAULT 0;
ALTER TABLE notices ADD COLUMN fence integer NOT NULL DEFAULT 0;
