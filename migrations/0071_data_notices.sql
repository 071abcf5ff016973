-- Mails about what is kept of a reader: the link to it, and a word after it was downloaded or erased. The last goes to
-- an address that no row holds any more but its own, until it is sent.

ALTER TABLE notices
  ALTER COLUMN subscriber_id DROP NOT NULL,
  ADD COLUMN recipient text,
  ADD COLUMN language text,
  DROP CONSTRAINT notices_kind_check,
  ADD CONSTRAINT notices_kind_check
    CHECK (kind IN ('confirmation', 'welcome', 'goodbye', 'address-old', 'address-new',
                    'data-link', 'data-exported', 'data-erased')),
  ADD CONSTRAINT notices_without_subscriber CHECK ((subscriber_id IS NULL) = (kind = 'data-erased')),
  ADD CONSTRAINT notices_recipient_until_sent
    CHECK ((recipient IS NOT NULL) = (kind = 'data-erased' AND state IN ('pending', 'sending', 'deferred')));
