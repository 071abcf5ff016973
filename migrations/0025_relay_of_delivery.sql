-- Which relay had the last attempt: what comes back is counted by relay as well.

ALTER TABLE deliveries ADD COLUMN relay text;
