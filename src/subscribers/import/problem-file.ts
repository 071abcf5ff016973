import { stringify } from 'csv-stringify/sync';
import type { Import, ImportProblem } from '../../model/import.js';
import type { Queryable } from '../../store/database.js';
import { invalidLines } from '../../store/imports/import-lines.js';
import { MOST_COLUMNS } from './read-table.js';
import { PROBLEM_COLUMN } from './upload-list.js';

/** Why a line was refused, in the words of whoever reads it. */
export type ProblemWords = (problem: ImportProblem, detail: string | null) => string;

const PAGE = 1_000;

/**
 * The lines that could not be used, as CSV: each as it was, and one column `problem` behind it. Mended, the file can be
 * imported like the list itself.
 */
export async function* problemFile(
  database: Queryable,
  { id, columns }: Pick<Import, 'id' | 'columns'>,
  words: ProblemWords,
): AsyncGenerator<string> {
  const former = columns.indexOf(PROBLEM_COLUMN);
  const kept = (fields: readonly string[]) => fields.filter((_, at) => at !== former);
  const headings = kept(columns);
  let after = 0;
  let width = headings.length;
  let begun = false;
  for (;;) {
    const lines = await invalidLines(database, id, { after, limit: PAGE });
    // A line with more fields than there are headings keeps them all, so that they can be put right.
    if (!begun) width = Math.max(width, ...lines.map(({ fields }) => widthOf(kept(fields))));
    const rows = begun ? [] : [[...padded(headings, width), PROBLEM_COLUMN]];
    begun = true;
    for (const { fields, problem, detail } of lines) {
      rows.push([...padded(kept(fields), width), words(problem ?? 'not-an-address', detail)]);
    }
    if (rows.length > 0) yield csvOf(rows);
    if (lines.length < PAGE) return;
    after = lines.at(-1)?.line ?? after;
  }
}

/** One line of commas makes no other line as wide. */
function widthOf(fields: readonly string[]): number {
  return fields.length > MOST_COLUMNS ? 0 : fields.length;
}

function padded(fields: readonly string[], width: number): readonly string[] {
  return fields.length >= width ? fields : [...fields, ...Array<string>(width - fields.length).fill('')];
}

/** RFC 4180; a field that a spreadsheet would carry out gets an apostrophe, which reading takes away again. */
function csvOf(rows: readonly (readonly string[])[]): string {
  return stringify(rows as string[][], { escape_formulas: true, record_delimiter: 'windows' });
}
