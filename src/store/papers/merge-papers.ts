import type { Paper, SaidPaper } from '../../model/paper.js';
import { fieldPrecedence } from '../../model/source-precedence.js';
import type { Queryable } from '../database.js';
import { readPapersById } from './paper-readings.js';

type Field = keyof typeof fieldPrecedence;

interface MergedField {
  readonly name: Field;
  readonly column: string;
  readonly type: string;
  /** Whether a source says anything, of the answer's column. */
  readonly given: string;
}

const textField = (name: Field, column: string = name): MergedField => ({
  name,
  column,
  type: 'text',
  given: `${column} <> ''`,
});
const listField = (name: Field): MergedField => ({
  name,
  column: name,
  type: 'text[]',
  given: `${name} <> '{}'`,
});

/** An empty text and an empty list say nothing, like a null. */
const fields: readonly MergedField[] = [
  textField('title'),
  textField('abstract'),
  listField('authors'),
  { name: 'publishedAt', column: 'published_at', type: 'timestamptz', given: 'published_at IS NOT NULL' },
  textField('organization'),
  textField('codeUrl', 'code_url'),
  textField('projectUrl', 'project_url'),
  textField('summary'),
  listField('keywords'),
  listField('categories'),
];

const columns = fields.map(({ column }) => column).join(', ');

type Row = 'known' | 'excluded';

/** Where one value knows less than another, of fields that sources tell in part: names, a beginning, a subset. */
const knowsLess: Partial<Record<Field, (one: Row, other: Row) => string>> = {
  authors: (one, other) => `fewer_names(${one}.authors, ${other}.authors)`,
  abstract: (one, other) => `(length(${one}.abstract) < length(${other}.abstract)
            AND starts_with(${other}.abstract, rtrim(${one}.abstract, ' .…')))`,
  categories: (one, other) => `(${one}.categories <@ ${other}.categories
            AND cardinality(${one}.categories) < cardinality(${other}.categories))`,
};

/**
 * Whether the answer's value of a field is believed rather than what is known: what knows more, then the order of
 * {@link fieldPrecedence}.
 */
const believed = (field: Field) => {
  const known = `known.field_sources ->> '${field}'`;
  const byOrder = `(${known} IS NULL OR ${known} = $2
            OR ($3::jsonb ->> '${field}')::int
             < coalesce(($4::jsonb -> '${field}' ->> split_part(${known}, ':', 1))::int, 99))`;
  const less = knowsLess[field];
  const more = less === undefined ? 'false' : less('known', 'excluded');
  const notLess = less === undefined ? 'true' : `NOT ${less('excluded', 'known')}`;
  return `(excluded.field_sources ? '${field}' AND (${more} OR (${notLess} AND ${byOrder})))`;
};

const believedFields = [...fields.map(({ name }) => name), 'withdrawn' as const];

/** Rows are taken in order of id everywhere, so that two polls at once cannot lock each other out. */
const statement = `
  INSERT INTO papers AS known (id, ${columns}, withdrawn_at, field_sources)
  SELECT id, ${columns}, CASE WHEN withdrawn THEN seen_at END, jsonb_strip_nulls(jsonb_build_object(
         ${fields.map(({ name, given }) => `'${name}', CASE WHEN ${given} THEN $2::text END`).join(',\n         ')},
         'withdrawn', CASE WHEN withdrawn IS NOT NULL THEN $2::text END))
    FROM jsonb_to_recordset($1::jsonb)
         AS new (id text, ${fields.map(({ column, type }) => `${column} ${type}`).join(', ')},
                 withdrawn boolean, seen_at timestamptz)
   ORDER BY id
  ON CONFLICT (id) DO UPDATE SET
         ${fields.map(({ name, column }) => `${column} = CASE WHEN ${believed(name)} THEN excluded.${column} ELSE known.${column} END`).join(',\n         ')},
         withdrawn_at = CASE WHEN NOT ${believed('withdrawn')} THEN known.withdrawn_at
                             WHEN excluded.withdrawn_at IS NOT NULL
                             THEN coalesce(known.withdrawn_at, excluded.withdrawn_at) END,
         field_sources = known.field_sources || jsonb_strip_nulls(jsonb_build_object(
           ${believedFields.map((name) => `'${name}', CASE WHEN ${believed(name)} THEN $2::text END`).join(',\n           ')})),
         updated_at = now()
   WHERE ${fields.map(({ name, column }) => `(${believed(name)} AND (known.field_sources ->> '${name}', known.${column}) IS DISTINCT FROM ($2, excluded.${column}))`).join('\n      OR ')}
      OR (${believed('withdrawn')} AND (known.field_sources ->> 'withdrawn', known.withdrawn_at IS NULL)
          IS DISTINCT FROM ($2, excluded.withdrawn_at IS NULL))
  RETURNING id`;

/** What one source says of papers, one statement for all of them; those that are new or say something else are read. */
export async function mergePapers(
  client: Queryable,
  source: string,
  said: readonly SaidPaper[],
): Promise<void> {
  const rows = new Map(said.map((entry) => [entry.paper.id, rowOf(entry)]));
  const { rows: changed } = await client.query<{ id: string }>(statement, [
    JSON.stringify([...rows.values()]),
    source,
    JSON.stringify(ranksOf(source)),
    JSON.stringify(allRanks),
  ]);
  await readPapersById(
    client,
    changed.map(({ id }) => id),
  );
}

const kindsWithRank = (kinds: readonly string[]) =>
  Object.fromEntries(kinds.map((kind, index) => [kind, index]));

const allRanks = Object.fromEntries(
  Object.entries(fieldPrecedence).map(([field, kinds]) => [field, kindsWithRank(kinds)]),
);

/** For each field, how many kinds of source are believed before this one. */
function ranksOf(source: string): Record<string, number> {
  const [kind = ''] = source.split(':');
  return Object.fromEntries(
    Object.entries(fieldPrecedence).map(([field, kinds]) => {
      const rank = (kinds as readonly string[]).indexOf(kind);
      return [field, rank < 0 ? kinds.length : rank];
    }),
  );
}

function rowOf({ paper, seenAt, withdrawn }: SaidPaper) {
  const { publishedAt, codeUrl, projectUrl, ...rest } = paper satisfies Paper;
  return {
    ...rest,
    published_at: publishedAt,
    code_url: codeUrl,
    project_url: projectUrl,
    withdrawn,
    seen_at: seenAt,
  };
}
