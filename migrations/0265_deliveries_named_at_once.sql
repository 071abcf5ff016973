-- What a delivery names is there: its slice, which is of its digest, its reader, and its rules, if it has any. Foreign
-- keys look each of them up for each row, which was half of the work of writing deliveries; here it is done once for a
-- statement and for what its rows have in common, with the locks and the error of a foreign key. Readers are held by the
-- statements that write deliveries to them, as they read them.
CREATE FUNCTION require_named_by_deliveries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM (SELECT DISTINCT slice_id, digest_id FROM written) AS named
              WHERE NOT EXISTS (SELECT FROM slices WHERE id = named.slice_id AND digest_id = named.digest_id FOR KEY SHARE)) THEN
    RAISE foreign_key_violation USING TABLE = 'deliveries', MESSAGE = 'a delivery names a slice that its digest does not have';
  END IF;
  IF EXISTS (SELECT FROM (SELECT DISTINCT rule_set_id FROM written WHERE rule_set_id IS NOT NULL) AS named
              WHERE NOT EXISTS (SELECT FROM rule_sets WHERE id = named.rule_set_id FOR KEY SHARE)) THEN
    RAISE foreign_key_violation USING TABLE = 'deliveries', MESSAGE = 'a delivery names rules that are not there';
  END IF;
  IF EXISTS (SELECT FROM written WHERE (SELECT true FROM subscribers WHERE id = written.subscriber_id) IS NULL) THEN
    RAISE foreign_key_violation USING TABLE = 'deliveries', MESSAGE = 'a delivery names a reader who is not there';
  END IF;
  RETURN NULL;
END $$;

-- Of a row that moves to another slice, or is opened again; rules that stay the same are not looked for.
CREATE FUNCTION require_named_by_delivery() RETURNS trigger LANGUAGE plpgsql AS $$
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

-- Deliveries go with their reader.
CREATE FUNCTION delete_deliveries_of_readers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM deliveries WHERE subscriber_id = ANY (ARRAY(SELECT id FROM gone));
  RETURN NULL;
END $$;

-- TRUNCATE ... CASCADE follows foreign keys alone.
CREATE FUNCTION delete_all_deliveries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM deliveries;
  RETURN NULL;
END $$;

-- What a delivery names stays. Of its digest the slice sees to that.
CREATE FUNCTION keep_what_deliveries_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM gone
              WHERE CASE TG_TABLE_NAME WHEN 'slices' THEN (SELECT true FROM deliveries WHERE slice_id = gone.id LIMIT 1)
                                       ELSE (SELECT true FROM deliveries WHERE rule_set_id = gone.id LIMIT 1) END) THEN
    RAISE foreign_key_violation USING TABLE = TG_TABLE_NAME, MESSAGE = format('a delivery names one of these %s', TG_TABLE_NAME);
  END IF;
  RETURN NULL;
END $$;

ALTER TABLE deliveries
  DROP CONSTRAINT deliveries_digest_id_fkey, DROP CONSTRAINT deliveries_slice_id_fkey,
  DROP CONSTRAINT deliveries_subscriber_id_fkey, DROP CONSTRAINT deliveries_rule_set_id_fkey;

CREATE TRIGGER deliveries_inserted AFTER INSERT ON deliveries REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION require_named_by_deliveries();
CREATE TRIGGER deliveries_moved AFTER UPDATE OF slice_id, digest_id, rule_set_id ON deliveries FOR EACH ROW
  WHEN (old.slice_id <> new.slice_id OR old.digest_id <> new.digest_id OR old.rule_set_id IS DISTINCT FROM new.rule_set_id)
  EXECUTE FUNCTION require_named_by_delivery();
CREATE TRIGGER subscribers_deleted AFTER DELETE ON subscribers REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION delete_deliveries_of_readers();
CREATE TRIGGER slices_deleted AFTER DELETE ON slices REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION keep_what_deliveries_name();
CREATE TRIGGER rule_sets_deleted AFTER DELETE ON rule_sets REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION keep_what_deliveries_name();
CREATE TRIGGER subscribers_emptied AFTER TRUNCATE ON subscribers EXECUTE FUNCTION delete_all_deliveries();
CREATE TRIGGER slices_emptied AFTER TRUNCATE ON slices EXECUTE FUNCTION delete_all_deliveries();
