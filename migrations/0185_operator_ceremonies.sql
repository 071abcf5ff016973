-- What an operator has begun and not yet finished stands in the row of the session or the link that it was begun with.

-- Whoever has shown a password and has to have a second factor first enrols one, and may do nothing else.
ALTER TABLE operator_sessions
  DROP CONSTRAINT operator_sessions_step_check,
  ADD CONSTRAINT operator_sessions_step_check CHECK (step IN ('passkey', 'second-factor', 'enrol', 'full')),
  ADD COLUMN challenge_until timestamptz,
  -- The secret that an authenticator was shown and has not answered yet; wrapped as that of the account.
  ADD COLUMN pending_totp    bytea,
  ADD CONSTRAINT operator_sessions_challenge_ends CHECK ((challenge IS NULL) = (challenge_until IS NULL));

ALTER TABLE operator_links
  ADD COLUMN challenge       bytea,
  ADD COLUMN challenge_until timestamptz,
  ADD CONSTRAINT operator_links_challenge_ends CHECK ((challenge IS NULL) = (challenge_until IS NULL));

-- Written with the session's, once a minute at the most; it stays when the session has gone.
ALTER TABLE operators ADD COLUMN seen_at timestamptz;
