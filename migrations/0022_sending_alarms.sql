-- Too much of what was sent came back. An alarm is open until an operator lets the mailing go on.

CREATE TABLE sending_alarms (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  level       text NOT NULL CHECK (level IN ('warn', 'pause')),
  reason      text NOT NULL CHECK (reason IN ('complaints', 'policy-bounces')),
  digest_id   bigint NOT NULL REFERENCES digests,
  sent        integer NOT NULL,
  came_back   integer NOT NULL,
  raised_at   timestamptz NOT NULL,
  answered_at timestamptz
);
CREATE UNIQUE INDEX sending_alarms_open ON sending_alarms (level, reason) WHERE answered_at IS NULL;
