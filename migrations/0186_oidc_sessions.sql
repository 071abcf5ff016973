-- Whoever goes to a provider of OpenID Connect and back has a session for that alone, which is of nobody yet.
ALTER TABLE operator_sessions
  DROP CONSTRAINT operator_sessions_step_check,
  DROP CONSTRAINT operator_sessions_check,
  DROP CONSTRAINT operator_sessions_check1,
  ADD CONSTRAINT operator_sessions_step_check
    CHECK (step IN ('passkey', 'oidc', 'second-factor', 'enrol', 'full')),
  ADD CONSTRAINT operator_sessions_of_somebody CHECK ((step IN ('passkey', 'oidc')) = (operator_id IS NULL)),
  ADD CONSTRAINT operator_sessions_by_something CHECK ((step IN ('passkey', 'oidc')) = (method IS NULL));
