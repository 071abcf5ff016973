import type pg from 'pg';
import { BroadsheetError } from '../errors.js';

/** The migrations that databases were made with before 0.1.0, each a name that a database of then holds. */
const NAMES_BEFORE_0_1_0 = [
  ...['0001_papers', '0002_digests', '0003_subscribers', '0004_deliveries', '0005_sending_control'],
  ...['0006_source_records', '0007_source_precedence', '0008_feedback', '0009_reading_times'],
  ...['0010_unconfirmed', '0011_search', '0012_resuming_polls', '0013_webhook_tokens', '0014_answers'],
  ...['0015_rules', '0016_thinning', '0017_curation', '0018_imap_positions', '0019_preferences'],
  ...['0020_reading_history', '0021_private_feeds', '0022_sending_alarms', '0023_dmarc_reports'],
  ...['0024_digest_remarks', '0025_relay_of_delivery', '0026_address_changes', '0027_gathered_digests'],
  ...['0028_reader_tallies', '0029_personal_order', '0030_address_generation', '0031_next_best_papers'],
  ...['0032_unused_rule_sets', '0033_languages'],
];

/** The files that make the same schema at once: that of 0.1.0. None has a name of before. */
const NAMES_OF_0_1_0 = [
  '0001_papers_and_sources',
  '0002_paper_search',
  '0003_digests_and_curation',
  '0004_rules_and_editions',
  '0005_subscribers_and_consents',
  '0006_votes_and_tastes',
  '0007_delivery_ledger',
  '0008_feedback_and_alarms',
];

const MOST_NAMES_TOLD = 5;

/**
 * Gives a database of before 0.1.0, which holds the schema of 0.1.0 under other names, the names of now. Whoever
 * calls holds the lock of migrations.
 * @param known the names of the migrations that there are now
 * @returns whether the database was taken over; false where it is new or of now
 * @throws BroadsheetError SCHEMA_UNKNOWN where the database holds any other history; nothing is changed then
 */
export async function takeOverFormerSchema(client: pg.Client, known: readonly string[]): Promise<boolean> {
  const applied = await appliedNames(client);
  const decision = decideOnHistory(applied, known);
  if (decision === 'continue') return false;
  // One statement, so that no moment and no crash leaves the database without a history.
  await client.query(
    `WITH former AS (DELETE FROM public.migrations RETURNING run_on)
     INSERT INTO public.migrations (name, run_on)
     SELECT name, (SELECT max(run_on) FROM former)
       FROM unnest($1::text[]) WITH ORDINALITY AS names (name, place) ORDER BY place`,
    [NAMES_OF_0_1_0],
  );
  return true;
}

/**
 * What to do with a database that holds these names, in any order.
 * @throws BroadsheetError SCHEMA_UNKNOWN
 */
export function decideOnHistory(
  applied: readonly string[],
  known: readonly string[],
): 'continue' | 'take-over' {
  if (applied.every((name) => known.includes(name))) return 'continue';
  const missing = NAMES_BEFORE_0_1_0.filter((name) => !applied.includes(name));
  const foreign = applied.filter((name) => !NAMES_BEFORE_0_1_0.includes(name));
  if (missing.length === 0 && foreign.length === 0) return 'take-over';
  throw foreign.length === 0 ? unfinished(missing) : unknown(applied.filter((name) => !known.includes(name)));
}

function unfinished(missing: readonly string[]): BroadsheetError {
  return new BroadsheetError(
    'SCHEMA_UNKNOWN',
    `The database was made by a version before 0.1.0 and lacks ${missing.length} of its ` +
      `${NAMES_BEFORE_0_1_0.length} migrations (${listed(missing)}). Nothing was changed. Start that version once ` +
      'more, in its last state, so that it applies the rest; then start this one.',
    { details: { missing } },
  );
}

function unknown(names: readonly string[]): BroadsheetError {
  return new BroadsheetError(
    'SCHEMA_UNKNOWN',
    `The database holds migrations that this version does not know: ${listed(names)}. Nothing was changed. Start ` +
      'the version of Broadsheet that made them (usually a newer one), restore a backup of before, or name another ' +
      'database in DATABASE_URL.',
    { details: { names } },
  );
}

/** The first of some names, and how many more there are. */
export function listed(names: readonly string[]): string {
  const rest = names.length - MOST_NAMES_TOLD;
  return names.slice(0, MOST_NAMES_TOLD).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

/** The migrations that a database has seen; none where it was never migrated. */
export async function appliedNames(client: pg.Client): Promise<string[]> {
  const { rows: found } = await client.query<{ exists: boolean }>(
    "SELECT to_regclass('public.migrations') IS NOT NULL AS exists",
  );
  if (found[0]?.exists !== true) return [];
  const { rows } = await client.query<{ name: string }>('SELECT name FROM public.migrations ORDER BY id');
  return rows.map(({ name }) => name);
}
