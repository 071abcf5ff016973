-- A reader's request to move to another address, at most one each; the row stays when it is over, without the
-- address, so that no serial comes twice. The columns of the new address have names of their own, because
-- `address_hash` means the person a row is about.

CREATE TABLE address_changes (
  subscriber_id    bigint PRIMARY KEY REFERENCES subscribers ON DELETE CASCADE,
  serial           integer NOT NULL,
  new_address      text,
  new_address_key  text,
  new_address_hash bytea,
  requested_at     timestamptz NOT NULL,
  -- Whether the notice to each side has still to be decided on.
  old_waits        boolean NOT NULL,
  new_waits        boolean NOT NULL,
  old_confirmed_at timestamptz,
  new_confirmed_at timestamptz,
  changed_at       timestamptz,
  CHECK (num_nulls(new_address, new_address_key, new_address_hash) IN (0, 3)),
  CHECK (new_address IS NOT NULL OR NOT (old_waits OR new_waits))
);
CREATE INDEX address_changes_open ON address_changes (requested_at) WHERE new_address IS NOT NULL;

-- Whom a notice to an address that has no subscriber went to; kept for as long as the limits count.
ALTER TABLE notices
  ADD COLUMN recipient_hash bytea,
  DROP CONSTRAINT notices_kind_check,
  ADD CONSTRAINT notices_kind_check
    CHECK (kind IN ('confirmation', 'welcome', 'goodbye', 'address-old', 'address-new'));
CREATE INDEX notices_by_recipient ON notices (recipient_hash, created_at) WHERE recipient_hash IS NOT NULL;
DROP INDEX notices_by_time;
CREATE INDEX notices_by_time ON notices (created_at, domain) WHERE kind IN ('confirmation', 'address-new');

ALTER TABLE consents
  DROP CONSTRAINT consents_event_check,
  ADD CONSTRAINT consents_event_check
    CHECK (event IN ('requested', 'confirmed', 'withdrawn', 'resumed', 'added', 'address-changed'));
