-- A source that knows fewer of the authors never displaces one that knows more of them: whether every family name of
-- one list stands in a longer one, or in one as long whose given names are written out where these are initials.

CREATE FUNCTION fewer_names(said text[], known text[]) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT cardinality(said) > 0 AND cardinality(said) <= cardinality(known)
     AND (cardinality(said) < cardinality(known)
          OR (array_to_string(said, ' ') ~ '(^|\s)[[:upper:]]\.' AND array_to_string(known, ' ') !~ '(^|\s)[[:upper:]]\.'))
     AND NOT EXISTS (SELECT lower(regexp_replace(name, '^.*\s', '')) FROM unnest(said) AS name
                     EXCEPT
                     SELECT lower(regexp_replace(name, '^.*\s', '')) FROM unnest(known) AS name)
$$;
