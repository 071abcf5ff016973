-- Several sources tell of one paper: which of them each field came from, arXiv's categories, and withdrawals.

-- `field_sources` names, for each field that some source gave, the source whose value stands.
ALTER TABLE papers
  ADD COLUMN categories    text[] NOT NULL DEFAULT '{}',
  ADD COLUMN field_sources jsonb NOT NULL DEFAULT '{}',
  ADD COLUMN withdrawn_at  timestamptz;
