-- Who lost the mails asks for the links in them. A request holds the keyed hash of the address and no address, is
-- written for whatever address was typed, and is gone when a worker has read it.

CREATE TABLE link_requests (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  address_hash bytea NOT NULL,
  asked_at timestamptz NOT NULL
);

ALTER TABLE notices
  DROP CONSTRAINT notices_kind_check,
  ADD CONSTRAINT notices_kind_check
    CHECK (kind IN ('confirmation', 'welcome', 'goodbye', 'address-old', 'address-new',
                    'data-link', 'data-exported', 'data-erased', 'own-links'));
