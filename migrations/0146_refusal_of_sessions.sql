-- Why a server refused for good, in the words of reports: a session and a report of the same are found by the same cause.
-- What was refused before has none, and is found as dead-address.
ALTER TABLE deliveries ADD COLUMN refusal_reason text;
ALTER TABLE notices ADD COLUMN refusal_reason text;
