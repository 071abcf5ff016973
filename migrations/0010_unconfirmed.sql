-- Addresses that were entered and never confirmed are forgotten; this finds them without reading everybody.

CREATE INDEX subscribers_unconfirmed ON subscribers (created_at) WHERE state = 'pending' AND confirmed_at IS NULL;
