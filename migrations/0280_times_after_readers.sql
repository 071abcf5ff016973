-- Whoever writes a reader holds the reader's row, and takes the reader's times after it, by the triggers. Fan-out holds
-- times while it writes for many: it must wait for no reader's row then, as the key of a noted order made it do.
-- Notes of orders go with their reader as deliveries do; the times first, so that what a fan-out wrote until then is seen.
ALTER TABLE delivery_orders DROP CONSTRAINT delivery_orders_subscriber_id_fkey;

CREATE OR REPLACE FUNCTION delete_deliveries_of_readers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM reader_times WHERE subscriber_id = ANY (ARRAY(SELECT id FROM gone));
  DELETE FROM deliveries WHERE subscriber_id = ANY (ARRAY(SELECT id FROM gone));
  DELETE FROM delivery_orders WHERE subscriber_id = ANY (ARRAY(SELECT id FROM gone));
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION delete_all_reader_times() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM reader_times;
  DELETE FROM delivery_orders;
  RETURN NULL;
END $$;

-- Since when the schedule holds that the times were last worked out by; null as it was before there was such a column.
-- Fan-out reads a reader as of its beginning, and the times as of when it holds them: where the two are not of one
-- schedule, the reader waits for the next look.
ALTER TABLE reader_times ADD COLUMN scheduled_since timestamptz;

CREATE OR REPLACE FUNCTION forget_reader_times() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE reader_times
     SET next_due_at = NULL, scheduled_since = new.scheduled_since,
         due_after = CASE WHEN new.state = old.state AND new.frequency = old.frequency THEN due_after END
   WHERE subscriber_id = new.id;
  RETURN NULL;
END $$;

-- The rules of a delivery that only moves to another slice are looked for no more than before.
CREATE OR REPLACE FUNCTION require_named_by_delivery() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM slices WHERE id = new.slice_id AND digest_id = new.digest_id FOR KEY SHARE;
  IF NOT FOUND THEN
    RAISE foreign_key_violation USING TABLE = 'deliveries', MESSAGE = 'a delivery names a slice that its digest does not have';
  END IF;
  IF new.rule_set_id IS NOT NULL AND new.rule_set_id IS DISTINCT FROM old.rule_set_id THEN
    PERFORM FROM rule_sets WHERE id = new.rule_set_id FOR KEY SHARE;
    IF NOT FOUND THEN
      RAISE foreign_key_violation USING TABLE = 'deliveries', MESSAGE = 'a delivery names rules that are not there';
    END IF;
  END IF;
  RETURN NULL;
END $$;
