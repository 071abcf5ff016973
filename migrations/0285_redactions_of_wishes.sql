-- Whoever only wished for an address has not shown that it is theirs: what a list says of it is another person's.
ALTER TABLE redactions ADD COLUMN is_wish boolean NOT NULL DEFAULT false;
