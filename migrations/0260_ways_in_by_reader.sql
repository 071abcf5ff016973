-- Few readers of many come or ask again with one statement: each is looked up by itself. What the planner knows of a
-- table that grows by a list of people is always old, and it read all of them for every thousand.
ALTER FUNCTION note_ways_in() SET enable_hashjoin = off;
ALTER FUNCTION note_ways_in() SET enable_mergejoin = off;
