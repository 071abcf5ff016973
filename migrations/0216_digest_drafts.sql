-- What an editor says with a digest, by language: drafted before it freezes, and frozen with it.
CREATE TABLE digest_drafts (
  kind       text        NOT NULL CHECK (kind IN ('daily', 'weekly', 'monthly')),
  period     date        NOT NULL,
  language   text        NOT NULL CHECK (language IN ('en', 'de')),
  intro      text        CHECK (length(intro) BETWEEN 1 AND 2000),
  subject    text        CHECK (length(subject) BETWEEN 1 AND 120),
  actor_name text        NOT NULL,
  at         timestamptz NOT NULL,
  PRIMARY KEY (kind, period, language)
);
ALTER TABLE digests
  ADD COLUMN intro   jsonb NOT NULL DEFAULT '{}',
  ADD COLUMN subject jsonb NOT NULL DEFAULT '{}';
