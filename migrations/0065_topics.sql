-- What the papers of a digest are about, by the names of topics; null where nobody has read them for it. Rules that
-- follow a topic ask the first, rules that mute it ask the second, which holds what is beyond doubt.
ALTER TABLE digest_papers
  ADD COLUMN topics      text[],
  ADD COLUMN sure_topics text[];
