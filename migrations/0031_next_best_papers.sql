-- An edition holds every paper that its rules choose, and how many of them a delivery carries at most: who had some
-- before gets the next best. Editions of before hold the first ones only, which is what their deliveries carried.

ALTER TABLE editions ADD COLUMN most smallint;

-- The positions that a delivery carries: the first ones of those chosen, without what its reader had before.
CREATE FUNCTION sent_positions(chosen smallint[], most smallint, left_out smallint[]) RETURNS smallint[]
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN left_out IS NULL THEN chosen[1:coalesce(most, cardinality(chosen))]
              ELSE ARRAY(SELECT position FROM unnest(chosen) WITH ORDINALITY AS c (position, place)
                          WHERE position <> ALL (left_out) ORDER BY place LIMIT most) END;
