-- A poll that broke off says where the next one goes on; a paper, when arXiv was last asked about it.

ALTER TABLE polls ADD COLUMN resume_from text;
ALTER TABLE papers ADD COLUMN looked_up_at timestamptz;
