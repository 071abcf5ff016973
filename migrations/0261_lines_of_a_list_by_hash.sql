-- Which lines of a list have an address, before and behind a line: by the hash alone, the planner went through all lines
-- of the list for each address wherever it knew nothing of rows that were judged just now.
DROP INDEX import_lines_by_hash;
CREATE INDEX import_lines_by_hash ON import_lines (address_hash, import_id, line) WHERE address_hash IS NOT NULL;
