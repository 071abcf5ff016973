-- A pause belongs to the state `paused`. Who left by mail, complained or bounced while paused kept the columns of the
-- pause; after coming back they were active and read as though they still paused.

UPDATE subscribers SET paused_at = NULL, paused_until = NULL, pause_ends = NULL
 WHERE state <> 'paused' AND num_nonnulls(paused_at, paused_until, pause_ends) > 0;

-- A paused reader without an end of the pause has wanted no mail, so the pause is taken for the longest there is.
UPDATE subscribers
   SET paused_at = coalesce(paused_at, state_changed_at),
       paused_until = coalesce(paused_until, coalesce(paused_at, state_changed_at) + interval '366 days'),
       pause_ends = coalesce(pause_ends, 'plainly')
 WHERE state = 'paused' AND num_nulls(paused_at, paused_until, pause_ends) > 0;

ALTER TABLE subscribers
  ADD CONSTRAINT subscribers_pause_only_while_paused CHECK ((state = 'paused') = (paused_until IS NOT NULL)),
  ADD CONSTRAINT subscribers_pause_whole CHECK (num_nulls(paused_at, paused_until, pause_ends) IN (0, 3));
