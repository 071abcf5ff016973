-- How sure a dead address is, and the refusals that are not certain: who is on watch, and what many got at once.

ALTER TABLE feedback
  ADD COLUMN grade text CHECK (grade IN ('certain', 'likely')),
  DROP CONSTRAINT feedback_effect_check,
  ADD CONSTRAINT feedback_effect_check
    CHECK (effect IN ('none', 'counted', 'watched', 'suppressed', 'complained', 'unsubscribed', 'reset', 'alarmed')),
  DROP CONSTRAINT feedback_evidence_check,
  ADD CONSTRAINT feedback_evidence_check
    CHECK (evidence IN ('return-path', 'message-id', 'unsubscribe-token', 'feedback-loop', 'provider', 'none'));

-- One row for each reader and digest, from the session or from a report; the newest refusal stands in it.
CREATE TABLE refusals (
  digest_id     bigint NOT NULL REFERENCES digests ON DELETE CASCADE,
  subscriber_id bigint NOT NULL REFERENCES subscribers ON DELETE CASCADE,
  via           text NOT NULL CHECK (via IN ('session', 'report')),
  -- Without addresses, numbers and times, so that the same refusal of many is the same text.
  words         text NOT NULL,
  domain        text NOT NULL,
  reason        text NOT NULL,
  effect        text NOT NULL CHECK (effect IN ('failed', 'counted', 'watched', 'suppressed')),
  feedback_id   bigint REFERENCES feedback ON DELETE SET NULL,
  at            timestamptz NOT NULL,
  taken_back_at timestamptz,
  PRIMARY KEY (digest_id, subscriber_id, via)
);
CREATE INDEX refusals_by_words ON refusals (digest_id, words, at);
CREATE INDEX refusals_by_subscriber ON refusals (subscriber_id, at);
CREATE INDEX refusals_by_time ON refusals (at);

-- What a soft bounce was for: a full mailbox is a sign of life. Null in older rows.
ALTER TABLE soft_bounces ADD COLUMN reason text;

-- Since when an operator lets a digest go on although many of its addresses are dead.
ALTER TABLE digests ADD COLUMN dead_accepted_at timestamptz;
