-- Tokens of webhooks whose signature does not cover the body: each is good for one body.

CREATE TABLE webhook_tokens (
  token_hash   bytea PRIMARY KEY,
  content_hash bytea NOT NULL,
  seen_at      timestamptz NOT NULL
);
CREATE INDEX webhook_tokens_by_time ON webhook_tokens (seen_at);
