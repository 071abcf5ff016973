-- Who did what: a row for each act of an operator, a key or the command line, written in the transaction of the act.
-- Never an address, never a secret; a person is named by the id of the subscriber.
CREATE TABLE audit_events (
  id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at          timestamptz NOT NULL DEFAULT now(),
  actor_kind  text        NOT NULL CHECK (actor_kind IN ('operator', 'key', 'cli', 'system')),
  actor_id    bigint,
  -- As it was then.
  actor_name  text        NOT NULL,
  -- digest.pause, subscriber.erase, login.failed …
  action      text        NOT NULL CHECK (action ~ '^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$'),
  object_kind text,
  object_id   text,
  facts       jsonb       NOT NULL DEFAULT '{}',
  -- HMAC of where the request came from, with a subkey of the root key.
  client_hash bytea,
  CHECK (object_kind IS NOT NULL OR object_id IS NULL)
);
CREATE INDEX audit_events_by_time ON audit_events USING brin (at);
CREATE INDEX audit_events_by_object ON audit_events (object_kind, object_id, id);

-- By the database's clock, as the sweep deletes by it too.
CREATE FUNCTION keep_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.at < now() - interval '2 years' THEN RETURN OLD; END IF;
  END IF;
  RAISE EXCEPTION 'audit events are kept for two years and never changed';
END $$;
CREATE TRIGGER audit_is_kept BEFORE UPDATE OR DELETE ON audit_events
  FOR EACH ROW EXECUTE FUNCTION keep_audit();
CREATE TRIGGER audit_is_not_emptied BEFORE TRUNCATE ON audit_events
  FOR EACH STATEMENT EXECUTE FUNCTION keep_audit();
