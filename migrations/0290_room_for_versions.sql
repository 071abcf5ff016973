-- A commit changes a hundred rows at once, and the new versions of those that share a page need room on it.
ALTER TABLE deliveries SET (fillfactor = 60);
