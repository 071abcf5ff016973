-- How far each mailbox was read (RFC 9051 §2.3.1.1).

CREATE TABLE imap_positions (
  mailbox      text PRIMARY KEY,
  uid_validity bigint NOT NULL,
  last_uid     bigint NOT NULL
);
