import { foldText } from '../../model/folded-text.js';
import { askedByKeyword } from '../../model/keyword-asks.js';
import { otherSpellings } from '../../model/other-spellings.js';
import type { TermKind } from '../../model/rules.js';
import { READING_RULES, readPaper } from '../../paper-text/read-paper.js';
import { typedText } from '../../paper-text/typed-text.js';
import type { Queryable } from '../database.js';
import type { FrozenPaper } from '../digests/frozen-paper.js';

/** Between the ways to write one name; blanks are left out, so that `Fei-Fei` and `Feifei` are one. */
export const BETWEEN_NAMES = '|';

/** What a term asks of the folded reading of a paper; null for what is compared as it is spelled. */
export function asksOf({ kind, value }: { readonly kind: TermKind; readonly value: string }): string | null {
  if (kind === 'keywords') return askedByKeyword(typedText(value));
  if (kind !== 'authors' && kind !== 'organisations') return null;
  const name = typedText(value);
  const ways = [foldText(name), ...otherSpellings(name, 'name').map((words) => words.join(' '))];
  return ways.map((way) => way.replaceAll(' ', '')).join(BETWEEN_NAMES);
}

/**
 * Reads what was written by earlier rules of reading, or before there were any: the papers of some digests, as
 * they were frozen, and all terms. As a rule there is nothing to do.
 */
export async function readForRules(client: Queryable, digestIds: readonly number[]): Promise<void> {
  await readFrozenPapers(client, digestIds);
  await readTerms(client);
}

async function readFrozenPapers(client: Queryable, digestIds: readonly number[]): Promise<void> {
  const { rows } = await client.query<{ digest_id: number; position: number; paper: Partial<FrozenPaper> }>(
    `SELECT digest_id, position, paper FROM digest_papers
      WHERE digest_id = ANY ($1::bigint[]) AND read_by < $2
      ORDER BY digest_id, position FOR NO KEY UPDATE`,
    [digestIds, READING_RULES],
  );
  if (rows.length === 0) return;
  await client.query(
    `UPDATE digest_papers p SET folded = new.folded, read_by = $4
       FROM unnest($1::bigint[], $2::integer[], $3::jsonb[]) AS new (digest_id, position, folded)
      WHERE p.digest_id = new.digest_id AND p.position = new.position`,
    [
      rows.map(({ digest_id }) => digest_id),
      rows.map(({ position }) => position),
      rows.map(({ paper }) => JSON.stringify(readPaper(whole(paper)).folded)),
      READING_RULES,
    ],
  );
}

/** What a digest froze before a field was kept has nothing there. */
function whole(paper: Partial<FrozenPaper>) {
  const {
    title = '',
    abstract = '',
    authors = [],
    organization = null,
    summary = null,
    keywords = [],
  } = paper;
  return { title, abstract, authors, organization, summary, keywords };
}

async function readTerms(client: Queryable): Promise<void> {
  const { rows } = await client.query<{ id: number; kind: TermKind; value: string }>(
    'SELECT id, kind, value FROM rule_terms WHERE read_by < $1 ORDER BY id FOR NO KEY UPDATE',
    [READING_RULES],
  );
  if (rows.length === 0) return;
  await client.query(
    `UPDATE rule_terms t SET asks = new.asks, read_by = $3
       FROM unnest($1::bigint[], $2::text[]) AS new (id, asks) WHERE t.id = new.id`,
    [rows.map(({ id }) => id), rows.map(asksOf), READING_RULES],
  );
}
