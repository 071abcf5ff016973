-- Commits hold a hundred rows where they held twenty, so that more rows of one page change at once.
ALTER TABLE deliveries SET (fillfactor = 60);
