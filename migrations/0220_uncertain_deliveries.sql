-- Uncertain deliveries are looked for among what has such a reason: what failed or was skipped has one too, a thousand
-- times as often. Like its neighbours it does not name `state`, so that no change of state touches an index.
CREATE INDEX deliveries_uncertain ON deliveries (digest_id, subscriber_id)
  WHERE reason IN ('uncertain', 'worker-lost', 'failover', 'restored');
DROP INDEX deliveries_with_reason;

-- Who left by the links of a digest.
CREATE INDEX consents_by_digest ON consents (digest_id) WHERE digest_id IS NOT NULL;
