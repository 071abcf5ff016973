import { createHash } from 'node:crypto';
import {
  canonicalRules,
  completeRules,
  type GivenRules,
  noRules,
  type Rules,
  termKinds,
} from '../../model/rules.js';
import { READING_RULES } from '../../paper-text/read-paper.js';
import type { Queryable } from '../database.js';
import { asksOf } from './read-for-rules.js';

/**
 * The id under which rules are stored, once for everybody who has them; null for rules that choose everything
 * in the ordinary form.
 */
export async function saveRuleSet(client: Queryable, rules: Rules): Promise<number | null> {
  const canonical = canonicalRules(rules);
  if (canonical === '{}') return null;
  const hash = createHash('sha256').update(canonical).digest();
  // Touching the row that is there locks it: nobody removes it before it is used, nor as unused since long.
  const { rows } = await client.query<{ id: number; fresh: boolean }>(
    `INSERT INTO rule_sets (hash, rules) VALUES ($1, $2)
     ON CONFLICT (hash) DO UPDATE SET hash = excluded.hash, unused_since = NULL
     RETURNING id, xmax = 0 AS fresh`,
    [hash, canonical],
  );
  const row = rows[0];
  if (row === undefined) throw new Error('INSERT … RETURNING gave no row');
  if (row.fresh) await saveTerms(client, row.id, rules);
  return row.id;
}

async function saveTerms(client: Queryable, ruleSetId: number, rules: Rules): Promise<void> {
  const sides = [
    { terms: rules.follow, muted: false },
    { terms: rules.mute, muted: true },
  ];
  const entries = sides.flatMap(({ terms, muted }) =>
    termKinds.flatMap((kind) => terms[kind].map((value) => ({ kind, value, muted }))),
  );
  await client.query(
    `WITH wanted AS (
       SELECT * FROM unnest($2::text[], $3::text[], $4::boolean[], $5::text[]) AS w (kind, value, muted, asks)
     ), saved AS (
       INSERT INTO rule_terms AS t (kind, value, asks, read_by)
       SELECT DISTINCT kind, value, asks, $6::smallint FROM wanted ORDER BY kind, value
       ON CONFLICT (kind, value) DO UPDATE SET value = excluded.value RETURNING id, kind, value
     )
     INSERT INTO rule_set_terms (rule_set_id, term_id, muted)
     SELECT $1, id, muted FROM wanted JOIN saved USING (kind, value)`,
    [
      ruleSetId,
      entries.map(({ kind }) => kind),
      entries.map(({ value }) => value),
      entries.map(({ muted }) => muted),
      entries.map(asksOf),
      READING_RULES,
    ],
  );
}

/** The rules of a set; those that choose everything for null. */
export async function findRules(database: Queryable, ruleSetId: number | null): Promise<Rules> {
  if (ruleSetId === null) return noRules;
  const { rows } = await database.query<{ rules: GivenRules }>('SELECT rules FROM rule_sets WHERE id = $1', [
    ruleSetId,
  ]);
  return completeRules(rows[0]?.rules ?? {});
}
