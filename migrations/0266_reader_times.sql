-- When a reader is due is written anew with each of their digests: in a narrow table with two indexes, and not with all
-- that is known of the reader and in each of its indexes. Whoever writes a reader holds the reader's row, and takes the
-- times after it, by the triggers. Fan-out holds times while it writes for many: it must wait for no reader's row then,
-- as the key of a noted order would make it do. A reader without a next time waits for one to be worked out.
--
-- scheduled_since: since when the schedule holds that the times were last worked out by; null for those of before.
-- Fan-out reads a reader as of its beginning, and the times as of when it holds them: where the two are not of one
-- schedule, the reader waits for the next look.
CREATE TABLE reader_times (
  subscriber_id   bigint      PRIMARY KEY,
  frequency       text        NOT NULL,
  is_active       boolean     NOT NULL,
  next_due_at     timestamptz,
  due_after       timestamptz,
  scheduled_since timestamptz
);
LOCK TABLE subscribers IN SHARE ROW EXCLUSIVE MODE;
INSERT INTO reader_times
SELECT id, frequency, state = 'active', next_due_at, due_after FROM subscribers ORDER BY id;
CREATE INDEX reader_times_due ON reader_times (frequency, next_due_at) WHERE is_active;

DROP INDEX subscribers_due;
ALTER TABLE subscribers DROP COLUMN next_due_at, DROP COLUMN due_after;
ALTER TABLE delivery_orders DROP CONSTRAINT delivery_orders_subscriber_id_fkey;

CREATE FUNCTION add_reader_times() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO reader_times (subscriber_id, frequency, is_active)
  SELECT id, frequency, state = 'active' FROM added ORDER BY id;
  RETURN NULL;
END $$;
CREATE TRIGGER subscribers_added AFTER INSERT ON subscribers REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION add_reader_times();

CREATE FUNCTION note_reader_standing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE reader_times SET frequency = new.frequency, is_active = new.state = 'active' WHERE subscriber_id = new.id;
  RETURN NULL;
END $$;
CREATE TRIGGER subscribers_standing AFTER UPDATE OF state, frequency ON subscribers FOR EACH ROW
  WHEN (old.frequency <> new.frequency OR (old.state = 'active') <> (new.state = 'active'))
  EXECUTE FUNCTION note_reader_standing();

-- Whoever writes since when a schedule holds, be it the same moment, has the next time worked out anew. What came due
-- since the last mail is still the reader's, but not after coming back, or by another kind of digest.
CREATE FUNCTION forget_reader_times() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE reader_times
     SET next_due_at = NULL, scheduled_since = new.scheduled_since,
         due_after = CASE WHEN new.state = old.state AND new.frequency = old.frequency THEN due_after END
   WHERE subscriber_id = new.id;
  RETURN NULL;
END $$;
CREATE TRIGGER subscribers_rescheduled AFTER UPDATE OF scheduled_since ON subscribers FOR EACH ROW
  EXECUTE FUNCTION forget_reader_times();

-- Times, deliveries and notes of orders go with their reader. The times first: who is giving them a digest at this moment holds them,
-- and what was written until then is seen.
CREATE OR REPLACE FUNCTION delete_deliveries_of_readers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM reader_times WHERE subscriber_id = ANY (ARRAY(SELECT id FROM gone));
  DELETE FROM deliveries WHERE subscriber_id = ANY (ARRAY(SELECT id FROM gone));
  DELETE FROM delivery_orders WHERE subscriber_id = ANY (ARRAY(SELECT id FROM gone));
  RETURN NULL;
END $$;

CREATE FUNCTION delete_all_reader_times() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM reader_times;
  DELETE FROM delivery_orders;
  RETURN NULL;
END $$;
CREATE TRIGGER subscribers_emptied_of_times AFTER TRUNCATE ON subscribers EXECUTE FUNCTION delete_all_reader_times();
