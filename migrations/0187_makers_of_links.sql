-- A link is good as long as the owner who made it is one: made_by is a name, which its bearer may change.
ALTER TABLE operator_links ADD COLUMN maker_id bigint REFERENCES operators ON DELETE CASCADE;
