-- Whether a refusal names the recipient's mailbox by its code (RFC 3463 §3.3): many of those are no matter of the relay.
ALTER TABLE refusals ADD COLUMN of_mailbox boolean NOT NULL DEFAULT false;
